// The life of a space: making, renaming, leaving, deleting it; what a restart keeps.
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesOverview : public SpacesFixture {};

TEST_F(SpacesOverview, ANewSpaceHasItsDefaultsAndIsKnownToItsOwnerAlone) {
  const Told told = does("ann", "createSpace", "SPACE_CREATED", {{"name", "Lab"}});
  EXPECT_EQ(told.lines(), heard("ann2: SPACE_CREATED"));
  const json::object space = told.same("SPACE_CREATED").at("space").as_object();
  EXPECT_EQ(text(space, {"name"}), "Lab");
  EXPECT_EQ(text(space, {"owner"}), "ann");
  EXPECT_TRUE(is_none(space.at("icon")));
  EXPECT_GT(space.at("createdAt").as_int64(), 0);
  EXPECT_EQ(text(space, {"notificationSettings"}), "ALL_MESSAGES");
  EXPECT_TRUE(space.at("muteSettings").is_null());
  EXPECT_EQ(space.at("invites").as_array().size() + space.at("bans").as_array().size(), 0u);
  EXPECT_EQ(space.at("permissions").as_array().size(), 6u) << "the owner may do everything";

  ASSERT_EQ(space.at("roles").as_array().size(), 1u);
  const json::object role = space.at("roles").at(0).as_object();
  EXPECT_EQ(text(role, {"id"}), "@EVERYONE");
  EXPECT_EQ(text(role, {"name"}), "@everyone");
  EXPECT_EQ(sorted(role.at("permissions")), "ALLOWS_TO_CREATE_INVITE ALLOWS_TO_VIEW_CHANNELS");
  EXPECT_EQ(space.at("members"), (json::array{{{"userId", "ann"}, {"nickname", "ann"}, {"roles", json::array{}}}}));

  ASSERT_EQ(space.at("categories").as_array().size(), 1u);
  const json::object category = space.at("categories").at(0).as_object();
  EXPECT_EQ(text(category, {"name"}), "Category1");
  EXPECT_EQ(text(category, {"creator"}), "ann");
  EXPECT_GT(category.at("createdAt").as_int64(), 0);
  ASSERT_EQ(space.at("channels").as_array().size(), 1u);
  const json::object channel = space.at("channels").at(0).as_object();
  EXPECT_EQ(text(channel, {"name"}), "Channel1");
  EXPECT_EQ(text(channel, {"categoryId"}), text(category, {"id"}));
  EXPECT_EQ(text(channel, {"creator"}), "ann");
  EXPECT_FALSE(channel.at("private").as_bool());
  EXPECT_EQ(channel.at("accessRights"), (json::object{{"roles", json::array{}}, {"members", json::array{}}}));
  EXPECT_GT(channel.at("createdAt").as_int64(), 0);
  EXPECT_EQ(text(channel, {"notificationSettings"}), "DEFAULT");
  EXPECT_TRUE(channel.at("muteSettings").is_null());
  EXPECT_EQ(channel.at("members"), json::array{"ann"});
  EXPECT_EQ(channel.at("threads"), json::array{});
  EXPECT_EQ(channel.at("messagesCount").as_int64(), 0);
  for (const char* date : {"firstMessageDate", "lastMessageDate", "lastReadMessageDate"}) {
    EXPECT_EQ(channel.at(date).as_int64(), 0) << date;
  }
  for (const char* id : {"firstMessageId", "lastMessageId", "lastReadMessageId"}) {
    EXPECT_TRUE(is_none(channel.at(id))) << id;
  }

  EXPECT_EQ(view("ann2", text(space, {"id"})), space);
  EXPECT_TRUE(view("ben", text(space, {"id"})).empty());
  EXPECT_EQ(spaces("ann").size(), 2u);
  EXPECT_EQ(spaces("eve").size(), 0u);
  EXPECT_EQ(does("eve", "getUserSpaces", "USER_SPACES").lines(), Heard{}) << "no meeting runs";
}

TEST_F(SpacesOverview, ARenameReachesEveryMember) {
  const Told told = does("ann", "updateSpaceOverview", "SPACE_OVERVIEW_UPDATED", {{"id", space_}, {"name", "Crew"}});
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2 cat: SPACE_OVERVIEW_UPDATED"));
  EXPECT_EQ(told.same("SPACE_OVERVIEW_UPDATED"), (json::object{{"id", space_}, {"name", "Crew"}, {"icon", nullptr}}));
  for (const char* name : {"ann", "ben2", "cat"}) EXPECT_EQ(text(view(name), {"name"}), "Crew") << name;
  refused_to("ben cat eve gus", "updateSpaceOverview", {{"id", space_}, {"name", "Mine"}});
  refused("ann", "updateSpaceOverview", {{"id", space_}, {"name", ""}}, "");
  EXPECT_EQ(text(view("cat"), {"name"}), "Crew");
}

