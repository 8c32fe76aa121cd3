#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/message_view.hpp"
#include "domain/messages/messages.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors;
constexpr std::size_t max_body = 64 * 1024;
constexpr std::int64_t max_reactions_of_user = 20;

Error restricted() { return {std::string(errors::SpaceError::RESTRICTED_ACCESS)}; }
Error no_attachments_yet() { return {"Attachments are not supported yet by this server"}; }
Error too_long() { return {"A message has up to 65536 bytes of text"}; }

bool given(const std::optional<std::string>& text) { return text && !text->empty(); }

bool has(const std::vector<std::string>& users, std::string_view user) {
  return std::find(users.begin(), users.end(), user) != users.end();
}

/// A reply carries a copy of its parent, so it may go to nobody who may not see the parent.
bool may_reply(const StoredMessage& parent, const StoredMessage& reply) {
  if (!parent.recipient) return true;
  return reply.recipient && parent.visible_to(reply.sender) && parent.visible_to(*reply.recipient);
}

}  // namespace

Result<protocol::MessageStatusEvent> Messages::send(storage::Transaction& transaction, const Caller& caller,
                                                    const protocol::calls::SendMessage& call) {
  if (call.attachments && !call.attachments->empty()) return no_attachments_yet();
  if (!given(call.body)) return Error{std::string(errors::ChatError::CAN_NOT_SEND_MESSAGE_WITHOUT_CONTENT)};
  if (call.body->size() > max_body) return too_long();
  if (!call.targetEntityType || !call.targetEntityId) {
    return Error{std::string(errors::ChatError::CAN_NOT_SEND_MESSAGE_WITHOUT_CHAT_ID)};
  }
  PARLEY_TRY(const std::optional<TargetSeat> seat,
             targets_.seat(transaction, *call.targetEntityType, *call.targetEntityId, caller.user));
  if (!seat || !seat->member) {
    return Error{std::string(errors::ChatError::USER_MUST_BE_A_CHAT_MEMBER_TO_SEND_MESSAGES)};
  }
  if (seat->send_right == SendRight::refused) return restricted();

  StoredMessage message;
  message.sender = caller.user;
  message.body = *call.body;
  if (given(call.to)) message.recipient = call.to;
  if (seat->send_right == SendRight::owner_only) message.recipient = seat->owner;
  if (message.recipient && !has(seat->members, *message.recipient)) {
    return Error{"The recipient of a private message must be a chat member"};
  }
  std::shared_ptr<protocol::Message> parent_view;
  if (given(call.parentId)) {
    const auto target = message_store::find_target(transaction, wire(seat->type), seat->key);
    const auto parent = target ? message_store::find(transaction, target->id, *call.parentId) : std::nullopt;
    if (!parent || !parent->visible_to(caller.user)) return Error{"The message replied to doesn't exist"};
    if (!may_reply(*parent, message)) return Error{"A reply to a private message must be private too"};
    message.parent = parent->sequence;
    parent_view = std::make_shared<protocol::Message>(whole_message(transaction, *seat, target->id, *parent));
    parent_view->parentMessage = nullptr;
  }

  std::vector<std::string> receivers;
  if (!message.recipient) {
    receivers = seat->members;
    std::erase(receivers, caller.user);
  } else if (*message.recipient != caller.user) {
    receivers = {*message.recipient};
  }
  Published published = publish(transaction, *seat, std::move(message));
  protocol::SfuMessageEvent event{.message = std::move(published.message), .cursor = published.cursor};
  event.message.parentMessage = std::move(parent_view);
  tell(transaction, std::move(receivers), 0, protocol::event_frame(protocol::event::SFU_MESSAGE, "", "", event));
  tell(transaction, {caller.user}, caller.connection,
       protocol::event_frame(protocol::event::SEND_MESSAGE_SYNC, "", "", event));
  return status_event(event.message, seat->position.message, published.cursor);
}

