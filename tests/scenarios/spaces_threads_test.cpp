// Threads, public and private.
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesThreads : public SpacesFixture {
 protected:
  json::object with(const std::string& id, json::array members) {
    return in_thread(channel_, id, {{"members", std::move(members)}});
  }
};

TEST_F(SpacesThreads, APublicThreadIsForAllOfItsChannel) {
  const Told told = does("cat", "createSpaceThread", "NEW_SPACE_THREAD",
                         in_channel(channel_, {{"name", "Chat"}, {"private", false}}));
  EXPECT_EQ(told.lines(), heard("ann ann2 ben ben2: NEW_SPACE_THREAD"));
  const json::object event = told.same("NEW_SPACE_THREAD");
  EXPECT_EQ(text(event, {"spaceId"}), space_);
  EXPECT_EQ(text(event, {"channelId"}), channel_);
  const json::object made = event.at("thread").as_object();
  EXPECT_EQ(text(made, {"name"}), "Chat");
  EXPECT_EQ(text(made, {"creator"}), "cat");
  EXPECT_FALSE(made.at("private").as_bool());
  EXPECT_GT(made.at("createdAt").as_int64(), 0);
  EXPECT_EQ(text(made, {"notificationSettings"}), "DEFAULT");
  EXPECT_TRUE(made.at("muteSettings").is_null());
  EXPECT_EQ(sorted(made.at("members")), "ann ben cat");
  EXPECT_EQ(made.at("messagesCount").as_int64(), 0);
  const std::string id = text(made, {"id"});
  for (const char* name : {"ann", "ben", "cat"}) EXPECT_EQ(thread(name, channel_, id), made) << name;
  refused_to("eve gus", "createSpaceThread", in_channel(channel_, {{"name", "Mine"}, {"private", false}}));
  // In a private channel it is for that channel's.
  const std::string secret = new_private_channel("ann", "Secret", {"ben"});
  EXPECT_EQ(
      does("ben", "createSpaceThread", "NEW_SPACE_THREAD", in_channel(secret, {{"name", "Sh"}, {"private", false}}))
          .lines(),
      heard("ann ann2 ben2: NEW_SPACE_THREAD"));
  refused_to("cat eve gus", "createSpaceThread", in_channel(secret, {{"name", "Mine"}, {"private", false}}));
  // Everybody is in it already.
  const Told added = does("ann", "addMembersToThread", "ADDED_MEMBERS_TO_THREAD", with(id, {"ben", "eve"}));
  EXPECT_EQ(added.answer.at("members"), json::array{});
  EXPECT_EQ(text(by("cat", "removeMemberFromThread", in_thread(channel_, id, {{"member", "ben"}})).answer, {"type"}),
            "OPERATION_FAILED");
}

TEST_F(SpacesThreads, APrivateThreadGrowsAndShrinksUnseenByOthers) {
  const Told made =
      does("ann", "createSpaceThread", "NEW_SPACE_THREAD", in_channel(channel_, {{"name", "Sh"}, {"private", true}}));
  EXPECT_EQ(made.lines(), heard("ann2: NEW_SPACE_THREAD"));
  EXPECT_EQ(made.answer.at("thread").at("members"), json::array{"ann"});
  const std::string id = text(made.answer, {"thread", "id"});
  EXPECT_EQ(json::serialize(view("ben")).find(id), std::string::npos);

  // Who is in already, is no member of the channel, or nobody at all, is passed over.
  const Told added =
      does("ann", "addMembersToThread", "ADDED_MEMBERS_TO_THREAD", with(id, {"ben", "ann", "eve", "nobody", "ben"}));
  EXPECT_EQ(added.lines(), heard("ann2: ADDED_MEMBERS_TO_THREAD; ben ben2: NEW_SPACE_THREAD"));
  EXPECT_EQ(added.same("ADDED_MEMBERS_TO_THREAD"), with(id, {"ben"}));
  const json::object seen = added.same("NEW_SPACE_THREAD");
  EXPECT_EQ(text(seen, {"channelId"}), channel_);
  EXPECT_EQ(seen.at("thread"), thread("ben", channel_, id));
  EXPECT_EQ(sorted(seen.at("thread").at("members")), "ann ben");
  // A member who made nothing may bring others.
  const Told brought = does("ben", "addMembersToThread", "ADDED_MEMBERS_TO_THREAD", with(id, {"cat"}));
  EXPECT_EQ(brought.lines(), heard("ann ann2 ben2: ADDED_MEMBERS_TO_THREAD; cat: NEW_SPACE_THREAD"));
  EXPECT_EQ(sorted(brought.to("cat", "NEW_SPACE_THREAD").at("thread").at("members")), "ann ben cat");

  const json::object out = in_thread(channel_, id, {{"member", "cat"}});
  refused_to("ben cat eve gus", "removeMemberFromThread", out);
  const Told removed = does("ann", "removeMemberFromThread", "REMOVED_MEMBER_FROM_THREAD", out);
  EXPECT_EQ(removed.lines(), heard("ann2 ben ben2: REMOVED_MEMBER_FROM_THREAD; cat: SPACE_THREAD_DELETED"));
  EXPECT_EQ(removed.same("REMOVED_MEMBER_FROM_THREAD"), out);
  EXPECT_EQ(removed.same("SPACE_THREAD_DELETED"), in_thread(channel_, id));
  EXPECT_TRUE(thread("cat", channel_, id).empty());
  EXPECT_EQ(sorted(thread("ben", channel_, id).at("members")), "ann ben");
  refused("cat", "addMembersToThread", with(id, {"cat"}));
  refused("cat", "muteThread", in_thread(channel_, id, {{"mutedIndefinitely", true}}));
  refused("ann", "removeMemberFromThread", out, "");
  refused("ann", "removeMemberFromThread", in_thread(channel_, id, {{"member", "nobody"}}), "");
}

