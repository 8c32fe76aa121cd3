#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "protocol/enums.hpp"

namespace parley::sdk {

/// What a client tells of itself, for those who look for faults: operations and events with their ids, sign-ins, ends.
/// What people write, passwords and tokens are never in it. Both functions are called on the client's thread.
struct LogOptions {
  protocol::Verbosity level = protocol::Verbosity::ERROR;                  ///< up to which lines are made
  std::function<std::string()> prefix{};                                   ///< what each line begins with
  std::function<void(protocol::Verbosity, std::string_view line)> sink{};  ///< where lines go; none: standard error
};

}  // namespace parley::sdk
