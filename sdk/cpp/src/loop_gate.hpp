#pragma once
#include <memory>
#include <mutex>
#include <utility>

#include "loop.hpp"

namespace parley::sdk {

/// The way to a client's loop for objects that may outlive the client, and with it the loop. Thread-safe.
class LoopGate {
 public:
  explicit LoopGate(Loop& loop) : loop_(&loop) {}
  /// False when the client is gone: the task is dropped.
  bool post(Loop::Task task) {
    const std::lock_guard lock(mutex_);
    if (!loop_) return false;
    loop_->post(std::move(task));
    return true;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    loop_ = nullptr;
  }

 private:
  std::mutex mutex_;
  Loop* loop_;
};

}  // namespace parley::sdk
