#include "domain/messages/delivery.hpp"
#include "domain/messages/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::DeliveryStatus;
using protocol::MessageState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class MessagesWriteTest : public MessagesWorld {
 protected:
  const std::string chat = make_chat(ann, {"ben", "cat"}).id;
};

TEST_F(MessagesWriteTest, EverybodyHearsOnceAndTheSenderIsAnswered) {
  connections.online = {"ann", "ben"};
  const auto answer = send(ann, message(chat, "hello"));
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->waitingUploadingAttachments);
  EXPECT_EQ(answer->messageWithUploadingAttachments, std::nullopt);
  const protocol::MessageStatus& status = answer->status;
  EXPECT_TRUE(status.delivered);
  EXPECT_EQ(status.state, MessageState::PARTIAL_DELIVERY_NO_READ);
  EXPECT_THAT(status.deliveryStatus,
              ElementsAre(Pair("ben", DeliveryStatus::DELIVERED), Pair("cat", DeliveryStatus::PENDING)));
  EXPECT_EQ(status.targetEntityId, target(chat));
  EXPECT_EQ(status.date, clock.now());
  EXPECT_EQ(status.lastReadMessageId + status.info, "");
  EXPECT_EQ(status.dateOfEdit, 0);
  const auto heard = told();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(summary(heard[0]), "SFU_MESSAGE to ben cat");
  EXPECT_EQ(summary(heard[1]), "SEND_MESSAGE_SYNC to ann but 1");
  const auto sent = heard[0].as<protocol::SfuMessageEvent>().message;
  EXPECT_EQ(sent, heard[1].as<protocol::SfuMessageEvent>().message);
  EXPECT_EQ(sent.id, status.id);
  EXPECT_EQ(sent.body, "hello");
  EXPECT_EQ(sent.from, "ann");
  EXPECT_EQ(sent.to, std::nullopt);
  EXPECT_FALSE(sent.privateMessage || sent.edited);
  EXPECT_EQ(sent.deliveryStatus, status.deliveryStatus);
  EXPECT_EQ(sent.date, status.date);
  EXPECT_THAT(load(ann, chat), ElementsAre(sent));
}

TEST_F(MessagesWriteTest, StatesFollowFromEntries) {
  connections.online.clear();
  EXPECT_EQ(send(ann, chat, "x").state, MessageState::NO_DELIVERY_NO_READ);
  connections.online = {"ben", "cat"};
  EXPECT_EQ(send(ann, chat, "x").state, MessageState::FULL_DELIVERY_NO_READ);
  const std::string alone = make_chat(ann, {}).id;
  const auto status = send(ann, alone, "x");
  EXPECT_EQ(status.state, MessageState::NO_DELIVERY_NO_READ);
  EXPECT_TRUE(status.delivered);
  EXPECT_THAT(status.deliveryStatus, IsEmpty());
  EXPECT_EQ(state_of({.recipients = 2, .delivered = 1, .read = 1}), MessageState::PARTIAL_DELIVERY_PARTIAL_READ);
  EXPECT_EQ(state_of({.recipients = 2, .delivered = 2, .read = 1}), MessageState::FULL_DELIVERY_PARTIAL_READ);
  EXPECT_EQ(state_of({.recipients = 2, .delivered = 2, .read = 2}), MessageState::FULL_DELIVERY_FULL_READ);
}

