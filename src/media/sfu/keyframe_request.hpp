#pragma once
#include <algorithm>
#include <chrono>
#include <optional>

#include "media/rtp/time.hpp"

namespace parley::media {

/// When to ask a source for a key frame: many wishes become one request, at most one per kInterval, repeated with
/// growing pauses until the key frame comes. Not thread-safe.
class KeyframeRequest {
 public:
  static constexpr std::chrono::milliseconds kInterval{500};
  static constexpr std::chrono::milliseconds kMaxInterval{4000};

  void want(Time now) {
    if (due_) return;
    due_ = sent_ ? std::max(now, *sent_ + kInterval) : now;
    pause_ = kInterval;
  }
  /// A key frame came.
  void satisfied() { due_.reset(); }
  std::optional<Time> due() const { return due_; }
  /// True: send a request now.
  bool take_due(Time now) {
    if (!due_ || now < *due_) return false;
    sent_ = now;
    due_ = now + pause_;
    pause_ = std::min(pause_ * 2, kMaxInterval);
    return true;
  }

 private:
  std::optional<Time> due_;
  std::optional<Time> sent_;
  std::chrono::milliseconds pause_ = kInterval;
};

}  // namespace parley::media
