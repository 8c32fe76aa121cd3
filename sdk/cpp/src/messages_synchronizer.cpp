#include <algorithm>
#include <utility>

#include "messages_synchronizer_impl.hpp"

namespace parley::sdk {

using protocol::MessageTargetEntityType;

std::string entity_key(const SyncEntity& entity) {
  const auto& id = entity.targetEntityId;
  if (entity.targetEntityType == MessageTargetEntityType::CHAT) return "CHAT:" + id.chatId.value_or("");
  const std::string channel = id.spaceId.value_or("") + "/" + id.channelId.value_or("");
  if (entity.targetEntityType == MessageTargetEntityType::CHANNEL) return "CHANNEL:" + channel;
  return "THREAD:" + channel + "/" + id.threadId.value_or("");
}

void MessagesSynchronizer::Impl::attach() {
  Subscriptions& events = client_->client().events;
  const auto on = [&](const char* name, auto handle) {
    subscriptions_.push_back(events.add(name, [weak = weak_from_this(), handle](const protocol::Json& payload) {
      if (const auto self = weak.lock()) handle(*self, payload);
    }));
  };
  on("CONNECTED", [](Impl& self, const protocol::Json&) { self.start_run({}); });
  for (const char* end : {"DISCONNECTED", "CONNECTION_FAILED"})
    on(end, [](Impl& self, const protocol::Json&) { ++self.generation_; });
  if (options_.liveCursor) {
    on("MESSAGE_CURSOR", [](Impl& self, const protocol::Json& payload) {
      if (const auto event = protocol::decode<protocol::MessageCursorEvent>(payload)) self.on_live(*event);
    });
  }
}

void MessagesSynchronizer::Impl::detach() {
  for (const Subscription one : subscriptions_) client_->client().events.remove(one);
  client_->gate().post([self = shared_from_this()] {
    self->detached_ = true;
    ++self->generation_;
  });
}

void MessagesSynchronizer::Impl::set_active(std::optional<SyncEntity> entity) {
  client_->gate().post(
      [self = shared_from_this(), entity = std::move(entity)]() mutable { self->active_ = std::move(entity); });
}

std::optional<std::int64_t> MessagesSynchronizer::Impl::cursor(const SyncEntity& entity) const {
  const std::lock_guard lock(mutex_);
  const auto found = followed_.find(entity_key(entity));
  return found == followed_.end() ? std::nullopt : std::optional(found->second.cursor);
}

std::vector<StoredCursor> MessagesSynchronizer::Impl::cursors() const {
  const std::lock_guard lock(mutex_);
  std::vector<StoredCursor> all;
  for (const auto& [key, one] : followed_) all.push_back({one.entity, one.cursor});
  return all;
}

Pending<SyncResult> MessagesSynchronizer::Impl::sync() {
  const Pending<SyncResult> pending;
  if (!client_->gate().post([self = shared_from_this(), pending] { self->start_run(pending); }))
    pending.settle(Failure{"GET_CHATS_SYNC_SUMMARY", "The client is gone", true});
  return pending;
}

Pending<EntitySyncResult> MessagesSynchronizer::Impl::sync_entity(const SyncEntity& entity,
                                                                  std::optional<std::int64_t> current) {
  const Pending<EntitySyncResult> pending;
  const bool posted = client_->gate().post([self = shared_from_this(), entity, current, pending] {
    self->load();
    self->follow(entity);
    self->start_entity(entity_key(entity), current.value_or(0), pending);
  });
  if (!posted) pending.settle(Failure{"GET_MESSAGES_DIFFERENCE", "The client is gone", true});
  return pending;
}

void MessagesSynchronizer::Impl::live(const protocol::MessageCursorEvent& event) {
  client_->gate().post([self = shared_from_this(), event] { self->on_live(event); });
}

void MessagesSynchronizer::Impl::stop() {
  client_->gate().post([self = shared_from_this()] { ++self->generation_; });
}

/// The store is asked once, and on this thread like ever.
void MessagesSynchronizer::Impl::load() {
  if (std::exchange(loaded_, true)) return;
  for (const StoredCursor& one : options_.store->getCursors()) {
    Followed& followed = follow(one.entity);
    const std::lock_guard lock(mutex_);
    followed.cursor = one.cursor;
  }
}

MessagesSynchronizer::Impl::Followed& MessagesSynchronizer::Impl::follow(const SyncEntity& entity) {
  const std::lock_guard lock(mutex_);
  return followed_.try_emplace(entity_key(entity), Followed{.entity = entity}).first->second;
}

void MessagesSynchronizer::Impl::start_run(const Pending<SyncResult>& pending) {
  if (detached_) return pending.settle(SyncResult{.cancelled = true});
  if (run_) return run_->pending.then([pending](const Outcome<SyncResult>& outcome) { pending.settle(outcome); });
  load();
  run_ = std::make_shared<Run>();
  run_->pending = pending;
  client_->ask<protocol::ChatsSyncSummaryEvent>(calls::GetChatsSyncSummary{})
      .then([self = shared_from_this()](const Outcome<protocol::ChatsSyncSummaryEvent>& summary) {
        self->on_summary(summary);
      });
}

void MessagesSynchronizer::Impl::on_summary(const Outcome<protocol::ChatsSyncSummaryEvent>& summary) {
  if (!summary) {
    const auto run = std::exchange(run_, nullptr);
    if (options_.onSyncFailed) options_.onSyncFailed(summary.failure());
    return run->pending.settle(summary.failure());
  }
  std::vector<SyncEntity> behind;
  for (const protocol::ChatCursor& one : summary.value().cursors) {
    const SyncEntity entity{one.targetEntityType, one.targetEntityId};
    const std::int64_t local = cursor(entity).value_or(0);
    if (options_.entityFilter && !options_.entityFilter(one, local)) continue;
    follow(entity);
    // A number below ours is of another journal (the server was set back, or the chat made anew): to be loaded anew.
    if (one.currentCursor == local) continue;
    behind.push_back(entity);
    auto& queue = run_->queue;
    queue.insert(active_ == entity ? queue.begin() : queue.end(), {entity_key(entity), one.currentCursor});
  }
  if (options_.onSyncStarted) options_.onSyncStarted(behind);
  for (int i = 0; run_ && i < std::max(1, options_.concurrency); ++i) next_of_run();
}

void MessagesSynchronizer::Impl::next_of_run() {
  const auto run = run_;
  if (run->queue.empty()) {
    if (run->working > 0) return;
    run_ = nullptr;
    if (options_.onSyncCompleted) options_.onSyncCompleted(run->result);
    return run->pending.settle(run->result);
  }
  const auto [key, current] = run->queue.front();
  run->queue.pop_front();
  ++run->working;
  const Pending<EntitySyncResult> one;
  one.then([self = shared_from_this(), run](const Outcome<EntitySyncResult>& outcome) {
    --run->working;
    run->result.cancelled |= outcome->status == EntitySyncStatus::CANCELLED;
    run->result.entities.push_back(*outcome);
    if (self->run_ == run) self->next_of_run();
  });
  start_entity(key, current, one);
}

void MessagesSynchronizer::Impl::start_entity(const std::string& key, std::int64_t current,
                                              const Pending<EntitySyncResult>& pending) {
  Followed& followed = followed_.at(key);
  followed.waiting.push_back(pending);
  if (std::exchange(followed.syncing, true)) return;
  followed.seen = 0;
  const auto job = std::make_shared<Job>(Job{key, {.entity = followed.entity, .cursor = followed.cursor}, current, 0});
  job->generation = generation_;
  ask_difference(job);
}

/// The server takes no more than so many: the oldest together are one wide range.
std::vector<protocol::CachedRange> MessagesSynchronizer::Impl::ranges_of(const SyncEntity& entity) {
  constexpr auto most = static_cast<std::size_t>(protocol::constants::MAX_CACHED_RANGES);
  std::vector<protocol::CachedRange> ranges = options_.store->getCachedRanges(entity);
  if (ranges.size() <= most) return ranges;
  const auto last = ranges.begin() + static_cast<std::ptrdiff_t>(ranges.size() - most);
  last->from = ranges.front().from;
  ranges.erase(ranges.begin(), last);
  return ranges;
}

void MessagesSynchronizer::Impl::ask_difference(const std::shared_ptr<Job>& job) {
  if (job->generation != generation_ || detached_) return finish(job, EntitySyncStatus::CANCELLED);
  if (job->result.pages == options_.maxPagesPerEntity)
    return finish(job, EntitySyncStatus::FAILED, "The server has no end of changes");
  calls::GetMessagesDifference call;
  call.targetEntityType = job->result.entity.targetEntityType;
  call.targetEntityId = job->result.entity.targetEntityId;
  call.sinceCursor = job->result.cursor;
  call.limit = options_.limit;
  if (auto ranges = ranges_of(job->result.entity); !ranges.empty()) call.cachedRanges = std::move(ranges);
  ++job->result.pages;
  client_->ask<protocol::MessagesDifferenceEvent>(call).then(
      [self = shared_from_this(), job](const Outcome<protocol::MessagesDifferenceEvent>& answer) {
        self->on_difference(job, answer);
      });
}

void MessagesSynchronizer::Impl::on_difference(const std::shared_ptr<Job>& job,
                                               const Outcome<protocol::MessagesDifferenceEvent>& answer) {
  if (job->generation != generation_ || detached_) return finish(job, EntitySyncStatus::CANCELLED);
  if (!answer) return finish(job, EntitySyncStatus::FAILED, answer.failure().error);
  const protocol::MessagesDifferenceEvent& difference = answer.value();
  if (difference.resyncRequired) {
    // The cursor from before the messages are loaded: what changes meanwhile is asked for again.
    if (job->current == 0) job->current = difference.newCursor;
    auto ranges = ranges_of(job->result.entity);
    if (ranges.empty()) ranges.push_back({.from = 0, .to = 0});
    return resync(job, std::move(ranges), 0, {});
  }
  job->result.appliedMessages += difference.messages.size();
  if (!difference.messages.empty()) apply(job->result.entity, difference.messages, false);
  const bool moved = difference.newCursor > job->result.cursor;
  if (moved) {
    job->result.cursor = difference.newCursor;
    advance(followed_.at(job->key), difference.newCursor);
  }
  difference.hasMore&& moved ? ask_difference(job) : finish(job, EntitySyncStatus::SYNCED);
}

void MessagesSynchronizer::Impl::resync(const std::shared_ptr<Job>& job, std::vector<protocol::CachedRange> ranges,
                                        std::size_t index, std::vector<protocol::Message> messages) {
  if (index == ranges.size()) {
    job->result.appliedMessages += messages.size();
    apply(job->result.entity, std::move(messages), true);
    job->result.cursor = job->current;
    advance(followed_.at(job->key), job->current);
    return finish(job, EntitySyncStatus::RESYNCED);
  }
  calls::LoadMessages call;
  call.targetEntityType = job->result.entity.targetEntityType;
  call.targetEntityId = job->result.entity.targetEntityId;
  const protocol::CachedRange range = ranges[index];
  call.timeFrame = protocol::TimeFrame{.start = range.from, .end = range.to == 0 ? -1 : range.to};
  ++job->result.pages;
  client_->ask(call, &protocol::ChatMessagesEvent::messages)
      .then([self = shared_from_this(), job, ranges = std::move(ranges), index,
             messages = std::move(messages)](const Outcome<std::vector<protocol::Message>>& loaded) mutable {
        if (job->generation != self->generation_ || self->detached_)
          return self->finish(job, EntitySyncStatus::CANCELLED);
        if (!loaded) return self->finish(job, EntitySyncStatus::FAILED, loaded.failure().error);
        messages.insert(messages.end(), loaded->begin(), loaded->end());
        self->resync(job, std::move(ranges), index + 1, std::move(messages));
      });
}

void MessagesSynchronizer::Impl::finish(const std::shared_ptr<Job>& job, EntitySyncStatus status, std::string error) {
  job->result.status = status;
  job->result.error = std::move(error);
  Followed& followed = followed_.at(job->key);
  followed.syncing = false;
  const auto waiting = std::exchange(followed.waiting, {});
  if (options_.onEntitySynced) options_.onEntitySynced(job->result);
  for (const auto& one : waiting) one.settle(job->result);
  if (status != EntitySyncStatus::CANCELLED && followed.seen > followed.cursor) plan_check(job->key);
}

void MessagesSynchronizer::Impl::apply(const SyncEntity& entity, std::vector<protocol::Message> messages, bool anew) {
  options_.store->applyMessages({entity, std::move(messages), anew});
}

void MessagesSynchronizer::Impl::advance(Followed& followed, std::int64_t cursor) {
  {
    const std::lock_guard lock(mutex_);
    followed.cursor = cursor;
  }
  options_.store->saveCursor({followed.entity, cursor});
}

void MessagesSynchronizer::Impl::on_live(const protocol::MessageCursorEvent& event) {
  const std::string key = entity_key({event.targetEntityType, event.targetEntityId});
  const auto found = followed_.find(key);
  if (detached_ || found == followed_.end()) return;
  Followed& followed = found->second;
  if (followed.syncing) {
    followed.seen = std::max(followed.seen, event.cursor);
    return;
  }
  if (event.cursor <= followed.cursor) return;
  if (event.watermark.value_or(false) || event.cursor == followed.cursor + 1) return advance(followed, event.cursor);
  if (options_.onGapDetected) options_.onGapDetected({followed.entity, followed.cursor, event.cursor});
  plan_check(key);
}

void MessagesSynchronizer::Impl::plan_check(const std::string& key) {
  Followed& followed = followed_.at(key);
  if (std::exchange(followed.check_planned, true)) return;
  const Time when = std::max(std::chrono::steady_clock::now() + options_.gapCheckDelay,
                             followed.last_check + options_.gapCheckMinInterval);
  client_->loop().at(when, [weak = weak_from_this(), key] {
    const auto self = weak.lock();
    if (!self || self->detached_) return;
    Followed& due = self->followed_.at(key);
    due.check_planned = false;
    due.last_check = std::chrono::steady_clock::now();
    self->start_entity(key, 0, {});
  });
}

MessagesSynchronizer::MessagesSynchronizer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
MessagesSynchronizer::~MessagesSynchronizer() { impl_->detach(); }
void MessagesSynchronizer::setActiveEntity(std::optional<SyncEntity> entity) { impl_->set_active(std::move(entity)); }
std::optional<std::int64_t> MessagesSynchronizer::getCursor(const SyncEntity& entity) const {
  return impl_->cursor(entity);
}
std::vector<StoredCursor> MessagesSynchronizer::cursors() const { return impl_->cursors(); }
Pending<SyncResult> MessagesSynchronizer::sync() { return impl_->sync(); }
Pending<EntitySyncResult> MessagesSynchronizer::syncEntity(const SyncEntity& entity,
                                                           std::optional<std::int64_t> currentCursor) {
  return impl_->sync_entity(entity, currentCursor);
}
void MessagesSynchronizer::applyLiveCursor(const protocol::MessageCursorEvent& event) { impl_->live(event); }
void MessagesSynchronizer::stop() { impl_->stop(); }

std::unique_ptr<MessagesSynchronizer> SfuExtended::createMessagesSynchronizer(MessagesSyncOptions options) {
  auto made = std::make_shared<MessagesSynchronizer::Impl>(impl_, std::move(options));
  made->attach();
  return std::make_unique<MessagesSynchronizer>(std::move(made));
}

}  // namespace parley::sdk
