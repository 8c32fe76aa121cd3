#pragma once
#include <string>
#include <string_view>

namespace parley::domain {

/// Plain text to one person.
struct Mail {
  std::string to;  ///< an address that check_email() accepts
  std::string subject;
  std::string text;
};

/// Thread-safe.
class Mailer {
 public:
  virtual ~Mailer() = default;
  /// Takes the mail and returns at once; what can't be delivered is logged. False: too many are waiting.
  virtual bool send(Mail mail) = 0;
};

/// Asks the owner of an address to confirm the sign-up of `username`. The link only shows a page that asks: programs
/// that look at links in mails must not decide anything.
Mail sign_up_mail(std::string to, std::string_view username, std::string_view public_url, std::string_view secret);

}  // namespace parley::domain
