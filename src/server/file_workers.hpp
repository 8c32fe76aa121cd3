#pragma once
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <utility>

#include "base/worker_pool.hpp"

namespace parley::server {

/// Threads that write and read the files of attachments. What is given to them after stop() is dropped. Thread-safe.
class FileWorkers {
 public:
  explicit FileWorkers(std::size_t threads)
      : pool_(std::make_unique<WorkerPool>("files", threads, std::numeric_limits<std::size_t>::max())) {}

  void post(std::function<void()> job) {
    const std::lock_guard lock(mutex_);
    if (pool_) (void)pool_->post(std::move(job));
  }
  /// Finishes what is under way.
  void stop() {
    std::unique_ptr<WorkerPool> pool;
    {
      const std::lock_guard lock(mutex_);
      pool = std::move(pool_);
    }
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<WorkerPool> pool_;
};

}  // namespace parley::server
