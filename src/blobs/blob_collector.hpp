#pragma once
// Removes the files nothing refers to.
#include <memory>
#include <mutex>
#include <string>

#include "base/worker_pool.hpp"
#include "blobs/blob_store.hpp"
#include "storage/storage.hpp"

namespace parley::blobs {

/// Works on a thread of its own. A file goes only when nobody holds it and no reference is stored; one that is being
/// added at the same moment stays. Thread-safe.
class BlobCollector {
 public:
  BlobCollector(BlobStore& store, storage::Database& database);

  /// Looks at one blob, soon. May be called from anywhere, also after stop() (to no effect: the next sweep finds it).
  void collect(const std::string& id);
  /// Looks at all: removes what a crash has left, and logs which files are missing. At start-up and now and then.
  void sweep();
  /// Finishes what is under way. Before the database ends.
  void stop();

 private:
  void remove_unused(const std::string& id);
  void sweep_part(const std::string& prefix);
  bool post(std::function<void()> job);

  BlobStore& store_;
  storage::Database& database_;
  std::mutex mutex_;
  std::unique_ptr<WorkerPool> pool_;  ///< null after stop()
};

}  // namespace parley::blobs
