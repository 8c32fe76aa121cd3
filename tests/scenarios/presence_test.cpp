// Who is here: two devices of ann, her contact ben, and eve, who must hear nothing.
#include <gtest/gtest.h>

#include <memory>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

WireClient new_user(const ServerProcess& server, const std::string& id) {
  server.add_user(id);
  return WireClient::login(server.port(), id);
}

class Presence : public testing::Test {
 protected:
  void SetUp() override {
    ann_.ask("createChat", {{"members", json::array{"ben"}}});
    settle();
  }
  void settle() {
    for (WireClient* client : {&ann_, &ann2_, &ben_, &eve_}) client->settle();
  }
  /// The statuses of ann that came, and nothing else did.
  static std::vector<std::string> statuses(WireClient& client) {
    std::vector<std::string> all;
    for (const json::object& event : client.settle()) {
      EXPECT_EQ(text(event, {"type"}), "USER_PRESENCE_STATUS_UPDATED");
      EXPECT_EQ(text(event, {"userId"}), "ann");
      EXPECT_EQ(text(event, {"roomId"}), "");
      EXPECT_EQ(text(event, {"internalMessageId"}), "");
      all.push_back(text(event, {"status"}));
    }
    return all;
  }
  /// How ben sees ann.
  std::string seen() { return seen_by(ben_); }
  static std::string seen_by(WireClient& client) {
    const json::object answer = client.ask("getContacts");
    return text(answer.at("contacts").at("contacts").at(0).as_object(), {"status"});
  }
  std::string selected(WireClient& client) { return text(client.ask("getUserInfo"), {"userInfo", "status"}); }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_ = std::make_unique<ServerProcess>(folder_.path());
  WireClient ann_ = new_user(*server_, "ann");
  WireClient ann2_ = WireClient::login(server_->port(), "ann");
  WireClient ben_ = new_user(*server_, "ben");
  WireClient eve_ = new_user(*server_, "eve");
};

using Statuses = std::vector<std::string>;

TEST_F(Presence, GoesWithTheLastConnectionAndComesWithTheFirst) {
  ann2_.disconnect();
  EXPECT_EQ(statuses(ben_), Statuses{});
  ann_.abort();
  EXPECT_EQ(text(ben_.event("USER_PRESENCE_STATUS_UPDATED"), {"status"}), "OFFLINE");
  EXPECT_EQ(seen(), "OFFLINE");
  WireClient again = WireClient::login(server_->port(), "ann");
  // Whoever asks once the login is done sees it.
  EXPECT_EQ(seen(), "ONLINE");
  EXPECT_EQ(statuses(ben_), Statuses{"ONLINE"});
  WireClient more = WireClient::login(server_->port(), "ann");
  EXPECT_EQ(statuses(ben_), Statuses{});
  EXPECT_TRUE(again.settle().empty());
  EXPECT_TRUE(eve_.settle().empty());
}

TEST_F(Presence, ARefusedLoginTellsNobody) {
  EXPECT_THROW(WireClient::login(server_->port(), "eve", "wrong"), std::runtime_error);
  ann_.ask("createChat", {{"members", json::array{"eve"}}});
  eve_.disconnect();
  EXPECT_EQ(text(ann_.event("USER_PRESENCE_STATUS_UPDATED"), {"status"}), "OFFLINE");
  EXPECT_THROW(WireClient::login(server_->port(), "eve", "wrong"), std::runtime_error);
  EXPECT_EQ(count(ann_.settle(), "USER_PRESENCE_STATUS_UPDATED"), 0u);
}

