#include "attachment_upload.hpp"

#include <algorithm>

#include "protocol/errors.hpp"

namespace parley::sdk {

using protocol::AttachmentState;
namespace ChatError = protocol::errors::ChatError;

constexpr std::string_view kSend = protocol::calls::SendMessageWithAttachments::info.operation;
constexpr std::string_view kCancel = protocol::calls::CancelSendingAttachment::info.operation;
constexpr std::size_t kHeader = 4;
constexpr char kUploadCommand = 10;

SendingAttachmentsHandler::Impl::Impl(std::shared_ptr<LoopGate> gate, std::shared_ptr<Client> client,
                                      protocol::MessageStatusEvent announced, std::vector<AttachmentSource> sources,
                                      std::vector<MessageAttachmentData> payload, std::size_t chunk_size,
                                      std::function<void()> finished)
    : gate_(std::move(gate)),
      client_(std::move(client)),
      message_id_(announced.status.id),
      transfer_id_(announced.messageWithUploadingAttachments->messageTransferId),
      chunk_size_(chunk_size),
      payload_(std::move(payload)),
      finished_(std::move(finished)) {
  const auto& ids = announced.messageWithUploadingAttachments->attachmentsInfo;
  const auto& known = announced.status.attachments;
  for (AttachmentSource& source : sources) {
    File file{.source = std::move(source)};
    const auto id = std::ranges::find(ids, file.source.id, &protocol::UploadingAttachmentInfo::id);
    const auto size = std::ranges::find(known, file.source.id, &protocol::MessageAttachment::id);
    if (id != ids.end()) file.transfer_id = id->attachmentTransferId;
    if (size != known.end()) file.announced_size = size->size;
    files_.push_back(std::move(file));
  }
}

Pending<protocol::MessageStatus> SendingAttachmentsHandler::Impl::send() {
  if (!gate_->post([self = shared_from_this()] { self->begin(); }))
    status_.settle(Failure{std::string(kSend), "The client is gone", true});
  return status_;
}

void SendingAttachmentsHandler::Impl::begin() {
  if (stage_ != Stage::idle) return;
  const auto refuse = [this](std::string text) { finish(Failure{std::string(kSend), std::move(text), false}); };
  if (files_.empty()) return refuse("No attachments");
  for (const File& file : files_) {
    if (file.transfer_id < 0) return refuse("The attachment " + file.source.id + " was not announced");
    if (file.source.size == 0) return refuse("The attachment " + file.source.id + " is empty");
  }
  stage_ = Stage::sending;
  send_next();
}

void SendingAttachmentsHandler::Impl::send_next() {
  while (at_ < files_.size() && files_[at_].cancelled) ++at_;
  at_ < files_.size() ? send_chunk(files_[at_]) : publish();
}

void SendingAttachmentsHandler::Impl::send_chunk(File& file) {
  const auto left = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_size_, file.source.size - file.sent));
  std::string frame(kHeader + left, '\0');
  const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(frame.data()) + kHeader, left);
  for (std::size_t read = 0; read < left;) {
    const std::size_t more = std::min(file.source.read(bytes.subspan(read)), left - read);
    if (more == 0) return withdraw(Failure{std::string(kSend), "The source of an attachment ended early", false}, 0);
    read += more;
  }
  file.sent += left;
  const bool last = file.sent == file.source.size;
  frame[0] = kUploadCommand;
  frame[1] = static_cast<char>(transfer_id_);
  frame[2] = static_cast<char>(file.transfer_id);
  frame[3] = last ? 1 : 0;
  client_->exchange(std::to_string(transfer_id_) + std::to_string(file.transfer_id), kSend, frame, true,
                    [self = shared_from_this(), &file, last](Outcome<protocol::Json> answer) {
                      self->on_acknowledged(file, answer, last);
                    });
}

void SendingAttachmentsHandler::Impl::on_acknowledged(File& file, const Outcome<protocol::Json>& answer, bool last) {
  if (stage_ != Stage::sending) return;
  if (!answer) return finish(answer.failure());
  const auto event = protocol::decode<protocol::AttachmentStatusEvent>(answer.value());
  if (event && event->status.state == AttachmentState::CANCELLED) file.cancelled = true;
  if (last || file.cancelled) {
    ++at_;
    return send_next();
  }
  send_chunk(file);
}

