// Roles: what they allow, who hears of them, and the channels they open and close.
#include <functional>

#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesRoles : public SpacesFixture {
 protected:
  json::object as_role(const std::string& id, const std::string& name, json::array permissions, json::array members) {
    return in_space({{"roleId", id},
                     {"roleName", name},
                     {"color", "blue"},
                     {"permissions", std::move(permissions)},
                     {"members", std::move(members)}});
  }
  json::object of_member(const std::string& role, const std::string& user) {
    return in_space({{"roleId", role}, {"memberId", user}});
  }
};

TEST_F(SpacesRoles, EachPermissionAllowsWhatItSaysAndNothingElse) {
  everyone_may({"ALLOWS_TO_VIEW_CHANNELS"});
  const std::string role = new_role("Tried", {}, {"ben"});
  const std::string other = new_role("Other", {});
  const std::string category = new_category("ann", "Category");
  const std::string channel = new_channel("ann", "Channel");
  struct Action {
    const char* permission;  ///< "": the owner's alone
    const char* method;
    json::object arguments;
    const char* answer;
    std::function<json::object()> fresh = {};  ///< arguments made anew each time, for what can be done once
  };
  const json::object in_category = in_space({{"categoryId", category}});
  const auto with = [](json::object object, const json::object& more) {
    for (const auto& entry : more) object[entry.key()] = entry.value();
    return object;
  };
  const std::vector<Action> actions = {
      {"ALLOWS_TO_MANAGE_SPACE", "updateSpaceOverview", {{"id", space_}, {"name", "New"}}, "SPACE_OVERVIEW_UPDATED"},
      {"ALLOWS_TO_MANAGE_SPACE", "updateSpaceIcon", {{"id", space_}, {"remove", true}}, "UPLOAD_ICON"},
      {"ALLOWS_TO_MANAGE_SPACE",
       "revokeSpaceInvite",
       {},
       "SPACE_INVITE_REVOKED",
       [&] {
         return in_space({{"inviteCode", invite()}});
       }},
      {"ALLOWS_TO_CREATE_INVITE", "generateNewSpaceInvite", in_space({{"lifespan", 60'000}}), "SPACE_INVITE_CREATED"},
      {"ALLOWS_TO_MANAGE_CATEGORIES", "createSpaceCategory", in_space({{"name", "More"}}), "NEW_SPACE_CATEGORY"},
      {"ALLOWS_TO_MANAGE_CATEGORIES", "updateSpaceCategory", with(in_category, {{"name", "New"}}),
       "SPACE_CATEGORY_UPDATED"},
      {"ALLOWS_TO_MANAGE_CATEGORIES",
       "deleteSpaceCategory",
       {},
       "SPACE_CATEGORY_DELETED",
       [&] {
         return in_space({{"categoryId", new_category("ann", "Brief")}});
       }},
      {"ALLOWS_TO_MANAGE_CHANNELS", "createSpaceChannel", in_space({{"name", "More"}, {"private", false}}),
       "NEW_SPACE_CHANNEL"},
      {"ALLOWS_TO_MANAGE_CHANNELS", "updateSpaceChannel", in_channel(channel, {{"name", "New"}, {"private", false}}),
       "SPACE_CHANNEL_UPDATED"},
      {"ALLOWS_TO_MANAGE_CHANNELS", "moveSpaceChannel", in_channel(channel, {{"categoryId", category}}),
       "SPACE_CHANNEL_MOVED"},
      {"ALLOWS_TO_MANAGE_CHANNELS",
       "deleteSpaceChannel",
       {},
       "SPACE_CHANNEL_DELETED",
       [&] { return in_channel(new_channel("ann", "Brief")); }},
      {"ALLOWS_TO_MANAGE_ROLES", "addSpaceRole", as_role("", "More", {"ALLOWS_TO_MANAGE_SPACE"}, {}), "NEW_SPACE_ROLE"},
      {"ALLOWS_TO_MANAGE_ROLES", "updateSpaceRole", as_role(other, "New", {"ALLOWS_TO_VIEW_CHANNELS"}, {"cat"}),
       "SPACE_ROLE_UPDATED"},
      {"ALLOWS_TO_MANAGE_ROLES",
       "addRoleToMember",
       {},
       "ADDED_ROLE_TO_MEMBER",
       [&] { return of_member(new_role("Given", {}), "cat"); }},
      {"ALLOWS_TO_MANAGE_ROLES",
       "removeRoleFromMember",
       {},
       "REMOVED_ROLE_FROM_MEMBER",
       [&] { return of_member(new_role("Taken", {}, {"cat"}), "cat"); }},
      {"ALLOWS_TO_MANAGE_ROLES",
       "deleteSpaceRole",
       {},
       "SPACE_ROLE_DELETED",
       [&] {
         return in_space({{"roleId", new_role("Brief", {})}});
       }},
      {"", "deleteSpace", {{"id", space_}}, ""},
  };
  for (const char* permission : {"ALLOWS_TO_VIEW_CHANNELS", "ALLOWS_TO_MANAGE_CHANNELS", "ALLOWS_TO_MANAGE_CATEGORIES",
                                 "ALLOWS_TO_MANAGE_ROLES", "ALLOWS_TO_MANAGE_SPACE", "ALLOWS_TO_CREATE_INVITE"}) {
    SCOPED_TRACE(permission);
    does("ann", "updateSpaceRole", "SPACE_ROLE_UPDATED", as_role(role, "Tried", {permission}, {"ben"}));
    for (const Action& action : actions) {
      const json::object arguments = action.fresh ? action.fresh() : action.arguments;
      if (action.permission == std::string_view(permission)) {
        refused_to("cat eve gus", action.method, arguments);
        does("ben", action.method, action.answer, arguments);
      } else {
        refused("ben", action.method, arguments);
      }
    }
  }
  EXPECT_EQ(view("ben").at("permissions").as_array().size(), 2u) << "what he may do here is what his roles allow";
}

TEST_F(SpacesRoles, ANewRoleIsToldToAll) {
  const Told told = does("ann", "addSpaceRole", "NEW_SPACE_ROLE",
                         as_role("", "Leads", {"ALLOWS_TO_MANAGE_ROLES", "ALLOWS_TO_FLY"}, {"ben", "eve", "nobody"}));
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2 cat: NEW_SPACE_ROLE"));
  const json::object event = told.same("NEW_SPACE_ROLE");
  EXPECT_EQ(text(event, {"spaceId"}), space_);
  EXPECT_EQ(event.at("members"), json::array{"ben"}) << "who is no member has no roles";
  const json::object made = event.at("role").as_object();
  EXPECT_EQ(text(made, {"name"}), "Leads");
  EXPECT_EQ(text(made, {"color"}), "blue");
  EXPECT_GT(made.at("createdAt").as_int64(), 0);
  EXPECT_EQ(made.at("permissions"), json::array{"ALLOWS_TO_MANAGE_ROLES"}) << "there is no such permission";
  for (const char* name : {"ann", "ben", "cat"}) {
    EXPECT_EQ(role(name, text(made, {"id"})), made);
    EXPECT_EQ(member(name, "ben").at("roles"), json::array{made.at("id")});
  }
  EXPECT_EQ(text(view("cat").at("roles").at(0).as_object(), {"id"}), "@EVERYONE");
  // Names are no ids; and who manages roles may give what he has not himself.
  const Told second =
      does("ben", "addSpaceRole", "NEW_SPACE_ROLE", as_role("", "Leads", {"ALLOWS_TO_MANAGE_SPACE"}, {}));
  EXPECT_EQ(second.lines(), heard("ann ann2 ben2 cat: NEW_SPACE_ROLE"));
  EXPECT_NE(second.answer.at("role").at("id"), made.at("id"));
}

TEST_F(SpacesRoles, AnUpdateSaysWhoGainsAndWhoLoses) {
  const std::string leads = new_role("Leads", {}, {"ben"});
  const std::string room = new_private_channel("ann", "Room", {}, {leads});
  const Told told = does("ann", "updateSpaceRole", "SPACE_ROLE_UPDATED",
                         as_role(leads, "Chiefs", {"ALLOWS_TO_MANAGE_CHANNELS"}, {"cat", "eve"}));
  EXPECT_EQ(told.lines(), heard("ann: SPACE_CHANNEL_UPDATED;"
                                "ann2: SPACE_ROLE_UPDATED SPACE_CHANNEL_UPDATED;"
                                "ben ben2: SPACE_ROLE_UPDATED SPACE_CHANNEL_DELETED;"
                                "cat: SPACE_ROLE_UPDATED NEW_SPACE_CHANNEL"));
  EXPECT_EQ(told.same("SPACE_ROLE_UPDATED"), in_space({{"roleId", leads},
                                                       {"name", "Chiefs"},
                                                       {"color", "blue"},
                                                       {"permissions", json::array{"ALLOWS_TO_MANAGE_CHANNELS"}},
                                                       {"membersForAddRole", json::array{"cat"}},
                                                       {"membersForDeleteRole", json::array{"ben"}}}));
  EXPECT_EQ(sorted(told.same("SPACE_CHANNEL_UPDATED").at("members")), "ann cat");
  EXPECT_EQ(told.same("SPACE_CHANNEL_DELETED"), in_channel(room));
  EXPECT_EQ(told.to("cat", "NEW_SPACE_CHANNEL").at("channel"), channel("cat", room));
  EXPECT_TRUE(channel("ben", room).empty());
  refused("ann", "updateSpaceRole", as_role("nothing", "Name", {}, {}), "");
}

TEST_F(SpacesRoles, WhoHasAnotherGroundStays) {
  const std::string one = new_role("One", {}, {"ben", "cat"}), two = new_role("Two", {}, {"ben"});
  const std::string room = new_private_channel("ann", "Room", {"cat"}, {one, two});
  const Told told = does("ann", "updateSpaceRole", "SPACE_ROLE_UPDATED", as_role(one, "One", {}, {}));
  for (const auto& [name, line] : told.lines()) {
    EXPECT_EQ(line.find("SPACE_CHANNEL_DELETED"), std::string::npos) << name << ": " << line;
  }
  EXPECT_EQ(sorted(channel("cat", room).at("members")), "ann ben cat");
  // And who was there by another ground is not told of a channel that is not new to him.
  for (const auto& [name, line] :
       does("ann", "addRoleToMember", "ADDED_ROLE_TO_MEMBER", of_member(one, "cat")).lines()) {
    EXPECT_EQ(line.find("NEW_SPACE_CHANNEL"), std::string::npos) << name << ": " << line;
  }
  // The last ground.
  EXPECT_EQ(does("ann", "removeRoleFromMember", "REMOVED_ROLE_FROM_MEMBER", of_member(two, "ben")).lines(),
            heard("ann: SPACE_CHANNEL_UPDATED;"
                  "ann2 cat: REMOVED_ROLE_FROM_MEMBER SPACE_CHANNEL_UPDATED;"
                  "ben ben2: REMOVED_ROLE_FROM_MEMBER SPACE_CHANNEL_DELETED"));
}

TEST_F(SpacesRoles, ARoleGivenOpensItsChannelsAndTakenClosesThem) {
  const std::string leads = new_role("Leads", {});
  const std::string room = new_private_channel("ann", "Room", {}, {leads});
  const Told given = does("ann", "addRoleToMember", "ADDED_ROLE_TO_MEMBER", of_member(leads, "ben"));
  EXPECT_EQ(given.lines(), heard("ann: SPACE_CHANNEL_UPDATED;"
                                 "ann2: ADDED_ROLE_TO_MEMBER SPACE_CHANNEL_UPDATED;"
                                 "ben ben2: ADDED_ROLE_TO_MEMBER NEW_SPACE_CHANNEL;"
                                 "cat: ADDED_ROLE_TO_MEMBER"));
  EXPECT_EQ(given.same("ADDED_ROLE_TO_MEMBER"), of_member(leads, "ben"));
  const json::object updated = given.same("SPACE_CHANNEL_UPDATED");
  EXPECT_EQ(sorted(updated.at("members")), "ann ben");
  EXPECT_EQ(updated.at("accessRights"),
            (json::object{{"roles", json::array{json::value(leads)}}, {"members", json::array{}}}));
  EXPECT_EQ(given.same("NEW_SPACE_CHANNEL").at("channel"), channel("ben", room));

  // Once more changes nothing.
  for (const auto& [name, line] :
       does("ann", "addRoleToMember", "ADDED_ROLE_TO_MEMBER", of_member(leads, "ben")).lines()) {
    EXPECT_EQ(line.find("CHANNEL"), std::string::npos) << name << ": " << line;
  }
  EXPECT_EQ(member("cat", "ben").at("roles"), json::array{json::value(leads)});

  const Told taken = does("ann", "removeRoleFromMember", "REMOVED_ROLE_FROM_MEMBER", of_member(leads, "ben"));
  EXPECT_EQ(taken.lines(), heard("ann: SPACE_CHANNEL_UPDATED;"
                                 "ann2: REMOVED_ROLE_FROM_MEMBER SPACE_CHANNEL_UPDATED;"
                                 "ben ben2: REMOVED_ROLE_FROM_MEMBER SPACE_CHANNEL_DELETED;"
                                 "cat: REMOVED_ROLE_FROM_MEMBER"));
  EXPECT_EQ(taken.same("REMOVED_ROLE_FROM_MEMBER"), of_member(leads, "ben"));
  EXPECT_EQ(sorted(taken.same("SPACE_CHANNEL_UPDATED").at("members")), "ann");
  EXPECT_EQ(taken.same("SPACE_CHANNEL_DELETED"), in_channel(room));
  EXPECT_EQ(member("cat", "ben").at("roles"), json::array{});

  refused("ann", "addRoleToMember", of_member(leads, "eve"), "");
  refused("ann", "addRoleToMember", of_member("nothing", "ben"), "");
  refused("ann", "removeRoleFromMember", of_member(leads, "eve"), "");
}

TEST_F(SpacesRoles, ADeletedRoleIsTakenFromAllAndFromEveryChannel) {
  const std::string leads = new_role("Leads", {"ALLOWS_TO_MANAGE_CHANNELS"}, {"ben", "cat"});
  const std::string other = new_role("Other", {}, {"cat"});
  const std::string room = new_private_channel("ann", "Room", {}, {leads, other});
  const Told told = does("ann", "deleteSpaceRole", "SPACE_ROLE_DELETED", in_space({{"roleId", leads}}));
  EXPECT_EQ(told.lines(), heard("ann2 cat: SPACE_ROLE_DELETED; ben ben2: SPACE_ROLE_DELETED SPACE_CHANNEL_DELETED"));
  EXPECT_EQ(told.same("SPACE_ROLE_DELETED"), in_space({{"roleId", leads}}));
  EXPECT_EQ(sorted(channel("cat", room).at("members")), "ann cat");
  EXPECT_EQ(channel("cat", room).at("accessRights").at("roles"), json::array{json::value(other)});
  EXPECT_EQ(member("ann", "cat").at("roles"), json::array{json::value(other)});
  EXPECT_TRUE(role("ann", leads).empty());
  refused("ann", "deleteSpaceRole", in_space({{"roleId", leads}}), "");
  refused("ben", "createSpaceChannel", in_space({{"name", "Mine"}, {"private", false}}));
}

TEST_F(SpacesRoles, TheDefaultRoleIsEverybodysAndStays) {
  refused("ann", "deleteSpaceRole", in_space({{"roleId", "@EVERYONE"}}));
  EXPECT_EQ(text(by("ann", "addRoleToMember", of_member("@EVERYONE", "ben")).answer, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(by("ann", "removeRoleFromMember", of_member("@EVERYONE", "ben")).answer, {"type"}),
            "OPERATION_FAILED");
  const Told told =
      does("ann", "updateSpaceRole", "SPACE_ROLE_UPDATED",
           as_role("@EVERYONE", "Plebs", {"ALLOWS_TO_VIEW_CHANNELS", "ALLOWS_TO_MANAGE_CATEGORIES"}, {"ben"}));
  const json::object event = told.same("SPACE_ROLE_UPDATED");
  EXPECT_EQ(text(event, {"name"}), "@everyone");
  EXPECT_EQ(text(event, {"color"}), "blue");
  EXPECT_EQ(event.at("membersForAddRole"), json::array{});
  EXPECT_EQ(event.at("membersForDeleteRole"), json::array{});
  EXPECT_EQ(text(role("cat", "@EVERYONE"), {"name"}), "@everyone");
  does("cat", "createSpaceCategory", "NEW_SPACE_CATEGORY", in_space({{"name", "Everybody's"}}));
  refused("cat", "generateNewSpaceInvite", in_space({{"lifespan", 1000}}));
}

TEST_F(SpacesRoles, WithoutTheRightToViewPublicChannelsAreGone) {
  const std::string thread = new_thread("cat", channel_, "Thread");
  const std::string watchers = new_role("Watchers", {"ALLOWS_TO_VIEW_CHANNELS"}, {"cat"});
  const std::string room = new_private_channel("ann", "Room", {"ben"});
  const Told taken = does("ann", "updateSpaceRole", "SPACE_ROLE_UPDATED", as_role("@EVERYONE", "", {}, {}));
  EXPECT_EQ(taken.lines(), heard("ann: SPACE_CHANNEL_UPDATED;"
                                 "ann2 cat: SPACE_ROLE_UPDATED SPACE_CHANNEL_UPDATED;"
                                 "ben ben2: SPACE_ROLE_UPDATED SPACE_CHANNEL_DELETED"));
  EXPECT_EQ(sorted(channel("cat", channel_).at("members")), "ann cat");
  EXPECT_EQ(sorted(this->thread("cat", channel_, thread).at("members")), "ann cat");
  EXPECT_TRUE(channel("ben", channel_).empty());
  EXPECT_FALSE(channel("ben", room).empty()) << "private channels are opened by their own rights";
  refused("ben", "createSpaceThread", in_channel(channel_, {{"name", "Mine"}, {"private", false}}));
  refused("ben", "muteChannel", in_channel(channel_, {{"mutedIndefinitely", true}}));
  // One who comes now gets no channel.
  const Told joined = does("eve", "joinSpaceByInviteCode", "NEW_SPACE", {{"inviteCode", invite()}});
  EXPECT_EQ(joined.answer.at("space").at("channels"), json::array{});
  EXPECT_EQ(joined.same("USER_JOINED_TO_SPACE").at("channels"), json::array{});
  EXPECT_EQ(joined.same("USER_JOINED_TO_SPACE").at("threads"), json::array{});
  EXPECT_EQ(sorted(channel("cat", channel_).at("members")), "ann cat");
  // A role of his own that allows it brings all public ones.
  const Told given = does("ann", "addRoleToMember", "ADDED_ROLE_TO_MEMBER", of_member(watchers, "ben"));
  EXPECT_EQ(given.lines(), heard("ann: SPACE_CHANNEL_UPDATED;"
                                 "ann2 cat: ADDED_ROLE_TO_MEMBER SPACE_CHANNEL_UPDATED;"
                                 "ben ben2: ADDED_ROLE_TO_MEMBER NEW_SPACE_CHANNEL;"
                                 "eve: ADDED_ROLE_TO_MEMBER"));
  EXPECT_EQ(given.same("NEW_SPACE_CHANNEL").at("channel"), channel("ben", channel_));
  const Told back =
      does("ann", "updateSpaceRole", "SPACE_ROLE_UPDATED", as_role("@EVERYONE", "", {"ALLOWS_TO_VIEW_CHANNELS"}, {}));
  EXPECT_EQ(back.lines(), heard("ann: SPACE_CHANNEL_UPDATED;"
                                "ann2 ben ben2 cat: SPACE_ROLE_UPDATED SPACE_CHANNEL_UPDATED;"
                                "eve: SPACE_ROLE_UPDATED NEW_SPACE_CHANNEL"));
  EXPECT_EQ(sorted(channel("eve", channel_).at("members")), "ann ben cat eve");
}

}  // namespace
}  // namespace parley::test
