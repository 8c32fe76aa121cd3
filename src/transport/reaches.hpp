#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "transport/receivers.hpp"

namespace parley::transport {

/// Remembers who of an audience is connected where, so that a channel's thousands of members are not looked up for each
/// of its messages. What was found holds until anybody comes or goes. Thread-safe.
class Reaches {
 public:
  /// What was found for this list when the number of comings and goings was the same; else null.
  std::shared_ptr<const Reach> find(const events::Audience& audience, std::uint64_t changes) const;
  void keep(const events::Audience& audience, std::uint64_t changes, std::shared_ptr<const Reach> reach);

 private:
  struct Entry {
    events::Audience audience;  ///< keeps the address its own
    std::uint64_t changes;
    std::shared_ptr<const Reach> reach;
  };
  mutable std::mutex mutex_;
  std::unordered_map<const void*, Entry> entries_;
  std::size_t users_ = 0;  ///< in all entries
};

}  // namespace parley::transport
