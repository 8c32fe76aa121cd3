#pragma once
// Files on their way in: which connection sends what, transfer ids, acknowledgements.
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "domain/attachments/file_wire.hpp"
#include "domain/attachments/upload.hpp"
#include "protocol/messages_calls.hpp"
#include "protocol/messages_types.hpp"

namespace parley::domain {

struct UploadsConfig {
  std::uint64_t file_bytes = 2ull << 30;           ///< longest file
  int open_files = 1000;                           ///< files being written at once, over all connections
  std::chrono::milliseconds idle_limit{3600'000};  ///< an upload nothing came for is given up after it
};

/// All uploads under way, by connection. Lives in memory: what a restart cuts off never becomes visible.
///
/// What one connection sends is worked off in the order it came, by one thread at a time, on the file threads: so the
/// pieces of a file stay in order, each is answered once and in order, and a message is finished after its pieces. A
/// client that doesn't wait for its answers is not read any further while more than a mebibyte waits.
/// Thread-safe (README.md says why there is a lock); no method blocks on files.
class Uploads {
 public:
  /// Told, on any thread, of a blob that was stored and is not needed after all.
  using Discarded = std::function<void(const std::string& blob)>;

  Uploads(const UploadsConfig& config, blobs::BlobStore& store, FileWork work, FileWire& wire, const Clock& clock,
          Discarded discarded);
  /// No file work may be under way any more.
  ~Uploads();

  std::uint64_t longest_file() const { return limits_.file_bytes; }

  /// Gives the message and its files transfer ids, free on this connection. Error: too much is being uploaded on it.
  Result<protocol::MessageWithUploadingAttachments> open(events::ConnectionId connection, AnnouncedMessage message);

  /// A binary frame. What is no piece of a file is ignored; every piece is answered on the connection.
  void receive(events::ConnectionId connection, std::string frame);
  using Cancelled = std::function<void(Result<protocol::AttachmentStatusEvent>)>;
  void cancel(events::ConnectionId connection, const protocol::calls::CancelSendingAttachment& call, Cancelled done);
  /// Ends the upload of a message, once what came before this call is stored. `done` is called once, on any thread; the
  /// blobs it gets have to be held until they are referred to.
  using Finished = std::function<void(Result<FinishedUpload>)>;
  void finish(events::ConnectionId connection, const protocol::calls::SendMessageWithAttachments& call, Finished done);
  /// What came to nothing after all: nothing refers to its blobs.
  void discard(FinishedUpload finished) const;

  /// The connection is gone, and with it its uploads. Returns their purposes. No open() for it may follow.
  std::vector<std::shared_ptr<const UploadPurpose>> close(events::ConnectionId connection);
  /// Gives up uploads nothing has come for in a long time. Returns their purposes.
  std::vector<std::shared_ptr<const UploadPurpose>> expire();

 private:
  struct Entry {
    std::shared_ptr<Upload> upload;
    Millis used = 0;
    std::size_t weight = 0;
  };
  struct Step {
    std::function<void()> run;
    std::size_t weight = 0;
  };
  /// One connection's uploads and what waits to be done for them.
  struct Lane {
    explicit Lane(events::ConnectionId id) : connection(id) {}
    const events::ConnectionId connection;
    std::mutex mutex;                       ///< of all below; never held while files are worked on
    std::map<std::uint8_t, Entry> uploads;  ///< by message transfer id
    std::size_t weight = 0;                 ///< what the uploads hold in memory
    std::deque<Step> steps;
    std::size_t waiting = 0;  ///< weight of the steps
    bool running = false;
    bool paused = false;
  };
  using LanePointer = std::shared_ptr<Lane>;

  LanePointer find(events::ConnectionId connection) const;
  void submit(const LanePointer& lane, std::size_t weight, std::function<void()> run);
  void run_next(const LanePointer& lane);
  /// For a step: the upload with this transfer id, if there is one.
  std::shared_ptr<Upload> use(Lane& lane, std::int64_t transfer_id);
  void take_piece(Lane& lane, const std::string& frame);
  void refuse_piece(events::ConnectionId connection, const UploadFrame& piece);
  Result<FinishedUpload> take_finished(Lane& lane, const protocol::calls::SendMessageWithAttachments& call);
  void throw_away(std::vector<std::shared_ptr<Upload>> uploads);
  void tell_discarded(Upload& upload);

  Upload::Limits limits_;
  const UploadsConfig config_;
  blobs::BlobStore& store_;
  const FileWork work_;
  FileWire& wire_;
  const Clock& clock_;
  const Discarded discarded_;
  std::atomic<int> open_files_ = 0;
  /// Of all connections: the clients of one process share a table of keys, and so never have two that are the same.
  std::atomic<std::uint32_t> next_id_;
  mutable std::mutex mutex_;  ///< of the map
  std::unordered_map<events::ConnectionId, LanePointer> lanes_;
};

}  // namespace parley::domain
