#pragma once
// Mails on their way out, stored in the same transaction as what they are about.
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/mail/mail.hpp"
#include "domain/mail/mail_templates.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Schema of the queue.
storage::Migrations mail_migrations();

struct MailQueueConfig {
  bool deliver = false;                 ///< false: the development mailbox, mails are kept for developers to read
  std::size_t waiting_limit = 10'000;   ///< mails that wait for delivery
  std::size_t kept_limit = 1'000;       ///< in the development mailbox; the oldest go
  std::chrono::hours kept_for{24 * 7};  ///< in the development mailbox
};

struct StoredMail {
  std::int64_t number = 0;  ///< grows
  std::string message_id;   ///< a unique word, stable over attempts
  Mail mail;
  int attempts = 0;
  Millis created_at = 0;
  Millis useless_at = 0;
  /// Kept: in the development mailbox.
  enum class State { waiting, sending, kept } state = State::waiting;
};

/// Lets threads sleep until there is something to do. Thread-safe.
class Doorbell {
 public:
  std::uint64_t rings() const;
  void ring();
  /// Returns when it rings, has rung since `seen` was read, or after `at_most`.
  void wait(std::uint64_t seen, std::chrono::milliseconds at_most);

 private:
  mutable std::mutex mutex_;
  std::condition_variable rang_;
  std::uint64_t rings_ = 0;
};

/// Keeps no mails in memory; used inside bodies, but for doorbell(). Outlives the database.
class MailQueue {
 public:
  MailQueue(const Clock& clock, MailTemplates templates, MailQueueConfig config);

  const MailTemplates& templates() const { return templates_; }
  /// Stores the mail; it leaves once the transaction is committed. False: too many are waiting; refuse the call with
  /// server_is_busy.
  [[nodiscard]] bool put(storage::Transaction& transaction, const Mail& mail);
  /// Drops what is too old. To be called every minute or so.
  void expire(storage::Transaction& transaction) const;
  /// The mails that wait or are kept, oldest first; `to`: only those to this address (letter case does not matter).
  static std::vector<StoredMail> list(storage::Reader& reader, std::string_view to = {});

  // For the deliverer.

  /// What an earlier run had begun to send counts as waiting.
  void recover(storage::Transaction& transaction) const;
  struct Next {
    std::optional<StoredMail> mail;
    std::optional<Millis> due_at;  ///< none is due: when the first will be
  };
  /// Marks the mail that has been due longest as being sent.
  Next take(storage::Transaction& transaction) const;
  /// It was delivered, or never will be.
  void remove(storage::Transaction& transaction, std::int64_t number) const;
  void postpone(storage::Transaction& transaction, std::int64_t number, Millis due_at) const;
  /// As if it had not been taken.
  void put_back(storage::Transaction& transaction, std::int64_t number) const;
  /// Rings after each commit of a mail to deliver.
  Doorbell& doorbell() { return doorbell_; }

 private:
  const Clock& clock_;
  const MailTemplates templates_;
  const MailQueueConfig config_;
  Doorbell doorbell_;
};

}  // namespace parley::domain
