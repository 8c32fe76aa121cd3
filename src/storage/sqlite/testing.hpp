#pragma once
// For tests of domains: a database file that goes away with the test.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "storage/sqlite/sqlite.hpp"

namespace parley::storage::testing {

/// A new folder under the temporary folder, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "parley-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// An empty SQLite database in a folder of its own. Link parley_storage_sqlite.
class TemporaryDatabase {
 public:
  /// No body waits for time to pass; a generous time keeps bodies that were posted together in one commit.
  explicit TemporaryDatabase(std::chrono::milliseconds batch_time = std::chrono::seconds(30))
      : batch_time_(batch_time) {
    reopen();
  }
  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }
  Database& get() { return *database_; }
  /// Closes and opens it again, as a restart would.
  void reopen() {
    database_.reset();
    Result<std::unique_ptr<Database>> opened =
        open_sqlite({.path = folder_.file("test.db"), .durable = false, .batch_time = batch_time_});
    if (!opened) throw std::runtime_error(opened.error().text);
    database_ = std::move(opened).value();
  }
  std::string path() const { return folder_.file("test.db"); }

 private:
  const std::chrono::milliseconds batch_time_;
  TemporaryFolder folder_;
  std::unique_ptr<Database> database_;
};

}  // namespace parley::storage::testing
