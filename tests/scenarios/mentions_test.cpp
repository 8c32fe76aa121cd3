// Finding messages that mention somebody, through real sockets: three users, one of them on two devices.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

WireClient new_user(const ServerProcess& server, const std::string& id) {
  server.add_user(id);
  return WireClient::login(server.port(), id);
}

class Mentions : public testing::Test {
 protected:
  void SetUp() override {
    chat_ = text(ann_.ask("createChat", {{"members", json::array{"ben", "cat"}}}), {"info", "id"});
    other_ = text(ann_.ask("createChat", {{"members", json::array{"ben"}}}), {"info", "id"});
  }
  static json::object in(const std::string& chat, json::object arguments) {
    arguments["targetEntityType"] = "CHAT";
    arguments["targetEntityId"] = {{"chatId", chat}};
    return arguments;
  }
  /// Messages of different chats that share a millisecond have no order, so the next one waits for the next.
  json::object send(WireClient& from, const std::string& chat, const std::string& body, json::object more = {}) {
    more["body"] = body;
    json::object answer = from.ask("sendMessage", in(chat, std::move(more)));
    const std::int64_t date = answer.at("status").as_object().at("date").as_int64();
    const auto now = [] {
      return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    };
    while (now().count() <= date) std::this_thread::yield();
    return answer;
  }
  static json::object ask(WireClient& client, const std::string& tag, json::object more = {}) {
    more["userTag"] = tag;
    return client.ask("loadMessagesWithMentions", std::move(more));
  }
  static std::string found(WireClient& client, const std::string& tag, json::object more = {}) {
    const json::object answer = ask(client, tag, std::move(more));
    EXPECT_EQ(text(answer, {"type"}), "LOAD_MESSAGES_WITH_MENTIONS_RESULT") << json::serialize(answer);
    if (!answer.contains("messages")) return "?";
    std::string bodies;
    for (const json::value& message : answer.at("messages").as_array()) {
      if (!bodies.empty()) bodies += '|';
      bodies += text(message.as_object(), {"body"});
    }
    return bodies + " of " + std::to_string(answer.at("totalSize").as_int64());
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  WireClient ann_ = new_user(server_, "ann");
  WireClient ann2_ = WireClient::login(server_.port(), "ann");
  WireClient ben_ = new_user(server_, "ben");
  WireClient cat_ = new_user(server_, "cat");
  std::string chat_;
  std::string other_;
};

TEST_F(Mentions, AreFoundInAllChatsAndTellNobodyElse) {
  send(ann_, chat_, "one <@ben>");
  send(ann_, other_, "two <@all>");
  const std::string edited = text(send(cat_, chat_, "three <@everyone>"), {"status", "id"});
  send(ann_, chat_, "secret <@ben>", {{"to", "cat"}});
  send(ben_, chat_, "mine <@all>");
  for (WireClient* client : {&ann_, &ann2_, &ben_, &cat_}) client->settle(), client->forget();
  EXPECT_EQ(found(ben_, "<@ben>"), "one <@ben>|two <@all>|three <@everyone> of 3");
  EXPECT_EQ(found(ben_, "<@ben>", {{"chatId", other_}}), "two <@all> of 1");
  EXPECT_EQ(found(cat_, "<@ben>"), "one <@ben>|secret <@ben>|mine <@all> of 3");
  const json::object answer = ask(ann_, "<@nobody>", {{"sortOrder", 1}});
  EXPECT_EQ(text(answer, {"roomId"}), "");
  ASSERT_EQ(answer.at("messages").as_array().size(), 2u);
  const json::object& newest = answer.at("messages").as_array().at(0).as_object();
  EXPECT_EQ(text(newest, {"body"}), "mine <@all>");
  EXPECT_EQ(text(newest, {"from"}), "ben");
  EXPECT_EQ(json::serialize(newest.at("targetEntityId")), json::serialize(json::object{{"chatId", chat_}}));
  EXPECT_EQ(newest.at("clientDate"), newest.at("date"));
  EXPECT_FALSE(newest.contains("status") || newest.contains("deliveryStatus"));
  for (WireClient* client : {&ann_, &ann2_, &ben_, &cat_}) EXPECT_TRUE(client->settle().empty());

  cat_.ask("editMessage", in(chat_, {{"id", edited}, {"body", "nobody"}}));
  EXPECT_EQ(found(ben_, "<@ben>"), "one <@ben>|two <@all> of 2");
  EXPECT_EQ(server_.terminate(), 0);
  ServerProcess again(folder_.path());
  WireClient ben = WireClient::login(again.port(), "ben");
  EXPECT_EQ(found(ben, "<@ben>"), "one <@ben>|two <@all> of 2");
}

TEST_F(Mentions, AreCutAroundAMark) {
  std::int64_t mark = 0;
  for (int i = 0; i < 5; ++i) {
    const json::object sent = send(ann_, chat_, "<@ben>" + std::to_string(i));
    if (i == 2) mark = sent.at("status").as_object().at("date").as_int64();
  }
  const json::object around = {{"dateMark", mark}, {"lowerLimit", 2}, {"upperLimit", 1}};
  EXPECT_EQ(found(ben_, "<@ben>", {{"boundaries", around}, {"sortOrder", 1}}), "<@ben>3|<@ben>2|<@ben>1 of 5");
  EXPECT_EQ(found(ben_, "<@ben>", {{"boundaries", around}, {"sortOrder", 0}}), "<@ben>2|<@ben>3|<@ben>4 of 5");
}

TEST_F(Mentions, OfStrangersAndBadCallsAreRefused) {
  send(ann_, chat_, "<@dan>");
  WireClient dan = new_user(server_, "dan");
  EXPECT_EQ(found(dan, "<@dan>"), " of 0");
  const json::object refused = ask(dan, "<@dan>", {{"chatId", chat_}});
  EXPECT_EQ(text(refused, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(refused, {"operation"}), "LOAD_MESSAGES_WITH_MENTIONS");
  EXPECT_EQ(text(refused, {"error"}), "Restricted access");
  for (const json::object& call :
       {json::object{}, json::object{{"userTag", 5}}, json::object{{"userTag", "<@a>"}, {"sortOrder", 2}},
        json::object{{"userTag", "<@a>"}, {"chatId", "nowhere"}},
        json::object{{"userTag", "<@a>"}, {"boundaries", 1}}}) {
    EXPECT_EQ(text(ann_.ask("loadMessagesWithMentions", call), {"type"}), "OPERATION_FAILED") << json::serialize(call);
  }
}

}  // namespace
}  // namespace parley::test
