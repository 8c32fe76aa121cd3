#pragma once
// Catching up with what changed in chats, channels and threads while a client was away.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parley/pending.h"
#include "protocol/messages_types.hpp"

namespace parley::sdk {

/// A chat, a channel or a thread.
struct SyncEntity {
  protocol::MessageTargetEntityType targetEntityType = protocol::MessageTargetEntityType::CHAT;
  protocol::MessageTargetEntityId targetEntityId{};
  bool operator==(const SyncEntity&) const = default;
};
/// "CHAT:<chatId>", "CHANNEL:<spaceId>/<channelId>", "THREAD:<spaceId>/<channelId>/<threadId>".
std::string entity_key(const SyncEntity& entity);

/// How far a client has followed a target's journal.
struct StoredCursor {
  SyncEntity entity{};
  std::int64_t cursor = 0;
};
/// Messages as they are now, to be put in the place of what is stored under their ids.
struct MessagesSyncUpdate {
  SyncEntity entity{};
  std::vector<protocol::Message> messages{};
  bool resync = false;  ///< loaded anew: what is stored of the same time and not in here is gone
};

/// What the application keeps. Called on the client's thread.
class MessagesSyncStore {
 public:
  virtual ~MessagesSyncStore() = default;
  virtual std::vector<StoredCursor> getCursors() = 0;
  virtual void applyMessages(const MessagesSyncUpdate& update) = 0;
  /// After everything up to it was applied.
  virtual void saveCursor(const StoredCursor& cursor) = 0;
  /// Which messages are stored, sorted and apart; none: all of the history. Of more than MAX_CACHED_RANGES the oldest
  /// count as one.
  virtual std::vector<protocol::CachedRange> getCachedRanges(const SyncEntity&) { return {}; }
};

/// SYNCED: by differences. RESYNCED: the journal does not reach back that far, messages were loaded anew.
enum class EntitySyncStatus { SYNCED, RESYNCED, FAILED, CANCELLED };
struct EntitySyncResult {
  SyncEntity entity{};
  EntitySyncStatus status = EntitySyncStatus::SYNCED;
  std::int64_t cursor = 0;
  int pages = 0;  ///< answers it took
  std::size_t appliedMessages = 0;
  std::string error{};  ///< when FAILED
};
struct SyncResult {
  std::vector<EntitySyncResult> entities{};
  bool cancelled = false;
};
/// An event came whose number is not the next one.
struct GapDetected {
  SyncEntity entity{};
  std::int64_t localCursor = 0, eventCursor = 0;
};

struct MessagesSyncOptions {
  std::shared_ptr<MessagesSyncStore> store;  ///< must be given
  /// Whether to follow this target, whose local cursor is 0 when nothing is known of it yet.
  std::function<bool(const protocol::ChatCursor&, std::int64_t localCursor)> entityFilter{};
  std::int64_t limit = 200;                               ///< messages in one answer
  int concurrency = 1;                                    ///< targets at once
  int maxPagesPerEntity = 1000;                           ///< then the target has failed
  bool liveCursor = true;                                 ///< follow the numbers of events while connected
  std::chrono::milliseconds gapCheckDelay{300};           ///< what is missing may still be on its way
  std::chrono::milliseconds gapCheckMinInterval{30'000};  ///< at most one question about a gap per target and interval
  // Called on the client's thread.
  std::function<void(const std::vector<SyncEntity>&)> onSyncStarted{};
  std::function<void(const EntitySyncResult&)> onEntitySynced{};
  std::function<void(const SyncResult&)> onSyncCompleted{};
  std::function<void(const Failure&)> onSyncFailed{};
  std::function<void(const GapDetected&)> onGapDetected{};
};

/// Keeps a store in step with the server's journals: at each login it asks which targets have changed and applies the
/// differences; while connected it follows the numbers of events and asks again when one is missing. What events bring
/// is the application's to apply. From SfuExtended::createMessagesSynchronizer; thread-safe; its callbacks may still
/// run while its destructor does.
class MessagesSynchronizer {
 public:
  ~MessagesSynchronizer();
  MessagesSynchronizer(const MessagesSynchronizer&) = delete;
  MessagesSynchronizer& operator=(const MessagesSynchronizer&) = delete;

  /// Is synchronized first: the one on the screen.
  void setActiveEntity(std::optional<SyncEntity> entity);
  /// Nothing when the target is not followed.
  std::optional<std::int64_t> getCursor(const SyncEntity& entity) const;
  bool hasCursor(const SyncEntity& entity) const { return getCursor(entity).has_value(); }
  std::vector<StoredCursor> cursors() const;
  /// All targets; joins a run that is under way.
  Pending<SyncResult> sync();
  /// One target; `currentCursor`: as the server told, if known.
  Pending<EntitySyncResult> syncEntity(const SyncEntity& entity,
                                       std::optional<std::int64_t> currentCursor = std::nullopt);
  /// What MESSAGE_CURSOR does, for numbers the application learns in another way.
  void applyLiveCursor(const protocol::MessageCursorEvent& event);
  /// Ends the run under way: its targets are CANCELLED.
  void stop();

  class Impl;
  explicit MessagesSynchronizer(std::shared_ptr<Impl> impl);  ///< by SfuExtended

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::sdk
