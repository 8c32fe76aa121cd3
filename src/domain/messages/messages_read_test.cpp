// Loading with deferred delivery, read positions, unread counts.
#include "domain/messages/delivery.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::DeliveryStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MessagesReadTest : public MessagesWorld {
 protected:
  /// Ids of some messages of one sender.
  void send_many(const Caller& caller, int count) {
    for (int i = 0; i < count; ++i) sent.push_back(send(caller, chat, "m" + std::to_string(sent.size())));
    told();
  }
  std::vector<std::string> bodies(const Caller& caller, const protocol::calls::LoadMessages& call) {
    std::vector<std::string> all;
    for (const auto& message : load(caller, call)) all.push_back(message.body);
    return all;
  }
  std::vector<std::string> frame(Millis start, Millis end, std::optional<std::int64_t> limit) {
    auto call = everything(chat);
    call.timeFrame = protocol::TimeFrame{.start = start, .end = end, .limit = limit};
    return bodies(ann, call);
  }
  std::vector<std::string> around(Millis mark, std::int64_t lower, std::int64_t upper) {
    auto call = everything(chat);
    call.boundaries = protocol::Boundaries{.dateMark = mark, .lowerLimit = lower, .upperLimit = upper};
    return bodies(ann, call);
  }

  const std::string chat = make_chat(ann, {"ben", "cat"}).id;
  std::vector<protocol::MessageStatus> sent;
};

TEST_F(MessagesReadTest, PagesByTimeAndAroundADate) {
  EXPECT_THAT(frame(0, -1, std::nullopt), IsEmpty());
  send_many(ann, 5);
  EXPECT_THAT(frame(0, -1, std::nullopt), ElementsAre("m0", "m1", "m2", "m3", "m4"));
  EXPECT_THAT(frame(sent[1].date, sent[3].date, std::nullopt), ElementsAre("m1", "m2", "m3"));
  EXPECT_THAT(frame(0, -1, 2), ElementsAre("m3", "m4"));
  EXPECT_THAT(frame(0, sent[2].date, 2), ElementsAre("m1", "m2"));
  EXPECT_THAT(frame(0, -1, 0), IsEmpty());
  EXPECT_EQ(frame(0, -1, -1).size(), 5u);
  EXPECT_THAT(frame(sent[4].date, sent[0].date, std::nullopt), IsEmpty());
  EXPECT_THAT(around(sent[2].date, 2, 1), ElementsAre("m2", "m3", "m4"));
  EXPECT_THAT(around(sent[2].date, 1, 2), ElementsAre("m1", "m2", "m3"));
  EXPECT_THAT(around(sent[2].date, 0, 0), IsEmpty());
  EXPECT_THAT(around(sent[2].date, -5, -5), IsEmpty());
  const auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(around(most, most, most).size(), 5u);
  EXPECT_THAT(around(sent[2].date, 1, most), ElementsAre("m0", "m1", "m2", "m3")) << "there is room for both sides";
  EXPECT_THAT(around(sent[2].date, most, 1), ElementsAre("m2", "m3", "m4"));
  EXPECT_THAT(around(std::numeric_limits<std::int64_t>::min(), 2, 2), ElementsAre("m0", "m1"));
}

TEST_F(MessagesReadTest, APageHasSoMuchTextAtMost) {
  const std::string longest(64 * 1024, 'x');
  const std::size_t room = message_store::max_page_text / longest.size();
  for (std::size_t i = 0; i < room + 2; ++i) sent.push_back(send(ann, chat, longest));
  told();
  const auto newest = load(ben, chat);
  ASSERT_EQ(newest.size(), room);
  EXPECT_EQ(newest.back().id, sent.back().id);
  EXPECT_EQ(newest.front().id, sent[2].id);
  EXPECT_EQ(frame(0, sent[1].date, std::nullopt).size(), 2u) << "the rest is a page of its own";
}

TEST_F(MessagesReadTest, LoadingIsForMembers) {
  EXPECT_EQ(text(load_call(dan, everything(chat))), "Restricted access");
  EXPECT_EQ(text(load_call(ann, everything("unknown"))), "Chat not found");
  auto call = everything(chat);
  call.targetEntityType = protocol::MessageTargetEntityType::THREAD;
  EXPECT_EQ(text(load_call(ann, call)), "Chat not found") << "the id names no thread";
}

TEST_F(MessagesReadTest, OnePendingMessageIsDeliveredByLoading) {
  connections.online = {"ann"};
  send_many(ann, 1);
  EXPECT_EQ(load(ann, chat)[0].deliveryStatus.at("ben"), DeliveryStatus::PENDING);
  EXPECT_FALSE(wrote);
  const auto loaded = load(ben, chat);
  EXPECT_TRUE(wrote);
  EXPECT_EQ(loaded[0].deliveryStatus.at("ben"), DeliveryStatus::DELIVERED);
  EXPECT_EQ(loaded[0].deliveryStatus.at("cat"), DeliveryStatus::PENDING);
  EXPECT_EQ(loaded[0].status, protocol::MessageState::PARTIAL_DELIVERY_NO_READ);
  const auto heard = told();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(summary(heard[0]), "UPDATE_MESSAGES_DELIVERY_STATUS to ann");
  const auto event = heard[0].as<protocol::UpdateMessagesDeliveryStatusEvent>();
  EXPECT_EQ(event.dateFrom, sent[0].date);
  EXPECT_EQ(event.dateTo, sent[0].date);
  EXPECT_EQ(event.userId, "ben");
  EXPECT_EQ(event.status, DeliveryStatus::DELIVERED);
  wrote = false;
  EXPECT_EQ(load(ben, chat), loaded);
  EXPECT_FALSE(wrote);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(MessagesReadTest, SeveralPendingMessagesAreTheirAuthorsRange) {
  connections.online = {"ann", "ben"};
  send_many(ann, 3);
  send_many(ben, 1);
  send_many(ann, 1);
  auto call = everything(chat);
  call.timeFrame = protocol::TimeFrame{.start = sent[1].date, .end = -1, .limit = std::nullopt};
  EXPECT_EQ(load(cat, call).size(), 4u);
  const auto heard = told();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(summary(heard[0]), "UPDATE_MESSAGES_DELIVERY_STATUS to ann");
  EXPECT_EQ(heard[0].as<protocol::UpdateMessagesDeliveryStatusEvent>().dateFrom, sent[1].date - 1);
  EXPECT_LT(sent[0].date, sent[1].date - 1) << "it must not reach what wasn't loaded";
  EXPECT_EQ(heard[0].as<protocol::UpdateMessagesDeliveryStatusEvent>().dateTo, sent[4].date);
  EXPECT_EQ(summary(heard[1]), "UPDATE_MESSAGES_DELIVERY_STATUS to ben");
  EXPECT_EQ(heard[1].as<protocol::UpdateMessagesDeliveryStatusEvent>().dateFrom, sent[3].date);
  // What wasn't loaded is pending still.
  EXPECT_EQ(load(ann, chat)[0].deliveryStatus.at("cat"), DeliveryStatus::PENDING);
  EXPECT_EQ(load(ann, chat)[1].deliveryStatus.at("cat"), DeliveryStatus::DELIVERED);
}

TEST_F(MessagesReadTest, ReadingTellsAuthors) {
  send_many(ann, 2);
  send_many(cat, 1);
  EXPECT_EQ(unread(ben, chat), 3);
  const auto marked = mark_read(ben, chat, sent[1].id);
  EXPECT_EQ(marked->updateInfo.oldLastReadMessageDate, 0);
  EXPECT_EQ(marked->updateInfo.lastReadMessageDate, sent[1].date);
  EXPECT_EQ(marked->updateInfo.lastReadMessageId, sent[1].id);
  auto heard = told();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(summary(heard[0]), "LAST_READ_MESSAGE_UPDATED to ben but 2");
  EXPECT_EQ(summary(heard[1]), "UPDATE_MESSAGES_DELIVERY_STATUS to ann");
  auto event = heard[1].as<protocol::UpdateMessagesDeliveryStatusEvent>();
  EXPECT_EQ(event.dateFrom, 0);
  EXPECT_EQ(event.dateTo, sent[1].date);
  EXPECT_EQ(event.userId, "ben");
  EXPECT_EQ(event.status, DeliveryStatus::READ);
  EXPECT_EQ(unread(ben, chat), 1);
  EXPECT_EQ(list("ben").at(chat).lastReadMessageId, sent[1].id);
  EXPECT_EQ(list("ann").at(chat).lastReadMessageId, "");
  EXPECT_EQ(load(ann, chat)[0].deliveryStatus.at("ben"), DeliveryStatus::READ);
  EXPECT_EQ(load(ann, chat)[0].status, protocol::MessageState::FULL_DELIVERY_PARTIAL_READ);
  send_many(ann, 1);
  ASSERT_TRUE(mark_read(ben, chat, sent[3].id));
  heard = told();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(summary(heard[1]), "UPDATE_MESSAGES_DELIVERY_STATUS to ann cat");
  event = heard[1].as<protocol::UpdateMessagesDeliveryStatusEvent>();
  EXPECT_EQ(event.dateFrom, sent[1].date);
  EXPECT_EQ(event.dateTo, sent[3].date);
  // An older one changes nothing, for nobody.
  const auto older = mark_read(ben, chat, sent[0].id);
  EXPECT_EQ(older->updateInfo.oldLastReadMessageDate, sent[3].date);
  EXPECT_EQ(older->updateInfo.lastReadMessageId, sent[3].id);
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(text(mark_read(ben, chat, "unknown")), "Message not found");
  EXPECT_EQ(text(mark_read(dan, chat, sent[0].id)), "Restricted access");
}

TEST_F(MessagesReadTest, OnesOwnMessageHasNoAuthorToTell) {
  send_many(ann, 1);
  ASSERT_TRUE(mark_read(ann, chat, sent[0].id));
  EXPECT_THAT(summaries(), ElementsAre("LAST_READ_MESSAGE_UPDATED to ann but 1"));
}

TEST_F(MessagesReadTest, UnreadMovesJustBefore) {
  send_many(ann, 3);
  ASSERT_TRUE(mark_read(ben, chat, sent[1].id));
  told();
  auto marked = mark_unread(ben, chat, sent[1].id);
  EXPECT_EQ(marked->updateInfo.oldLastReadMessageDate, sent[1].date);
  EXPECT_EQ(marked->updateInfo.lastReadMessageDate, sent[0].date);
  EXPECT_EQ(marked->updateInfo.lastReadMessageId, sent[0].id);
  EXPECT_THAT(summaries(), ElementsAre("LAST_READ_MESSAGE_UPDATED to ben but 2"));
  EXPECT_EQ(unread(ben, chat), 2);
  EXPECT_EQ(load(ann, chat)[1].deliveryStatus.at("ben"), DeliveryStatus::READ);  // for the author it stays
  marked = mark_unread(ben, chat, sent[0].id);
  EXPECT_EQ(marked->updateInfo.lastReadMessageDate, 0);
  EXPECT_EQ(marked->updateInfo.lastReadMessageId, "");
  EXPECT_EQ(unread(ben, chat), 3);
  told();
  // Read again: nothing is new for the author.
  ASSERT_TRUE(mark_read(ben, chat, sent[1].id));
  EXPECT_THAT(summaries(), ElementsAre("LAST_READ_MESSAGE_UPDATED to ben but 2"));
  EXPECT_EQ(unread(ben, chat), 1);
  // A message further on moves the position forward, which reads what is before it.
  send_many(ann, 1);
  marked = mark_unread(ben, chat, sent[3].id);
  EXPECT_EQ(marked->updateInfo.lastReadMessageId, sent[2].id);
  const auto heard = told();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[1].as<protocol::UpdateMessagesDeliveryStatusEvent>().dateFrom, sent[1].date);
  EXPECT_EQ(heard[1].as<protocol::UpdateMessagesDeliveryStatusEvent>().dateTo, sent[2].date);
}

TEST_F(MessagesReadTest, NewMembersReadHistoryUnnoticed) {
  send_many(ann, 2);
  ASSERT_TRUE(write([&](auto& t) { return chats.add_member(t, ann, {.id = chat, .member = "dan"}); }));
  send_many(ben, 1);
  EXPECT_EQ(unread(dan, chat), 3);
  ASSERT_TRUE(mark_read(dan, chat, sent[2].id));
  EXPECT_THAT(summaries(),
              ElementsAre("LAST_READ_MESSAGE_UPDATED to dan but 4", "UPDATE_MESSAGES_DELIVERY_STATUS to ben"));
  const auto loaded = load(ann, chat);
  EXPECT_FALSE(loaded[1].deliveryStatus.contains("dan"));
  EXPECT_EQ(loaded[2].deliveryStatus.at("dan"), DeliveryStatus::READ);
}

TEST_F(MessagesReadTest, AuthorsWhoLeftAreToldNothing) {
  connections.online = {"ann", "ben"};
  send_many(ben, 2);
  ASSERT_TRUE(write([&](auto& t) { return chats.remove_member(t, ben, {.id = chat, .member = "ben"}); }));
  told();
  EXPECT_EQ(load(cat, chat).size(), 2u);
  ASSERT_TRUE(mark_read(cat, chat, sent[1].id));
  EXPECT_THAT(summaries(), ElementsAre("LAST_READ_MESSAGE_UPDATED to cat but 3"));
  EXPECT_EQ(text(load_call(ben, everything(chat))), "Restricted access");
}

