#include "domain/spaces/spaces.hpp"

#include "domain/spaces/space_cache.hpp"
#include "domain/spaces/test_world.hpp"

namespace parley::domain {
namespace {

namespace calls = protocol::calls;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SpacesTest : public SpacesWorld {
 protected:
  std::string first_channel() { return space.channels.front().id; }
  void post(const std::string& channel, const std::string& thread, const std::string& message, Millis date,
            std::int64_t sequence) {
    change([&](storage::Transaction& t) {
      spaces.count_message(t, {space.id, channel, thread}, message, date, sequence);
    });
  }
};

TEST_F(SpacesTest, ANewSpaceHasTheDefaults) {
  const protocol::SfuSpace made = call(&Spaces::create, "dan", calls::CreateSpace{.name = "Mine"}).space;
  EXPECT_EQ(made.name, "Mine");
  EXPECT_EQ(made.owner, "dan");
  EXPECT_EQ(made.icon, std::nullopt);
  EXPECT_EQ(made.createdAt, clock.now());
  EXPECT_EQ(made.notificationSettings, protocol::NotificationMode::ALL_MESSAGES);
  EXPECT_EQ(made.muteSettings, std::nullopt);
  ASSERT_THAT(made.roles, SizeIs(1));
  EXPECT_EQ(made.roles[0].id, "@EVERYONE");
  EXPECT_EQ(made.roles[0].name, "@everyone");
  EXPECT_THAT(made.roles[0].permissions, ElementsAre("ALLOWS_TO_VIEW_CHANNELS", "ALLOWS_TO_CREATE_INVITE"));
  ASSERT_THAT(made.members, SizeIs(1));
  EXPECT_EQ(made.members[0].nickname, "Nick-dan");
  ASSERT_THAT(made.categories, SizeIs(1));
  EXPECT_EQ(made.categories[0].name, "Category1");
  ASSERT_THAT(made.channels, SizeIs(1));
  EXPECT_EQ(made.channels[0].name, "Channel1");
  EXPECT_EQ(made.channels[0].categoryId, made.categories[0].id);
  EXPECT_THAT(made.channels[0].members, ElementsAre("dan"));
  EXPECT_FALSE(made.channels[0].private_);
  EXPECT_THAT(made.invites, IsEmpty());
  EXPECT_THAT(made.permissions, SizeIs(6));
  EXPECT_THAT(summaries(), ElementsAre("SPACE_CREATED to dan but the caller"));
  EXPECT_EQ(seen("dan"), made);
}

TEST_F(SpacesTest, NamesHaveRules) {
  for (const char* bad : {"", "   ", "two\nlines", "\x7f"}) {
    EXPECT_NE(refusal(&Spaces::create, "ann", calls::CreateSpace{.name = bad}), "") << bad;
    EXPECT_NE(refusal(&Spaces::create_category, "ann", calls::CreateSpaceCategory{.spaceId = space.id, .name = bad}),
              "");
  }
  EXPECT_NE(refusal(&Spaces::create, "ann", calls::CreateSpace{.name = std::string(257, 'x')}), "");
  EXPECT_EQ(refusal(&Spaces::create, "ann", calls::CreateSpace{.name = std::string(256, 'x')}), "");
}

TEST_F(SpacesTest, JoiningIsToldToThoseWhoWereThere) {
  const std::string thread = add_thread(first_channel(), false).id;
  add_thread(first_channel(), true);
  add_channel(true);
  told();
  observed.clear();
  const protocol::SfuSpace joined = join("dan");
  EXPECT_THAT(joined.channels, SizeIs(1));
  auto notices = told();
  ASSERT_THAT(notices, SizeIs(3));  // the invite's first
  EXPECT_EQ(notices[1].type, "NEW_SPACE");
  EXPECT_THAT(notices[1].users, ElementsAre("dan"));
  EXPECT_THAT(notices[2].users, ElementsAre("ann", "ben", "cat"));
  const auto event = notices[2].as<protocol::UserJoinedToSpaceEvent>();
  EXPECT_EQ(event.userId, "dan");
  EXPECT_EQ(event.nickname, "Nick-dan");
  EXPECT_THAT(event.channels, ElementsAre(first_channel()));
  EXPECT_THAT(event.threads, ElementsAre(thread));
  EXPECT_THAT(observed, ElementsAre("joined dan"));
  EXPECT_EQ(seen("dan"), joined);
}

TEST_F(SpacesTest, ACodeIsGoodForManyAndUntilItIsOver) {
  const auto code =
      call(&Spaces::create_invite, "ben", calls::GenerateNewSpaceInvite{.spaceId = space.id, .lifespan = 1'000}).invite;
  EXPECT_EQ(code.expiresAt, code.createdAt + 1'000);
  EXPECT_EQ(code.inviteCode.size(), 8u);
  const calls::JoinSpaceByInviteCode joining{.inviteCode = code.inviteCode};
  call(&Spaces::join, "dan", joining);
  EXPECT_EQ(refusal(&Spaces::join, "dan", joining), "User already joined");
  bool found = false;
  for (const auto& invite : seen("dan").invites) {
    if (invite.inviteCode != code.inviteCode) continue;
    found = true;
    EXPECT_EQ(invite.uses, 1);
  }
  EXPECT_TRUE(found);
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(refusal(&Spaces::join, "eve", joining), "Invite not found");
  change([&](storage::Transaction& t) { spaces.expire_invites(t); });
  EXPECT_EQ(refusal(&Spaces::join, "eve", joining), "Invite not found");
  const auto lasting = call(&Spaces::create_invite, "ben", calls::GenerateNewSpaceInvite{.spaceId = space.id});
  EXPECT_EQ(lasting.invite.expiresAt, 0);
  call(&Spaces::revoke_invite, "ben",
       calls::RevokeSpaceInvite{.spaceId = space.id, .inviteCode = lasting.invite.inviteCode});
  EXPECT_EQ(refusal(&Spaces::join, "eve", {.inviteCode = lasting.invite.inviteCode}), "Invite not found");
  EXPECT_EQ(refusal(&Spaces::join, "eve", {.inviteCode = ""}), "Invite not found");
}

TEST_F(SpacesTest, WhoLeavesLosesWhatHeHad) {
  const std::string role = add_role({}, {"ben"});
  const std::string closed = add_channel(true, {}, {"ben"}).id;
  const std::string thread = add_thread(closed, true).id;
  call(&Spaces::add_thread_members, "ann",
       calls::AddMembersToThread{.spaceId = space.id, .channelId = closed, .threadId = thread, .members = {"ben"}});
  call(&Spaces::mute, "ben", calls::MuteSpace{.spaceId = space.id, .muteTime = 5});
  call(&Spaces::mute_channel, "ben", calls::MuteChannel{.spaceId = space.id, .channelId = first_channel()});
  call(&Spaces::update_nickname, "ben", calls::UpdateSpaceNickname{.spaceId = space.id, .nickname = "Benny"});
  told();
  observed.clear();
  leave("ben");
  EXPECT_THAT(summaries(), ElementsAre("USER_LEFT_SPACE to ann ben cat but the caller"));
  EXPECT_THAT(observed, ElementsAre("lost Channel1 ben", "lost Channel ben"));
  EXPECT_THAT(list("ben"), IsEmpty());
  const protocol::SfuSpace back = join("ben");
  EXPECT_THAT(back.channels, SizeIs(1));
  EXPECT_EQ(back.muteSettings, std::nullopt);
  EXPECT_EQ(back.channels[0].muteSettings, std::nullopt);
  EXPECT_EQ(back.members.back().nickname, "Nick-ben");
  EXPECT_THAT(back.members.back().roles, IsEmpty());
  EXPECT_THAT(seen("ann").channels.back().accessRights.members, IsEmpty());
  EXPECT_EQ(seat("ben", closed, thread)->member, false);
}

TEST_F(SpacesTest, NothingOldIsUnreadForWhoGetsIn) {
  const std::string channel = add_channel(true).id;
  const std::string thread = add_thread(channel, false).id;
  post(channel, {}, "m1", 100, 1);
  post(channel, {}, "m2", 200, 2);
  post(thread.empty() ? channel : channel, thread, "t1", 300, 1);
  call(&Spaces::update_channel, "ann",
       calls::UpdateSpaceChannel{
           .spaceId = space.id, .channelId = channel, .name = "Channel", .private_ = true, .members = {{"ben"}}});
  const protocol::SfuSpaceChannel mine = seen("ben").channels.back();
  EXPECT_EQ(mine.messagesCount, 2);
  EXPECT_EQ(mine.firstMessageId, "m1");
  EXPECT_EQ(mine.lastMessageId, "m2");
  EXPECT_EQ(mine.lastReadMessageId, "m2");
  EXPECT_EQ(mine.lastReadMessageDate, 200);
  EXPECT_EQ(mine.threads.at(0).lastReadMessageId, "t1");
  EXPECT_EQ(seat("ben", channel)->position, (ReadPosition{"m2", 200, 2}));
  EXPECT_EQ(seen("ann").channels.back().lastReadMessageId, "");
  // Also for who comes back.
  const calls::UpdateSpaceChannel without{
      .spaceId = space.id, .channelId = channel, .name = "Channel", .private_ = true};
  call(&Spaces::update_channel, "ann", without);
  post(channel, {}, "m3", 400, 3);
  calls::UpdateSpaceChannel open = without;
  open.private_ = false;
  call(&Spaces::update_channel, "ann", open);
  EXPECT_EQ(seat("ben", channel)->position, (ReadPosition{"m3", 400, 3}));
  EXPECT_EQ(seat("cat", channel)->position, (ReadPosition{"m3", 400, 3}));
}

TEST_F(SpacesTest, PrivateMessagesCountForTwo) {
  change([&](storage::Transaction& t) {
    spaces.count_private_message(t, {space.id, first_channel(), {}}, "ann", "ben", "m", 100);
    spaces.set_position(t, {space.id, first_channel(), {}}, "cat", {"m0", 50, 0});
  });
  EXPECT_EQ(seat("ann", first_channel())->messages.count, 1);
  EXPECT_EQ(seat("ben", first_channel())->messages.last_id, "m");
  EXPECT_EQ(seat("cat", first_channel())->messages.count, 0);
  EXPECT_EQ(seat("cat", first_channel())->position.message, "m0");
  EXPECT_EQ(seat("dan", first_channel())->messages.count, 0);
  EXPECT_FALSE(seat("dan", first_channel())->member);
  leave("ben");
  EXPECT_EQ(join("ben").channels[0].messagesCount, 1) << "they are his for good";
  EXPECT_FALSE(seat("ann", "nowhere"));
  EXPECT_FALSE(seat("ann", first_channel(), "nowhere"));
}

TEST_F(SpacesTest, ADeletedSpaceTellsEachOfItsPlaces) {
  const std::string closed = add_channel(true).id;
  add_thread(first_channel(), false);
  told();
  observed.clear();
  call(&Spaces::remove, "ann", calls::DeleteSpace{.id = space.id});
  EXPECT_THAT(summaries(), ElementsAre("SPACE_DELETED to ann ben cat but the caller"));
  EXPECT_THAT(observed, ElementsAre("deleted Thread ann ben cat", "deleted Channel1 ann ben cat", "deleted Channel ann",
                                    "space deleted"));
  for (const char* user : {"ann", "ben"}) EXPECT_THAT(list(user), IsEmpty());
  EXPECT_FALSE(seat("ann", first_channel()));
  for (const char* table : {"space_roles", "space_members", "space_categories", "space_channels", "space_threads",
                            "space_invites", "space_places", "space_place_members"}) {
    EXPECT_EQ(count(table), 0) << table;
  }
}

TEST_F(SpacesTest, CategoriesComeAndGoWithoutTheirChannels) {
  const std::string category =
      call(&Spaces::create_category, "ann", calls::CreateSpaceCategory{.spaceId = space.id, .name = "C"}).category.id;
  call(&Spaces::move_channel, "ann",
       calls::MoveSpaceChannel{.spaceId = space.id, .categoryId = category, .channelId = first_channel()});
  EXPECT_EQ(seen("ben").channels[0].categoryId, category);
  EXPECT_EQ(refusal(&Spaces::move_channel, "ann",
                    calls::MoveSpaceChannel{.spaceId = space.id, .categoryId = "no", .channelId = first_channel()}),
            "Category not found");
  told();
  call(&Spaces::remove_category, "ann", calls::DeleteSpaceCategory{.spaceId = space.id, .categoryId = category});
  EXPECT_EQ(seen("ben").channels[0].categoryId, "");
  EXPECT_THAT(summaries(), ElementsAre("SPACE_CATEGORY_DELETED to ann ben cat but the caller"));
}

TEST_F(SpacesTest, PrivateThreadsArePrivate) {
  const std::string thread = add_thread(first_channel(), true, "ben").id;
  EXPECT_THAT(summaries(), ElementsAre("NEW_SPACE_THREAD to ben but the caller"));
  EXPECT_THAT(seen("ann").channels[0].threads, IsEmpty());
  const auto added = call(&Spaces::add_thread_members, "ben",
                          calls::AddMembersToThread{.spaceId = space.id,
                                                    .channelId = first_channel(),
                                                    .threadId = thread,
                                                    .members = {"cat", "ben", "dan", "cat"}});
  EXPECT_THAT(added.members, ElementsAre("cat"));
  auto notices = told();
  ASSERT_THAT(notices, SizeIs(2));
  EXPECT_EQ(notices[0].type, "ADDED_MEMBERS_TO_THREAD");
  EXPECT_THAT(notices[0].users, ElementsAre("ben"));
  EXPECT_THAT(notices[1].users, ElementsAre("cat"));
  EXPECT_THAT(notices[1].as<protocol::NewSpaceThreadEvent>().thread.members, ElementsAre("ben", "cat"));
  // The owner may take somebody out without being in it.
  call(&Spaces::remove_thread_member, "ann",
       calls::RemoveMemberFromThread{
           .spaceId = space.id, .channelId = first_channel(), .threadId = thread, .member = "cat"});
  EXPECT_THAT(summaries(),
              ElementsAre("REMOVED_MEMBER_FROM_THREAD to ann ben but the caller", "SPACE_THREAD_DELETED to cat"));
  EXPECT_THAT(seen("cat").channels[0].threads, IsEmpty());
}

TEST_F(SpacesTest, WhoDropsOutOfAChannelIsOutOfItsPrivateThreads) {
  const std::string thread = add_thread(first_channel(), true, "ben").id;
  const std::int64_t version = seat("ben", first_channel(), thread)->members_version;
  calls::UpdateSpaceChannel change{
      .spaceId = space.id, .channelId = first_channel(), .name = "Channel1", .private_ = true};
  call(&Spaces::update_channel, "ann", change);
  change.private_ = false;
  call(&Spaces::update_channel, "ann", change);
  EXPECT_TRUE(seat("ben", first_channel())->member);
  EXPECT_FALSE(seat("ben", first_channel(), thread)->member);
  EXPECT_GT(seat("ben", first_channel(), thread)->members_version, version);
  EXPECT_EQ(list(Spaces(users, contacts, outbox, connections, clock), "ben"), list("ben")) << "it is stored";
}

TEST_F(SpacesTest, NicknamesFollowUnlessChosen) {
  call(&Spaces::update_nickname, "ann",
       calls::UpdateSpaceNickname{.spaceId = space.id, .userId = "cat", .nickname = "Kitty"});
  const auto rename = [&](const std::string& user, const std::string& name) {
    ASSERT_TRUE(
        write([&](storage::Transaction& t) { return users.change_nickname(t, caller(user), {.nickname = name}); }));
  };
  rename("ben", "Benjamin");
  rename("cat", "Catherine");
  EXPECT_EQ(seen("ann").members[1].nickname, "Benjamin");
  EXPECT_EQ(seen("ann").members[2].nickname, "Kitty");
  EXPECT_EQ(seat("ann", first_channel())->nickname("cat"), "Kitty");
  told();
  call(&Spaces::update_nickname, "cat", calls::UpdateSpaceNickname{.spaceId = space.id, .nickname = ""});
  EXPECT_EQ(seen("ann").members[2].nickname, "Catherine");
  EXPECT_THAT(summaries(), ElementsAre("USER_SPACE_NICKNAME_UPDATED to ann ben cat but the caller"));
}

TEST_F(SpacesTest, ARemovedOwnerLeavesHisSpaceToTheOldestMember) {
  const std::string closed = add_channel(true).id;
  call(&Spaces::create, "ann", calls::CreateSpace{.name = "Alone"});
  told();
  change([&](storage::Transaction& t) { users.erase(t, "ann"); });
  EXPECT_EQ(seen("ben").owner, "ben");
  EXPECT_THAT(seen("ben").channels, SizeIs(2));
  EXPECT_THAT(seen("cat").channels, SizeIs(1));
  EXPECT_THAT(list("ann"), IsEmpty());
  std::map<std::string, protocol::SfuSpace> refreshed;
  for (const Notice& notice : told()) {
    if (notice.type == "SPACE_REFRESH") refreshed[notice.users.at(0)] = notice.as<protocol::SpaceRefreshEvent>().space;
  }
  EXPECT_THAT(refreshed, SizeIs(2));
  EXPECT_EQ(refreshed["ben"], seen("ben"));
  EXPECT_EQ(refreshed["cat"], seen("cat"));
}

TEST_F(SpacesTest, AnUndoneChangeIsSeenByNobody) {
  change([&](storage::Transaction& t) {
    ASSERT_TRUE(spaces.rename(t, caller("ann"), {.id = space.id, .name = "Undone"}));
    EXPECT_EQ(spaces.list(t, caller("ben"), {})->spaces.at(0).name, "Undone") << "within the body";
    t.abandon();
  });
  EXPECT_EQ(seen("ben").name, "Team");
  EXPECT_THAT(told(), IsEmpty());
  call(&Spaces::rename, "ann", calls::UpdateSpaceOverview{.id = space.id, .name = "Done"});
  EXPECT_EQ(seen("ben").name, "Done");
}

TEST_F(SpacesTest, WhatChangesNothingTellsNobody) {
  const std::string role = add_role({"ALLOWS_TO_MANAGE_SPACE", "NO_SUCH"}, {"ben"});
  told();
  call(&Spaces::rename, "ann", calls::UpdateSpaceOverview{.id = space.id, .name = "Team"});
  call(&Spaces::give_role, "ann", calls::AddRoleToMember{.spaceId = space.id, .roleId = role, .memberId = "ben"});
  call(&Spaces::take_role, "ann", calls::RemoveRoleFromMember{.spaceId = space.id, .roleId = role, .memberId = "cat"});
  const auto same = call(&Spaces::update_role, "ann",
                         calls::UpdateSpaceRole{.spaceId = space.id,
                                                .roleId = role,
                                                .roleName = "Role",
                                                .color = "red",
                                                .permissions = {"ALLOWS_TO_MANAGE_SPACE"},
                                                .members = {"ben", "dan"}});
  EXPECT_THAT(same.membersForAddRole, IsEmpty());
  call(&Spaces::update_channel, "ann",
       calls::UpdateSpaceChannel{.spaceId = space.id, .channelId = first_channel(), .name = "Channel1"});
  EXPECT_THAT(summaries(), IsEmpty());
}

TEST_F(SpacesTest, SettingsAreTheUsersOwn) {
  call(&Spaces::set_channel_notifications, "ben",
       calls::UpdateChannelNotificationSettings{
           .spaceId = space.id, .channelId = first_channel(), .value = protocol::NotificationMode::NOTHING});
  call(&Spaces::mute_channel, "ben",
       calls::MuteChannel{
           .spaceId = space.id, .channelId = first_channel(), .muteTime = 60'000, .mutedIndefinitely = true});
  EXPECT_THAT(summaries(), ElementsAre("CHANNEL_NOTIFICATION_SETTINGS_UPDATED to ben but the caller",
                                       "CHANNEL_MUTED to ben but the caller"));
  const auto mine = seen("ben").channels[0];
  EXPECT_EQ(mine.notificationSettings, protocol::NotificationMode::NOTHING);
  EXPECT_EQ(mine.muteSettings->muteTime, 60'000);
  EXPECT_EQ(mine.muteSettings->mutedUntil, clock.now() + 60'000);
  EXPECT_EQ(mine.muteSettings->mutedIndefinitely, true);
  EXPECT_EQ(seen("ann").channels[0].notificationSettings, protocol::NotificationMode::DEFAULT);
  call(&Spaces::unmute_channel, "ben", calls::UnmuteChannel{.spaceId = space.id, .channelId = first_channel()});
  EXPECT_EQ(seen("ben").channels[0].muteSettings, std::nullopt);
  EXPECT_NE(refusal(&Spaces::mute, "ben", calls::MuteSpace{.spaceId = space.id, .muteTime = -1}), "");
}

TEST_F(SpacesTest, WhoMadeSomethingIsRemembered) {
  const auto remembered = [&](const std::string& user) {
    bool found = false;
    change([&](storage::Transaction& t) { found = spaces.remembers_user(t, user); });
    return found;
  };
  EXPECT_TRUE(remembered("ann")) << "the first channel";
  EXPECT_FALSE(remembered("ben"));
  call(&Spaces::create_thread, "ben",
       calls::CreateSpaceThread{.spaceId = space.id, .channelId = first_channel(), .name = "plans", .private_ = true});
  EXPECT_TRUE(remembered("ben"));
  EXPECT_FALSE(remembered("cat"));
}

TEST(SpaceCache, KeepsFewStatesOfASpaceAndForgetsTheLongestUnused) {
  const auto state = [](const std::string& id, std::int64_t stamp) {
    auto made = std::make_shared<SpaceState>();
    made->id = id;
    made->stamp = stamp;
    made->members = std::make_shared<const SpaceMembers>(SharedList<SpaceMember>{});
    return made;
  };
  SpaceCache cache(6);
  for (std::int64_t stamp = 1; stamp <= 5; ++stamp) cache.put(state("a", stamp));
  EXPECT_EQ(cache.find("a", 1), nullptr);
  ASSERT_NE(cache.find("a", 2), nullptr);
  EXPECT_EQ(cache.find("a", 5)->stamp, 5);
  cache.put(state("b", 1));
  cache.put(state("c", 1));
  EXPECT_NE(cache.find("a", 5), nullptr);
  cache.put(state("d", 1));
  EXPECT_EQ(cache.find("b", 1), nullptr);
  EXPECT_NE(cache.find("c", 1), nullptr);
  EXPECT_EQ(cache.find("x", 1), nullptr);
}

TEST(SpacePlace, HasAKeyThatNamesIt) {
  for (const SpacePlace& place : {SpacePlace{"s", "c", ""}, SpacePlace{"s", "c", "t"}}) {
    EXPECT_EQ(SpacePlace::of_key(place.key()), place);
  }
  EXPECT_EQ((SpacePlace{"s", "c", "t"}.key()), "s/c/t");
  EXPECT_EQ(SpacePlace::of_key(""), SpacePlace{});
}

}  // namespace
}  // namespace parley::domain
