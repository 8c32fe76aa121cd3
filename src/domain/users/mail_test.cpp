#include "domain/users/mail.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "domain/users/smtp_mailer.hpp"

namespace parley::domain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Speaks as much SMTP as a mail needs, one session after the other. `answers` are what it says to RCPT TO, one per
/// session; after the last answer it accepts.
class FakeSmtpServer {
 public:
  explicit FakeSmtpServer(std::vector<std::string> answers = {}) : answers_(std::move(answers)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no loopback");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~FakeSmtpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  /// Waits for the first mail that is accepted.
  std::string mail() { return mail_.get_future().get(); }
  std::vector<std::string> commands() {
    const std::lock_guard lock(mutex_);
    return commands_;
  }
  void wait_for_end_of_session() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return sessions_ > 0; });
  }

 private:
  void run() {
    while (true) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      serve(connection);
      ::close(connection);
      const std::lock_guard lock(mutex_);
      ++sessions_;
      ended_.notify_all();
    }
  }
  static void say(int connection, const std::string& line) {
    const std::string text = line + "\r\n";
    [[maybe_unused]] const auto sent = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
  }
  void serve(int connection) {
    say(connection, "220 test");
    std::string buffer;
    std::string data;
    bool in_data = false;
    char bytes[4096];
    ssize_t got = 0;
    while ((got = ::recv(connection, bytes, sizeof bytes, 0)) > 0) {
      buffer.append(bytes, static_cast<std::size_t>(got));
      std::size_t end = 0;
      while ((end = buffer.find("\r\n")) != std::string::npos) {
        const std::string line = buffer.substr(0, end);
        buffer.erase(0, end + 2);
        if (in_data) {
          if (line == ".") {
            in_data = false;
            say(connection, "250 taken");
            mail_.set_value(data);
          } else {
            data += line + "\n";
          }
          continue;
        }
        {
          const std::lock_guard lock(mutex_);
          commands_.push_back(line);
        }
        if (line.starts_with("RCPT") && !answers_.empty()) {
          say(connection, answers_.front());
          answers_.erase(answers_.begin());
        } else if (line == "DATA") {
          in_data = true;
          say(connection, "354 go on");
        } else {
          say(connection, "250 fine");
        }
      }
    }
  }

  std::vector<std::string> answers_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::promise<std::string> mail_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<std::string> commands_;
  int sessions_ = 0;
  std::thread thread_;
};

SmtpConfig config_for(const FakeSmtpServer& server) {
  return {.url = server.url(),
          .user = {},
          .password = {},
          .from = "parley@talk.example.com",
          .first_pause = std::chrono::milliseconds(1)};
}

class SmtpMailerTest : public ::testing::Test {
 protected:
  SmtpMailerTest() { log::set_level(log::Level::off); }
  ~SmtpMailerTest() override { log::set_level(log::Level::warn); }
  ManualClock clock;
};

TEST_F(SmtpMailerTest, Delivers) {
  FakeSmtpServer server;
  SmtpMailer mailer(config_for(server), clock);
  ASSERT_TRUE(mailer.send({.to = "ann@example.com", .subject = "Hello", .text = "One\n.\nTwo\n"}));
  const std::string mail = server.mail();
  EXPECT_THAT(mail, HasSubstr("From: <parley@talk.example.com>\nTo: <ann@example.com>\n"));
  EXPECT_THAT(mail, HasSubstr("Date: Tue, 14 Nov 2023 22:13:20 +0000\n"));
  EXPECT_THAT(mail, HasSubstr("\n\nOne\n..\nTwo\n"));  // a line with a dot alone would end the mail
  EXPECT_THAT(server.commands(), ::testing::Contains("MAIL FROM:<parley@talk.example.com>"));
  EXPECT_THAT(server.commands(), ::testing::Contains("RCPT TO:<ann@example.com>"));
}

