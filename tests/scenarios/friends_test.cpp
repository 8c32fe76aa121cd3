// Friends and invites with five connections: two devices each of two users, and one who must hear nothing.
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

using Lines = std::vector<std::string>;

/// What a device heard since the last look, a line each: type, whom it is about, and "friend". No line has an id of a
/// call or of a room.
Lines heard(WireClient& client) {
  Lines lines;
  for (const json::object& event : client.settle()) {
    EXPECT_EQ(text(event, {"roomId"}), "");
    EXPECT_EQ(text(event, {"internalMessageId"}), "");
    std::string line = text(event, {"type"});
    if (event.contains("contact")) {
      line += ' ' + text(event, {"contact", "userId"});
      if (event.at("contact").at("friend").as_bool()) line += " friend";
    } else if (event.contains("userId")) {
      line += ' ' + text(event, {"userId"});
    }
    lines.push_back(line);
  }
  return lines;
}

class Friends : public testing::Test {
 protected:
  void SetUp() override { settle(); }
  void settle() {
    for (WireClient* client : {&ann_, &ann2_, &ben_, &ben2_, &eve_}) client->settle();
  }
  /// Invites ben and returns the invite's id as he sees it.
  std::string invite_ben() {
    EXPECT_EQ(text(ann_.ask("addFriend", {{"userId", "ben"}}), {"type"}), "ACK");
    const std::string id = text(ben_.event("NEW_INCOMING_FRIEND_INVITE"), {"inviteId"});
    settle();
    return id;
  }
  static json::array list(WireClient& client, std::string_view which) {
    return client.ask("getContacts").at("contacts").at(which).as_array();
  }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_ = std::make_unique<ServerProcess>(folder_.path());
  WireClient ann_ = new_user(*server_, "ann");
  WireClient ann2_ = WireClient::login(server_->port(), "ann");
  WireClient ben_ = new_user(*server_, "ben");
  WireClient ben2_ = WireClient::login(server_->port(), "ben");
  WireClient eve_ = new_user(*server_, "eve");
};

TEST_F(Friends, AnInviteIsTheSameOnBothSides) {
  const json::object answer = ann_.ask("addFriend", {{"userId", "ben"}});
  EXPECT_EQ(text(answer, {"type"}), "ACK");
  const json::object sent = ann_.event("NEW_OUTGOING_FRIEND_INVITE");
  EXPECT_EQ(text(sent, {"userId"}), "ben");
  EXPECT_EQ(text(sent, {"nickname"}), "ben");
  const std::string id = text(sent, {"inviteId"});
  EXPECT_FALSE(id.empty());
  EXPECT_EQ(text(ben_.event("NEW_INCOMING_FRIEND_INVITE"), {"inviteId"}), id);
  EXPECT_EQ(heard(ann2_), Lines{"NEW_OUTGOING_FRIEND_INVITE ben"});
  EXPECT_EQ(heard(ben2_), Lines{"NEW_INCOMING_FRIEND_INVITE ann"});
  EXPECT_EQ(heard(ann_), Lines{});
  EXPECT_EQ(heard(eve_), Lines{});
  EXPECT_EQ(list(ann_, "outgoingFriendInvites"),
            (json::array{{{"userId", "ben"}, {"nickname", "ben"}, {"inviteId", id}}}));
  EXPECT_EQ(list(ben_, "incomingFriendInvites"),
            (json::array{{{"userId", "ann"}, {"nickname", "ann"}, {"inviteId", id}}}));
  EXPECT_TRUE(list(ann_, "contacts").empty());
}

