// Acknowledged means durable: the server is killed while clients send, and nothing acknowledged is lost, doubled or
// reordered.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <thread>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

constexpr int kSenders = 6;

json::object target(const std::string& chat) {
  return {{"targetEntityType", "CHAT"}, {"targetEntityId", {{"chatId", chat}}}};
}

/// The whole history, page by page from the newest back.
json::array load_all(WireClient& client, const std::string& chat) {
  constexpr std::size_t kPage = 1000;
  std::deque<json::value> all;
  std::int64_t end = -1;
  while (true) {
    json::object arguments = target(chat);
    arguments["timeFrame"] = {{"start", 0}, {"end", end}, {"limit", kPage}};
    const json::array page = client.ask("loadMessages", std::move(arguments)).at("messages").as_array();
    all.insert(all.begin(), page.begin(), page.end());
    if (page.size() < kPage) return json::array(all.begin(), all.end());
    end = page.front().at("date").as_int64() - 1;
  }
}

/// Sends numbered messages, up to 20 under way, until the server is gone. Returns the bodies whose answers came, in
/// order, with their message ids.
std::vector<std::pair<std::string, std::string>> send_until_killed(WireClient& client, const std::string& chat,
                                                                   int sender, int first) {
  std::vector<std::pair<std::string, std::string>> acknowledged;
  std::map<std::string, std::string> waiting;
  int next = first;
  try {
    while (true) {
      while (waiting.size() < 20) {
        json::object arguments = target(chat);
        const std::string body = std::to_string(sender) + ":" + std::to_string(next++);
        arguments["body"] = body;
        waiting[client.call("sendMessage", std::move(arguments))] = body;
      }
      const json::object answer = client.event("SFU_MESSAGE_STATE", milliseconds(3000));
      const auto found = waiting.find(text(answer, {"internalMessageId"}));
      if (found == waiting.end()) {
        ADD_FAILURE() << "an answer nobody waited for";
        continue;
      }
      acknowledged.emplace_back(found->second, text(answer, {"status", "id"}));
      waiting.erase(found);
    }
  } catch (const std::runtime_error&) {
    // The server was killed: what has been answered counts.
  }
  return acknowledged;
}

TEST(Durability, KillUnderLoadLosesDoublesAndReordersNothing) {
  TemporaryFolder folder;
  std::mt19937 random(20240117);
  std::map<std::string, std::string> acknowledged;  // body -> message id, over all rounds
  std::map<int, std::vector<std::string>> order;    // per sender: bodies in the order of their answers
  std::string chat;
  {
    ServerProcess server(folder.path());
    json::array members;
    for (int i = 0; i < kSenders; ++i) {
      server.add_user("u" + std::to_string(i));
      members.push_back(json::value("u" + std::to_string(i)));
    }
    WireClient owner = WireClient::login(server.port(), "u0");
    chat = text(owner.ask("createChat", {{"members", members}, {"type", "PUBLIC"}}), {"info", "id"});
  }
  int next = 0;
  for (int round = 0; round < 4; ++round) {
    ServerProcess server(folder.path());
    std::vector<std::vector<std::pair<std::string, std::string>>> answered(kSenders);
    std::vector<std::thread> threads;
    std::vector<WireClient> clients;
    for (int i = 0; i < kSenders; ++i) clients.push_back(WireClient::login(server.port(), "u" + std::to_string(i)));
    for (int i = 0; i < kSenders; ++i) {
      threads.emplace_back([&, i] { answered[i] = send_until_killed(clients[i], chat, i, next); });
    }
    std::this_thread::sleep_for(milliseconds(300 + random() % 400));
    server.kill();
    for (std::thread& thread : threads) thread.join();
    next += 100'000;
    for (int i = 0; i < kSenders; ++i) {
      EXPECT_FALSE(answered[i].empty()) << "sender " << i << " got no answer in round " << round;
      for (const auto& [body, id] : answered[i]) {
        EXPECT_TRUE(acknowledged.emplace(body, id).second) << body;
        order[i].push_back(body);
      }
    }
  }

  ServerProcess server(folder.path());
  WireClient reader = WireClient::login(server.port(), "u0");
  std::map<std::string, int> times;
  std::map<int, std::vector<std::string>> stored;
  std::int64_t last_date = 0;
  for (const json::value& value : load_all(reader, chat)) {
    const json::object& message = value.as_object();
    const std::string body = text(message, {"body"});
    ++times[body];
    EXPECT_GT(message.at("date").as_int64(), last_date) << "dates rise strictly";
    last_date = message.at("date").as_int64();
    if (const auto found = acknowledged.find(body); found != acknowledged.end()) {
      EXPECT_EQ(text(message, {"id"}), found->second);
      stored[std::stoi(body)].push_back(body);
    }
  }
  for (const auto& [body, id] : acknowledged) EXPECT_EQ(times[body], 1) << "acknowledged message " << body;
  for (const auto& [body, found] : times) EXPECT_EQ(found, 1) << body;
  for (int i = 0; i < kSenders; ++i) EXPECT_EQ(stored[i], order[i]) << "order of sender " << i;
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
}

TEST(Durability, WhoReconnectsGetsWhatHeMissedAndTheUnreadCountIsExact) {
  TemporaryFolder folder;
  std::string chat;
  {
    ServerProcess server(folder.path());
    server.add_user("ann");
    server.add_user("ben");
    WireClient ann = WireClient::login(server.port(), "ann");
    chat = text(ann.ask("createChat", {{"members", json::array{"ben"}}}), {"info", "id"});
    for (int i = 0; i < 5; ++i) {
      json::object arguments = target(chat);
      arguments["body"] = "missed " + std::to_string(i);
      EXPECT_EQ(text(ann.ask("sendMessage", std::move(arguments)), {"status", "deliveryStatus", "ben"}), "PENDING");
    }
    server.kill();
  }
  ServerProcess server(folder.path());
  WireClient ben = WireClient::login(server.port(), "ben");
  const json::object chats = ben.ask("getUserChats");
  const json::object& info = chats.at("chats").as_object().at(chat).as_object();
  EXPECT_EQ(info.at("messagesCount").as_int64(), 5);
  EXPECT_EQ(ben.ask("getUnreadMessagesCount", target(chat)).at("unreadMessagesCount").as_int64(), 5);
  const json::array messages = load_all(ben, chat);
  ASSERT_EQ(messages.size(), 5u);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(text(messages[i].as_object(), {"body"}), "missed " + std::to_string(i));
    EXPECT_EQ(text(messages[i].as_object(), {"deliveryStatus", "ben"}), "DELIVERED");
  }
}

}  // namespace
}  // namespace parley::test
