#pragma once
// A real mail server (tests/harness/smtp_server.py) in a process of its own.
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/harness/server_process.hpp"

namespace parley::test {

/// A mail as another program's parser sees it.
struct ReceivedMail {
  std::string from, to, subject, message_id, text, html;
  std::string type;                  ///< of the whole: "multipart/alternative"
  std::vector<std::string> headers;  ///< names in lower case
  std::vector<std::string> defects;  ///< where it breaks the rules of MIME
  std::string secret() const;        ///< of the link in its text
};

class MailServer {
 public:
  /// Starts it and waits until it is ready; `flags` as of the script.
  explicit MailServer(std::vector<std::string> flags = {});
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  /// The next mail in the order of arrival; throws std::runtime_error when none comes.
  ReceivedMail next(std::chrono::milliseconds within = std::chrono::seconds(30));
  /// Mails taken so far.
  std::size_t count() const;

 private:
  TemporaryFolder folder_;
  pid_t pid_ = -1;
  int input_ = -1;
  std::uint16_t port_ = 0;
  std::set<std::string> seen_;
};

/// A port nobody listens on at the moment.
std::uint16_t free_port();

}  // namespace parley::test
