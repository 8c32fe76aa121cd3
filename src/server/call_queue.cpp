#include "server/call_queue.hpp"

#include <utility>
#include <vector>

namespace parley::server {

bool CallQueue::submit(Kind kind, std::function<void()> start) {
  std::unique_lock lock(mutex_);
  if (waiting_.size() + writes_ + reads_ >= kLimit) return false;
  waiting_.push_back({kind, std::move(start)});
  start_ready(lock);
  return true;
}

void CallQueue::finished(Kind kind) {
  std::unique_lock lock(mutex_);
  --(kind == Kind::write ? writes_ : reads_);
  start_ready(lock);
}

void CallQueue::start_ready(std::unique_lock<std::mutex>& lock) {
  std::vector<std::function<void()>> ready;
  while (!waiting_.empty()) {
    const Kind kind = waiting_.front().kind;
    if (kind == Kind::read && writes_ > 0) break;
    ++(kind == Kind::write ? writes_ : reads_);
    ready.push_back(std::move(waiting_.front().start));
    waiting_.pop_front();
  }
  // Started under the lock: two threads that start calls must not swap them. `start` only queues a job elsewhere.
  for (auto& start : ready) start();
  lock.unlock();
}

}  // namespace parley::server
