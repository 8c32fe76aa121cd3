#pragma once
#include <vector>

#include "events/bus.hpp"

namespace parley::events {

/// Carries events within the process: publishing calls the subscribers. Thread-safe once all have subscribed.
class LocalBus final : public Bus {
 public:
  void publish(const Event& event) override;
  void subscribe(Subscriber subscriber) override;

 private:
  std::vector<Subscriber> subscribers_;
};

}  // namespace parley::events
