#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "domain/messages/message.hpp"
#include "protocol/messages_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Which part of a journal a viewer asks for.
struct JournalQuestion {
  std::int64_t target = 0;
  std::string viewer;
  std::int64_t since = 0;
  std::int64_t limit = 0;                     ///< most messages
  std::vector<protocol::CachedRange> ranges;  ///< changes of delivery count in them only; empty: everywhere
};

struct JournalPart {
  std::vector<StoredMessage> messages;  ///< what changed for the viewer, in the order of the changes, each once
  std::int64_t cursor = 0;              ///< where to go on
  bool more = false;
  bool too_far = false;  ///< changes after `since` are forgotten, or there are more than `most` new messages
};

/// Goes through the journal from the record after `since` on. Costs a fixed number of statements, some for each message
/// returned, and one for each change of a message or of the viewer's own messages' delivery; goes through a bounded
/// number of records at once. Runs inside a body of the storage.
JournalPart walk_journal(storage::Reader& reader, const JournalQuestion& question, std::int64_t most);

}  // namespace parley::domain
