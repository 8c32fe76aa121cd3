// Direct chats with four connections: the caller, his other device, another user, and one who must get nothing.
#include <gtest/gtest.h>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

WireClient new_user(const ServerProcess& server, const std::string& id) {
  server.add_user(id);
  return WireClient::login(server.port(), id);
}

class Chat : public testing::Test {
 protected:
  void SetUp() override {
    chat_ = text(ann_.ask("createChat", {{"members", json::array{"ben"}}}), {"info", "id"});
    settle();
  }
  /// After this, what has happened so far has been seen by all and forgotten.
  void settle() {
    for (WireClient* client : {&ann_, &ann2_, &ben_, &eve_}) client->settle();
  }
  json::object in_chat(json::object arguments = {}) const {
    arguments["targetEntityType"] = "CHAT";
    arguments["targetEntityId"] = {{"chatId", chat_}};
    return arguments;
  }
  json::object send(WireClient& from, const std::string& body) {
    return from.ask("sendMessage", in_chat({{"body", body}}));
  }
  json::array load(WireClient& client, json::object how) {
    return client.ask("loadMessages", in_chat(how)).at("messages").as_array();
  }
  json::array load_all(WireClient& client) { return load(client, {{"timeFrame", {{"start", 0}, {"end", -1}}}}); }
  json::object info(WireClient& client) {
    return client.ask("getUserChats").at("chats").as_object().at(chat_).as_object();
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  WireClient ann_ = new_user(server_, "ann");
  WireClient ann2_ = WireClient::login(server_.port(), "ann");
  WireClient ben_ = new_user(server_, "ben");
  WireClient eve_ = new_user(server_, "eve");
  std::string chat_;
};

TEST_F(Chat, CreationTellsEveryMemberOnceInHisOwnView) {
  const json::object created = ann_.ask("createChat", {{"members", json::array{"ben"}}, {"favourite", true}});
  EXPECT_EQ(text(created, {"type"}), "SFU_NEW_CHAT");
  const json::object& mine = created.at("info").as_object();
  EXPECT_EQ(text(mine, {"name"}), "ann, ben");
  EXPECT_EQ(text(mine, {"owner"}), "ann");
  EXPECT_EQ(text(mine, {"type"}), "PRIVATE");
  EXPECT_EQ(text(mine, {"roomId"}), "");
  EXPECT_TRUE(mine.at("favourite").as_bool());
  EXPECT_TRUE(mine.at("canSend").as_bool());
  EXPECT_TRUE(mine.at("muteSettings").is_null());
  EXPECT_EQ(mine.at("members").as_array(), (json::array{"ann", "ben"}));
  EXPECT_EQ(mine.at("messagesCount").as_int64(), 0);
  const auto his = ben_.settle();
  ASSERT_EQ(count(his, "SFU_NEW_CHAT"), 1u);
  EXPECT_FALSE(his.front().at("info").as_object().at("favourite").as_bool());
  EXPECT_EQ(count(ann2_.settle(), "SFU_NEW_CHAT"), 1u);
  EXPECT_TRUE(ann_.settle().empty());
  EXPECT_TRUE(eve_.settle().empty());
}

TEST_F(Chat, AnUnknownMemberFailsTheWholeCall) {
  EXPECT_EQ(text(ann_.ask("createChat", {{"members", json::array{"ben", "nobody"}}}), {"type"}), "OPERATION_FAILED");
  EXPECT_TRUE(ben_.settle().empty());
}

TEST_F(Chat, AMessageReachesEveryDeviceOfEveryMemberAndNobodyElse) {
  const json::object state = send(ann_, "hello <@ben> \xF0\x9F\x91\x8B");
  EXPECT_EQ(text(state, {"type"}), "SFU_MESSAGE_STATE");
  const json::object& status = state.at("status").as_object();
  EXPECT_FALSE(state.at("waitingUploadingAttachments").as_bool());
  EXPECT_TRUE(status.at("delivered").as_bool());
  EXPECT_EQ(text(status, {"state"}), "FULL_DELIVERY_NO_READ");
  EXPECT_EQ(text(status, {"deliveryStatus", "ben"}), "DELIVERED");
  EXPECT_EQ(status.at("targetEntityId"), (json::object{{"chatId", chat_}}));

  const auto to_ben = ben_.settle();
  ASSERT_EQ(to_ben.size(), 1u);
  EXPECT_EQ(text(to_ben[0], {"type"}), "SFU_MESSAGE");
  const json::object& message = to_ben[0].at("message").as_object();
  EXPECT_EQ(text(message, {"id"}), text(status, {"id"}));
  EXPECT_EQ(text(message, {"body"}), "hello <@ben> \xF0\x9F\x91\x8B");
  EXPECT_EQ(text(message, {"from"}), "ann");
  EXPECT_EQ(text(message, {"type"}), "REGULAR");
  EXPECT_EQ(message.at("date"), status.at("date"));
  EXPECT_EQ(message.at("reactions"), json::array());

  const auto to_ann2 = ann2_.settle();
  ASSERT_EQ(to_ann2.size(), 1u);
  EXPECT_EQ(text(to_ann2[0], {"type"}), "SEND_MESSAGE_SYNC");
  EXPECT_TRUE(ann_.settle().empty());
  EXPECT_TRUE(eve_.settle().empty());

  const json::object chat = info(ben_);
  EXPECT_EQ(chat.at("messagesCount").as_int64(), 1);
  EXPECT_EQ(text(chat, {"lastMessageId"}), text(status, {"id"}));
}

TEST_F(Chat, OutsidersCanNeitherWriteNorReadNorCount) {
  send(ann_, "secret");
  EXPECT_EQ(text(send(eve_, "let me in"), {"error"}), "User must be a chat member to send messages");
  for (const char* call : {"loadMessages", "getMessagesCount", "getUnreadMessagesCount", "getFirstAndLastMessage"}) {
    const json::object answer = eve_.ask(call, in_chat());
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED") << call;
    EXPECT_EQ(json::serialize(answer).find("secret"), std::string::npos);
  }
  EXPECT_EQ(text(eve_.ask("deleteChat", {{"id", chat_}}), {"type"}), "OPERATION_FAILED");
  EXPECT_TRUE(eve_.ask("getUserChats").at("chats").as_object().empty());
}

TEST_F(Chat, MessagesWithoutContentOrTargetAreRefused) {
  EXPECT_EQ(text(send(ann_, ""), {"error"}), "Can't send message without content");
  EXPECT_EQ(
      text(ann_.ask("sendMessage", {{"body", "x"}, {"targetEntityType", "CHAT"}, {"targetEntityId", json::object()}}),
           {"error"}),
      "Can't send message without a chatId");
  EXPECT_EQ(text(ann_.ask("sendMessage",
                          {{"body", "x"}, {"targetEntityType", "NONSENSE"}, {"targetEntityId", {{"chatId", chat_}}}}),
                 {"type"}),
            "OPERATION_FAILED");
  EXPECT_TRUE(ben_.settle().empty());
}

TEST_F(Chat, ReadingTellsTheAuthorTheRangeAndOwnDevicesThePosition) {
  const json::object first = send(ann_, "one");
  const json::object second = send(ann_, "two");
  settle();
  EXPECT_EQ(ben_.ask("getUnreadMessagesCount", in_chat()).at("unreadMessagesCount").as_int64(), 2);
  const json::object read = ben_.ask("markMessageRead", in_chat({{"id", text(second, {"status", "id"})}}));
  EXPECT_EQ(text(read, {"type"}), "LAST_READ_MESSAGE_UPDATED");
  EXPECT_EQ(read.at("updateInfo").at("oldLastReadMessageDate").as_int64(), 0);
  EXPECT_EQ(read.at("updateInfo").at("lastReadMessageDate"), second.at("status").at("date"));
  EXPECT_EQ(ben_.ask("getUnreadMessagesCount", in_chat()).at("unreadMessagesCount").as_int64(), 0);
  for (WireClient* author : {&ann_, &ann2_}) {
    const auto events = author->settle();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(text(events[0], {"type"}), "UPDATE_MESSAGES_DELIVERY_STATUS");
    EXPECT_EQ(text(events[0], {"status"}), "READ");
    EXPECT_EQ(text(events[0], {"userId"}), "ben");
    EXPECT_EQ(events[0].at("dateFrom").as_int64(), 0);
    EXPECT_EQ(events[0].at("dateTo"), second.at("status").at("date"));
  }
  EXPECT_TRUE(eve_.settle().empty());
  // Marking the second unread puts the position just before it.
  const json::object unread = ben_.ask("markMessageUnread", in_chat({{"id", text(second, {"status", "id"})}}));
  EXPECT_EQ(unread.at("updateInfo").at("lastReadMessageDate"), first.at("status").at("date"));
  EXPECT_EQ(ben_.ask("getUnreadMessagesCount", in_chat()).at("unreadMessagesCount").as_int64(), 1);
  EXPECT_TRUE(ann_.settle().empty()) << "what was read stays read for its author";
}

TEST_F(Chat, OfflineRecipientsArePendingUntilTheyLoad) {
  ben_.disconnect();
  const json::object state = send(ann_, "while you were out");
  EXPECT_EQ(text(state, {"status", "state"}), "NO_DELIVERY_NO_READ");
  EXPECT_EQ(text(state, {"status", "deliveryStatus", "ben"}), "PENDING");
  ann_.settle();
  WireClient ben = WireClient::login(server_.port(), "ben");
  const auto connected = ann_.settle();
  EXPECT_EQ(count(connected, "USER_PRESENCE_STATUS_UPDATED"), connected.size()) << "connecting alone delivers nothing";
  const json::array messages = load_all(ben);
  ASSERT_EQ(messages.size(), 1u);
  const json::object event = ann_.event("UPDATE_MESSAGES_DELIVERY_STATUS");
  EXPECT_EQ(text(event, {"status"}), "DELIVERED");
  EXPECT_EQ(event.at("dateFrom"), state.at("status").at("date"));
  EXPECT_EQ(event.at("dateTo"), state.at("status").at("date"));
  load_all(ben);
  EXPECT_TRUE(ann_.settle().empty()) << "delivered once";
}

TEST_F(Chat, HistoryByTimeAndByBoundaries) {
  std::vector<std::int64_t> dates;
  for (int i = 0; i < 5; ++i) dates.push_back(send(ann_, "m" + std::to_string(i)).at("status").at("date").as_int64());
  const auto bodies = [](const json::array& messages) {
    std::string all;
    for (const json::value& message : messages) all += text(message.as_object(), {"body"}) + " ";
    return all;
  };
  EXPECT_EQ(bodies(load_all(ben_)), "m0 m1 m2 m3 m4 ");
  EXPECT_EQ(bodies(load(ben_, {{"timeFrame", {{"start", dates[1]}, {"end", dates[3]}}}})), "m1 m2 m3 ");
  EXPECT_EQ(bodies(load(ben_, {{"timeFrame", {{"start", 0}, {"end", -1}, {"limit", 2}}}})), "m3 m4 ");
  EXPECT_EQ(bodies(load(ben_, {{"boundaries", {{"dateMark", dates[2]}, {"lowerLimit", 2}, {"upperLimit", 1}}}})),
            "m2 m3 m4 ");
  EXPECT_EQ(bodies(load(ben_, {{"boundaries", {{"dateMark", dates[2]}, {"lowerLimit", 0}, {"upperLimit", 2}}}})),
            "m1 m2 ");
  EXPECT_EQ(
      bodies(load(ben_, {{"boundaries", {{"dateMark", dates[2]}, {"lowerLimit", 1}, {"upperLimit", 1'000'000}}}})),
      "m0 m1 m2 m3 ");
  EXPECT_EQ(bodies(load(ben_, {})), "m0 m1 m2 m3 m4 ");
  EXPECT_EQ(ben_.ask("getMessagesCount", in_chat()).at("messagesCount").as_int64(), 5);
  const json::object ends = ben_.ask("getFirstAndLastMessage", in_chat());
  EXPECT_EQ(ends.at("firstMessageDate").as_int64(), dates[0]);
  EXPECT_EQ(ends.at("lastMessageDate").as_int64(), dates[4]);
}

TEST_F(Chat, APrivateMessageIsSeenByItsTwoPartiesOnly) {
  const json::object group = ann_.ask("createChat", {{"members", json::array{"ben", "eve"}}});
  chat_ = text(group, {"info", "id"});
  settle();
  ann_.ask("sendMessage", in_chat({{"body", "between us"}, {"to", "ben"}}));
  EXPECT_EQ(count(ben_.settle(), "SFU_MESSAGE"), 1u);
  EXPECT_EQ(count(ann2_.settle(), "SEND_MESSAGE_SYNC"), 1u);
  EXPECT_TRUE(eve_.settle().empty());
  EXPECT_EQ(load_all(eve_).size(), 0u);
  EXPECT_EQ(load_all(ben_).size(), 1u);
}

TEST_F(Chat, ChatsMessagesAndPositionsSurviveAKill) {
  const json::object sent = send(ann_, "to be kept");
  ben_.ask("markMessageRead", in_chat({{"id", text(sent, {"status", "id"})}}));
  server_.kill();
  ServerProcess again(folder_.path());
  WireClient ben = WireClient::login(again.port(), "ben");
  const json::object chat = info(ben);
  EXPECT_EQ(text(chat, {"lastReadMessageId"}), text(sent, {"status", "id"}));
  const json::array messages = load_all(ben);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(text(messages[0].as_object(), {"body"}), "to be kept");
  EXPECT_EQ(text(messages[0].as_object(), {"deliveryStatus", "ben"}), "READ");
}

TEST_F(Chat, ADeletedChatIsGoneForAll) {
  EXPECT_NE(text(ann_.ask("deleteChat", {{"id", chat_}}), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(ben_.event("SFU_CHAT_DELETED"), {"info", "id"}), chat_);
  EXPECT_EQ(text(ann2_.event("SFU_CHAT_DELETED"), {"info", "id"}), chat_);
  EXPECT_TRUE(ben_.ask("getUserChats").at("chats").as_object().empty());
  EXPECT_TRUE(eve_.settle().empty());
}

}  // namespace
}  // namespace parley::test
