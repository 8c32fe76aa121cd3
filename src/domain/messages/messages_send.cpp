#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "domain/messages/attachment_store.hpp"
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

Error restricted() { return {std::string(errors::SpaceError::RESTRICTED_ACCESS)}; }
Error not_a_member() { return {std::string(errors::ChatError::USER_MUST_BE_A_CHAT_MEMBER_TO_SEND_MESSAGES)}; }
Error recipient_is_no_member() { return {"The recipient of a private message must be a chat member"}; }
Error reply_must_be_private() { return {"A reply to a private message must be private too"}; }

bool given(const std::optional<std::string>& text) { return text && !text->empty(); }

bool has(const std::vector<std::string>& users, std::string_view user) {
  return std::find(users.begin(), users.end(), user) != users.end();
}

/// Gives the message the recipient it has by the place's policy; refused when it may not go to whom it was meant for.
Result<void> address(const TargetSeat& seat, StoredMessage& message) {
  if (seat.send_right == SendRight::refused) return restricted();
  if (seat.send_right == SendRight::owner_only) {
    // What was meant for one in private is not for the owner's eyes.
    if (message.recipient && *message.recipient != seat.owner) return restricted();
    message.recipient = seat.owner;
  }
  if (message.recipient && !has(*seat.members, *message.recipient)) return recipient_is_no_member();
  return {};
}

/// A reply carries a copy of its parent, so it may go to nobody who may not see the parent.
bool may_reply(const StoredMessage& parent, const StoredMessage& reply) {
  if (!parent.recipient) return true;
  return reply.recipient && parent.visible_to(reply.sender) && parent.visible_to(*reply.recipient);
}

/// The message replied to.
std::optional<StoredMessage> parent_of(storage::Reader& reader, const TargetSeat& seat, const StoredMessage& message) {
  if (!message.parent) return std::nullopt;
  const auto target = message_store::find_target(reader, wire(seat.type), seat.key);
  return target ? message_store::at(reader, target->id, *message.parent) : std::nullopt;
}

/// The copy of the message replied to.
std::shared_ptr<protocol::Message> parent_view(storage::Reader& reader, const TargetSeat& seat,
                                               const StoredMessage& message) {
  const auto parent = parent_of(reader, seat, message);
  const auto target = message_store::find_target(reader, wire(seat.type), seat.key);
  if (!parent || !target) return nullptr;
  return parent_copy(whole_message(reader, seat, target->id, *parent, ""));
}

}  // namespace

Result<void> Messages::check_body(std::string_view body) {
  if (body.size() > max_body) return Error{"A message has up to 65536 bytes of text"};
  return {};
}

Result<protocol::MessageStatusEvent> Messages::send(storage::Transaction& transaction, const Caller& caller,
                                                    const protocol::calls::SendMessage& call) {
  const std::vector<protocol::MessageAttachment> attachments = with_media_types(call.attachments);
  if (!given(call.body) && attachments.empty()) {
    return Error{std::string(errors::ChatError::CAN_NOT_SEND_MESSAGE_WITHOUT_CONTENT)};
  }
  StoredMessage message;
  message.sender = caller.user;
  message.body = call.body.value_or("");
  PARLEY_CHECK(check_body(message.body));
  if (!call.targetEntityType || !call.targetEntityId) {
    return Error{std::string(errors::ChatError::CAN_NOT_SEND_MESSAGE_WITHOUT_CHAT_ID)};
  }
  PARLEY_TRY(const std::optional<TargetSeat> seat,
             targets_.seat(transaction, *call.targetEntityType, *call.targetEntityId, caller.user));
  if (!seat || !seat->member) return not_a_member();

  if (given(call.to)) message.recipient = call.to;
  PARLEY_CHECK(address(*seat, message));
  if (given(call.parentId)) {
    const auto target = message_store::find_target(transaction, wire(seat->type), seat->key);
    const auto parent = target ? message_store::find(transaction, target->id, *call.parentId) : std::nullopt;
    if (!parent || !parent->visible_to(caller.user)) return Error{"The message replied to doesn't exist"};
    if (!may_reply(*parent, message)) return reply_must_be_private();
    message.parent = parent->sequence;
  }
  if (attachments.empty()) return send_out(transaction, caller, *seat, std::move(message), {});

  PARLEY_CHECK(check_attachments(transaction, caller, attachments, {}));
  message.id = random_uuid();
  message.date = message_store::reserve_date(transaction, wire(seat->type), seat->key, caller.user, clock_.now());
  protocol::Message view = message_view(*seat, message, {}, caller.user);
  view.parentMessage = parent_view(transaction, *seat, message);
  return wait_for_files(caller, *seat, message, false, attachments, view);
}

