#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "blobs/blob_references.hpp"
#include "domain/attachments/downloads.hpp"
#include "domain/attachments/uploads.hpp"
#include "domain/caller.hpp"
#include "domain/chats/chats.hpp"
#include "domain/messages/attachment.hpp"
#include "domain/messages/attachment_store.hpp"
#include "domain/messages/audience_cache.hpp"
#include "domain/messages/delivery.hpp"
#include "domain/messages/journal.hpp"
#include "domain/messages/message.hpp"
#include "domain/messages/targets.hpp"
#include "domain/users/user_observer.hpp"
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

struct MessagesConfig {
  std::int64_t bytes_of_user = 0;  ///< how much the files of one sender may take together; 0: as much as there is
  JournalRetention journal{};
};

/// Right to a file and where its bytes are.
struct FoundAttachment {
  protocol::AttachmentRequest request;
  std::string path;  ///< for Downloads: what the right hangs on
  std::string blob;
  std::uint64_t size = 0;  ///< what is stored, whatever was announced
};

/// Messages of all targets, their files, their delivery and the users' read positions.
/// Calls with a Transaction run on the storage writer thread, those with a Reader on any storage thread; keeps no state
/// between calls but a cache of the writer's. Each method that takes a `calls::` struct checks who asks; Error: the
/// sentence for OPERATION_FAILED.
class Messages final : public UserObserver, private TargetObserver {
 public:
  /// Hears of changes from `chats` and `spaces`, which must not be used after this object is gone.
  Messages(Chats& chats, Spaces& spaces, Uploads& uploads, Downloads& downloads,
           const blobs::BlobReferences& references, events::Outbox& outbox, const events::Connections& connections,
           const Clock& clock, const MessagesConfig& config)
      : config_(config),
        targets_(chats, spaces, *this),
        uploads_(uploads),
        downloads_(downloads),
        references_(references),
        outbox_(outbox),
        connections_(connections),
        clock_(clock),
        journal_(outbox, clock) {}

  // Sending (messages_send.cpp)
  /// A message with attachments waits for them, unseen, in `uploads`; finish_upload() publishes it.
  Result<protocol::MessageStatusEvent> send(storage::Transaction&, const Caller&, const protocol::calls::SendMessage&);

  // Writing (messages_write.cpp)
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

  // Messages whose files are on their way (messages_files.cpp)
  /// What `uploads` gave for the caller's message. Its blobs have to be held until the transaction is done.
  Result<protocol::MessageStatusEvent> finish_upload(storage::Transaction&, const Caller&, const FinishedUpload&);
  /// An upload that ended otherwise: an edit, whose text is stored already, goes on without its files.
  void drop_upload(storage::Transaction&, const UploadPurpose&);
  /// At start-up, before the first call: uploads didn't outlive the last end, edits that waited for theirs go on
  /// without.
  void on_start(storage::Transaction&);

  // Files (messages_attachments.cpp)
  /// For whoever may read the message.
  Result<FoundAttachment> find_attachment(storage::Reader&, const Caller&,
                                          const protocol::calls::DownloadAttachment&) const;
  Result<protocol::AttachmentListResult> list_attachments(storage::Reader&, const Caller&,
                                                          const protocol::calls::ListAttachments&) const;
  /// For calls with a `sectionType`.
  Result<protocol::AttachmentPageResult> page_attachments(storage::Reader&, const Caller&,
                                                          const protocol::calls::ListAttachments&) const;
  Result<protocol::AttachmentSizeInfo> attachments_size(storage::Reader&, const Caller&,
                                                        const protocol::calls::GetAttachmentsSize&) const;
  Result<protocol::StorageSectionsEvent> storage_sections(storage::Reader&, const Caller&,
                                                          const protocol::calls::GetStorageSections&) const;
  Result<protocol::MessageAttachmentsSearchResult> search_attachments(
      storage::Reader&, const Caller&, const protocol::calls::SearchMessageAttachments&) const;
  Result<protocol::RemoveStorageAttachmentsResult> remove_storage_attachments(
      storage::Transaction&, const Caller&, const protocol::calls::RemoveStorageAttachments&);

  // Read positions (messages_read.cpp)
  Result<protocol::LastReadMessageUpdated> mark_read(storage::Transaction&, const Caller&,
                                                     const protocol::calls::MarkMessageRead&);
  Result<protocol::LastReadMessageUpdated> mark_unread(storage::Transaction&, const Caller&,
                                                       const protocol::calls::MarkMessageUnread&);

  // Loading (messages_load.cpp). At most `max_loaded` messages with message_store::max_page_text of text, the newest of
  // those asked for.
  static constexpr std::int64_t max_loaded = 10'000;
  /// Nothing when a message asked for has yet to be delivered to the caller: then call load_and_deliver instead, which
  /// writes. Most loads only read.
  Result<std::optional<protocol::ChatMessagesEvent>> load(storage::Reader&, const Caller&,
                                                          const protocol::calls::LoadMessages&) const;
  Result<protocol::ChatMessagesEvent> load_and_deliver(storage::Transaction&, const Caller&,
                                                       const protocol::calls::LoadMessages&);
  /// A chat with its messages; the same two for these.
  Result<std::optional<protocol::ChatLoadedEvent>> load_chat(storage::Reader&, const Caller&,
                                                             const protocol::calls::LoadChat&) const;
  Result<protocol::ChatLoadedEvent> load_chat_and_deliver(storage::Transaction&, const Caller&,
                                                          const protocol::calls::LoadChat&);
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
  /// Messages of the place with the key `chatId`, or of all the caller is in, that mention the tag or everybody
  /// (messages_mentions.cpp). totalSize leaves out what is outside the time frame alone.
  Result<protocol::LoadMessagesWithMentionsResult> with_mentions(
      storage::Reader&, const Caller&, const protocol::calls::LoadMessagesWithMentions&) const;
  /// Puts some messages of targets after `after` into the index of words; search() looks through the rest itself.
  /// Returns where to go on; 0: that was all. To be called several times a second.
  std::int64_t index_messages(storage::Transaction&, std::int64_t after, std::int64_t texts_at_most = 500);

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

