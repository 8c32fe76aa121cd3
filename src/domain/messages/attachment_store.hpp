#pragma once
// The statements on the table of attachments. Used inside bodies of the storage, like the Reader they are given.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/messages/attachment.hpp"
#include "protocol/messages_calls.hpp"
#include "storage/storage.hpp"

namespace parley::domain::attachment_store {

void add(storage::Transaction& transaction, std::int64_t target, const StoredMessage& message,
         const StoredAttachment& attachment);
void remove(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence, std::int64_t number);

/// Of one message, in order.
std::vector<StoredAttachment> of_message(storage::Reader& reader, std::int64_t target, std::int64_t sequence);
/// By sequence, in order.
std::map<std::int64_t, std::vector<protocol::MessageAttachment>> of_messages(storage::Reader& reader,
                                                                             std::int64_t target, std::int64_t from,
                                                                             std::int64_t to);
/// The blobs of all messages of a target, once for each reference.
std::vector<std::string> blobs_of_target(storage::Reader& reader, std::int64_t target);

// What one user has sent.

struct ListedAttachment {
  StoredAttachment attachment;
  std::string message;
  std::string target_type;
  std::string target_key;
  std::string sender;
  Millis date = 0;
};
struct ListOrder {
  protocol::AttachmentSortField field = protocol::AttachmentSortField::DATE;
  bool descending = true;
};
/// Empty `target_types`: all.
std::vector<ListedAttachment> of_sender(storage::Reader& reader, std::string_view sender,
                                        const std::vector<std::string_view>& target_types, const ListOrder& order,
                                        std::int64_t offset, std::int64_t limit);
std::int64_t count_of_sender(storage::Reader& reader, std::string_view sender,
                             const std::vector<std::string_view>& target_types);
/// Bytes as announced, by type of target; without types that have none.
std::map<std::string, std::int64_t> sizes_of_sender(storage::Reader& reader, std::string_view sender);
/// Bytes that came.
std::int64_t stored_bytes_of_sender(storage::Reader& reader, std::string_view sender);

/// What to look for in one target.
struct Filter {
  std::string_view viewer;
  std::optional<protocol::MessageAttachmentMediaType> media_type;
  std::optional<std::string> sender;
  std::string folded_part;  ///< of the name; empty: any
};
/// Oldest first.
std::vector<ListedAttachment> find(storage::Reader& reader, std::int64_t target, const Filter& filter,
                                   std::int64_t limit);

}  // namespace parley::domain::attachment_store
