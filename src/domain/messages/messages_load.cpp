#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "domain/messages/message_store.hpp"
#include "domain/messages/message_view.hpp"
#include "domain/messages/messages.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

constexpr Millis end_of_time = std::numeric_limits<Millis>::max();

Error restricted() { return {std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)}; }

}  // namespace

Result<Messages::Page> Messages::page(storage::Reader& reader, const Caller& caller,
                                      const protocol::calls::LoadMessages& call) const {
  Page page;
  PARLEY_TRY(page.seat, readable_seat(reader, caller, call.targetEntityType, call.targetEntityId));
  const auto target = message_store::find_target(reader, wire(page.seat.type), page.seat.key);
  if (!target) return page;
  page.target = target->id;
  if (call.boundaries) {
    const Millis mark = call.boundaries->dateMark;
    const std::int64_t older = std::clamp<std::int64_t>(call.boundaries->upperLimit, 0, max_loaded);
    const std::int64_t newer = std::clamp<std::int64_t>(call.boundaries->lowerLimit, 0, max_loaded - older);
    page.messages = message_store::newest(reader, target->id, caller.user, 0, mark, older);
    if (mark < end_of_time) {
      std::vector<StoredMessage> rest =
          message_store::oldest(reader, target->id, caller.user, mark + 1, end_of_time, newer);
      std::move(rest.begin(), rest.end(), std::back_inserter(page.messages));
    }
    return page;
  }
  Millis start = 0;
  Millis end = end_of_time;
  std::int64_t limit = max_loaded;
  if (call.timeFrame) {
    start = call.timeFrame->start;
    if (call.timeFrame->end >= 0) end = call.timeFrame->end;
    const std::int64_t wanted = call.timeFrame->limit.value_or(-1);
    if (wanted >= 0) limit = std::min(wanted, max_loaded);
  }
  page.messages = message_store::newest(reader, target->id, caller.user, start, end, limit);
  return page;
}

Result<std::optional<protocol::ChatMessagesEvent>> Messages::load(storage::Reader& reader, const Caller& caller,
                                                                  const protocol::calls::LoadMessages& call) const {
  PARLEY_TRY(const Page page, this->page(reader, caller, call));
  const DeliveryBook book = message_store::delivery_book(reader, page.target, page.messages);
  for (const StoredMessage& message : page.messages) {
    if (book.pending(message, caller.user)) return std::optional<protocol::ChatMessagesEvent>();
  }
  protocol::ChatMessagesEvent answer;
  answer.targetEntityType = page.seat.type;
  answer.targetEntityId = page.seat.id;
  answer.messages = message_views(reader, page.seat, page.target, page.messages, book);
  return std::optional<protocol::ChatMessagesEvent>(std::move(answer));
}

Result<protocol::ChatMessagesEvent> Messages::load_and_deliver(storage::Transaction& transaction, const Caller& caller,
                                                               const protocol::calls::LoadMessages& call) {
  PARLEY_TRY(const Page page, this->page(transaction, caller, call));
  DeliveryBook book = message_store::delivery_book(transaction, page.target, page.messages);
  struct Delivered {
    Millis first = 0;
    Millis last = 0;
    int count = 0;
  };
  std::map<std::string, Delivered> by_author;
  for (const StoredMessage& message : page.messages) {
    if (!book.pending(message, caller.user)) continue;
    message_store::set_pending(transaction, page.target, message.sequence, book.deliver(message, caller.user));
    Delivered& delivered = by_author[message.sender];
    if (delivered.count++ == 0) delivered.first = message.date;
    delivered.last = message.date;
  }
  for (const auto& [author, delivered] : by_author) {
    const std::vector<std::string>& members = page.seat.members;
    if (std::find(members.begin(), members.end(), author) == members.end()) continue;
    protocol::UpdateMessagesDeliveryStatusEvent event;
    event.targetEntityType = page.seat.type;
    event.targetEntityId = page.seat.id;
    // Of several messages, clients expect the range to begin just before the first.
    event.dateFrom = delivered.count == 1 ? delivered.first : delivered.first - 1;
    event.dateTo = delivered.last;
    event.userId = caller.user;
    event.status = protocol::DeliveryStatus::DELIVERED;
    tell(transaction, {author}, 0,
         protocol::event_frame(protocol::event::UPDATE_MESSAGES_DELIVERY_STATUS, "", "", event));
  }
  protocol::ChatMessagesEvent answer;
  answer.targetEntityType = page.seat.type;
  answer.targetEntityId = page.seat.id;
  answer.messages = message_views(transaction, page.seat, page.target, page.messages, book);
  return answer;
}

