// Messages that wait for their files, and files that go.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "domain/attachments/media_type.hpp"
#include "domain/messages/attachment_store.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/message_view.hpp"
#include "domain/messages/messages.hpp"
#include "domain/messages/untold_edits.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

constexpr std::size_t max_attachments = 256;

}  // namespace

std::vector<protocol::MessageAttachment> Messages::with_media_types(
    const std::optional<std::vector<protocol::MessageAttachment>>& given) {
  std::vector<protocol::MessageAttachment> attachments = given.value_or(std::vector<protocol::MessageAttachment>());
  for (protocol::MessageAttachment& attachment : attachments) {
    attachment.mediaType = media_type_of_name(attachment.name);
  }
  return attachments;
}

Result<void> Messages::check_attachments(storage::Reader& reader, const Caller& caller,
                                         const std::vector<protocol::MessageAttachment>& announced,
                                         const std::vector<StoredAttachment>& present) const {
  if (announced.empty()) return {};
  if (announced.size() + present.size() > max_attachments) {
    return Error{fmt::format("A message can have up to {} files", max_attachments)};
  }
  std::set<std::string_view> ids;
  for (const StoredAttachment& attachment : present) ids.insert(attachment.id);
  const std::int64_t longest = static_cast<std::int64_t>(
      std::min<std::uint64_t>(uploads_.longest_file(), std::numeric_limits<std::int64_t>::max() / max_attachments));
  std::int64_t bytes = 0;
  for (const protocol::MessageAttachment& attachment : announced) {
    if (attachment.id.empty() || !ids.insert(attachment.id).second) {
      return Error{"Each file of a message needs an id of its own"};
    }
    if (attachment.name.empty()) return Error{"A file needs a name"};
    // Nothing would ever come for it: the end of a file travels with its last bytes.
    if (attachment.size <= 0) return Error{"A file without bytes can't be sent"};
    if (attachment.size > longest) return Error{fmt::format("A file can have up to {} bytes", longest)};
    bytes += attachment.size;
  }
  return check_quota(reader, caller.user, bytes);
}

Result<void> Messages::check_quota(storage::Reader& reader, const std::string& user, std::int64_t bytes) const {
  if (config_.bytes_of_user > 0 &&
      attachment_store::stored_bytes_of_sender(reader, user) + bytes > config_.bytes_of_user) {
    return Error{fmt::format("Your files can have up to {} bytes together", config_.bytes_of_user)};
  }
  return {};
}

Result<protocol::MessageStatusEvent> Messages::wait_for_files(const Caller& caller, const TargetSeat& seat,
                                                              const StoredMessage& message, bool edit,
                                                              std::vector<protocol::MessageAttachment> attachments,
                                                              const protocol::Message& view) {
  protocol::MessageStatusEvent answer = status_event(view, seat.position.message, std::nullopt);
  answer.status.delivered = false;
  answer.status.state = protocol::MessageState::PENDING_ATTACHMENTS;
  answer.status.attachments.insert(answer.status.attachments.end(), attachments.begin(), attachments.end());
  answer.waitingUploadingAttachments = true;

  auto pending = std::make_shared<PendingMessage>();
  pending->caller = caller;
  pending->target_type = seat.type;
  pending->target = seat.id;
  pending->edit = edit;
  pending->message = message;
  pending->encrypted = seat.encrypted;
  AnnouncedMessage announced{.target_type = seat.type,
                             .target = seat.id,
                             .message = message.id,
                             .files = {},
                             .purpose = nullptr,
                             .weight = message.body.size()};
  for (const protocol::MessageAttachment& attachment : attachments) {
    announced.files.push_back({attachment.id, attachment.name, attachment.size});
  }
  pending->attachments = std::move(attachments);
  announced.purpose = std::move(pending);
  // The only change outside the transaction, and the last thing that may be refused.
  PARLEY_TRY(answer.messageWithUploadingAttachments, uploads_.open(caller.connection, std::move(announced)));
  return answer;
}

