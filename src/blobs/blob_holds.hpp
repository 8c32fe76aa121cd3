#pragma once
// Who needs which blob at this moment, so that none is removed while it is being added.
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace parley::blobs {

/// Thread-safe: the one lock of this folder, held for map look-ups only. Made as a shared_ptr, for holds may outlive
/// the store.
class BlobHolds : public std::enable_shared_from_this<BlobHolds> {
 public:
  using Freed = std::function<void(const std::string& id)>;

  /// Told, without the lock and on the thread that let go, that the last hold of a blob has gone.
  void on_freed(Freed freed) {
    const std::lock_guard lock(mutex_);
    freed_ = std::make_shared<const Freed>(std::move(freed));
  }

  /// Waits while the blob is being removed. Nobody begins to remove it until the last copy of the result is gone.
  std::shared_ptr<const void> hold(const std::string& id) {
    std::unique_lock lock(mutex_);
    removed_.wait(lock, [&] { return !removing_.contains(id); });
    ++held_[id];
    lock.unlock();
    return {static_cast<const void*>(this), [self = shared_from_this(), id](const void*) { self->release(id); }};
  }

  /// False when somebody holds or removes it. After true, hold() waits until end_removal().
  bool begin_removal(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return !held_.contains(id) && removing_.insert(id).second;
  }
  void end_removal(const std::string& id) {
    {
      const std::lock_guard lock(mutex_);
      removing_.erase(id);
    }
    removed_.notify_all();
  }

 private:
  void release(const std::string& id) {
    std::unique_lock lock(mutex_);
    const auto found = held_.find(id);
    if (--found->second > 0) return;
    held_.erase(found);
    const std::shared_ptr<const Freed> freed = freed_;
    lock.unlock();
    if (freed && *freed) (*freed)(id);
  }

  std::mutex mutex_;
  std::condition_variable removed_;
  std::map<std::string, int> held_;
  std::set<std::string> removing_;
  std::shared_ptr<const Freed> freed_;
};

}  // namespace parley::blobs
