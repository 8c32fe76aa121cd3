// Files of messages, and icons.
#include <algorithm>
#include <cstring>

#include "attachment_upload.hpp"
#include "http_upload.hpp"
#include "issued_url.hpp"
#include "sfu_extended_impl.hpp"

namespace parley::sdk {

std::shared_ptr<SendingAttachmentsHandler> SfuExtended::Impl::sending_handler(
    std::vector<AttachmentSource> sources, std::vector<MessageAttachmentData> payload, const std::string& message_id) {
  const std::lock_guard lock(mutex);
  const auto announced = awaiting_files_.find(message_id);
  if (announced == awaiting_files_.end()) return nullptr;
  return std::make_shared<SendingAttachmentsHandler>(std::make_shared<SendingAttachmentsHandler::Impl>(
      gate_, client_, announced->second, std::move(sources), std::move(payload), connect_options.binaryChunkSize,
      [weak = weak_from_this(), message_id] {
        const auto self = weak.lock();
        if (!self) return;
        const std::lock_guard guard(self->mutex);
        self->awaiting_files_.erase(message_id);
      }));
}

std::shared_ptr<AttachmentDownload> SfuExtended::Impl::download(protocol::AttachmentRequest request,
                                                                AttachmentSink sink) {
  const auto refuse = [&](std::string text) {
    auto refused = std::make_shared<AttachmentDownload::Impl>(gate_, request, nullptr);
    refused->result().settle(Failure{"LOAD_ATTACHMENT", std::move(text), false});
    return std::make_shared<AttachmentDownload>(std::move(refused));
  };
  if (const auto refusal = not_authenticated("LOAD_ATTACHMENT")) return refuse(refusal->error);
  if (request.messageId.empty()) return refuse("Empty messageId");
  if (request.name.empty()) return refuse("Empty attachment name");
  if (request.attachmentId.empty()) return refuse("Empty attachment id");
  auto download = std::make_shared<AttachmentDownload::Impl>(gate_, std::move(request), std::move(sink));
  loop_.post([downloads = downloads_, download] { downloads->add(download); });
  return std::make_shared<AttachmentDownload>(std::move(download));
}

template <class Call>
Pending<std::optional<std::string>> SfuExtended::Impl::ask_icon(Call call, std::optional<IconFile> icon, bool remove) {
  if (icon) {
    call.iconName = icon->name;
    call.iconSize = static_cast<std::int64_t>(icon->bytes.size());
  }
  if (remove) call.remove = true;
  const Pending<std::optional<std::string>> pending;
  // An ACK, and a null URL: there is nothing to upload.
  ask<protocol::UploadIconEvent>(call).then([self = shared_from_this(), icon = std::move(icon),
                                             pending](const Outcome<protocol::UploadIconEvent>& asked) {
    if (!asked) return pending.settle(asked.failure());
    const std::string issued = asked.value().url.value_or("");
    if (issued.empty() || !icon) return pending.settle(std::optional<std::string>());
    std::string url;
    {
      const std::lock_guard lock(self->mutex);
      url = reachable_url(issued, self->connect_options.url);
    }
    upload_file(self->context_, std::move(url), *icon, [pending, gate = self->gate_](Outcome<std::string> uploaded) {
      // On the client's thread, like every callback.
      const auto settle = [pending, uploaded] {
        uploaded ? pending.settle(std::optional(uploaded.value())) : pending.settle(uploaded.failure());
      };
      if (!gate->post(settle)) settle();
    });
  });
  return pending;
}

std::shared_ptr<SendingAttachmentsHandler> SfuExtended::getSendingAttachmentsHandler(
    std::vector<MessageAttachmentData> attachments, const std::string& messageId) {
  std::vector<AttachmentSource> sources;
  for (const MessageAttachmentData& one : attachments) {
    auto bytes = std::make_shared<const std::vector<std::uint8_t>>(one.payload);
    AttachmentSource source{.id = one.id, .size = bytes->size(), .read = {}};
    source.read = [bytes, at = std::size_t{0}](std::span<std::uint8_t> into) mutable {
      const std::size_t size = std::min(into.size(), bytes->size() - at);
      std::memcpy(into.data(), bytes->data() + at, size);
      at += size;
      return size;
    };
    sources.push_back(std::move(source));
  }
  return impl_->sending_handler(std::move(sources), std::move(attachments), messageId);
}
std::shared_ptr<SendingAttachmentsHandler> SfuExtended::getSendingAttachmentsHandler(
    std::vector<AttachmentSource> attachments, const std::string& messageId) {
  return impl_->sending_handler(std::move(attachments), {}, messageId);
}

Pending<Attachment> SfuExtended::getMessageAttachment(protocol::AttachmentRequest request) {
  const Pending<Attachment> pending;
  const auto attachment = std::make_shared<Attachment>();
  static_cast<protocol::AttachmentRequest&>(*attachment) = request;
  const auto download = impl_->download(std::move(request), [attachment](std::span<const std::uint8_t> bytes) {
    attachment->payload.insert(attachment->payload.end(), bytes.begin(), bytes.end());
    return true;
  });
  download->result().then([attachment, pending](const Outcome<protocol::AttachmentStatus>& outcome) {
    outcome ? pending.settle(std::move(*attachment)) : pending.settle(outcome.failure());
  });
  return pending;
}
std::shared_ptr<AttachmentDownload> SfuExtended::downloadAttachment(protocol::AttachmentRequest request,
                                                                    AttachmentSink sink) {
  return impl_->download(std::move(request), std::move(sink));
}
Pending<protocol::AttachmentListResult> SfuExtended::listAttachments(calls::ListAttachments c) {
  c.sectionType.reset();  // with one the answer is a page
  return impl_->ask<protocol::AttachmentListResult>(c);
}
Pending<protocol::AttachmentPageResult> SfuExtended::pageAttachments(calls::ListAttachments c) {
  if (!c.sectionType) c.sectionType = "Direct";
  return impl_->ask<protocol::AttachmentPageResult>(c);
}
Pending<protocol::AttachmentSizeInfo> SfuExtended::getAttachmentsSize(std::optional<protocol::AttachmentType> type) {
  return impl_->ask<protocol::AttachmentSizeInfo>(calls::GetAttachmentsSize{.type = type});
}
Pending<protocol::StorageSectionsEvent> SfuExtended::getStorageSections() {
  return impl_->ask<protocol::StorageSectionsEvent>(calls::GetStorageSections{});
}
Pending<protocol::RemoveStorageAttachmentsResult> SfuExtended::removeStorageAttachments(
    calls::RemoveStorageAttachments c) {
  return impl_->ask<protocol::RemoveStorageAttachmentsResult>(c);
}

Pending<std::optional<std::string>> SfuExtended::updateUserIcon(UserIconOptions options) {
  return impl_->ask_icon(calls::UpdateUserIcon{}, std::move(options.icon), options.remove);
}
Pending<std::optional<std::string>> SfuExtended::updateChatIcon(ChatIconOptions options) {
  return impl_->ask_icon(calls::UpdateChatIcon{.id = options.id}, std::move(options.icon), options.remove);
}
Pending<std::optional<std::string>> SfuExtended::updateSpaceIcon(SpaceIconOptions options) {
  return impl_->ask_icon(calls::UpdateSpaceIcon{.id = options.id}, std::move(options.icon), options.remove);
}

}  // namespace parley::sdk
