#include "media/sfu/renumbering.hpp"

#include <algorithm>

namespace parley::media {

void Renumbering::push(const Step& step) {
  steps_[next_] = step;
  next_ = (next_ + 1) % kMaxSteps;
  count_ = std::min(count_ + 1, kMaxSteps);
}

void Renumbering::begin(Origin origin, std::int64_t first, Offsets offsets) {
  push({origin, first, offsets, true});
  newest_ = first - 1;
}

void Renumbering::leave_out(std::int64_t sequence, bool new_picture) {
  if (count_ == 0 || sequence <= newest_) return;
  Step changed = step(0);
  const bool nothing_since = newest_ == sequence - 1 && changed.first == sequence;
  changed.first = sequence + 1;
  ++changed.offsets.sequence;
  if (new_picture) ++changed.offsets.picture;
  if (nothing_since) {
    steps_[(next_ + kMaxSteps - 1) % kMaxSteps] = changed;
  } else {
    changed.begins = false;
    push(changed);
  }
  newest_ = sequence;
}

std::optional<Renumbering::Offsets> Renumbering::map(Origin origin, std::int64_t sequence) {
  for (std::size_t age = 0; age < count_; ++age) {
    const Step& candidate = step(age);
    if (candidate.origin != origin) return std::nullopt;
    if (candidate.first > sequence) {
      if (candidate.begins) return std::nullopt;
      continue;
    }
    if (age == 0) newest_ = std::max(newest_, sequence);
    return candidate.offsets;
  }
  return std::nullopt;
}

std::optional<Renumbering::Source> Renumbering::find(std::int64_t outgoing) const {
  for (std::size_t age = 0; age < count_; ++age) {
    const Step& candidate = step(age);
    if (candidate.first - candidate.offsets.sequence > outgoing) continue;
    return Source{candidate.origin, outgoing + candidate.offsets.sequence, candidate.offsets};
  }
  return std::nullopt;
}

}  // namespace parley::media
