#include "transport/reaches.hpp"

#include <utility>

namespace parley::transport {
namespace {

constexpr std::size_t users_at_most = 400'000;

}  // namespace

std::shared_ptr<const Reach> Reaches::find(const events::Audience& audience, std::uint64_t changes) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(audience.get());
  return found != entries_.end() && found->second.changes == changes ? found->second.reach : nullptr;
}

void Reaches::keep(const events::Audience& audience, std::uint64_t changes, std::shared_ptr<const Reach> reach) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(audience.get());
  if (found != entries_.end()) {
    found->second.changes = changes;
    found->second.reach = std::move(reach);
    return;
  }
  users_ += audience->size();
  if (users_ > users_at_most) {
    entries_.clear();
    users_ = audience->size();
  }
  entries_.emplace(audience.get(), Entry{audience, changes, std::move(reach)});
}

}  // namespace parley::transport
