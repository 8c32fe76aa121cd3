// Categories and channels: who may make and change them, who hears of it, and that nobody else does.
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesChannels : public SpacesFixture {
 protected:
  json::object access(const std::string& id, const std::string& name, bool is_private, json::array members = {},
                      json::array roles = {}) {
    return in_channel(
        id, {{"name", name}, {"private", is_private}, {"members", std::move(members)}, {"roles", std::move(roles)}});
  }
  static const json::object& no_rights() {
    static const json::object rights = {{"roles", json::array{}}, {"members", json::array{}}};
    return rights;
  }
};

TEST_F(SpacesChannels, CategoriesAreEverybodysToSee) {
  const Told made = does("ann", "createSpaceCategory", "NEW_SPACE_CATEGORY", in_space({{"name", "Design"}}));
  EXPECT_EQ(made.lines(), heard("ann2 ben ben2 cat: NEW_SPACE_CATEGORY"));
  const json::object category = made.same("NEW_SPACE_CATEGORY").at("category").as_object();
  EXPECT_EQ(text(category, {"name"}), "Design");
  EXPECT_EQ(text(category, {"creator"}), "ann");
  EXPECT_GT(category.at("createdAt").as_int64(), 0);
  EXPECT_EQ(view("cat").at("categories").at(1), category) << "in order of creation";

  const json::object renamed = in_space({{"categoryId", category.at("id")}, {"name", "Art"}});
  const Told told = does("ann", "updateSpaceCategory", "SPACE_CATEGORY_UPDATED", renamed);
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2 cat: SPACE_CATEGORY_UPDATED"));
  EXPECT_EQ(told.same("SPACE_CATEGORY_UPDATED"), renamed);
  EXPECT_EQ(text(one_of(view("ben").at("categories"), text(category, {"id"})), {"name"}), "Art");

  // Its channels stay, in none; nobody is told of them.
  const std::string channel = new_channel("ann", "Channel");
  device("ann").ask("moveSpaceChannel", in_channel(channel, {{"categoryId", category.at("id")}}));
  const json::object gone = in_space({{"categoryId", category.at("id")}});
  const Told deleted = does("ann", "deleteSpaceCategory", "SPACE_CATEGORY_DELETED", gone);
  EXPECT_EQ(deleted.lines(), heard("ann2 ben ben2 cat: SPACE_CATEGORY_DELETED"));
  EXPECT_EQ(deleted.same("SPACE_CATEGORY_DELETED"), gone);
  EXPECT_TRUE(is_none(this->channel("cat", channel).at("categoryId")));
  EXPECT_EQ(view("cat").at("categories").as_array().size(), 1u);
  refused("ann", "deleteSpaceCategory", gone, "");
  refused("ann", "updateSpaceCategory", renamed, "");
}

TEST_F(SpacesChannels, ACategorysCreatorMayChangeItWithoutAnyRight) {
  const std::string role = new_role("Curators", {"ALLOWS_TO_MANAGE_CATEGORIES"}, {"ben"});
  const std::string bens = new_category("ben", "Ben's"), anns = new_category("ann", "Ann's");
  device("ann").ask("deleteSpaceRole", in_space({{"roleId", role}}));
  refused_to("ben cat eve gus", "updateSpaceCategory", in_space({{"categoryId", anns}, {"name", "Mine"}}));
  refused_to("cat eve gus", "updateSpaceCategory", in_space({{"categoryId", bens}, {"name", "Mine"}}));
  refused_to("ben cat eve gus", "deleteSpaceCategory", in_space({{"categoryId", anns}}));
  refused("ben", "createSpaceCategory", in_space({{"name", "More"}}));
  EXPECT_EQ(does("ben", "updateSpaceCategory", "SPACE_CATEGORY_UPDATED",
                 in_space({{"categoryId", bens}, {"name", "Still Ben's"}}))
                .lines(),
            heard("ann ann2 ben2 cat: SPACE_CATEGORY_UPDATED"));
  does("ben", "deleteSpaceCategory", "SPACE_CATEGORY_DELETED", in_space({{"categoryId", bens}}));
}

