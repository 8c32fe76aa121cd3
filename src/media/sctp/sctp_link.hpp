#pragma once
// Two associations and a link between them that loses, delays and reorders; time is made up. For tests.
#include <map>
#include <random>
#include <thread>
#include <vector>

#include "media/sctp/sctp_association.hpp"

namespace parley::media {

class SimulatedLink {
 public:
  using Time = SctpLibrary::Time;
  using Bytes = std::vector<std::uint8_t>;

  SimulatedLink(SctpLibrary& library, SctpAssociation& server, SctpAssociation& client, unsigned seed = 1)
      : library_(library), ends_{&server, &client}, random_(seed) {
    library_.tick(now());
  }

  void start() {
    ends_[0]->start();
    ends_[1]->start();
  }

  /// Runs until `done` says so or the time is over.
  template <class Done>
  bool run(std::chrono::milliseconds limit, Done&& done) {
    const Time end = now() + limit;
    while (true) {
      collect();
      if (done()) return true;
      if (now() >= end) return false;
      if (in_step) std::this_thread::sleep_for(kStep);
      now() += kStep;
      library_.tick(now());
      while (!flying_.empty() && flying_.begin()->first <= now()) {
        const auto [to, bytes] = std::move(flying_.begin()->second);
        flying_.erase(flying_.begin());
        ends_[to]->handle(bytes);
        collect();
      }
    }
  }
  void run(std::chrono::milliseconds limit) {
    run(limit, [] { return false; });
  }

  void collect() {
    for (std::size_t from = 0; from < 2; ++from) {
      while (auto packet = ends_[from]->poll_packet()) {
        longest = std::max(longest, packet->size());
        if (seen.size() < 200) seen.push_back(*packet);
        if (std::uniform_real_distribution(0.0, 1.0)(random_) < loss) continue;
        const auto delay = 10 + (jitter ? static_cast<int>(random_() % static_cast<unsigned>(jitter)) : 0);
        flying_.emplace(now() + std::chrono::milliseconds(delay), std::pair(1 - from, std::move(*packet)));
      }
      while (auto event = ends_[from]->poll_event()) events[from].push_back(std::move(*event));
    }
  }

  template <class T>
  std::vector<T> all(std::size_t end) const {
    std::vector<T> found;
    for (const auto& event : events[end]) {
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }
  template <class T>
  std::size_t count(std::size_t end) const {
    std::size_t found = 0;
    for (const auto& event : events[end]) found += std::holds_alternative<T>(event);
    return found;
  }

  /// One clock for the process, as SctpLibrary wants it.
  static Time& now() {
    static Time time{std::chrono::seconds(100)};
    return time;
  }

  static constexpr std::chrono::milliseconds kStep{5};

  /// Makes time go no faster than the system's clock: usrsctp sends nothing again that is younger by that clock than
  /// the retransmission time.
  bool in_step = false;
  double loss = 0;
  int jitter = 0;                                 ///< ms
  std::vector<SctpAssociation::Event> events[2];  ///< of the server, of the client
  std::vector<Bytes> seen;
  std::size_t longest = 0;

 private:
  SctpLibrary& library_;
  SctpAssociation* ends_[2];
  std::mt19937 random_;
  std::multimap<Time, std::pair<std::size_t, Bytes>> flying_;
};

}  // namespace parley::media
