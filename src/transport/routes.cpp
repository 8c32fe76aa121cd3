#include "transport/routes.hpp"

#include <mutex>
#include <utility>

namespace parley::transport {

void Routes::add(std::string prefix, HttpHandler handler) {
  const std::lock_guard lock(mutex_);
  handlers_.insert_or_assign(std::move(prefix), std::move(handler));
}

HttpHandler Routes::find(std::string_view target) const {
  const std::string_view path = target.substr(0, target.find('?'));
  const std::shared_lock lock(mutex_);
  const HttpHandler* best = nullptr;
  // In the map's order a longer fitting prefix comes after a shorter one.
  for (const auto& [prefix, handler] : handlers_) {
    if (path.starts_with(prefix)) best = &handler;
  }
  return best ? *best : HttpHandler{};
}

}  // namespace parley::transport