Result<protocol::MessageStatusEvent> Messages::publish_pending(storage::Transaction& transaction, const Caller& caller,
                                                               const PendingMessage& pending,
                                                               std::vector<StoredAttachment> attachments) {
  StoredMessage message = pending.message;
  // Much may have changed while the files came.
  PARLEY_TRY(const std::optional<TargetSeat> seat,
             targets_.seat(transaction, pending.target_type, pending.target, caller.user));
  if (!seat || !seat->member) return not_a_member();
  if (attachments.empty()) {
    // All were taken back: nobody ever hears of the message, whatever its text.
    protocol::MessageStatusEvent cancelled =
        status_event(message_view(*seat, message, {}, caller.user), seat->position.message, std::nullopt);
    cancelled.status.delivered = false;
    cancelled.status.state = protocol::MessageState::DELIVERY_CANCELLED;
    return cancelled;
  }
  PARLEY_CHECK(address(*seat, message));
  const std::optional<StoredMessage> parent = parent_of(transaction, *seat, message);
  if (parent && !may_reply(*parent, message)) return reply_must_be_private();
  return send_out(transaction, caller, *seat, std::move(message), attachments);
}

protocol::MessageStatusEvent Messages::send_out(storage::Transaction& transaction, const Caller& caller,
                                                const TargetSeat& seat, StoredMessage message,
                                                const std::vector<StoredAttachment>& attachments) {
  std::shared_ptr<protocol::Message> parent = parent_view(transaction, seat, message);
  Published published = publish(transaction, seat, std::move(message), attachments);
  protocol::SfuMessageEvent event{.message = std::move(published.message), .cursor = published.cursor};
  event.message.parentMessage = std::move(parent);
  outbox_.emit(transaction,
               {.frame = std::make_shared<const std::string>(frame_for_others(protocol::event::SFU_MESSAGE, event)),
                .audience = std::move(published.audience),
                .audience_except = caller.user});
  tell(transaction, {caller.user}, caller.connection,
       protocol::event_frame(protocol::event::SEND_MESSAGE_SYNC, "", "", event));
  return status_event(std::move(event.message), seat.position.message, published.cursor);
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
  Published published = publish(transaction, **seat, std::move(message), {});
  protocol::SfuMessageEvent event{.message = std::move(published.message), .cursor = published.cursor};
  tell(transaction, *(*seat)->members, 0, frame_for_others(protocol::event::SFU_MESSAGE, event), started_by,
       protocol::event_frame(protocol::event::SFU_MESSAGE, "", "", event));
}

Messages::Published Messages::publish(storage::Transaction& transaction, const TargetSeat& seat, StoredMessage message,
                                      const std::vector<StoredAttachment>& attachments) {
  std::optional<message_store::Target> target;
  // A message that waited for its files has its id and its date.
  if (message.date != 0) target = message_store::advance_sequence(transaction, wire(seat.type), seat.key);
  if (!target) {
    target = message_store::advance_target(transaction, wire(seat.type), seat.key, message.sender, clock_.now());
    message.date = target->last_date;
  }
  if (message.id.empty()) message.id = random_uuid();
  message.sequence = target->last_sequence;
  message.cursor = target->last_cursor;

  const SortedMembers audience = message.recipient
                                     ? std::make_shared<const std::vector<std::string>>(1, *message.recipient)
                                     : audiences_.sorted(target->id, *seat.members);
  if (!message.recipient) message.audience = seat.members_version;
  PendingMembers pending(audience->size());
  for (const std::size_t position : connections_.absent(audience)) {
    if ((*audience)[position] != message.sender) pending.add(position);
  }
  const std::string pending_text = pending.empty() ? std::string() : pending.text();

  message_store::add(transaction, target->id, message);
  if (!message.recipient && !message_store::has_audience(transaction, target->id, message.audience)) {
    message_store::add_audience(transaction, target->id, message.audience, to_lines(*audience));
  }
  if (!pending_text.empty()) message_store::set_pending(transaction, target->id, message.sequence, pending_text);
  for (const StoredAttachment& attachment : attachments) {
    attachment_store::add(transaction, target->id, message, attachment);
  }
  targets_.count_message(transaction, seat, message);

  DeliveryBook book;
  if (!message.recipient) book.add_audience(message.audience, audience);
  if (!pending_text.empty()) book.add_pending(message.sequence, pending_text);
  protocol::Message view = message_view(seat, message, book, message.sender);
  for (const StoredAttachment& attachment : attachments) view.attachments.push_back(attachment.view());
  journal_.published(transaction, seat, target->id, message, target->lagging);
  return {std::move(view), message.cursor, audience};
}

}  // namespace parley::domain
