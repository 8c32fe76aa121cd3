#include <algorithm>
#include <set>
#include <utility>

#include "domain/messages/attachment_store.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/message_view.hpp"
#include "domain/messages/messages.hpp"
#include "domain/messages/untold_edits.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors;
constexpr std::int64_t max_reactions_of_user = 20;
constexpr std::int64_t max_kinds_of_reaction = 50;

template <class Item>
bool given(const std::optional<std::vector<Item>>& list) {
  return list && !list->empty();
}

Error restricted() { return {std::string(errors::SpaceError::RESTRICTED_ACCESS)}; }
Error nothing_left() { return {std::string(errors::ChatError::EDIT_MESSAGE_ERROR_MESSAGE_CAN_NOT_BE_WITHOUT_CONTENT)}; }

}  // namespace

Result<protocol::MessageStatusEvent> Messages::edit(storage::Transaction& transaction, const Caller& caller,
                                                    const protocol::calls::EditMessage& call) {
  const std::string& id = call.id ? *call.id : std::string();
  if (id.empty()) return Error{std::string(errors::ChatError::CAN_NOT_EDIT_MESSAGE_WITHOUT_MESSAGE_ID)};
  PARLEY_TRY(Located located, locate(transaction, caller, call.targetEntityType, call.targetEntityId, id,
                                     errors::ChatError::EDIT_MESSAGE_ERROR_CHAT_DOES_NOT_EXISTS,
                                     errors::ChatError::EDIT_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS));
  StoredMessage& message = located.message;
  if (message.sender != caller.user || message.type != protocol::MessageType::REGULAR) return restricted();
  if (message.deleted) return Error{std::string(errors::ChatError::EDIT_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS)};
  // Who adds or removes files and names no body, means these files alone.
  if (call.body || !(given(call.attachments) || given(call.attachmentIdsToDelete))) {
    message.body = call.body.value_or("");
  }
  PARLEY_CHECK(check_body(message.body));

  std::vector<StoredAttachment> remaining = attachment_store::of_message(transaction, located.target, message.sequence);
  std::vector<StoredAttachment> removed;
  if (call.attachmentIdsToDelete) {
    const std::set<std::string_view> ids(call.attachmentIdsToDelete->begin(), call.attachmentIdsToDelete->end());
    const auto kept = std::stable_partition(remaining.begin(), remaining.end(),
                                            [&](const StoredAttachment& file) { return !ids.contains(file.id); });
    removed.assign(kept, remaining.end());
    remaining.erase(kept, remaining.end());
  }
  const std::vector<protocol::MessageAttachment> announced = with_media_types(call.attachments);
  if (message.body.empty() && remaining.empty() && announced.empty()) return nothing_left();
  PARLEY_CHECK(check_attachments(transaction, caller, announced, remaining));

  message.edited = std::max(clock_.now(), message.date);
  message_store::edit(transaction, located.target, message.sequence, message.body, message.edited);
  for (const StoredAttachment& file : removed) remove_attachment(transaction, located, file);
  if (announced.empty()) return tell_edited(transaction, located, caller.connection);
  // The others hear of it once, when the files are there.
  untold_edits::add(transaction, located.target, message.sequence);
  return wait_for_files(caller, located.seat, message, true, announced,
                        whole_message(transaction, located.seat, located.target, message, message.sender));
}

protocol::MessageStatusEvent Messages::tell_edited(storage::Transaction& transaction, const Located& located,
                                                   events::ConnectionId except) {
  untold_edits::remove(transaction, located.target, located.message.sequence);
  protocol::MessageEdited event;
  event.targetEntityType = located.seat.type;
  event.targetEntityId = located.seat.id;
  event.message = whole_message(transaction, located.seat, located.target, located.message, located.message.sender);
  event.cursor = journal_.changed(transaction, located.seat, located.target, located.message);
  tell(transaction, audience_now(located.seat, located.message), except,
       frame_for_others(protocol::event::CHAT_MESSAGE_EDITED, event), located.message.sender,
       protocol::event_frame(protocol::event::CHAT_MESSAGE_EDITED, "", "", event));
  return status_event(std::move(event.message), located.seat.position.message, event.cursor);
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
  if (!message.deleted) watermark.cursor = delete_message(transaction, located, caller.connection);
  return watermark;
}

std::int64_t Messages::delete_message(storage::Transaction& transaction, const Located& located,
                                      events::ConnectionId except) {
  const StoredMessage& message = located.message;
  untold_edits::remove(transaction, located.target, message.sequence);
  message_store::mark_deleted(transaction, located.target, message.sequence);
  for (const StoredAttachment& file : attachment_store::of_message(transaction, located.target, message.sequence)) {
    remove_attachment(transaction, located, file);
  }
  protocol::MessageDeleted event;
  event.targetEntityType = located.seat.type;
  event.targetEntityId = located.seat.id;
  event.messageId = message.id;
  event.state = protocol::MessageState::DELETED;
  event.cursor = journal_.changed(transaction, located.seat, located.target, message);
  tell(transaction, audience_now(located.seat, message), except,
       protocol::event_frame(protocol::event::CHAT_MESSAGE_DELETED, "", "", event));
  return *event.cursor;
}

Result<protocol::AddedRemovedReactionOnMessage> Messages::add_reaction(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::AddReactionOnMessage& call) {
  if (call.reaction.empty()) return Error{"A reaction can't be empty"};
  PARLEY_TRY(const Located located, locate(transaction, caller, call.targetEntityType, call.targetEntityId,
                                           call.messageId, "Chat not found", "Message not found"));
  if (located.message.deleted) return Error{"Message not found"};
  const std::int64_t sequence = located.message.sequence;
  const bool changed = message_store::add_reaction(transaction, located.target, sequence, call.reaction, caller.user);
  if (changed) {
    const auto counts = message_store::count_reactions(transaction, located.target, sequence, caller.user);
    if (counts.of_user > max_reactions_of_user) return Error{"Too many reactions of one user on one message"};
    if (counts.kinds > max_kinds_of_reaction) return Error{"Too many different reactions on one message"};
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

void Messages::target_deleted(storage::Transaction& transaction, const TargetName& name) {
  transaction.after_commit([this, place = name.key] { downloads_.withdraw(place); });
  const auto target = message_store::find_target(transaction, wire(name.type), name.key);
  if (!target) return;
  for (const std::string& blob : attachment_store::blobs_of_target(transaction, target->id)) {
    references_.release(transaction, blob);
  }
  message_store::remove_target(transaction, wire(name.type), name.key);
}

void Messages::target_lost(storage::Transaction& transaction, const TargetName& name,
                           const std::vector<std::string>& users) {
  transaction.after_commit([this, place = name.key, users] { downloads_.withdraw(place, users); });
}

void Messages::target_closed(storage::Transaction& transaction, const TargetName& name,
                             const std::vector<std::string>& users) {
  transaction.after_commit([this, place = name.key, users] { downloads_.withdraw_from_others(place, users); });
}

bool Messages::remembers_user(storage::Reader& reader, const std::string& user) const {
  return message_store::remembers_user(reader, user);
}

}  // namespace parley::domain
