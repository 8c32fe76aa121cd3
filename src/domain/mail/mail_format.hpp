#pragma once
#include <string>
#include <string_view>

#include "domain/mail/mail_queue.hpp"

namespace parley::domain {

/// A sender as in a From header: "parley@example.com" or "Parley <parley@example.com>".
struct MailSender {
  std::string name;  ///< may be empty
  std::string address;
};
/// Empty address: it isn't one.
MailSender parse_sender(std::string_view text);

/// The text of a message on the wire (RFC 5322, 2045–2047, 3834). Whatever the fields hold, it is one message with
/// these headers.
std::string format_mail(const StoredMail& mail, const MailSender& from);
/// What may stand between '<' and '>' of an SMTP command or header.
std::string clean_address(std::string_view address);

}  // namespace parley::domain
