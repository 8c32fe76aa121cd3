#include "domain/attachments/upload.hpp"

#include <utility>

#include "base/log.hpp"
#include "domain/attachments/media_type.hpp"

namespace parley::domain {

using protocol::AttachmentState;

Upload::~Upload() {
  for (File& file : files_) close(file);
}

std::optional<protocol::AttachmentStatus> Upload::receive(const UploadFrame& frame) {
  if (frame.attachment >= files_.size()) return std::nullopt;
  File& file = files_[frame.attachment];
  if (file.state == File::State::expected) {
    if (auto stored = append(file, frame); !stored) {
      log::warn("a file of message {} is not stored: {}", announced_.message, stored.error().text);
      if (failure_.empty()) failure_ = stored.error().text;
      give_up(file, File::State::failed);
    }
  }
  if (frame.last || file.state == File::State::stored) return status(frame.attachment, AttachmentState::UPLOADED);
  const bool going_on = file.state == File::State::expected;
  return status(frame.attachment, going_on ? AttachmentState::PENDING : AttachmentState::CANCELLED);
}

Result<void> Upload::append(File& file, const UploadFrame& frame) {
  if (!file.writer) {
    if (!limits_.open_file()) return Error{"Too many files are being uploaded; try again later"};
    auto writer = store_.create(limits_.file_bytes);
    if (!writer) {
      limits_.file_closed();
      return writer.error();
    }
    file.writer = std::move(*writer);
  }
  PARLEY_CHECK(file.writer->append(frame.bytes));
  file.received += frame.bytes.size();
  if (file.head.size() < media_head_size) file.head += frame.bytes.substr(0, media_head_size - file.head.size());
  if (!frame.last) return {};
  PARLEY_TRY(file.blob, file.writer->commit());
  close(file);
  file.state = File::State::stored;
  return {};
}

std::optional<protocol::AttachmentStatus> Upload::cancel(std::int64_t attachment) {
  if (attachment < 0 || static_cast<std::size_t>(attachment) >= files_.size()) return std::nullopt;
  const auto number = static_cast<std::size_t>(attachment);
  give_up(files_[number], File::State::cancelled);
  return status(number, AttachmentState::CANCELLED);
}

FinishedUpload Upload::finish() {
  FinishedUpload finished{.purpose = announced_.purpose, .files = {}, .failure = failure_};
  for (File& file : files_) {
    if (file.state == File::State::stored) {
      finished.files.push_back(ReceivedFile{std::move(file.blob), is_media_content(file.head)});
      file = File{};
    } else {
      finished.files.push_back(std::nullopt);
    }
    give_up(file, File::State::cancelled);
  }
  return finished;
}

std::vector<std::string> Upload::take_discarded() { return std::exchange(discarded_, {}); }

void Upload::discard_all() {
  for (File& file : files_) give_up(file, File::State::cancelled);
}

void Upload::close(File& file) {
  if (!file.writer) return;
  file.writer.reset();
  limits_.file_closed();
}

void Upload::give_up(File& file, File::State state) {
  close(file);
  file.state = state;
  const std::string blob = std::exchange(file.blob, {}).id;
  if (!blob.empty()) discarded_.push_back(blob);
}

protocol::AttachmentStatus Upload::status(std::size_t number, AttachmentState state) const {
  protocol::AttachmentStatus status;
  status.targetEntityType = announced_.target_type;
  status.targetEntityId = announced_.target;
  status.messageId = announced_.message;
  status.id = announced_.files[number].id;
  status.name = announced_.files[number].name;
  status.state = state;
  status.uploadedSize = static_cast<std::int64_t>(files_[number].received);
  return status;
}

}  // namespace parley::domain
