#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
#include "domain/chats/chats.hpp"
#include "domain/messages/delivery.hpp"
#include "domain/messages/journal.hpp"
#include "domain/messages/message.hpp"
#include "domain/messages/targets.hpp"
#include "events/bus.hpp"
#include "protocol/chats_types.hpp"
#include "protocol/messages_calls.hpp"
#include "protocol/messages_types.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Schema of this folder.
storage::Migrations messages_migrations();

/// What the journal keeps of each target; to who asks for older changes it says that he must load anew.
struct JournalRetention {
  std::chrono::milliseconds age = std::chrono::hours(24 * 30);
  std::int64_t changes = 100'000;
};

/// Messages of all targets, their delivery and the users' read positions.
/// Calls with a Transaction run on the storage writer thread, those with a Reader on any storage thread; keeps no state
/// between calls. Each method that takes a `calls::` struct checks who asks; Error: the sentence for OPERATION_FAILED.
class Messages final : public ChatObserver {
 public:
  /// Hears of deleted chats from `chats`, which must not be used after this object is gone.
  Messages(Chats& chats, events::Outbox& outbox, const events::Connections& connections, const Clock& clock,
           JournalRetention retention = {})
      : chats_(chats),
        targets_(chats),
        outbox_(outbox),
        connections_(connections),
        clock_(clock),
        journal_(outbox, clock),
        retention_(retention) {
    chats.observe(*this);
  }

  // Writing (messages_write.cpp)
  Result<protocol::MessageStatusEvent> send(storage::Transaction&, const Caller&, const protocol::calls::SendMessage&);
  Result<protocol::MessageStatusEvent> edit(storage::Transaction&, const Caller&, const protocol::calls::EditMessage&);
  /// Returns the watermark that the caller's connection is to get after its answer, which carries no number; cursor 0:
  /// there was nothing to delete any more, and nothing to tell.
  Result<protocol::MessagesCursorAdvancedEvent> remove(storage::Transaction&, const Caller&,
                                                       const protocol::calls::DeleteMessage&);
  Result<protocol::AddedRemovedReactionOnMessage> add_reaction(storage::Transaction&, const Caller&,
                                                               const protocol::calls::AddReactionOnMessage&);
  Result<protocol::AddedRemovedReactionOnMessage> remove_reaction(storage::Transaction&, const Caller&,
                                                                  const protocol::calls::RemoveReactionOnMessage&);
  /// The system message of a meeting that has ended: all members get it, `started_by` included. `body`: the JSON text
  /// of the MeetingHistoryItem. Nothing happens when the target is gone.
  void add_meeting_history(storage::Transaction&, protocol::MessageTargetEntityType,
                           const protocol::MessageTargetEntityId&, const std::string& started_by, std::string body);

  // Read positions (messages_read.cpp)
  Result<protocol::LastReadMessageUpdated> mark_read(storage::Transaction&, const Caller&,
                                                     const protocol::calls::MarkMessageRead&);
  Result<protocol::LastReadMessageUpdated> mark_unread(storage::Transaction&, const Caller&,
                                                       const protocol::calls::MarkMessageUnread&);

  // Loading (messages_load.cpp). At most `max_loaded` messages, the newest of those asked for.
  static constexpr std::int64_t max_loaded = 10'000;
  /// Nothing when a message asked for has yet to be delivered to the caller: then call load_and_deliver instead, which
  /// writes. Most loads only read.
  Result<std::optional<protocol::ChatMessagesEvent>> load(storage::Reader&, const Caller&,
                                                          const protocol::calls::LoadMessages&) const;
  Result<protocol::ChatMessagesEvent> load_and_deliver(storage::Transaction&, const Caller&,
                                                       const protocol::calls::LoadMessages&);
  Result<protocol::ChatLoadedEvent> load_chat(storage::Reader&, const Caller&, const protocol::calls::LoadChat&) const;
  Result<protocol::ChatMessagesCount> count(storage::Reader&, const Caller&,
                                            const protocol::calls::GetMessagesCount&) const;
  Result<protocol::FirstAndLastChatMessage> first_and_last(storage::Reader&, const Caller&,
                                                           const protocol::calls::GetFirstAndLastMessage&) const;
  Result<protocol::UnreadMessagesCountEvent> count_unread(storage::Reader&, const Caller&,
                                                          const protocol::calls::GetUnreadMessagesCount&) const;