TEST_F(Presence, TheSelectedStatusIsToldAndKept) {
  const json::object answer = ann_.ask("updatePresenceStatus", {{"status", "DO_NOT_DISTURB"}});
  EXPECT_EQ(text(answer, {"type"}), "USER_INFO_CHANGED");
  EXPECT_EQ(text(answer, {"userId"}), "ann");
  EXPECT_EQ(text(answer, {"info", "status"}), "DO_NOT_DISTURB");
  EXPECT_EQ(statuses(ben_), Statuses{"DO_NOT_DISTURB"});
  const auto copies = ann2_.settle();
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(text(copies[0], {"type"}), "USER_INFO_CHANGED");
  EXPECT_EQ(text(copies[0], {"internalMessageId"}), "");
  EXPECT_TRUE(ann_.settle().empty());
  EXPECT_TRUE(eve_.settle().empty());
  ann_.ask("updatePresenceStatus", {{"status", "DO_NOT_DISTURB"}});
  EXPECT_EQ(statuses(ben_), Statuses{});

  server_->kill();
  server_ = std::make_unique<ServerProcess>(folder_.path());
  WireClient ben = WireClient::login(server_->port(), "ben");
  EXPECT_EQ(seen_by(ben), "OFFLINE");
  WireClient ann = WireClient::login(server_->port(), "ann");
  EXPECT_EQ(statuses(ben), Statuses{"DO_NOT_DISTURB"});
  EXPECT_EQ(selected(ann), "DO_NOT_DISTURB");
}

TEST_F(Presence, SomebodyMayAppearOffline) {
  ann_.ask("updatePresenceStatus", {{"status", "OFFLINE"}});
  EXPECT_EQ(statuses(ben_), Statuses{"OFFLINE"});
  EXPECT_EQ(selected(ann_), "OFFLINE");
  ann_.disconnect();
  ann2_.disconnect();
  WireClient again = WireClient::login(server_->port(), "ann");
  EXPECT_EQ(statuses(ben_), Statuses{});
  again.ask("updatePresenceStatus", {{"status", "ONLINE"}});
  EXPECT_EQ(statuses(ben_), Statuses{"ONLINE"});
}

TEST_F(Presence, IdleIsWhoIsActiveOnNoDevice) {
  const std::string call = ann_.call("updateActivityStatus", {{"isActive", false}});
  const json::object told = ann_.event("USER_INFO_CHANGED");
  EXPECT_EQ(text(told, {"internalMessageId"}), "");
  EXPECT_EQ(text(told, {"info", "status"}), "IDLE");
  EXPECT_EQ(text(ann_.answer(call), {"type"}), "ACK");
  EXPECT_TRUE(ann2_.settle().empty());
  EXPECT_EQ(statuses(ben_), Statuses{});
  EXPECT_EQ(selected(ann_), "ONLINE");
  ann2_.ask("updateActivityStatus", {{"isActive", false}});
  EXPECT_EQ(statuses(ben_), Statuses{"IDLE"});
  EXPECT_EQ(seen(), "IDLE");
  ann2_.ask("updateActivityStatus", {{"isActive", true}});
  EXPECT_EQ(statuses(ben_), Statuses{"ONLINE"});
  ann2_.disconnect();
  EXPECT_EQ(text(ben_.event("USER_PRESENCE_STATUS_UPDATED"), {"status"}), "IDLE");
  ann_.ask("updateActivityStatus", {{"isActive", true}});
  EXPECT_EQ(statuses(ben_), Statuses{"ONLINE"});
  EXPECT_TRUE(eve_.settle().empty());
}

TEST_F(Presence, ActivityWaitsWhileAnotherStatusIsSelected) {
  ann_.ask("updatePresenceStatus", {{"status", "DO_NOT_DISTURB"}});
  settle();
  for (WireClient* device : {&ann_, &ann2_}) {
    EXPECT_EQ(text(device->ask("updateActivityStatus", {{"isActive", false}}), {"type"}), "ACK");
    EXPECT_TRUE(device->settle().empty());
  }
  EXPECT_EQ(statuses(ben_), Statuses{});
  ann_.ask("updatePresenceStatus", {{"status", "ONLINE"}});
  EXPECT_EQ(statuses(ben_), Statuses{"IDLE"});
}

TEST_F(Presence, BadArgumentsAreRefused) {
  for (const json::object& bad : {json::object{{"status", "ASLEEP"}}, {{"status", 1}}, {}}) {
    EXPECT_EQ(text(ann_.ask("updatePresenceStatus", bad), {"type"}), "OPERATION_FAILED") << json::serialize(bad);
  }
  for (const json::object& bad : {json::object{{"isActive", "yes"}}, {}}) {
    EXPECT_EQ(text(ann_.ask("updateActivityStatus", bad), {"type"}), "OPERATION_FAILED") << json::serialize(bad);
  }
  EXPECT_EQ(statuses(ben_), Statuses{});
  EXPECT_EQ(selected(ann_), "ONLINE");
}

}  // namespace
}  // namespace parley::test