TEST_F(SpacesChannels, APublicChannelIsEverybodys) {
  const Told told = does("ann", "createSpaceChannel", "NEW_SPACE_CHANNEL",
                         in_space({{"name", "Open"},
                                   {"categoryId", category_},
                                   {"private", false},
                                   {"members", json::array{"ben"}},
                                   {"roles", json::array{"@EVERYONE"}}}));
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2 cat: NEW_SPACE_CHANNEL"));
  const json::object event = told.same("NEW_SPACE_CHANNEL");
  EXPECT_EQ(text(event, {"spaceId"}), space_);
  const json::object made = event.at("channel").as_object();
  EXPECT_EQ(text(made, {"name"}), "Open");
  EXPECT_EQ(text(made, {"categoryId"}), category_);
  EXPECT_EQ(text(made, {"creator"}), "ann");
  EXPECT_FALSE(made.at("private").as_bool());
  EXPECT_EQ(made.at("accessRights"), no_rights()) << "a public channel needs none";
  EXPECT_EQ(sorted(made.at("members")), "ann ben cat");
  EXPECT_EQ(text(made, {"notificationSettings"}), "DEFAULT");
  for (const char* name : {"ann", "ben2", "cat"}) EXPECT_EQ(channel(name, text(made, {"id"})), made) << name;
  // Without a category it is in none.
  EXPECT_TRUE(is_none(channel("cat", new_channel("ann", "Loose")).at("categoryId")));
  const Told odd =
      by("ann", "createSpaceChannel", in_space({{"name", "Odd"}, {"private", false}, {"categoryId", "nothing"}}));
  if (text(odd.answer, {"type"}) == "NEW_SPACE_CHANNEL") {
    EXPECT_TRUE(is_none(odd.answer.at("channel").at("categoryId")));
  }
}

TEST_F(SpacesChannels, APrivateChannelIsKnownToItsMembersAlone) {
  const std::string role = new_role("Leads", {}, {"ben"});
  const Told told = does("ann", "createSpaceChannel", "NEW_SPACE_CHANNEL",
                         in_space({{"name", "Secret"},
                                   {"private", true},
                                   {"members", {"eve", "nobody"}},
                                   {"roles", json::array{json::value(role)}}}));
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2: NEW_SPACE_CHANNEL"));
  const json::object made = told.same("NEW_SPACE_CHANNEL").at("channel").as_object();
  const std::string id = text(made, {"id"});
  EXPECT_TRUE(made.at("private").as_bool());
  EXPECT_EQ(made.at("accessRights").at("roles"), json::array{json::value(role)});
  EXPECT_EQ(sorted(made.at("members")), "ann ben");
  EXPECT_EQ(channel("ben", id), made);
  EXPECT_EQ(json::serialize(view("cat")).find(id), std::string::npos);
  // One who was named before he was a member does not come in by it.
  join("eve");
  EXPECT_TRUE(channel("eve", id).empty());

  const std::string alone = new_private_channel("ann", "Alone");
  EXPECT_EQ(channel("ann", alone).at("members"), json::array{"ann"});
  EXPECT_EQ(
      does("ann", "createSpaceChannel", "NEW_SPACE_CHANNEL", in_space({{"name", "Bare"}, {"private", true}})).lines(),
      heard("ann2: NEW_SPACE_CHANNEL"));
  // The owner is in the channels of others, as is who made them.
  new_role("Managers", {"ALLOWS_TO_MANAGE_CHANNELS"}, {"cat"});
  const Told cats =
      does("cat", "createSpaceChannel", "NEW_SPACE_CHANNEL", in_space({{"name", "Cats"}, {"private", true}}));
  EXPECT_EQ(cats.lines(), heard("ann ann2: NEW_SPACE_CHANNEL"));
  EXPECT_EQ(sorted(cats.answer.at("channel").at("members")), "ann cat");
  // All roles open it to all.
  const Told open = does("ann", "createSpaceChannel", "NEW_SPACE_CHANNEL",
                         in_space({{"name", "All"}, {"private", true}, {"roles", json::array{"@EVERYONE"}}}));
  EXPECT_EQ(open.lines(), heard("ann2 ben ben2 cat eve: NEW_SPACE_CHANNEL"));
}

