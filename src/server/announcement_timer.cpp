#include "server/announcement_timer.hpp"

#include <chrono>

namespace parley::server {
namespace {

/// Long enough that each connection gets several announcements with one write, short enough that nobody notices.
constexpr auto pause = std::chrono::milliseconds(250);

}  // namespace

AnnouncementTimer::AnnouncementTimer(storage::Database& database, domain::Presence& presence)
    : database_(database), presence_(presence), thread_([this] { run(); }) {}

void AnnouncementTimer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void AnnouncementTimer::wake() {
  {
    const std::lock_guard lock(mutex_);
    waiting_ = true;
  }
  wake_.notify_all();
}

void AnnouncementTimer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || waiting_; });
    if (wake_.wait_for(lock, pause, [this] { return stopping_; })) return;
    waiting_ = false;
    // Presence lives where writes run. A late turn does no harm: this thread waits for the next wake meanwhile.
    database_.write([](storage::Transaction&) {},
                    [this](std::exception_ptr) {
                      if (presence_.tell_waiting()) wake();
                    });
  }
}

}  // namespace parley::server
