#pragma once
// The index of words of messages: an FTS5 table, which is SQLite's own; a driver for another engine brings its own file
// for these functions. Used inside bodies of the storage, like the Reader they are given.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/messages/message_words.hpp"
#include "domain/messages/target_name.hpp"
#include "storage/storage.hpp"

namespace parley::domain::message_index {

/// Messages of the target up to this sequence are in the index.
std::int64_t indexed(storage::Reader& reader, std::int64_t target);

/// Calls `found` with the sequences of indexed messages that have the words, the last published first, from `to` down
/// to `from`, until it returns false.
void find(storage::Reader& reader, std::int64_t target, const WordQuery& query, std::int64_t from, std::int64_t to,
          const std::function<bool(std::int64_t sequence)>& found);

/// Text that is not in the index yet.
struct NewText {
  std::int64_t sequence = 0;
  std::string body;
};
/// Calls `look` with the texts that are not in the index, the last published first, until it returns false.
void scan_new(storage::Reader& reader, std::int64_t target, const std::function<bool(const NewText&)>& look);

/// A message that has changed: the index has to say what it says now.
void refresh(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence);
/// A target is about to go; the rest of its index goes with index_some().
void target_removed(storage::Transaction& transaction, std::int64_t target);

/// Where there is something left to index.
struct Work {
  std::int64_t target = 0;
  TargetName name;
};
/// The next target after this one.
std::optional<Work> next_work(storage::Reader& reader, std::int64_t after);
/// Puts up to `limit` messages into the index, or, when an earlier target of the same number has left some behind,
/// takes up to as many out of it. Returns how many.
std::int64_t index_some(storage::Transaction& transaction, std::int64_t target, std::int64_t limit);
/// Takes messages of targets that are gone out of the index. Returns how many.
std::int64_t forget_some(storage::Transaction& transaction, std::int64_t limit);
/// Says that there is nothing to index in the target.
void skip(storage::Transaction& transaction, std::int64_t target);

}  // namespace parley::domain::message_index
