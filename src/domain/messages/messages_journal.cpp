#include <algorithm>
#include <map>
#include <utility>

#include "domain/messages/journal_walk.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/message_view.hpp"
#include "domain/messages/messages.hpp"
#include "protocol/enums.hpp"

namespace parley::domain {
namespace {

constexpr std::int64_t kMaxLimit = 1'000;
constexpr std::int64_t kForgetAtOnce = 5'000;
constexpr int kTargetsAtOnce = 100;

Result<void> check(const std::vector<protocol::CachedRange>& ranges) {
  if (ranges.size() > static_cast<std::size_t>(protocol::constants::MAX_CACHED_RANGES)) {
    return Error{"There may be up to 32 cached ranges"};
  }
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const protocol::CachedRange& range = ranges[i];
    const bool last = i + 1 == ranges.size();
    if (range.from < 0 || range.to < 0) return Error{"A cached range has dates"};
    if (range.to == 0 && !last) return Error{"Only the last cached range may reach the present"};
    if (range.to != 0 && range.to < range.from) return Error{"A cached range ends before it begins"};
    if (i > 0 && range.from <= ranges[i - 1].to) {
      return Error{"Cached ranges must be sorted and must not overlap"};
    }
  }
  return {};
}

/// The same messages as clients get them, in the same order. They may lie far apart, so they are read in groups that
/// don't: what belongs to messages is looked up from the first to the last of them.
std::vector<protocol::Message> scattered_views(storage::Reader& reader, const TargetSeat& seat, std::int64_t target,
                                               const std::vector<StoredMessage>& messages, std::string_view viewer,
                                               bool& pending) {
  constexpr std::int64_t kNear = 32;
  std::vector<std::size_t> order(messages.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return messages[a].sequence < messages[b].sequence; });
  std::vector<protocol::Message> views(messages.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::vector<StoredMessage> group = {messages[order[begin]]};
    std::size_t end = begin + 1;
    while (end < order.size() && messages[order[end]].sequence - group.back().sequence <= kNear) {
      group.push_back(messages[order[end++]]);
    }
    const DeliveryBook book = message_store::delivery_book(reader, target, group);
    for (const StoredMessage& message : group) pending = pending || book.pending(message, viewer);
    std::vector<protocol::Message> group_views = message_views(reader, seat, target, group, book, viewer);
    for (std::size_t i = 0; i < group.size(); ++i) views[order[begin + i]] = std::move(group_views[i]);
    begin = end;
  }
  return views;
}

}  // namespace

Result<protocol::ChatsSyncSummaryEvent> Messages::sync_summary(storage::Reader& reader, const Caller& caller,
                                                               const protocol::calls::GetChatsSyncSummary&) const {
  protocol::ChatsSyncSummaryEvent answer;
  for (const TargetName& name : targets_.of_member(reader, caller.user)) {
    protocol::ChatCursor& cursor = answer.cursors.emplace_back();
    cursor.targetEntityType = name.type;
    cursor.targetEntityId = name.id();
    const auto target = message_store::find_target(reader, wire(name.type), name.key);
    cursor.currentCursor = target ? target->last_cursor : 0;
  }
  return answer;
}

Result<Messages::Difference> Messages::find_difference(storage::Reader& reader, const Caller& caller,
                                                       const protocol::calls::GetMessagesDifference& call) const {
  JournalQuestion question;
  question.viewer = caller.user;
  question.since = call.sinceCursor.value_or(0);
  question.limit = call.limit.value_or(0);
  question.ranges = call.cachedRanges.value_or(std::vector<protocol::CachedRange>{});
  if (question.since < 0) return Error{"A cursor can't be negative"};
  if (question.limit < 0) return Error{"A limit can't be negative"};
  if (question.limit == 0) question.limit = protocol::constants::DEFAULT_MESSAGES_DIFFERENCE_LIMIT;
  question.limit = std::min(question.limit, kMaxLimit);
  PARLEY_CHECK(check(question.ranges));

  Difference difference;
  PARLEY_TRY(difference.seat, readable_seat(reader, caller, call.targetEntityType, call.targetEntityId));
  difference.answer.targetEntityType = difference.seat.type;
  difference.answer.targetEntityId = difference.seat.id;
  const auto target = message_store::find_target(reader, wire(difference.seat.type), difference.seat.key);
  if (!target) {
    difference.answer.resyncRequired = question.since > 0;
    return difference;
  }
  difference.target = question.target = target->id;
  JournalPart part = walk_journal(reader, question, config_.journal.changes);
  difference.messages = std::move(part.messages);
  difference.answer.newCursor = part.cursor;
  difference.answer.hasMore = part.more;
  difference.answer.resyncRequired = part.too_far;
  return difference;
}

Result<std::optional<protocol::MessagesDifferenceEvent>> Messages::difference(
    storage::Reader& reader, const Caller& caller, const protocol::calls::GetMessagesDifference& call) const {
  PARLEY_TRY(Difference difference, find_difference(reader, caller, call));
  bool pending = false;
  difference.answer.messages =
      scattered_views(reader, difference.seat, difference.target, difference.messages, caller.user, pending);
  if (pending) return std::optional<protocol::MessagesDifferenceEvent>();
  return std::optional(std::move(difference.answer));
}

Result<protocol::MessagesDifferenceEvent> Messages::difference_and_deliver(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::GetMessagesDifference& call) {
  PARLEY_TRY(Difference difference, find_difference(transaction, caller, call));
  const TargetSeat& seat = difference.seat;
  std::vector<StoredMessage> pending;
  for (const StoredMessage& message : difference.messages) {
    const DeliveryBook book = message_store::delivery_book(transaction, difference.target, {message});
    if (book.pending(message, caller.user)) pending.push_back(message);
  }
  if (!pending.empty()) {
    DeliveryBook book = message_store::delivery_book(transaction, difference.target, pending);
    const std::vector<DeliveryRun> runs = deliver(transaction, caller, difference.target, std::move(pending), book);
    for (const DeliveryRun& run : runs) {
      tell_delivered(transaction, caller, seat, run.author, run.first_date, run.last_date);
    }
    journal_.delivered(transaction, seat, difference.target, runs);
    // The numbers this took concern the authors alone: the caller need not ask for them.
    if (!difference.answer.hasMore) {
      difference.answer.newCursor = journal_store::position(transaction, difference.target).cursor;
    }
  }
  bool left = false;
  difference.answer.messages =
      scattered_views(transaction, seat, difference.target, difference.messages, caller.user, left);
  return std::move(difference.answer);
}

std::int64_t Messages::trim_journal(storage::Transaction& transaction, std::int64_t target) {
  const Millis oldest = clock_.now() - config_.journal.age.count();
  std::int64_t left = kForgetAtOnce;
  for (int i = 0; i < kTargetsAtOnce && left > 0; ++i) {
    const std::int64_t next = journal_store::next_target(transaction, target);
    if (next == 0) return 0;
    const std::int64_t forgotten = journal_store::forget(transaction, next, oldest, config_.journal.changes, left);
    left -= forgotten;
    if (left <= 0) return target;  // this one may have more
    target = next;
  }
  return target;
}

}  // namespace parley::domain
