#pragma once
// Removes the files nothing refers to.
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/worker_pool.hpp"
#include "blobs/blob_store.hpp"
#include "storage/storage.hpp"

namespace parley::blobs {

/// Works on a thread of its own. A file goes only when nobody holds it and no reference is stored; one that is being
/// added at the same moment stays, and is looked at again when nobody holds it any more. Thread-safe.
class BlobCollector {
 public:
  BlobCollector(BlobStore& store, storage::Database& database);
  ~BlobCollector();

  /// Looks at one blob, soon. May be called from anywhere, also after stop() (to no effect: the next sweep finds it).
  void collect(const std::string& id);
  /// Looks at all: removes what a crash has left, and logs which files are missing. At start-up and now and then.
  void sweep();
  /// Finishes what is under way. Before the database ends.
  void stop();

 private:
  /// Shared with the store's holds, which may be let go after the collector has ended.
  struct Worker {
    std::mutex mutex;
    std::unique_ptr<WorkerPool> pool;  ///< null after stop(), when no job runs any more
    bool post(std::function<void()> job);
  };

  void remove_unused(const std::string& id);
  void sweep_part(const std::string& prefix);

  BlobStore& store_;
  storage::Database& database_;
  const std::shared_ptr<Worker> worker_ = std::make_shared<Worker>();
};

}  // namespace parley::blobs
