#pragma once
#include <array>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/mail/mail.hpp"

namespace parley::domain {

/// The link a mail is about.
struct MailLink {
  std::string url;                                              ///< holds a secret
  std::chrono::milliseconds lifetime = std::chrono::hours(24);  ///< told in the mail; the mail is useless afterwards
};

/// The wording of mails: `NAME.txt` with a first line "Subject: …", and `NAME.html`. They hold {{placeholders}}; values
/// are escaped in HTML and can't break lines. Never changes: thread-safe.
class MailTemplates {
 public:
  /// Those that come with the program.
  MailTemplates();
  /// The same, replaced by the files of a folder. A text replaces both forms of its mail: without its page, the mail is
  /// text alone. The error names file and placeholder.
  static Result<MailTemplates> load(const std::string& folder);
  /// File names and contents of those that come with the program.
  static std::vector<std::pair<std::string, std::string_view>> defaults();

  /// Asks the owner of an address to confirm a sign-up. The links of mails only show pages that ask: programs that look
  /// at links must not decide anything.
  Mail sign_up_mail(std::string to, std::string_view username, const MailLink& link) const;
  Mail reset_password_mail(std::string to, std::string_view username, const MailLink& link) const;
  /// `device`: what the client calls itself.
  Mail new_device_mail(std::string to, std::string_view username, const MailLink& link, std::string_view device) const;

 private:
  struct Form {
    std::string subject, text, html;
  };
  using Values = std::map<std::string_view, std::string>;

  static Result<Form> parse(std::string_view name, std::string_view text, std::string_view html);
  Mail make(std::string_view name, std::string to, const MailLink& link, Values values) const;

  std::map<std::string, Form, std::less<>> forms_;
};

}  // namespace parley::domain
