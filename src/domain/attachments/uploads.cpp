#include "domain/attachments/uploads.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

// Always three digits, so that no two pairs of ids make the same key (104 and 1, never 10 and 41).
constexpr std::uint8_t first_transfer_id = 100;
constexpr std::size_t transfer_ids = 156;
constexpr std::size_t max_files = 256;
// What the messages that wait for their files may hold in memory, for each connection.
constexpr std::size_t max_weight = 4u << 20;
// What may wait to be written before the connection isn't read any more, and when it is read again.
constexpr std::size_t pause_above = 1u << 20;
constexpr std::size_t resume_below = 256u << 10;
// A step costs something even when it carries no bytes.
constexpr std::size_t step_weight = 1024;

Error cannot_cancel() { return {std::string(protocol::errors::ChatError::CAN_NOT_CANCEL_SENDING_ATTACHMENT)}; }
Error unknown_upload() { return {"There is no such message being uploaded on this connection"}; }

std::size_t weight_of(const AnnouncedMessage& message) {
  std::size_t weight = message.weight + 1024;
  for (const AnnouncedFile& file : message.files) weight += 2 * (file.id.size() + file.name.size()) + 256;
  return weight;
}

}  // namespace

Uploads::Uploads(const UploadsConfig& config, blobs::BlobStore& store, FileWork work, FileWire& wire,
                 const Clock& clock, Discarded discarded)
    : config_(config),
      store_(store),
      work_(std::move(work)),
      wire_(wire),
      clock_(clock),
      discarded_(std::move(discarded)),
      next_id_(random_u32()) {
  limits_.file_bytes = config.file_bytes;
  limits_.open_file = [this] {
    if (open_files_.fetch_add(1) < config_.open_files) return true;
    open_files_.fetch_sub(1);
    return false;
  };
  limits_.file_closed = [this] { open_files_.fetch_sub(1); };
}

Uploads::~Uploads() = default;

Result<protocol::MessageWithUploadingAttachments> Uploads::open(events::ConnectionId connection,
                                                                AnnouncedMessage message) {
  if (message.files.size() > max_files) return Error{"A message can have up to 256 files"};
  protocol::MessageWithUploadingAttachments answer;
  answer.messageId = message.message;
  for (std::size_t number = 0; number < message.files.size(); ++number) {
    answer.attachmentsInfo.push_back(
        {.id = message.files[number].id, .attachmentTransferId = static_cast<std::int64_t>(number)});
  }
  LanePointer lane;
  {
    const std::lock_guard lock(mutex_);
    LanePointer& found = lanes_[connection];
    if (!found) found = std::make_shared<Lane>(connection);
    lane = found;
  }
  const std::size_t weight = weight_of(message);
  const std::lock_guard lock(lane->mutex);
  if (lane->uploads.size() >= transfer_ids || lane->weight + weight > max_weight) {
    return Error{"Too many messages are being uploaded; wait for one to be finished"};
  }
  std::uint8_t id = 0;
  do {
    id = static_cast<std::uint8_t>(first_transfer_id + next_id_.fetch_add(1) % transfer_ids);
  } while (lane->uploads.contains(id));
  lane->weight += weight;
  lane->uploads.emplace(id, Entry{std::make_shared<Upload>(std::move(message), store_, limits_), clock_.now(), weight});
  answer.messageTransferId = id;
  return answer;
}

void Uploads::receive(events::ConnectionId connection, std::string frame) {
  const auto piece = parse_upload_frame(frame);
  if (!piece) return;
  const LanePointer lane = find(connection);
  if (!lane) return refuse_piece(connection, *piece);
  const std::size_t weight = std::max(frame.size(), step_weight);
  submit(lane, weight, [this, lane = lane.get(), frame = std::move(frame)] { take_piece(*lane, frame); });
}

void Uploads::take_piece(Lane& lane, const std::string& frame) {
  const UploadFrame piece = *parse_upload_frame(frame);
  const auto upload = use(lane, piece.message);
  auto status = upload ? upload->receive(piece) : std::nullopt;
  if (!status) return refuse_piece(lane.connection, piece);
  wire_.send_text(lane.connection, protocol::event_frame(protocol::event::SFU_MESSAGE_ATTACHMENT_STATE, "",
                                                         chunk_key(piece.message, piece.attachment),
                                                         protocol::AttachmentStatusEvent{std::move(*status)}));
}

void Uploads::refuse_piece(events::ConnectionId connection, const UploadFrame& piece) {
  wire_.send_text(connection,
                  protocol::operation_failed_frame("", chunk_key(piece.message, piece.attachment),
                                                   protocol::calls::SendMessageWithAttachments::info.operation,
                                                   unknown_upload().text, nullptr));
}

void Uploads::cancel(events::ConnectionId connection, const protocol::calls::CancelSendingAttachment& call,
                     Cancelled done) {
  const LanePointer lane = find(connection);
  if (!lane) return done(cannot_cancel());
  submit(lane, step_weight, [this, lane = lane.get(), call, done = std::move(done)] {
    const auto upload = use(*lane, call.messageTransferId);
    auto status = upload ? upload->cancel(call.attachmentTransferId) : std::nullopt;
    if (!status) return done(cannot_cancel());
    tell_discarded(*upload);
    done(protocol::AttachmentStatusEvent{std::move(*status)});
  });
}