TEST_F(Friends, AcceptingAnswersWithTheContact) {
  const std::string id = invite_ben();
  const json::object answer = ben_.ask("acceptFriendInvite", {{"inviteId", id}});
  EXPECT_EQ(text(answer, {"type"}), "NEW_CONTACT");
  EXPECT_EQ(text(answer, {"contact", "userId"}), "ann");
  EXPECT_TRUE(answer.at("contact").at("friend").as_bool());
  EXPECT_EQ(heard(ben_), Lines{"INCOMING_FRIEND_INVITE_DELETED"});
  EXPECT_EQ(heard(ben2_), (Lines{"INCOMING_FRIEND_INVITE_DELETED", "NEW_CONTACT ann friend"}));
  for (WireClient* device : {&ann_, &ann2_}) {
    EXPECT_EQ(heard(*device), (Lines{"OUTGOING_FRIEND_INVITE_DELETED", "NEW_CONTACT ben friend"}));
  }
  EXPECT_EQ(heard(eve_), Lines{});
  // Friends need no further invite.
  EXPECT_EQ(text(ann_.ask("addFriend", {{"userId", "ben"}}), {"type"}), "ACK");
  EXPECT_EQ(heard(ann_), Lines{});
  EXPECT_EQ(heard(ben_), Lines{});
}

TEST_F(Friends, WhoSharesAChatIsUpdated) {
  ann_.ask("createChat", {{"members", json::array{"ben"}}});
  settle();
  const std::string id = invite_ben();
  const json::object answer = ben2_.ask("acceptFriendInvite", {{"inviteId", id}});
  EXPECT_EQ(text(answer, {"type"}), "CONTACT_UPDATED");
  EXPECT_EQ(heard(ben_), (Lines{"INCOMING_FRIEND_INVITE_DELETED", "CONTACT_UPDATED ann friend"}));
  EXPECT_EQ(heard(ann_), (Lines{"OUTGOING_FRIEND_INVITE_DELETED", "CONTACT_UPDATED ben friend"}));
  settle();
  EXPECT_EQ(text(ann_.ask("removeFriend", {{"userId", "ben"}}), {"type"}), "ACK");
  EXPECT_EQ(heard(ann_), Lines{"CONTACT_UPDATED ben"});
  EXPECT_EQ(heard(ann2_), Lines{"CONTACT_UPDATED ben"});
  EXPECT_EQ(heard(ben_), (Lines{"CONTACT_UPDATED ann"}));
}

TEST_F(Friends, InvitingBackMakesFriends) {
  invite_ben();
  EXPECT_EQ(text(ben_.ask("addFriend", {{"userId", "ann"}}), {"type"}), "ACK");
  for (WireClient* device : {&ben_, &ben2_}) {
    EXPECT_EQ(heard(*device), (Lines{"INCOMING_FRIEND_INVITE_DELETED", "NEW_CONTACT ann friend"}));
  }
  for (WireClient* device : {&ann_, &ann2_}) {
    EXPECT_EQ(heard(*device), (Lines{"OUTGOING_FRIEND_INVITE_DELETED", "NEW_CONTACT ben friend"}));
  }
  EXPECT_EQ(text(ben_.ask("removeFriend", {{"userId", "ann"}}), {"type"}), "ACK");
  EXPECT_EQ(heard(ben2_), Lines{"CONTACT_DELETED ann"});
  EXPECT_EQ(heard(ann_), Lines{"CONTACT_DELETED ben"});
  EXPECT_TRUE(list(ann_, "contacts").empty());
}

TEST_F(Friends, ANewInviteReplacesTheOld) {
  const std::string first = invite_ben();
  ann2_.ask("addFriend", {{"userId", "ben"}});
  EXPECT_EQ(heard(ann_), (Lines{"OUTGOING_FRIEND_INVITE_DELETED", "NEW_OUTGOING_FRIEND_INVITE ben"}));
  EXPECT_EQ(heard(ben_), (Lines{"INCOMING_FRIEND_INVITE_DELETED", "NEW_INCOMING_FRIEND_INVITE ann"}));
  EXPECT_EQ(text(ben_.ask("acceptFriendInvite", {{"inviteId", first}}), {"error"}), "Invite not found");
  EXPECT_EQ(list(ann_, "outgoingFriendInvites").size(), 1u);
}

