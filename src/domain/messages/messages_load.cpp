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

constexpr std::string_view no_chat = "Chat not found";
constexpr Millis end_of_time = std::numeric_limits<Millis>::max();

Error restricted() { return {std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)}; }

protocol::calls::LoadMessages everything_of(const std::string& chat) {
  protocol::calls::LoadMessages call;
  call.targetEntityType = protocol::MessageTargetEntityType::CHAT;
  call.targetEntityId.chatId = chat;
  return call;
}

/// Whether there is such a place in a space is its members' affair: others get the same answer either way.
Error no_place(protocol::MessageTargetEntityType type, std::string_view text) {
  return type == protocol::MessageTargetEntityType::CHAT ? Error{std::string(text)} : restricted();
}

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
    page.messages = message_store::newest(reader, target->id, caller.user, 0, mark, older);
    const std::int64_t room = max_loaded - static_cast<std::int64_t>(page.messages.size());
    const std::int64_t newer = std::clamp<std::int64_t>(call.boundaries->lowerLimit, 0, room);
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
  answer.messages = message_views(reader, page.seat, page.target, page.messages, book, caller.user);
  return std::optional<protocol::ChatMessagesEvent>(std::move(answer));
}

Result<protocol::ChatMessagesEvent> Messages::load_and_deliver(storage::Transaction& transaction, const Caller& caller,
                                                               const protocol::calls::LoadMessages& call) {
  PARLEY_TRY(const Page page, this->page(transaction, caller, call));
  DeliveryBook book = message_store::delivery_book(transaction, page.target, page.messages);
  const std::vector<DeliveryRun> runs = deliver(transaction, caller, page.target, page.messages, book);
  std::map<std::string, DeliveryRun> by_author;
  for (const DeliveryRun& run : runs) {
    DeliveryRun& all = by_author[run.author];
    all.first_date = all.count == 0 ? run.first_date : std::min(all.first_date, run.first_date);
    all.last_date = std::max(all.last_date, run.last_date);
    all.count += run.count;
  }
  for (const auto& [author, all] : by_author) {
    // Of several messages, clients expect the range to begin just before the first; no other of his is there.
    tell_delivered(transaction, caller, page.seat, author, all.count == 1 ? all.first_date : all.first_date - 1,
                   all.last_date);
  }
  journal_.delivered(transaction, page.seat, page.target, runs);
  protocol::ChatMessagesEvent answer;
  answer.targetEntityType = page.seat.type;
  answer.targetEntityId = page.seat.id;
  answer.messages = message_views(transaction, page.seat, page.target, page.messages, book, caller.user);
  return answer;
}

std::vector<DeliveryRun> Messages::deliver(storage::Transaction& transaction, const Caller& caller, std::int64_t target,
                                           std::vector<StoredMessage> messages, DeliveryBook& book) {
  std::sort(messages.begin(), messages.end(),
            [](const StoredMessage& a, const StoredMessage& b) { return a.sequence < b.sequence; });
  std::vector<DeliveryRun> runs;
  std::map<std::string, std::size_t> open;  // author to his run that may go on
  std::int64_t before = 0;
  for (const StoredMessage& message : messages) {
    // A run means all messages of its author between its ends: it ends where one might be that is not delivered now.
    if (!open.empty() &&
        journal_store::has_visible_between(transaction, target, caller.user, before, message.sequence)) {
      open.clear();
    }
    before = message.sequence;
    if (!book.pending(message, caller.user)) {
      open.erase(message.sender);
      continue;
    }
    message_store::set_pending(transaction, target, message.sequence, book.deliver(message, caller.user));
    const auto [place, is_new] = open.try_emplace(message.sender, runs.size());
    if (is_new) {
      runs.push_back({.author = message.sender,
                      .recipient = caller.user,
                      .first_date = message.date,
                      .last_date = message.date,
                      .first_sequence = message.sequence,
                      .last_sequence = message.sequence,
                      .count = 0});
    }
    DeliveryRun& run = runs[place->second];
    run.first_date = std::min(run.first_date, message.date);
    run.last_date = std::max(run.last_date, message.date);
    run.last_sequence = message.sequence;
    ++run.count;
  }
  return runs;
}