TEST_F(SmtpMailerTest, TriesAgainWhenTheServerIsBusy) {
  FakeSmtpServer server({"450 later", "450 later"});
  SmtpMailer mailer(config_for(server), clock);
  ASSERT_TRUE(mailer.send({.to = "ann@example.com", .subject = "Hello", .text = "Hi\n"}));
  EXPECT_THAT(server.mail(), HasSubstr("Hi"));
}

TEST_F(SmtpMailerTest, ARefusalIsFinal) {
  FakeSmtpServer server({"550 nobody here"});
  SmtpMailer mailer(config_for(server), clock);
  ASSERT_TRUE(mailer.send({.to = "nobody@example.com", .subject = "Hello", .text = "First\n"}));
  ASSERT_TRUE(mailer.send({.to = "ann@example.com", .subject = "Hello", .text = "Second\n"}));
  EXPECT_THAT(server.mail(), HasSubstr("Second"));
}

TEST_F(SmtpMailerTest, APasswordNeverGoesInTheClear) {
  FakeSmtpServer server;  // offers no STARTTLS
  SmtpConfig config = config_for(server);
  config.user = "parley";
  config.password = "hunter2";
  config.attempts = 1;
  SmtpMailer mailer(config, clock);
  ASSERT_TRUE(mailer.send({.to = "ann@example.com", .subject = "Hello", .text = "Hi\n"}));
  server.wait_for_end_of_session();
  EXPECT_THAT(server.commands(), ::testing::Contains(HasSubstr("EHLO")));
  EXPECT_THAT(server.commands(), Not(::testing::Contains(HasSubstr("AUTH"))));
  EXPECT_THAT(server.commands(), Not(::testing::Contains(HasSubstr("MAIL"))));
}

TEST_F(SmtpMailerTest, TheEndDoesNotWaitForAServerThatIsAway) {
  SmtpMailer mailer({.url = "smtp://127.0.0.1:1",
                     .user = {},
                     .password = {},
                     .from = "parley@localhost",
                     .first_pause = std::chrono::hours(1)},
                    clock);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(mailer.send({.to = "ann@example.com", .subject = "Hello", .text = "Hi\n"}));
}

TEST(FormatMail, IsOneMessageWhateverTheTextsHold) {
  const std::string mail = format_mail({.to = "ann@example.com", .subject = "a\r\nBcc: eve@example.com", .text = "x"},
                                       "parley@localhost", "now", "id");
  EXPECT_THAT(mail, HasSubstr("Subject: a  Bcc: eve@example.com\r\n"));
  EXPECT_THAT(mail, HasSubstr("Message-ID: <id@localhost>\r\n"));
  EXPECT_THAT(mail, HasSubstr("Content-Transfer-Encoding: 7bit\r\n"));
}

TEST(FormatMail, EncodesOtherLetters) {
  const std::string mail = format_mail({.to = "ann@example.com", .subject = "Gr\u00FC\u00DFe", .text = "\u00FC\n"},
                                       "parley@localhost", "now", "id");
  EXPECT_THAT(mail, HasSubstr("Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n"));
  EXPECT_THAT(mail, HasSubstr("Content-Transfer-Encoding: base64\r\n\r\nw7wNCg=="));
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "\u20AC";
  const std::string folded = format_mail({.to = "a@b", .subject = subject, .text = "x"}, "p@l", "now", "id");
  EXPECT_THAT(folded, HasSubstr("?=\r\n =?UTF-8?B?"));
  EXPECT_THAT(folded, Not(HasSubstr("\xE2?")));
}

TEST(SignUpMail, HoldsTheLink) {
  const Mail mail = sign_up_mail("ann@example.com", "ann", "https://talk.example.com", "5ec7e7");
  EXPECT_EQ(mail.to, "ann@example.com");
  EXPECT_THAT(mail.text, HasSubstr("https://talk.example.com/confirm-email?secret=5ec7e7\n"));
}

}  // namespace
}  // namespace parley::domain