TEST_F(SpacesThreads, TheOwnerHasRightsInAThreadHeDoesNotSee) {
  const std::string id = new_thread("cat", channel_, "Cats", true);
  device("cat").ask("addMembersToThread", with(id, {"ben"}));
  EXPECT_TRUE(thread("ann", channel_, id).empty());
  refused_to("ben eve gus", "updateSpaceThread", in_thread(channel_, id, {{"name", "Mine"}}));
  refused_to("ben eve gus", "deleteSpaceThread", in_thread(channel_, id));
  const auto without_anns = [](Heard lines) {
    lines.erase("ann2");  // the owner's own other device may be told, or not
    return lines;
  };
  EXPECT_EQ(
      without_anns(
          does("ann", "updateSpaceThread", "SPACE_THREAD_UPDATED", in_thread(channel_, id, {{"name", "C"}})).lines()),
      heard("ben ben2 cat: SPACE_THREAD_UPDATED"));
  EXPECT_EQ(without_anns(does("ann", "removeMemberFromThread", "REMOVED_MEMBER_FROM_THREAD",
                              in_thread(channel_, id, {{"member", "ben"}}))
                             .lines()),
            heard("cat: REMOVED_MEMBER_FROM_THREAD; ben ben2: SPACE_THREAD_DELETED"));
  EXPECT_EQ(without_anns(does("ann", "deleteSpaceThread", "SPACE_THREAD_DELETED", in_thread(channel_, id)).lines()),
            heard("cat: SPACE_THREAD_DELETED"));
  EXPECT_TRUE(thread("cat", channel_, id).empty());
}

TEST_F(SpacesThreads, TheCreatorRenamesAndDeletes) {
  const std::string id = new_thread("cat", channel_, "Chat");
  const json::object renamed = in_thread(channel_, id, {{"name", "Talk"}});
  const Told told = does("cat", "updateSpaceThread", "SPACE_THREAD_UPDATED", renamed);
  EXPECT_EQ(told.lines(), heard("ann ann2 ben ben2: SPACE_THREAD_UPDATED"));
  EXPECT_EQ(told.same("SPACE_THREAD_UPDATED"), renamed);
  EXPECT_EQ(text(thread("ben", channel_, id), {"name"}), "Talk");
  refused_to("ben eve gus", "updateSpaceThread", renamed);
  refused_to("ben eve gus", "deleteSpaceThread", in_thread(channel_, id));
  const Told gone = does("cat", "deleteSpaceThread", "SPACE_THREAD_DELETED", in_thread(channel_, id));
  EXPECT_EQ(gone.lines(), heard("ann ann2 ben ben2: SPACE_THREAD_DELETED"));
  EXPECT_EQ(gone.same("SPACE_THREAD_DELETED"), in_thread(channel_, id));
  EXPECT_TRUE(thread("ann", channel_, id).empty());
  refused("ann", "updateSpaceThread", renamed, "");
  refused("ann", "deleteSpaceThread", in_thread(channel_, id), "");
  refused("ann", "addMembersToThread", with(id, {"ben"}), "");
}

TEST_F(SpacesThreads, WhoLosesTheChannelLosesItsThreads) {
  const std::string room = new_private_channel("ann", "Room", {"ben", "cat"});
  const std::string open = new_thread("cat", room, "Open"), closed = new_thread("cat", room, "Closed", true);
  device("cat").ask("addMembersToThread", in_thread(room, closed, {{"members", json::array{"ben"}}}));
  const json::object without = in_channel(room, {{"name", "Room"}, {"private", true}, {"members", json::array{"cat"}}});
  EXPECT_EQ(does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", without).lines(),
            heard("ann2 cat: SPACE_CHANNEL_UPDATED; ben ben2: SPACE_CHANNEL_DELETED"));
  EXPECT_EQ(sorted(thread("cat", room, open).at("members")), "ann cat");
  EXPECT_EQ(thread("cat", room, closed).at("members"), json::array{"cat"});
  refused("ben", "muteThread", in_thread(room, open, {{"mutedIndefinitely", true}}));
  refused("ben", "addMembersToThread", in_thread(room, closed, {{"members", json::array{"ben"}}}));
  // Back in the channel he is in none of its private threads; who stayed could not have known.
  device("ann").ask("updateSpaceChannel", in_channel(room, {{"name", "Room"}, {"private", false}}));
  EXPECT_EQ(sorted(thread("ben", room, open).at("members")), "ann ben cat");
  EXPECT_TRUE(thread("ben", room, closed).empty());
  EXPECT_EQ(thread("cat", room, closed).at("members"), json::array{"cat"});
  // A thread is found in its own channel only.
  refused("cat", "updateSpaceThread", in_thread(channel_, open, {{"name", "Elsewhere"}}), "");
}

}  // namespace
}  // namespace parley::test