void Messages::add_meeting_history(storage::Transaction& transaction, protocol::MessageTargetEntityType type,
                                   const protocol::MessageTargetEntityId& id, const std::string& started_by,
                                   std::string body) {
  const Result<std::optional<TargetSeat>> seat = targets_.seat(transaction, type, id, started_by);
  if (!seat || !*seat) return;
  StoredMessage message;
  message.sender = started_by;
  message.type = protocol::MessageType::MEETING_HISTORY;
  message.body = std::move(body);
  Published published = publish(transaction, **seat, std::move(message));
  const protocol::SfuMessageEvent event{.message = std::move(published.message), .cursor = published.cursor};
  tell(transaction, (*seat)->members, 0, protocol::event_frame(protocol::event::SFU_MESSAGE, "", "", event));
}

Messages::Published Messages::publish(storage::Transaction& transaction, const TargetSeat& seat,
                                      StoredMessage message) {
  const message_store::Target target =
      message_store::advance_target(transaction, wire(seat.type), seat.key, clock_.now());
  message.id = random_uuid();
  message.sequence = target.last_sequence;
  message.date = target.last_date;
  message.cursor = target.last_cursor;

  std::vector<std::string> audience;
  if (message.recipient) {
    audience.push_back(*message.recipient);
  } else {
    audience = seat.members;
    std::sort(audience.begin(), audience.end());
    message.audience = seat.members_version;
  }
  PendingMembers pending(audience.size());
  for (std::size_t position = 0; position < audience.size(); ++position) {
    if (audience[position] != message.sender && !connections_.connected(audience[position])) pending.add(position);
  }
  const std::string pending_text = pending.empty() ? std::string() : pending.text();

  message_store::add(transaction, target.id, message);
  if (!message.recipient) {
    message_store::add_audience(transaction, target.id, message.audience, to_lines(audience));
  }
  if (!pending_text.empty()) message_store::set_pending(transaction, target.id, message.sequence, pending_text);
  targets_.count_message(transaction, seat, message.sender, message.recipient, message.id, message.date);

  DeliveryBook book;
  if (!message.recipient) book.add_audience(message.audience, std::move(audience));
  if (!pending_text.empty()) book.add_pending(message.sequence, pending_text);
  journal_.published(transaction, seat, target.id, message, target.lagging);
  return {message_view(seat, message, book.status(message)), message.cursor};
}

Result<protocol::MessageStatusEvent> Messages::edit(storage::Transaction& transaction, const Caller& caller,
                                                    const protocol::calls::EditMessage& call) {
  if (!given(call.id)) return Error{std::string(errors::ChatError::CAN_NOT_EDIT_MESSAGE_WITHOUT_MESSAGE_ID)};
  if (call.attachments && !call.attachments->empty()) return no_attachments_yet();
  PARLEY_TRY(Located located, locate(transaction, caller, call.targetEntityType, call.targetEntityId, *call.id,
                                     errors::ChatError::EDIT_MESSAGE_ERROR_CHAT_DOES_NOT_EXISTS,
                                     errors::ChatError::EDIT_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS));
  StoredMessage& message = located.message;
  if (message.sender != caller.user || message.type != protocol::MessageType::REGULAR) return restricted();
  if (message.deleted) return Error{std::string(errors::ChatError::EDIT_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS)};
  if (!given(call.body)) {
    return Error{std::string(errors::ChatError::EDIT_MESSAGE_ERROR_MESSAGE_CAN_NOT_BE_WITHOUT_CONTENT)};
  }
  if (call.body->size() > max_body) return too_long();

  message.body = *call.body;
  message.edited = std::max(clock_.now(), message.date);
  message_store::edit(transaction, located.target, message.sequence, message.body, message.edited);
  protocol::MessageEdited event;
  event.targetEntityType = located.seat.type;
  event.targetEntityId = located.seat.id;
  event.message = whole_message(transaction, located.seat, located.target, message);
  event.cursor = journal_.changed(transaction, located.seat, located.target, message);
  tell(transaction, audience_now(located.seat, message), caller.connection,
       protocol::event_frame(protocol::event::CHAT_MESSAGE_EDITED, "", "", event));
  return status_event(event.message, located.seat.position.message, event.cursor);
}

