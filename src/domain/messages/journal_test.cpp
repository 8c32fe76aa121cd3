// Numbers of changes, watermarks, and what the difference tells whom.
#include "domain/messages/journal.hpp"

#include "domain/messages/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::DeliveryStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class JournalTest : public MessagesWorld {
 protected:
  auto react(const Caller& caller, const std::string& id, const std::string& reaction) {
    return write([&](storage::Transaction& t) {
      return messages.add_reaction(
          t, caller,
          {.targetEntityType = in_chat, .targetEntityId = target(chat), .messageId = id, .reaction = reaction});
    });
  }
  /// "body:number of state" of what changed, then the new cursor.
  std::vector<std::string> told_since(const Caller& caller, const protocol::calls::GetMessagesDifference& call) {
    const auto found = difference(caller, call);
    EXPECT_TRUE(found) << text(found);
    std::vector<std::string> lines;
    if (!found) return lines;
    for (const auto& message : found->messages) lines.push_back(message.id == "" ? "?" : names[message.id]);
    lines.push_back(std::to_string(found->newCursor) + (found->hasMore ? " more" : "") +
                    (found->resyncRequired ? " resync" : ""));
    return lines;
  }
  std::vector<std::string> told_since(const Caller& caller, std::int64_t cursor,
                                      std::optional<std::int64_t> limit = std::nullopt) {
    return told_since(caller, since(chat, cursor, limit));
  }
  protocol::MessageStatus say(const Caller& caller, const std::string& name) {
    auto status = send(caller, chat, name);
    names[status.id] = name;
    return status;
  }
  protocol::MessageStatus whisper(const Caller& caller, const std::string& to, const std::string& name) {
    auto status = send_to(caller, chat, to, name);
    names[status.id] = name;
    return status;
  }
  /// "cursor to users" of each watermark since the last call.
  std::vector<std::string> marks() {
    std::vector<std::string> lines;
    for (const Notice& notice : std::exchange(watermarks, {})) {
      std::string line = std::to_string(notice.as<protocol::MessagesCursorAdvancedEvent>().cursor) + " to";
      for (const std::string& user : notice.users) line += " " + user;
      lines.push_back(std::move(line));
    }
    return lines;
  }

  std::map<std::string, std::string> names;  ///< of messages, by id
  std::string chat = make_chat(ann, {"ben", "cat"}).id;
};

TEST_F(JournalTest, EveryChangeTakesTheNextNumberAndTellsIt) {
  EXPECT_EQ(cursor(ann, chat), 0);
  EXPECT_EQ(cursor(dan, chat), -1) << "no member";
  const auto sent = send(ann, message(chat, "one"));
  EXPECT_EQ(sent->cursor, 1);
  const std::string id = sent->status.id;
  EXPECT_EQ(edit(ann, chat, id, "uno")->cursor, 2);
  EXPECT_EQ(react(ben, id, "+1")->cursor, 3);
  EXPECT_EQ(react(ben, id, "+1")->cursor, std::nullopt) << "it changed nothing";
  const auto unreact = write([&](storage::Transaction& t) {
    return messages.remove_reaction(
        t, ben, {.targetEntityType = in_chat, .targetEntityId = target(chat), .messageId = id, .reaction = "+1"});
  });
  EXPECT_EQ(unreact->cursor, 4);
  EXPECT_EQ(remove(ann, chat, id)->cursor, 5);
  EXPECT_EQ(remove(ann, chat, id)->cursor, 0) << "it was deleted before";
  EXPECT_EQ(cursor(ben, chat), 5);
  std::vector<std::string> numbers;
  for (const Notice& notice : told()) {
    numbers.push_back(notice.type + " " + std::to_string(notice.payload.get("cursor").integer().value_or(-1)));
  }
  EXPECT_THAT(numbers,
              ElementsAre("SFU_MESSAGE 1", "SEND_MESSAGE_SYNC 1", "CHAT_MESSAGE_EDITED 2",
                          "REACTION_ON_MESSAGE_ADDED 3", "REACTION_ON_MESSAGE_REMOVED 4", "CHAT_MESSAGE_DELETED 5"));
  EXPECT_THAT(marks(), IsEmpty()) << "everybody was told by the events";
}

