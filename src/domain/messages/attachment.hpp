#pragma once
// A file of a message as it is stored, and a message that waits for its files. Values, without threads of their own.
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/attachments/upload.hpp"
#include "domain/caller.hpp"
#include "domain/messages/message.hpp"
#include "protocol/messages_types.hpp"

namespace parley::domain {

struct StoredAttachment {
  std::int64_t number = 0;  ///< order within the message
  std::string id;           ///< chosen by the sender; unique within the message only
  std::string name;
  protocol::MessageAttachmentType type = protocol::MessageAttachmentType::file;
  protocol::MessageAttachmentMediaType media_type = protocol::MessageAttachmentMediaType::other;
  std::int64_t size = 0;         ///< as announced: what everybody is shown
  std::int64_t stored_size = 0;  ///< what came: what is downloaded, and counted against a quota
  std::string blob;

  protocol::MessageAttachment view() const {
    return {.type = type, .mediaType = media_type, .name = name, .size = size, .id = id};
  }
};

/// Where a file is, for Downloads: below its message, which is below its place.
inline std::string file_path(const std::string& place, const std::string& message, const std::string& file) {
  return place + '/' + message + '/' + file;
}

/// A message, or an edit of one, until its files have come. Kept by the upload of these.
struct PendingMessage final : UploadPurpose {
  Caller caller;
  protocol::MessageTargetEntityType target_type = protocol::MessageTargetEntityType::CHAT;
  protocol::MessageTargetEntityId target;
  bool edit = false;      ///< `message` is published already; its text was changed when the edit came
  StoredMessage message;  ///< without a place in the order of publication
  bool encrypted = false;
  std::vector<protocol::MessageAttachment> attachments;  ///< as announced, with their media types
};

}  // namespace parley::domain
