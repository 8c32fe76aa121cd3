#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
#include "domain/contacts/announcements.hpp"
#include "domain/contacts/contact_book.hpp"
#include "events/bus.hpp"
#include "protocol/users_calls.hpp"
#include "protocol/users_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Who is here, and what others see of it: offline without a connection; else what the user selected, and while that
/// is ONLINE, IDLE when he is active at none of his connections.
/// Calls with a Transaction run on the storage writer thread and take effect after the commit.
class Presence {
 public:
  /// Must outlive the database's last write; the book too.
  Presence(const Users& users, ContactBook& book, events::Outbox& outbox, events::Bus& bus, const Clock& clock,
           AnnouncementBudget budget = {})
      : users_(users), book_(book), outbox_(outbox), announcements_(book, bus, clock, budget) {}

  /// The user has logged in on the connection. Belongs into the body that completes the login: when the client learns
  /// of it, its contacts see it. Not for a connection that is already gone.
  void arrive(storage::Transaction& transaction, const std::string& user, events::ConnectionId connection);
  /// The connection is gone; nothing happens when it never arrived.
  void depart(storage::Transaction& transaction, events::ConnectionId connection);

  /// Answer: USER_INFO_CHANGED.
  Result<protocol::UserInfoChangedEvent> select(storage::Transaction& transaction, const Caller& caller,
                                                const protocol::calls::UpdatePresenceStatus& call);
  /// Answer: ACK. The caller gets USER_INFO_CHANGED with this connection's state before it.
  Result<void> set_active(storage::Transaction& transaction, const Caller& caller,
                          const protocol::calls::UpdateActivityStatus& call);

  /// What others see of him now; for answers that carry it. Any thread.
  protocol::PresenceStatus visible(std::string_view user) const;

  /// In a storm announcements wait: `wake` is called, on the storage writer thread, when the first one has to.
  /// From then on tell_waiting is to be called there a few times a second until it returns false: nobody waits any
  /// more.
  void on_waiting(std::function<void()> wake) { wake_ = std::move(wake); }
  bool tell_waiting();

 private:
  /// The caller holds the mutex.
  void refresh(Person& person);

  const Users& users_;
  ContactBook& book_;
  events::Outbox& outbox_;
  Announcements announcements_;
  std::function<void()> wake_;
};

}  // namespace parley::domain