TEST_F(SpacesChannels, AccessMovesFromOneToAnother) {
  const std::string id = new_private_channel("ann", "Leads", {"ben"});
  const std::string thread = new_thread("ben", id, "Thread");
  const Told told = does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access(id, "leads", true, {"cat"}));
  EXPECT_EQ(told.lines(),
            heard("ann2: SPACE_CHANNEL_UPDATED; cat: NEW_SPACE_CHANNEL; ben ben2: SPACE_CHANNEL_DELETED"));
  EXPECT_EQ(sorted(told.answer.at("members")), "ann cat");
  json::object event = told.same("SPACE_CHANNEL_UPDATED");
  event.erase("members");
  EXPECT_EQ(event, in_channel(id, {{"private", true},
                                   {"name", "leads"},
                                   {"accessRights", {{"roles", json::array{}}, {"members", json::array{"cat"}}}}}));
  EXPECT_EQ(told.same("SPACE_CHANNEL_DELETED"), in_channel(id));
  EXPECT_EQ(told.same("NEW_SPACE_CHANNEL").at("channel"), channel("cat", id)) << "complete, with its threads";
  EXPECT_FALSE(thread.empty() || this->thread("cat", id, thread).empty());
  EXPECT_TRUE(channel("ben", id).empty());
  refused("ben", "createSpaceThread", in_channel(id, {{"name", "No"}, {"private", false}}));
  refused("ben", "updateSpaceThread", in_thread(id, thread, {{"name", "No"}}));
  refused("ben", "muteChannel", in_channel(id, {{"mutedIndefinitely", true}}));
}

TEST_F(SpacesChannels, PublicToPrivateAndBack) {
  const Told closed = does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED",
                           in_channel(channel_, {{"name", "Channel1"}, {"private", true}}));
  EXPECT_EQ(closed.lines(), heard("ann2: SPACE_CHANNEL_UPDATED; ben ben2 cat: SPACE_CHANNEL_DELETED"));
  EXPECT_EQ(closed.answer.at("members"), json::array{"ann"});
  EXPECT_EQ(
      does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access(channel_, "Channel1", true, {"ben"})).lines(),
      heard("ann2: SPACE_CHANNEL_UPDATED; ben ben2: NEW_SPACE_CHANNEL"));
  const Told opened = does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED",
                           access(channel_, "Open", false, {"ben"}, {"@EVERYONE"}));
  EXPECT_EQ(opened.lines(), heard("ann2 ben ben2: SPACE_CHANNEL_UPDATED; cat: NEW_SPACE_CHANNEL"));
  EXPECT_EQ(opened.answer.at("accessRights"), no_rights());
  EXPECT_EQ(sorted(opened.answer.at("members")), "ann ben cat");
  // It was not the name alone that changed, but a name alone is told too.
  EXPECT_EQ(does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access(channel_, "Opener", false)).lines(),
            heard("ann2 ben ben2 cat: SPACE_CHANNEL_UPDATED"));
  EXPECT_EQ(text(channel("cat", channel_), {"name"}), "Opener");
  EXPECT_EQ(text(channel("cat", channel_), {"categoryId"}), category_) << "the category is another call's matter";
}

TEST_F(SpacesChannels, WhoManagesChannelsMayShutHimselfOut) {
  new_role("Managers", {"ALLOWS_TO_MANAGE_CHANNELS"}, {"ben"});
  const std::string id = new_private_channel("ann", "Room", {"ben", "cat"});
  const Told told = does("ben", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access(id, "Room", true, {"cat"}));
  Heard lines = told.lines();
  // His other device is told it as one of his and as one who is out: what counts is that the channel goes.
  EXPECT_TRUE(lines["ben2"].ends_with("SPACE_CHANNEL_DELETED")) << lines["ben2"];
  lines.erase("ben2");
  EXPECT_EQ(lines, heard("ann ann2 cat: SPACE_CHANNEL_UPDATED; ben: SPACE_CHANNEL_DELETED"));
  EXPECT_TRUE(channel("ben", id).empty());
  // To manage channels is not to see them all.
  for (const Told& blind : {by("ben", "updateSpaceChannel", access(id, "Mine", true, {"ben"})),
                            by("ben", "moveSpaceChannel", in_channel(id, {{"categoryId", ""}})),
                            by("ben", "deleteSpaceChannel", in_channel(id))}) {
    EXPECT_EQ(text(blind.answer, {"type"}), "OPERATION_FAILED") << json::serialize(blind.answer);
    EXPECT_EQ(blind.lines(), Heard{});
  }
  EXPECT_EQ(sorted(channel("ann", id).at("members")), "ann cat");
  EXPECT_EQ(text(channel("ann", id), {"name"}), "Room");
}

TEST_F(SpacesChannels, MovesAreToldToThoseWhoSeeTheChannel) {
  const std::string other = new_category("ann", "Other");
  json::object where = in_channel(channel_, {{"categoryId", other}});
  const Told told = does("ann", "moveSpaceChannel", "SPACE_CHANNEL_MOVED", where);
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2 cat: SPACE_CHANNEL_MOVED"));
  EXPECT_EQ(told.same("SPACE_CHANNEL_MOVED"), where);
  EXPECT_EQ(text(channel("cat", channel_), {"categoryId"}), other);
  const std::string secret = new_private_channel("ann", "Secret", {"ben"});
  EXPECT_EQ(does("ann", "moveSpaceChannel", "SPACE_CHANNEL_MOVED", in_channel(secret, {{"categoryId", other}})).lines(),
            heard("ann2 ben ben2: SPACE_CHANNEL_MOVED"));
  // Into none.
  where["categoryId"] = "";
  EXPECT_TRUE(is_none(does("ann", "moveSpaceChannel", "SPACE_CHANNEL_MOVED", where).answer.at("categoryId")));
  EXPECT_TRUE(is_none(channel("cat", channel_).at("categoryId")));
  refused("ann", "moveSpaceChannel", in_channel(channel_, {{"categoryId", "nothing"}}), "");
  refused("ann", "moveSpaceChannel", in_channel("nothing", {{"categoryId", other}}), "");
  refused_to("ben cat eve gus", "moveSpaceChannel", in_channel(channel_, {{"categoryId", other}}));
}

TEST_F(SpacesChannels, DeletionsAreToldToThoseWhoSeeTheChannel) {
  const std::string secret = new_private_channel("ann", "Secret", {"ben"});
  const std::string thread = new_thread("ben", secret, "Thread");
  refused_to("ben cat eve gus", "deleteSpaceChannel", in_channel(secret));
  const Told told = does("ann", "deleteSpaceChannel", "SPACE_CHANNEL_DELETED", in_channel(secret));
  EXPECT_EQ(told.lines(), heard("ann2 ben ben2: SPACE_CHANNEL_DELETED"));
  EXPECT_EQ(told.same("SPACE_CHANNEL_DELETED"), in_channel(secret));
  EXPECT_TRUE(channel("ben", secret).empty());
  refused("ann", "deleteSpaceChannel", in_channel(secret), "");
  refused("ann", "updateSpaceThread", in_thread(secret, thread, {{"name", "Ghost"}}), "");
  // The last one, the one the space began with.
  EXPECT_EQ(does("ann", "deleteSpaceChannel", "SPACE_CHANNEL_DELETED", in_channel(channel_)).lines(),
            heard("ann2 ben ben2 cat: SPACE_CHANNEL_DELETED"));
  for (const char* name : {"ann", "ben", "cat"}) EXPECT_EQ(view(name).at("channels"), json::array{}) << name;
  restart();
  EXPECT_EQ(view("ann").at("channels"), json::array{});
}

}  // namespace
}  // namespace parley::test
