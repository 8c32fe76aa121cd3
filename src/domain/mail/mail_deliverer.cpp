#include "domain/mail/mail_deliverer.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "base/log.hpp"

namespace parley::domain {
namespace {

using std::chrono::milliseconds;

/// Wall clocks jump; nobody sleeps through a jump for longer.
constexpr milliseconds longest_sleep = std::chrono::minutes(1);
constexpr milliseconds storage_pause = std::chrono::seconds(5);

milliseconds doubled(milliseconds first, int times, milliseconds longest) {
  milliseconds pause = first;
  for (int i = 0; i < times && pause < longest; ++i) pause *= 2;
  return std::min(pause, longest);
}

}  // namespace

MailDeliverer::MailDeliverer(storage::Database& database, MailQueue& queue, const Clock& clock,
                             MailDelivererConfig config)
    : database_(database), queue_(queue), clock_(clock), config_(std::move(config)) {
  database_.write_and_wait([this](storage::Transaction& transaction) { queue_.recover(transaction); });
  for (std::size_t i = 0; i < config_.threads; ++i) threads_.emplace_back([this] { run(); });
}

MailDeliverer::~MailDeliverer() {
  ending_ = true;
  const auto until = std::chrono::steady_clock::now() + config_.grace;
  while (under_way_ > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  stop_ = true;
  queue_.doorbell().ring();
  for (std::thread& thread : threads_) thread.join();
}

void MailDeliverer::run() {
  std::unique_ptr<SmtpClient> client;
  while (!ending_) {
    const std::uint64_t rings = queue_.doorbell().rings();
    milliseconds pause(0);
    bool resting = false;  // something is wrong: new mails don't end the pause
    try {
      ++under_way_;
      MailQueue::Next next;
      database_.write_and_wait([&](storage::Transaction& transaction) { next = queue_.take(transaction); });
      if (next.mail) {
        if (!client) client = std::make_unique<SmtpClient>(config_.smtp, stop_);
        // Addresses are personal: they don't belong into logs.
        log::debug("mail {}: attempt {}", next.mail->message_id, next.mail->attempts);
        pause = settle(*next.mail,
                       client->send(config_.from.address, next.mail->mail.to, format_mail(*next.mail, config_.from)));
        resting = pause.count() > 0;
      } else {
        client.reset();  // the mail server need not hold an idle connection
        pause = longest_sleep;
        if (next.due_at) pause = std::clamp(milliseconds(*next.due_at - clock_.now()), milliseconds(1), longest_sleep);
      }
    } catch (const std::exception& failure) {
      log::error("mail: {}", failure.what());
      pause = storage_pause;
      resting = true;
    }
    --under_way_;
    const auto until = std::chrono::steady_clock::now() + pause;
    for (std::uint64_t seen = rings; pause.count() > 0 && !ending_;) {
      queue_.doorbell().wait(seen, pause);
      if (!resting) break;
      seen = queue_.doorbell().rings();
      pause = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
    }
  }
}

milliseconds MailDeliverer::settle(const StoredMail& mail, const SmtpOutcome& outcome) {
  using Kind = SmtpOutcome::Kind;
  switch (outcome.kind) {
    case Kind::delivered:
      server_is_back();
      write_down([&](storage::Transaction& transaction) { queue_.remove(transaction, mail.number); });
      return {};
    case Kind::refused:
      server_is_back();
      log::error("mail {}: could not be delivered: {}", mail.message_id, outcome.why);
      write_down([&](storage::Transaction& transaction) { queue_.remove(transaction, mail.number); });
      return {};
    case Kind::try_later: {
      server_is_back();
      const Millis due_at =
          clock_.now() + doubled(config_.first_pause, mail.attempts - 1, config_.longest_pause).count();
      if (due_at >= mail.useless_at) {
        log::error("mail {}: could not be delivered in {} attempts: {}", mail.message_id, mail.attempts, outcome.why);
        write_down([&](storage::Transaction& transaction) { queue_.remove(transaction, mail.number); });
      } else {
        log::warn("mail {}: could not be delivered yet: {}", mail.message_id, outcome.why);
        write_down([&](storage::Transaction& transaction) { queue_.postpone(transaction, mail.number, due_at); });
      }
      return {};
    }
    case Kind::server_away:
      write_down([&](storage::Transaction& transaction) { queue_.put_back(transaction, mail.number); });
      return server_is_away(outcome.why);
    case Kind::interrupted:
      write_down([&](storage::Transaction& transaction) { queue_.put_back(transaction, mail.number); });
      return {};
  }
  return {};
}

milliseconds MailDeliverer::server_is_away(const std::string& why) {
  const int failures = ++failures_;
  if (failures == 1) log::error("the mail server can't be used, mails wait: {}", why);
  return doubled(config_.first_pause, (failures - 1) / static_cast<int>(config_.threads), config_.away_pause);
}

void MailDeliverer::server_is_back() {
  if (failures_.exchange(0) > 0) log::info("the mail server can be used again");
}

void MailDeliverer::write_down(const std::function<void(storage::Transaction&)>& change) {
  // Worth patience: a delivery that is forgotten would be repeated.
  while (true) {
    try {
      return database_.write_and_wait(change);
    } catch (const std::exception& failure) {
      log::error("mail: what came of a delivery can't be stored: {}", failure.what());
      if (ending_) return;
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace parley::domain
