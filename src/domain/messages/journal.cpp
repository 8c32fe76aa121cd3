#include "domain/messages/journal.hpp"

#include <memory>
#include <utility>

#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
void Journal::published(storage::Transaction& transaction, const TargetSeat& seat, std::int64_t target,
                        const StoredMessage& message, bool lagging) {
  told_with_event(transaction, seat, target, message, message.cursor, lagging);
}

std::int64_t Journal::changed(storage::Transaction& transaction, const TargetSeat& seat, std::int64_t target,
                              const StoredMessage& message) {
  const journal_store::Position position = journal_store::take_numbers(transaction, target, 1);
  journal_store::add_change(transaction, target, position.cursor, clock_.now(), message.sequence);
  told_with_event(transaction, seat, target, message, position.cursor, position.lagging);
  return position.cursor;
}

void Journal::told_with_event(storage::Transaction& transaction, const TargetSeat& seat, std::int64_t target,
                              const StoredMessage& message, std::int64_t cursor, bool lagging) {
  if (!message.recipient) {
    if (!lagging) return;
    tell(transaction, seat, *seat.members, cursor - 1);
    return journal_store::set_lagging(transaction, target, false);
  }
  std::vector<std::string> parties;
  std::vector<std::string> others;
  for (const std::string& user : *seat.members) (message.visible_to(user) ? parties : others).push_back(user);
  if (lagging) tell(transaction, seat, std::move(parties), cursor - 1);
  if (others.empty()) return;
  const bool at_once = seat.members->size() <= max_told_at_once;
  if (at_once) tell(transaction, seat, std::move(others), cursor);
  if (lagging == at_once) journal_store::set_lagging(transaction, target, !at_once);
}

void Journal::delivered(storage::Transaction& transaction, const TargetSeat& seat, std::int64_t target,
                        const std::vector<DeliveryRun>& runs) {
  std::int64_t count = 0;
  for (const DeliveryRun& run : runs) count += run.count;
  if (count == 0) return;
  const journal_store::Position position = journal_store::take_numbers(transaction, target, count);
  std::int64_t cursor = position.cursor - count;
  for (const DeliveryRun& run : runs) {
    cursor += run.count;
    journal_store::add_delivery(transaction, target, cursor, clock_.now(), run);
  }
  const bool at_once = seat.members->size() <= max_told_at_once;
  if (at_once) tell(transaction, seat, *seat.members, position.cursor);
  if (position.lagging == at_once) journal_store::set_lagging(transaction, target, !at_once);
}

void Journal::tell(storage::Transaction& transaction, const TargetSeat& seat, std::vector<std::string> users,
                   std::int64_t cursor) {
  if (users.empty()) return;
  const protocol::MessagesCursorAdvancedEvent event{
      .targetEntityType = seat.type, .targetEntityId = seat.id, .cursor = cursor};
  outbox_.emit(transaction, {.users = std::move(users),
                             .except = 0,
                             .connections = {},
                             .frame = std::make_shared<const std::string>(
                                 protocol::event_frame(protocol::event::MESSAGES_CURSOR_ADVANCED, "", "", event))});
}

}  // namespace parley::domain
