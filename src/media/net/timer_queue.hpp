#pragma once
#include <optional>
#include <queue>
#include <vector>

#include "media/media.hpp"
#include "media/rtp/time.hpp"

namespace parley::media {

/// Which connection wants to be woken when. An entry is only a reminder: a later wish does not take back an earlier
/// one, so whoever is woken must look whether it is time. Not thread-safe.
class TimerQueue {
 public:
  void add(Time at, PeerId peer) { queue_.push({at, peer}); }
  std::optional<Time> next() const {
    if (queue_.empty()) return std::nullopt;
    return queue_.top().at;
  }
  /// The next one due; nullopt: none yet.
  std::optional<PeerId> take(Time now) {
    if (queue_.empty() || queue_.top().at > now) return std::nullopt;
    const PeerId peer = queue_.top().peer;
    queue_.pop();
    return peer;
  }

 private:
  struct Entry {
    Time at;
    PeerId peer;
    bool operator<(const Entry& other) const { return at > other.at; }
  };
  std::priority_queue<Entry> queue_;
};

}  // namespace parley::media
