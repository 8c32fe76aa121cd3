#pragma once
#include <functional>
#include <memory>

#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "domain/users/in_flight.hpp"
#include "domain/users/registrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// The steps of a sign-up, each on the threads it belongs to: look-up on a reader, hashing on the pool, the account or
/// pending sign-up on the writer. Thread-safe. The destructor waits for what is under way; end it before the pool and
/// the database.
class SignUpFlow {
 public:
  SignUpFlow(storage::Database& database, WorkerPool& pool, Registrations& registrations)
      : database_(database), pool_(pool), registrations_(registrations) {}

  /// Called exactly once, on any thread; must not block. With a status whose `verified` is false the call isn't
  /// settled: Registrations tells the applicant the end.
  using Done = std::function<void(Result<protocol::SignUpStatus>)>;
  void sign_up(protocol::calls::SignUp call, Applicant applicant, Done done);

 private:
  struct Attempt;
  using AttemptPointer = std::shared_ptr<Attempt>;
  void look_up(const AttemptPointer& attempt);
  void hash(const AttemptPointer& attempt);
  void write(const AttemptPointer& attempt);

  storage::Database& database_;
  WorkerPool& pool_;
  Registrations& registrations_;
  InFlight in_flight_;
};

}  // namespace parley::domain
