#include "blobs/blob_store.hpp"

#include <algorithm>

namespace parley::blobs {

bool is_blob_id(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
         });
}

Result<HeldBlob> BlobStore::put(std::string_view bytes) {
  PARLEY_TRY(const auto writer, create(bytes.size()));
  PARLEY_CHECK(writer->append(bytes));
  return writer->commit();
}

Result<std::string> BlobStore::get(std::string_view id) const {
  PARLEY_TRY(const auto reader, open(id));
  return reader->read(0, reader->size());
}

}  // namespace parley::blobs
