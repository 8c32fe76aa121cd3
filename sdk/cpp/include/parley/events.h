#pragma once
// Subscribing to events by name.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/json.hpp"

namespace parley::sdk {

/// Names one registration, for off().
using Subscription = std::uint64_t;

/// Handlers by event name; called in the order of registration. Thread-safe; no handler is called under a lock.
class Subscriptions {
 public:
  using Handler = std::function<void(const protocol::Json& payload)>;

  Subscription add(std::string_view event, Handler handler) {
    const std::lock_guard lock(mutex_);
    handlers_[std::string(event)].push_back({++last_, std::make_shared<const Handler>(std::move(handler))});
    return last_;
  }
  void remove(Subscription subscription) {
    const std::lock_guard lock(mutex_);
    for (auto& [event, list] : handlers_)
      std::erase_if(list, [&](const Entry& entry) { return entry.id == subscription; });
  }
  void fire(std::string_view event, const protocol::Json& payload) const {
    std::vector<Entry> list;
    {
      const std::lock_guard lock(mutex_);
      const auto found = handlers_.find(event);
      if (found == handlers_.end()) return;
      list = found->second;
    }
    for (const Entry& entry : list) (*entry.handler)(payload);
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    handlers_.clear();
  }

 private:
  struct Entry {
    Subscription id;
    std::shared_ptr<const Handler> handler;
  };
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Entry>, std::less<>> handlers_;
  Subscription last_ = 0;
};

}  // namespace parley::sdk
