// What members, owners and viewers of a chat set: who is told, who may, what it means for each.
#include "tests/scenarios/told_fixture.hpp"

namespace parley::test {
namespace {

const std::string kRestricted = "Restricted access";
const std::string kNotFound = "Chat not found";

class ChatSettings : public ToldFixture {
 protected:
  const std::string group_ = new_chat({{"members", json::array{"ben", "cat"}}, {"name", "Team"}});
  const std::string personal_ = new_chat({{"members", json::array{"ben"}}});
  const std::string channel_ =
      new_chat({{"members", json::array{"ben"}}, {"channel", true}, {"type", "PRIVATE"}, {"name", "News"}});
};

TEST_F(ChatSettings, WhatAMemberKeepsForHimselfIsToldToHisOtherDevicesAlone) {
  json::object answer = ask("ann", "addChatToFavourites", {{"id", group_}});
  EXPECT_EQ(text(answer, {"type"}), "SFU_UPDATE_CHAT");
  EXPECT_TRUE(answer.at("info").at("favourite").as_bool());
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT");
  EXPECT_TRUE(only("ann2").at("info").at("favourite").as_bool());
  EXPECT_FALSE(view("ben", group_)->at("favourite").as_bool());
  answer = ask("ann", "removeChatFromFavourites", {{"id", group_}});
  EXPECT_FALSE(answer.at("info").at("favourite").as_bool());
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT");

  answer = ask("ann", "updateChatHiding", {{"id", personal_}, {"value", true}});
  EXPECT_EQ(text(answer, {"type"}), "SFU_UPDATE_CHAT");
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT");
  EXPECT_TRUE(view("ann", personal_)->at("hidden").as_bool()) << "hidden chats stay in the list";
  EXPECT_FALSE(view("ben", personal_)->at("hidden").as_bool());

  answer = ask("ann", "updateChatNotificationSettings", {{"id", group_}, {"value", "MENTIONS_ONLY"}});
  EXPECT_EQ(text(answer, {"type"}), "CHAT_NOTIFICATION_SETTINGS_UPDATED");
  EXPECT_EQ(told(), "ann2 CHAT_NOTIFICATION_SETTINGS_UPDATED");
  EXPECT_EQ(text(only("ann2"), {"id"}), group_);
  EXPECT_EQ(text(only("ann2"), {"value"}), "MENTIONS_ONLY");

  answer = ask("ann", "muteChat", {{"id", group_}, {"muteTime", 60'000}, {"mutedIndefinitely", true}});
  EXPECT_EQ(text(answer, {"type"}), "CHAT_MUTED");
  EXPECT_EQ(told(), "ann2 CHAT_MUTED");
  const json::object& mute = only("ann2").at("muteSettings").as_object();
  EXPECT_EQ(mute.at("muteTime").as_int64(), 60'000);
  EXPECT_GT(mute.at("mutedUntil").as_int64(), 60'000);
  EXPECT_TRUE(mute.at("mutedIndefinitely").as_bool());
  EXPECT_EQ(view("ann", group_)->at("muteSettings"), mute);
  EXPECT_TRUE(view("ben", group_)->at("muteSettings").is_null());
  ask("ben", "sendMessage", in(group_, {{"body", "muted chats go on"}}));
  EXPECT_EQ(told(), "ann SFU_MESSAGE, ann2 SFU_MESSAGE, ben2 SEND_MESSAGE_SYNC, cat SFU_MESSAGE");
  answer = ask("ann", "unmuteChat", {{"id", group_}});
  EXPECT_EQ(text(answer, {"type"}), "CHAT_UNMUTED");
  EXPECT_EQ(told(), "ann2 CHAT_UNMUTED");
  EXPECT_TRUE(view("ann", group_)->at("muteSettings").is_null());
  answer = ask("ann", "muteChat", {{"id", group_}});
  EXPECT_EQ(answer.at("muteSettings"), (json::object{{"muteTime", 0}}));
  EXPECT_EQ(told(), "ann2 CHAT_MUTED");
  EXPECT_EQ(text(ask("ann", "muteChat", {{"id", group_}}), {"type"}), "CHAT_MUTED");
  EXPECT_EQ(told(), "") << "nothing has changed";

  for (const char* call : {"addChatToFavourites", "removeChatFromFavourites", "unmuteChat", "muteChat"}) {
    EXPECT_EQ(refusal("eve", call, {{"id", group_}}), kRestricted) << call;
    EXPECT_EQ(refusal("ann", call, {{"id", "unknown"}}), kNotFound) << call;
  }
  EXPECT_EQ(refusal("eve", "updateChatHiding", {{"id", group_}, {"value", true}}), kRestricted);
  EXPECT_EQ(refusal("eve", "updateChatNotificationSettings", {{"id", group_}, {"value", "NOTHING"}}), kRestricted);
  EXPECT_NE(refusal("ann", "updateChatNotificationSettings", {{"id", group_}, {"value", "LOUD"}}), "");
  EXPECT_NE(refusal("ann", "updateChatHiding", {{"id", group_}}), "");
  EXPECT_NE(refusal("ann", "muteChat", {{"id", group_}, {"muteTime", -1}}), "");
  EXPECT_EQ(told(), "");
}

TEST_F(ChatSettings, PoliciesAreTheOwnersAndEverybodySeesWhatTheyMeanForHim) {
  const std::string all = "ann2 SFU_UPDATE_CHAT, ben SFU_UPDATE_CHAT, ben2 SFU_UPDATE_CHAT";
  json::object answer = ask("ann", "updateChannelSendPolicy", {{"id", channel_}, {"channelSendPolicy", "ADMIN"}});
  EXPECT_EQ(text(answer, {"info", "channelSendPolicy"}), "ADMIN");
  EXPECT_TRUE(answer.at("info").at("canSend").as_bool()) << "the owner always may";
  EXPECT_EQ(told(), all);
  EXPECT_FALSE(only("ben").at("info").at("canSend").as_bool());
  EXPECT_EQ(refusal("ben", "sendMessage", in(channel_, {{"body", "x"}})), kRestricted);
  ask("ann", "updateChannelSendPolicy", {{"id", channel_}, {"channelSendPolicy", "ADMIN_AND_LIST"}});
  told();
  answer = ask("ann", "addChannelSendPermissionListMember", {{"id", channel_}, {"member", "ben"}});
  EXPECT_EQ(answer.at("info").at("sendPermissionList").as_array(), (json::array{"ben"}));
  EXPECT_EQ(told(), all);
  EXPECT_TRUE(only("ben").at("info").at("canSend").as_bool());
  EXPECT_EQ(refusal("ann", "addChannelSendPermissionListMember", {{"id", channel_}, {"member", "cat"}}), "")
      << "also one who isn't a member";
  EXPECT_EQ(told(), all);
  EXPECT_EQ(refusal("ben", "sendMessage", in(channel_, {{"body", "x"}})), "");
  told();
  answer = ask("ann", "removeChannelSendPermissionListMember", {{"id", channel_}, {"member", "ben"}});
  EXPECT_EQ(answer.at("info").at("sendPermissionList").as_array(), (json::array{"cat"}));
  EXPECT_EQ(told(), all);
  EXPECT_FALSE(only("ben2").at("info").at("canSend").as_bool());
  answer = ask("ann", "updateChannelSendPolicy", {{"id", channel_}, {"channelSendPolicy", "EVERYONE"}});
  EXPECT_TRUE(answer.at("info").at("sendPermissionList").as_array().empty());
  EXPECT_EQ(told(), all);

  answer = ask("ann", "updateChatConfiguration",
               {{"id", channel_},
                {"type", "PUBLIC"},
                {"channelSendPolicy", "ADMIN_AND_LIST"},
                {"sendPermissionList", json::array{"ben", "ben"}},
                {"allowedToAddExternalUser", true}});
  EXPECT_EQ(text(answer, {"info", "type"}), "PUBLIC");
  EXPECT_EQ(answer.at("info").at("sendPermissionList").as_array(), (json::array{"ben"}));
  EXPECT_TRUE(answer.at("info").at("allowedToAddExternalUser").as_bool());
  EXPECT_EQ(told(), all);
  answer = ask("ann", "updateChatConfiguration", {{"id", channel_}, {"allowedToAddExternalUser", false}});
  EXPECT_EQ(answer.at("info").at("sendPermissionList").as_array(), (json::array{"ben"})) << "what is left out stays";
  EXPECT_EQ(told(), all);
  ask("ann", "updateChatConfiguration", {{"id", channel_}, {"channelSendPolicy", "EVERYONE"}});
  EXPECT_EQ(told(), all);
  answer = ask("ann", "updateChatReceivePolicy", {{"id", channel_}, {"chatReceivePolicy", "NOBODY"}});
  EXPECT_EQ(text(answer, {"info", "chatReceivePolicy"}), "NOBODY");
  EXPECT_EQ(told(), all);
  EXPECT_FALSE(only("ben").at("info").at("canSend").as_bool());
  EXPECT_EQ(refusal("ben", "sendMessage", in(channel_, {{"body", "x"}})), kRestricted);

  for (const char* who : {"ben", "eve"}) {
    EXPECT_EQ(refusal(who, "updateChatReceivePolicy", {{"id", channel_}, {"chatReceivePolicy", "EVERYONE"}}),
              kRestricted);
    EXPECT_EQ(refusal(who, "updateChannelSendPolicy", {{"id", channel_}, {"channelSendPolicy", "EVERYONE"}}),
              kRestricted);
    EXPECT_EQ(refusal(who, "updateChatConfiguration", {{"id", channel_}, {"type", "PRIVATE"}}), kRestricted);
    for (const char* call : {"addChannelSendPermissionListMember", "removeChannelSendPermissionListMember"}) {
      EXPECT_EQ(refusal(who, call, {{"id", channel_}, {"member", "ben"}}), kRestricted);
    }
  }
  EXPECT_NE(refusal("ann", "updateChatReceivePolicy", {{"id", channel_}, {"chatReceivePolicy", "SOME"}}), "");
  EXPECT_NE(refusal("ann", "addChannelSendPermissionListMember", {{"id", channel_}, {"member", "nobody"}}), "");
  EXPECT_EQ(refusal("ann", "updateChatReceivePolicy", {{"id", "unknown"}, {"chatReceivePolicy", "NOBODY"}}), kNotFound);
  EXPECT_EQ(refusal("ann", "updateChatConfiguration", {{"id", personal_}, {"type", "PUBLIC"}}), kRestricted);
  EXPECT_EQ(told(), "");
}

TEST_F(ChatSettings, WhatGoesToTheOwnerOnlyIsPrivate) {
  ask("ann", "updateChatReceivePolicy", {{"id", group_}, {"chatReceivePolicy", "OWNER_ONLY"}});
  told();
  EXPECT_EQ(text(ask("ben", "sendMessage", in(group_, {{"body", "for the owner"}})), {"type"}), "SFU_MESSAGE_STATE");
  EXPECT_EQ(told(), "ann SFU_MESSAGE, ann2 SFU_MESSAGE, ben2 SEND_MESSAGE_SYNC");
  EXPECT_EQ(text(only("ann"), {"message", "to"}), "ann");
  EXPECT_TRUE(only("ann").at("message").at("privateMessage").as_bool());
  EXPECT_TRUE(load("cat", group_).empty());
  EXPECT_EQ(view("cat", group_)->at("messagesCount").as_int64(), 0);
  EXPECT_EQ(view("ben", group_)->at("messagesCount").as_int64(), 1);
  ask("ann", "sendMessage", in(group_, {{"body", "for all"}}));
  EXPECT_EQ(told(), "ann2 SEND_MESSAGE_SYNC, ben SFU_MESSAGE, ben2 SFU_MESSAGE, cat SFU_MESSAGE");
}

TEST_F(ChatSettings, APublicChannelIsReadByAllAndWrittenByMembers) {
  const std::string open =
      new_chat({{"channel", true}, {"type", "PUBLIC"}, {"name", "Open"}, {"members", json::array{"ben"}}});
  ask("ann", "sendMessage", in(open, {{"body", "news"}}));
  EXPECT_EQ(told(), "ann2 SEND_MESSAGE_SYNC, ben SFU_MESSAGE, ben2 SFU_MESSAGE") << "members alone";
  const json::object answer = ask("eve", "getPublicChannels", {});
  EXPECT_EQ(text(answer, {"type"}), "SFU_PUBLIC_CHANNELS");
  const json::object& channels = answer.at("channels").as_object();
  EXPECT_FALSE(channels.contains(channel_)) << "that one is private";
  ASSERT_TRUE(channels.contains(open));
  EXPECT_FALSE(channels.at(open).at("canSend").as_bool());
  EXPECT_TRUE(ask("ben", "getPublicChannels", {}).at("channels").at(open).at("canSend").as_bool());
  EXPECT_FALSE(view("eve", open)) << "he isn't a member";
  EXPECT_EQ(load("eve", open).size(), 1u);
  EXPECT_EQ(text(ask("eve", "loadChat", {{"id", open}}), {"chat", "name"}), "Open");
  EXPECT_EQ(refusal("eve", "loadChat", {{"id", channel_}}), kRestricted);
  EXPECT_EQ(refusal("eve", "sendMessage", in(open, {{"body", "x"}})), "User must be a chat member to send messages");
  EXPECT_EQ(told(), "");
}

TEST_F(ChatSettings, ARestartKeepsEveryField) {
  ask("ann", "addChatToFavourites", {{"id", group_}});
  ask("ann", "updateChatHiding", {{"id", personal_}, {"value", true}});
  ask("ben", "updateChatNotificationSettings", {{"id", group_}, {"value", "NOTHING"}});
  ask("ben", "muteChat", {{"id", group_}, {"muteTime", 60'000}});
  ask("ann", "updateChatConfiguration",
      {{"id", channel_},
       {"channelSendPolicy", "ADMIN_AND_LIST"},
       {"sendPermissionList", json::array{"ben"}},
       {"allowedToAddExternalUser", true}});
  ask("ann", "updateChatReceivePolicy", {{"id", group_}, {"chatReceivePolicy", "OWNER_ONLY"}});
  ask("ben", "sendMessage", in(group_, {{"body", "private"}}));
  const json::object sent = ask("ann", "sendMessage", in(group_, {{"body", "x"}}));
  ask("ben", "markMessageRead", in(group_, {{"id", text(sent, {"status", "id"})}}));
  std::map<std::string, json::value> before;
  for (const char* who : {"ann", "ben", "cat"}) before[who] = ask(who, "getUserChats", {}).at("chats");
  EXPECT_EQ(before["ann"].as_object().size(), 3u);
  restart();
  for (const auto& [who, chats] : before) EXPECT_EQ(ask(who, "getUserChats", {}).at("chats"), chats) << who;
}

}  // namespace
}  // namespace parley::test