TEST_F(JournalTest, ARefusedCallTakesNoNumber) {
  say(ann, "one");
  EXPECT_FALSE(edit(ben, chat, names.begin()->first, "mine"));
  EXPECT_FALSE(send(dan, message(chat, "let me in")));
  EXPECT_EQ(cursor(ann, chat), 1);
}

TEST_F(JournalTest, ReadingTakesANumberForEachMessageAndOneWatermark) {
  say(ann, "one");
  say(ann, "two");
  say(cat, "three");
  const auto last = say(ann, "four");
  EXPECT_TRUE(mark_read(ben, chat, last.id));
  EXPECT_EQ(cursor(ann, chat), 8);
  EXPECT_THAT(marks(), ElementsAre("8 to ann ben cat"));
  EXPECT_TRUE(mark_read(ben, chat, last.id));
  EXPECT_EQ(cursor(ann, chat), 8) << "there was nothing new to read";
  EXPECT_THAT(marks(), IsEmpty());
  EXPECT_THAT(told_since(ann, 4), ElementsAre("one", "two", "four", "8"));
  EXPECT_THAT(told_since(cat, 4), ElementsAre("three", "8"));
  EXPECT_THAT(told_since(ben, 4), ElementsAre("8")) << "it concerns the authors alone";
  const auto seen = difference(ann, since(chat, 4));
  EXPECT_EQ(seen->messages[0].deliveryStatus.at("ben"), DeliveryStatus::READ);
}

TEST_F(JournalTest, ARangeOfDeliveriesIsCutAtTheLimit) {
  for (int i = 0; i < 5; ++i) say(ann, "m" + std::to_string(i));
  EXPECT_TRUE(mark_read(ben, chat, say(cat, "mine").id));
  EXPECT_EQ(cursor(ann, chat), 12);
  EXPECT_THAT(told_since(ann, 6, 2), ElementsAre("m0", "m1", "8 more"));
  EXPECT_THAT(told_since(ann, 8, 2), ElementsAre("m2", "m3", "10 more"));
  EXPECT_THAT(told_since(ann, 10, 2), ElementsAre("m4", "12"));
  EXPECT_THAT(told_since(ann, 9), ElementsAre("m3", "m4", "12")) << "from the middle of a range";
}

TEST_F(JournalTest, LoadingWhatWasPendingIsAChangeForTheAuthors) {
  connections.online = {"ann", "ben"};
  say(ann, "one");
  say(ben, "two");
  connections.online = {"ann", "ben", "cat"};
  say(ann, "three");
  connections.online = {"ann", "ben"};
  say(ann, "four");
  EXPECT_EQ(load(cat, chat).size(), 4u);
  EXPECT_EQ(cursor(ann, chat), 7);
  EXPECT_THAT(marks(), ElementsAre("7 to ann ben cat"));
  EXPECT_THAT(told_since(ann, 4), ElementsAre("one", "four", "7"));
  EXPECT_THAT(told_since(ben, 4), ElementsAre("two", "7"));
  EXPECT_EQ(load(cat, chat).size(), 4u);
  EXPECT_EQ(cursor(ann, chat), 7) << "delivered once";
}

