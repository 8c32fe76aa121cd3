#pragma once
// Edits that wait for their files. Their text is stored, and told when the files have come; should the server end
// before that, the next start tells it. Used inside bodies of the storage.
#include <cstdint>
#include <vector>

#include "domain/messages/target_name.hpp"
#include "storage/storage.hpp"

namespace parley::domain::untold_edits {

struct UntoldEdit {
  TargetName name;
  std::int64_t target = 0;
  std::int64_t last_sequence = 0;  ///< of the target
  std::int64_t sequence = 0;
};

/// Stays until remove(), however often it is added.
void add(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence);
void remove(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence);
std::vector<UntoldEdit> all(storage::Reader& reader);

}  // namespace parley::domain::untold_edits
