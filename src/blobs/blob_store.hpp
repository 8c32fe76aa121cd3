#pragma once
// Where files of users are kept: icons, attachments, recordings. A blob never changes; its name is the hash of its
// content, so the same content is stored once. Nothing here knows what a blob is for.
//
// All calls do file I/O: run them on a WorkerPool, never on a network loop or the storage writer thread.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace parley::blobs {

/// A blob's name: 64 lower-case hexadecimal digits, the SHA-256 of its content.
bool is_blob_id(std::string_view text);

/// A blob that is on the disk for good and that nobody removes while a copy of this lives. Whoever stores a reference
/// to it (BlobReferences::add) keeps it until the write's `done` was called; what is never referenced is removed later.
struct HeldBlob {
  std::string id;
  std::uint64_t size = 0;
  std::shared_ptr<const void> hold;
};

/// Takes one file, piece by piece, without keeping it in memory. Used by one thread at a time. Its destruction throws
/// away what was not committed, so does a crash.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  /// Error: the limit is exceeded, or the disk is full or broken; the writer is then good for nothing but destruction.
  virtual Result<void> append(std::string_view bytes) = 0;
  /// Bytes appended so far.
  virtual std::uint64_t size() const = 0;
  /// Makes the blob durable: it is wholly there afterwards, also after a loss of power. The last call.
  virtual Result<HeldBlob> commit() = 0;
};

/// One blob, open: it can be read to its end even when it is removed meanwhile. Thread-safe.
class BlobReader {
 public:
  virtual ~BlobReader() = default;
  virtual std::uint64_t size() const = 0;
  /// `count` bytes from `offset` on; fewer at the end, none behind it.
  virtual Result<std::string> read(std::uint64_t offset, std::size_t count) const = 0;
};

/// Thread-safe; outlives its writers and readers.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// `limit`: bytes; one more is an error of append().
  virtual Result<std::unique_ptr<BlobWriter>> create(std::uint64_t limit) = 0;
  /// Error: there is no such blob, or it can't be read.
  virtual Result<std::unique_ptr<BlobReader>> open(std::string_view id) const = 0;
  virtual bool contains(std::string_view id) const = 0;
  /// Removes the blob when nobody holds it and `unused`, asked while nobody can begin to hold it, says so. True: it is
  /// gone. For BlobCollector.
  virtual bool remove_if(const std::string& id, const std::function<bool()>& unused) = 0;
  /// `freed` is told of every blob whose last hold has gone, on the thread that let it go: what remove_if() had to
  /// leave may be removed now. It outlives the store where holds do, is quick and doesn't throw. For BlobCollector.
  virtual void on_freed(std::function<void(const std::string& id)> freed) = 0;
  /// Ids of all blobs whose name begins with `prefix` (two digits), in no order; what comes meanwhile may be missing.
  virtual std::vector<std::string> list(std::string_view prefix) const = 0;

  /// A whole small blob.
  Result<HeldBlob> put(std::string_view bytes);
  Result<std::string> get(std::string_view id) const;
};

/// Keeps blobs as files in a folder, which is made if missing. Files of uploads that a crash has cut off are removed.
/// Error: the folder can't be used, or another process uses it.
Result<std::unique_ptr<BlobStore>> open_local_store(const std::string& folder);

}  // namespace parley::blobs