TEST_F(JournalTest, WhatTheDifferenceBringsIsDelivered) {
  connections.online = {"ann", "cat"};
  say(ann, "one");
  say(cat, "two");
  say(ann, "three");
  told();
  wrote = false;
  const auto first = difference(ben, since(chat, 0, 2));
  EXPECT_TRUE(wrote);
  ASSERT_EQ(first->messages.size(), 2u);
  EXPECT_EQ(first->messages[0].deliveryStatus.at("ben"), DeliveryStatus::DELIVERED);
  EXPECT_TRUE(first->hasMore);
  EXPECT_EQ(first->newCursor, 2);
  const auto heard = told();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(summary(heard[0]), "UPDATE_MESSAGES_DELIVERY_STATUS to ann");
  EXPECT_EQ(summary(heard[1]), "UPDATE_MESSAGES_DELIVERY_STATUS to cat");
  EXPECT_THAT(told_since(ben, first->newCursor), ElementsAre("three", "6"))
      << "what its own delivery took is behind him";
  EXPECT_EQ(cursor(ben, chat), 6);
  wrote = false;
  EXPECT_THAT(told_since(ben, 0), ElementsAre("one", "two", "three", "6"));
  EXPECT_FALSE(wrote);
  EXPECT_THAT(told_since(ann, 3), ElementsAre("one", "three", "6"));
}

TEST_F(JournalTest, TheDifferenceTellsTheStateOfToday) {
  const auto one = say(ann, "one");
  const auto two = say(ben, "two");
  const auto three = say(ann, "three");
  EXPECT_TRUE(edit(ann, chat, one.id, "uno"));
  EXPECT_TRUE(react(cat, two.id, "+1"));
  EXPECT_TRUE(remove(ann, chat, three.id));
  EXPECT_THAT(told_since(ben, 3), ElementsAre("one", "two", "three", "6"));
  const auto all = difference(ben, since(chat, 0));
  ASSERT_EQ(all->messages.size(), 3u);
  EXPECT_EQ(all->messages[0].body, "uno");
  EXPECT_TRUE(all->messages[0].edited);
  EXPECT_EQ(all->messages[1].reactions[0].reaction, "+1");
  EXPECT_EQ(all->messages[2].status, protocol::MessageState::DELETED);
  EXPECT_EQ(all->messages[2].body, "");
  EXPECT_EQ(all->messages, load(ben, chat));
  EXPECT_THAT(told_since(ben, 6), ElementsAre("6"));
  EXPECT_TRUE(react(cat, one.id, "again"));
  EXPECT_THAT(told_since(ben, 3), ElementsAre("two", "three", "one", "7")) << "once each, by the latest change";
}

TEST_F(JournalTest, TheLimitCountsMessages) {
  const auto one = say(ann, "one");
  say(ann, "two");
  say(ann, "three");
  EXPECT_THAT(told_since(ben, 0, 1), ElementsAre("one", "1 more"));
  EXPECT_THAT(told_since(ben, 1, 1), ElementsAre("two", "2 more"));
  EXPECT_THAT(told_since(ben, 2, 1), ElementsAre("three", "3"));
  whisper(ann, "cat", "psst");
  EXPECT_THAT(told_since(ben, 2, 1), ElementsAre("three", "4")) << "what he may not see is behind him";
  say(ann, "five");
  EXPECT_THAT(told_since(ben, 2, 1), ElementsAre("three", "4 more"));
}

TEST_F(JournalTest, PrivateMessagesAreForTheirPartiesAndWatermarksForTheOthers) {
  say(ann, "all");
  const auto secret = whisper(ann, "ben", "secret");
  EXPECT_THAT(marks(), ElementsAre("2 to cat"));
  EXPECT_TRUE(edit(ann, chat, secret.id, "secret!"));
  EXPECT_TRUE(react(ben, secret.id, "?"));
  EXPECT_TRUE(mark_read(ben, chat, secret.id));
  EXPECT_TRUE(remove(ann, chat, secret.id));
  EXPECT_THAT(marks(), ElementsAre("3 to cat", "4 to cat", "6 to ann ben cat", "7 to cat"));
  EXPECT_THAT(told_since(cat, 0), ElementsAre("all", "7"));
  EXPECT_THAT(told_since(cat, 1), ElementsAre("7"));
  EXPECT_THAT(told_since(ben, 1), ElementsAre("secret", "7"));
  whisper(cat, "cat", "note");
  EXPECT_THAT(marks(), ElementsAre("8 to ann ben"));
  EXPECT_THAT(told_since(ann, 7), ElementsAre("8"));
  EXPECT_THAT(told_since(cat, 7), ElementsAre("note", "8"));
}

