// Events for many: audiences, runs of events that leave in one write, and what is held back to leave together.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "transport/test_server.hpp"

namespace parley::transport::test {
namespace {

using namespace std::chrono_literals;

class FanoutTest : public ServerTest {
 protected:
  static events::Audience list(std::vector<std::string> users) {
    return std::make_shared<const std::vector<std::string>>(std::move(users));
  }
  /// A list long enough to be remembered, with these users in it.
  static events::Audience long_list(std::vector<std::string> users) {
    for (int i = 0; i < 100; ++i) users.push_back("user" + std::to_string(i));
    std::sort(users.begin(), users.end());
    return list(std::move(users));
  }
  void publish_to(const events::Audience& audience, const std::string& text, const std::string& but = "",
                  ConnectionId except = 0) {
    bus.publish({.except = except, .frame = frame(text), .audience = audience, .audience_except = but});
  }
  static void expect(TestClient& client, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) EXPECT_EQ(client.read_answer().payload, text);
  }
};

TEST_F(FanoutTest, AnAudienceIsAllItsConnectionsButTheExcepted) {
  config.loops = 2;
  start();
  const auto ann = logged_in("ann"), again = logged_in("ann"), bob = logged_in("bob"), eve = logged_in("eve");
  for (const events::Audience& audience : {list({"ann", "bob"}), long_list({"ann", "bob"})}) {
    publish_to(audience, "all");
    publish_to(audience, "not ann", "ann");
    publish_to(audience, "not her second", "", application.id(1));
    publish_to(audience, "neither", "bob", application.id(0));
    expect(*ann, {"all", "not her second"});
    expect(*again, {"all", "neither"});
    expect(*bob, {"all", "not ann", "not her second"});
  }
  publish({"eve"}, "nothing before this");
  expect(*eve, {"nothing before this"});
}

TEST_F(FanoutTest, WhoComesIsReachedAndWhoGoesIsNot) {
  start();
  const events::Audience audience = long_list({"ann", "bob"});
  const auto position = [&](const std::string& user) {
    return static_cast<std::size_t>(std::find(audience->begin(), audience->end(), user) - audience->begin());
  };
  const auto missing = [&](const std::string& user) {
    const auto absent = server->absent(audience);
    EXPECT_TRUE(std::is_sorted(absent.begin(), absent.end()));
    return std::count(absent.begin(), absent.end(), position(user)) == 1;
  };
  publish_to(audience, "nobody hears this");
  EXPECT_EQ(server->absent(audience).size(), audience->size());
  const auto ann = logged_in("ann");
  EXPECT_FALSE(missing("ann"));
  EXPECT_TRUE(missing("bob"));
  publish_to(audience, "1");
  {
    const auto bob = logged_in("bob");
    EXPECT_FALSE(missing("bob"));
    publish_to(audience, "2");
    expect(*bob, {"2"});
  }
  while (server->connected("bob")) std::this_thread::yield();
  EXPECT_TRUE(missing("bob"));
  publish_to(audience, "3");
  expect(*ann, {"1", "2", "3"});
}

TEST_F(FanoutTest, AudiencesAndOtherReceiversOfOneEventGetItOnce) {
  start();
  const auto ann = logged_in("ann"), bob = logged_in("bob"), cat = logged_in("cat");
  bus.publish({.users = {"ann", "bob"},
               .connections = {application.id(0), application.id(2)},
               .frame = frame("once"),
               .more = {frame("and more")},
               .audience = list({"ann", "bob", "cat"}),
               .audience_except = "cat"});
  publish({"ann", "bob", "cat"}, "end");
  for (TestClient* client : {ann.get(), bob.get(), cat.get()}) expect(*client, {"once", "and more", "end"});
}

// What one thread tells at once comes to each connection in its order, whatever leaves in one write: on two loops with
// a few connections, and on one with enough for events to be written at once.
class RunsTest : public FanoutTest, public ::testing::WithParamInterface<std::pair<int, std::size_t>> {};

TEST_P(RunsTest, KeepTheOrderOfEachConnection) {
  config.loops = GetParam().first;
  start();
  std::vector<std::unique_ptr<TestClient>> clients;
  std::vector<std::string> users = {"ann", "ann", "bob", "bob", "cat", "dan"};
  users.resize(GetParam().second, "ann");
  for (const std::string& user : users) clients.push_back(logged_in(user));
  const events::Audience all = long_list({"ann", "bob", "cat", "dan"}), some = long_list({"ann", "cat"});
  std::mt19937 random(1);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  std::vector<std::vector<std::string>> expected(clients.size());
  int number = 0;
  for (int round = 0; round < 100; ++round) {
    server->hold();
    for (std::size_t i = 1 + below(12); i > 0; --i) {
      const std::string text = std::to_string(++number) + std::string(below(40) == 0 ? 70'000 : 1, '.');
      const std::size_t one = below(clients.size());
      const std::string& user = users[below(users.size())];
      const auto to = [&](const auto& gets) {
        for (std::size_t client = 0; client < clients.size(); ++client) {
          if (gets(client)) expected[client].push_back(text);
        }
      };
      switch (below(6)) {
        case 0:
          server->send(application.id(one), frame(text));
          to([&](std::size_t client) { return client == one; });
          break;
        case 1:
          publish({user}, text);
          to([&](std::size_t client) { return users[client] == user; });
          break;
        case 2:
          publish_to(some, text);
          to([&](std::size_t client) { return users[client] == "ann" || users[client] == "cat"; });
          break;
        case 3:
          publish_to(all, text, user);
          to([&](std::size_t client) { return users[client] != user; });
          break;
        case 4:
          publish_to(all, text, "", application.id(one));
          to([&](std::size_t client) { return client != one; });
          break;
        default:
          publish_to(all, text);
          to([](std::size_t) { return true; });
      }
    }
    server->release();
    for (std::size_t client = 0; client < clients.size(); ++client) {
      expect(*clients[client], expected[client]);
      expected[client].clear();
      ASSERT_FALSE(HasFailure()) << "round " << round << ", client " << client;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Connections, RunsTest, ::testing::Values(std::pair{2, 6u}, std::pair{1, 80u}));

TEST_F(FanoutTest, AClientThatReadsNothingLosesNothingUntilItIsGivenUp) {
  config.limits.outgoing_queue = 1u << 20;
  start();
  const auto slow = logged_in("slow", 4'096), quick = logged_in("quick");
  const events::Audience audience = long_list({"slow", "quick"});
  int sent = 0;
  while (server->connected("slow")) {
    ASSERT_LT(sent, 100'000);
    server->hold();
    for (int i = 0; i < 20; ++i) publish_to(audience, std::to_string(++sent) + std::string(1'000, '.'));
    server->release();
    for (int i = sent - 19; i <= sent; ++i) {
      ASSERT_EQ(quick->read_answer().payload, std::to_string(i) + std::string(1'000, '.'));
    }
  }
  int expected = 0;
  ReceivedFrame last = slow->read_answer();
  for (; last.opcode == 1; last = slow->read_answer()) {
    ASSERT_EQ(last.payload, std::to_string(++expected) + std::string(1'000, '.'));
  }
  EXPECT_EQ(last.close_reason(), "Reading too slowly");
  EXPECT_GT(expected, 0);
  EXPECT_LT(expected, sent);
}

TEST_F(FanoutTest, WhatIsHeldLeavesAtTheEndOrAfterAWhile) {
  start();
  const auto ann = logged_in("ann");
  server->hold();
  publish({"ann"}, "1");
  std::this_thread::sleep_for(5ms);
  publish({"ann"}, "2");  // it has waited long enough
  expect(*ann, {"1", "2"});
  publish({"ann"}, "3");
  server->release();
  expect(*ann, {"3"});
  publish({"ann"}, "4");
  expect(*ann, {"4"});
}

TEST_F(FanoutTest, OneThreadsHoldLeavesOthersAlone) {
  start();
  const auto ann = logged_in("ann");
  server->hold();
  std::thread([&] { publish({"ann"}, "from another"); }).join();
  expect(*ann, {"from another"});
  server->release();
}

}  // namespace
}  // namespace parley::transport::test
