// Searching the words of a place's messages, and keeping their index.
#include <algorithm>
#include <utility>

#include "domain/messages/message_index.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/message_view.hpp"
#include "domain/messages/message_words.hpp"
#include "domain/messages/messages.hpp"

namespace parley::domain {
namespace {

constexpr std::int64_t kMaxFound = 1'000;
constexpr std::size_t kMaxWords = 64;
constexpr std::int64_t kMaxScanned = 20'000;  // messages that are not in the index yet
constexpr std::int64_t kWindow = 100'000;     // messages between two looks at the clock
constexpr std::chrono::seconds kTimeLimit{2};

}  // namespace

Result<protocol::ChatSearchResultEvent> Messages::search(storage::Reader& reader, const Caller& caller,
                                                         const protocol::calls::SearchChatMessages& call) const {
  PARLEY_TRY(const TargetSeat seat, readable_seat(reader, caller, TargetName::of_key(call.chatId)));
  protocol::ChatSearchResultEvent answer;
  answer.chatId = call.chatId;
  answer.searchId = call.searchId.value_or("");
  std::int64_t limit = kMaxFound;
  if (call.limit && *call.limit >= 0) limit = std::min(*call.limit, kMaxFound);
  const WordQuery query = word_query(call.searchString);
  if (query.words.size() > kMaxWords) return Error{"A search has up to 64 words"};
  const auto target = message_store::find_target(reader, wire(seat.type), seat.key);
  if (seat.encrypted || !target || query.words.empty() || limit == 0) return answer;

  std::vector<StoredMessage> found;
  const auto deadline = clock_.steady() + kTimeLimit;
  bool late = false;
  const auto take = [&](std::int64_t sequence) {
    late = clock_.steady() > deadline;
    if (late) return false;
    std::optional<StoredMessage> message = message_store::at(reader, target->id, sequence);
    if (message && !message->deleted && message->visible_to(caller.user)) found.push_back(std::move(*message));
    return static_cast<std::int64_t>(found.size()) < limit;
  };
  bool go_on = true;
  std::int64_t scanned = 0;
  bool behind = false;
  message_index::scan_new(reader, target->id, [&](const message_index::NewText& text) {
    behind = ++scanned > kMaxScanned;
    late = clock_.steady() > deadline;
    if (behind || late) return false;
    if (query.found_in(words_of(text.body))) go_on = take(text.sequence);
    return go_on;
  });
  if (behind) return Error{"The messages of this chat are being prepared for searching, try again later"};
  // What begins with a word is collected before the first of it comes: doing that for each window would do it often.
  std::int64_t to = message_index::indexed(reader, target->id);
  const std::int64_t window = query.prefix ? std::max(to, kWindow) : kWindow;
  for (; to > 0 && go_on && !late; to -= window) {
    message_index::find(reader, target->id, query, std::max<std::int64_t>(1, to - window + 1), to,
                        [&](std::int64_t sequence) { return go_on = take(sequence); });
    late = late || clock_.steady() > deadline;
  }
  if (late) return Error{"The search takes too long, try other words"};

  std::sort(found.begin(), found.end(), [](const StoredMessage& a, const StoredMessage& b) { return a.date < b.date; });
  answer.messages.reserve(found.size());
  for (const StoredMessage& message : found) {
    answer.messages.push_back(whole_message(reader, seat, target->id, message, caller.user));
  }
  return answer;
}

Result<std::vector<TargetName>> Messages::searched_places(storage::Reader& reader, const Caller& caller,
                                                          const std::optional<std::string>& key) const {
  if (!key || key->empty()) return targets_.of_member(reader, caller.user);
  const TargetName name = TargetName::of_key(*key);
  PARLEY_CHECK(readable_seat(reader, caller, name));
  return std::vector<TargetName>{name};
}

std::int64_t Messages::index_messages(storage::Transaction& transaction, std::int64_t after,
                                      std::int64_t texts_at_most) {
  constexpr int kTargetsAtOnce = 50;
  std::int64_t left = texts_at_most - message_index::forget_some(transaction, texts_at_most);
  for (int i = 0; i < kTargetsAtOnce && left > 0; ++i) {
    const std::optional<message_index::Work> work = message_index::next_work(transaction, after);
    if (!work) return 0;
    after = work->target;
    if (targets_.searchable(transaction, work->name)) {
      left -= message_index::index_some(transaction, work->target, left);
    } else {
      message_index::skip(transaction, work->target);
    }
  }
  return after;
}

}  // namespace parley::domain
