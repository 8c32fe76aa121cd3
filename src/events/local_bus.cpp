#include "events/local_bus.hpp"

#include <utility>

namespace parley::events {

void LocalBus::publish(const Event& event) {
  for (const Subscriber& subscriber : subscribers_) subscriber(event);
}

void LocalBus::subscribe(Subscriber subscriber) { subscribers_.push_back(std::move(subscriber)); }

}  // namespace parley::events
