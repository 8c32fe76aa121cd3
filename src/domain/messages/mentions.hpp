#pragma once
// Whom messages mention: `<@user>`, `<@all>`, `<@everyone>`. Statements on the index of mentions; used inside bodies of
// the storage, like the Reader they are given.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/messages/message.hpp"
#include "storage/storage.hpp"

namespace parley::domain::mentions {

/// The tags in a text, each once: from "<@" to the next ">". At most 1000, none of more than 300 bytes.
std::set<std::string> tags_of(std::string_view body);

/// Enters what a message says; to be taken out again before it says something else.
void add(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence);
void remove(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence);

struct Mention {
  Millis date = 0;
  std::int64_t sequence = 0;
};
/// Messages that mention the tag or everybody and that `viewer` may see, oldest first; his own to everybody don't
/// count.
std::vector<Mention> find(storage::Reader& reader, std::int64_t target, std::string_view tag, std::string_view viewer);

}  // namespace parley::domain::mentions
