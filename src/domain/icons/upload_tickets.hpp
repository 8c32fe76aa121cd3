#pragma once
// One-time rights to upload an icon.
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "domain/icons/icon_owners.hpp"

namespace parley::domain {

/// What an upload URL stands for.
struct UploadTicket {
  IconKind kind = IconKind::user;
  std::string owner;  ///< whose icon it becomes
  std::string user;   ///< who asked
  std::optional<std::int64_t> announced_bytes;
};

/// In memory: tickets end with the server. Each is good for one upload within its lifetime; whoever knows the secret
/// may use it. A user has at most `kMostPerUser`, then his oldest one ends. Thread-safe: network loops ask before they
/// read an upload's body, which is why there is a lock; it is held for look-ups only.
class UploadTickets {
 public:
  static constexpr std::size_t kMostPerUser = 10;

  UploadTickets(const Clock& clock, Millis lifetime) : clock_(clock), lifetime_(lifetime) {}

  /// Makes the ticket good under this secret.
  void add(const std::string& secret, UploadTicket ticket);

  /// An upload under way: no other one can begin with the same ticket. It becomes free again when this is destroyed
  /// without `use_up`, so that an upload that was cut off can be tried again.
  class Claim {
   public:
    Claim(UploadTickets& tickets, std::string secret, UploadTicket ticket)
        : tickets_(tickets), secret_(std::move(secret)), ticket_(std::move(ticket)) {}
    ~Claim() { tickets_.give_back(secret_); }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    const UploadTicket& ticket() const { return ticket_; }
    /// The ticket is gone for good.
    void use_up() { tickets_.remove(secret_); }

   private:
    UploadTickets& tickets_;
    const std::string secret_;
    const UploadTicket ticket_;
  };
  enum class Refusal { none, unknown, busy };
  /// Null, and why, when there is no such ticket (any more) or an upload with it is under way.
  std::shared_ptr<Claim> claim(const std::string& secret, Refusal& refusal);

  /// Forgets tickets that are too old.
  void expire();

 private:
  struct Entry {
    UploadTicket ticket;
    Millis expires = 0;
    bool claimed = false;
  };
  void give_back(const std::string& secret);
  void remove(const std::string& secret);
  void erase(std::map<std::string, Entry>::iterator entry);

  const Clock& clock_;
  const Millis lifetime_;
  std::mutex mutex_;
  std::map<std::string, Entry> tickets_;
  std::map<std::string, std::deque<std::string>> by_user_;  ///< secrets, the oldest first
};

}  // namespace parley::domain
