#pragma once
// The upload of one message's files: binary chunks, each acknowledged before the next (chapter 02, section 10).
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "client.hpp"
#include "loop_gate.hpp"
#include "parley/attachments.h"
#include "protocol/messages_calls.hpp"

namespace parley::sdk {

/// Functions marked (loop) are for the client's thread, all others for any.
class SendingAttachmentsHandler::Impl : public std::enable_shared_from_this<SendingAttachmentsHandler::Impl> {
 public:
  /// `announced`: the answer to sending or editing the message. `finished`: called on the loop when the upload is over.
  Impl(std::shared_ptr<LoopGate> gate, std::shared_ptr<Client> client, protocol::MessageStatusEvent announced,
       std::vector<AttachmentSource> sources, std::vector<MessageAttachmentData> payload, std::size_t chunk_size,
       std::function<void()> finished);

  Pending<protocol::MessageStatus> send();
  Pending<protocol::AttachmentStatus> cancel(const std::string& attachment_id);
  Pending<protocol::MessageStatus> status() const { return status_; }
  const std::vector<MessageAttachmentData>& payload() const { return payload_; }

 private:
  struct File {
    AttachmentSource source;
    std::int64_t transfer_id = -1;     ///< -1: was not announced
    std::int64_t announced_size = -1;  ///< -1: unknown
    std::uint64_t sent = 0;
    bool cancelled = false;
  };
  // (loop)
  void begin();
  void send_next();
  void send_chunk(File& file);
  void on_acknowledged(File& file, const Outcome<protocol::Json>& answer, bool last);
  void publish();
  /// Takes everything back, so that the server waits for nothing more, then fails.
  void withdraw(Failure failure, std::size_t index);
  void finish(Outcome<protocol::MessageStatus> outcome);
  void ask_to_cancel(File& file, const Pending<protocol::AttachmentStatus>& pending);

  const std::shared_ptr<LoopGate> gate_;
  const std::shared_ptr<Client> client_;
  const std::string message_id_;
  const std::int64_t transfer_id_;
  const std::size_t chunk_size_;
  std::vector<MessageAttachmentData> payload_;
  std::vector<File> files_;
  std::function<void()> finished_;
  std::size_t at_ = 0;  ///< the file under way
  enum class Stage { idle, sending, publishing, over } stage_ = Stage::idle;
  const Pending<protocol::MessageStatus> status_;
};

}  // namespace parley::sdk
