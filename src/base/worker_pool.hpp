#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace parley {

/// Threads for work that blocks or burns (password hashing, mail): a bounded queue, first in, first out.
/// Thread-safe. The destructor finishes what was accepted, then joins.
class WorkerPool {
 public:
  WorkerPool(std::string name, std::size_t threads, std::size_t queue_limit);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when the queue is full: refuse the request rather than let it wait without end.
  [[nodiscard]] bool post(std::function<void()> job);

 private:
  void run();

  const std::string name_;
  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley
