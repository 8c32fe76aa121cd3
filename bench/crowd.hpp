#pragma once
// Users and connections for benchmarks.
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/measured_server.hpp"
#include "parley/parley.h"

namespace parley::bench {

using Client = std::unique_ptr<sdk::SfuExtended>;

/// Accounts, logged in with tokens: a password costs the server tens of milliseconds, a token next to nothing.
/// All clients live on one thread of the SDK.
class Crowd {
 public:
  /// Makes `count` users, named after `prefix`, and a token for each.
  Crowd(const MeasuredServer& server, sdk::Context& context, const std::string& prefix, int count);

  const std::vector<std::string>& users() const { return users_; }
  /// One connection for each of the first `users` users in turn, until there are `count`.
  std::vector<Client> connect(int count, int users) const;

 private:
  std::string url_;
  sdk::Context& context_;
  std::vector<std::string> users_, tokens_;
};

/// Ends all connections and waits for it, as long as it takes a healthy server; a sick one is left.
void disconnect(std::vector<Client>& clients);

/// The value, or throws the failure: a benchmark that half works measures nothing.
template <class T>
T must(sdk::Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.failure().operation + " failed: " + outcome.failure().error);
  return std::move(*outcome);
}

}  // namespace parley::bench
