#pragma once
// Stored messages as clients get them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/messages/delivery.hpp"
#include "domain/messages/message.hpp"
#include "domain/messages/targets.hpp"
#include "protocol/messages_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// A message with what is known of its delivery; reactions, attachments and parent are left empty.
protocol::Message message_view(const TargetSeat& seat, const StoredMessage& message,
                               protocol::MessageDeliveryStatus delivery);
/// The same messages whole, in the same order. Costs a fixed number of statements, and one or two for each parent that
/// is not itself on the page. `book` has the delivery of `messages`.
std::vector<protocol::Message> message_views(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                             const std::vector<StoredMessage>& messages, const DeliveryBook& book);
/// One message, whole.
protocol::Message whole_message(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                const StoredMessage& message);
/// What the author is told about his message. `cursor`: its number in the journal, or that of its edit.
protocol::MessageStatusEvent status_event(const protocol::Message& message, std::string last_read,
                                          std::optional<std::int64_t> cursor);

}  // namespace parley::domain
