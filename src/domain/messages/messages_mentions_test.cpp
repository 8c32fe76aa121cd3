#include "domain/messages/mentions.hpp"
#include "domain/messages/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::SortOrder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MentionTags, AreWhatStandsBetweenBrackets) {
  EXPECT_THAT(mentions::tags_of("hi <@ann>, <@all> and <@ann>"), ElementsAre("<@all>", "<@ann>"));
  EXPECT_THAT(mentions::tags_of("<@<@ann>"), ElementsAre("<@<@ann>", "<@ann>"));
  EXPECT_THAT(mentions::tags_of("<@ann @ann> < @ben> <@"), ElementsAre("<@ann @ann>"));
  EXPECT_THAT(mentions::tags_of("<@" + std::string(400, 'x') + ">"), IsEmpty());
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "<@" + std::to_string(i) + ">";
  EXPECT_EQ(mentions::tags_of(many).size(), 1000u);
}

class MentionsTest : public MessagesWorld {
 protected:
  static protocol::calls::LoadMessagesWithMentions mentioning(const std::string& tag) {
    return {.chatId = std::nullopt,
            .userTag = tag,
            .timeFrame = std::nullopt,
            .boundaries = std::nullopt,
            .sortOrder = std::nullopt};
  }
  Result<protocol::LoadMessagesWithMentionsResult> ask(const Caller& caller,
                                                       const protocol::calls::LoadMessagesWithMentions& call) {
    return read([&](storage::Reader& r) { return messages.with_mentions(r, caller, call); });
  }
  std::vector<std::string> found(const Caller& caller, const protocol::calls::LoadMessagesWithMentions& call,
                                 std::optional<std::int64_t> total = std::nullopt) {
    const auto answer = ask(caller, call);
    EXPECT_TRUE(answer) << text(answer);
    std::vector<std::string> bodies;
    if (!answer) return bodies;
    for (const protocol::MessageInfo& message : answer->messages) bodies.push_back(message.body);
    EXPECT_EQ(answer->totalSize, total.value_or(static_cast<std::int64_t>(bodies.size())));
    return bodies;
  }
  std::vector<std::string> found(const Caller& caller, const std::string& tag) {
    return found(caller, mentioning(tag));
  }

  const std::string chat = make_chat(ann, {"ben", "cat"}).id;
  const std::string other = make_chat(dan, {"ann"}).id;
};

TEST_F(MentionsTest, OfOneAndOfEverybodyInAllChatsOrOne) {
  send(ben, chat, "1 <@ann>");
  send(dan, other, "2 <@all> <@everyone> <@ann>");
  send(cat, chat, "3 <@everyone>");
  send(cat, chat, "4 <@ben> ann <ann> <@Ann> <@ann2>");
  send(ann, chat, "5 <@all>");
  send(ann, chat, "6 <@ann>");
  EXPECT_THAT(found(ann, "<@ann>"),
              ElementsAre("1 <@ann>", "2 <@all> <@everyone> <@ann>", "3 <@everyone>", "6 <@ann>"));
  auto here = mentioning("<@ann>");
  here.chatId = chat;
  EXPECT_THAT(found(ann, here), ElementsAre("1 <@ann>", "3 <@everyone>", "6 <@ann>"));
  EXPECT_THAT(found(ben, "<@ben>"), ElementsAre("3 <@everyone>", "4 <@ben> ann <ann> <@Ann> <@ann2>", "5 <@all>"));
  EXPECT_THAT(found(ben, "ann"), ElementsAre("3 <@everyone>", "5 <@all>"));
  EXPECT_EQ(text(ask(dan, here)), "Restricted access");
  here.chatId = "nowhere";
  EXPECT_EQ(text(ask(ann, here)), "Chat not found");
}

TEST_F(MentionsTest, WhatMessagesSayNowAndWhatTheCallerMaySee) {
  const auto edited = send(ben, chat, "<@ann> draft").id;
  const auto deleted = send(ben, chat, "<@ann> gone").id;
  send_to(ben, chat, "cat", "<@ann> secretly <@all>");
  ASSERT_TRUE(edit(ben, chat, edited, "for <@cat> now"));
  ASSERT_TRUE(remove(ben, chat, deleted));
  EXPECT_THAT(found(ann, "<@ann>"), IsEmpty());
  EXPECT_THAT(found(cat, "<@cat>"), ElementsAre("for <@cat> now", "<@ann> secretly <@all>"));
  ASSERT_TRUE(edit(ben, chat, edited, "<@ann> again"));
  EXPECT_THAT(found(ann, "<@ann>"), ElementsAre("<@ann> again"));
}

