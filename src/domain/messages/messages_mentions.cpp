// Messages that mention somebody.
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "domain/messages/boundaries.hpp"
#include "domain/messages/mentions.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/message_view.hpp"
#include "domain/messages/messages.hpp"

namespace parley::domain {
namespace {

constexpr std::int64_t kMaxFound = 1'000;

/// A mention in one of several places.
struct Found {
  Millis date = 0;
  std::int64_t sequence = 0;
  std::int64_t target = 0;
};

protocol::MessageInfo info_of(const protocol::Message& message) {
  protocol::MessageInfo info;
  info.id = message.id;
  info.targetEntityType = message.targetEntityType;
  info.targetEntityId = message.targetEntityId;
  if (message.parentMessage)
    info.parentMessage = std::make_shared<protocol::MessageInfo>(info_of(*message.parentMessage));
  info.date = message.date;
  info.clientDate = message.date;
  info.from = message.from;
  info.to = message.to;
  info.body = message.body;
  info.attachments = message.attachments;
  info.privateMessage = message.privateMessage;
  info.edited = message.edited;
  info.dateOfEdit = message.dateOfEdit;
  return info;
}

}  // namespace

Result<protocol::LoadMessagesWithMentionsResult> Messages::with_mentions(
    storage::Reader& reader, const Caller& caller, const protocol::calls::LoadMessagesWithMentions& call) const {
  PARLEY_TRY(const std::vector<TargetName> places, searched_places(reader, caller, call.chatId));

  const Millis start = call.timeFrame && !call.boundaries ? call.timeFrame->start : 0;
  const Millis end = call.timeFrame && !call.boundaries && call.timeFrame->end >= 0
                         ? call.timeFrame->end
                         : std::numeric_limits<Millis>::max();
  std::vector<Found> found;
  std::map<std::int64_t, TargetSeat> seats;
  for (const TargetName& name : places) {
    const auto target = message_store::find_target(reader, wire(name.type), name.key);
    if (!target) continue;
    const std::vector<mentions::Mention> here = mentions::find(reader, target->id, call.userTag, caller.user);
    if (here.empty()) continue;
    Result<TargetSeat> seat = readable_seat(reader, caller, name);
    if (!seat || seat->encrypted) continue;
    for (const mentions::Mention& mention : here) {
      if (mention.date >= start && mention.date <= end) found.push_back({mention.date, mention.sequence, target->id});
    }
    seats.emplace(target->id, std::move(*seat));
  }
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.date != b.date ? a.date < b.date : a.target < b.target; });
  protocol::LoadMessagesWithMentionsResult answer;
  answer.totalSize = static_cast<std::int64_t>(found.size());
  cut(found, call.boundaries, call.timeFrame, call.sortOrder.value_or(protocol::SortOrder::ASC), kMaxFound);
  answer.messages.reserve(found.size());
  for (const Found& mention : found) {
    if (const auto message = message_store::at(reader, mention.target, mention.sequence)) {
      answer.messages.push_back(
          info_of(whole_message(reader, seats[mention.target], mention.target, *message, caller.user)));
    }
  }
  return answer;
}

}  // namespace parley::domain
