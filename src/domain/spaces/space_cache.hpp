#pragma once
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/spaces/space_state.hpp"

namespace parley::domain {

/// States by their stamps. A stamp names one state for ever, so what is found is right, whatever snapshot the stamp was
/// read from, and nothing has to be dropped when a space changes; a change that was undone leaves a state nobody asks
/// for. Thread-safe: readers and the writer share it; the lock is held for look-ups only.
class SpaceCache {
 public:
  /// `weight`: members and channels of all states kept together.
  explicit SpaceCache(std::size_t weight = 2'000'000) : most_(weight) {}

  /// Null: it isn't here.
  SpaceStatePointer find(std::string_view space, std::int64_t stamp);
  void put(SpaceStatePointer state);

 private:
  /// Readers on older snapshots ask for older states, but not for long.
  static constexpr std::size_t states_of_a_space = 4;

  struct Entry {
    std::string space;
    std::deque<SpaceStatePointer> states;  ///< the newest last
  };
  using Entries = std::list<Entry>;
  static std::size_t weight_of(const SpaceState& state);
  void drop_oldest_state(Entry& entry);

  const std::size_t most_;
  std::mutex mutex_;
  Entries entries_;  ///< the latest used first
  std::unordered_map<std::string_view, Entries::iterator> by_space_;
  std::size_t weight_ = 0;
};

}  // namespace parley::domain
