#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <string_view>

namespace parley::domain {

struct SmtpConfig {
  std::string url;   ///< smtp://host:587 (STARTTLS when offered, needed when there is a password) or smtps://host
  std::string user;  ///< empty: no login
  std::string password;
  std::string certificates{};  ///< PEM file of those who may vouch for the server; empty: the system's
};

/// What came of handing a mail to the mail server.
struct SmtpOutcome {
  enum class Kind {
    delivered,
    try_later,    ///< this mail was refused for now, or the connection broke over it
    refused,      ///< this mail never will be taken
    server_away,  ///< the server can't be reached or doesn't want us: so it is for every mail
    interrupted,  ///< `stop` was set
  };
  Kind kind;
  std::string why{};  ///< holds no address
};

/// Speaks SMTP (RFC 5321) through libcurl, and keeps its connection between mails. One thread at a time.
class SmtpClient {
 public:
  /// `stop` ends a mail under way; it outlives this object.
  SmtpClient(const SmtpConfig& config, const std::atomic<bool>& stop);
  ~SmtpClient();
  SmtpClient(const SmtpClient&) = delete;
  SmtpClient& operator=(const SmtpClient&) = delete;

  /// `message` is what format_mail() makes. Waits for the server's word, a minute at most.
  SmtpOutcome send(std::string_view from, std::string_view to, std::string_view message);

 private:
  struct Handle;
  const SmtpConfig& config_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace parley::domain
