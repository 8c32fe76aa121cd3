#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "domain/users/in_flight.hpp"
#include "domain/users/login_guard.hpp"
#include "domain/users/password_resets.hpp"
#include "domain/users/sessions.hpp"
#include "protocol/users_calls.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// The steps of changing a password, with the present one or a confirmed request, each on the threads it belongs to:
/// look-up on a reader, old and new password on the pool, the change on the writer. Thread-safe. The destructor waits
/// for what is under way; end it before the pool and the database.
class PasswordFlow {
 public:
  PasswordFlow(storage::Database& database, WorkerPool& pool, const Sessions& sessions, PasswordResets& resets,
               LoginGuard& guard)
      : database_(database), pool_(pool), sessions_(sessions), resets_(resets), guard_(guard) {}

  /// Called exactly once, on any thread; must not block.
  using Done = std::function<void(Result<void>)>;
  /// For a user who is logged in, from `address`. All of his logins end but that of `kept_token_hash`. A wrong password
  /// counts like one at login.
  void change(std::string user, std::string_view address, std::string kept_token_hash,
              protocol::calls::ChangeUserPassword call, Done done);
  /// For a connection whose request was confirmed. All logins of the user end.
  void reset(events::ConnectionId connection, protocol::calls::ResetPassword call, Done done);

 private:
  struct Attempt;
  struct Reset;
  using AttemptPointer = std::shared_ptr<Attempt>;
  using ResetPointer = std::shared_ptr<Reset>;
  void hash(const ResetPointer& reset);
  void look_up(const AttemptPointer& attempt);
  void verify_and_hash(const AttemptPointer& attempt);
  void write(const AttemptPointer& attempt);

  storage::Database& database_;
  WorkerPool& pool_;
  const Sessions& sessions_;
  PasswordResets& resets_;
  LoginGuard& guard_;
  InFlight in_flight_;
};

}  // namespace parley::domain
