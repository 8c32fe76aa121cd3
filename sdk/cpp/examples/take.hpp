#pragma once
#include <parley/parley.h>

#include <stdexcept>

namespace example {

/// Waits for a call's result; a failed one is an exception, which ends the example.
template <class T>
T take(const parley::sdk::Pending<T>& pending) {
  auto outcome = pending.get(std::chrono::minutes(5));
  if (!outcome) throw std::runtime_error(outcome.failure().operation + ": " + outcome.failure().error);
  return std::move(*outcome);
}

}  // namespace example
