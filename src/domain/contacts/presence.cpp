#include "domain/contacts/presence.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

#include "domain/users/users.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

using protocol::PresenceStatus;

PresenceStatus visible_of(const Person& person) {
  if (person.connections.empty()) return PresenceStatus::OFFLINE;
  if (person.selected != PresenceStatus::ONLINE) return person.selected;
  const bool active = std::any_of(person.connections.begin(), person.connections.end(),
                                  [](const OpenConnection& connection) { return connection.active; });
  return active ? PresenceStatus::ONLINE : PresenceStatus::IDLE;
}

}  // namespace

void Presence::arrive(storage::Transaction& transaction, const std::string& user, events::ConnectionId connection) {
  const auto info = users_.user_info(transaction, user);
  auto profiles = users_.profiles(transaction, std::vector{user});
  if (!info || profiles.empty()) return;
  transaction.after_commit([this, user, connection, selected = info->status,
                            profile = std::make_shared<const ContactCard>(std::move(profiles.front()))] {
    const std::lock_guard lock(book_.mutex);
    Person& person = book_.person(user);
    person.profile = profile;
    person.selected = selected;
    book_.connect(person, connection);
    refresh(person);
  });
}

void Presence::depart(storage::Transaction& transaction, events::ConnectionId connection) {
  transaction.after_commit([this, connection] {
    const std::lock_guard lock(book_.mutex);
    Person* person = book_.person_at(connection);
    if (!person) return;
    book_.disconnect(connection);
    refresh(*person);
  });
}

Result<protocol::UserInfoChangedEvent> Presence::select(storage::Transaction& transaction, const Caller& caller,
                                                        const protocol::calls::UpdatePresenceStatus& call) {
  PARLEY_TRY(auto answer, users_.select_status(transaction, caller, call.status));
  transaction.after_commit([this, user = caller.user, selected = call.status] {
    const std::lock_guard lock(book_.mutex);
    Person& person = book_.person(user);
    person.selected = selected;
    refresh(person);
  });
  return answer;
}

Result<void> Presence::set_active(storage::Transaction& transaction, const Caller& caller,
                                  const protocol::calls::UpdateActivityStatus& call) {
  auto info = users_.user_info(transaction, caller.user);
  if (!info) return Error{std::string(protocol::errors::UserManagementError::USER_NOT_FOUND)};
  if (info->status == PresenceStatus::ONLINE) {
    info->status = call.isActive ? PresenceStatus::ONLINE : PresenceStatus::IDLE;
    protocol::UserInfoChangedEvent changed{.userId = info->id, .info = std::move(*info)};
    outbox_.emit(transaction, {.connections = {caller.connection},
                               .frame = std::make_shared<const std::string>(
                                   protocol::event_frame(protocol::event::USER_INFO_CHANGED, "", "", changed))});
  }
  transaction.after_commit([this, connection = caller.connection, active = call.isActive] {
    const std::lock_guard lock(book_.mutex);
    OpenConnection* open = book_.connection(connection);
    if (!open) return;
    open->active = active;
    refresh(*book_.person_at(connection));
  });
  return {};
}

PresenceStatus Presence::visible(std::string_view user) const {
  const std::lock_guard lock(book_.mutex);
  Person* person = book_.find(user);
  if (!person) return PresenceStatus::OFFLINE;
  if (person->waiting) person->told_meanwhile = true;
  return person->visible;
}

bool Presence::tell_waiting() {
  const std::lock_guard lock(book_.mutex);
  announcements_.go_on();
  return announcements_.waiting();
}

void Presence::refresh(Person& person) {
  const PresenceStatus now = visible_of(person);
  if (now == person.visible) return;
  person.visible = now;
  person.visible_since = ++book_.moment;
  const bool waited = announcements_.waiting();
  announcements_.changed(person);
  if (!waited && announcements_.waiting() && wake_) wake_();
}

}  // namespace parley::domain
