#pragma once
// From the bytes of an upload to an icon everybody sees.
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "domain/icons/icons.hpp"
#include "pictures/picture_workshop.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// The steps of an upload: the picture is made safe and stored on a worker thread, the icon changes on the storage
/// writer. Thread-safe.
class IconUploads {
 public:
  /// The longer edge of an icon, in pixels.
  static constexpr std::uint32_t kEdge = 512;

  IconUploads(storage::Database& database, const pictures::PictureWorkshop& workshop, blobs::BlobStore& store,
              Icons& icons)
      : database_(database), workshop_(workshop), store_(store), icons_(icons) {}

  /// Called exactly once, on this or a storage thread; must not block. The download URL, or a sentence for who sent
  /// the picture.
  using Done = std::function<void(Result<std::string>)>;
  /// Uses the ticket up, whatever comes of it. Waits for the workshop and the disk: on a worker thread only. `picture`
  /// is borrowed until it returns.
  void take(std::shared_ptr<UploadTickets::Claim> claim, std::string_view picture, Done done);

 private:
  Result<blobs::HeldBlob> store(const UploadTicket& ticket, std::string_view picture);

  storage::Database& database_;
  const pictures::PictureWorkshop& workshop_;
  blobs::BlobStore& store_;
  Icons& icons_;
};

}  // namespace parley::domain
