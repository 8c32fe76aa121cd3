#pragma once
// The statements on the table of attachments. Used inside bodies of the storage, like the Reader they are given.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/messages/attachment.hpp"
#include "domain/messages/target_name.hpp"
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
  TargetName target;
  std::string sender;
  Millis date = 0;
};
struct ListOrder {
  protocol::AttachmentSortField field = protocol::AttachmentSortField::DATE;
  bool descending = true;
};
/// What one sender's files in one place come to.
struct SentFiles {
  std::int64_t target = 0;
  TargetName name;
  std::int64_t count = 0;
  std::int64_t bytes = 0;  ///< as announced
};
std::vector<SentFiles> sent_files(storage::Reader& reader, std::string_view sender);
/// Which of them are listed.
struct Section {
  std::vector<std::string_view> types;  ///< of their targets; empty: all
  std::string key_start;                ///< of their targets' keys
  std::vector<std::int64_t> hidden;     ///< targets that are left out
};
std::vector<ListedAttachment> of_sender(storage::Reader& reader, std::string_view sender, const Section& section,
                                        const ListOrder& order, std::int64_t offset, std::int64_t limit);
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