TEST_F(SpacesOverview, OneWhoLeavesTakesEverythingOfHisWithHim) {
  const std::string role = new_role("Leads", {"ALLOWS_TO_MANAGE_CHANNELS"}, {"ben", "cat"});
  const std::string leads = new_private_channel("ann", "Leads", {"ben"}, {role});
  const std::string open = new_thread("ben", channel_, "Open");
  const std::string closed = new_thread("cat", channel_, "Closed", true);
  device("cat").ask("addMembersToThread", in_thread(channel_, closed, {{"members", json::array{"ben"}}}));
  device("ben").ask("updateSpaceNickname", in_space({{"nickname", "Benny"}}));
  device("ben").ask("muteSpace", in_space({{"mutedIndefinitely", true}}));
  device("ben").ask("updateChannelNotificationSettings", in_channel(channel_, {{"value", "NOTHING"}}));
  const json::object before = view("ben");

  const Told told = does("ben", "leaveSpace", "USER_LEFT_SPACE", {{"id", space_}});
  EXPECT_EQ(told.lines(), heard("ann ann2 ben2 cat: USER_LEFT_SPACE"));
  EXPECT_EQ(told.same("USER_LEFT_SPACE"), (json::object{{"spaceId", space_}, {"userId", "ben"}}));
  EXPECT_EQ(spaces("ben").size(), 0u);
  EXPECT_TRUE(member("cat", "ben").empty());
  for (const char* name : {"ann", "cat"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(sorted(channel(name, channel_).at("members")), "ann cat");
    EXPECT_EQ(sorted(channel(name, leads).at("members")), "ann cat");
    EXPECT_EQ(channel(name, leads).at("accessRights").at("members"), json::array{});
    EXPECT_EQ(sorted(thread(name, channel_, open).at("members")), "ann cat");
    EXPECT_EQ(text(thread(name, channel_, open), {"creator"}), "ben");
  }
  EXPECT_EQ(thread("cat", channel_, closed).at("members"), json::array{"cat"});
  refused_to("ben ben2", "leaveSpace", {{"id", space_}});

  // When he comes again he is new.
  join("ben");
  json::object after = view("ben");
  EXPECT_EQ(member("ann", "ben"), (json::object{{"userId", "ben"}, {"nickname", "ben"}, {"roles", json::array{}}}));
  EXPECT_EQ(after.at("members").as_array().back().at("userId"), "ben") << "in order of joining";
  EXPECT_TRUE(after.at("muteSettings").is_null());
  EXPECT_EQ(text(one_of(after.at("channels"), channel_), {"notificationSettings"}), "DEFAULT");
  EXPECT_TRUE(channel("ben", leads).empty());
  EXPECT_TRUE(thread("ben", channel_, closed).empty());
  EXPECT_FALSE(thread("ben", channel_, open).empty());
}

TEST_F(SpacesOverview, TheOwnerCannotLeaveAndOthersHaveNothingToLeave) {
  refused_to("ann eve gus", "leaveSpace", {{"id", space_}});
  refused("ann", "leaveSpace", {{"id", "nothing"}});
  EXPECT_EQ(sorted(channel("cat", channel_).at("members")), "ann ben cat");
}

TEST_F(SpacesOverview, TheOwnerAloneDeletesIt) {
  const std::string code = invite();
  new_role("All",
           {"ALLOWS_TO_VIEW_CHANNELS", "ALLOWS_TO_MANAGE_CHANNELS", "ALLOWS_TO_MANAGE_CATEGORIES",
            "ALLOWS_TO_MANAGE_ROLES", "ALLOWS_TO_MANAGE_SPACE", "ALLOWS_TO_CREATE_INVITE"},
           {"ben"});
  const std::string secret = new_private_channel("ann", "Secret");
  const std::string thread = new_thread("cat", channel_, "Thread");
  refused_to("ben cat eve gus", "deleteSpace", {{"id", space_}});
  const Told told = does("ann", "deleteSpace", "SPACE_DELETED", {{"id", space_}});
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2 cat: SPACE_DELETED"));
  EXPECT_EQ(told.same("SPACE_DELETED"), (json::object{{"id", space_}}));
  for (const char* name : {"ann", "ben", "cat"}) EXPECT_EQ(spaces(name).size(), 0u) << name;
  refused("ann", "deleteSpace", {{"id", space_}});
  refused("ann", "updateSpaceOverview", {{"id", space_}, {"name", "Ghost"}});
  refused("ann", "createSpaceThread", in_channel(channel_, {{"name", "Ghost"}, {"private", false}}));
  refused("ann", "updateSpaceThread", in_thread(channel_, thread, {{"name", "Ghost"}}));
  refused("ann", "muteChannel", in_channel(secret, {{"mutedIndefinitely", true}}));
  refused("gus", "joinSpaceByInviteCode", {{"inviteCode", code}}, "");
  restart();
  EXPECT_EQ(spaces("ann").size(), 0u);
}

TEST_F(SpacesOverview, ARestartKeepsAllOfIt) {
  const std::string role = new_role("Leads", {"ALLOWS_TO_MANAGE_ROLES"}, {"cat"});
  const std::string second = new_role("Others", {}, {"ben", "cat"});
  const std::string category = new_category("ann", "Design");
  const std::string leads = new_private_channel("ann", "Leads", {"ben"}, {role});
  const std::string open = new_channel("ann", "Open");
  device("ann").ask("moveSpaceChannel", in_channel(open, {{"categoryId", category}}));
  const std::string thread = new_thread("ben", leads, "Plans", true);
  device("ben").ask("addMembersToThread", in_thread(leads, thread, {{"members", json::array{"cat"}}}));
  new_thread("cat", open, "Chatter");
  device("ann").ask("updateSpaceNickname", in_space({{"userId", "cat"}, {"nickname", "Catherine"}}));
  device("ben").ask("muteSpace", in_space({{"mutedIndefinitely", true}}));
  device("ben").ask("muteThread", in_thread(leads, thread, {{"muteTime", 3'600'000}}));
  device("cat").ask("muteChannel", in_channel(open, {{"muteTime", 3'600'000}}));
  device("cat").ask("updateSpaceNotificationSettings", in_space({{"value", "MENTIONS_ONLY"}}));
  device("ben").ask("updateChannelNotificationSettings", in_channel(leads, {{"value", "NOTHING"}}));
  device("ben").ask("updateThreadNotificationSettings", in_thread(leads, thread, {{"value", "ALL_MESSAGES"}}));
  const std::string code = invite("cat");
  std::map<std::string, json::object> before;
  for (const char* name : {"ann", "ben", "cat", "gus"}) before[name] = view(name);

  restart();
  for (const char* name : {"ann", "ben", "cat", "gus"}) EXPECT_EQ(view(name), before[name]) << name;
  // And who is told what goes on as before.
  EXPECT_EQ(does("gus", "joinSpaceByInviteCode", "NEW_SPACE", {{"inviteCode", code}}).lines(),
            heard("ann ann2 ben ben2 cat: USER_JOINED_TO_SPACE"));
  EXPECT_EQ(does("cat", "updateSpaceThread", "OPERATION_FAILED", in_thread(leads, thread, {{"name", "No"}})).lines(),
            Heard{});
  EXPECT_EQ(
      does("ben", "updateSpaceThread", "SPACE_THREAD_UPDATED", in_thread(leads, thread, {{"name", "Yes"}})).lines(),
      heard("ben2 cat: SPACE_THREAD_UPDATED"));
}

TEST_F(SpacesOverview, EveryoneMayReadThePermissionsThereAre) {
  const Told told = does("eve", "getRolePermissions", "ROLE_PERMISSION_SECTIONS");
  EXPECT_EQ(told.lines(), Heard{});
  std::string all;
  for (const json::value& section : told.answer.at("permissionSections").as_array()) {
    all += text(section.as_object(), {"name"}) + '|' + text(section.as_object(), {"displayName"}) + '|' +
           std::to_string(section.at("position").as_int64()) + '\n';
    for (const json::value& permission : section.at("permissions").as_array()) {
      all += "  " + text(permission.as_object(), {"name"}) + '|' + text(permission.as_object(), {"displayName"}) + '|' +
             std::to_string(permission.at("position").as_int64()) + '\n';
      EXPECT_NE(text(permission.as_object(), {"description"}), "");
    }
  }
  EXPECT_EQ(all,
            "GENERAL_PERMISSIONS|GENERAL SPACE PERMISSIONS|0\n"
            "  ALLOWS_TO_VIEW_CHANNELS|View channels|0\n"
            "  ALLOWS_TO_MANAGE_CHANNELS|Manage channels|1\n"
            "  ALLOWS_TO_MANAGE_CATEGORIES|Manage categories|2\n"
            "  ALLOWS_TO_MANAGE_ROLES|Manage roles|3\n"
            "  ALLOWS_TO_MANAGE_SPACE|Manage space|4\n"
            "MEMBERSHIP_PERMISSIONS|MEMBERSHIP PERMISSIONS|1\n"
            "  ALLOWS_TO_CREATE_INVITE|Create invite|0\n");
}

TEST_F(SpacesOverview, NobodyAsksWithoutAnAccount) {
  WireClient plain(server_->port());
  plain.send("connection", {{"appKey", "sfuApp"}, {"custom", {{"nickname", "guest"}}}});
  EXPECT_EQ(text(plain.next_frame(), {"message"}), "getUserData");
  for (const char* method : {"getUserSpaces", "createSpace", "getRolePermissions"}) {
    EXPECT_EQ(text(plain.ask(method, {{"name", "Lab"}}), {"type"}), "OPERATION_FAILED") << method;
  }
}

}  // namespace
}  // namespace parley::test
