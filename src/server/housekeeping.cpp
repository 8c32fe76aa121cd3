#include "server/housekeeping.hpp"

#include <chrono>

#include "base/log.hpp"

namespace parley::server {

Housekeeping::Housekeeping(storage::Database& database, const domain::Sessions& sessions,
                           domain::Registrations& registrations)
    : database_(database), sessions_(sessions), registrations_(registrations), thread_([this] { run(); }) {}

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
  while (!wake_.wait_for(lock, std::chrono::minutes(1), [this] { return stopping_; })) {
    database_.write(
        [this](storage::Transaction& transaction) {
          sessions_.expire(transaction);
          registrations_.expire(transaction);
        },
        [](std::exception_ptr failure) {
          if (failure) log::error("housekeeping failed");
        });
  }
}

}  // namespace parley::server