void Uploads::finish(events::ConnectionId connection, const protocol::calls::SendMessageWithAttachments& call,
                     Finished done) {
  const LanePointer lane = find(connection);
  if (!lane) return done(unknown_upload());
  submit(lane, step_weight,
         [this, lane = lane.get(), call, done = std::move(done)] { done(take_finished(*lane, call)); });
}

Result<FinishedUpload> Uploads::take_finished(Lane& lane, const protocol::calls::SendMessageWithAttachments& call) {
  std::shared_ptr<Upload> upload;
  {
    const std::lock_guard lock(lane.mutex);
    const auto found = std::find_if(lane.uploads.begin(), lane.uploads.end(), [&](const auto& entry) {
      return entry.second.upload->announced().message == call.id &&
             (!call.transferId || *call.transferId == entry.first);
    });
    if (found == lane.uploads.end()) return unknown_upload();
    upload = std::move(found->second.upload);
    lane.weight -= found->second.weight;
    lane.uploads.erase(found);
  }
  FinishedUpload finished = upload->finish();
  tell_discarded(*upload);
  return finished;
}

void Uploads::discard(FinishedUpload finished) const {
  for (std::optional<ReceivedFile>& file : finished.files) {
    if (!file) continue;
    const std::string blob = file->blob.id;
    file.reset();  // nobody holds it any more
    discarded_(blob);
  }
}

std::vector<std::shared_ptr<const UploadPurpose>> Uploads::close(events::ConnectionId connection) {
  LanePointer lane;
  {
    const std::lock_guard lock(mutex_);
    const auto found = lanes_.find(connection);
    if (found == lanes_.end()) return {};
    lane = std::move(found->second);
    lanes_.erase(found);
  }
  std::vector<std::shared_ptr<const UploadPurpose>> purposes;
  std::vector<std::shared_ptr<Upload>> uploads;
  {
    const std::lock_guard lock(lane->mutex);
    for (auto& [id, entry] : lane->uploads) {
      purposes.push_back(entry.upload->announced().purpose);
      uploads.push_back(std::move(entry.upload));
    }
    lane->uploads.clear();
  }
  // Behind the steps that still wait: one of them may be working on an upload.
  submit(lane, 0, [this, uploads = std::move(uploads)]() mutable { throw_away(std::move(uploads)); });
  return purposes;
}

std::vector<std::shared_ptr<const UploadPurpose>> Uploads::expire() {
  std::vector<LanePointer> lanes;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, lane] : lanes_) lanes.push_back(lane);
  }
  const Millis limit = clock_.now() - config_.idle_limit.count();
  std::vector<std::shared_ptr<const UploadPurpose>> purposes;
  for (const LanePointer& lane : lanes) {
    std::vector<std::shared_ptr<Upload>> uploads;
    {
      const std::lock_guard lock(lane->mutex);
      for (auto entry = lane->uploads.begin(); entry != lane->uploads.end();) {
        if (entry->second.used > limit) {
          ++entry;
          continue;
        }
        purposes.push_back(entry->second.upload->announced().purpose);
        uploads.push_back(std::move(entry->second.upload));
        lane->weight -= entry->second.weight;
        entry = lane->uploads.erase(entry);
      }
    }
    if (uploads.empty()) continue;
    submit(lane, 0, [this, uploads = std::move(uploads)]() mutable { throw_away(std::move(uploads)); });
  }
  return purposes;
}

void Uploads::throw_away(std::vector<std::shared_ptr<Upload>> uploads) {
  for (const auto& upload : uploads) {
    upload->discard_all();
    tell_discarded(*upload);
  }
}

void Uploads::tell_discarded(Upload& upload) {
  for (const std::string& blob : upload.take_discarded()) discarded_(blob);
}

Uploads::LanePointer Uploads::find(events::ConnectionId connection) const {
  const std::lock_guard lock(mutex_);
  const auto found = lanes_.find(connection);
  return found == lanes_.end() ? nullptr : found->second;
}

std::shared_ptr<Upload> Uploads::use(Lane& lane, std::int64_t transfer_id) {
  if (transfer_id < first_transfer_id || transfer_id > 255) return nullptr;
  const std::lock_guard lock(lane.mutex);
  const auto found = lane.uploads.find(static_cast<std::uint8_t>(transfer_id));
  if (found == lane.uploads.end()) return nullptr;
  found->second.used = clock_.now();
  return found->second.upload;
}

void Uploads::submit(const LanePointer& lane, std::size_t weight, std::function<void()> run) {
  const std::lock_guard lock(lane->mutex);
  lane->steps.push_back({std::move(run), weight});
  lane->waiting += weight;
  if (lane->waiting > pause_above && !std::exchange(lane->paused, true)) wire_.pause_reading(lane->connection);
  if (!std::exchange(lane->running, true)) work_([this, lane] { run_next(lane); });
}

void Uploads::run_next(const LanePointer& lane) {
  Step step;
  {
    const std::lock_guard lock(lane->mutex);
    step = std::move(lane->steps.front());
    lane->steps.pop_front();
  }
  step.run();
  step.run = nullptr;  // frees what it carried before more is read
  const std::lock_guard lock(lane->mutex);
  lane->waiting -= step.weight;
  if (lane->waiting < resume_below && std::exchange(lane->paused, false)) wire_.resume_reading(lane->connection);
  // One step at a turn: connections share the threads evenly.
  lane->running = !lane->steps.empty();
  if (lane->running) work_([this, lane] { run_next(lane); });
}

}  // namespace parley::domain