TEST_F(JournalTest, CachedRangesAreForChangesOfDelivery) {
  std::vector<protocol::MessageStatus> sent;
  for (int i = 0; i < 6; ++i) {
    clock.advance(std::chrono::seconds(1));
    sent.push_back(say(ann, "m" + std::to_string(i)));
  }
  EXPECT_TRUE(mark_read(ben, chat, sent[5].id));
  auto call = since(chat, 6);
  const auto ask = [&](std::vector<protocol::CachedRange> ranges) {
    call.cachedRanges = std::move(ranges);
    return told_since(ann, call);
  };
  EXPECT_THAT(ask({}), ElementsAre("m0", "m1", "m2", "m3", "m4", "m5", "12"));
  EXPECT_THAT(ask({{.from = sent[1].date, .to = sent[2].date}}), ElementsAre("m1", "m2", "12"));
  EXPECT_THAT(ask({{.from = 0, .to = sent[0].date}, {.from = sent[4].date, .to = 0}}),
              ElementsAre("m0", "m4", "m5", "12"));
  EXPECT_THAT(ask({{.from = 0, .to = 1}}), ElementsAre("12"));
  EXPECT_TRUE(edit(ann, chat, sent[3].id, "edited"));
  EXPECT_THAT(ask({{.from = 0, .to = 1}}), ElementsAre("m3", "13"));

  const auto refused = [&](std::vector<protocol::CachedRange> ranges) {
    call.cachedRanges = std::move(ranges);
    return text(difference(ann, call));
  };
  EXPECT_NE(refused({{.from = 0, .to = 0}, {.from = 5, .to = 6}}), "");
  EXPECT_NE(refused({{.from = 5, .to = 4}}), "");
  EXPECT_NE(refused({{.from = -1, .to = 4}}), "");
  EXPECT_NE(refused({{.from = 5, .to = 6}, {.from = 6, .to = 8}}), "");
  EXPECT_NE(refused({{.from = 5, .to = 6}, {.from = 1, .to = 2}}), "");
  EXPECT_EQ(refused({{.from = 5, .to = 6}, {.from = 7, .to = 0}}), "");
  std::vector<protocol::CachedRange> many;
  for (int i = 0; i < 33; ++i) many.push_back({.from = i * 10 + 1, .to = i * 10 + 2});
  EXPECT_NE(refused(many), "");
  many.pop_back();
  EXPECT_EQ(refused(many), "");
}

TEST_F(JournalTest, TheDifferenceIsForThoseWhoMayRead) {
  say(ann, "one");
  EXPECT_EQ(text(difference(dan, since(chat, 0))), "Restricted access");
  EXPECT_EQ(text(difference(ann, since("unknown", 0))), "Chat not found");
  EXPECT_NE(text(difference(ann, since(chat, -1))), "");
  EXPECT_NE(text(difference(ann, since(chat, 0, -1))), "");
  EXPECT_THAT(told_since(ann, 0, 0), ElementsAre("one", "1"));
  const std::string empty = make_chat(ann, {"ben"}).id;
  EXPECT_THAT(told_since(ann, since(empty, 0)), ElementsAre("0"));
  EXPECT_EQ(cursor(ann, empty), 0);
  EXPECT_THAT(told_since(ann, 7), ElementsAre("1 resync")) << "a number from another life of the database";
}

