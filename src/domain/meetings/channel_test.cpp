// Meetings of channels: who sees them, and how they follow the channel, its members and their names.
#include "domain/meetings/test_world.hpp"
#include "protocol/meetings_types.hpp"

namespace parley::domain {
namespace {

using namespace protocol::calls;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

/// A space of ann's with ben and cat in it; dan is a stranger.
class ChannelTest : public MeetingsWorld {
 protected:
  ChannelTest() {
    change([&](storage::Transaction& t) {
      const auto made = spaces.create(t, as(ann), {.name = "Team"});
      ASSERT_TRUE(made) << made.error().text;
      space = made->space.id;
      channel = made->space.channels.at(0).id;
      code = spaces.create_invite(t, as(ann), {.spaceId = space, .lifespan = 0})->invite.inviteCode;
      ASSERT_TRUE(spaces.join(t, as(ben), {.inviteCode = code}));
      ASSERT_TRUE(spaces.join(t, as(cat), {.inviteCode = code}));
    });
    forget_all();
  }
  Caller as(events::ConnectionId connection) const { return {user_of.at(connection), connection}; }
  CreateChannelMeeting start() const { return {.spaceId = space, .channelId = channel}; }
  /// Makes the channel private, for these users.
  void close(std::vector<std::string> members) {
    change([&](storage::Transaction& t) {
      const auto updated = spaces.update_channel(t, as(ann),
                                                 {.spaceId = space,
                                                  .channelId = channel,
                                                  .name = "Channel1",
                                                  .private_ = true,
                                                  .roles = std::nullopt,
                                                  .members = std::move(members)});
      ASSERT_TRUE(updated) << updated.error().text;
    });
  }
  /// The item in the system message of an inbox.
  static protocol::MeetingHistoryItem history(const Inbox& inbox) {
    const auto message = find(inbox, "SFU_MESSAGE").as<protocol::SfuMessageEvent>().message;
    EXPECT_EQ(message.type, protocol::MessageType::MEETING_HISTORY);
    const auto json = protocol::Json::parse(message.body);
    EXPECT_TRUE(json);
    const auto item = protocol::decode<protocol::MeetingHistoryItem>(*json);
    EXPECT_TRUE(item);
    return item ? *item : protocol::MeetingHistoryItem{};
  }
  std::string space, channel, code;
};

TEST_F(ChannelTest, StartingTellsTheOtherMembers) {
  ASSERT_EQ(call(ben, start(), "c"), "");
  const auto created = take(ben);
  ASSERT_THAT(names(created), ElementsAre("CREATED#c"));
  EXPECT_EQ(created[0].room, channel);
  const auto room = created[0].as<protocol::CreatedRoom>();
  EXPECT_EQ(room.conferenceType, protocol::ConferenceType::CHANNEL);
  EXPECT_EQ(room.name, "Channel1");
  EXPECT_EQ(room.owner, "ann") << "who owns the space";
  EXPECT_EQ(room.chatId, channel);
  EXPECT_FALSE(room.waitingRoomEnabled);
  EXPECT_TRUE(room.config.initialVideoMuted && room.config.initialScreenSharingMuted && room.config.chatMuted);
  EXPECT_FALSE(room.config.canChangeNickname || room.config.initialAudioMuted);
  for (const auto connection : {ann, ann2, ben2, cat}) {
    const auto told = take(connection);
    ASSERT_THAT(names(told), ElementsAre("NEW_MEETING"));
    EXPECT_EQ(told[0].room, "");
    const auto meeting = told[0].as<protocol::NewMeeting>();
    EXPECT_EQ(meeting.id, channel);
    EXPECT_EQ(meeting.conferenceType, protocol::ConferenceType::CHANNEL);
    EXPECT_EQ(meeting.pin, "");
  }
  EXPECT_THAT(take(dan), IsEmpty());
  ASSERT_EQ(call(cat, start(), "c"), "") << "it runs";
  EXPECT_EQ(take(cat).at(0).room, channel);
  EXPECT_THAT(take(ann), IsEmpty());
}

TEST_F(ChannelTest, OnlyMembersOfTheChannelSeeIt) {
  EXPECT_EQ(call(dan, start()), "Restricted access");
  EXPECT_EQ(call(ann, CreateChannelMeeting{.spaceId = space, .channelId = "nothing"}), "Restricted access");
  EXPECT_EQ(call(ann, CreateChannelMeeting{.spaceId = "nothing", .channelId = channel}), "Restricted access");
  CreateRoom taken;
  taken.id = channel;
  EXPECT_EQ(call(ben, taken), "Restricted access") << "its id belongs to its meeting";
  close({"ben"});
  EXPECT_EQ(call(cat, start()), "Restricted access");
  ASSERT_EQ(call(ben, start()), "");
  RoomAvailable ask;
  ask.id = channel;
  EXPECT_EQ(call(cat, ask), "Room is not available");
  EXPECT_EQ(call(dan, ask), "Room is not available");
  EXPECT_EQ(call(ann, ask), "");
  EXPECT_EQ(join(cat, channel), "Restricted access");
  forget_all();
  change([&](storage::Transaction& t) {
    for (const auto connection : {ann, cat, dan}) meetings.tell_channel_meetings(t, as(connection));
  });
  const auto told = take(ann);
  ASSERT_THAT(names(told), ElementsAre("USER_MEETINGS"));
  const auto meeting = told[0].as<protocol::MeetingsPreviewEvent>().meetings.at(0);
  EXPECT_EQ(meeting.id, channel);
  EXPECT_EQ(meeting.userId, "ann");
  EXPECT_THAT(take(ann2), IsEmpty());
  EXPECT_THAT(take(cat), IsEmpty());
  EXPECT_THAT(take(dan), IsEmpty());
}

TEST_F(ChannelTest, WhoJoinsTheSpaceIsToldOfItsMeetings) {
  ASSERT_EQ(call(ben, start()), "");
  ASSERT_EQ(join(ben, channel), "");
  forget_all();
  change([&](storage::Transaction& t) { ASSERT_TRUE(spaces.join(t, as(dan), {.inviteCode = code})); });
  const auto told = find(take(dan), "USER_MEETINGS").as<protocol::MeetingsPreviewEvent>();
  ASSERT_EQ(told.meetings.size(), 1u);
  EXPECT_EQ(told.meetings[0].participants.at(0).userId, "ben");
  EXPECT_THAT(names(take(cat)), Not(testing::Contains("USER_MEETINGS")));
  forget_all();
  ASSERT_EQ(join(dan, channel), "");
  EXPECT_THAT(names(take(cat)), testing::Contains("JOINED_MEETING_SYNC"));
}

TEST_F(ChannelTest, ItFollowsWhoMaySeeTheChannel) {
  ASSERT_EQ(call(ann, start()), "");
  ASSERT_EQ(join(ann, channel), "");
  ASSERT_EQ(join(ben, channel), "");
  forget_all();
  close({"cat"});
  const auto lost = names(take(ben));
  EXPECT_THAT(lost, ElementsAre("EVICTED", "MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"));
  EXPECT_THAT(names(take(ben2)), ElementsAre("MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"));
  EXPECT_THAT(names(take(ann)), IsSupersetOf({"REMOVE_TRACKS", "EVICTED"}));
  const auto stayed = names(take(cat));
  EXPECT_THAT(stayed, IsSupersetOf({"EVICTED_SYNC", "SPACE_CHANNEL_UPDATED"}));
  EXPECT_THAT(stayed, Not(testing::Contains("MEETING_ENDED_SYNC")));
  EXPECT_EQ(join(ben, channel), "Restricted access");
  forget_all();
  close({"ben", "cat"});
  EXPECT_THAT(names(take(ben)), ElementsAre("NEW_SPACE_CHANNEL", "NEW_MEETING"));
  EXPECT_THAT(names(take(cat)), ElementsAre("SPACE_CHANNEL_UPDATED"));
}

TEST_F(ChannelTest, WhoLeavesTheSpaceLeavesItsMeetings) {
  ASSERT_EQ(call(ben, start()), "");
  ASSERT_EQ(join(ben, channel), "");
  ASSERT_EQ(join(cat, channel), "");
  forget_all();
  change([&](storage::Transaction& t) { ASSERT_TRUE(spaces.leave(t, as(ben), {.id = space})); });
  EXPECT_THAT(names(take(ben)), ElementsAre("EVICTED", "MEETING_ENDED_SYNC"));
  EXPECT_THAT(names(take(cat)), IsSupersetOf({"EVICTED", "USER_LEFT_SPACE"}));
  forget_all();
  change([&](storage::Transaction& t) { ASSERT_TRUE(spaces.leave(t, as(cat), {.id = space})); });
  EXPECT_THAT(names(take(cat)), ElementsAre("EVICTED", "MEETING_ENDED_SYNC"));
  EXPECT_THAT(names(take(ann)), IsSupersetOf({"MEETING_ENDED_SYNC", "SFU_MESSAGE", "USER_LEFT_SPACE"}));
}

TEST_F(ChannelTest, ItGoesWithItsChannelAndLeavesNothing) {
  ASSERT_EQ(call(ben, start()), "");
  ASSERT_EQ(join(ben, channel), "");
  forget_all();
  change([&](storage::Transaction& t) {
    ASSERT_TRUE(spaces.remove_channel(t, as(ann), {.spaceId = space, .channelId = channel}));
  });
  EXPECT_THAT(names(take(ben)), ElementsAre("ENDED", "MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"));
  EXPECT_THAT(names(take(cat)), ElementsAre("MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"));
  EXPECT_EQ(join(ben, channel), "Room not found");
}

TEST_F(ChannelTest, ItGoesWithItsSpace) {
  ASSERT_EQ(call(ben, start()), "");
  ASSERT_EQ(join(ben, channel), "");
  forget_all();
  change([&](storage::Transaction& t) { ASSERT_TRUE(spaces.remove(t, as(ann), {.id = space})); });
  EXPECT_THAT(names(take(ben)), ElementsAre("ENDED", "MEETING_ENDED_SYNC", "SPACE_DELETED"));
  EXPECT_THAT(names(take(cat)), ElementsAre("MEETING_ENDED_SYNC", "SPACE_DELETED"));
}

TEST_F(ChannelTest, WhatItWasStaysInTheChannel) {
  ASSERT_EQ(call(ben, start()), "");
  ASSERT_EQ(join(ben, channel), "");
  ASSERT_EQ(join(ann, channel), "");
  leave(ben, channel);
  ASSERT_EQ(join(ben, channel), "");
  leave(ben, channel);
  forget_all();
  leave(ann, channel);
  for (const auto connection : {ann, ann2, ben, cat}) {
    const auto item = history(take(connection));
    EXPECT_EQ(item.meetingId, channel);
    EXPECT_EQ(item.name, "Channel1");
    EXPECT_EQ(item.type, protocol::ConferenceType::CHANNEL);
    EXPECT_EQ(item.owner, "ann");
    EXPECT_EQ(item.startedBy, "ben");
    EXPECT_GT(item.endedAt, item.startedAt) << "even within the same millisecond";
    EXPECT_THAT(item.participants, ElementsAre("ben", "ann"));
    EXPECT_THAT(item.records, IsEmpty());
  }
  EXPECT_THAT(take(dan), IsEmpty());
  ASSERT_EQ(call(ben, start()), "");
  forget_all();
  DestroyRoom destroy;
  destroy.id = channel;
  ASSERT_EQ(call(ann, destroy), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("MEETING_ENDED_SYNC")) << "nobody was there";
}

TEST_F(ChannelTest, PeopleAreCalledAsInTheSpace) {
  const auto called = [&](const std::string& nickname) {
    change([&](storage::Transaction& t) {
      ASSERT_TRUE(spaces.update_nickname(t, as(ben), {.spaceId = space, .userId = std::nullopt, .nickname = nickname}));
    });
  };
  called("Benny");
  ASSERT_EQ(call(ben, start()), "");
  ASSERT_EQ(join(ben, channel), "");
  ASSERT_EQ(join(ann, channel), "");
  const auto people = find(take(ann), "PARTICIPANT_LIST").as<protocol::ParticipantsListEvent>().participants;
  ASSERT_EQ(people.size(), 1u);
  EXPECT_EQ(people[0].name, "Benny");
  forget_all();
  called("");
  const auto renamed = find(take(ann), "PARTICIPANT_RENAMED").as<protocol::ParticipantRenamed>();
  EXPECT_EQ(renamed.userId, "ben");
  EXPECT_EQ(renamed.previousName, "Benny");
  EXPECT_EQ(renamed.updatedName, "Nick-ben");
  EXPECT_EQ(find(take(cat), "PARTICIPANT_RENAMED_SYNC").as<protocol::ParticipantRenamedSyncEvent>().nickname,
            "Nick-ben");
  change([&](storage::Transaction& t) { ASSERT_TRUE(users.change_nickname(t, as(ben), {.nickname = "Benjamin"})); });
  EXPECT_EQ(find(take(ann), "PARTICIPANT_RENAMED").as<protocol::ParticipantRenamed>().updatedName, "Benjamin");
}

TEST_F(ChannelTest, ARenamedChannelRenamesIt) {
  ASSERT_EQ(call(ben, start()), "");
  ASSERT_EQ(join(ben, channel), "");
  forget_all();
  change([&](storage::Transaction& t) {
    ASSERT_TRUE(spaces.update_channel(t, as(ann),
                                      {.spaceId = space,
                                       .channelId = channel,
                                       .name = "Standup",
                                       .private_ = false,
                                       .roles = std::nullopt,
                                       .members = std::nullopt}));
  });
  EXPECT_EQ(find(take(ben), "ROOM_NAME_UPDATED").as<protocol::RoomNameUpdated>().name, "Standup");
  EXPECT_EQ(find(take(cat), "MEETING_NAME_UPDATED_SYNC").as<protocol::MeetingNameUpdatedSync>().name, "Standup");
}

}  // namespace
}  // namespace parley::domain
