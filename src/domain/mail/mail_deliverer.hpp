#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "domain/mail/mail_format.hpp"
#include "domain/mail/mail_queue.hpp"
#include "domain/mail/smtp_client.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

struct MailDelivererConfig {
  SmtpConfig smtp;
  MailSender from;
  std::size_t threads = 2;  ///< mails under way at once: a recipient's slow server holds up one of them
  std::chrono::milliseconds first_pause = std::chrono::seconds(5);  ///< before a mail's second attempt; doubles …
  std::chrono::milliseconds longest_pause = std::chrono::hours(1);  ///< … up to this
  std::chrono::milliseconds away_pause = std::chrono::minutes(1);   ///< longest, while the mail server is away
  std::chrono::milliseconds grace = std::chrono::seconds(3);        ///< for mails under way, at the end
};

/// Takes due mails from the queue and hands them to the mail server, on threads of its own. A mail is marked before and
/// removed right after: one that was under way when the program died is sent again, with the same Message-ID.
/// The destructor lets mails under way finish for a moment; the rest stays in the queue. End it before the database.
class MailDeliverer {
 public:
  MailDeliverer(storage::Database& database, MailQueue& queue, const Clock& clock, MailDelivererConfig config);
  ~MailDeliverer();
  MailDeliverer(const MailDeliverer&) = delete;
  MailDeliverer& operator=(const MailDeliverer&) = delete;

 private:
  void run();
  /// What came of it is written down; how long to wait before the next one.
  std::chrono::milliseconds settle(const StoredMail& mail, const SmtpOutcome& outcome);
  std::chrono::milliseconds server_is_away(const std::string& why);
  void server_is_back();
  void write_down(const std::function<void(storage::Transaction&)>& change);

  storage::Database& database_;
  MailQueue& queue_;
  const Clock& clock_;
  const MailDelivererConfig config_;
  std::atomic<bool> ending_{false};  ///< no more mails are taken
  std::atomic<bool> stop_{false};    ///< those under way are broken off
  std::atomic<int> under_way_{0};
  std::atomic<int> failures_{0};  ///< attempts in a row that did not reach the mail server
  std::vector<std::thread> threads_;
};

}  // namespace parley::domain
