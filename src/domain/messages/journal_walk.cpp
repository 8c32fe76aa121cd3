#include "domain/messages/journal_walk.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "domain/chats/chat.hpp"
#include "domain/messages/journal_store.hpp"
#include "domain/messages/message_store.hpp"

namespace parley::domain {
namespace {

/// A question goes through so many records at most.
constexpr std::size_t kMostRecords = 20'000;
constexpr std::int64_t kReadAtOnce = 256;

/// Records read some at a time. `read(last)` gives those after `last`, which is nothing at first; less than kReadAtOnce
/// of them are the last ones.
template <class Record>
class Stream {
 public:
  using Read = std::function<std::vector<Record>(const Record* last)>;
  explicit Stream(Read read) : read_(std::move(read)), records_(read_(nullptr)) {}

  /// Nothing at the end.
  const Record* peek() {
    if (at_ == records_.size() && records_.size() == static_cast<std::size_t>(kReadAtOnce)) {
      const Record last = std::move(records_.back());
      records_ = read_(&last);
      at_ = 0;
    }
    return at_ < records_.size() ? &records_[at_] : nullptr;
  }
  void skip() { ++at_; }

 private:
  const Read read_;
  std::vector<Record> records_;
  std::size_t at_ = 0;
};

/// The first message that was published with a number above `since`; 0: none.
std::int64_t first_published_after(storage::Reader& reader, std::int64_t target, std::int64_t since) {
  // Numbers rise with sequences and are never below them, so bisection finds it between 1 and since + 1.
  std::int64_t low = 1;
  std::int64_t high = since + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto found = journal_store::publication(reader, target, middle);
    if (!found || found->cursor > since) {
      high = middle;
    } else {
      low = found->sequence + 1;
    }
  }
  const auto found = journal_store::publication(reader, target, low);
  return found ? found->sequence : 0;
}

bool in_ranges(const std::vector<protocol::CachedRange>& ranges, Millis date) {
  return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [&](const protocol::CachedRange& range) {
           return date >= range.from && (range.to == 0 || date <= range.to);
         });
}

class Walk {
 public:
  Walk(storage::Reader& reader, const JournalQuestion& question) : reader_(reader), question_(question) {}

  /// Takes one record after the other, in order. False: the page is full.
  bool take(const journal_store::Publication& publication) {
    return !publication.visible || add(publication.sequence, publication.cursor);
  }
  bool take(const journal_store::Change& change) {
    if (!change.delivery) {
      const auto message = message_store::at(reader_, question_.target, change.sequence);
      return !message || !message->visible_to(question_.viewer) || add(change.sequence, change.cursor);
    }
    if (change.delivery->author != question_.viewer) return true;
    return take(*change.delivery, change.cursor);
  }

  /// Number of the record that found no place any more, if there is one.
  std::optional<std::int64_t> left_over() const { return left_over_; }
  std::vector<StoredMessage> messages() const {
    std::vector<std::pair<std::int64_t, std::int64_t>> by_number;
    for (const auto& [sequence, number] : numbers_) by_number.emplace_back(number, sequence);
    std::sort(by_number.begin(), by_number.end());
    std::vector<StoredMessage> messages;
    for (const auto& [number, sequence] : by_number) {
      if (auto message = message_store::at(reader_, question_.target, sequence))
        messages.push_back(std::move(*message));
    }
    return messages;
  }

 private:
  bool take(const DeliveryRun& run, std::int64_t last_number) {
    std::int64_t number = last_number - run.count;
    for (const journal_store::RunMessage& message : journal_store::messages_of(reader_, question_.target, run)) {
      if (message.audience != 0 && !in_audience(message.audience, run.recipient)) continue;
      if (++number <= question_.since || !in_ranges(question_.ranges, message.date)) continue;
      if (!add(message.sequence, number)) return false;
    }
    return true;
  }
  bool add(std::int64_t sequence, std::int64_t number) {
    if (static_cast<std::int64_t>(numbers_.size()) >= question_.limit) {
      left_over_ = number;
      return false;
    }
    numbers_[sequence] = number;
    return true;
  }
  bool in_audience(std::int64_t audience, const std::string& user) {
    auto found = audiences_.find(audience);
    if (found == audiences_.end()) {
      std::vector<std::string> members = from_lines(message_store::audience(reader_, question_.target, audience));
      found = audiences_.emplace(audience, std::move(members)).first;
    }
    return std::binary_search(found->second.begin(), found->second.end(), user);
  }

  storage::Reader& reader_;
  const JournalQuestion& question_;
  std::map<std::int64_t, std::int64_t> numbers_;  ///< sequence to the number of the latest change
  std::map<std::int64_t, std::vector<std::string>> audiences_;
  std::optional<std::int64_t> left_over_;
};

}  // namespace

JournalPart walk_journal(storage::Reader& reader, const JournalQuestion& question, std::int64_t most) {
  const journal_store::Position position = journal_store::position(reader, question.target);
  JournalPart part;
  part.cursor = position.cursor;
  if (question.since == position.cursor) return part;
  if (question.since < position.forgotten || question.since > position.cursor) {
    part.too_far = true;
    return part;
  }
  const std::int64_t first = first_published_after(reader, question.target, question.since);
  if (first != 0 && journal_store::publication(reader, question.target, first + most)) {
    part.too_far = true;
    return part;
  }
  Stream<journal_store::Publication> publications([&](const journal_store::Publication* last) {
    if (first == 0) return std::vector<journal_store::Publication>();
    return journal_store::publications(reader, question.target, question.viewer, last ? last->sequence + 1 : first,
                                       kReadAtOnce);
  });
  Stream<journal_store::Change> changes([&](const journal_store::Change* last) {
    return journal_store::changes(reader, question.target, last ? last->cursor : question.since, kReadAtOnce);
  });

  Walk walk(reader, question);
  std::size_t records = 0;
  while (true) {
    const journal_store::Publication* publication = publications.peek();
    const journal_store::Change* change = changes.peek();
    if (!publication && !change) break;
    if (++records > kMostRecords) {
      part.more = true;
      break;
    }
    const bool published = publication && (!change || publication->cursor < change->cursor);
    const std::int64_t number = published ? publication->cursor : change->cursor;
    if (!(published ? walk.take(*publication) : walk.take(*change))) {
      part.more = true;
      part.cursor = *walk.left_over() - 1;
      part.messages = walk.messages();
      return part;
    }
    published ? publications.skip() : changes.skip();
    part.cursor = number;
  }
  if (!part.more) part.cursor = position.cursor;
  part.messages = walk.messages();
  return part;
}

}  // namespace parley::domain
