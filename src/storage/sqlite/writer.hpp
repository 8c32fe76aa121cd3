#pragma once
// Private to this folder.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "storage/sqlite/connection.hpp"

namespace parley::storage::sqlite {

struct WriteJob {
  std::function<void(Transaction&)> body;
  std::function<void(std::exception_ptr)> done;
};

/// The thread that changes the database. Takes all that waits and gives it one commit: one sync of the disk serves
/// many bodies. A body's changes lie behind a savepoint, so a failing body leaves its neighbours alone.
class Writer {
 public:
  /// `checkpoint`: called on the writer thread when the log has grown long; must not block.
  Writer(std::unique_ptr<Connection> connection, std::chrono::milliseconds batch_time,
         std::function<void()> checkpoint);
  ~Writer();  ///< finishes what was posted
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void post(WriteJob job);  ///< thread-safe

 private:
  void run();
  void run_batch(std::deque<WriteJob>& waiting);
  void look_after_log();

  std::unique_ptr<Connection> connection_;
  const std::chrono::milliseconds batch_time_;
  const std::function<void()> checkpoint_;
  int next_checkpoint_;  ///< pages of log at which the next one is asked for
  int log_pages_seen_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WriteJob> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace parley::storage::sqlite
