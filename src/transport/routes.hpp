#pragma once
// Which handler answers which path.
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "transport/transport.hpp"

namespace parley::transport {

/// Routes by the beginning of the path; the longest wins. Thread-safe.
class Routes {
 public:
  void add(std::string prefix, Route route);
  /// Null when no prefix fits.
  std::shared_ptr<const Route> find(std::string_view target) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<const Route>> routes_;
};

}  // namespace parley::transport
