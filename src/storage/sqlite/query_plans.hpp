#pragma once
// For tests: which statements run, and how SQLite goes about them.
#include <set>
#include <string>
#include <vector>

namespace parley::storage::testing {

/// Remembers the texts of all statements that run on connections opened while it lives. One at a time in a process;
/// thread-safe. Link parley_storage_plans.
class StatementRecorder {
 public:
  StatementRecorder();
  ~StatementRecorder();
  StatementRecorder(const StatementRecorder&) = delete;
  StatementRecorder& operator=(const StatementRecorder&) = delete;

  /// What has run since the last call. Without the statements that SQLite's full-text index runs for itself.
  std::set<std::string> take();
};

/// The steps of a statement on an existing database, such as "SEARCH messages USING PRIMARY KEY (target=?)".
std::vector<std::string> query_plan(const std::string& database_file, const std::string& sql);

/// The steps of a plan that read a whole table or index, make an index for the occasion, or sort what was found.
std::vector<std::string> growing_steps(const std::vector<std::string>& plan);

}  // namespace parley::storage::testing
