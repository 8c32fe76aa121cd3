// Contacts that come and go with chats: the caller, his other device, two other users, and one who must hear nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

WireClient new_user(const ServerProcess& server, const std::string& id) {
  server.add_user(id);
  return WireClient::login(server.port(), id);
}

/// "TYPE user" of each contact event, in order; checks what all of them have in common.
std::vector<std::string> contact_events(const std::deque<json::object>& events) {
  std::vector<std::string> lines;
  for (const json::object& event : events) {
    const std::string type = text(event, {"type"});
    if (type != "NEW_CONTACT" && type != "CONTACT_UPDATED" && type != "CONTACT_DELETED") continue;
    EXPECT_EQ(text(event, {"roomId"}), "");
    EXPECT_EQ(text(event, {"internalMessageId"}), "");
    lines.push_back(type + ' ' +
                    (type == "CONTACT_DELETED" ? text(event, {"userId"}) : text(event, {"contact", "userId"})));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::map<std::string, json::object> contacts_of(WireClient& client) {
  const json::object answer = client.ask("getContacts");
  EXPECT_EQ(text(answer, {"type"}), "USER_CONTACTS");
  const json::object& contacts = answer.at("contacts").as_object();
  for (const char* list : {"incomingFriendInvites", "outgoingFriendInvites", "bans"}) {
    EXPECT_TRUE(contacts.at(list).is_array()) << list;
  }
  std::map<std::string, json::object> all;
  for (const json::value& contact : contacts.at("contacts").as_array()) {
    all[text(contact.as_object(), {"userId"})] = contact.as_object();
  }
  return all;
}

using Lines = std::vector<std::string>;

class Contacts : public testing::Test {
 protected:
  void SetUp() override { settle(); }
  void settle() {
    for (WireClient* client : {&ann_, &ann2_, &ben_, &cat_, &eve_}) client->settle();
  }
  std::string make_chat(WireClient& caller, json::array members, json::object more = {}) {
    more["members"] = std::move(members);
    const json::object answer = caller.ask("createChat", std::move(more));
    EXPECT_EQ(text(answer, {"type"}), "SFU_NEW_CHAT");
    return text(answer, {"info", "id"});
  }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_ = std::make_unique<ServerProcess>(folder_.path());
  WireClient ann_ = new_user(*server_, "ann");
  WireClient ann2_ = WireClient::login(server_->port(), "ann");
  WireClient ben_ = new_user(*server_, "ben");
  WireClient cat_ = new_user(*server_, "cat");
  WireClient eve_ = new_user(*server_, "eve");
};

TEST_F(Contacts, ADirectChatMakesContactsOnEveryDeviceOfBoth) {
  const std::string chat = make_chat(ann_, {"ben"});
  const auto mine = ann_.settle();
  EXPECT_EQ(contact_events(mine), Lines{"NEW_CONTACT ben"});
  EXPECT_EQ(contact_events(ann2_.settle()), Lines{"NEW_CONTACT ben"});
  EXPECT_EQ(contact_events(ben_.settle()), Lines{"NEW_CONTACT ann"});
  EXPECT_TRUE(eve_.settle().empty());
  const json::object expected = {{"userId", "ben"},
                                 {"nickname", "ben"},
                                 {"icon", nullptr},
                                 {"friend", false},
                                 {"status", "ONLINE"},
                                 {"publicKey", nullptr},
                                 {"encryptionEnabled", false},
                                 {"personalSettings", {{"volume", 100}}}};
  EXPECT_EQ(mine.front().at("contact").as_object(), expected);
  EXPECT_EQ(contacts_of(ann2_), (std::map<std::string, json::object>{{"ben", expected}}));
  EXPECT_TRUE(contacts_of(eve_).empty());

  // A second chat of the same two is no news, and its end neither.
  const std::string second = make_chat(ben_, {"ann"});
  EXPECT_TRUE(contact_events(ann_.settle()).empty());
  ben_.ask("deleteChat", {{"id", second}});
  EXPECT_TRUE(contact_events(ann_.settle()).empty());
  ann_.ask("deleteChat", {{"id", chat}});
  for (WireClient* device : {&ann_, &ann2_}) {
    EXPECT_EQ(contact_events(device->settle()), Lines{"CONTACT_DELETED ben"});
  }
  EXPECT_EQ(contact_events(ben_.settle()), Lines{"CONTACT_DELETED ann"});
  EXPECT_TRUE(contacts_of(ann_).empty());
}

TEST_F(Contacts, MembersOfAGroupComeAndGo) {
  const std::string group = make_chat(ann_, {"ben"}, {{"type", "PUBLIC"}});
  settle();
  ann_.ask("addMemberToChat", {{"id", group}, {"member", "cat"}});
  EXPECT_EQ(contact_events(ann_.settle()), Lines{"NEW_CONTACT cat"});
  EXPECT_EQ(contact_events(ben_.settle()), Lines{"NEW_CONTACT cat"});
  EXPECT_EQ(contact_events(cat_.settle()), (Lines{"NEW_CONTACT ann", "NEW_CONTACT ben"}));
  settle();
  ann_.ask("removeMemberFromChat", {{"id", group}, {"member", "ben"}});
  EXPECT_EQ(contact_events(ann2_.settle()), Lines{"CONTACT_DELETED ben"});
  EXPECT_EQ(contact_events(cat_.settle()), Lines{"CONTACT_DELETED ben"});
  EXPECT_EQ(contact_events(ben_.settle()), (Lines{"CONTACT_DELETED ann", "CONTACT_DELETED cat"}));
  EXPECT_TRUE(eve_.settle().empty());
}

TEST_F(Contacts, ChannelsAndMeetingsMakeNone) {
  make_chat(ann_, {"ben"}, {{"channel", true}});
  EXPECT_TRUE(contact_events(ben_.settle()).empty());
  const json::object room = ann_.ask("createRoom", {{"name", "Meeting"}});
  ASSERT_EQ(text(room, {"type"}), "CREATED") << json::serialize(room);
  EXPECT_TRUE(contact_events(ann_.settle()).empty());
  EXPECT_TRUE(contacts_of(ann_).empty());
}

TEST_F(Contacts, ANewNicknameReachesContactsAlone) {
  make_chat(ann_, {"ben"});
  settle();
  EXPECT_EQ(text(ann_.ask("changeUserNickname", {{"nickname", "Anna"}}), {"type"}), "USER_INFO_CHANGED");
  const auto events = ben_.settle();
  EXPECT_EQ(contact_events(events), Lines{"CONTACT_UPDATED ann"});
  for (const json::object& event : events) {
    if (text(event, {"type"}) == "CONTACT_UPDATED") {
      EXPECT_EQ(text(event, {"contact", "nickname"}), "Anna");
    }
    EXPECT_NE(text(event, {"type"}), "USER_INFO_CHANGED");
  }
  EXPECT_TRUE(contact_events(ann2_.settle()).empty());
  EXPECT_TRUE(eve_.settle().empty());
  EXPECT_EQ(text(contacts_of(ben_).at("ann"), {"nickname"}), "Anna");
}

TEST_F(Contacts, KeysReachContacts) {
  make_chat(ann_, {"ben"});
  settle();
  ann_.ask("addUserEncryptionInfo", {{"privateKey", "secret"}, {"publicKey", "public"}});
  const json::object event = ben_.event("CONTACT_UPDATED");
  EXPECT_EQ(text(event, {"contact", "publicKey"}), "public");
  EXPECT_TRUE(event.at("contact").at("encryptionEnabled").as_bool());
  EXPECT_EQ(json::serialize(event).find("secret"), std::string::npos);
}

TEST_F(Contacts, VolumesBelongToTheListener) {
  make_chat(ann_, {"ben"});
  settle();
  const json::object answer = ann_.ask("updateContactVolume", {{"userId", "ben"}, {"value", 35}});
  EXPECT_EQ(text(answer, {"type"}), "CONTACT_PERSONAL_SETTINGS_UPDATED");
  EXPECT_EQ(answer.at("personalSettings"), (json::object{{"volume", 35}}));
  const auto copies = ann2_.settle();
  ASSERT_EQ(copies.size(), 1u);
  EXPECT_EQ(text(copies[0], {"type"}), "CONTACT_PERSONAL_SETTINGS_UPDATED");
  EXPECT_EQ(text(copies[0], {"internalMessageId"}), "");
  EXPECT_EQ(text(copies[0], {"userId"}), "ben");
  EXPECT_EQ(copies[0].at("personalSettings"), (json::object{{"volume", 35}}));
  EXPECT_TRUE(ann_.settle().empty());
  EXPECT_TRUE(ben_.settle().empty());
  EXPECT_EQ(contacts_of(ann_).at("ben").at("personalSettings").at("volume").as_int64(), 35);
  EXPECT_EQ(contacts_of(ben_).at("ann").at("personalSettings").at("volume").as_int64(), 100);
  for (const json::object& bad : {json::object{{"userId", "eve"}, {"value", 5}},
                                  {{"userId", "ann"}, {"value", 5}},
                                  {{"userId", "ben"}, {"value", -5}},
                                  {{"userId", "ben"}, {"value", "loud"}},
                                  {{"userId", "ben"}},
                                  {}}) {
    EXPECT_EQ(text(ann_.ask("updateContactVolume", bad), {"type"}), "OPERATION_FAILED") << json::serialize(bad);
  }
  EXPECT_EQ(text(ann_.ask("updateContactVolume", {{"userId", "eve"}, {"value", 5}}), {"error"}), "User not found");
  const json::object slider = ann_.ask("updateContactVolume", {{"userId", "ben"}, {"value", 66.67}});
  EXPECT_EQ(slider.at("personalSettings"), (json::object{{"volume", 66}}));
}

TEST_F(Contacts, ARestartKeepsThem) {
  make_chat(ann_, {"ben", "cat"});
  ann_.ask("updateContactVolume", {{"userId", "ben"}, {"value", 35}});
  server_->kill();
  server_ = std::make_unique<ServerProcess>(folder_.path());
  WireClient ann = WireClient::login(server_->port(), "ann");
  const auto contacts = contacts_of(ann);
  ASSERT_EQ(contacts.size(), 2u);
  EXPECT_EQ(contacts.at("ben").at("personalSettings").at("volume").as_int64(), 35);
  EXPECT_EQ(text(contacts.at("cat"), {"status"}), "OFFLINE");
  WireClient cat = WireClient::login(server_->port(), "cat");
  EXPECT_EQ(text(ann.event("USER_PRESENCE_STATUS_UPDATED"), {"userId"}), "cat");
  EXPECT_TRUE(contact_events(ann.settle()).empty());
}

TEST_F(Contacts, NobodyAsksWithoutAnAccount) {
  WireClient plain(server_->port());
  plain.send("connection", {{"appKey", "sfuApp"}, {"custom", {{"nickname", "guest"}}}});
  EXPECT_EQ(text(plain.next_frame(), {"message"}), "getUserData");
  EXPECT_EQ(text(plain.ask("getContacts"), {"type"}), "OPERATION_FAILED");
}

}  // namespace
}  // namespace parley::test