void SendingAttachmentsHandler::Impl::publish() {
  stage_ = Stage::publishing;
  const protocol::calls::SendMessageWithAttachments call{.id = message_id_, .transferId = transfer_id_};
  client_->exchange(message_id_, kSend, protocol::call_frame(call, ""), false,
                    [self = shared_from_this()](Outcome<protocol::Json> answer) {
                      if (!answer) return self->finish(answer.failure());
                      auto event = protocol::decode<protocol::MessageStatusEvent>(*answer);
                      if (!event) return self->finish(Failure{std::string(kSend), event.error().text, false});
                      self->finish(std::move(event->status));
                    });
}

void SendingAttachmentsHandler::Impl::withdraw(Failure failure, std::size_t index) {
  stage_ = Stage::publishing;
  if (index < files_.size()) {
    const Pending<protocol::AttachmentStatus> cancelled;
    cancelled.then([self = shared_from_this(), failure, index](const Outcome<protocol::AttachmentStatus>&) {
      self->withdraw(failure, index + 1);
    });
    return ask_to_cancel(files_[index], cancelled);
  }
  status_.settle(std::move(failure));
  publish();  // of nothing: the server drops the message
}

Pending<protocol::AttachmentStatus> SendingAttachmentsHandler::Impl::cancel(const std::string& attachment_id) {
  const Pending<protocol::AttachmentStatus> pending;
  const bool posted = gate_->post([self = shared_from_this(), attachment_id, pending] {
    const auto found = std::ranges::find_if(
        self->files_, [&](const File& one) { return one.source.id == attachment_id && one.transfer_id >= 0; });
    if (self->stage_ == Stage::publishing || self->stage_ == Stage::over || found == self->files_.end()) {
      return pending.settle(
          Failure{std::string(kCancel), std::string(ChatError::CAN_NOT_CANCEL_SENDING_ATTACHMENT), false});
    }
    self->ask_to_cancel(*found, pending);
  });
  if (!posted) pending.settle(Failure{std::string(kCancel), "The client is gone", true});
  return pending;
}

void SendingAttachmentsHandler::Impl::ask_to_cancel(File& file, const Pending<protocol::AttachmentStatus>& pending) {
  client_->call(protocol::calls::CancelSendingAttachment{.messageTransferId = transfer_id_,
                                                         .attachmentTransferId = file.transfer_id},
                [self = shared_from_this(), &file, pending](Outcome<protocol::Json> answer) {
                  if (!answer) return pending.settle(answer.failure());
                  auto event = protocol::decode<protocol::AttachmentStatusEvent>(*answer);
                  if (!event) return pending.settle(Failure{std::string(kCancel), event.error().text, false});
                  // When everything had arrived already there is nothing left to stop.
                  if (event->status.uploadedSize.value_or(0) != file.announced_size) file.cancelled = true;
                  pending.settle(std::move(event->status));
                });
}

void SendingAttachmentsHandler::Impl::finish(Outcome<protocol::MessageStatus> outcome) {
  if (stage_ == Stage::over) return;
  stage_ = Stage::over;
  if (const auto finished = std::exchange(finished_, nullptr)) finished();
  // What the sources hold goes now; the entries stay, for answers that are still to come.
  for (File& file : files_) file.source.read = nullptr;
  status_.settle(std::move(outcome));
}

SendingAttachmentsHandler::SendingAttachmentsHandler(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pending<protocol::MessageStatus> SendingAttachmentsHandler::sendAttachments() { return impl_->send(); }
Pending<protocol::AttachmentStatus> SendingAttachmentsHandler::cancelSendingAttachment(
    const protocol::MessageAttachment& attachment) {
  return impl_->cancel(attachment.id);
}
Pending<protocol::MessageStatus> SendingAttachmentsHandler::waitAndGetMessageStatus() const { return impl_->status(); }
const std::vector<MessageAttachmentData>& SendingAttachmentsHandler::getAttachmentsPayload() const {
  return impl_->payload();
}

}  // namespace parley::sdk
