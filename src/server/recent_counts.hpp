#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::server {

/// Counts events by key over a sliding period: there are never more than `limit` of one key in any span of that length.
/// An event is forgotten after the period and at most a tenth more. Of more than `keys` keys, those not touched for
/// longest are forgotten. Not thread-safe.
class RecentCounts {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `limit` 0: none.
  RecentCounts(int limit, std::chrono::milliseconds period, std::size_t keys)
      : limit_(static_cast<std::uint32_t>(limit)), slot_(period / slots), keys_(keys) {}

  /// Zero when there may be one more; otherwise how long until there may.
  std::chrono::milliseconds wait(std::string_view key, Time now) const;
  /// Touches the key, and counts one more if there may be one.
  void add(std::string_view key, Time now);
  std::size_t size() const { return places_.size(); }

 private:
  static constexpr int slots = 10;  ///< of a period; one more is kept, since the present one is not over

  struct Count {
    std::string key;
    std::int64_t slot;                              ///< the latest with events
    std::array<std::uint32_t, slots + 1> events{};  ///< in that slot, the one before it …
  };
  std::int64_t slot_of(Time time) const { return time.time_since_epoch() / slot_; }
  std::uint32_t total(const Count& count, std::int64_t present) const;

  const std::uint32_t limit_;
  const Time::duration slot_;
  const std::size_t keys_;
  std::list<Count> counts_;                                                  ///< touched last first
  std::unordered_map<std::string_view, std::list<Count>::iterator> places_;  ///< by the keys in the list
};

}  // namespace parley::server
