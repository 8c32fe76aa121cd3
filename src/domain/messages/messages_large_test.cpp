// Messages to many: what events leave out, and the members as they were.
#include <gmock/gmock.h>

#include "domain/messages/message_view.hpp"
#include "domain/messages/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::DeliveryStatus;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class MessagesLargeTest : public MessagesWorld {
 protected:
  /// ann's group with so many recipients, all connected: ben, cat and others.
  std::string make_group(std::size_t recipients) {
    std::vector<std::string> members = {"cat", "ben"};  // not in the order of their ids
    while (members.size() < recipients) members.push_back("user" + std::to_string(added_++));
    for (std::size_t i = 2; i < members.size(); ++i) add_user(members[i]);
    connections.online.insert(members.begin(), members.end());
    return make_chat(ann, members).id;
  }
  /// The events of this type since the last call.
  std::vector<Notice> heard(const std::string& type) {
    std::vector<Notice> all;
    for (Notice& notice : told()) {
      if (notice.type == type) all.push_back(std::move(notice));
    }
    return all;
  }

 private:
  int added_ = 0;
};

TEST_F(MessagesLargeTest, EverybodyIsToldTheStatesOfAFew) {
  const std::string group = make_group(max_states_for_all);
  EXPECT_THAT(send(ann, group, "few").deliveryStatus, SizeIs(max_states_for_all));
  const auto sent = heard("SFU_MESSAGE");
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_THAT(sent[0].as<protocol::SfuMessageEvent>().message.deliveryStatus, SizeIs(max_states_for_all));
}

TEST_F(MessagesLargeTest, TheAuthorAloneIsToldTheStatesOfMany) {
  constexpr std::size_t many = max_states_for_all + 1;
  const std::string group = make_group(many);
  connections.online.erase("ben");
  const auto answer = send(ann, group, "many");
  EXPECT_THAT(answer.deliveryStatus, SizeIs(many));
  EXPECT_THAT(answer.deliveryStatus, Contains(Pair("ben", DeliveryStatus::PENDING)));
  EXPECT_THAT(answer.deliveryStatus, Contains(Pair("cat", DeliveryStatus::DELIVERED)));
  auto events = told();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].type, "SFU_MESSAGE");
  EXPECT_THAT(events[0].users, SizeIs(many));
  const auto to_others = events[0].as<protocol::SfuMessageEvent>().message;
  EXPECT_THAT(to_others.deliveryStatus, IsEmpty());
  EXPECT_EQ(to_others.status, protocol::MessageState::PARTIAL_DELIVERY_NO_READ);  // as it is with all of them
  EXPECT_EQ(to_others.body, "many");
  EXPECT_EQ(events[1].type, "SEND_MESSAGE_SYNC");
  EXPECT_THAT(events[1].as<protocol::SfuMessageEvent>().message.deliveryStatus, SizeIs(many));
  // Who loads is told the same.
  EXPECT_THAT(load(cat, group).at(0).deliveryStatus, IsEmpty());
  EXPECT_EQ(load(cat, group).at(0).status, protocol::MessageState::PARTIAL_DELIVERY_NO_READ);
  EXPECT_THAT(load(ann, group).at(0).deliveryStatus, SizeIs(many));
}

TEST_F(MessagesLargeTest, AnEditTellsTheAuthorsOtherDevicesTheStates) {
  constexpr std::size_t many = max_states_for_all + 1;
  const std::string group = make_group(many);
  const auto sent = send(ann, group, "before");
  told();
  const auto edited = edit(ann, group, sent.id, "after");
  ASSERT_TRUE(edited) << text(edited);
  EXPECT_THAT(edited->status.deliveryStatus, SizeIs(many));
  const auto events = heard("CHAT_MESSAGE_EDITED");
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(summary(events[0]), "CHAT_MESSAGE_EDITED to ann but 1");
  EXPECT_THAT(events[0].as<protocol::MessageEdited>().message.deliveryStatus, SizeIs(many));
  EXPECT_THAT(events[1].users, SizeIs(many));
  EXPECT_THAT(events[1].users, ::testing::Not(Contains("ann")));
  EXPECT_THAT(events[1].as<protocol::MessageEdited>().message.deliveryStatus, IsEmpty());
  EXPECT_EQ(events[1].as<protocol::MessageEdited>().message.body, "after");
}

TEST_F(MessagesLargeTest, AReplysCopyOfItsParentHasNoStatesOfMany) {
  const std::string group = make_group(max_states_for_all + 1);
  const auto parent = send(ann, group, "question");
  told();
  auto call = message(group, "answer");
  call.parentId = parent.id;
  ASSERT_TRUE(send(ben, call));
  const auto events = heard("SFU_MESSAGE");
  ASSERT_THAT(events, SizeIs(1));
  const auto reply = events[0].as<protocol::SfuMessageEvent>().message;
  ASSERT_TRUE(reply.parentMessage);
  EXPECT_EQ(reply.parentMessage->body, "question");
  EXPECT_THAT(reply.parentMessage->deliveryStatus, IsEmpty());
  EXPECT_THAT(load(cat, group).at(1).parentMessage->deliveryStatus, IsEmpty());
}

TEST_F(MessagesLargeTest, AMessageGoesToTheMembersOfItsTime) {
  const std::string group = make_group(50);
  EXPECT_THAT(send(ann, group, "1").deliveryStatus, SizeIs(50));
  // Undone: what it made of the members must not stay with anybody.
  ASSERT_FALSE(write([&](storage::Transaction& t) -> Result<void> {
    const auto removed = chats.remove_member(t, ann, {.id = group, .member = "cat"});
    EXPECT_TRUE(removed) << text(removed);
    const auto sent = messages.send(t, ann, message(group, "never"));
    EXPECT_TRUE(sent) << text(sent);
    return Error{"undone"};
  }));
  EXPECT_THAT(send(ann, group, "2").deliveryStatus, Contains(Pair("cat", DeliveryStatus::DELIVERED)));
  ASSERT_TRUE(
      write([&](storage::Transaction& t) { return chats.remove_member(t, ann, {.id = group, .member = "ben"}); }));
  EXPECT_THAT(send(ann, group, "3").deliveryStatus, SizeIs(49));
  const auto loaded = load(cat, group);
  ASSERT_THAT(loaded, SizeIs(3));
  EXPECT_THAT(loaded[0].deliveryStatus, Contains(Pair("ben", DeliveryStatus::DELIVERED)));
  EXPECT_THAT(loaded[1].deliveryStatus, Contains(Pair("cat", DeliveryStatus::DELIVERED)));
  EXPECT_THAT(loaded[2].deliveryStatus, ::testing::Not(Contains(Pair("ben", DeliveryStatus::DELIVERED))));
}

TEST_F(MessagesLargeTest, AGroupMadeAfterAnotherWasDeletedHasItsOwnMembers) {
  const std::string first = make_group(50);
  send(ann, first, "1");
  ASSERT_TRUE(write([&](storage::Transaction& t) { return chats.remove(t, ann, {.id = first}); }));
  const std::string second = make_group(40);
  EXPECT_THAT(send(ann, second, "2").deliveryStatus, SizeIs(40));
  EXPECT_THAT(load(cat, second).at(0).deliveryStatus, SizeIs(40));
}

}  // namespace
}  // namespace parley::domain
