#pragma once
// Files on their way out: one-time rights to read a file, and the reading.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "domain/attachments/file_wire.hpp"

namespace parley::domain {

struct DownloadsConfig {
  std::chrono::milliseconds session_lifetime{60'000};
  /// Rights not used yet. Clients ask for all pictures of a page at once, and open a connection for each afterwards.
  std::size_t sessions_of_user = 1000;
};

/// A right is bound to one file and good once, for a minute, unless it is taken back; whoever has it may read. A
/// connection reads one file at a time, by a few frames at once: the next are read from the disk when these have left,
/// so a slow reader costs nothing. Thread-safe; no method blocks on files.
class Downloads {
 public:
  Downloads(const DownloadsConfig& config, const blobs::BlobStore& store, FileWork work, FileWire& wire,
            const Clock& clock)
      : config_(config), store_(store), work_(std::move(work)), wire_(wire), clock_(clock) {}

  /// `path`: where the file is; see withdraw(). `chunk`: bytes of file the client wants in each frame; 3 MiB at most
  /// are sent in one. Returns the session id. Error: such frames are not sent, or the user has too many rights he
  /// doesn't use.
  Result<std::string> offer(const std::string& user, std::string path, std::string blob, std::uint64_t size,
                            std::optional<std::int64_t> chunk);
  /// Takes back all rights to files of a path and of those that go on from it with a slash; what is being read ends.
  void withdraw(std::string_view path);
  /// The same for these users' rights.
  void withdraw(std::string_view path, const std::vector<std::string>& users);
  /// … and for those of all but these users.
  void withdraw_from_others(std::string_view path, const std::vector<std::string>& users);
  /// Sends the file as binary frames to `connection`. `failed` is called, once and on any thread, if that can't be done
  /// or not to its end; but not when the connection goes away.
  void start(events::ConnectionId connection, const std::string& session, std::function<void(Error)> failed);

 private:
  struct Session {
    std::string user;
    std::string path;
    std::string blob;
    std::size_t chunk = 0;
  };
  struct Running {
    Session session;
    std::atomic<bool> withdrawn = false;
    events::ConnectionId connection = 0;
    std::unique_ptr<blobs::BlobReader> file;
    std::uint64_t offset = 0;
    std::function<void(Error)> failed;
  };

  void forget_old();
  void forget(std::unordered_map<std::string, Session>::iterator session);
  void withdraw_if(const std::function<bool(const Session&)>& lost);
  void send_some(const std::shared_ptr<Running>& running);
  void end(const Running& running);

  const DownloadsConfig config_;
  const blobs::BlobStore& store_;
  const FileWork work_;
  FileWire& wire_;
  const Clock& clock_;
  std::mutex mutex_;  ///< of all below
  std::unordered_map<std::string, Session> sessions_;
  std::unordered_map<std::string, std::size_t> sessions_of_user_;
  std::deque<std::pair<std::chrono::steady_clock::time_point, std::string>> by_age_;  ///< when each ends
  std::unordered_map<events::ConnectionId, std::shared_ptr<Running>> running_;
};

}  // namespace parley::domain