Result<protocol::MessagesCursorAdvancedEvent> Messages::remove(storage::Transaction& transaction, const Caller& caller,
                                                               const protocol::calls::DeleteMessage& call) {
  PARLEY_TRY(const Located located,
             locate(transaction, caller, call.targetEntityType, call.targetEntityId, call.id.value_or(""),
                    errors::ChatError::DELETE_MESSAGE_ERROR_CHAT_DOES_NOT_EXISTS,
                    errors::ChatError::DELETE_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS));
  const StoredMessage& message = located.message;
  if (message.sender != caller.user || message.type != protocol::MessageType::REGULAR) return restricted();
  protocol::MessagesCursorAdvancedEvent watermark{
      .targetEntityType = located.seat.type, .targetEntityId = located.seat.id, .cursor = 0};
  if (message.deleted) return watermark;
  message_store::mark_deleted(transaction, located.target, message.sequence);
  protocol::MessageDeleted event;
  event.targetEntityType = located.seat.type;
  event.targetEntityId = located.seat.id;
  event.messageId = message.id;
  event.state = protocol::MessageState::DELETED;
  watermark.cursor = journal_.changed(transaction, located.seat, located.target, message);
  event.cursor = watermark.cursor;
  tell(transaction, audience_now(located.seat, message), caller.connection,
       protocol::event_frame(protocol::event::CHAT_MESSAGE_DELETED, "", "", event));
  return watermark;
}

Result<protocol::AddedRemovedReactionOnMessage> Messages::add_reaction(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::AddReactionOnMessage& call) {
  if (call.reaction.empty()) return Error{"A reaction can't be empty"};
  PARLEY_TRY(const Located located, locate(transaction, caller, call.targetEntityType, call.targetEntityId,
                                           call.messageId, "Chat not found", "Message not found"));
  if (located.message.deleted) return Error{"Message not found"};
  const std::int64_t sequence = located.message.sequence;
  const bool changed = message_store::add_reaction(transaction, located.target, sequence, call.reaction, caller.user);
  if (changed &&
      message_store::count_reactions(transaction, located.target, sequence, caller.user) > max_reactions_of_user) {
    return Error{"Too many reactions of one user on one message"};
  }
  protocol::AddedRemovedReactionOnMessage event{.targetEntityType = located.seat.type,
                                                .targetEntityId = located.seat.id,
                                                .messageId = located.message.id,
                                                .reactedUser = caller.user,
                                                .reaction = call.reaction,
                                                .cursor = std::nullopt};
  if (changed) {
    event.cursor = journal_.changed(transaction, located.seat, located.target, located.message);
    tell(transaction, audience_now(located.seat, located.message), caller.connection,
         protocol::event_frame(protocol::event::REACTION_ON_MESSAGE_ADDED, "", "", event));
  }
  return event;
}

Result<protocol::AddedRemovedReactionOnMessage> Messages::remove_reaction(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::RemoveReactionOnMessage& call) {
  PARLEY_TRY(const Located located, locate(transaction, caller, call.targetEntityType, call.targetEntityId,
                                           call.messageId, "Chat not found", "Message not found"));
  const bool changed =
      message_store::remove_reaction(transaction, located.target, located.message.sequence, call.reaction, caller.user);
  protocol::AddedRemovedReactionOnMessage event{.targetEntityType = located.seat.type,
                                                .targetEntityId = located.seat.id,
                                                .messageId = located.message.id,
                                                .reactedUser = caller.user,
                                                .reaction = call.reaction,
                                                .cursor = std::nullopt};
  if (changed) {
    event.cursor = journal_.changed(transaction, located.seat, located.target, located.message);
    tell(transaction, audience_now(located.seat, located.message), caller.connection,
         protocol::event_frame(protocol::event::REACTION_ON_MESSAGE_REMOVED, "", "", event));
  }
  return event;
}

void Messages::chat_deleted(storage::Transaction& transaction, const Chat& chat) {
  message_store::remove_target(transaction, wire(protocol::MessageTargetEntityType::CHAT), chat.id);
}

}  // namespace parley::domain
