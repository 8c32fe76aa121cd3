#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace parley::server {

/// Keeps one connection's calls in order while many are under way: writes go to the storage thread at once (it runs
/// them in order); a read waits until the writes sent before it are done, so that it sees them. Thread-safe.
class CallQueue {
 public:
  enum class Kind { read, write };

  /// Calls `start` now, or later when its turn comes. False when too many calls wait: refuse the call.
  bool submit(Kind kind, std::function<void()> start);
  /// A call started by this queue has ended; may start others on this thread.
  void finished(Kind kind);

 private:
  struct Waiting {
    Kind kind;
    std::function<void()> start;
  };
  void start_ready(std::unique_lock<std::mutex>& lock);

  static constexpr std::size_t kLimit = 10'000;
  std::mutex mutex_;
  std::deque<Waiting> waiting_;
  std::size_t writes_ = 0;
  std::size_t reads_ = 0;
};

}  // namespace parley::server
