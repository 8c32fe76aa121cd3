#include "domain/mail/mail_queue.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/random.hpp"

namespace parley::domain {
namespace {

StoredMail mail_of(const storage::Rows& row) {
  StoredMail stored;
  stored.number = row.integer(0);
  stored.message_id = row.string(1);
  stored.mail.to = row.string(2);
  stored.mail.subject = row.string(3);
  stored.mail.text = row.string(4);
  stored.mail.html = row.string(5);
  stored.attempts = static_cast<int>(row.integer(6));
  stored.created_at = row.integer(7);
  stored.useless_at = row.integer(8);
  stored.mail.useful_for = std::chrono::milliseconds(stored.useless_at - stored.created_at);
  using State = StoredMail::State;
  stored.state = row.text(9) == "kept" ? State::kept : row.text(9) == "sending" ? State::sending : State::waiting;
  return stored;
}

}  // namespace

std::uint64_t Doorbell::rings() const {
  const std::lock_guard lock(mutex_);
  return rings_;
}

void Doorbell::ring() {
  {
    const std::lock_guard lock(mutex_);
    ++rings_;
  }
  rang_.notify_all();
}

void Doorbell::wait(std::uint64_t seen, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  rang_.wait_for(lock, at_most, [&] { return rings_ != seen; });
}

MailQueue::MailQueue(const Clock& clock, MailTemplates templates, MailQueueConfig config)
    : clock_(clock), templates_(std::move(templates)), config_(config) {}

bool MailQueue::put(storage::Transaction& transaction, const Mail& mail) {
  if (config_.deliver) {
    const auto waiting = transaction.query("SELECT count(*) FROM mails WHERE state IN ('waiting', 'sending')");
    waiting->next();
    if (waiting->integer(0) >= static_cast<std::int64_t>(config_.waiting_limit)) {
      log::error("mail: {} are waiting; no more are taken", waiting->integer(0));
      return false;
    }
  }
  const Millis now = clock_.now();
  transaction.execute(
      "INSERT INTO mails (message_id, state, recipient, subject, text, html, attempts, created_at, due_at, useless_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $7, $8)",
      {random_uuid(), config_.deliver ? "waiting" : "kept", mail.to, mail.subject, mail.text, mail.html, now,
       now + mail.useful_for.count()});
  if (config_.deliver) {
    transaction.after_commit([this] { doorbell_.ring(); });
  } else {
    transaction.execute(
        "DELETE FROM mails WHERE state = 'kept' AND number <= "
        "(SELECT number FROM mails WHERE state = 'kept' ORDER BY number DESC LIMIT 1 OFFSET $1)",
        {static_cast<std::int64_t>(config_.kept_limit)});
  }
  return true;
}

void MailQueue::expire(storage::Transaction& transaction) const {
  const auto dropped =
      transaction.execute("DELETE FROM mails WHERE state = 'waiting' AND useless_at <= $1", {clock_.now()});
  if (dropped > 0) log::error("mail: {} could not be delivered in time and were dropped", dropped);
  transaction.execute("DELETE FROM mails WHERE state = 'kept' AND created_at <= $1",
                      {clock_.now() - std::chrono::milliseconds(config_.kept_for).count()});
}

std::vector<StoredMail> MailQueue::list(storage::Reader& reader, std::string_view to) {
  std::vector<StoredMail> mails;
  const auto rows = reader.query(
      "SELECT number, message_id, recipient, subject, text, html, attempts, created_at, useless_at, state FROM mails "
      "WHERE $1 = '' OR lower(recipient) = lower($1) ORDER BY number",
      {to});
  while (rows->next()) mails.push_back(mail_of(*rows));
  return mails;
}

void MailQueue::recover(storage::Transaction& transaction) const {
  transaction.execute("UPDATE mails SET state = 'waiting' WHERE state = 'sending'");
}

MailQueue::Next MailQueue::take(storage::Transaction& transaction) const {
  Next next;
  {
    const auto rows = transaction.query(
        "SELECT number, message_id, recipient, subject, text, html, attempts, created_at, useless_at, state, due_at "
        "FROM mails WHERE state = 'waiting' ORDER BY due_at, number LIMIT 1");
    if (!rows->next()) return next;
    if (rows->integer(10) > clock_.now()) {
      next.due_at = rows->integer(10);
      return next;
    }
    next.mail = mail_of(*rows);
  }
  ++next.mail->attempts;
  transaction.execute("UPDATE mails SET state = 'sending', attempts = attempts + 1 WHERE number = $1",
                      {next.mail->number});
  return next;
}

void MailQueue::remove(storage::Transaction& transaction, std::int64_t number) const {
  transaction.execute("DELETE FROM mails WHERE number = $1", {number});
}

void MailQueue::postpone(storage::Transaction& transaction, std::int64_t number, Millis due_at) const {
  transaction.execute("UPDATE mails SET state = 'waiting', due_at = $2 WHERE number = $1", {number, due_at});
}

void MailQueue::put_back(storage::Transaction& transaction, std::int64_t number) const {
  transaction.execute("UPDATE mails SET state = 'waiting', attempts = attempts - 1 WHERE number = $1", {number});
}

}  // namespace parley::domain