  bool remembers_user(storage::Reader&, const std::string& user) const override;

 private:
  void target_deleted(storage::Transaction&, const TargetName&) override;
  void target_lost(storage::Transaction&, const TargetName&, const std::vector<std::string>& users) override;
  void target_closed(storage::Transaction&, const TargetName&, const std::vector<std::string>& users) override;

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
    SortedMembers audience;  ///< whom it was sent to, the sender among them
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
  Result<TargetSeat> readable_seat(storage::Reader&, const Caller&, const TargetName&) const;
  /// What a search that names one place, or none, goes through: that one, or all the caller is in.
  Result<std::vector<TargetName>> searched_places(storage::Reader&, const Caller&,
                                                  const std::optional<std::string>& key) const;
  /// A message the caller may see in a target he is a member of. The texts are for what is missing.
  Result<Located> locate(storage::Reader&, const Caller&, protocol::MessageTargetEntityType,
                         const protocol::MessageTargetEntityId&, const std::string& message, std::string_view no_target,
                         std::string_view no_message) const;
  Result<Page> page(storage::Reader&, const Caller&, const protocol::calls::LoadMessages&) const;
  /// A message the user has written, whether he still is a member or not.
  Result<Located> authored(storage::Reader&, const std::string& user, protocol::MessageTargetEntityType,
                           const protocol::MessageTargetEntityId&, const std::string& message) const;
  /// Where a user has sent files.
  struct OwnFiles {
    std::vector<attachment_store::SentFiles> shown;
    std::vector<std::int64_t> hidden;  ///< targets that he isn't shown any more
  };
  OwnFiles own_files(storage::Reader&, const std::string& user) const;

  static Result<void> check_body(std::string_view);
  /// Tells a message, new or `edit`ed, is to wait for its files. `view`: what is known of it without these.
  Result<protocol::MessageStatusEvent> wait_for_files(const Caller&, const TargetSeat&, const StoredMessage&, bool edit,
                                                      std::vector<protocol::MessageAttachment>,
                                                      const protocol::Message& view);
  /// A new message that has its files now, or for which none has come.
  Result<protocol::MessageStatusEvent> publish_pending(storage::Transaction&, const Caller&, const PendingMessage&,
                                                       std::vector<StoredAttachment>);
  /// Publishes a message and tells everybody concerned.
  protocol::MessageStatusEvent send_out(storage::Transaction&, const Caller&, const TargetSeat&, StoredMessage,
                                        const std::vector<StoredAttachment>&);
  /// Gives the message its sequence, number, delivery and, if it has none yet, id and date; stores and counts it.
  Published publish(storage::Transaction&, const TargetSeat&, StoredMessage, const std::vector<StoredAttachment>&);
  protocol::MessageStatusEvent tell_edited(storage::Transaction&, const Located&, events::ConnectionId except);
  /// Returns the number of the deletion.
  std::int64_t delete_message(storage::Transaction&, const Located&, events::ConnectionId except);

  static std::vector<protocol::MessageAttachment> with_media_types(
      const std::optional<std::vector<protocol::MessageAttachment>>&);
  /// Whether files may be announced for a message that has `present` already.
  Result<void> check_attachments(storage::Reader&, const Caller&, const std::vector<protocol::MessageAttachment>&,
                                 const std::vector<StoredAttachment>& present) const;
  /// Whether the user may have so many bytes of files more.
  Result<void> check_quota(storage::Reader&, const std::string& user, std::int64_t bytes) const;
  void add_to_message(storage::Transaction&, const Located&, std::vector<StoredAttachment>);
  /// Tells of a message whose files have changed; one that is left without any content is deleted.
  protocol::MessageStatusEvent settle_edit(storage::Transaction&, const Located&, events::ConnectionId except);
  /// Takes the file out of the message, and back from who has the right to it.
  void remove_attachment(storage::Transaction&, const Located&, const StoredAttachment&);

  Result<Difference> find_difference(storage::Reader&, const Caller&,
                                     const protocol::calls::GetMessagesDifference&) const;

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
  /// The same, and the author of the message it is about another frame, if that differs.
  void tell(storage::Transaction&, std::vector<std::string> users, events::ConnectionId except,
            std::string frame_for_others, const std::string& author, std::string frame_for_author);
  /// All who may see the message and still are members.
  static std::vector<std::string> audience_now(const TargetSeat&, const StoredMessage&);

  const MessagesConfig config_;
  Targets targets_;
  Uploads& uploads_;
  Downloads& downloads_;
  const blobs::BlobReferences& references_;
  events::Outbox& outbox_;
  const events::Connections& connections_;
  const Clock& clock_;
  Journal journal_;
  AudienceCache audiences_;
};

}  // namespace parley::domain
