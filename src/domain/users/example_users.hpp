#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/users/users.hpp"
#include "events/bus.hpp"
#include "protocol/users_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

struct ExampleUsersConfig {
  bool lend = false;
  std::int64_t limit = 100;                                               ///< lent at once
  std::chrono::milliseconds unused_for = std::chrono::minutes(5);         ///< a lent account nobody signed in with
  std::chrono::milliseconds disconnected_for = std::chrono::minutes(15);  ///< one whose user has gone
};

/// Demo mode: accounts made on demand, lent to whoever asks, and removed with all they left when they are not used any
/// more. Each borrower gets an account of his own, so that nobody finds what another one wrote. Used inside bodies.
class ExampleUsers {
 public:
  ExampleUsers(const Clock& clock, const Users& users, ExampleUsersConfig config);
  ~ExampleUsers();

  /// Whether one could be lent. Error: the server lends none, or too many are lent.
  Result<void> check(storage::Reader& reader) const;
  /// Makes an account with this password.
  Result<protocol::ExamplesUserEvent> lend(storage::Transaction& transaction, std::string_view password,
                                           std::string_view password_hash) const;
  /// Removes accounts that are not used any more; returns their ids. To be called now and then.
  std::vector<std::string> expire(storage::Transaction& transaction, const events::Connections& connections) const;

 private:
  const Clock& clock_;
  const Users& users_;
  const ExampleUsersConfig config_;
  const std::unique_ptr<const UserStore> store_;
};

}  // namespace parley::domain
