#pragma once
// Two transports and a link between them that loses, delays, reorders and doubles; time is made up. For tests.
#include <map>
#include <random>
#include <vector>

#include "media/dtls/dtls_transport.hpp"

namespace parley::media {

class DtlsLink {
 public:
  using Time = DtlsTransport::Time;
  using Bytes = std::vector<std::uint8_t>;

  DtlsLink(DtlsTransport& server, DtlsTransport& client, unsigned seed) : ends_{&server, &client}, random_(seed) {}

  void start() {
    ends_[0]->start(now);
    ends_[1]->start(now);
  }

  /// Runs until nothing is left to do, or for `limit`.
  void run(std::chrono::milliseconds limit = std::chrono::seconds(40)) {
    const Time end = now + limit;
    while (true) {
      collect();
      Time next = flying_.empty() ? Time::max() : flying_.begin()->first;
      for (DtlsTransport* transport : ends_) next = std::min(next, transport->next_timeout().value_or(Time::max()));
      if (next == Time::max() || next > end) break;
      now = std::max(now, next);
      if (!flying_.empty() && flying_.begin()->first <= now) {
        const auto [to, bytes] = flying_.begin()->second;
        flying_.erase(flying_.begin());
        ends_[to]->handle(now, bytes);
      } else {
        for (DtlsTransport* transport : ends_) transport->on_timeout(now);
      }
    }
  }

  void collect() {
    for (std::size_t from = 0; from < 2; ++from) {
      while (auto datagram = ends_[from]->poll_datagram()) {
        longest = std::max(longest, datagram->size());
        ++sent;
        seen.push_back(*datagram);
        fly(1 - from, *datagram);
        if (chance(doubling)) fly(1 - from, *datagram);
      }
      while (auto event = ends_[from]->poll_event()) events[from].push_back(std::move(*event));
    }
  }

  template <class T>
  const T* find(std::size_t end) const {
    for (const auto& event : events[end]) {
      if (const T* found = std::get_if<T>(&event)) return found;
    }
    return nullptr;
  }

  Time now{std::chrono::seconds(5000)};
  double loss = 0, doubling = 0;
  int jitter = 0;                               ///< ms
  std::vector<DtlsTransport::Event> events[2];  ///< of the server, of the client
  std::vector<Bytes> seen;                      ///< every datagram sent
  std::size_t longest = 0, sent = 0;

 private:
  bool chance(double probability) { return std::uniform_real_distribution(0.0, 1.0)(random_) < probability; }
  void fly(std::size_t to, const Bytes& datagram) {
    if (chance(loss)) return;
    const int delay = 20 + (jitter ? static_cast<int>(random_() % static_cast<unsigned>(jitter)) : 0);
    flying_.emplace(now + std::chrono::milliseconds(delay), std::pair(to, datagram));
  }

  DtlsTransport* ends_[2];
  std::mt19937 random_;
  std::multimap<Time, std::pair<std::size_t, Bytes>> flying_;
};

}  // namespace parley::media
