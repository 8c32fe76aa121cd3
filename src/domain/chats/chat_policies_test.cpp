// Who may write, and who decides it.
#include "domain/chats/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::ChannelSendPolicy;
using protocol::ChatReceivePolicy;
using protocol::ChatType;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using ChatPoliciesTest = ChatsWorld;

TEST_F(ChatPoliciesTest, PoliciesAreTheOwners) {
  const auto made = write([&](auto& t) {
    return chats.create(t, ann, {.members = {{"ben", "cat"}}, .channel = true, .sendPermissionList = {{"dan"}}});
  });
  const std::string id = made->info.id;
  told();
  const auto policy = [&](const Caller& caller, ChannelSendPolicy value) {
    return write([&](auto& t) { return chats.update_send_policy(t, caller, {.id = id, .channelSendPolicy = value}); });
  };
  EXPECT_EQ(text(policy(ben, ChannelSendPolicy::ADMIN)), "Restricted access");
  ASSERT_TRUE(policy(ann, ChannelSendPolicy::ADMIN_AND_LIST));
  for (const Notice& notice : told()) {
    const auto info = notice.as<protocol::UpdateChatEvent>().info;
    EXPECT_EQ(info.canSend, notice.users == std::vector<std::string>{"ann"});
    EXPECT_EQ(notice.except, 1u);
  }
  ASSERT_TRUE(write([&](auto& t) { return chats.add_sender(t, ann, {.id = id, .member = "ben"}); }));
  EXPECT_TRUE(list("ben").at(id).canSend);
  EXPECT_FALSE(list("cat").at(id).canSend);
  EXPECT_EQ(text(write([&](auto& t) { return chats.add_sender(t, ann, {.id = id, .member = "nobody"}); })),
            "User not found");
  ASSERT_TRUE(write([&](auto& t) { return chats.remove_sender(t, ann, {.id = id, .member = "dan"}); }));
  EXPECT_THAT(list("cat").at(id).sendPermissionList, ElementsAre("ben"));
  ASSERT_TRUE(policy(ann, ChannelSendPolicy::EVERYONE));
  EXPECT_THAT(list("cat").at(id).sendPermissionList, IsEmpty());
  told();
  const auto configured = write([&](auto& t) {
    return chats.update_configuration(t, ann,
                                      {.id = id,
                                       .type = ChatType::PUBLIC,
                                       .channelSendPolicy = ChannelSendPolicy::ADMIN_AND_LIST,
                                       .sendPermissionList = {{"cat", "cat"}},
                                       .allowedToAddExternalUser = true});
  });
  EXPECT_THAT(configured->info.sendPermissionList, ElementsAre("cat"));
  EXPECT_TRUE(configured->info.allowedToAddExternalUser);
  EXPECT_EQ(list("ben").at(id).type, ChatType::PUBLIC);
  EXPECT_THAT(summaries(), UnorderedElementsAre("SFU_UPDATE_CHAT to ann cat but 1", "SFU_UPDATE_CHAT to ben but 1"));
  ASSERT_TRUE(write([&](auto& t) { return chats.update_configuration(t, ann, {.id = id}); }));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ChatPoliciesTest, WhoIsOutMayWriteNoMore) {
  const auto channel = [&](std::vector<std::string> members, std::vector<std::string> senders) {
    return write([&](auto& t) {
             return chats.create(t, ann,
                                 {.members = members,
                                  .channel = true,
                                  .channelSendPolicy = ChannelSendPolicy::ADMIN_AND_LIST,
                                  .sendPermissionList = senders});
           })
        ->info.id;
  };
  const std::string id = channel({"ben", "cat", "dan"}, {"ben", "cat", "dan"});
  const std::string without_cat = channel({"ben"}, {"cat", "ben"});
  const auto listed = [&](const std::string& chat) { return list("ann").at(chat).sendPermissionList; };
  EXPECT_THAT(remove(ann, id, "ben")->info.sendPermissionList, ElementsAre("cat", "dan"));
  ASSERT_TRUE(add(ann, id, "ben"));
  EXPECT_FALSE(list("ben").at(id).canSend) << "nobody has let him write again";
  ASSERT_TRUE(remove(dan, id, "dan"));
  EXPECT_THAT(listed(id), ElementsAre("cat"));
  told();
  change([&](storage::Transaction& t) { chats.user_removed(t, "cat"); });
  EXPECT_THAT(listed(id), IsEmpty());
  EXPECT_THAT(listed(without_cat), ElementsAre("ben"));
  EXPECT_THAT(summaries(), UnorderedElementsAre("SFU_UPDATE_CHAT to ann", "SFU_UPDATE_CHAT to ben",
                                                "SFU_CHAT_DELETED to cat", "SFU_UPDATE_CHAT to ann ben"));
}

TEST_F(ChatPoliciesTest, TheListOfThoseWhoMayWriteHasAnEnd) {
  const std::string id = write([&](auto& t) { return chats.create(t, ann, {.channel = true}); })->info.id;
  change([&](storage::Transaction& t) {
    std::string senders = "ben";
    for (std::size_t i = 1; i < max_chat_members; ++i) senders += "\nuser" + std::to_string(i);
    t.execute("UPDATE chats SET senders = $2 WHERE id = $1", {id, senders});
  });
  const auto allow = [&](const char* user) {
    return text(write([&](auto& t) { return chats.add_sender(t, ann, {.id = id, .member = user}); }));
  };
  EXPECT_EQ(allow("cat"), "Too many members");
  EXPECT_EQ(allow("ben"), "") << "is on it";
  ASSERT_TRUE(write([&](auto& t) { return chats.remove_sender(t, ann, {.id = id, .member = "user7"}); }));
  EXPECT_EQ(allow("cat"), "");
}

TEST_F(ChatPoliciesTest, WhoMaySend) {
  Chat chat;
  chat.owner = "ann";
  EXPECT_EQ(send_right(chat, "ben"), SendRight::everyone);
  chat.receive_policy = ChatReceivePolicy::OWNER_ONLY;
  EXPECT_EQ(send_right(chat, "ben"), SendRight::owner_only);
  EXPECT_EQ(send_right(chat, "ann"), SendRight::everyone);
  chat.receive_policy = ChatReceivePolicy::NOBODY;
  EXPECT_EQ(send_right(chat, "ben"), SendRight::refused);
  EXPECT_EQ(send_right(chat, "ann"), SendRight::everyone);
  chat.send_policy = ChannelSendPolicy::ADMIN_AND_LIST;
  chat.receive_policy = ChatReceivePolicy::EVERYONE;
  EXPECT_EQ(send_right(chat, "ben"), SendRight::refused);
  chat.senders = {"ben"};
  EXPECT_EQ(send_right(chat, "ben"), SendRight::everyone);
  chat.send_policy = ChannelSendPolicy::ADMIN;
  EXPECT_EQ(send_right(chat, "ben"), SendRight::refused);
}

}  // namespace
}  // namespace parley::domain