Result<protocol::ChatLoadedEvent> Messages::load_chat(storage::Reader& reader, const Caller& caller,
                                                      const protocol::calls::LoadChat& call) const {
  protocol::ChatLoadedEvent answer;
  PARLEY_TRY(answer.chat, chats_.chat(reader, caller, call.id));
  protocol::calls::LoadMessages everything;
  everything.targetEntityType = protocol::MessageTargetEntityType::CHAT;
  everything.targetEntityId.chatId = call.id;
  PARLEY_TRY(const Page page, this->page(reader, caller, everything));
  const DeliveryBook book = message_store::delivery_book(reader, page.target, page.messages);
  answer.chat.messages = message_views(reader, page.seat, page.target, page.messages, book);
  return answer;
}

Result<protocol::ChatMessagesCount> Messages::count(storage::Reader& reader, const Caller& caller,
                                                    const protocol::calls::GetMessagesCount& call) const {
  PARLEY_TRY(const TargetSeat seat, readable_seat(reader, caller, call.targetEntityType, call.targetEntityId));
  return protocol::ChatMessagesCount{
      .targetEntityType = seat.type, .targetEntityId = seat.id, .messagesCount = seat.messages.count};
}

Result<protocol::FirstAndLastChatMessage> Messages::first_and_last(
    storage::Reader& reader, const Caller& caller, const protocol::calls::GetFirstAndLastMessage& call) const {
  PARLEY_TRY(const TargetSeat seat, readable_seat(reader, caller, call.targetEntityType, call.targetEntityId));
  return protocol::FirstAndLastChatMessage{.targetEntityType = seat.type,
                                           .targetEntityId = seat.id,
                                           .firstMessageId = seat.messages.first_id,
                                           .firstMessageDate = seat.messages.first_date,
                                           .lastMessageId = seat.messages.last_id,
                                           .lastMessageDate = seat.messages.last_date};
}

Result<protocol::UnreadMessagesCountEvent> Messages::count_unread(
    storage::Reader& reader, const Caller& caller, const protocol::calls::GetUnreadMessagesCount& call) const {
  PARLEY_TRY(const TargetSeat seat, readable_seat(reader, caller, call.targetEntityType, call.targetEntityId));
  protocol::UnreadMessagesCountEvent answer{
      .targetEntityType = seat.type, .targetEntityId = seat.id, .unreadMessagesCount = 0};
  if (!seat.member) return answer;
  const auto target = message_store::find_target(reader, wire(seat.type), seat.key);
  if (target) {
    answer.unreadMessagesCount =
        message_store::count_unread(reader, target->id, caller.user, {seat.position.date, seat.position.sequence});
  }
  return answer;
}

Result<TargetSeat> Messages::readable_seat(storage::Reader& reader, const Caller& caller,
                                           protocol::MessageTargetEntityType type,
                                           const protocol::MessageTargetEntityId& id) const {
  PARLEY_TRY(std::optional<TargetSeat> seat, targets_.seat(reader, type, id, caller.user));
  if (!seat) return Error{"Chat not found"};
  if (!seat->may_read) return restricted();
  return std::move(*seat);
}

Result<Messages::Located> Messages::locate(storage::Reader& reader, const Caller& caller,
                                           protocol::MessageTargetEntityType type,
                                           const protocol::MessageTargetEntityId& id, const std::string& message,
                                           std::string_view no_target, std::string_view no_message) const {
  PARLEY_TRY(std::optional<TargetSeat> seat, targets_.seat(reader, type, id, caller.user));
  if (!seat) return Error{std::string(no_target)};
  if (!seat->member) return restricted();
  const auto target = message_store::find_target(reader, wire(seat->type), seat->key);
  if (!target) return Error{std::string(no_message)};
  std::optional<StoredMessage> found = message_store::find(reader, target->id, message);
  if (!found || !found->visible_to(caller.user)) return Error{std::string(no_message)};
  return Located{std::move(*seat), target->id, target->last_sequence, std::move(*found)};
}

void Messages::tell(storage::Transaction& transaction, std::vector<std::string> users, events::ConnectionId except,
                    std::string frame) {
  if (users.empty()) return;
  outbox_.emit(transaction, {.users = std::move(users),
                             .except = except,
                             .connections = {},
                             .frame = std::make_shared<const std::string>(std::move(frame))});
}

std::vector<std::string> Messages::audience_now(const TargetSeat& seat, const StoredMessage& message) {
  if (!message.recipient) return seat.members;
  std::vector<std::string> parties;
  for (const std::string& user : seat.members) {
    if (message.visible_to(user)) parties.push_back(user);
  }
  return parties;
}

}  // namespace parley::domain