TEST_F(MentionsTest, CutAroundAMarkInBothOrders) {
  std::vector<Millis> dates;
  for (int i = 0; i < 5; ++i) {
    clock.advance(std::chrono::seconds(1));
    dates.push_back(send(ben, i % 2 == 0 ? chat : make_chat(ben, {"ann"}).id, "<@ann> " + std::to_string(i)).date);
  }
  auto call = mentioning("<@ann>");
  call.sortOrder = SortOrder::DESC;
  EXPECT_THAT(found(ann, call), ElementsAre("<@ann> 4", "<@ann> 3", "<@ann> 2", "<@ann> 1", "<@ann> 0"));
  call.boundaries = protocol::Boundaries{.dateMark = dates[2], .lowerLimit = 2, .upperLimit = 1};
  EXPECT_THAT(found(ann, call, 5), ElementsAre("<@ann> 3", "<@ann> 2", "<@ann> 1"));
  call.sortOrder = SortOrder::ASC;
  EXPECT_THAT(found(ann, call, 5), ElementsAre("<@ann> 2", "<@ann> 3", "<@ann> 4"));
  call.boundaries.reset();
  call.timeFrame = protocol::TimeFrame{.start = dates[1], .end = dates[3], .limit = std::nullopt};
  EXPECT_THAT(found(ann, call, 3), ElementsAre("<@ann> 1", "<@ann> 2", "<@ann> 3"));
  call.timeFrame->end = -1;
  call.timeFrame->limit = 2;
  EXPECT_THAT(found(ann, call, 4), ElementsAre("<@ann> 3", "<@ann> 4"));
}

TEST_F(MentionsTest, AreWholeButForDeliveryAndReactions) {
  const auto parent = send(ann, chat, "question");
  auto reply = message(chat, "<@ann> yes");
  reply.parentId = parent.id;
  reply.to = "ann";
  const auto sent = send(ben, reply);
  ASSERT_TRUE(sent);
  ASSERT_TRUE(edit(ben, chat, sent->status.id, "<@ann> no"));
  const auto answer = ask(ann, mentioning("<@ann>"));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->messages.size(), 1u);
  const protocol::MessageInfo& info = answer->messages[0];
  EXPECT_EQ(info.id, sent->status.id);
  EXPECT_EQ(info.targetEntityId, target(chat));
  EXPECT_EQ(info.body, "<@ann> no");
  EXPECT_EQ(info.date, sent->status.date);
  EXPECT_EQ(info.clientDate, info.date);
  EXPECT_EQ(info.from, "ben");
  EXPECT_EQ(info.to, "ann");
  EXPECT_TRUE(info.privateMessage && info.edited && info.dateOfEdit > 0);
  ASSERT_TRUE(info.parentMessage);
  EXPECT_EQ(info.parentMessage->body, "question");
}

TEST_F(MentionsTest, SecureChatsHaveNone) {
  protocol::calls::CreateChat call;
  call.members = std::vector<std::string>{"ben"};
  call.encryptionEnabled = true;
  call.publicKey = "public";
  call.encryptedPrivateKey = "private";
  call.encryptedChatPasswords = {{{"ann", "a"}, {"ben", "b"}}};
  call.encryptedAttachmentsSecretKey = "secret";
  const auto made = write([&](storage::Transaction& t) { return chats.create(t, ann, call); });
  ASSERT_TRUE(made) << text(made);
  send(ann, made->info.id, "<@ben>");
  EXPECT_THAT(found(ben, "<@ben>"), IsEmpty());
}

TEST_F(MentionsTest, OfADeletedChatGo) {
  send(ben, chat, "<@ann>");
  ASSERT_TRUE(write([&](storage::Transaction& t) { return chats.remove(t, ann, {.id = chat}); }));
  EXPECT_THAT(found(ann, "<@ann>"), IsEmpty());
}

}  // namespace
}  // namespace parley::domain