TEST_F(JournalTest, ThoseWhoLeftAreNotTold) {
  const auto one = say(ann, "one");
  const auto theirs = say(cat, "theirs");
  EXPECT_TRUE(
      write([&](storage::Transaction& t) { return chats.remove_member(t, ann, {.id = chat, .member = "cat"}); }));
  EXPECT_TRUE(mark_read(ben, chat, theirs.id));
  EXPECT_THAT(marks(), ElementsAre("4 to ann ben"));
  EXPECT_EQ(cursor(cat, chat), -1);
  EXPECT_THAT(told_since(ann, 2), ElementsAre("one", "4"));
}

class LargeChatTest : public JournalTest {
 protected:
  LargeChatTest() {
    std::vector<std::string> members = {"ben", "cat"};
    for (std::size_t i = 0; i < Journal::max_told_at_once; ++i) {
      add_user("u" + std::to_string(i));
      members.push_back("u" + std::to_string(i));
    }
    chat = make_chat(ann, members).id;
  }
};

TEST_F(LargeChatTest, WatermarksComeWithTheNextEventOfAll) {
  const auto one = say(ann, "one");
  EXPECT_TRUE(mark_read(ben, chat, one.id));
  EXPECT_TRUE(mark_read(cat, chat, one.id));
  whisper(ann, "ben", "psst");
  EXPECT_THAT(marks(), ElementsAre("3 to ann ben")) << "they are to hear of number 4";
  EXPECT_EQ(cursor(ann, chat), 4);
  say(ben, "two");
  auto told = std::exchange(watermarks, {});
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].users.size(), Journal::max_told_at_once + 3);
  EXPECT_EQ(told[0].as<protocol::MessagesCursorAdvancedEvent>().cursor, 4);
  say(ben, "three");
  EXPECT_THAT(marks(), IsEmpty());
}

class TrimmedJournalTest : public JournalTest {
 protected:
  std::int64_t trim(const JournalRetention& retention) {
    Messages keeper(chats, spaces, uploads, downloads, references, outbox, connections, clock,
                    MessagesConfig{.journal = retention});
    std::int64_t target = 0;
    int rounds = 0;
    do {
      database->write_and_wait([&](storage::Transaction& t) { target = keeper.trim_journal(t, target); });
    } while (target != 0 && ++rounds < 100);
    return rounds;
  }
};

TEST_F(TrimmedJournalTest, WhoIsBehindWhatIsKeptLoadsAnew) {
  const auto one = say(ann, "one");
  EXPECT_TRUE(edit(ann, chat, one.id, "uno"));
  clock.advance(std::chrono::hours(2));
  EXPECT_TRUE(edit(ann, chat, one.id, "eins"));
  trim({.age = std::chrono::hours(1), .changes = 100});
  EXPECT_THAT(told_since(ben, 0), ElementsAre("3 resync"));
  EXPECT_THAT(told_since(ben, 1), ElementsAre("3 resync"));
  EXPECT_THAT(told_since(ben, 2), ElementsAre("one", "3"));
  EXPECT_THAT(told_since(ben, 3), ElementsAre("3"));
}

TEST_F(TrimmedJournalTest, TheNewestChangesStay) {
  const auto one = say(ann, "one");
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(edit(ann, chat, one.id, std::to_string(i)));
  trim({.age = std::chrono::hours(1), .changes = 10});
  EXPECT_THAT(told_since(ben, 0), ElementsAre("one", "11"));
  trim({.age = std::chrono::hours(1), .changes = 4});
  EXPECT_THAT(told_since(ben, 6), ElementsAre("11 resync"));
  EXPECT_THAT(told_since(ben, 7), ElementsAre("one", "11"));
}

TEST_F(TrimmedJournalTest, ManyTargetsAndManyChangesAreTrimmedInParts) {
  std::vector<std::string> others;
  for (int i = 0; i < 150; ++i) {
    chat = make_chat(ann, {"ben"}).id;
    EXPECT_TRUE(edit(ann, chat, say(ann, "x").id, "y"));
    others.push_back(chat);
  }
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(trim({.age = std::chrono::hours(1), .changes = 100}), 1);
  for (const std::string& other : others) EXPECT_TRUE(difference(ben, since(other, 0))->resyncRequired);
}

