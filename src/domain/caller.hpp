#pragma once
#include <string>

#include "events/bus.hpp"

namespace parley::domain {

/// Who asks: an authenticated user on one of his connections.
struct Caller {
  std::string user;  ///< user id
  events::ConnectionId connection = 0;
};

}  // namespace parley::domain
