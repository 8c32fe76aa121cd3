#pragma once
// Stored messages as clients get them.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/messages/delivery.hpp"
#include "domain/messages/message.hpp"
#include "domain/messages/targets.hpp"
#include "protocol/frame.hpp"
#include "protocol/messages_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Of a message to more recipients than this, its author alone is told how far it got with each of them: else every one
/// of ten thousand would be sent ten thousand states, two gigabytes for a "hello".
constexpr std::size_t max_states_for_all = 100;

/// A message, as `viewer` sees it, with what `book` knows of its delivery; reactions, attachments and parent are left
/// empty.
protocol::Message message_view(const TargetSeat& seat, const StoredMessage& message, const DeliveryBook& book,
                               std::string_view viewer);
/// The same messages whole, in the same order. Costs a fixed number of statements, and one or two for each parent that
/// is not itself on the page. `book` has the delivery of `messages`.
std::vector<protocol::Message> message_views(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                             const std::vector<StoredMessage>& messages, const DeliveryBook& book,
                                             std::string_view viewer);
/// One message, whole.
protocol::Message whole_message(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                const StoredMessage& message, std::string_view viewer);
/// The frame of an event about a message, for those who didn't write it.
template <class Event>
std::string frame_for_others(const protocol::EventInfo& info, Event& event) {
  const protocol::MessageDeliveryStatus states = event.message.deliveryStatus;
  if (states.size() > max_states_for_all) event.message.deliveryStatus = {};
  std::string frame = protocol::event_frame(info, "", "", event);
  event.message.deliveryStatus = states;
  return frame;
}
/// A copy for replies to the message, which say less of it: who is told of them need not have written it.
std::shared_ptr<protocol::Message> parent_copy(protocol::Message message);

/// What the author is told about his message. `cursor`: its number in the journal, or that of its edit.
protocol::MessageStatusEvent status_event(protocol::Message message, std::string last_read,
                                          std::optional<std::int64_t> cursor);

}  // namespace parley::domain