TEST_F(MessagesReadTest, ReadWithoutLoadingIsNotPendingAnyMore) {
  connections.online = {"ann"};
  send_many(ann, 2);
  ASSERT_TRUE(mark_read(ben, chat, sent[1].id));
  told();
  EXPECT_EQ(load(ben, chat).size(), 2u);
  EXPECT_FALSE(wrote);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(MessagesReadTest, LoadingAChatWhole) {
  send_many(ann, 2);
  const auto loaded = read([&](auto& r) { return messages.load_chat(r, ben, {.id = chat}); });
  ASSERT_TRUE(loaded);
  ASSERT_TRUE(*loaded);
  EXPECT_EQ((*loaded)->chat.member, "ben");
  EXPECT_EQ((*loaded)->chat.messages.size(), 2u);
  EXPECT_EQ(text(read([&](auto& r) { return messages.load_chat(r, dan, {.id = chat}); })), "Restricted access");
}

TEST_F(MessagesReadTest, LoadingAChatWholeDelivers) {
  connections.online.erase("ben");
  send_many(ann, 2);
  const auto loaded = read([&](auto& r) { return messages.load_chat(r, ben, {.id = chat}); });
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(*loaded) << "this has to write";
  const auto delivered = write([&](auto& t) { return messages.load_chat_and_deliver(t, ben, {.id = chat}); });
  ASSERT_TRUE(delivered);
  EXPECT_EQ(delivered->chat.messages.at(1).deliveryStatus.at("ben"), protocol::DeliveryStatus::DELIVERED);
  EXPECT_THAT(summaries(), ElementsAre("UPDATE_MESSAGES_DELIVERY_STATUS to ann"));
  EXPECT_TRUE(*read([&](auto& r) { return messages.load_chat(r, ben, {.id = chat}); })) << "once";
}

TEST_F(MessagesReadTest, PublicChannelsAreReadableByAll) {
  const auto made =
      write([&](auto& t) { return chats.create(t, ann, {.channel = true, .type = protocol::ChatType::PUBLIC}); });
  send(ann, made->info.id, "news");
  EXPECT_EQ(load(dan, made->info.id).size(), 1u);
  EXPECT_EQ(unread(dan, made->info.id), 0);
  EXPECT_FALSE(mark_read(dan, made->info.id, load(dan, made->info.id)[0].id));
}

TEST(PendingMembersTest, SurvivesAnyText) {
  PendingMembers pending(9);
  pending.add(0);
  pending.add(5);
  pending.add(8);
  EXPECT_EQ(pending.text(), "121");
  const PendingMembers again("121", 9);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(again.has(i), pending.has(i)) << i;
  EXPECT_TRUE(PendingMembers("", 5).empty());
  EXPECT_TRUE(PendingMembers("zz", 5).empty());
  EXPECT_TRUE(PendingMembers("ffff", 0).empty());
  EXPECT_EQ(PendingMembers("ffff", 5).text(), "f1");
}

}  // namespace
}  // namespace parley::domain
