#pragma once
// Which packets are missing and when to ask for them (RFC 4585 section 6.2.1).
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "media/rtp/time.hpp"

namespace parley::media {

/// The missing packets of one source. Bounded: a gap too long for repetitions empties the list and asks for a key
/// frame instead. Sequence numbers are unwrapped ones. Allocates at construction only. Not thread-safe.
class NackList {
 public:
  static constexpr std::size_t kMaxMissing = 256;
  static constexpr int kMaxRequests = 10;
  static constexpr std::chrono::milliseconds kMaxAge{1000};
  /// How long a gap may be mere reordering.
  static constexpr std::chrono::milliseconds kReorderTime{5};

  NackList();

  /// A packet came, by whatever way. True: it had been missing.
  bool received(Time now, std::int64_t sequence);
  /// Everything before is of no use any more (a key frame begins here).
  void forget_before(std::int64_t sequence);
  void clear();

  /// Appends the packets to ask for now, at most `limit`, in ascending order.
  void take_due(Time now, std::chrono::milliseconds round_trip, std::size_t limit, std::vector<std::uint16_t>& out);
  /// When take_due should be called next; nullopt: nothing is missing.
  std::optional<Time> next_due() const { return due_; }
  /// True once after packets were given up: only a key frame repairs that.
  bool take_gave_up();
  std::size_t missing() const { return entries_.size(); }

 private:
  struct Entry {
    std::int64_t sequence;
    Time noticed;
    Time due;
    int requests;
  };
  void update_due();

  std::vector<Entry> entries_;  // ascending
  std::int64_t newest_ = -1;
  std::optional<Time> due_;
  bool gave_up_ = false;
};

}  // namespace parley::media
