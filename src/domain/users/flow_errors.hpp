#pragma once
// Private to the users domain.
#include <exception>
#include <string_view>

#include "base/log.hpp"

namespace parley::domain {

inline constexpr std::string_view server_is_busy = "The server is busy; try again in a moment";

/// Logs a job's failure; returns what its user is told.
inline std::string_view storage_failed(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    log::error("users: {}", exception.what());
  }
  return "The server failed; try again in a moment";
}

}  // namespace parley::domain
