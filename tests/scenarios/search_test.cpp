// Searching the words of messages through real sockets: three users, one of them on two devices.
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

class Search : public testing::Test {
 protected:
  void SetUp() override {
    chat_ = text(ann_.ask("createChat", {{"members", json::array{"ben", "cat"}}}), {"info", "id"});
    for (WireClient* client : {&ann_, &ann2_, &ben_, &cat_}) client->settle();
  }
  json::object in_chat(json::object arguments) const {
    arguments["targetEntityType"] = "CHAT";
    arguments["targetEntityId"] = {{"chatId", chat_}};
    return arguments;
  }
  std::string send(WireClient& from, const std::string& body, json::object more = {}) {
    more["body"] = body;
    return text(from.ask("sendMessage", in_chat(std::move(more))), {"status", "id"});
  }
  json::object search(WireClient& client, const std::string& words, json::object more = {}) {
    more["chatId"] = chat_;
    more["searchString"] = words;
    return client.ask("searchChatMessages", std::move(more));
  }
  std::string found(WireClient& client, const std::string& words, json::object more = {}) {
    const json::object answer = search(client, words, std::move(more));
    EXPECT_EQ(text(answer, {"type"}), "CHAT_SEARCH_RESULT") << json::serialize(answer);
    if (!answer.contains("messages")) return "?";
    std::string bodies;
    for (const json::value& message : answer.at("messages").as_array()) {
      if (!bodies.empty()) bodies += '|';
      bodies += text(message.as_object(), {"body"});
    }
    return bodies;
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  WireClient ann_ = new_user(server_, "ann");
  WireClient ann2_ = WireClient::login(server_.port(), "ann");
  WireClient ben_ = new_user(server_, "ben");
  WireClient cat_ = new_user(server_, "cat");
  std::string chat_;
};

TEST_F(Search, FindsWholeWordsAtOnceAndTellsNobodyElse) {
  for (int i = 0; i < 3; ++i) {
    send(ann_, "I'm a needle " + std::to_string(i));
    EXPECT_EQ(found(ben_, "needle " + std::to_string(i)), "I'm a needle " + std::to_string(i));
  }
  for (WireClient* client : {&ann_, &ann2_, &ben_, &cat_}) client->settle(), client->forget();
  for (const char* words : {"I'm a needle", "needle", "A NEEDLE", "a nee*"}) {
    EXPECT_EQ(found(ann_, words), "I'm a needle 0|I'm a needle 1|I'm a needle 2") << words;
  }
  EXPECT_EQ(found(ann_, "a need"), "");
  EXPECT_EQ(found(ann_, "needle", {{"limit", 2}}), "I'm a needle 1|I'm a needle 2");
  EXPECT_EQ(text(search(ann_, "needle", {{"searchId", "mine"}}), {"searchId"}), "mine");
  const json::object answer = search(ann_, "needle");
  EXPECT_TRUE(answer.at("searchId").is_string());
  EXPECT_EQ(text(answer, {"searchId"}), "");
  EXPECT_EQ(text(answer, {"chatId"}), chat_);
  EXPECT_EQ(text(answer, {"roomId"}), "");
  EXPECT_EQ(text(answer.at("messages").as_array().at(0).as_object(), {"targetEntityId", "chatId"}), chat_);
  for (WireClient* client : {&ann_, &ann2_, &ben_, &cat_}) EXPECT_TRUE(client->settle().empty());
}

TEST_F(Search, FindsAllScripts) {
  const std::pair<const char*, const char*> texts[] = {
      {"Un café crème", "CAFÉ"},        {"Ну, привет всем", "ПРИВЕТ"}, {"Γεια σου κόσμος", "ΚΌΣΜΟΣ"},
      {"مرحبا بالعالم", "بالعالم"},     {"שלום עולם", "עולם"},         {"नमस्ते दुनिया", "दुनिया"},
      {"ฉัน ภาษา ไทย", "ภาษา"},          {"今天天气很好", "天气"},      {"東京都に行く", "京都"},
      {"오늘 서울에서 만나요", "서울"}, {"well done 🎉", "🎉"}};
  for (const auto& [body, words] : texts) send(ben_, body);
  const auto check = [&](WireClient& client) {
    for (const auto& [body, words] : texts) EXPECT_EQ(found(client, words), body) << words;
  };
  check(cat_);
  std::this_thread::sleep_for(std::chrono::milliseconds(700));  // the index has them now; what is found stays the same
  check(cat_);
  EXPECT_EQ(server_.terminate(), 0);
  ServerProcess again(folder_.path());
  WireClient cat = WireClient::login(again.port(), "cat");
  check(cat);
}

TEST_F(Search, FindsWhatTheCallerMaySeeAsItIsNow) {
  const std::string edited = send(ann_, "draft one");
  const std::string deleted = send(ann_, "draft two");
  send(ann_, "draft for ben", {{"to", "ben"}});
  EXPECT_EQ(found(ben_, "draft"), "draft one|draft two|draft for ben");
  EXPECT_EQ(found(cat_, "draft"), "draft one|draft two");
  ann_.ask("editMessage", in_chat({{"id", edited}, {"body", "final text"}}));
  ann_.ask("deleteMessage", in_chat({{"id", deleted}}));
  EXPECT_EQ(found(ben_, "draft"), "draft for ben");
  EXPECT_EQ(found(ann2_, "draft"), "draft for ben");
  EXPECT_EQ(found(cat_, "draft"), "");
  EXPECT_EQ(found(cat_, "final"), "final text");
}

TEST_F(Search, RefusesStrangersAndBadCalls) {
  send(ann_, "needle");
  WireClient dan = new_user(server_, "dan");
  const json::object refused = search(dan, "needle");
  EXPECT_EQ(text(refused, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(refused, {"operation"}), "SEARCH_CHAT_MESSAGES");
  EXPECT_EQ(text(refused, {"error"}), "Restricted access");
  for (const json::object& call :
       {json::object{{"chatId", "nowhere"}, {"searchString", "x"}}, json::object{{"searchString", "x"}},
        json::object{{"chatId", chat_}}, json::object{{"chatId", chat_}, {"searchString", 7}},
        json::object{{"chatId", chat_}, {"searchString", std::string(5000, 'x')}},
        json::object{{"chatId", chat_}, {"searchString", "x"}, {"limit", "many"}}}) {
    EXPECT_EQ(text(ann_.ask("searchChatMessages", call), {"type"}), "OPERATION_FAILED") << json::serialize(call);
  }
  EXPECT_EQ(found(ann_, "\" OR \"needle"), "");
  EXPECT_EQ(found(ann_, "needle"), "needle");
}

}  // namespace
}  // namespace parley::test
