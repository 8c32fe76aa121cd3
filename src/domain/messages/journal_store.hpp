#pragma once
// The statements on the journal. Used inside bodies of the storage, like the Reader they are given.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/messages/message.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Some messages of one author that one recipient got or read: those he was sent within both bounds, ends included.
struct DeliveryRun {
  std::string author;
  std::string recipient;
  Millis first_date = 0;
  Millis last_date = 0;
  std::int64_t first_sequence = 0;
  std::int64_t last_sequence = 0;
  std::int64_t count = 0;  ///< how many messages
};

}  // namespace parley::domain

namespace parley::domain::journal_store {

/// How far a target's journal has come.
struct Position {
  std::int64_t cursor = 0;  ///< number given last; 0: none yet
  bool lagging = false;     ///< some members have yet to be told of numbers before it
  std::int64_t forgotten = 0;
};
Position position(storage::Reader& reader, std::int64_t target);
/// Gives out `count` numbers and returns the last; `lagging` as of before.
Position take_numbers(storage::Transaction& transaction, std::int64_t target, std::int64_t count);
void set_lagging(storage::Transaction& transaction, std::int64_t target, bool lagging);

void add_change(storage::Transaction& transaction, std::int64_t target, std::int64_t cursor, Millis now,
                std::int64_t sequence);
/// `cursor`: the last of run.count numbers.
void add_delivery(storage::Transaction& transaction, std::int64_t target, std::int64_t cursor, Millis now,
                  const DeliveryRun& run);

struct Change {
  std::int64_t cursor = 0;
  std::int64_t sequence = 0;            ///< of the changed message
  std::optional<DeliveryRun> delivery;  ///< instead
};
/// Changes with numbers above `since`, in order, at most `limit`.
std::vector<Change> changes(storage::Reader& reader, std::int64_t target, std::int64_t since, std::int64_t limit);

/// A message at its publication.
struct Publication {
  std::int64_t cursor = 0;
  std::int64_t sequence = 0;
  bool visible = false;  ///< to the viewer
};
/// The first message with sequence >= `sequence`.
std::optional<Publication> publication(storage::Reader& reader, std::int64_t target, std::int64_t sequence);
std::vector<Publication> publications(storage::Reader& reader, std::int64_t target, std::string_view viewer,
                                      std::int64_t from_sequence, std::int64_t limit);
/// Whether `viewer` may see a message between these two, both excluded.
bool has_visible_between(storage::Reader& reader, std::int64_t target, std::string_view viewer, std::int64_t after,
                         std::int64_t before);
struct RunMessage {
  std::int64_t sequence = 0;
  Millis date = 0;
  std::int64_t audience = 0;
};
/// All messages within the bounds that are the author's and visible to the recipient, by date: also those whose
/// audience he wasn't in.
std::vector<RunMessage> messages_of(storage::Reader& reader, std::int64_t target, const DeliveryRun& run);

/// The next target after `target` that has changes; 0: none.
std::int64_t next_target(storage::Reader& reader, std::int64_t target);
/// Forgets changes from before `oldest` and all but the newest `most`, at most `at_once` of them. Returns how many.
std::int64_t forget(storage::Transaction& transaction, std::int64_t target, Millis oldest, std::int64_t most,
                    std::int64_t at_once);

}  // namespace parley::domain::journal_store
