#include "server/confirmations.hpp"

namespace parley::server {

std::vector<Confirmation> confirmations(domain::Registrations& registrations, domain::PasswordResets& resets,
                                        domain::DeviceChecks& checks) {
  using storage::Transaction;
  return {
      {.path = domain::sign_up_page,
       .title = "Confirm your e-mail address",
       .question = "Do you want to finish signing up to Parley with this address?",
       .confirm = {.button = "Confirm",
                   .title = "Welcome to Parley",
                   .text = "Your address is confirmed. You can <a href=\"/\">sign in</a> now.",
                   .decide = [&registrations](Transaction& t, std::string_view secret) -> Result<void> {
                     PARLEY_TRY(const auto status, registrations.confirm(t, secret));
                     static_cast<void>(status);
                     return {};
                   }},
       .decline = {.button = "It wasn't me",
                   .title = "Thank you",
                   .text = "No account was made with your address.",
                   .decide = [&registrations](Transaction& t,
                                              std::string_view secret) { return registrations.decline(t, secret); }},
       .again = "Sign up again to get a new one."},
      {.path = domain::reset_password_page,
       .title = "Reset your password",
       // Whoever asked sets the password once this is confirmed.
       .question =
           "Did you just ask for a new password? Confirm only if it was you: the one who asked can choose it then.",
       .confirm = {.button = "Yes, it was me",
                   .title = "Confirmed",
                   .text = "Go back to where you asked for a new password, and choose it there.",
                   .decide = [&resets](Transaction& t, std::string_view secret) { return resets.confirm(t, secret); }},
       .decline = {.button = "It wasn't me",
                   .title = "Thank you",
                   .text = "Your password stays as it is.",
                   .decide = [&resets](Transaction& t, std::string_view secret) { return resets.decline(t, secret); }},
       .again = "Ask for a new password again to get another, and keep that window open."},
      {.path = domain::new_device_page,
       .title = "Confirm your new device",
       .question = "Did you just sign in from a new device? Confirm only if it was you.",
       .confirm = {.button = "Yes, it was me",
                   .title = "Confirmed",
                   .text = "Your new device is signed in.",
                   .decide = [&checks](Transaction& t, std::string_view secret) { return checks.confirm(t, secret); }},
       .decline = {.button = "It wasn't me",
                   .title = "Thank you",
                   .text = "Nobody was signed in. Somebody knows your password: change it now.",
                   .decide = [&checks](Transaction& t, std::string_view secret) { return checks.decline(t, secret); }},
       .again = "Sign in again to get a new one."},
  };
}

}  // namespace parley::server