TEST_F(MessagesWriteTest, DatesIncreaseEvenWhenTheClockStandsOrGoesBack) {
  const Millis first = send(ann, chat, "1").date;
  EXPECT_EQ(send(ben, chat, "2").date, first + 1);
  clock.advance(std::chrono::milliseconds(-5000));
  EXPECT_EQ(send(ann, chat, "3").date, first + 2);
  clock.advance(std::chrono::milliseconds(10'000));
  EXPECT_EQ(send(ann, chat, "4").date, first + 5000);
}

TEST_F(MessagesWriteTest, TheChatsCountersAreUpToDate) {
  const auto first = send(ann, chat, "1");
  const auto last = send(ben, chat, "2");
  const auto info = list("cat").at(chat);
  EXPECT_EQ(info.messagesCount, 2);
  EXPECT_EQ(info.firstMessageId, first.id);
  EXPECT_EQ(info.firstMessageDate, first.date);
  EXPECT_EQ(info.lastMessageId, last.id);
  EXPECT_EQ(info.lastMessageDate, last.date);
  const auto count = read(
      [&](auto& r) { return messages.count(r, ben, {.targetEntityType = in_chat, .targetEntityId = target(chat)}); });
  EXPECT_EQ(count->messagesCount, 2);
  const auto ends = read([&](auto& r) {
    return messages.first_and_last(r, ben, {.targetEntityType = in_chat, .targetEntityId = target(chat)});
  });
  EXPECT_EQ(ends->firstMessageId, first.id);
  EXPECT_EQ(ends->lastMessageDate, last.date);
}

TEST_F(MessagesWriteTest, RefusesWhatCanNotBeSent) {
  const std::string not_member = "User must be a chat member to send messages";
  EXPECT_EQ(text(send(dan, message(chat, "x"))), not_member);
  EXPECT_EQ(text(send(ann, message("unknown", "x"))), not_member);
  EXPECT_EQ(text(send(ann, message(chat, ""))), "Can't send message without content");
  auto call = message(chat, "x");
  call.targetEntityId = protocol::MessageTargetEntityId{};
  EXPECT_EQ(text(send(ann, call)), "Can't send message without a chatId");
  call.targetEntityId.reset();
  EXPECT_EQ(text(send(ann, call)), "Can't send message without a chatId");
  call = message(chat, "x");
  call.targetEntityType = protocol::MessageTargetEntityType::CHANNEL;
  EXPECT_EQ(text(send(ann, call)), "Can't send message without a chatId") << "the id names no channel";
  EXPECT_EQ(text(send(ann, message(chat, std::string(65'536, 'x')))), "");
  EXPECT_NE(text(send(ann, message(chat, std::string(65'537, 'x')))), "");
  call = message(chat, "x");
  call.to = "dan";
  EXPECT_NE(text(send(ann, call)), "");
  call = message(chat, "x");
  call.parentId = "unknown";
  EXPECT_NE(text(send(ann, call)), "");
  EXPECT_EQ(list("ann").at(chat).messagesCount, 1);
}

TEST_F(MessagesWriteTest, PrivateMessagesAreSeenByTwo) {
  const auto open = send(ann, chat, "open");
  told();
  const auto secret = send_to(ann, chat, "ben", "secret");
  EXPECT_THAT(secret.deliveryStatus, ElementsAre(Pair("ben", DeliveryStatus::DELIVERED)));
  const auto heard = told();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(summary(heard[0]), "SFU_MESSAGE to ben");
  EXPECT_EQ(summary(heard[1]), "SEND_MESSAGE_SYNC to ann but 1");
  EXPECT_TRUE(heard[0].as<protocol::SfuMessageEvent>().message.privateMessage);
  EXPECT_EQ(heard[0].as<protocol::SfuMessageEvent>().message.to, "ben");
  EXPECT_EQ(load(ann, chat).size(), 2u);
  EXPECT_EQ(load(ben, chat).size(), 2u);
  EXPECT_EQ(load(cat, chat).size(), 1u);
  EXPECT_EQ(unread(ben, chat), 2);
  EXPECT_EQ(unread(cat, chat), 1);
  EXPECT_EQ(list("ann").at(chat).messagesCount, 2);
  EXPECT_EQ(list("ben").at(chat).lastMessageId, secret.id);
  EXPECT_EQ(list("cat").at(chat).messagesCount, 1);
  EXPECT_EQ(list("cat").at(chat).lastMessageId, open.id);
  // Whoever doesn't see it can do nothing with it.
  EXPECT_EQ(text(mark_read(cat, chat, secret.id)), "Message not found");
  auto reply = message(chat, "reply");
  reply.parentId = secret.id;
  EXPECT_NE(text(send(cat, reply)), "");
  EXPECT_NE(text(send(ben, reply)), "");  // everybody would see what it replies to
  reply.to = "cat";
  EXPECT_NE(text(send(ben, reply)), "");
  reply.to = "ann";
  EXPECT_EQ(text(send(ben, reply)), "");
  told();
  ASSERT_TRUE(edit(ann, chat, secret.id, "changed"));
  ASSERT_TRUE(remove(ann, chat, secret.id));
  EXPECT_THAT(summaries(),
              ElementsAre("CHAT_MESSAGE_EDITED to ann ben but 1", "CHAT_MESSAGE_DELETED to ann ben but 1"));
}

TEST_F(MessagesWriteTest, ANoteToOneself) {
  const auto status = send_to(ann, chat, "ann", "note");
  EXPECT_THAT(status.deliveryStatus, IsEmpty());
  EXPECT_THAT(summaries(), ElementsAre("SEND_MESSAGE_SYNC to ann but 1"));
  EXPECT_EQ(load(ann, chat).size(), 1u);
  EXPECT_THAT(load(ben, chat), IsEmpty());
  EXPECT_EQ(list("ann").at(chat).messagesCount, 1);
  EXPECT_EQ(list("ben").at(chat).messagesCount, 0);
  EXPECT_EQ(unread(ann, chat), 0);
}

TEST_F(MessagesWriteTest, RepliesCarryTheirParent) {
  const auto first = send(ann, chat, "question");
  auto call = message(chat, "answer");
  call.parentId = first.id;
  told();
  const auto second = send(ben, call);
  ASSERT_TRUE(second->status.parentMessage);
  EXPECT_EQ(second->status.parentMessage->id, first.id);
  const auto heard = told()[0].as<protocol::SfuMessageEvent>().message;
  ASSERT_TRUE(heard.parentMessage);
  EXPECT_EQ(heard.parentMessage->body, "question");
  call.parentId = second->status.id;
  call.body = "thanks";
  ASSERT_TRUE(send(ann, call));
  ASSERT_TRUE(edit(ann, chat, first.id, "better question"));
  const auto loaded = load(cat, chat);
  ASSERT_EQ(loaded.size(), 3u);
  EXPECT_EQ(loaded[1].parentMessage->body, "better question");
  EXPECT_EQ(loaded[2].parentMessage->body, "answer");
  EXPECT_FALSE(loaded[2].parentMessage->parentMessage);
  // The same when the parent isn't on the page.
  auto page = everything(chat);
  page.timeFrame = protocol::TimeFrame{.start = loaded[2].date, .end = -1, .limit = std::nullopt};
  const auto alone = load(cat, page);
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone[0].parentMessage->body, "answer");
  const std::string other = make_chat(ann, {"ben"}).id;
  EXPECT_NE(text(send(ann,
                      [&] {
                        auto c = message(other, "x");
                        c.parentId = first.id;
                        return c;
                      }())),
            "");
}

TEST_F(MessagesWriteTest, PoliciesDecideWhoGetsIt) {
  const auto policy = [&](protocol::ChatReceivePolicy value) {
    ASSERT_TRUE(
        write([&](auto& t) { return chats.update_receive_policy(t, ann, {.id = chat, .chatReceivePolicy = value}); }));
  };
  policy(protocol::ChatReceivePolicy::NOBODY);
  EXPECT_EQ(text(send(ben, message(chat, "x"))), "Restricted access");
  policy(protocol::ChatReceivePolicy::OWNER_ONLY);
  told();
  ASSERT_TRUE(send(ben, message(chat, "x")));
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to ann", "SEND_MESSAGE_SYNC to ben but 2"));
  EXPECT_THAT(load(cat, chat), IsEmpty());
  auto to_cat = message(chat, "between us");
  to_cat.to = "cat";
  EXPECT_EQ(text(send(ben, to_cat)), "Restricted access") << "the owner must not get what was for another";
  EXPECT_THAT(told(), IsEmpty());
  auto to_owner = message(chat, "x");
  to_owner.to = "ann";
  EXPECT_TRUE(send(ben, to_owner));
  ASSERT_TRUE(send(ann, message(chat, "x")));
  EXPECT_EQ(load(cat, chat).size(), 1u);
}

TEST_F(MessagesWriteTest, Editing) {
  const auto sent = send(ann, chat, "before");
  told();
  EXPECT_EQ(text(edit(ann, chat, "", "x")), "Can't edit message without messageId");
  EXPECT_EQ(text(edit(ann, "unknown", sent.id, "x")), "Failed to edit message, chat doesn't exist");
  EXPECT_EQ(text(edit(ann, chat, "unknown", "x")), "Failed to edit message, message doesn't exist");
  EXPECT_EQ(text(edit(ann, chat, sent.id, "")), "Failed to edit message, message must have body or attachments");
  EXPECT_EQ(text(edit(ben, chat, sent.id, "x")), "Restricted access");
  EXPECT_EQ(text(edit(dan, chat, sent.id, "x")), "Restricted access");
  EXPECT_THAT(told(), IsEmpty());
  clock.advance(std::chrono::milliseconds(1000));
  const auto edited = edit(ann, chat, sent.id, "after");
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->status.id, sent.id);
  EXPECT_EQ(edited->status.date, sent.date);
  EXPECT_TRUE(edited->status.edited);
  EXPECT_EQ(edited->status.dateOfEdit, clock.now());
  const auto heard = told();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(summary(heard[0]), "CHAT_MESSAGE_EDITED to ann ben cat but 1");
  EXPECT_THAT(load(ben, chat), ElementsAre(heard[0].as<protocol::MessageEdited>().message));
  EXPECT_EQ(load(ben, chat)[0].body, "after");
}

TEST_F(MessagesWriteTest, Deleting) {
  const auto sent = send(ann, chat, "secret");
  told();
  EXPECT_EQ(text(remove(ann, "unknown", sent.id)), "Failed to delete message, chat doesn't exist");
  EXPECT_EQ(text(remove(ann, chat, "unknown")), "Failed to delete message, message doesn't exist");
  EXPECT_EQ(text(remove(ann, chat, "")), "Failed to delete message, message doesn't exist");
  EXPECT_EQ(text(remove(ben, chat, sent.id)), "Restricted access");
  ASSERT_TRUE(remove(ann, chat, sent.id));
  const auto heard = told();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(summary(heard[0]), "CHAT_MESSAGE_DELETED to ann ben cat but 1");
  EXPECT_EQ(heard[0].as<protocol::MessageDeleted>().state, MessageState::DELETED);
  const auto loaded = load(ben, chat);
  ASSERT_EQ(loaded.size(), 1u);
  EXPECT_EQ(loaded[0].body, "");
  EXPECT_EQ(loaded[0].status, MessageState::DELETED);
  EXPECT_EQ(unread(ben, chat), 0);
  EXPECT_EQ(list("ben").at(chat).messagesCount, 1);
  ASSERT_TRUE(remove(ann, chat, sent.id));
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(text(edit(ann, chat, sent.id, "x")), "Failed to edit message, message doesn't exist");
}

TEST_F(MessagesWriteTest, Reactions) {
  const auto sent = send(ann, chat, "x");
  told();
  const auto add = [&](const Caller& caller, const std::string& reaction) {
    return write([&](auto& t) {
      return messages.add_reaction(
          t, caller,
          {.targetEntityType = in_chat, .targetEntityId = target(chat), .messageId = sent.id, .reaction = reaction});
    });
  };
  const auto take = [&](const Caller& caller, const std::string& reaction) {
    return write([&](auto& t) {
      return messages.remove_reaction(
          t, caller,
          {.targetEntityType = in_chat, .targetEntityId = target(chat), .messageId = sent.id, .reaction = reaction});
    });
  };
  const auto added = add(ben, "+1");
  EXPECT_EQ(added->reactedUser, "ben");
  EXPECT_EQ(added->targetEntityId, target(chat));
  const auto heard = told();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(summary(heard[0]), "REACTION_ON_MESSAGE_ADDED to ann ben cat but 2");
  EXPECT_EQ(heard[0].as<protocol::AddedRemovedReactionOnMessage>(), *added);
  ASSERT_TRUE(add(ben, "+1"));
  EXPECT_THAT(told(), IsEmpty());
  ASSERT_TRUE(add(cat, "heart"));
  ASSERT_TRUE(add(ann, "+1"));
  const auto reactions = load(ann, chat)[0].reactions;
  ASSERT_EQ(reactions.size(), 2u);
  EXPECT_EQ(reactions[0].reaction, "+1");
  EXPECT_THAT(reactions[0].reactedUsers, ElementsAre("ben", "ann"));
  told();
  ASSERT_TRUE(take(cat, "heart"));
  ASSERT_TRUE(take(cat, "heart"));
  EXPECT_THAT(summaries(), ElementsAre("REACTION_ON_MESSAGE_REMOVED to ann ben cat but 3"));
  EXPECT_EQ(load(ann, chat)[0].reactions.size(), 1u);
  EXPECT_EQ(text(add(dan, "x")), "Restricted access");
  EXPECT_NE(text(add(ben, "")), "");
  for (int i = 0; i < 40; ++i) (void)add(ben, std::to_string(i));
  EXPECT_EQ(load(ann, chat)[0].reactions.size(), 20u);
  for (int i = 20; i < 38; ++i) ASSERT_TRUE(add(ann, std::to_string(i)));
  for (int i = 38; i < 50; ++i) ASSERT_TRUE(add(cat, std::to_string(i)));
  EXPECT_EQ(text(add(cat, "one more")), "Too many different reactions on one message");
  ASSERT_TRUE(add(cat, "7")) << "is there already";
  EXPECT_EQ(load(ann, chat)[0].reactions.size(), 50u);
  ASSERT_TRUE(take(cat, "49"));
  ASSERT_TRUE(add(cat, "one more"));
}

TEST_F(MessagesWriteTest, AMeetingLeavesAMessageForEverybody) {
  change([&](auto& t) { messages.add_meeting_history(t, in_chat, target(chat), "ann", "{}"); });
  change([&](auto& t) { messages.add_meeting_history(t, in_chat, target("unknown"), "ann", "{}"); });
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to ann ben cat"));
  const auto loaded = load(ann, chat);
  ASSERT_EQ(loaded.size(), 1u);
  EXPECT_EQ(loaded[0].type, protocol::MessageType::MEETING_HISTORY);
  EXPECT_EQ(text(edit(ann, chat, loaded[0].id, "x")), "Restricted access");
  EXPECT_EQ(text(remove(ann, chat, loaded[0].id)), "Restricted access");
}

TEST_F(MessagesWriteTest, ADeletedChatTakesItsMessagesWithIt) {
  connections.online.clear();
  for (int i = 0; i < 3; ++i) send(ann, chat, "x");
  const std::string other = make_chat(ann, {"ben"}).id;
  send(ann, other, "stays");
  ASSERT_TRUE(write([&](auto& t) { return chats.remove(t, ann, {.id = chat}); }));
  for (const std::string table : {"message_targets", "messages", "message_audiences", "message_pending"}) {
    EXPECT_EQ(read([&](storage::Reader& r) {
                auto rows = r.query("SELECT COUNT(*) FROM " + table);
                rows->next();
                return rows->integer(0);
              }),
              1)
        << table;
  }
}

TEST_F(MessagesWriteTest, SurvivesARestart) {
  connections.online = {"ann", "ben"};
  send(ann, chat, "1");
  const auto second = send(ben, chat, "2");
  ASSERT_TRUE(mark_read(ann, chat, second.id));
  const auto before = load(ann, chat);
  database.reopen();
  EXPECT_EQ(load(ann, chat), before);
  EXPECT_EQ(send(ann, chat, "3").lastReadMessageId, second.id);
  EXPECT_EQ(load(ben, chat).size(), 3u);
}

}  // namespace
}  // namespace parley::domain
