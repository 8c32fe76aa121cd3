#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "domain/users/device_checks.hpp"
#include "domain/users/in_flight.hpp"
#include "domain/users/login_guard.hpp"
#include "domain/users/sessions.hpp"
#include "protocol/envelope_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// The steps of a login, each on the threads it belongs to: token on the writer, look-up on a reader, password on the
/// pool, new token on the writer. Thread-safe. The destructor waits for logins under way; end it before the pool and
/// the database.
class Login {
 public:
  /// `checks`: asks the users by mail about devices that were not seen before; null: nobody does.
  Login(storage::Database& database, WorkerPool& pool, const Sessions& sessions, LoginGuard& guard,
        DeviceChecks* checks = nullptr)
      : database_(database), pool_(pool), sessions_(sessions), guard_(guard), checks_(checks) {}

  /// Called exactly once, on a storage or pool thread; must not block. The error's text is fit for a Close frame.
  using Done = std::function<void(Result<LoggedIn>)>;
  /// The token is tried first, then username and password; only the latter is limited. `address`: of the client.
  void login(protocol::ConnectionRequest request, std::string_view address, Done done, LoginWatcher watcher = {});

 private:
  struct Attempt;
  using AttemptPointer = std::shared_ptr<Attempt>;
  void try_token(const AttemptPointer& attempt);
  void look_up(const AttemptPointer& attempt);
  void verify(const AttemptPointer& attempt);
  void open(const AttemptPointer& attempt);

  storage::Database& database_;
  WorkerPool& pool_;
  const Sessions& sessions_;
  LoginGuard& guard_;
  DeviceChecks* const checks_;
  InFlight in_flight_;
};

}  // namespace parley::domain