TEST_F(Friends, RevokingTellsBothSides) {
  const std::string id = invite_ben();
  const json::object answer = ann_.ask("revokeFriendInvite", {{"inviteId", id}});
  EXPECT_EQ(text(answer, {"type"}), "OUTGOING_FRIEND_INVITE_DELETED");
  EXPECT_EQ(text(answer, {"inviteId"}), id);
  EXPECT_EQ(heard(ann_), Lines{});
  EXPECT_EQ(heard(ann2_), Lines{"OUTGOING_FRIEND_INVITE_DELETED"});
  EXPECT_EQ(heard(ben_), Lines{"INCOMING_FRIEND_INVITE_DELETED"});
}

TEST_F(Friends, ARejectionIsKnownToTheReceiverAlone) {
  const std::string id = invite_ben();
  const json::object answer = ben_.ask("rejectFriendInvite", {{"inviteId", id}});
  EXPECT_EQ(text(answer, {"type"}), "INCOMING_FRIEND_INVITE_DELETED");
  EXPECT_EQ(text(answer, {"inviteId"}), id);
  EXPECT_EQ(heard(ben_), Lines{});
  EXPECT_EQ(heard(ben2_), Lines{"INCOMING_FRIEND_INVITE_DELETED"});
  EXPECT_EQ(heard(ann_), Lines{});
  EXPECT_EQ(text(list(ann_, "outgoingFriendInvites").at(0).as_object(), {"inviteId"}), id);
  EXPECT_TRUE(list(ben_, "incomingFriendInvites").empty());
  // After a restart too; and whoever rejected may still change his mind.
  server_->kill();
  server_ = std::make_unique<ServerProcess>(folder_.path());
  WireClient ann = WireClient::login(server_->port(), "ann");
  WireClient ben = WireClient::login(server_->port(), "ben");
  ann.settle();
  EXPECT_EQ(text(list(ann, "outgoingFriendInvites").at(0).as_object(), {"inviteId"}), id);
  EXPECT_TRUE(list(ben, "incomingFriendInvites").empty());
  ben.ask("addFriend", {{"userId", "ann"}});
  EXPECT_EQ(heard(ben), Lines{"NEW_CONTACT ann friend"});
  EXPECT_EQ(heard(ann), (Lines{"OUTGOING_FRIEND_INVITE_DELETED", "NEW_CONTACT ben friend"}));
}

TEST_F(Friends, WhatMakesNoSenseIsRefused) {
  const json::object self = ann_.ask("addFriend", {{"userId", "ann"}});
  EXPECT_EQ(text(self, {"error"}), "User can not send invite to himself");
  EXPECT_EQ(text(self, {"operation"}), "ADD_FRIEND");
  EXPECT_EQ(self.at("info"), (json::object{{"userId", "ann"}}));
  EXPECT_EQ(text(ann_.ask("addFriend", {{"userId", "nobody"}}), {"error"}), "User not found");
  EXPECT_EQ(text(ann_.ask("removeFriend", {{"userId", "ben"}}), {"error"}), "User not found");
  const std::string id = invite_ben();
  for (const char* call : {"acceptFriendInvite", "rejectFriendInvite", "revokeFriendInvite"}) {
    EXPECT_EQ(text(eve_.ask(call, {{"inviteId", id}}), {"error"}), "Invite not found") << call;
    EXPECT_EQ(text(ann_.ask(call, {{"inviteId", "unknown"}}), {"error"}), "Invite not found") << call;
    EXPECT_EQ(text(ann_.ask(call), {"type"}), "OPERATION_FAILED") << call;
    EXPECT_EQ(text(ann_.ask(call, {{"inviteId", 7}}), {"type"}), "OPERATION_FAILED") << call;
  }
  EXPECT_EQ(text(ann_.ask("acceptFriendInvite", {{"inviteId", id}}), {"error"}), "Invite not found");
  EXPECT_EQ(text(ben_.ask("revokeFriendInvite", {{"inviteId", id}}), {"error"}), "Invite not found");
  for (WireClient* device : {&ann_, &ben_, &eve_}) EXPECT_EQ(heard(*device), Lines{});
}

}  // namespace
}  // namespace parley::test
