// Catching up with the C++ client: numbers that come with events, differences, gaps, loading anew.
#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

using sdk::EntitySyncStatus;
using sdk::MessagesSynchronizer;
using sdk::SyncEntity;

/// An application's store: the messages of each target by id.
class Store : public sdk::MessagesSyncStore {
 public:
  std::vector<sdk::StoredCursor> getCursors() override {
    const std::lock_guard lock(mutex_);
    std::vector<sdk::StoredCursor> all;
    for (const auto& [key, one] : cursors_) all.push_back(one);
    return all;
  }
  void applyMessages(const sdk::MessagesSyncUpdate& update) override {
    {
      const std::lock_guard lock(mutex_);
      auto& messages = messages_[sdk::entity_key(update.entity)];
      if (update.resync) messages.clear();
      for (const auto& one : update.messages) messages[one.id] = one.body;
      ++updates_;
    }
    if (on_update_) on_update_();
  }
  std::vector<protocol::CachedRange> getCachedRanges(const SyncEntity&) override { return ranges; }
  std::vector<protocol::CachedRange> ranges;  ///< set before it is used
  void on_update(std::function<void()> handler) { on_update_ = std::move(handler); }
  void saveCursor(const sdk::StoredCursor& cursor) override {
    const std::lock_guard lock(mutex_);
    cursors_[sdk::entity_key(cursor.entity)] = cursor;
  }
  void put(const SyncEntity& entity, const std::string& id, const std::string& body) {
    const std::lock_guard lock(mutex_);
    messages_[sdk::entity_key(entity)][id] = body;
  }
  std::map<std::string, std::string> messages(const SyncEntity& entity) {
    const std::lock_guard lock(mutex_);
    return messages_[sdk::entity_key(entity)];
  }
  int updates() {
    const std::lock_guard lock(mutex_);
    return updates_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, sdk::StoredCursor> cursors_;
  std::map<std::string, std::map<std::string, std::string>> messages_;
  int updates_ = 0;
  std::function<void()> on_update_;
};

class SdkJournal : public Sdk {
 protected:
  explicit SdkJournal() {
    server_.add_user("ann");
    server_.add_user("ben");
    ann_ = connect("ann");
    sdk::calls::CreateChat create;
    create.members = std::vector<std::string>{"ben"};
    chat_.targetEntityId.chatId = take(ann_->createChat(create)).id;
  }
  protocol::MessageStatus say(SfuExtended& client, const std::string& body) {
    sdk::calls::SendMessage message;
    message.targetEntityType = chat_.targetEntityType;
    message.targetEntityId = chat_.targetEntityId;
    message.body = body;
    return take(client.sendMessage(message));
  }
  void edit(SfuExtended& client, const std::string& id, const std::string& body) {
    sdk::calls::EditMessage call;
    call.id = id;
    call.targetEntityType = chat_.targetEntityType;
    call.targetEntityId = chat_.targetEntityId;
    call.body = body;
    take(client.editMessage(call));
  }
  sdk::ConnectOptions bens_login() const { return {.url = server_.url(), .username = "ben", .password = "secret1"}; }
  std::int64_t server_cursor(SfuExtended& client) {
    for (const auto& one : take(client.getChatsSyncSummary()).cursors) {
      if (one.targetEntityId == chat_.targetEntityId) return one.currentCursor;
    }
    return -1;
  }
  sdk::MessagesSyncOptions options(const std::shared_ptr<Store>& store) {
    sdk::MessagesSyncOptions made{.store = store};
    made.gapCheckDelay = 10ms;
    made.onSyncCompleted = [runs = runs_](const sdk::SyncResult& result) { runs.add(result); };
    made.onGapDetected = [gaps = gaps_](const sdk::GapDetected& gap) { gaps.add(gap); };
    return made;
  }

