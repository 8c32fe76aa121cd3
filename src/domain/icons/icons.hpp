#pragma once
// Icons of users, chats and spaces: who may change them, where they are uploaded, what is stored.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "blobs/blob_references.hpp"
#include "domain/caller.hpp"
#include "domain/icons/icon_owners.hpp"
#include "domain/icons/upload_tickets.hpp"
#include "protocol/users_types.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Schema of this folder.
storage::Migrations icons_migrations();

struct IconsConfig {
  std::int64_t max_bytes = 10 << 20;  ///< of an uploaded file
  Millis ticket_lifetime = 3'600'000;
};

/// What a call asks for.
struct IconChange {
  std::optional<std::string> name{};   ///< of the file to come
  std::optional<std::int64_t> size{};  ///< its bytes
  bool remove = false;                 ///< wins over a file
};

/// Methods with a Transaction run on the storage writer thread, those with a Reader on any storage thread.
class Icons {
 public:
  /// Paths of links: kUploadPath + secret, kDownloadPath + id + kSuffix.
  static constexpr std::string_view kUploadPath = "/icons/upload/";
  static constexpr std::string_view kDownloadPath = "/icons/";
  static constexpr std::string_view kSuffix = ".webp";

  Icons(const Clock& clock, const blobs::BlobReferences& references, IconsConfig config)
      : clock_(clock), references_(references), config_(config), tickets_(clock, config.ticket_lifetime) {}

  /// Before the first call.
  void serve(IconKind kind, IconOwners& owners) { owners_[kind] = &owners; }
  /// At start-up, before the first call: links begin with `base` ("https://chat.example.com"). Those stored with
  /// another base follow.
  void on_start(storage::Transaction& transaction, const std::string& base);

  /// updateUserIcon and its kin. The answer's URL is where to upload; none: nothing is to be uploaded.
  Result<protocol::UploadIconEvent> change(storage::Transaction& transaction, const Caller& caller, IconKind kind,
                                           const std::string& owner, const IconChange& change);
  /// The upload has become this blob: returns its download URL. Error: the user has lost the right meanwhile.
  Result<std::string> uploaded(storage::Transaction& transaction, const UploadTicket& ticket,
                               const blobs::HeldBlob& blob);
  /// The owner is gone; nobody is told.
  void forget(storage::Transaction& transaction, IconKind kind, const std::string& owner);

  /// The blob of a download link's id.
  std::optional<std::string> blob_of(storage::Reader& reader, std::string_view id) const;

  UploadTickets& tickets() { return tickets_; }  ///< thread-safe
  const IconsConfig& config() const { return config_; }

 private:
  /// Removes the icon, if there is one; false: there was none.
  bool drop(storage::Transaction& transaction, IconKind kind, const std::string& owner);

  const Clock& clock_;
  const blobs::BlobReferences& references_;
  const IconsConfig config_;
  std::string base_;
  std::map<IconKind, IconOwners*> owners_;
  UploadTickets tickets_;
};

}  // namespace parley::domain
