#include "transport/routes.hpp"

#include <mutex>
#include <utility>

namespace parley::transport {

void Routes::add(std::string prefix, Route route) {
  auto shared = std::make_shared<const Route>(std::move(route));
  const std::lock_guard lock(mutex_);
  routes_.insert_or_assign(std::move(prefix), std::move(shared));
}

std::shared_ptr<const Route> Routes::find(std::string_view target) const {
  const std::string_view path = target.substr(0, target.find('?'));
  const std::shared_lock lock(mutex_);
  std::shared_ptr<const Route> best;
  // In the map's order a longer fitting prefix comes after a shorter one.
  for (const auto& [prefix, route] : routes_) {
    if (path.starts_with(prefix)) best = route;
  }
  return best;
}

}  // namespace parley::transport
