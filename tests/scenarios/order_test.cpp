// What one connection is told is one history, whatever happens at the same time on others.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

json::object in_chat(const std::string& chat, json::object arguments = {}) {
  arguments["targetEntityType"] = "CHAT";
  arguments["targetEntityId"] = {{"chatId", chat}};
  return arguments;
}

class Order : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* user : {"ann", "ben"}) server_.add_user(user);
    WireClient ann = WireClient::login(server_.port(), "ann");
    chat_ = text(ann.ask("createChat", {{"members", json::array{"ben"}}}), {"info", "id"});
  }
  /// Sends so many messages from ann, a few under way at a time.
  void flood(int messages) {
    WireClient ann = WireClient::login(server_.port(), "ann");
    for (int sent = 0, answered = 0; answered < messages;) {
      while (sent < messages && sent < answered + 8) {
        ann.call("sendMessage", in_chat(chat_, {{"body", std::to_string(sent++)}}));
      }
      ann.event("SFU_MESSAGE_STATE", milliseconds(20'000));
      ++answered;
    }
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  std::string chat_;
};

TEST_F(Order, CountsAndEventsAgreeAtEveryMoment) {
  constexpr int kMessages = 600;
  WireClient ben = WireClient::login(server_.port(), "ben");
  const std::jthread ann([this] { flood(kMessages); });
  int told = 0;
  int answers = 0;
  ben.call("getUnreadMessagesCount", in_chat(chat_));
  ben.call("getMessagesCount", in_chat(chat_));
  while (told < kMessages) {
    const json::object event = ben.next_frame(milliseconds(20'000)).at("data").as_array().at(0).as_object();
    const std::string type = text(event, {"type"});
    if (type == "SFU_MESSAGE") ++told;
    if (type == "UNREAD_MESSAGES_COUNT") {
      ASSERT_EQ(event.at("unreadMessagesCount").as_int64(), told) << "after " << answers << " answers";
      ben.call("getUnreadMessagesCount", in_chat(chat_));
      ++answers;
    }
    if (type == "CHAT_MESSAGES_COUNT") {
      ASSERT_EQ(event.at("messagesCount").as_int64(), told) << "after " << answers << " answers";
      ben.call("getMessagesCount", in_chat(chat_));
      ++answers;
    }
  }
  EXPECT_GT(answers, 2);
}

TEST_F(Order, LoadedMessagesAreThoseThatWereTold) {
  constexpr int kMessages = 300;
  WireClient ben = WireClient::login(server_.port(), "ben");
  const std::jthread ann([this] { flood(kMessages); });
  std::set<std::string> told;
  ben.call("loadMessages", in_chat(chat_));
  while (told.size() < kMessages) {
    const json::object event = ben.next_frame(milliseconds(20'000)).at("data").as_array().at(0).as_object();
    if (text(event, {"type"}) == "SFU_MESSAGE") told.insert(text(event, {"message", "id"}));
    if (text(event, {"type"}) != "CHAT_MESSAGES") continue;
    std::set<std::string> loaded;
    for (const json::value& message : event.at("messages").as_array()) loaded.insert(text(message.as_object(), {"id"}));
    ASSERT_EQ(loaded, told);
    ben.call("loadMessages", in_chat(chat_));
  }
}

TEST_F(Order, APipelinedReadKnowsOfTheWritesAnsweredBeforeIt) {
  WireClient ann = WireClient::login(server_.port(), "ann");
  for (int i = 0; i < 200; ++i) {
    ann.call("sendMessage", in_chat(chat_, {{"body", "x"}}));
    ann.call("getMessagesCount", in_chat(chat_));
    ann.call("sendMessage", in_chat(chat_, {{"body", "y"}}));
    std::int64_t answered = i * 2;
    for (int answers = 0; answers < 3; ++answers) {
      const json::object event = ann.next_frame().at("data").as_array().at(0).as_object();
      if (text(event, {"type"}) == "SFU_MESSAGE_STATE") ++answered;
      if (text(event, {"type"}) == "CHAT_MESSAGES_COUNT") {
        ASSERT_EQ(event.at("messagesCount").as_int64(), answered);
      }
    }
  }
}

}  // namespace
}  // namespace parley::test
