#pragma once
// The statements on the tables of messages. Used inside bodies of the storage, like the Reader they are given.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/messages/delivery.hpp"
#include "domain/messages/message.hpp"
#include "protocol/messages_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain::message_store {

/// A chat, channel or thread that has had messages.
struct Target {
  std::int64_t id = 0;
  std::int64_t last_sequence = 0;
  Millis last_date = 0;
  std::int64_t last_cursor = 0;  ///< number of its journal given last
  bool lagging = false;          ///< as in journal_store::Position
};

std::optional<Target> find_target(storage::Reader& reader, std::string_view type, std::string_view target_id);
/// Gives the sender's next message its sequence, its number in the journal and its date: `now`, or just after the date
/// given last. No two of one sender are a millisecond apart: the range of what somebody has got begins a millisecond
/// before its first message.
Target advance_target(storage::Transaction& transaction, std::string_view type, std::string_view target_id,
                      std::string_view sender, Millis now);
/// Keeps the date his next message would get for one that is published later.
Millis reserve_date(storage::Transaction& transaction, std::string_view type, std::string_view target_id,
                    std::string_view sender, Millis now);
/// Gives the next message its sequence and number and leaves the dates alone. Nothing: there is no such target.
std::optional<Target> advance_sequence(storage::Transaction& transaction, std::string_view type,
                                       std::string_view target_id);
/// Forgets everything.
void remove_target(storage::Transaction& transaction, std::string_view type, std::string_view target_id);

void add(storage::Transaction& transaction, std::int64_t target, const StoredMessage& message);
void edit(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence, std::string_view body,
          Millis now);
void mark_deleted(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence);
std::optional<StoredMessage> find(storage::Reader& reader, std::int64_t target, std::string_view message);
std::optional<StoredMessage> at(storage::Reader& reader, std::int64_t target, std::int64_t sequence);

/// Bytes of text in one page at most, so that long messages make no answer of hundreds of megabytes.
constexpr std::size_t max_page_text = std::size_t{64} << 20;
// Pages of what `viewer` may see, oldest first. Both ends are inclusive.
std::vector<StoredMessage> newest(storage::Reader& reader, std::int64_t target, std::string_view viewer, Millis from,
                                  Millis to, std::int64_t limit);
std::vector<StoredMessage> oldest(storage::Reader& reader, std::int64_t target, std::string_view viewer, Millis from,
                                  Millis to, std::int64_t limit);
/// Messages of others that `viewer` may see and that `mark` doesn't cover; deleted ones don't count.
std::int64_t count_unread(storage::Reader& reader, std::int64_t target, std::string_view viewer, const ReadMark& mark);

bool has_audience(storage::Reader& reader, std::int64_t target, std::int64_t version);
/// Remembers who the members were at some version, sorted, one a line; once.
void add_audience(storage::Transaction& transaction, std::int64_t target, std::int64_t version,
                  std::string_view members);
std::string audience(storage::Reader& reader, std::int64_t target, std::int64_t version);
/// Sets who hasn't got a message; with "", nobody.
void set_pending(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence,
                 std::string_view members);
/// All that tells the delivery of these messages.
DeliveryBook delivery_book(storage::Reader& reader, std::int64_t target, const std::vector<StoredMessage>& messages);

ReadMark read_mark(storage::Reader& reader, std::int64_t target, std::string_view user);
void set_read_mark(storage::Transaction& transaction, std::int64_t target, std::string_view user, const ReadMark& mark);
/// Messages of one sender to one audience that somebody reads.
struct UnreadGroup {
  std::string sender;
  std::int64_t audience = 0;  ///< 0: private
  Millis first = 0;
  Millis last = 0;
  std::int64_t count = 0;
};
/// What `reader_id` reads when his mark moves forward: messages of others that he may see, that `now` covers and `old`
/// doesn't. First those dated after the old mark, then those that were published after it though dated before.
struct UnreadGroups {
  std::vector<UnreadGroup> new_ones;
  std::vector<UnreadGroup> late_ones;
};
UnreadGroups unread_groups(storage::Reader& reader, std::int64_t target, std::string_view reader_id,
                           const ReadMark& old, const ReadMark& now);

/// False when it was there, or absent, already.
bool add_reaction(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence,
                  std::string_view reaction, std::string_view user);
bool remove_reaction(storage::Transaction& transaction, std::int64_t target, std::int64_t sequence,
                     std::string_view reaction, std::string_view user);
/// Reactions of one message.
struct ReactionCounts {
  std::int64_t of_user = 0;
  std::int64_t kinds = 0;  ///< different ones
};
ReactionCounts count_reactions(storage::Reader& reader, std::int64_t target, std::int64_t sequence,
                               std::string_view user);
/// By sequence, first come first.
std::map<std::int64_t, std::vector<protocol::MessageReaction>> reactions(storage::Reader& reader, std::int64_t target,
                                                                         std::int64_t from, std::int64_t to);

/// Whether a message, a reaction or a read position is his.
bool remembers_user(storage::Reader& reader, std::string_view user);

}  // namespace parley::domain::message_store
