// The C++ client's calls about spaces against the real server: each once with a true result, and what others see of it.
#include <gmock/gmock.h>

#include "tests/harness/test_pictures.hpp"
#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

using protocol::NotificationMode;
using sdk::SpaceEvent;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SdkSpaces : public Sdk {
 protected:
  void SetUp() override {
    ann_ = login("ann");
    ben_ = login("ben");
    space_ = take(ann_->createSpace({.name = "Team"}));
    channel_ = space_.channels.at(0).id;
    join(*ben_);
  }
  void join(SfuExtended& client) {
    const auto invite = take(ann_->generateNewSpaceInvite({.spaceId = space_.id, .lifespan = 60'000}));
    take(client.joinSpaceByInviteCode({.inviteCode = invite.inviteCode}));
  }
  protocol::SfuSpace seen_by(SfuExtended& client) {
    for (const auto& space : take(client.getUserSpaces())) {
      if (space.id == space_.id) return space;
    }
    return {};
  }
  /// The text of a refusal; "" when it works.
  template <class T>
  static std::string refusal(const Pending<T>& pending) {
    const auto outcome = pending.get(20s);
    return outcome.ok() ? "" : outcome.failure().error;
  }
  template <class T>
  static Inbox<T> events(SfuExtended& client, SpaceEvent event) {
    Inbox<T> inbox;
    client.on<T>(event, [inbox](const T& one) { inbox.add(one); });
    return inbox;
  }

  std::unique_ptr<SfuExtended> ann_, ben_;
  protocol::SfuSpace space_;
  std::string channel_;
};

TEST_F(SdkSpaces, SpacesAreMadeRenamedLeftAndDeleted) {
  EXPECT_EQ(space_.owner, "ann");
  EXPECT_EQ(space_.roles.at(0).id, "@EVERYONE");
  EXPECT_EQ(space_.categories.at(0).name, "Category1");
  EXPECT_EQ(space_.channels.at(0).name, "Channel1");
  EXPECT_EQ(space_.notificationSettings, NotificationMode::ALL_MESSAGES);
  EXPECT_EQ(seen_by(*ben_).name, "Team");
  const auto phone = connect("ann");
  const auto created = events<protocol::SpaceCreatedEvent>(*phone, SpaceEvent::SPACE_CREATED);
  const auto renamed = events<protocol::SpaceOverviewUpdated>(*ben_, SpaceEvent::SPACE_OVERVIEW_UPDATED);
  const auto left = events<protocol::UserLeftSpace>(*ann_, SpaceEvent::USER_LEFT_SPACE);
  const auto deleted = events<protocol::SpaceDeletedEvent>(*phone, SpaceEvent::SPACE_DELETED);
  const auto other = take(ann_->createSpace({.name = "Lab"}));
  take(ann_->updateSpaceOverview({.id = space_.id, .name = "Crew"}));
  ASSERT_TRUE(until([&] { return created.size() == 1 && renamed.size() == 1; }));
  EXPECT_EQ(created.all()[0].space.id, other.id);
  EXPECT_EQ(renamed.all()[0].name, "Crew");
  EXPECT_EQ(renamed.all()[0].icon, std::nullopt);

  EXPECT_EQ(refusal(ben_->updateSpaceOverview({.id = space_.id, .name = "Mine"})), "Restricted access");
  EXPECT_EQ(refusal(ben_->deleteSpace({.id = space_.id})), "Restricted access");
  EXPECT_EQ(refusal(ann_->leaveSpace({.id = space_.id})), "Restricted access");
  EXPECT_EQ(refusal(ben_->leaveSpace({.id = other.id})), "Restricted access");
  take(ben_->leaveSpace({.id = space_.id}));
  ASSERT_TRUE(until([&] { return left.size() == 1; }));
  EXPECT_EQ(left.all()[0].userId, "ben");
  EXPECT_THAT(take(ben_->getUserSpaces()), IsEmpty());
  EXPECT_EQ(take(ann_->deleteSpace({.id = space_.id})), space_.id);
  ASSERT_TRUE(until([&] { return deleted.size() == 1; }));
  EXPECT_EQ(take(ann_->getUserSpaces()).size(), 1u);
}

TEST_F(SdkSpaces, IconsAreUploadedAndRemoved) {
  const std::string png = plain_png(40, 30, {9, 99, 9, 255});
  const sdk::IconFile picture{.name = "logo.png", .contentType = "image/png", .bytes = {png.begin(), png.end()}};
  const auto told = events<protocol::SpaceOverviewUpdated>(*ben_, SpaceEvent::SPACE_OVERVIEW_UPDATED);
  const auto url = take(ann_->updateSpaceIcon({.id = space_.id, .icon = picture}));
  ASSERT_TRUE(url);
  EXPECT_EQ(seen_by(*ben_).icon, url);
  ASSERT_TRUE(until([&] { return told.size() == 1; }));
  EXPECT_EQ(told.all()[0].icon, url);
  EXPECT_EQ(refusal(ben_->updateSpaceIcon({.id = space_.id, .icon = picture})), "Restricted access");
  EXPECT_EQ(take(ann_->updateSpaceIcon({.id = space_.id, .remove = true})), std::nullopt);
  ASSERT_TRUE(until([&] { return told.size() == 2; }));
  EXPECT_EQ(seen_by(*ben_).icon, std::nullopt);
}

TEST_F(SdkSpaces, PeopleComeByInvites) {
  const auto eve = login("eve");
  const auto joined = events<protocol::UserJoinedToSpaceEvent>(*ben_, SpaceEvent::USER_JOINED_TO_SPACE);
  const auto made = events<protocol::SpaceInviteCreated>(*ben_, SpaceEvent::SPACE_INVITE_CREATED);
  const auto revoked = events<protocol::SpaceInviteRevoked>(*ben_, SpaceEvent::SPACE_INVITE_REVOKED);
  const auto fired = events<protocol::NewSpaceEvent>(*eve, SpaceEvent::NEW_SPACE);
  const auto invite = take(ann_->generateNewSpaceInvite({.spaceId = space_.id, .lifespan = 60'000}));
  EXPECT_EQ(invite.inviteCode.size(), 8u);
  EXPECT_EQ(invite.expiresAt, invite.createdAt + 60'000);
  EXPECT_EQ(invite.inviter, "ann");
  EXPECT_EQ(take(eve->joinSpaceByInviteCode({.inviteCode = invite.inviteCode})).id, space_.id);
  ASSERT_TRUE(until([&] { return joined.size() == 1 && fired.size() == 1 && made.size() == 1; }));
  EXPECT_EQ(joined.all()[0].userId, "eve");
  EXPECT_THAT(joined.all()[0].channels, ElementsAre(channel_));
  EXPECT_EQ(refusal(eve->joinSpaceByInviteCode({.inviteCode = invite.inviteCode})), "User already joined");
  EXPECT_NE(refusal(eve->joinSpaceByInviteCode({.inviteCode = "aaaaaaaa"})), "");
  EXPECT_EQ(refusal(eve->revokeSpaceInvite({.spaceId = space_.id, .inviteCode = invite.inviteCode})),
            "Restricted access");
  EXPECT_EQ(take(ann_->revokeSpaceInvite({.spaceId = space_.id, .inviteCode = invite.inviteCode})).inviteCode,
            invite.inviteCode);
  ASSERT_TRUE(until([&] { return revoked.size() == 1; }));
}

TEST_F(SdkSpaces, CategoriesAndChannelsComeMoveAndGo) {
  const auto categories = events<protocol::NewSpaceCategoryEvent>(*ben_, SpaceEvent::NEW_SPACE_CATEGORY);
  const auto renamed = events<protocol::SpaceCategoryUpdated>(*ben_, SpaceEvent::SPACE_CATEGORY_UPDATED);
  const auto channels = events<protocol::NewSpaceChannelEvent>(*ben_, SpaceEvent::NEW_SPACE_CHANNEL);
  const auto updated = events<protocol::SpaceChannelUpdated>(*ben_, SpaceEvent::SPACE_CHANNEL_UPDATED);
  const auto moved = events<protocol::SpaceChannelMoved>(*ben_, SpaceEvent::SPACE_CHANNEL_MOVED);
  const auto gone = events<protocol::SpaceChannelDeleted>(*ben_, SpaceEvent::SPACE_CHANNEL_DELETED);
  const auto category = take(ann_->createSpaceCategory({.spaceId = space_.id, .name = "Design"}));
  EXPECT_EQ(category.creator, "ann");
  take(ann_->updateSpaceCategory({.spaceId = space_.id, .categoryId = category.id, .name = "Art"}));
  const auto channel = take(
      ann_->createSpaceChannel({.spaceId = space_.id, .categoryId = category.id, .name = "Open", .private_ = false}));
  EXPECT_EQ(channel.categoryId, category.id);
  EXPECT_THAT(channel.members, UnorderedElementsAre("ann", "ben"));
  EXPECT_EQ(take(ann_->moveSpaceChannel({.spaceId = space_.id, .categoryId = "", .channelId = channel.id})).channelId,
            channel.id);
  const auto narrowed = take(ann_->updateSpaceChannel({.spaceId = space_.id,
                                                       .channelId = channel.id,
                                                       .name = "Closed",
                                                       .private_ = true,
                                                       .members = std::vector<std::string>{"ben"}}));
  EXPECT_TRUE(narrowed.private_);
  EXPECT_THAT(narrowed.accessRights.members, ElementsAre("ben"));
  EXPECT_EQ(take(ann_->deleteSpaceCategory({.spaceId = space_.id, .categoryId = category.id})).categoryId, category.id);
  ASSERT_TRUE(until([&] { return categories.size() == 1 && renamed.size() == 1 && channels.size() == 1; }));
  ASSERT_TRUE(until([&] { return moved.size() == 1 && updated.size() == 1; }));
  EXPECT_EQ(renamed.all()[0].name, "Art");
  EXPECT_EQ(channels.all()[0].channel.name, "Open");
  EXPECT_EQ(updated.all()[0].name, "Closed");

  EXPECT_EQ(refusal(ben_->createSpaceCategory({.spaceId = space_.id, .name = "Mine"})), "Restricted access");
  EXPECT_EQ(refusal(ben_->createSpaceChannel({.spaceId = space_.id, .name = "Mine", .private_ = true})),
            "Restricted access");
  EXPECT_EQ(refusal(ben_->deleteSpaceChannel({.spaceId = space_.id, .channelId = channel.id})), "Restricted access");
  take(ann_->deleteSpaceChannel({.spaceId = space_.id, .channelId = channel.id}));
  ASSERT_TRUE(until([&] { return gone.size() == 1; }));
  EXPECT_EQ(gone.all()[0].channelId, channel.id);
  EXPECT_EQ(seen_by(*ben_).channels.size(), 1u);
}

TEST_F(SdkSpaces, ThreadsHaveMembers) {
  const auto seen = events<protocol::NewSpaceThreadEvent>(*ben_, SpaceEvent::NEW_SPACE_THREAD);
  const auto renamed = events<protocol::SpaceThreadUpdated>(*ben_, SpaceEvent::SPACE_THREAD_UPDATED);
  const auto gone = events<protocol::SpaceThreadDeleted>(*ben_, SpaceEvent::SPACE_THREAD_DELETED);
  const auto thread =
      take(ann_->createSpaceThread({.spaceId = space_.id, .channelId = channel_, .name = "Whisper", .private_ = true}));
  EXPECT_THAT(thread.members, ElementsAre("ann"));
  EXPECT_THAT(take(ann_->addMembersToThread(
                       {.spaceId = space_.id, .channelId = channel_, .threadId = thread.id, .members = {"ben", "eve"}}))
                  .members,
              ElementsAre("ben"));
  take(ann_->updateSpaceThread({.spaceId = space_.id, .channelId = channel_, .threadId = thread.id, .name = "Sh"}));
  ASSERT_TRUE(until([&] { return seen.size() == 1 && renamed.size() == 1; }));
  EXPECT_THAT(seen.all()[0].thread.members, UnorderedElementsAre("ann", "ben"));
  EXPECT_EQ(refusal(ben_->deleteSpaceThread({.spaceId = space_.id, .channelId = channel_, .threadId = thread.id})),
            "Restricted access");
  EXPECT_EQ(take(ann_->removeMemberFromThread(
                     {.spaceId = space_.id, .channelId = channel_, .threadId = thread.id, .member = "ben"}))
                .member,
            "ben");
  ASSERT_TRUE(until([&] { return gone.size() == 1; }));
  const auto open =
      take(ben_->createSpaceThread({.spaceId = space_.id, .channelId = channel_, .name = "Open", .private_ = false}));
  take(ann_->deleteSpaceThread({.spaceId = space_.id, .channelId = channel_, .threadId = open.id}));
  ASSERT_TRUE(until([&] { return gone.size() == 2; }));
  EXPECT_EQ(gone.all()[1].threadId, open.id);
}

TEST_F(SdkSpaces, RolesOpenAndCloseChannels) {
  const auto sections = take(ben_->getRolePermissions());
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_EQ(sections[0].permissions.at(0).name, protocol::wire(protocol::SpacePermission::ALLOWS_TO_VIEW_CHANNELS));
  const auto updated = events<protocol::SpaceRoleUpdated>(*ben_, SpaceEvent::SPACE_ROLE_UPDATED);
  const auto opened = events<protocol::NewSpaceChannelEvent>(*ben_, SpaceEvent::NEW_SPACE_CHANNEL);
  const auto closed = events<protocol::SpaceChannelDeleted>(*ben_, SpaceEvent::SPACE_CHANNEL_DELETED);
  const auto deleted = events<protocol::SpaceRoleDeleted>(*ben_, SpaceEvent::SPACE_ROLE_DELETED);
  const auto role = take(ann_->addSpaceRole({.spaceId = space_.id, .roleName = "Leads", .color = "blue"}));
  EXPECT_EQ(role.name, "Leads");
  take(ann_->createSpaceChannel(
      {.spaceId = space_.id, .name = "Room", .private_ = true, .roles = std::vector<std::string>{role.id}}));
  EXPECT_EQ(take(ann_->addRoleToMember({.spaceId = space_.id, .roleId = role.id, .memberId = "ben"})).memberId, "ben");
  ASSERT_TRUE(until([&] { return opened.size() == 1; }));
  EXPECT_EQ(take(ann_->removeRoleFromMember({.spaceId = space_.id, .roleId = role.id, .memberId = "ben"})).roleId,
            role.id);
  ASSERT_TRUE(until([&] { return closed.size() == 1; }));
  const auto change = take(ann_->updateSpaceRole({.spaceId = space_.id,
                                                  .roleId = role.id,
                                                  .roleName = "Chiefs",
                                                  .color = "red",
                                                  .permissions = {"ALLOWS_TO_MANAGE_ROLES"},
                                                  .members = {"ben"}}));
  EXPECT_EQ(change.name, "Chiefs");
  EXPECT_THAT(change.membersForAddRole, ElementsAre("ben"));
  ASSERT_TRUE(until([&] { return updated.size() == 1 && opened.size() == 2; }));
  EXPECT_EQ(take(ben_->deleteSpaceRole({.spaceId = space_.id, .roleId = role.id})).roleId, role.id);
  EXPECT_EQ(refusal(ben_->addSpaceRole({.spaceId = space_.id, .roleName = "Mine", .color = ""})), "Restricted access");
  ASSERT_TRUE(until([&] { return closed.size() == 2; }));
}

TEST_F(SdkSpaces, SettingsAreTheUsersOwn) {
  const auto phone = connect("ben");
  const auto thread =
      take(ann_->createSpaceThread({.spaceId = space_.id, .channelId = channel_, .name = "Thread", .private_ = false}));
  const auto named = events<protocol::UserSpaceNicknameUpdated>(*ann_, SpaceEvent::USER_SPACE_NICKNAME_UPDATED);
  const auto muted = events<protocol::ThreadMuted>(*phone, SpaceEvent::THREAD_MUTED);
  const auto unmuted = events<protocol::ChannelUnmuted>(*phone, SpaceEvent::CHANNEL_UNMUTED);
  const auto notified =
      events<protocol::SpaceNotificationSettingsUpdated>(*phone, SpaceEvent::SPACE_NOTIFICATION_SETTINGS_UPDATED);
  EXPECT_EQ(take(ben_->updateSpaceNickname({.spaceId = space_.id, .nickname = "Benny"})).nickname, "Benny");
  EXPECT_EQ(refusal(ben_->updateSpaceNickname({.spaceId = space_.id, .userId = "ann", .nickname = "Queen"})),
            "Only the owner or the user themselves can update the nickname");
  EXPECT_EQ(
      take(ben_->updateSpaceNotificationSettings({.spaceId = space_.id, .value = NotificationMode::NOTHING})).value,
      NotificationMode::NOTHING);
  EXPECT_EQ(take(ben_->updateChannelNotificationSettings(
                     {.spaceId = space_.id, .channelId = channel_, .value = NotificationMode::MENTIONS_ONLY}))
                .channelId,
            channel_);
  EXPECT_EQ(take(ben_->updateThreadNotificationSettings({.spaceId = space_.id,
                                                         .channelId = channel_,
                                                         .threadId = thread.id,
                                                         .value = NotificationMode::ALL_MESSAGES}))
                .threadId,
            thread.id);
  EXPECT_EQ(take(ben_->muteSpace({.spaceId = space_.id, .muteTime = 60'000})).muteSettings.muteTime, 60'000);
  EXPECT_EQ(take(ben_->muteChannel({.spaceId = space_.id, .channelId = channel_, .mutedIndefinitely = true}))
                .muteSettings.mutedIndefinitely,
            true);
  take(ben_->muteThread({.spaceId = space_.id, .channelId = channel_, .threadId = thread.id, .muteTime = 60'000}));
  auto seen = seen_by(*ben_);
  EXPECT_EQ(seen.notificationSettings, NotificationMode::NOTHING);
  EXPECT_EQ(seen.channels.at(0).notificationSettings, NotificationMode::MENTIONS_ONLY);
  EXPECT_EQ(seen.channels.at(0).threads.at(0).notificationSettings, NotificationMode::ALL_MESSAGES);
  EXPECT_TRUE(seen.muteSettings && seen.channels.at(0).muteSettings && seen.channels.at(0).threads.at(0).muteSettings);
  EXPECT_EQ(take(ben_->unmuteSpace({.spaceId = space_.id})).spaceId, space_.id);
  EXPECT_EQ(take(ben_->unmuteChannel({.spaceId = space_.id, .channelId = channel_})).channelId, channel_);
  take(ben_->unmuteThread({.spaceId = space_.id, .channelId = channel_, .threadId = thread.id}));
  seen = seen_by(*ben_);
  EXPECT_FALSE(seen.muteSettings || seen.channels.at(0).muteSettings || seen.channels.at(0).threads.at(0).muteSettings);
  ASSERT_TRUE(until([&] { return named.size() == 1 && muted.size() == 1; }));
  ASSERT_TRUE(until([&] { return unmuted.size() == 1 && notified.size() == 1; }));
  EXPECT_EQ(named.all()[0].nickname, "Benny");
  const auto eve = login("eve");
  EXPECT_EQ(refusal(eve->muteSpace({.spaceId = space_.id})), "Restricted access");
  EXPECT_EQ(refusal(eve->unmuteThread({.spaceId = space_.id, .channelId = channel_, .threadId = thread.id})),
            "Restricted access");
}

}  // namespace
}  // namespace parley::test
