#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "storage/storage.hpp"

namespace parley::storage {

/// Called on the storage thread before and after all that a commit of several bodies allows to be told (their
/// after_commit actions and `done`s): whoever carries it may let it leave together. Must not block or throw; may be
/// empty.
struct Telling {
  std::function<void()> begin;
  std::function<void()> end;
};

struct SqliteConfig {
  std::string path;     ///< a file; created (mode 0600) when missing, its folder must exist
  int readers = 2;      ///< reader threads, at least 1
  bool durable = true;  ///< false: commits aren't synced to the disk; for tests and benchmarks only
  /// How long bodies are taken into one commit: the first of them waits for the last.
  std::chrono::milliseconds batch_time{5};
  Telling telling{};
};

/// Opens the embedded database: one writer thread with group commit, several reader threads.
/// The destructor finishes all accepted jobs, and those they ask for. A commit that fails ends the process
/// (std::abort): what services hold in memory may then be ahead of the disk.
/// Error: the file can't be opened or isn't a database. Other processes may use the same file meanwhile.
Result<std::unique_ptr<Database>> open_sqlite(const SqliteConfig& config);

}  // namespace parley::storage
