#pragma once
// How many things refer to a blob.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "blobs/blob_store.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {
/// Schema of the references.
storage::Migrations blobs_migrations();
}  // namespace parley::domain

namespace parley::blobs {

/// Counts in the transaction of what refers: an icon, an attachment. Whoever stores a blob's id adds, whoever forgets
/// it releases, once each. Used in write bodies; no state between them.
class BlobReferences {
 public:
  /// Told, after the commit and on the storage writer thread, that nothing refers to the blob any more.
  using Unused = std::function<void(const std::string& id)>;
  explicit BlobReferences(Unused unused) : unused_(std::move(unused)) {}

  /// One more. Keep `blob` alive until the write's `done`: only then does the reference protect the file.
  void add(storage::Transaction& transaction, const HeldBlob& blob) const;
  /// One more for a blob that something stored refers to already.
  void share(storage::Transaction& transaction, std::string_view id) const;
  /// One less.
  void release(storage::Transaction& transaction, const std::string& id) const;

  static bool used(storage::Reader& reader, std::string_view id);
  /// Ids with this beginning that something refers to, ascending.
  static std::vector<std::string> list(storage::Reader& reader, std::string_view prefix);

 private:
  const Unused unused_;
};

}  // namespace parley::blobs
