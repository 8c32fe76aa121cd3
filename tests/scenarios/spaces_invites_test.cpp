// Invite codes and joining by them.
#include <gmock/gmock.h>

#include <chrono>
#include <limits>
#include <thread>

#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesInvites : public SpacesFixture {
 protected:
  json::object generate(const std::string& name, std::int64_t lifespan) {
    return does(name, "generateNewSpaceInvite", "SPACE_INVITE_CREATED", in_space({{"lifespan", lifespan}}))
        .answer.at("invite")
        .as_object();
  }
  json::object listed(const std::string& name, const std::string& code) {
    return one_of(view(name).at("invites"), code, "inviteCode");
  }
};

TEST_F(SpacesInvites, ACodeIsToldToThoseWhoMayInvite) {
  const Told told = does("ben", "generateNewSpaceInvite", "SPACE_INVITE_CREATED", in_space({{"lifespan", 60'000}}));
  EXPECT_EQ(told.lines(), heard("ann ann2 ben2 cat: SPACE_INVITE_CREATED"));
  const json::object event = told.same("SPACE_INVITE_CREATED");
  EXPECT_EQ(text(event, {"spaceId"}), space_);
  const json::object invite = event.at("invite").as_object();
  EXPECT_THAT(text(invite, {"inviteCode"}), testing::MatchesRegex("[A-Za-z0-9]{8}"));
  EXPECT_EQ(text(invite, {"inviter"}), "ben");
  EXPECT_EQ(invite.at("uses").as_int64(), 0);
  EXPECT_GT(invite.at("createdAt").as_int64(), 0);
  EXPECT_EQ(invite.at("expiresAt").as_int64(), invite.at("createdAt").as_int64() + 60'000);
  const std::string code = text(invite, {"inviteCode"});
  for (const char* name : {"ann", "ben2", "cat"}) EXPECT_EQ(listed(name, code), invite) << name;

  // Who may not invite sees no codes and hears of none.
  new_role("Hosts", {"ALLOWS_TO_CREATE_INVITE"}, {"ben"});
  everyone_may({"ALLOWS_TO_VIEW_CHANNELS"});
  EXPECT_EQ(view("cat").at("invites"), json::array{});
  EXPECT_EQ(listed("ben", code), invite);
  refused_to("cat eve gus", "generateNewSpaceInvite", in_space({{"lifespan", 60'000}}));
  EXPECT_EQ(does("ann", "generateNewSpaceInvite", "SPACE_INVITE_CREATED", in_space({{"lifespan", 60'000}})).lines(),
            heard("ann2 ben ben2: SPACE_INVITE_CREATED"));
  EXPECT_EQ(view("ann").at("invites").as_array().size(), view("ben").at("invites").as_array().size());
}

TEST_F(SpacesInvites, JoiningTellsWhoIsThereAndGivesWhatIsOpen) {
  const std::string open = new_channel("ann", "Open");
  const std::string secret = new_private_channel("ann", "Secret", {"cat"});
  const std::string thread = new_thread("cat", channel_, "Thread");
  const std::string whisper = new_thread("cat", channel_, "Whisper", true);
  device("ben").ask("leaveSpace", {{"id", space_}});
  const std::string code = invite();

  const Told told = does("ben", "joinSpaceByInviteCode", "NEW_SPACE", {{"inviteCode", code}});
  EXPECT_EQ(told.lines(), heard("ann ann2 cat: USER_JOINED_TO_SPACE; ben2: NEW_SPACE"));
  const json::object joined = told.same("USER_JOINED_TO_SPACE");
  EXPECT_EQ(text(joined, {"spaceId"}), space_);
  EXPECT_EQ(text(joined, {"userId"}), "ben");
  EXPECT_EQ(text(joined, {"nickname"}), "ben");
  EXPECT_EQ(sorted(joined.at("channels")), sorted(json::array{channel_, open}));
  EXPECT_EQ(joined.at("threads"), json::array{json::value(thread)});
  const json::object space = told.same("NEW_SPACE").at("space").as_object();
  EXPECT_EQ(view("ben"), space);
  EXPECT_EQ(json::serialize(space).find(secret), std::string::npos);
  EXPECT_EQ(json::serialize(space).find(whisper), std::string::npos);
  EXPECT_EQ(text(space, {"notificationSettings"}), "ALL_MESSAGES");
  EXPECT_EQ(member("cat", "ben").at("roles"), json::array{});
  EXPECT_EQ(sorted(channel("cat", open).at("members")), "ann ben cat");
  EXPECT_EQ(sorted(this->thread("cat", channel_, thread).at("members")), "ann ben cat");
  EXPECT_EQ(sorted(channel("cat", secret).at("members")), "ann cat");
  EXPECT_EQ(listed("ann", code).at("uses").as_int64(), 1);

  refused_to("ann ben ben2 cat", "joinSpaceByInviteCode", {{"inviteCode", code}}, "User already joined");
  // The same code is good for others.
  EXPECT_EQ(does("eve", "joinSpaceByInviteCode", "NEW_SPACE", {{"inviteCode", code}}).lines(),
            heard("ann ann2 ben ben2 cat: USER_JOINED_TO_SPACE"));
  EXPECT_EQ(listed("ben", code).at("uses").as_int64(), 2);
}

TEST_F(SpacesInvites, ACodeThatIsNotGoodTellsNothing) {
  const std::string revoked = invite();
  device("ann").ask("revokeSpaceInvite", in_space({{"inviteCode", revoked}}));
  const json::object brief = generate("ann", 1);
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  };
  while (now().count() <= brief.at("expiresAt").as_int64()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::set<std::string> texts;
  for (const std::string& code : {revoked, text(brief, {"inviteCode"}), std::string("aaaaaaaa"), std::string("x"),
                                  std::string("Ünïcödé!"), std::string(300, 'a')}) {
    refused_to("eve ben", "joinSpaceByInviteCode", {{"inviteCode", code}}, "");
    if (code.size() <= 8)
      texts.insert(text(device("eve").ask("joinSpaceByInviteCode", {{"inviteCode", code}}), {"error"}));
  }
  EXPECT_EQ(texts.size(), 1u) << "what was once good shows in nothing";
  EXPECT_EQ(spaces("eve").size(), 0u);
}

TEST_F(SpacesInvites, ALifespanOfNothingIsForEver) {
  for (const std::int64_t lifespan : {std::int64_t{0}, std::int64_t{-5}}) {
    const json::object invite = generate("ann", lifespan);
    EXPECT_EQ(invite.at("expiresAt").as_int64(), 0);
    does(lifespan == 0 ? "eve" : "gus", "joinSpaceByInviteCode", "NEW_SPACE",
         {{"inviteCode", invite.at("inviteCode")}});
  }
  // More than there is time for.
  const json::object endless =
      device("ann").ask("generateNewSpaceInvite", in_space({{"lifespan", std::numeric_limits<std::int64_t>::max()}}));
  if (text(endless, {"type"}) == "SPACE_INVITE_CREATED") {
    EXPECT_GE(endless.at("invite").at("expiresAt").as_int64(), 0);
  }
  refused("ann", "generateNewSpaceInvite", in_space({{"lifespan", "long"}}), "");
  refused("ann", "generateNewSpaceInvite", in_space(), "");
}

TEST_F(SpacesInvites, TheInviterTheOwnerAndThoseWhoManageTheSpaceRevoke) {
  const std::string bens = invite("ben"), anns = invite("ann"), cats = invite("cat");
  refused_to("cat eve gus", "revokeSpaceInvite", in_space({{"inviteCode", bens}}));
  refused("ben", "revokeSpaceInvite", in_space({{"inviteCode", anns}}));
  refused("ann", "revokeSpaceInvite", in_space({{"inviteCode", "aaaaaaaa"}}), "");

  const Told told = does("ben", "revokeSpaceInvite", "SPACE_INVITE_REVOKED", in_space({{"inviteCode", bens}}));
  EXPECT_EQ(told.lines(), heard("ann ann2 ben2 cat: SPACE_INVITE_REVOKED"));
  EXPECT_EQ(told.same("SPACE_INVITE_REVOKED"), in_space({{"inviteCode", bens}}));
  does("ann", "revokeSpaceInvite", "SPACE_INVITE_REVOKED", in_space({{"inviteCode", cats}}));
  new_role("Managers", {"ALLOWS_TO_MANAGE_SPACE"}, {"cat"});
  does("cat", "revokeSpaceInvite", "SPACE_INVITE_REVOKED", in_space({{"inviteCode", anns}}));
  for (const std::string& code : {bens, anns, cats}) {
    refused("eve", "joinSpaceByInviteCode", {{"inviteCode", code}}, "");
    EXPECT_TRUE(listed("ann", code).empty());
  }
}

TEST_F(SpacesInvites, ACodeBelongsToItsSpace) {
  const std::string code = invite();
  const json::object other = device("eve").ask("createSpace", {{"name", "Other"}}).at("space").as_object();
  refused("eve", "revokeSpaceInvite", {{"spaceId", other.at("id")}, {"inviteCode", code}}, "");
  refused("eve", "revokeSpaceInvite", in_space({{"inviteCode", code}}));
  does("gus", "joinSpaceByInviteCode", "NEW_SPACE", {{"inviteCode", code}});
  EXPECT_TRUE(view("gus", text(other, {"id"})).empty());
  EXPECT_FALSE(view("gus").empty());
}

}  // namespace
}  // namespace parley::test