TEST_F(TrimmedJournalTest, TooManyNewMessagesAreLoadedAnewToo) {
  Messages sparing(chats, spaces, uploads, downloads, references, outbox, connections, clock,
                   MessagesConfig{.journal = {.age = std::chrono::hours(1), .changes = 3}});
  for (int i = 0; i < 5; ++i) say(ann, std::to_string(i));
  const auto ask = [&](std::int64_t cursor) {
    const auto found = read([&](storage::Reader& r) { return sparing.difference(r, ann, since(chat, cursor)); });
    return std::pair((*found)->messages.size(), (*found)->resyncRequired);
  };
  EXPECT_EQ(ask(1), std::pair(std::size_t{0}, true));
  EXPECT_EQ(ask(2), std::pair(std::size_t{3}, false));
}

TEST_F(JournalTest, LongJournalsArePagedWithoutLossOrRepetition) {
  std::vector<std::string> visible;
  database->write_and_wait([&](storage::Transaction& t) {
    for (int i = 0; i < 900; ++i) {
      auto call = message(chat, "m" + std::to_string(i));
      if (i % 3 == 0) call.to = "cat";
      const auto sent = messages.send(t, ann, call);
      if (i % 3 != 0) visible.push_back(sent->status.id);
      if (i % 5 == 0) {
        ASSERT_TRUE(messages.mark_read(
            t, cat, {.id = sent->status.id, .targetEntityType = in_chat, .targetEntityId = target(chat)}));
      }
    }
  });
  std::vector<std::string> found;
  std::int64_t place = 0;
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const auto page = difference(ben, since(chat, place, 50));
    ASSERT_TRUE(page);
    for (const auto& message : page->messages) found.push_back(message.id);
    EXPECT_GT(page->newCursor, place);
    place = page->newCursor;
    more = page->hasMore;
  }
  EXPECT_EQ(found, visible);
  EXPECT_EQ(pages, 12);
  EXPECT_EQ(place, cursor(ben, chat));
}

TEST_F(JournalTest, ARestartForgetsNothing) {
  const auto one = say(ann, "one");
  EXPECT_TRUE(edit(ann, chat, one.id, "uno"));
  database.reopen();
  EXPECT_EQ(cursor(ann, chat), 2);
  EXPECT_THAT(told_since(ben, 1), ElementsAre("one", "2"));
  EXPECT_EQ(send(ann, message(chat, "two"))->cursor, 3);
}

TEST_F(JournalTest, ChatsFromBeforeTheJournalCountTheirMessages) {
  say(ann, "one");
  say(ben, "two");
  database->write_and_wait([](storage::Transaction& t) { t.execute("UPDATE messages SET cursor = 0"); });
  EXPECT_THAT(told_since(cat, 0), ElementsAre("one", "two", "2"));
  EXPECT_TRUE(edit(ann, chat, load(ann, chat)[0].id, "uno"));
  say(cat, "three");
  EXPECT_THAT(told_since(ben, 1), ElementsAre("two", "one", "three", "4"));
  EXPECT_THAT(told_since(ben, 2), ElementsAre("one", "three", "4"));
  EXPECT_THAT(told_since(ben, 3), ElementsAre("three", "4"));
}

TEST_F(JournalTest, DeletingTheChatForgetsItsJournal) {
  EXPECT_TRUE(edit(ann, chat, say(ann, "one").id, "uno"));
  EXPECT_TRUE(write([&](storage::Transaction& t) { return chats.remove(t, ann, {.id = chat}); }));
  EXPECT_EQ(cursor(ann, chat), -1);
  database->read_and_wait(
      [](storage::Reader& reader) { EXPECT_FALSE(reader.query("SELECT 1 FROM message_changes")->next()); });
}

}  // namespace
}  // namespace parley::domain
