#include "domain/messages/message_view.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include "domain/messages/attachment_store.hpp"
#include "domain/messages/message_store.hpp"

namespace parley::domain {
namespace {

/// One message but for the message it replies to: a reply's copy of its parent ends the chain.
protocol::Message without_parent(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                 const StoredMessage& message, std::string_view viewer) {
  const DeliveryBook book = message_store::delivery_book(reader, target, {message});
  protocol::Message view = message_view(seat, message, book, viewer);
  auto reactions = message_store::reactions(reader, target, message.sequence, message.sequence);
  if (!reactions.empty()) view.reactions = std::move(reactions.begin()->second);
  auto attachments = attachment_store::of_messages(reader, target, message.sequence, message.sequence);
  if (!attachments.empty()) view.attachments = std::move(attachments.begin()->second);
  return view;
}

}  // namespace

protocol::Message message_view(const TargetSeat& seat, const StoredMessage& message, const DeliveryBook& book,
                               std::string_view viewer) {
  const Reached reached = book.reached(message);
  protocol::Message view;
  view.id = message.id;
  view.type = message.type;
  view.targetEntityType = seat.type;
  view.targetEntityId = seat.id;
  view.date = message.date;
  view.from = message.sender;
  view.to = message.recipient;
  view.status = message.deleted ? protocol::MessageState::DELETED : state_of(reached);
  view.body = message.body;
  if (reached.recipients <= max_states_for_all || message.sender == viewer) view.deliveryStatus = book.status(message);
  view.privateMessage = message.recipient.has_value();
  view.edited = message.edited != 0;
  view.dateOfEdit = message.edited;
  return view;
}

std::vector<protocol::Message> message_views(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                             const std::vector<StoredMessage>& messages, const DeliveryBook& book,
                                             std::string_view viewer) {
  std::vector<protocol::Message> views;
  if (messages.empty()) return views;
  views.reserve(messages.size());
  std::unordered_map<std::int64_t, std::size_t> by_sequence;
  std::int64_t first = messages.front().sequence;
  std::int64_t last = first;
  for (const StoredMessage& message : messages) {
    first = std::min(first, message.sequence);
    last = std::max(last, message.sequence);
    by_sequence.emplace(message.sequence, views.size());
    views.push_back(message_view(seat, message, book, viewer));
  }
  for (auto& [sequence, list] : message_store::reactions(reader, target, first, last)) {
    const auto found = by_sequence.find(sequence);
    if (found != by_sequence.end()) views[found->second].reactions = std::move(list);
  }
  for (auto& [sequence, list] : attachment_store::of_messages(reader, target, first, last)) {
    const auto found = by_sequence.find(sequence);
    if (found != by_sequence.end()) views[found->second].attachments = std::move(list);
  }
  std::unordered_map<std::int64_t, std::shared_ptr<protocol::Message>> parents;
  for (std::size_t index = 0; index < messages.size(); ++index) {
    if (!messages[index].parent) continue;
    std::shared_ptr<protocol::Message>& parent = parents[*messages[index].parent];
    if (!parent) {
      const auto on_page = by_sequence.find(*messages[index].parent);
      if (on_page != by_sequence.end()) {
        parent = parent_copy(views[on_page->second]);
      } else if (const auto stored = message_store::at(reader, target, *messages[index].parent)) {
        parent = parent_copy(without_parent(reader, seat, target, *stored, viewer));
      }
    }
    views[index].parentMessage = parent;
  }
  return views;
}

protocol::Message whole_message(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                const StoredMessage& message, std::string_view viewer) {
  protocol::Message view = without_parent(reader, seat, target, message, viewer);
  if (message.parent) {
    if (const auto parent = message_store::at(reader, target, *message.parent)) {
      view.parentMessage = parent_copy(without_parent(reader, seat, target, *parent, viewer));
    }
  }
  return view;
}

std::shared_ptr<protocol::Message> parent_copy(protocol::Message message) {
  message.parentMessage = nullptr;
  if (message.deliveryStatus.size() > max_states_for_all) message.deliveryStatus = {};
  return std::make_shared<protocol::Message>(std::move(message));
}

protocol::MessageStatusEvent status_event(protocol::Message message, std::string last_read,
                                          std::optional<std::int64_t> cursor) {
  protocol::MessageStatusEvent event;
  event.cursor = cursor;
  protocol::MessageStatus& status = event.status;
  status.id = std::move(message.id);
  status.targetEntityType = message.targetEntityType;
  status.targetEntityId = std::move(message.targetEntityId);
  if (message.parentMessage) status.parentMessage = *message.parentMessage;
  status.delivered = true;
  status.state = message.status;
  status.lastReadMessageId = std::move(last_read);
  status.date = message.date;
  status.attachments = std::move(message.attachments);
  status.deliveryStatus = std::move(message.deliveryStatus);
  status.edited = message.edited;
  status.dateOfEdit = message.dateOfEdit;
  status.reactions = std::move(message.reactions);
  event.waitingUploadingAttachments = false;
  return event;
}

}  // namespace parley::domain
