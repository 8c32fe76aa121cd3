#include "domain/messages/untold_edits.hpp"

namespace parley::domain::untold_edits {

void add(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence) {
  transaction.execute("INSERT INTO message_untold_edits (target, sequence) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                      {target, sequence});
}

void remove(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence) {
  transaction.execute("DELETE FROM message_untold_edits WHERE target = $1 AND sequence = $2", {target, sequence});
}

std::vector<UntoldEdit> all(storage::Reader& reader) {
  std::vector<UntoldEdit> edits;
  auto rows = reader.query(
      "SELECT t.type, t.target_id, t.id, t.last_sequence, e.sequence FROM message_untold_edits e "
      "JOIN message_targets t ON t.id = e.target");
  while (rows->next()) {
    edits.push_back(
        {TargetName::stored(rows->text(0), rows->string(1)), rows->integer(2), rows->integer(3), rows->integer(4)});
  }
  return edits;
}

}  // namespace parley::domain::untold_edits
