#pragma once
// Which handler answers which path.
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "transport/transport.hpp"

namespace parley::transport {

/// Handlers by the beginning of the path; the longest wins. Thread-safe.
class Routes {
 public:
  void add(std::string prefix, HttpHandler handler);
  /// Empty when no prefix fits.
  HttpHandler find(std::string_view target) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, HttpHandler> handlers_;
};

}  // namespace parley::transport
