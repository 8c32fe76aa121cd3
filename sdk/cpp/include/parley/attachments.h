#pragma once
// Files of messages: where their bytes come from and go to, and transfers under way.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "parley/pending.h"
#include "protocol/messages_types.hpp"

namespace parley::sdk {

/// A file to upload that is held in memory. `id` as announced in the message.
struct MessageAttachmentData {
  std::string id;
  std::vector<std::uint8_t> payload;
};

/// A file to upload that is read piece by piece: no more than one chunk of it is in memory.
struct AttachmentSource {
  std::string id;          ///< as announced in the message
  std::uint64_t size = 0;  ///< bytes in all
  /// Fills the beginning of the buffer and says how much; 0: there is no more, which before `size` bytes fails the
  /// upload. Called on the client's thread: as long as it takes, the client does nothing else.
  std::function<std::size_t(std::span<std::uint8_t>)> read;
};
/// Reads a file of the disk. Fails when it can't be opened.
Outcome<AttachmentSource> file_source(std::string id, const std::string& path);

/// Where downloaded bytes go, in order. False ends the download. Called on the client's thread; while it works no more
/// is received, so a slow sink slows the server down and memory stays bounded.
using AttachmentSink = std::function<bool(std::span<const std::uint8_t>)>;
/// Writes (or overwrites) a file of the disk. Fails when it can't be opened.
Outcome<AttachmentSink> file_sink(const std::string& path);

/// A downloaded file.
struct Attachment : protocol::AttachmentRequest {
  std::vector<std::uint8_t> payload;
};

/// Uploads the files of one message, from SfuExtended::getSendingAttachmentsHandler. Thread-safe. When the client is
/// gone everything fails. Dropping it does not end the upload.
class SendingAttachmentsHandler {
 public:
  /// Uploads all files in the order given, then has the message sent; the final status of the message. Every chunk
  /// fires MESSAGE_ATTACHMENT_STATE. Fails with "No attachments" when there are none, and when a source ends early (the
  /// message is then withdrawn). Called again: the same outcome.
  Pending<protocol::MessageStatus> sendAttachments();
  /// Takes one file back, before or during its upload, or after it while others are under way. When all are cancelled
  /// the message is not sent: its state is DELIVERY_CANCELLED. Fails with "Can't cancel sending attachment" once all
  /// uploads are done.
  Pending<protocol::AttachmentStatus> cancelSendingAttachment(const protocol::MessageAttachment& attachment);
  /// The outcome of sendAttachments(), whoever calls it.
  Pending<protocol::MessageStatus> waitAndGetMessageStatus() const;
  /// What was given to the handler; empty when it was given sources.
  const std::vector<MessageAttachmentData>& getAttachmentsPayload() const;

  class Impl;
  explicit SendingAttachmentsHandler(std::shared_ptr<Impl> impl);  ///< by SfuExtended

 private:
  std::shared_ptr<Impl> impl_;
};

/// A download under way, from SfuExtended::downloadAttachment. Thread-safe. Dropping it does not end the download.
class AttachmentDownload {
 public:
  /// The last status (DOWNLOADED), when all bytes have been given to the sink.
  Pending<protocol::AttachmentStatus> result() const;
  /// The result becomes a Failure with "Downloading cancelled", unless the download is over. The sink may still be
  /// called once while this function runs.
  void cancel();

  class Impl;
  explicit AttachmentDownload(std::shared_ptr<Impl> impl);  ///< by SfuExtended

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
