#include "server/housekeeping.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace parley::server {

Housekeeping::Housekeeping(storage::Database& database, std::chrono::milliseconds period, std::vector<Chore> chores)
    : database_(database), period_(period), chores_(std::move(chores)), thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Housekeeping::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, period_, [this] { return stopping_; })) {
    // By value: the database goes through its jobs after this object has ended.
    for (const Chore& chore : chores_) {
      database_.write(chore, [](std::exception_ptr failure) {
        if (failure) log::error("housekeeping failed");
      });
    }
  }
}

}  // namespace parley::server
