// Who may what: every call, by everybody there can be.
#include "domain/spaces/access.hpp"

#include "domain/spaces/test_world.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

namespace calls = protocol::calls;

/// Besides ann, the owner: a holder of each permission, one with none, one who is listed in the private channel (and
/// another who manages channels too), an outsider, and one who has left.
class AccessTest : public SpacesWorld {
 protected:
  AccessTest() {
    for (const char* user :
         {"viewer", "channels", "categories", "roles", "manager", "inviter", "plain", "listed", "lister", "left"}) {
      add_user(user);
      join(user);
    }
    leave("ben");
    leave("cat");
    leave("left");
    call(&Spaces::update_role, "ann", calls::UpdateSpaceRole{.spaceId = space.id, .roleId = "@EVERYONE"});
    add_role({"ALLOWS_TO_VIEW_CHANNELS"}, {"viewer", "channels", "listed"});
    add_role({"ALLOWS_TO_MANAGE_CHANNELS"}, {"channels", "lister"});
    add_role({"ALLOWS_TO_MANAGE_CATEGORIES"}, {"categories"});
    role = add_role({"ALLOWS_TO_MANAGE_ROLES"}, {"roles"});
    add_role({"ALLOWS_TO_MANAGE_SPACE"}, {"manager"});
    add_role({"ALLOWS_TO_CREATE_INVITE"}, {"inviter"});
    open = space.channels.front().id;
    category = space.categories.front().id;
    closed = add_channel(true, {}, {"listed", "lister"}).id;
    thread = add_thread(open, false).id;
    hidden = add_thread(closed, true, "listed").id;
    code = call(&Spaces::create_invite, "ann", calls::GenerateNewSpaceInvite{.spaceId = space.id, .lifespan = 1'000})
               .invite.inviteCode;
  }

  /// Who may make the call; nothing of what it does stays. Everybody else is told `refusal`.
  template <class Call, class Answer>
  std::string allowed(Result<Answer> (Spaces::*method)(storage::Transaction&, const Caller&, const Call&),
                      const Call& what, const std::string& expected_refusal = "Restricted access") {
    std::string who;
    for (const char* user : {"ann", "viewer", "channels", "categories", "roles", "manager", "inviter", "plain",
                             "listed", "lister", "left", "dan"}) {
      change([&](storage::Transaction& t) {
        const Result<Answer> result = (spaces.*method)(t, caller(user), what);
        if (result) {
          who += who.empty() ? user : std::string(" ") + user;
        } else {
          EXPECT_EQ(result.error().text, expected_refusal) << user << " calling " << Call::info.name;
        }
        t.abandon();
      });
    }
    return who;
  }

  std::string open, closed, thread, hidden, category, role, code;
};

constexpr const char* members = "ann viewer channels categories roles manager inviter plain listed lister";

TEST_F(AccessTest, TheSpace) {
  EXPECT_EQ(allowed(&Spaces::rename, calls::UpdateSpaceOverview{.id = space.id, .name = "Other"}), "ann manager");
  EXPECT_EQ(allowed(&Spaces::remove, calls::DeleteSpace{.id = space.id}), "ann");
  EXPECT_EQ(allowed(&Spaces::leave, calls::LeaveSpace{.id = space.id}), std::string(members).substr(4));
  EXPECT_EQ(allowed(&Spaces::update_nickname, calls::UpdateSpaceNickname{.spaceId = space.id, .nickname = "N"}),
            members);
  EXPECT_EQ(allowed(&Spaces::create_invite, calls::GenerateNewSpaceInvite{.spaceId = space.id, .lifespan = 5}),
            "ann inviter");
  EXPECT_EQ(allowed(&Spaces::revoke_invite, calls::RevokeSpaceInvite{.spaceId = space.id, .inviteCode = code}),
            "ann manager");
  EXPECT_EQ(allowed(&Spaces::set_notifications, calls::UpdateSpaceNotificationSettings{.spaceId = space.id}), members);
  EXPECT_EQ(allowed(&Spaces::mute, calls::MuteSpace{.spaceId = space.id}), members);
  EXPECT_EQ(allowed(&Spaces::unmute, calls::UnmuteSpace{.spaceId = space.id}), members);
  for (const char* user : {"ann", "manager"}) {
    EXPECT_TRUE(read([&](storage::Reader& r) { return spaces.may_change_icon(r, user, space.id); })) << user;
  }
  for (const char* user : {"plain", "channels", "left", "dan"}) {
    EXPECT_FALSE(read([&](storage::Reader& r) { return spaces.may_change_icon(r, user, space.id); })) << user;
  }
}

TEST_F(AccessTest, AnothersNickname) {
  for (const char* user : {"channels", "manager", "roles", "plain"}) {
    EXPECT_EQ(refusal(&Spaces::update_nickname, user,
                      calls::UpdateSpaceNickname{.spaceId = space.id, .userId = "listed", .nickname = "N"}),
              protocol::errors::SpaceError::UPDATE_NICKNAME_ACCESS_RIGHTS_ERROR);
  }
  for (const char* user : {"left", "dan"}) {
    EXPECT_EQ(refusal(&Spaces::update_nickname, user,
                      calls::UpdateSpaceNickname{.spaceId = space.id, .userId = "listed", .nickname = "N"}),
              "Restricted access");
  }
}

TEST_F(AccessTest, Categories) {
  EXPECT_EQ(allowed(&Spaces::create_category, calls::CreateSpaceCategory{.spaceId = space.id, .name = "C"}),
            "ann categories");
  EXPECT_EQ(allowed(&Spaces::rename_category,
                    calls::UpdateSpaceCategory{.spaceId = space.id, .categoryId = category, .name = "C"}),
            "ann categories");
  EXPECT_EQ(allowed(&Spaces::remove_category, calls::DeleteSpaceCategory{.spaceId = space.id, .categoryId = category}),
            "ann categories");
}

TEST_F(AccessTest, Channels) {
  EXPECT_EQ(allowed(&Spaces::create_channel, calls::CreateSpaceChannel{.spaceId = space.id, .name = "C"}),
            "ann channels lister");
  for (const auto& [channel, who] : {std::pair{open, "ann channels"}, std::pair{closed, "ann lister"}}) {
    EXPECT_EQ(allowed(&Spaces::update_channel,
                      calls::UpdateSpaceChannel{.spaceId = space.id, .channelId = channel, .name = "C"}),
              who);
    EXPECT_EQ(allowed(&Spaces::move_channel,
                      calls::MoveSpaceChannel{.spaceId = space.id, .categoryId = category, .channelId = channel}),
              who);
    EXPECT_EQ(allowed(&Spaces::remove_channel, calls::DeleteSpaceChannel{.spaceId = space.id, .channelId = channel}),
              who);
  }
  for (const auto& [channel, who] :
       {std::pair{open, "ann viewer channels listed"}, std::pair{closed, "ann listed lister"}}) {
    EXPECT_EQ(allowed(&Spaces::set_channel_notifications,
                      calls::UpdateChannelNotificationSettings{.spaceId = space.id, .channelId = channel}),
              who);
    EXPECT_EQ(allowed(&Spaces::mute_channel, calls::MuteChannel{.spaceId = space.id, .channelId = channel}), who);
    EXPECT_EQ(allowed(&Spaces::unmute_channel, calls::UnmuteChannel{.spaceId = space.id, .channelId = channel}), who);
    EXPECT_EQ(allowed(&Spaces::create_thread,
                      calls::CreateSpaceThread{.spaceId = space.id, .channelId = channel, .name = "T"}),
              who);
  }
}

TEST_F(AccessTest, WhoManagesWithoutSightKeepsNoChannel) {
  told();
  const std::string made = add_channel(false, {}, {}, "lister").id;
  EXPECT_THAT(summaries(), ::testing::ElementsAre("NEW_SPACE_CHANNEL to ann channels listed viewer but the caller",
                                                  "SPACE_CHANNEL_DELETED to lister"));
  for (const auto& channel : seen("lister").channels) EXPECT_NE(channel.id, made);
}

TEST_F(AccessTest, Threads) {
  struct Row {
    std::string channel, thread;
    const char* manages;
    const char* adds;
    const char* in_it;
  };
  for (const Row& row : {Row{open, thread, "ann", "ann viewer channels listed", "ann viewer channels listed"},
                         Row{closed, hidden, "ann listed", "ann listed", "listed"}}) {
    EXPECT_EQ(allowed(&Spaces::rename_thread,
                      calls::UpdateSpaceThread{
                          .spaceId = space.id, .channelId = row.channel, .threadId = row.thread, .name = "T"}),
              row.manages);
    EXPECT_EQ(allowed(&Spaces::remove_thread,
                      calls::DeleteSpaceThread{.spaceId = space.id, .channelId = row.channel, .threadId = row.thread}),
              row.manages);
    EXPECT_EQ(
        allowed(&Spaces::add_thread_members,
                calls::AddMembersToThread{
                    .spaceId = space.id, .channelId = row.channel, .threadId = row.thread, .members = {"lister"}}),
        row.adds);
    EXPECT_EQ(allowed(&Spaces::set_thread_notifications,
                      calls::UpdateThreadNotificationSettings{
                          .spaceId = space.id, .channelId = row.channel, .threadId = row.thread}),
              row.in_it);
    EXPECT_EQ(allowed(&Spaces::mute_thread,
                      calls::MuteThread{.spaceId = space.id, .channelId = row.channel, .threadId = row.thread}),
              row.in_it);
    EXPECT_EQ(allowed(&Spaces::unmute_thread,
                      calls::UnmuteThread{.spaceId = space.id, .channelId = row.channel, .threadId = row.thread}),
              row.in_it);
  }
  EXPECT_EQ(allowed(&Spaces::remove_thread_member,
                    calls::RemoveMemberFromThread{
                        .spaceId = space.id, .channelId = closed, .threadId = hidden, .member = "listed"}),
            "ann listed");
}

TEST_F(AccessTest, Roles) {
  EXPECT_EQ(allowed(&Spaces::add_role, calls::AddSpaceRole{.spaceId = space.id, .roleName = "R"}), "ann roles");
  EXPECT_EQ(allowed(&Spaces::update_role, calls::UpdateSpaceRole{.spaceId = space.id, .roleId = role, .roleName = "R"}),
            "ann roles");
  EXPECT_EQ(allowed(&Spaces::remove_role, calls::DeleteSpaceRole{.spaceId = space.id, .roleId = role}), "ann roles");
  EXPECT_EQ(
      allowed(&Spaces::give_role, calls::AddRoleToMember{.spaceId = space.id, .roleId = role, .memberId = "plain"}),
      "ann roles");
  EXPECT_EQ(allowed(&Spaces::take_role,
                    calls::RemoveRoleFromMember{.spaceId = space.id, .roleId = role, .memberId = "roles"}),
            "ann roles");
  EXPECT_EQ(allowed(&Spaces::remove_role, calls::DeleteSpaceRole{.spaceId = space.id, .roleId = "@EVERYONE"}), "");
}

TEST_F(AccessTest, CreatorsManageWhatTheyMade) {
  const auto made =
      call(&Spaces::create_category, "categories", calls::CreateSpaceCategory{.spaceId = space.id, .name = "Mine"});
  call(&Spaces::update_role, "ann",
       calls::UpdateSpaceRole{.spaceId = space.id, .roleId = "@EVERYONE", .permissions = {"ALLOWS_TO_CREATE_INVITE"}});
  const auto invite =
      call(&Spaces::create_invite, "plain", calls::GenerateNewSpaceInvite{.spaceId = space.id, .lifespan = 1'000});
  EXPECT_EQ(allowed(&Spaces::revoke_invite,
                    calls::RevokeSpaceInvite{.spaceId = space.id, .inviteCode = invite.invite.inviteCode}),
            "ann manager plain");
  // Also without the permission.
  for (const auto& entry : seen("ann").roles) {
    if (entry.permissions == std::vector<std::string>{"ALLOWS_TO_MANAGE_CATEGORIES"}) {
      call(&Spaces::remove_role, "ann", calls::DeleteSpaceRole{.spaceId = space.id, .roleId = entry.id});
    }
  }
  EXPECT_EQ(
      allowed(&Spaces::rename_category,
              calls::UpdateSpaceCategory{.spaceId = space.id, .categoryId = made.category.id, .name = "Still mine"}),
      "ann categories");
}

TEST_F(AccessTest, NoSpaceTellsNoMoreThanAnothers) {
  EXPECT_EQ(allowed(&Spaces::rename, calls::UpdateSpaceOverview{.id = "nowhere", .name = "Other"}), "");
  EXPECT_EQ(allowed(&Spaces::leave, calls::LeaveSpace{.id = ""}), "");
}

}  // namespace
}  // namespace parley::domain
