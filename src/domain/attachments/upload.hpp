#pragma once
// The files of one message on their way in.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "domain/attachments/upload_frame.hpp"
#include "protocol/messages_types.hpp"

namespace parley::domain {

/// What is to happen once the files are there: whoever opened an upload gets it back at its end.
class UploadPurpose {
 public:
  virtual ~UploadPurpose() = default;
};

struct AnnouncedFile {
  std::string id;  ///< chosen by the sender, unique within the message
  std::string name;
  std::int64_t size = 0;  ///< as announced; what comes may be more or less
};

/// A message that waits for its files.
struct AnnouncedMessage {
  protocol::MessageTargetEntityType target_type = protocol::MessageTargetEntityType::CHAT;
  protocol::MessageTargetEntityId target;
  std::string message;  ///< its id
  std::vector<AnnouncedFile> files;
  std::shared_ptr<const UploadPurpose> purpose;
  std::size_t weight = 0;  ///< bytes the purpose holds in memory
};

struct ReceivedFile {
  blobs::HeldBlob blob;
  bool media = false;  ///< its first bytes look like a picture, a video or a sound
};

/// What became of an upload.
struct FinishedUpload {
  std::shared_ptr<const UploadPurpose> purpose;
  std::vector<std::optional<ReceivedFile>> files;  ///< as announced; nothing for those taken back or never sent
  std::string failure;                             ///< not empty: some file could not be stored, and why
};

/// Takes the pieces of the files of one message and tells what to answer. Used by one thread at a time; does file I/O.
class Upload {
 public:
  /// How many files may be open at once, counted over all uploads.
  struct Limits {
    std::uint64_t file_bytes = 0;
    std::function<bool()> open_file;    ///< false: too many are open
    std::function<void()> file_closed;  ///< one that open_file counted
  };

  Upload(AnnouncedMessage announced, blobs::BlobStore& store, const Limits& limits)
      : announced_(std::move(announced)), files_(announced_.files.size()), store_(store), limits_(limits) {}
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  const AnnouncedMessage& announced() const { return announced_; }

  /// The answer to a piece: clients wait for one whatever happens, and stop at nothing but UPLOADED. A file that can't
  /// be stored therefore goes on being answered, as one that was taken back; finish() tells the failure.
  /// Nothing: there is no such file.
  std::optional<protocol::AttachmentStatus> receive(const UploadFrame& frame);
  /// Takes a file back, also a whole one. Nothing: there is no such file.
  std::optional<protocol::AttachmentStatus> cancel(std::int64_t attachment);
  /// Ends the upload: files that are not whole are given up.
  FinishedUpload finish();
  /// Ids of blobs that were stored for nothing; for after cancel(), and for an upload nobody finishes.
  std::vector<std::string> take_discarded();
  void discard_all();

 private:
  struct File {
    enum class State { expected, stored, cancelled, failed } state = State::expected;
    std::unique_ptr<blobs::BlobWriter> writer;  ///< from the first piece to the last
    std::uint64_t received = 0;
    std::string head;
    blobs::HeldBlob blob;
  };

  Result<void> append(File& file, const UploadFrame& frame);
  void close(File& file);
  void give_up(File& file, File::State state);
  protocol::AttachmentStatus status(std::size_t number, protocol::AttachmentState state) const;

  const AnnouncedMessage announced_;
  std::vector<File> files_;
  blobs::BlobStore& store_;
  const Limits& limits_;
  std::string failure_;
  std::vector<std::string> discarded_;
};

}  // namespace parley::domain
