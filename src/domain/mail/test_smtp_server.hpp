#pragma once
// For the tests of this folder.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace parley::domain::testing {

/// Speaks as much SMTP as a mail needs, one session after the other. `answers` are what it says to RCPT TO, one after
/// the other; after the last answer it accepts.
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
  /// Waits for the next mail that is accepted.
  std::string mail() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(30), [this] { return !mails_.empty(); })) {
      throw std::runtime_error("no mail came");
    }
    std::string mail = std::move(mails_.front());
    mails_.pop_front();
    return mail;
  }
  std::vector<std::string> commands() {
    const std::lock_guard lock(mutex_);
    return commands_;
  }
  void wait_for_end_of_session() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return sessions_ > 0; });
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
      changed_.notify_all();
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
            {
              const std::lock_guard lock(mutex_);
              mails_.push_back(std::move(data));
            }
            data.clear();
            changed_.notify_all();
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
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> mails_;
  std::vector<std::string> commands_;
  int sessions_ = 0;
  std::thread thread_;
};

}  // namespace parley::domain::testing
