#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/worker_pool.hpp"
#include "domain/users/mail.hpp"

namespace parley::domain {

struct SmtpConfig {
  std::string url;   ///< smtp://host:587 (STARTTLS when offered, needed when there is a password) or smtps://host
  std::string user;  ///< empty: no login
  std::string password;
  std::string from;                                                 ///< address of the sender
  std::chrono::milliseconds first_pause = std::chrono::seconds(5);  ///< before the second attempt; doubles
  int attempts = 4;
};

/// Delivers by SMTP (RFC 5321) on a thread of its own. The destructor gives up what has not been delivered.
class SmtpMailer final : public Mailer {
 public:
  SmtpMailer(SmtpConfig config, const Clock& clock);
  ~SmtpMailer() override;
  bool send(Mail mail) override;

 private:
  void deliver(const Mail& mail);
  /// Empty, or why it failed; `retry`: another attempt may help.
  std::string attempt(const Mail& mail, bool& retry);
  bool pause(std::chrono::milliseconds time);

  const SmtpConfig config_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> stopping_{false};
  WorkerPool pool_;  ///< last: its thread uses all of the above
};

/// The text of a message on the wire (RFC 5322, 2045, 2047). `date` is RFC 5322's date-time, `id` a unique word.
std::string format_mail(const Mail& mail, std::string_view from, std::string_view date, std::string_view id);

}  // namespace parley::domain
