#include "domain/users/mail.hpp"

#include <fmt/format.h>

#include <utility>

namespace parley::domain {

Mail sign_up_mail(std::string to, std::string_view username, std::string_view public_url, std::string_view secret) {
  return {.to = std::move(to),
          .subject = "Confirm your e-mail address",
          .text = fmt::format("Hello {0},\n"
                              "\n"
                              "somebody, hopefully you, asked for an account with this e-mail address.\n"
                              "To confirm it, open this page within 24 hours:\n"
                              "\n"
                              "{1}/confirm-email?secret={2}\n"
                              "\n"
                              "If it was not you, open the same page and decline, or ignore this mail.\n",
                              username, public_url, secret)};
}

}  // namespace parley::domain
