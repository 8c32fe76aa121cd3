// Contacts follow channels: whom one shares a channel with one knows, whom one shares only a space with one doesn't.
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesContacts : public SpacesFixture {
 protected:
  SpacesContacts() : SpacesFixture(false) {}

  std::string contacts(const std::string& name) {
    for (auto& [other, client] : devices_) finish(other);
    json::array users;
    const json::object answer = device(name).ask("getContacts");
    for (const json::value& one : answer.at("contacts").at("contacts").as_array()) {
      users.push_back(one.at("userId"));
    }
    return sorted(users);
  }
  json::object access(const std::string& id, bool is_private, json::array members = {}, json::array roles = {}) {
    return in_channel(
        id, {{"name", "Room"}, {"private", is_private}, {"members", std::move(members)}, {"roles", std::move(roles)}});
  }
  /// Nobody shares a channel any more, all are in the space.
  void without_channels() {
    device("ann").ask("deleteSpaceChannel", in_channel(channel_));
    settle();
  }
};

TEST_F(SpacesContacts, JoiningAndLeaving) {
  EXPECT_EQ(contacts("ann"), "ben cat");
  EXPECT_EQ(contacts("gus"), "");
  const Told joined = does("gus", "joinSpaceByInviteCode", "NEW_SPACE", {{"inviteCode", invite()}});
  EXPECT_EQ(joined.lines(), heard("ann ann2 ben ben2 cat: USER_JOINED_TO_SPACE NEW_CONTACT(gus);"
                                  "gus: NEW_CONTACT(ann) NEW_CONTACT(ben) NEW_CONTACT(cat)"));
  EXPECT_EQ(text(joined.to("ben2", "NEW_CONTACT"), {"contact", "status"}), "ONLINE");
  EXPECT_EQ(contacts("gus"), "ann ben cat");
  // Contacts are told of each other's presence.
  device("gus").ask("changeUserPresenceStatus", {{"status", "DND"}});
  EXPECT_EQ(does("gus", "leaveSpace", "USER_LEFT_SPACE", {{"id", space_}}).lines(),
            heard("ann ann2 ben ben2 cat: USER_LEFT_SPACE CONTACT_DELETED(gus);"
                  "gus: CONTACT_DELETED(ann) CONTACT_DELETED(ben) CONTACT_DELETED(cat)"));
  EXPECT_EQ(contacts("gus"), "");
  EXPECT_EQ(contacts("cat"), "ann ben");
}

TEST_F(SpacesContacts, TheOnlySharedChannelGoesAndANewOneComes) {
  EXPECT_EQ(does("ann", "deleteSpaceChannel", "SPACE_CHANNEL_DELETED", in_channel(channel_)).lines(),
            heard("ann: CONTACT_DELETED(ben) CONTACT_DELETED(cat);"
                  "ann2: SPACE_CHANNEL_DELETED CONTACT_DELETED(ben) CONTACT_DELETED(cat);"
                  "ben ben2: SPACE_CHANNEL_DELETED CONTACT_DELETED(ann) CONTACT_DELETED(cat);"
                  "cat: SPACE_CHANNEL_DELETED CONTACT_DELETED(ann) CONTACT_DELETED(ben)"));
  EXPECT_EQ(contacts("ben"), "") << "a space alone makes none";
  EXPECT_EQ(does("ann", "createSpaceChannel", "NEW_SPACE_CHANNEL",
                 in_space({{"name", "Pair"}, {"private", true}, {"members", json::array{"ben"}}}))
                .lines(),
            heard("ann: NEW_CONTACT(ben);"
                  "ann2: NEW_SPACE_CHANNEL NEW_CONTACT(ben);"
                  "ben ben2: NEW_SPACE_CHANNEL NEW_CONTACT(ann)"));
  // A second channel they share is no news; for the others it is.
  const Told open =
      does("ann", "createSpaceChannel", "NEW_SPACE_CHANNEL", in_space({{"name", "Open"}, {"private", false}}));
  EXPECT_EQ(open.lines(), heard("ann: NEW_CONTACT(cat);"
                                "ann2: NEW_SPACE_CHANNEL NEW_CONTACT(cat);"
                                "ben ben2: NEW_SPACE_CHANNEL NEW_CONTACT(cat);"
                                "cat: NEW_SPACE_CHANNEL NEW_CONTACT(ann) NEW_CONTACT(ben)"));
  const std::string second = new_channel("ann", "Second");
  EXPECT_EQ(does("ann", "deleteSpaceChannel", "SPACE_CHANNEL_DELETED", in_channel(second)).lines(),
            heard("ann2 ben ben2 cat: SPACE_CHANNEL_DELETED"));
}

