#include "blobs/blob_collector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "blobs/blob_references.hpp"

namespace parley::blobs {
namespace {

constexpr std::size_t kQueue = 10'000;  // what finds no room is left to the next sweep

}  // namespace

BlobCollector::BlobCollector(BlobStore& store, storage::Database& database) : store_(store), database_(database) {
  worker_->pool = std::make_unique<WorkerPool>("blobs", 1, kQueue);
  store_.on_freed([this, worker = worker_](const std::string& id) {
    (void)worker->post([this, id] { remove_unused(id); });  // a full queue: the next sweep finds it
  });
}

BlobCollector::~BlobCollector() { stop(); }

void BlobCollector::collect(const std::string& id) {
  (void)worker_->post([this, id] { remove_unused(id); });
}

void BlobCollector::sweep() {
  for (int prefix = 0; prefix < 256; ++prefix) {
    (void)worker_->post([this, name = fmt::format("{:02x}", prefix)] { sweep_part(name); });
  }
}

void BlobCollector::stop() {
  std::unique_ptr<WorkerPool> pool;
  {
    const std::lock_guard lock(worker_->mutex);
    pool = std::move(worker_->pool);
  }
}

bool BlobCollector::Worker::post(std::function<void()> job) {
  const std::lock_guard lock(mutex);
  return pool && pool->post(std::move(job));
}

void BlobCollector::remove_unused(const std::string& id) {
  store_.remove_if(id, [&] {
    bool used = true;
    database_.read_and_wait([&](storage::Reader& reader) { used = BlobReferences::used(reader, id); });
    return !used;
  });
}

void BlobCollector::sweep_part(const std::string& prefix) {
  std::vector<std::string> files = store_.list(prefix);
  std::sort(files.begin(), files.end());
  std::vector<std::string> used;
  database_.read_and_wait([&](storage::Reader& reader) { used = BlobReferences::list(reader, prefix); });
  for (const std::string& id : files) {
    if (!std::binary_search(used.begin(), used.end(), id)) remove_unused(id);
  }
  for (const std::string& id : used) {
    // One that came after the listing is no miss.
    if (!std::binary_search(files.begin(), files.end(), id) && !store_.contains(id)) {
      log::warn("blobs: the file {} is missing; restore it from a backup", id);
    }
  }
}

}  // namespace parley::blobs
