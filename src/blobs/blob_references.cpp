#include "blobs/blob_references.hpp"

namespace parley::blobs {

void BlobReferences::add(storage::Transaction& transaction, const HeldBlob& blob) const {
  transaction.execute(
      "INSERT INTO blobs (id, size, uses) VALUES ($1, $2, 1) ON CONFLICT (id) DO UPDATE SET uses = blobs.uses + 1",
      {std::string_view(blob.id), static_cast<std::int64_t>(blob.size)});
}

void BlobReferences::share(storage::Transaction& transaction, std::string_view id) const {
  if (transaction.execute("UPDATE blobs SET uses = uses + 1 WHERE id = $1", {id}) == 0) {
    throw storage::StorageError("a blob nobody refers to cannot be shared");
  }
}

void BlobReferences::release(storage::Transaction& transaction, const std::string& id) const {
  transaction.execute("UPDATE blobs SET uses = uses - 1 WHERE id = $1", {std::string_view(id)});
  if (transaction.execute("DELETE FROM blobs WHERE id = $1 AND uses <= 0", {std::string_view(id)}) > 0) {
    transaction.after_commit([this, id] { unused_(id); });
  }
}

bool BlobReferences::used(storage::Reader& reader, std::string_view id) {
  return reader.query("SELECT 1 FROM blobs WHERE id = $1", {id})->next();
}

std::vector<std::string> BlobReferences::list(storage::Reader& reader, std::string_view prefix) {
  std::vector<std::string> ids;
  // Behind the last digit: 'g'.
  const std::string end = std::string(prefix) + "g";
  const auto rows = reader.query("SELECT id FROM blobs WHERE id >= $1 AND id < $2 ORDER BY id", {prefix, end});
  while (rows->next()) ids.push_back(rows->string(0));
  return ids;
}

}  // namespace parley::blobs
