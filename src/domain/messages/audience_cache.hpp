#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/messages/delivery.hpp"

namespace parley::domain {

/// The audiences of targets written to lately, so that a channel's thousands of members aren't sorted anew for each of
/// its messages. It holds nothing but what can be made again, and what it gives never depends on what it holds: bodies
/// may be undone. Confined to the storage writer thread.
class AudienceCache {
 public:
  /// These members, sorted.
  SortedMembers sorted(std::int64_t target, const std::vector<std::string>& members);

 private:
  struct Entry {
    std::vector<std::string> members;  ///< in the order they were given
    SortedMembers audience;
  };
  std::unordered_map<std::int64_t, Entry> entries_;
  std::size_t held_ = 0;  ///< members in all entries
};

}  // namespace parley::domain
