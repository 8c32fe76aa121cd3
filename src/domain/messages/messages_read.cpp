#include <algorithm>
#include <limits>
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
  const ReadMark old = message_store::read_mark(transaction, target, caller.user);
  const ReadMark now{std::max(old.date, position.date), std::max(old.sequence, position.sequence)};
  const message_store::UnreadGroups groups = message_store::unread_groups(transaction, target, caller.user, old, now);
  message_store::set_read_mark(transaction, target, caller.user, now);

  std::map<std::int64_t, bool> in_audience;
  const auto concerned = [&](std::int64_t audience) {
    if (audience == 0) return true;
    const auto [known, is_new] = in_audience.try_emplace(audience, false);
    if (is_new) {
      const std::vector<std::string> members = from_lines(message_store::audience(transaction, target, audience));
      known->second = std::find(members.begin(), members.end(), caller.user) != members.end();
    }
    return known->second;
  };
  std::vector<DeliveryRun> runs;
  const auto add_runs = [&](const std::vector<message_store::UnreadGroup>& list, std::int64_t first_sequence) {
    std::map<std::string, DeliveryRun> by_author;
    for (const message_store::UnreadGroup& group : list) {
      // Messages from before his time have no entry for him.
      if (!concerned(group.audience)) continue;
      DeliveryRun& run = by_author[group.sender];
      run.author = group.sender;
      run.recipient = caller.user;
      run.first_date = run.count == 0 ? group.first : std::min(run.first_date, group.first);
      run.last_date = std::max(run.last_date, group.last);
      run.first_sequence = first_sequence;
      run.last_sequence = now.sequence;
      run.count += group.count;
    }
    for (auto& [author, run] : by_author) runs.push_back(std::move(run));
  };
  add_runs(groups.new_ones, 1);
  add_runs(groups.late_ones, old.sequence + 1);

  // Authors who left are told nothing any more.
  const std::set<std::string_view> members(seat.members->begin(), seat.members->end());
  std::set<std::string> authors;
  // Where the position stays, one message that was published late is read, and not all that is dated after it.
  const bool moved = position.date > seat.position.date;
  Millis first = moved ? seat.position.date : std::numeric_limits<Millis>::max();
  Millis last = moved ? position.date : 0;
  for (const DeliveryRun& run : runs) {
    first = std::min(first, run.first_date);
    last = std::max(last, run.last_date);
    if (members.contains(run.author)) authors.insert(run.author);
  }
  protocol::UpdateMessagesDeliveryStatusEvent event;
  event.targetEntityType = seat.type;
  event.targetEntityId = seat.id;
  event.dateFrom = first;
  event.dateTo = last;
  event.userId = caller.user;
  event.status = protocol::DeliveryStatus::READ;
  tell(transaction, {authors.begin(), authors.end()}, 0,
       protocol::event_frame(protocol::event::UPDATE_MESSAGES_DELIVERY_STATUS, "", "", event));
  journal_.delivered(transaction, seat, target, runs);
}

}  // namespace parley::domain
