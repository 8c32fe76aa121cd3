#pragma once
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "parley/messages_synchronizer.h"
#include "sfu_extended_impl.hpp"

namespace parley::sdk {

/// Functions marked (loop) are for the client's thread, all others for any.
class MessagesSynchronizer::Impl : public std::enable_shared_from_this<MessagesSynchronizer::Impl> {
 public:
  Impl(std::shared_ptr<SfuExtended::Impl> client, MessagesSyncOptions options)
      : client_(std::move(client)), options_(std::move(options)) {}

  void attach();
  void detach();
  void set_active(std::optional<SyncEntity> entity);
  std::optional<std::int64_t> cursor(const SyncEntity& entity) const;
  std::vector<StoredCursor> cursors() const;
  Pending<SyncResult> sync();
  Pending<EntitySyncResult> sync_entity(const SyncEntity& entity, std::optional<std::int64_t> current);
  void live(const protocol::MessageCursorEvent& event);
  void stop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  /// A target that is followed.
  struct Followed {
    SyncEntity entity;
    std::int64_t cursor = 0;  ///< under the mutex
    bool syncing = false;
    std::int64_t seen = 0;                             ///< the highest number that came meanwhile
    std::vector<Pending<EntitySyncResult>> waiting{};  ///< for the end of what is under way
    bool check_planned = false;
    Time last_check{};
  };
  /// A target's catching up.
  struct Job {
    std::string key;
    EntitySyncResult result;
    std::int64_t current;  ///< as the server told before; 0: unknown
    int generation;
  };
  struct Run {
    std::deque<std::pair<std::string, std::int64_t>> queue;  ///< keys, and how far the server is
    int working = 0;
    SyncResult result;
    Pending<SyncResult> pending;
  };

  // (loop)
  void load();
  void start_run(const Pending<SyncResult>& pending);
  void on_summary(const Outcome<protocol::ChatsSyncSummaryEvent>& summary);
  void next_of_run();
  void start_entity(const std::string& key, std::int64_t current, const Pending<EntitySyncResult>& pending);
  std::vector<protocol::CachedRange> ranges_of(const SyncEntity& entity);
  void ask_difference(const std::shared_ptr<Job>& job);
  void on_difference(const std::shared_ptr<Job>& job, const Outcome<protocol::MessagesDifferenceEvent>& answer);
  void resync(const std::shared_ptr<Job>& job, std::vector<protocol::CachedRange> ranges, std::size_t index,
              std::vector<protocol::Message> messages);
  void finish(const std::shared_ptr<Job>& job, EntitySyncStatus status, std::string error = {});
  void apply(const SyncEntity& entity, std::vector<protocol::Message> messages, bool resync);
  void advance(Followed& followed, std::int64_t cursor);
  void on_live(const protocol::MessageCursorEvent& event);
  void plan_check(const std::string& key);
  Followed& follow(const SyncEntity& entity);

  const std::shared_ptr<SfuExtended::Impl> client_;
  const MessagesSyncOptions options_;
  std::vector<Subscription> subscriptions_;
  mutable std::mutex mutex_;
  std::map<std::string, Followed> followed_;  ///< by key; entries are made on the loop, under the mutex
  std::optional<SyncEntity> active_;
  std::shared_ptr<Run> run_;
  bool loaded_ = false, detached_ = false;
  int generation_ = 0;  ///< grows with every stop
};

}  // namespace parley::sdk