TEST_F(SpacesContacts, AccessMakesAndEndsThem) {
  EXPECT_EQ(does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access(channel_, true, {"ben"})).lines(),
            heard("ann: CONTACT_DELETED(cat);"
                  "ann2: SPACE_CHANNEL_UPDATED CONTACT_DELETED(cat);"
                  "ben ben2: SPACE_CHANNEL_UPDATED CONTACT_DELETED(cat);"
                  "cat: SPACE_CHANNEL_DELETED CONTACT_DELETED(ann) CONTACT_DELETED(ben)"));
  EXPECT_EQ(does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access(channel_, false)).lines(),
            heard("ann: NEW_CONTACT(cat);"
                  "ann2: SPACE_CHANNEL_UPDATED NEW_CONTACT(cat);"
                  "ben ben2: SPACE_CHANNEL_UPDATED NEW_CONTACT(cat);"
                  "cat: NEW_SPACE_CHANNEL NEW_CONTACT(ann) NEW_CONTACT(ben)"));
  // From one channel to another in one step nobody is lost in between.
  EXPECT_EQ(does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access(channel_, true, {"ben", "cat"})).lines(),
            heard("ann2 ben ben2 cat: SPACE_CHANNEL_UPDATED"));
}

TEST_F(SpacesContacts, RolesMakeAndEndThem) {
  const std::string role = new_role("Leads", {}, {"ben"});
  new_private_channel("ann", "Leads", {}, {role});
  without_channels();
  EXPECT_EQ(contacts("ann"), "ben");
  EXPECT_EQ(
      does("ann", "addRoleToMember", "ADDED_ROLE_TO_MEMBER", in_space({{"roleId", role}, {"memberId", "cat"}})).lines(),
      heard("ann: SPACE_CHANNEL_UPDATED NEW_CONTACT(cat);"
            "ann2: ADDED_ROLE_TO_MEMBER SPACE_CHANNEL_UPDATED NEW_CONTACT(cat);"
            "ben ben2: ADDED_ROLE_TO_MEMBER SPACE_CHANNEL_UPDATED NEW_CONTACT(cat);"
            "cat: ADDED_ROLE_TO_MEMBER NEW_SPACE_CHANNEL NEW_CONTACT(ann) NEW_CONTACT(ben)"));
  EXPECT_EQ(does("ann", "deleteSpaceRole", "SPACE_ROLE_DELETED", in_space({{"roleId", role}})).lines(),
            heard("ann: CONTACT_DELETED(ben) CONTACT_DELETED(cat);"
                  "ann2: SPACE_ROLE_DELETED CONTACT_DELETED(ben) CONTACT_DELETED(cat);"
                  "ben ben2: SPACE_ROLE_DELETED SPACE_CHANNEL_DELETED CONTACT_DELETED(ann) CONTACT_DELETED(cat);"
                  "cat: SPACE_ROLE_DELETED SPACE_CHANNEL_DELETED CONTACT_DELETED(ann) CONTACT_DELETED(ben)"));
}

TEST_F(SpacesContacts, TheRightToViewMakesAndEndsThem) {
  everyone_may({});
  EXPECT_EQ(contacts("ann"), "");
  EXPECT_EQ(contacts("ben"), "");
  new_role("Watchers", {"ALLOWS_TO_VIEW_CHANNELS"}, {"ben"});
  EXPECT_EQ(contacts("ann"), "ben");
  everyone_may({"ALLOWS_TO_VIEW_CHANNELS"});
  EXPECT_EQ(contacts("cat"), "ann ben");
}

TEST_F(SpacesContacts, OtherGroundsKeepThem) {
  device("ben").ask("createChat", {{"members", json::array{"cat"}}});
  const Told told = does("ann", "deleteSpace", "SPACE_DELETED", {{"id", space_}});
  EXPECT_EQ(told.lines(), heard("ann: CONTACT_DELETED(ben) CONTACT_DELETED(cat);"
                                "ann2: SPACE_DELETED CONTACT_DELETED(ben) CONTACT_DELETED(cat);"
                                "ben ben2: SPACE_DELETED CONTACT_DELETED(ann);"
                                "cat: SPACE_DELETED CONTACT_DELETED(ann)"));
  EXPECT_EQ(contacts("ben"), "cat");
  EXPECT_EQ(contacts("ann"), "");
}

TEST_F(SpacesContacts, ARestartKeepsThem) {
  new_private_channel("ann", "Pair", {"ben"});
  without_channels();
  restart();
  EXPECT_EQ(contacts("ann"), "ben");
  EXPECT_EQ(contacts("ben"), "ann");
  EXPECT_EQ(contacts("cat"), "");
}

TEST_F(SpacesContacts, AGlobalNicknameReachesThemOnceAndThreadsMakeNoDifference) {
  const std::string thread = new_thread("ben", channel_, "Thread", true);
  EXPECT_EQ(does("ben", "addMembersToThread", "ADDED_MEMBERS_TO_THREAD",
                 in_thread(channel_, thread, {{"members", json::array{"cat"}}}))
                .lines(),
            heard("ben2: ADDED_MEMBERS_TO_THREAD; cat: NEW_SPACE_THREAD"));
  const Told told = by("ben", "changeUserNickname", {{"nickname", "Benjamin"}});
  for (const char* name : {"ann", "ann2", "cat"}) EXPECT_EQ(told.lines()[name], "CONTACT_UPDATED(ben)") << name;
  EXPECT_EQ(told.lines().count("eve") + told.lines().count("gus"), 0u);
}

}  // namespace
}  // namespace parley::test
