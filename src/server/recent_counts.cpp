#include "server/recent_counts.hpp"

#include <algorithm>

namespace parley::server {

std::uint32_t RecentCounts::total(const Count& count, std::int64_t present) const {
  std::uint32_t sum = 0;
  for (std::int64_t age = present - count.slot; age <= slots; ++age) {
    sum += count.events[static_cast<std::size_t>(age - (present - count.slot))];
  }
  return sum;
}

std::chrono::milliseconds RecentCounts::wait(std::string_view key, Time now) const {
  const auto place = places_.find(key);
  if (limit_ == 0 || place == places_.end()) return {};
  const Count& count = *place->second;
  std::int64_t present = slot_of(now);
  if (total(count, present) < limit_) return {};
  do ++present;
  while (total(count, present) >= limit_);
  return std::chrono::ceil<std::chrono::milliseconds>(Time(present * slot_) - now);
}

void RecentCounts::add(std::string_view key, Time now) {
  if (limit_ == 0) return;
  const std::int64_t present = slot_of(now);
  auto place = places_.find(key);
  if (place == places_.end()) {
    if (counts_.size() >= keys_) {
      places_.erase(counts_.back().key);
      counts_.pop_back();
    }
    counts_.push_front({std::string(key), present});
    place = places_.emplace(counts_.front().key, counts_.begin()).first;
  } else {
    counts_.splice(counts_.begin(), counts_, place->second);
  }
  Count& count = *place->second;
  if (total(count, present) >= limit_) return;
  const auto passed = static_cast<std::size_t>(std::min<std::int64_t>(present - count.slot, slots + 1));
  std::shift_right(count.events.begin(), count.events.end(), static_cast<std::ptrdiff_t>(passed));
  std::fill_n(count.events.begin(), passed, 0u);
  count.slot = present;
  ++count.events.front();
}

}  // namespace parley::server
