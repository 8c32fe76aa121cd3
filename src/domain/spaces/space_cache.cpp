#include "domain/spaces/space_cache.hpp"

#include <utility>

namespace parley::domain {

SpaceStatePointer SpaceCache::find(std::string_view space, std::int64_t stamp) {
  const std::lock_guard lock(mutex_);
  const auto found = by_space_.find(space);
  if (found == by_space_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  for (const SpaceStatePointer& state : found->second->states) {
    if (state->stamp == stamp) return state;
  }
  return nullptr;
}

void SpaceCache::put(SpaceStatePointer state) {
  const std::lock_guard lock(mutex_);
  auto found = by_space_.find(state->id);
  if (found == by_space_.end()) {
    entries_.push_front({.space = state->id, .states = {}});
    found = by_space_.emplace(entries_.front().space, entries_.begin()).first;
  } else {
    entries_.splice(entries_.begin(), entries_, found->second);
  }
  Entry& entry = *found->second;
  for (const SpaceStatePointer& other : entry.states) {
    if (other->stamp == state->stamp) return;  // two readers loaded it at once
  }
  weight_ += weight_of(*state);
  entry.states.push_back(std::move(state));
  if (entry.states.size() > states_of_a_space) drop_oldest_state(entry);
  while (weight_ > most_ && entries_.size() > 1) {
    Entry& last = entries_.back();
    while (!last.states.empty()) drop_oldest_state(last);
    by_space_.erase(last.space);
    entries_.pop_back();
  }
}

std::size_t SpaceCache::weight_of(const SpaceState& state) {
  return state.members->size() + state.channels.size() + state.roles.size() + 1;
}

void SpaceCache::drop_oldest_state(Entry& entry) {
  weight_ -= weight_of(*entry.states.front());
  entry.states.pop_front();
}

}  // namespace parley::domain
