#include "transport/inbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace parley::transport {

Inbox::Inbox() : wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Inbox::~Inbox() { ::close(wake_); }

bool Inbox::push(Command&& command) {
  bool wake;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    commands_.push_back(std::move(command));
    wake = std::exchange(sleeping_, false);
  }
  if (wake) {
    const std::uint64_t one = 1;
    // It can only fail when 2^64 - 2 wake-ups are pending: then the loop is awake anyway.
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
  }
  return true;
}

bool Inbox::try_sleep() {
  const std::lock_guard lock(mutex_);
  sleeping_ = commands_.empty();
  return sleeping_;
}

void Inbox::take(std::vector<Command>& into) {
  into.clear();
  const std::lock_guard lock(mutex_);
  sleeping_ = false;
  into.swap(commands_);
}

std::vector<Command> Inbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  return std::exchange(commands_, {});
}

}  // namespace parley::transport