  // Searching (messages_search.cpp)
  /// The newest messages that have the words side by side, at most 1000, by what they say now; ascending by date.
  /// Nothing is found in secure chats. Error: there is too much to look through.
  Result<protocol::ChatSearchResultEvent> search(storage::Reader&, const Caller&,
                                                 const protocol::calls::SearchChatMessages&) const;
  /// Messages of one of the caller's chats, or of all, that mention the tag or everybody (messages_mentions.cpp).
  /// totalSize leaves out what is outside the time frame alone.
  Result<protocol::LoadMessagesWithMentionsResult> with_mentions(
      storage::Reader&, const Caller&, const protocol::calls::LoadMessagesWithMentions&) const;
  /// Puts some messages of targets after `after` into the index of words; search() looks through the rest itself.
  /// Returns where to go on; 0: that was all. To be called several times a second.
  std::int64_t index_messages(storage::Transaction&, std::int64_t after);

  // The journal (messages_journal.cpp)
  Result<protocol::ChatsSyncSummaryEvent> sync_summary(storage::Reader&, const Caller&,
                                                       const protocol::calls::GetChatsSyncSummary&) const;
  /// Nothing when a message to be returned has yet to be delivered to the caller: then call difference_and_deliver
  /// instead, which writes.
  Result<std::optional<protocol::MessagesDifferenceEvent>> difference(
      storage::Reader&, const Caller&, const protocol::calls::GetMessagesDifference&) const;
  Result<protocol::MessagesDifferenceEvent> difference_and_deliver(storage::Transaction&, const Caller&,
                                                                   const protocol::calls::GetMessagesDifference&);
  /// Forgets changes that are too old or too many, those of a few targets after `target` at a time. Returns where to go
  /// on; 0: that was all. To be called now and then.
  std::int64_t trim_journal(storage::Transaction&, std::int64_t target);

  void chat_deleted(storage::Transaction&, const Chat&) override;

 private:
  /// A message of a target, and the caller's place there.
  struct Located {
    TargetSeat seat;
    std::int64_t target = 0;
    std::int64_t last_sequence = 0;
    StoredMessage message;
  };
  struct Page {
    TargetSeat seat;
    std::int64_t target = 0;
    std::vector<StoredMessage> messages;
  };

  struct Published {
    protocol::Message message;
    std::int64_t cursor = 0;
  };
  /// What getMessagesDifference is about to return.
  struct Difference {
    TargetSeat seat;
    std::int64_t target = 0;
    std::vector<StoredMessage> messages;  ///< in the order of their changes
    protocol::MessagesDifferenceEvent answer;
  };

  /// The caller's place, which must allow him to read.
  Result<TargetSeat> readable_seat(storage::Reader&, const Caller&, protocol::MessageTargetEntityType,
                                   const protocol::MessageTargetEntityId&) const;
  /// A message the caller may see in a target he is a member of. The texts are for what is missing.
  Result<Located> locate(storage::Reader&, const Caller&, protocol::MessageTargetEntityType,
                         const protocol::MessageTargetEntityId&, const std::string& message, std::string_view no_target,
                         std::string_view no_message) const;
  Result<Page> page(storage::Reader&, const Caller&, const protocol::calls::LoadMessages&) const;

  Result<Difference> find_difference(storage::Reader&, const Caller&,
                                     const protocol::calls::GetMessagesDifference&) const;

  /// Gives the message its sequence, date, number and delivery, stores and counts it.
  Published publish(storage::Transaction&, const TargetSeat&, StoredMessage);
  /// Makes what is pending for the caller among these messages delivered, in `book` too. Returns runs of messages, each
  /// of one author and without gaps.
  std::vector<DeliveryRun> deliver(storage::Transaction&, const Caller&, std::int64_t target,
                                   std::vector<StoredMessage>, DeliveryBook& book);
  void tell_delivered(storage::Transaction&, const Caller&, const TargetSeat&, const std::string& author, Millis from,
                      Millis to);
  /// Moves the caller's position forward and tells the authors of what he thereby reads.
  void read_up_to(storage::Transaction&, const Caller&, const TargetSeat&, std::int64_t target,
                  const ReadPosition& position);
  protocol::LastReadMessageUpdated move_position(storage::Transaction&, const Caller&, const TargetSeat&,
                                                 std::int64_t target, const ReadPosition&);
  void tell(storage::Transaction&, std::vector<std::string> users, events::ConnectionId except, std::string frame);
  /// All who may see the message and still are members.
  static std::vector<std::string> audience_now(const TargetSeat&, const StoredMessage&);

  Chats& chats_;
  Targets targets_;
  events::Outbox& outbox_;
  const events::Connections& connections_;
  const Clock& clock_;
  Journal journal_;
  const JournalRetention retention_;
};

}  // namespace parley::domain