  SyncEntity chat_;
  std::unique_ptr<SfuExtended> ann_;
  Inbox<sdk::SyncResult> runs_;
  Inbox<sdk::GapDetected> gaps_;
};

TEST_F(SdkJournal, NumbersComeBeforeTheirEvents) {
  const auto ben = connect("ben");
  Inbox<std::string> order;
  Inbox<protocol::MessageCursorEvent> cursors;
  ben->on<protocol::MessageCursorEvent>(SfuEvent::MESSAGE_CURSOR, [=](const protocol::MessageCursorEvent& event) {
    cursors.add(event);
    order.add("cursor");
  });
  ben->on<protocol::Message>(SfuEvent::MESSAGE, [=](const protocol::Message&) { order.add("message"); });
  Inbox<protocol::MessageCursorEvent> own;
  ann_->on<protocol::MessageCursorEvent>(SfuEvent::MESSAGE_CURSOR, [own](const auto& event) { own.add(event); });
  const auto status = say(*ann_, "one");
  ASSERT_TRUE(until([&] { return order.size() == 2; }));
  EXPECT_EQ(order.all(), (std::vector<std::string>{"cursor", "message"}));
  EXPECT_EQ(cursors.all()[0].messageId, status.id);
  EXPECT_EQ(cursors.all()[0].sourceEvent, SfuEvent::MESSAGE);
  ASSERT_GE(own.size(), 1u);  // the answer bears one too
  EXPECT_EQ(own.all()[0].sourceEvent, SfuEvent::MESSAGE_STATE);
  EXPECT_EQ(own.all()[0].cursor, cursors.all()[0].cursor);
}

TEST_F(SdkJournal, WhoWasAwayGetsTheDifference) {
  const auto store = std::make_shared<Store>();
  auto ben = std::make_unique<SfuExtended>(context_);
  const auto synchronizer = ben->createMessagesSynchronizer(options(store));
  const auto first = say(*ann_, "one");
  take(ben->connect(bens_login()));
  ASSERT_TRUE(until([&] { return runs_.size() == 1; }));
  EXPECT_EQ(store->messages(chat_), (std::map<std::string, std::string>{{first.id, "one"}}));
  take(ben->disconnect());
  edit(*ann_, first.id, "uno");
  std::map<std::string, std::string> expected{{first.id, "uno"}};
  for (int i = 0; i < 7; ++i) {
    const std::string body = "more " + std::to_string(i);
    expected[say(*ann_, body).id] = body;
  }
  take(ben->connect(bens_login()));
  ASSERT_TRUE(until([&] { return runs_.size() == 2; }));
  ASSERT_EQ(runs_.all()[1].entities.size(), 1u);
  EXPECT_EQ(runs_.all()[1].entities[0].status, EntitySyncStatus::SYNCED);
  EXPECT_EQ(store->messages(chat_), expected);
  // Nothing changed since: nothing is asked for.
  const auto again = take(synchronizer->sync());
  EXPECT_TRUE(again.entities.empty());
  EXPECT_EQ(synchronizer->getCursor(chat_), server_cursor(*ben));
}

TEST_F(SdkJournal, DifferencesComeInPages) {
  const auto store = std::make_shared<Store>();
  SfuExtended ben(context_);
  auto few = options(store);
  few.limit = 3;
  const auto synchronizer = ben.createMessagesSynchronizer(std::move(few));
  for (int i = 0; i < 10; ++i) say(*ann_, std::to_string(i));
  take(ben.connect(bens_login()));
  ASSERT_TRUE(until([&] { return runs_.size() == 1; }));
  ASSERT_EQ(runs_.all()[0].entities.size(), 1u);
  EXPECT_GE(runs_.all()[0].entities[0].pages, 4);
  EXPECT_EQ(runs_.all()[0].entities[0].appliedMessages, 10u);
  EXPECT_EQ(store->messages(chat_).size(), 10u);
}

TEST_F(SdkJournal, LiveNumbersAreFollowedAndGapsAskedAbout) {
  const auto store = std::make_shared<Store>();
  const auto ben = std::make_unique<SfuExtended>(context_);
  const auto synchronizer = ben->createMessagesSynchronizer(options(store));
  say(*ann_, "one");
  take(ben->connect(bens_login()));
  ASSERT_TRUE(until([&] { return runs_.size() == 1; }));
  const int updates = store->updates();
  ben->on<protocol::Message>(SfuEvent::MESSAGE,
                             [=, this](const protocol::Message& one) { store->put(chat_, one.id, one.body); });
  for (int i = 0; i < 5; ++i) say(*ann_, "live " + std::to_string(i));
  ASSERT_TRUE(until([&] { return synchronizer->getCursor(chat_) == server_cursor(*ann_); }));
  EXPECT_EQ(store->updates(), updates);
  EXPECT_EQ(gaps_.size(), 0u);
  // A number that is not the next one: told, and asked about.
  protocol::MessageCursorEvent event;
  event.targetEntityType = chat_.targetEntityType;
  event.targetEntityId = chat_.targetEntityId;
  event.cursor = *synchronizer->getCursor(chat_) + 5;
  event.sourceEvent = SfuEvent::MESSAGE;
  Inbox<int> synced;
  synchronizer->applyLiveCursor(event);
  ASSERT_TRUE(until([&] { return gaps_.size() == 1; }));
  EXPECT_EQ(gaps_.all()[0].eventCursor, event.cursor);
  // Of a target that is not followed: nothing.
  event.targetEntityId.chatId = "elsewhere";
  synchronizer->applyLiveCursor(event);
  EXPECT_FALSE(synchronizer->hasCursor({event.targetEntityType, event.targetEntityId}));
}

TEST_F(SdkJournal, AnotherJournalWithSmallerNumbersIsLoadedAnew) {
  const auto store = std::make_shared<Store>();
  store->saveCursor({chat_, 1'000});
  store->put(chat_, "gone", "a message the server was set back from");
  SfuExtended ben(context_);
  const auto synchronizer = ben.createMessagesSynchronizer(options(store));
  const auto first = say(*ann_, "one");
  take(ben.connect(bens_login()));
  ASSERT_TRUE(until([&] { return runs_.size() == 1; }));
  ASSERT_EQ(runs_.all()[0].entities.size(), 1u);
  EXPECT_EQ(runs_.all()[0].entities[0].status, EntitySyncStatus::RESYNCED);
  EXPECT_EQ(store->messages(chat_), (std::map<std::string, std::string>{{first.id, "one"}}));
  EXPECT_TRUE(until([&] { return synchronizer->getCursor(chat_) == server_cursor(ben); }))
      << "the load delivered, which takes a number too";
}

TEST_F(SdkJournal, ManyCachedRangesAreAskedForAsFew) {
  const auto store = std::make_shared<Store>();
  for (std::int64_t i = 0; i < 40; ++i) store->ranges.push_back({.from = i * 10 + 1, .to = i * 10 + 5});
  store->ranges.push_back({.from = 1'000, .to = 0});
  SfuExtended ben(context_);
  const auto synchronizer = ben.createMessagesSynchronizer(options(store));
  const auto first = say(*ann_, "one");
  take(ben.connect(bens_login()));
  ASSERT_TRUE(until([&] { return runs_.size() == 1; }));
  EXPECT_EQ(runs_.all()[0].entities.at(0).status, EntitySyncStatus::SYNCED) << runs_.all()[0].entities.at(0).error;
  EXPECT_EQ(store->messages(chat_).size(), 1u);
}

TEST_F(SdkJournal, StoppedAndOrphanedRunsEnd) {
  const auto store = std::make_shared<Store>();
  auto ben = std::make_unique<SfuExtended>();
  auto few = options(store);
  few.limit = 1;
  std::shared_ptr<MessagesSynchronizer> synchronizer;
  Inbox<int> pages;
  few.onEntitySynced = [pages](const sdk::EntitySyncResult& result) { pages.add(result.pages); };
  // Stopped after the second page, on the client's own thread.
  store->on_update([&synchronizer, &store] {
    if (store->updates() == 2) synchronizer->stop();
  });
  synchronizer = ben->createMessagesSynchronizer(std::move(few));
  for (int i = 0; i < 30; ++i) say(*ann_, std::to_string(i));
  take(ben->connect(bens_login()));
  ASSERT_TRUE(until([&] { return runs_.size() == 1; }));
  EXPECT_TRUE(runs_.all()[0].cancelled);
  EXPECT_EQ(runs_.all()[0].entities.at(0).status, EntitySyncStatus::CANCELLED);
  EXPECT_LT(pages.all().at(0), 30);
  // It goes on where it was.
  EXPECT_EQ(take(synchronizer->sync()).entities.at(0).status, EntitySyncStatus::SYNCED);
  EXPECT_EQ(store->messages(chat_).size(), 30u);
  ben.reset();
  EXPECT_FALSE(synchronizer->sync().get(20s).ok());
}

/// A server that keeps but few changes, and tidies up every second.
class SdkShortJournal : public testing::Test {
 protected:
  TemporaryFolder folder_;
  ServerProcess server_{folder_.path(), {"--journal-changes", "5", "--mail-link-lifetime-s", "1"}};
};

TEST_F(SdkShortJournal, WhoWasAwayForTooLongLoadsAnew) {
  server_.add_user("ann");
  SfuExtended ann;
  take(ann.connect({.url = server_.url(), .username = "ann", .password = "secret1"}));
  SyncEntity chat;
  chat.targetEntityId.chatId = take(ann.createChat({})).id;
  sdk::calls::SendMessage message;
  message.targetEntityType = chat.targetEntityType;
  message.targetEntityId = chat.targetEntityId;
  std::map<std::string, std::string> expected;
  const auto say = [&](const std::string& body) {
    message.body = body;
    expected[take(ann.sendMessage(message)).id] = body;
  };
  const auto store = std::make_shared<Store>();
  store->put(chat, "gone", "a message that is no more");
  say("first");
  const auto synchronizer = ann.createMessagesSynchronizer({.store = store, .liveCursor = false});
  EXPECT_EQ(take(synchronizer->syncEntity(chat)).status, EntitySyncStatus::SYNCED);
  for (int i = 0; i < 20; ++i) say(std::to_string(i));
  sdk::calls::GetMessagesDifference old;
  old.targetEntityType = chat.targetEntityType;
  old.targetEntityId = chat.targetEntityId;
  old.sinceCursor = *synchronizer->getCursor(chat);
  ASSERT_TRUE(until([&] { return take(ann.getMessagesDifference(old)).resyncRequired; }));
  const auto result = take(synchronizer->sync());
  ASSERT_EQ(result.entities.size(), 1u);
  EXPECT_EQ(result.entities[0].status, EntitySyncStatus::RESYNCED);
  EXPECT_EQ(store->messages(chat), expected);
  EXPECT_TRUE(take(synchronizer->sync()).entities.empty());
}

}  // namespace
}  // namespace parley::test
