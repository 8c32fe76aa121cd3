#pragma once
// Icons over HTTP: uploads to one-time URLs, and downloads.
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/worker_pool.hpp"
#include "blobs/blob_store.hpp"
#include "domain/icons/icon_uploads.hpp"
#include "domain/icons/icons.hpp"
#include "domain/users/in_flight.hpp"
#include "server/file_workers.hpp"
#include "storage/storage.hpp"
#include "transport/transport.hpp"

namespace parley::server {

/// Called on network loops; the work is done by worker and storage threads. Thread-safe. The destructor waits for
/// requests under way: end it before the threads and the database.
class IconRoutes {
 public:
  /// Uploads whose bodies may be in memory at once; more are asked to come back.
  static constexpr int kMostUploads = 16;

  IconRoutes(storage::Database& database, FileWorkers& files, const blobs::BlobStore& store, domain::Icons& icons,
             domain::IconUploads& uploads);

  void add_to(transport::Server& transport);

 private:
  struct Upload;
  using Reply = std::function<void(transport::HttpResponse)>;

  transport::Admission admit(const transport::HttpRequest& head);
  void upload(transport::HttpRequest request, Reply reply);
  void download(transport::HttpRequest request, Reply reply);

  storage::Database& database_;
  FileWorkers& files_;
  const blobs::BlobStore& store_;
  domain::Icons& icons_;
  domain::IconUploads& uploads_;
  const std::shared_ptr<std::atomic<int>> under_way_;  ///< shared: connections may hold uploads longer than this lives
  domain::InFlight in_flight_;
  std::unique_ptr<WorkerPool> pictures_;
};

}  // namespace parley::server
