#include "media/rtp/nack_list.hpp"

#include <algorithm>
#include <utility>

namespace parley::media {

NackList::NackList() { entries_.reserve(kMaxMissing); }

bool NackList::received(Time now, std::int64_t sequence) {
  if (newest_ < 0) {
    newest_ = sequence;
    return false;
  }
  if (sequence <= newest_) {
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), sequence,
                                        [](const Entry& entry, std::int64_t value) { return entry.sequence < value; });
    if (found == entries_.end() || found->sequence != sequence) return false;
    entries_.erase(found);
    if (entries_.empty()) due_.reset();
    return true;
  }
  const auto gap = static_cast<std::size_t>(sequence - newest_ - 1);
  if (gap > 0) {
    if (entries_.size() + gap > kMaxMissing) {
      clear();
      gave_up_ = true;
    } else {
      const Time due = now + kReorderTime;
      for (std::int64_t missing = newest_ + 1; missing < sequence; ++missing)
        entries_.push_back({missing, now, due, 0});
      if (!due_ || due < *due_) due_ = due;
    }
  }
  newest_ = sequence;
  return false;
}

void NackList::forget_before(std::int64_t sequence) {
  const auto end = std::lower_bound(entries_.begin(), entries_.end(), sequence,
                                    [](const Entry& entry, std::int64_t value) { return entry.sequence < value; });
  entries_.erase(entries_.begin(), end);
  if (entries_.empty()) due_.reset();
}

void NackList::clear() {
  entries_.clear();
  due_.reset();
}

void NackList::take_due(Time now, std::chrono::milliseconds round_trip, std::size_t limit,
                        std::vector<std::uint16_t>& out) {
  if (!due_ || now < *due_) return;
  // Asking again before an answer can be here would only double the traffic.
  const auto interval =
      std::clamp(round_trip + round_trip / 4, std::chrono::milliseconds(20), std::chrono::milliseconds(400));
  std::erase_if(entries_, [&](const Entry& entry) {
    const bool hopeless = entry.requests >= kMaxRequests ? now >= entry.due : now - entry.noticed > kMaxAge;
    if (hopeless) gave_up_ = true;
    return hopeless;
  });
  std::size_t taken = 0;
  for (Entry& entry : entries_) {
    if (taken == limit) break;
    if (entry.due > now || entry.requests >= kMaxRequests) continue;
    out.push_back(static_cast<std::uint16_t>(entry.sequence));
    ++entry.requests;
    entry.due = now + interval;
    ++taken;
  }
  update_due();
}

bool NackList::take_gave_up() { return std::exchange(gave_up_, false); }

void NackList::update_due() {
  due_.reset();
  for (const Entry& entry : entries_) {
    if (!due_ || entry.due < *due_) due_ = entry.due;
  }
}

}  // namespace parley::media
