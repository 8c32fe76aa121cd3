#include <algorithm>
#include <set>
#include <utility>

#include "domain/messages/message_store.hpp"
#include "domain/messages/messages.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

Result<protocol::LastReadMessageUpdated> Messages::mark_read(storage::Transaction& transaction, const Caller& caller,
                                                             const protocol::calls::MarkMessageRead& call) {
  PARLEY_TRY(const Located located, locate(transaction, caller, call.targetEntityType, call.targetEntityId, call.id,
                                           "Chat not found", "Message not found"));
  const StoredMessage& message = located.message;
  ReadPosition position = located.seat.position;
  if (message.date > position.date) {
    position = {message.id, message.date, located.last_sequence};
  } else {
    // Marking an older message doesn't move the position back; one published late is read all the same.
    position.sequence = std::max(position.sequence, message.sequence);
  }
  return move_position(transaction, caller, located.seat, located.target, position);
}

Result<protocol::LastReadMessageUpdated> Messages::mark_unread(storage::Transaction& transaction, const Caller& caller,
                                                               const protocol::calls::MarkMessageUnread& call) {
  PARLEY_TRY(const Located located, locate(transaction, caller, call.targetEntityType, call.targetEntityId, call.id,
                                           "Chat not found", "Message not found"));
  const ReadPosition& old = located.seat.position;
  const std::vector<StoredMessage> before =
      message_store::newest(transaction, located.target, caller.user, 0, located.message.date - 1, 1);
  ReadPosition position;
  if (!before.empty()) {
    const StoredMessage& last = before.front();
    position = {last.id, last.date, last.date > old.date ? located.last_sequence : old.sequence};
  }
  return move_position(transaction, caller, located.seat, located.target, position);
}

protocol::LastReadMessageUpdated Messages::move_position(storage::Transaction& transaction, const Caller& caller,
                                                         const TargetSeat& seat, std::int64_t target,
                                                         const ReadPosition& position) {
  const ReadPosition& old = seat.position;
  protocol::LastReadMessageUpdated event;
  event.targetEntityType = seat.type;
  event.targetEntityId = seat.id;
  event.updateInfo.oldLastReadMessageDate = old.date;
  event.updateInfo.lastReadMessageDate = position.date;
  event.updateInfo.lastReadMessageId = position.message;
  if (position == old) return event;
  targets_.set_position(transaction, seat, caller.user, position);
  tell(transaction, {caller.user}, caller.connection,
       protocol::event_frame(protocol::event::LAST_READ_MESSAGE_UPDATED, "", "", event));
  if (position.date > old.date || position.sequence > old.sequence) {
    read_up_to(transaction, caller, seat, target, position);
  }
  return event;
}

void Messages::read_up_to(storage::Transaction& transaction, const Caller& caller, const TargetSeat& seat,
                          std::int64_t target, const ReadPosition& position) {
  // The mark, unlike the position, never goes back: what was read once stays READ for its author.
  const ReadMark mark = message_store::read_mark(transaction, target, caller.user);
  const std::set<std::string_view> members(seat.members.begin(), seat.members.end());
  std::map<std::int64_t, bool> in_audience;
  std::set<std::string> authors;
  Millis first = seat.position.date;
  for (const message_store::UnreadGroup& group :
       message_store::unread_groups(transaction, target, caller.user, mark, position.date)) {
    if (group.audience != 0 && !in_audience.contains(group.audience)) {
      const std::vector<std::string> audience =
          from_lines(message_store::audience(transaction, target, group.audience));
      in_audience[group.audience] = std::find(audience.begin(), audience.end(), caller.user) != audience.end();
    }
    // Messages from before his time have no entry for him, and authors who left are told nothing any more.
    if (group.audience != 0 && !in_audience[group.audience]) continue;
    first = std::min(first, group.first);
    if (members.contains(group.sender)) authors.insert(group.sender);
  }
  message_store::set_read_mark(transaction, target, caller.user,
                               {std::max(mark.date, position.date), std::max(mark.sequence, position.sequence)});

  protocol::UpdateMessagesDeliveryStatusEvent event;
  event.targetEntityType = seat.type;
  event.targetEntityId = seat.id;
  event.dateFrom = first;
  event.dateTo = position.date;
  event.userId = caller.user;
  event.status = protocol::DeliveryStatus::READ;
  tell(transaction, {authors.begin(), authors.end()}, 0,
       protocol::event_frame(protocol::event::UPDATE_MESSAGES_DELIVERY_STATUS, "", "", event));
}

}  // namespace parley::domain