void Messages::tell_delivered(storage::Transaction& transaction, const Caller& caller, const TargetSeat& seat,
                              const std::string& author, Millis from, Millis to) {
  if (std::find(seat.members->begin(), seat.members->end(), author) == seat.members->end()) return;
  protocol::UpdateMessagesDeliveryStatusEvent event;
  event.targetEntityType = seat.type;
  event.targetEntityId = seat.id;
  event.dateFrom = from;
  event.dateTo = to;
  event.userId = caller.user;
  event.status = protocol::DeliveryStatus::DELIVERED;
  tell(transaction, {author}, 0,
       protocol::event_frame(protocol::event::UPDATE_MESSAGES_DELIVERY_STATUS, "", "", event));
}

Result<std::optional<protocol::ChatLoadedEvent>> Messages::load_chat(storage::Reader& reader, const Caller& caller,
                                                                     const protocol::calls::LoadChat& call) const {
  protocol::ChatLoadedEvent answer;
  PARLEY_TRY(answer.chat, targets_.chat(reader, caller, call.id));
  PARLEY_TRY(std::optional<protocol::ChatMessagesEvent> loaded, load(reader, caller, everything_of(call.id)));
  if (!loaded) return std::optional<protocol::ChatLoadedEvent>();
  answer.chat.messages = std::move(loaded->messages);
  return std::optional(std::move(answer));
}

Result<protocol::ChatLoadedEvent> Messages::load_chat_and_deliver(storage::Transaction& transaction,
                                                                  const Caller& caller,
                                                                  const protocol::calls::LoadChat& call) {
  protocol::ChatLoadedEvent answer;
  PARLEY_TRY(answer.chat, targets_.chat(transaction, caller, call.id));
  PARLEY_TRY(protocol::ChatMessagesEvent loaded, load_and_deliver(transaction, caller, everything_of(call.id)));
  answer.chat.messages = std::move(loaded.messages);
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
  if (!TargetName::complete(type, id)) return Error{std::string(no_chat)};
  PARLEY_TRY(const TargetName name, TargetName::of(type, id));
  return readable_seat(reader, caller, name);
}

Result<TargetSeat> Messages::readable_seat(storage::Reader& reader, const Caller& caller,
                                           const TargetName& name) const {
  std::optional<TargetSeat> seat = targets_.seat(reader, name, caller.user);
  if (!seat) return no_place(name.type, no_chat);
  if (!seat->may_read) return restricted();
  return std::move(*seat);
}

Result<Messages::Located> Messages::locate(storage::Reader& reader, const Caller& caller,
                                           protocol::MessageTargetEntityType type,
                                           const protocol::MessageTargetEntityId& id, const std::string& message,
                                           std::string_view no_target, std::string_view no_message) const {
  if (!TargetName::complete(type, id)) return Error{std::string(no_target)};
  PARLEY_TRY(std::optional<TargetSeat> seat, targets_.seat(reader, type, id, caller.user));
  if (!seat) return no_place(type, no_target);
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

void Messages::tell(storage::Transaction& transaction, std::vector<std::string> users, events::ConnectionId except,
                    std::string frame_for_others, const std::string& author, std::string frame_for_author) {
  if (frame_for_author != frame_for_others && std::erase(users, author) > 0) {
    tell(transaction, {author}, except, std::move(frame_for_author));
  }
  tell(transaction, std::move(users), except, std::move(frame_for_others));
}

std::vector<std::string> Messages::audience_now(const TargetSeat& seat, const StoredMessage& message) {
  if (!message.recipient) return *seat.members;
  std::vector<std::string> parties;
  for (const std::string& user : *seat.members) {
    if (message.visible_to(user)) parties.push_back(user);
  }
  return parties;
}

}  // namespace parley::domain
