#pragma once
// Private to this folder.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace parley::storage::sqlite {

struct WriteJob {
  std::function<void(Transaction&)> body;
  std::function<void(std::exception_ptr)> done;
};

/// The thread that changes the database. Takes all that waits and gives it one commit: one sync of the disk serves
/// many bodies. A body's changes lie behind a savepoint, so a failing body leaves its neighbours alone.
class Writer {
 public:
  /// `telling`: as of SqliteConfig. `checkpoint`: called on the writer thread when the log has grown long; must not
  /// block.
  Writer(std::unique_ptr<Connection> connection, std::chrono::milliseconds batch_time, Telling telling,
         std::function<void()> checkpoint);
  ~Writer();  ///< finishes what was posted
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void post(WriteJob job);  ///< thread-safe

  /// The latest commit that a snapshot taken before this call may hold. Thread-safe.
  std::uint64_t latest_commit() const { return commits_begun_; }
  /// Whether everything that was to happen after this commit has happened. If not, `action` will run on the writer
  /// thread as soon as it has. Thread-safe.
  bool settled(std::uint64_t commit, std::function<void()> action);

 private:
  void run();
  void run_batch(std::deque<WriteJob>& waiting);
  void look_after_log();
  void settle();

  std::unique_ptr<Connection> connection_;
  const std::chrono::milliseconds batch_time_;
  const Telling telling_;
  const std::function<void()> checkpoint_;
  int next_checkpoint_;  ///< pages of log at which the next one is asked for
  int log_pages_seen_ = 0;
  std::atomic<std::uint64_t> commits_begun_ = 0;
  std::atomic<std::uint64_t> commits_settled_ = 0;  ///< changed under the mutex
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WriteJob> queue_;
  std::vector<std::pair<std::uint64_t, std::function<void()>>> waiting_for_commits_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace parley::storage::sqlite
