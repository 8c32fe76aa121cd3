#pragma once
#include <functional>
#include <memory>

#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "domain/users/example_users.hpp"
#include "domain/users/in_flight.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// The steps of lending a demo account, each on the threads it belongs to: look-up on a reader, hashing on the pool,
/// the account on the writer. Thread-safe. The destructor waits for what is under way; end it before the pool and the
/// database.
class ExampleFlow {
 public:
  ExampleFlow(storage::Database& database, WorkerPool& pool, const ExampleUsers& examples)
      : database_(database), pool_(pool), examples_(examples) {}

  /// Called exactly once, on any thread; must not block.
  using Done = std::function<void(Result<protocol::ExamplesUserEvent>)>;
  void lend(Done done);

 private:
  struct Attempt;
  using AttemptPointer = std::shared_ptr<Attempt>;
  void hash(const AttemptPointer& attempt);

  storage::Database& database_;
  WorkerPool& pool_;
  const ExampleUsers& examples_;
  InFlight in_flight_;
};

}  // namespace parley::domain
