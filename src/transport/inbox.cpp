#include "transport/inbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace parley::transport {

Inbox::Inbox() : wake_descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (wake_descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Inbox::~Inbox() { ::close(wake_descriptor_); }

bool Inbox::push(Command&& command, bool wakes) {
  bool asleep;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    commands_.push_back(std::move(command));
    asleep = wakes && std::exchange(sleeping_, false);
  }
  if (asleep) ring();
  return true;
}

void Inbox::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (commands_.empty() || !std::exchange(sleeping_, false)) return;
  }
  ring();
}

void Inbox::ring() {
  const std::uint64_t one = 1;
  // It can only fail when 2^64 - 2 wake-ups are pending: then the loop is awake anyway.
  [[maybe_unused]] const auto written = ::write(wake_descriptor_, &one, sizeof one);
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