Result<protocol::MessageStatusEvent> Messages::finish_upload(storage::Transaction& transaction, const Caller& caller,
                                                             const FinishedUpload& upload) {
  const auto& pending = static_cast<const PendingMessage&>(*upload.purpose);
  // An edit has changed the text already: it goes on with the files that could be stored, if any.
  if (!upload.failure.empty() && !pending.edit) return Error{upload.failure};
  // More may have come than was announced, and with other messages meanwhile.
  std::int64_t bytes = 0;
  for (const auto& file : upload.files) bytes += file ? static_cast<std::int64_t>(file->blob.size) : 0;
  const Result<void> fits = check_quota(transaction, caller.user, bytes);
  if (!fits && !pending.edit) return fits.error();
  std::vector<StoredAttachment> attachments;
  for (std::size_t i = 0; i < upload.files.size(); ++i) {
    if (!upload.files[i] || !fits) continue;
    const protocol::MessageAttachment& announced = pending.attachments[i];
    const ReceivedFile& file = *upload.files[i];
    StoredAttachment attachment{.number = static_cast<std::int64_t>(attachments.size()) + 1,
                                .id = announced.id,
                                .name = announced.name,
                                .type = announced.type,
                                .media_type = *announced.mediaType,
                                .size = announced.size,
                                .stored_size = static_cast<std::int64_t>(file.blob.size),
                                .blob = file.blob.id};
    // Content can add to what the name says, never take from it: clients have been told that.
    if (file.media && !pending.encrypted) attachment.media_type = protocol::MessageAttachmentMediaType::media;
    references_.add(transaction, file.blob);
    attachments.push_back(std::move(attachment));
  }
  if (!pending.edit) return publish_pending(transaction, caller, pending, std::move(attachments));

  const Result<Located> found =
      authored(transaction, caller.user, pending.target_type, pending.target, pending.message.id);
  if (!found || found->message.deleted) {
    return Error{std::string(protocol::errors::ChatError::EDIT_MESSAGE_ERROR_MESSAGE_DOES_NOT_EXISTS)};
  }
  const Located& located = *found;
  if (!located.seat.member) {
    // He has lost his place meanwhile, but not the text he changed before: the others hear of that.
    for (const StoredAttachment& attachment : attachments) references_.release(transaction, attachment.blob);
    settle_edit(transaction, located, caller.connection);
    return status_event(message_view(located.seat, located.message, {}, caller.user), {}, std::nullopt);
  }
  add_to_message(transaction, located, std::move(attachments));
  return settle_edit(transaction, located, caller.connection);
}

void Messages::add_to_message(storage::Transaction& transaction, const Located& located,
                              std::vector<StoredAttachment> attachments) {
  std::set<std::string> ids;
  std::int64_t number = 0;
  for (const StoredAttachment& present :
       attachment_store::of_message(transaction, located.target, located.message.sequence)) {
    ids.insert(present.id);
    number = std::max(number, present.number);
  }
  for (StoredAttachment& attachment : attachments) {
    // Two edits at the same time may have announced the same file: it is there once.
    if (!ids.insert(attachment.id).second) {
      references_.release(transaction, attachment.blob);
      continue;
    }
    attachment.number = ++number;
    attachment_store::add(transaction, located.target, located.message, attachment);
  }
}

protocol::MessageStatusEvent Messages::settle_edit(storage::Transaction& transaction, const Located& located,
                                                   events::ConnectionId except) {
  const bool empty = located.message.body.empty() &&
                     attachment_store::of_message(transaction, located.target, located.message.sequence).empty();
  if (!empty) return tell_edited(transaction, located, except);
  const std::int64_t cursor = delete_message(transaction, located, except);
  StoredMessage deleted = located.message;
  deleted.deleted = true;
  return status_event(whole_message(transaction, located.seat, located.target, deleted, deleted.sender),
                      located.seat.position.message, cursor);
}

void Messages::drop_upload(storage::Transaction& transaction, const UploadPurpose& purpose) {
  const auto& pending = static_cast<const PendingMessage&>(purpose);
  if (!pending.edit) return;
  const Result<Located> located =
      authored(transaction, pending.caller.user, pending.target_type, pending.target, pending.message.id);
  if (located && !located->message.deleted) settle_edit(transaction, *located, 0);
}

void Messages::on_start(storage::Transaction& transaction) {
  for (const untold_edits::UntoldEdit& edit : untold_edits::all(transaction)) {
    std::optional<TargetSeat> seat = targets_.seat(transaction, edit.name, "");
    std::optional<StoredMessage> message = message_store::at(transaction, edit.target, edit.sequence);
    if (seat && message) {
      settle_edit(transaction, {std::move(*seat), edit.target, edit.last_sequence, std::move(*message)}, 0);
    }
  }
}

void Messages::remove_attachment(storage::Transaction& transaction, const Located& located,
                                 const StoredAttachment& attachment) {
  attachment_store::remove(transaction, located.target, located.message.sequence, attachment.number);
  references_.release(transaction, attachment.blob);
  // Its bytes may stay for another message: they alone don't end the right.
  transaction.after_commit(
      [this, path = file_path(located.seat.key, located.message.id, attachment.id)] { downloads_.withdraw(path); });
}

}  // namespace parley::domain
