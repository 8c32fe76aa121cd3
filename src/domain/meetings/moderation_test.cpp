// Roles, names, switches, the waiting room.
#include "domain/meetings/test_world.hpp"

namespace parley::domain {
namespace {

using namespace protocol::calls;
using media::sdp::samples::chrome_join;
using protocol::ParticipantRole;
using testing::ElementsAre;
using testing::IsEmpty;

class ModerationTest : public MeetingsWorld {
 protected:
  ModerationTest() {
    room = create(ann);
    join(ann, room);
    join(ben, room);
    join(cat, room);
    forget_all();
  }
  AssignRole assign(const std::string& user, ParticipantRole role) {
    AssignRole call_;
    call_.roomId = room;
    call_.userId = user;
    call_.role = role;
    return call_;
  }
  RenameParticipant rename(const std::string& user, const std::string& name) {
    RenameParticipant call_;
    call_.roomId = room;
    call_.userId = user;
    call_.newNickname = name;
    return call_;
  }
  template <class Call>
  Call on(const std::string& user) {
    Call call_;
    if constexpr (requires { call_.roomId; })
      call_.roomId = room;
    else
      call_.id = room;
    call_.userId = user;
    return call_;
  }
  std::string room;
};

TEST_F(ModerationTest, OwnershipPassesOn) {
  EXPECT_EQ(call(ben, assign("ben", ParticipantRole::OWNER)), "Restricted access");
  ASSERT_EQ(call(ann, assign("ben", ParticipantRole::OWNER), "r"), "");
  const auto before = take(ann);
  EXPECT_THAT(names(before), ElementsAre("ROLE_ASSIGNED", "ROLE_ASSIGNED", "PARTICIPANT_CONFIG", "ACK#r"));
  EXPECT_EQ(before[0].as<protocol::RoleAssigned>().userId, "ann");
  EXPECT_EQ(before[0].as<protocol::RoleAssigned>().role, ParticipantRole::PARTICIPANT);
  EXPECT_EQ(before[1].as<protocol::RoleAssigned>().role, ParticipantRole::OWNER);
  EXPECT_THAT(names(take(ben)), ElementsAre("ROLE_ASSIGNED", "ROLE_ASSIGNED", "PARTICIPANT_CONFIG",
                                            "PARTICIPANT_CONFIG", "PARTICIPANT_CONFIG"));
  EXPECT_THAT(names(take(cat)), ElementsAre("ROLE_ASSIGNED", "ROLE_ASSIGNED"));
  EXPECT_EQ(call(ann, flag<SetRoomLock>(room, true)), "Restricted access");

  ReclaimOwnerRights reclaim;
  reclaim.roomId = room;
  EXPECT_EQ(call(cat, reclaim), "Restricted access");
  ASSERT_EQ(call(ann, reclaim, "q"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ROLE_ASSIGNED", "ROLE_ASSIGNED", "PARTICIPANT_CONFIG",
                                            "PARTICIPANT_CONFIG", "PARTICIPANT_CONFIG", "ACK#q"));
  EXPECT_EQ(call(ann, flag<SetRoomLock>(room, true)), "");
}

TEST_F(ModerationTest, TheOriginalOwnerComesBackAsAParticipant) {
  ASSERT_EQ(call(ann, assign("ben", ParticipantRole::OWNER)), "");
  ASSERT_EQ(leave(ann, room), "");
  forget_all();
  ASSERT_EQ(join(ann, room), "");
  EXPECT_THAT(names(take(ann)), testing::Not(testing::Contains("ROLE_ASSIGNED")));
  ReclaimOwnerRights reclaim;
  reclaim.roomId = room;
  EXPECT_EQ(call(ann, reclaim), "");
  EXPECT_EQ(call(ann, assign("nobody", ParticipantRole::ADMIN)), "Participant not found");
  EXPECT_NE(call(ann, assign("ann", ParticipantRole::PARTICIPANT)), "");
}

TEST_F(ModerationTest, NamesMayBeTakenButNotAgainstTheOwner) {
  ASSERT_EQ(call(ben, rename("ben", "Nick-ann"), "n"), "");
  const auto own = take(ben);
  EXPECT_THAT(names(own), ElementsAre("PARTICIPANT_RENAMED#n"));
  EXPECT_EQ(own[0].as<protocol::ParticipantRenamed>().previousName, "Nick-ben");
  EXPECT_THAT(names(take(cat)), ElementsAre("PARTICIPANT_RENAMED"));
  EXPECT_EQ(call(ben, rename("cat", "x")), "Renaming prohibited by the owner");
  ASSERT_EQ(call(ann, flag<SetRoomCanChangeNickname>(room, false)), "");
  EXPECT_EQ(call(ben, rename("ben", "x")), "Renaming prohibited by the owner");
  EXPECT_EQ(call(ann, rename("ben", "Benny")), "");
  EXPECT_EQ(call(ann, rename("nobody", "x")), "Participant not found");
}

TEST_F(ModerationTest, ASwitchAnswersTheCallerAndTellsTheOthers) {
  ASSERT_EQ(call(ann, flag<SetRoomLock>(room, true), "s"), "");
  const auto own = take(ann);
  EXPECT_THAT(names(own), ElementsAre("ROOM_LOCKED#s"));
  EXPECT_TRUE(own[0].as<protocol::BooleanEvent>().value);
  EXPECT_THAT(names(take(ben)), ElementsAre("ROOM_LOCKED"));
  ASSERT_EQ(call(ann, flag<SetRoomLock>(room, true), "s"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ROOM_LOCKED#s"));
  EXPECT_THAT(take(ben), IsEmpty()) << "nothing changed";
  EXPECT_EQ(call(ben, flag<SetRoomLock>(room, false)), "Restricted access");
  EXPECT_EQ(call(dan, flag<SetRoomLock>(room, false)), "Restricted access");
  EXPECT_EQ(call(ann, flag<SetRoomLock>("nowhere", false)), "Room not found");
}

TEST_F(ModerationTest, ARoomWideMuteIsOneOfEverybodyElse) {
  ASSERT_EQ(call(ann, flag<SetRoomScreenSharingMuted>(room, true), "s"), "");
  EXPECT_THAT(names(take(ann)),
              ElementsAre("ROOM_SCREEN_SHARING_MUTED#s", "PARTICIPANT_CONFIG", "PARTICIPANT_SCREEN_SHARING_MUTED",
                          "PARTICIPANT_CONFIG", "PARTICIPANT_SCREEN_SHARING_MUTED"));
  EXPECT_THAT(names(take(ben)),
              ElementsAre("ROOM_SCREEN_SHARING_MUTED", "PARTICIPANT_CONFIG", "PARTICIPANT_SCREEN_SHARING_MUTED"));
  ASSERT_EQ(call(ann, flag<SetRoomAudioMuted>(room, true)), "");
  EXPECT_THAT(names(take(cat)),
              ElementsAre("ROOM_SCREEN_SHARING_MUTED", "PARTICIPANT_CONFIG", "PARTICIPANT_SCREEN_SHARING_MUTED",
                          "ROOM_AUDIO_MUTED", "PARTICIPANT_CONFIG"));
  EXPECT_THAT(sfu.take(), ElementsAre("mute p2/0", "mute p3/0"));
  ASSERT_EQ(call(ann, flag<SetRoomAudioMuted>(room, false)), "");
  EXPECT_THAT(sfu.take(), ElementsAre("unmute p2/0", "unmute p3/0"));
}

TEST_F(ModerationTest, AMuteOfOnePersonIsToldToThoseConcerned) {
  ASSERT_EQ(call(ann, person_flag<SetParticipantVideoMuted>(room, "ben", true), "s"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("PARTICIPANT_VIDEO_MUTED#s"));
  const auto muted = take(ben);
  EXPECT_THAT(names(muted), ElementsAre("PARTICIPANT_VIDEO_MUTED"));
  EXPECT_EQ(muted[0].as<protocol::ParticipantAVSMutedEvent>().userId, "ben");
  EXPECT_THAT(take(cat), IsEmpty());
  EXPECT_THAT(sfu.take(), ElementsAre("mute p2/1"));
  EXPECT_EQ(call(ann, person_flag<SetParticipantVideoMuted>(room, "dan", true)), "Participant not found");
  // A moderator who never got the configuration gets it first.
  ASSERT_EQ(call(ann, assign("cat", ParticipantRole::ADMIN)), "");
  forget_all();
  ASSERT_EQ(call(cat, person_flag<SetParticipantVideoMuted>(room, "ben", false), "s"), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("PARTICIPANT_CONFIG", "PARTICIPANT_VIDEO_MUTED#s"));
  EXPECT_THAT(names(take(ann)), ElementsAre("PARTICIPANT_VIDEO_MUTED"));
}

TEST_F(ModerationTest, TheRulesOfSharing) {
  ASSERT_EQ(update(ben, room, chrome_join("ben", 2, true, "screen_sharing")), "");
  forget_all();
  ASSERT_EQ(call(ann, flag<SetRoomScreenSharingMultipleShares>(room, false), "s"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ROOM_SCREEN_SHARING_MULTIPLE_SHARES#s", "SCREEN_SHARING_CONFIG"));
  EXPECT_THAT(names(take(ben)), ElementsAre("SCREEN_SHARING_CONFIG", "STOP_SCREEN_SHARING"));
  EXPECT_THAT(names(take(cat)), ElementsAre("SCREEN_SHARING_CONFIG"));
  TurnOffParticipantScreenSharing off;
  off.id = room;
  off.reason = "lunch";
  ASSERT_EQ(call(ann, off, "o"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ACK#o"));
  EXPECT_EQ(take(ben).at(0).as<protocol::StopScreenSharingEvent>().reason, "lunch");
  off.userId = "nobody";
  EXPECT_NE(call(ann, off), "");
}

TEST_F(ModerationTest, MutingTheChatChangesItsPolicy) {
  ASSERT_EQ(call(ann, flag<SetRoomChatMuted>(room, true), "s"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ROOM_CHAT_MUTED#s", "SFU_UPDATE_CHAT"));
  const auto told = take(ben);
  EXPECT_THAT(names(told), ElementsAre("ROOM_CHAT_MUTED", "SFU_UPDATE_CHAT"));
  EXPECT_FALSE(told[1].as<protocol::UpdateChatEvent>().info.canSend);
}

class WaitingTest : public ModerationTest {
 protected:
  WaitingTest() {
    leave(cat, room);
    ConfigureWaitingRoom configure;
    configure.id = room;
    configure.enabled = true;
    EXPECT_EQ(call(ben, configure), "Restricted access");
    EXPECT_EQ(call(ann, configure, "w"), "");
    EXPECT_THAT(names(take(ann)), testing::Contains("SFU_WAITING_ROOM_UPDATE#w"));
    EXPECT_THAT(names(take(ben)), testing::Contains("SFU_WAITING_ROOM_UPDATE"));
    forget_all();
  }
  AuthorizeWaitingList authorize(const std::string& user, bool value) {
    AuthorizeWaitingList call_;
    call_.id = room;
    call_.userId = user;
    call_.authorized = value;
    return call_;
  }
};

TEST_F(WaitingTest, AGuestWaitsAndIsAdmitted) {
  ASSERT_EQ(join(cat, room), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("REMOTE_SDP", "PLACED_IN_WAITING_ROOM"));
  const auto list = take(ann);
  ASSERT_THAT(names(list), ElementsAre("SFU_WAITING_LIST"));
  const auto waiting = list[0].as<protocol::WaitingListEvent>().users;
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_TRUE(waiting[0].isAudioEnabled && waiting[0].isVideoEnabled);
  EXPECT_FALSE(waiting[0].isScreenSharingEnabled);
  EXPECT_THAT(take(ben), IsEmpty());
  EXPECT_EQ(lease(ann, room, "cat-video", "2"), "Track not found");

  ASSERT_EQ(call(ann, on<SubscribeToWaitingParticipant>("cat"), "v"), "");
  const auto seen = take(ann);
  ASSERT_THAT(names(seen), ElementsAre("ADD_TRACKS#v"));
  EXPECT_TRUE(seen[0].as<protocol::AddRemoveTracks>().info.waitingRoom);
  EXPECT_EQ(seen[0].as<protocol::AddRemoveTracks>().info.info.size(), 2u);
  ASSERT_EQ(lease(ann, room, "cat-video", "2"), "");
  ASSERT_EQ(call(ann, on<UnsubscribeFromWaitingParticipant>("cat"), "v"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ACK#L", "REMOVE_TRACKS#v"));
  EXPECT_EQ(lease(ann, room, "cat-video", "2"), "Track not found");

  EXPECT_EQ(call(ben, authorize("cat", true)), "Restricted access");
  ASSERT_EQ(call(ann, authorize("cat", true), "a"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("SFU_WAITING_LIST", "SFU_UPDATE_CHAT", "PARTICIPANT_CONFIG", "JOINED",
                                            "ADD_TRACKS", "ACK#a"));
  EXPECT_THAT(names(take(cat)), ElementsAre("SFU_NEW_CHAT", "JOINED#J", "ROOM_CONFIG", "PARTICIPANT_CONFIG",
                                            "PARTICIPANT_LIST", "ROLES_LIST", "ADD_TRACKS", "ADD_TRACKS"));
  EXPECT_NE(call(ann, authorize("cat", true)), "");
}

TEST_F(WaitingTest, AGuestIsRefusedAndTriesAgain) {
  ASSERT_EQ(join(cat, room), "");
  forget_all();
  ASSERT_EQ(call(ann, authorize("cat", false), "a"), "");
  const auto refused = take(cat);
  ASSERT_THAT(names(refused), ElementsAre("OPERATION_FAILED#J"));
  EXPECT_EQ(refused[0].room, room);
  EXPECT_EQ(refused[0].as<protocol::OperationFailed>().error, "Authorization failed by owner");
  EXPECT_EQ(refused[0].as<protocol::OperationFailed>().operation, "ROOM_JOIN");
  EXPECT_THAT(names(take(ann)), ElementsAre("SFU_WAITING_LIST", "ACK#a"));
  EXPECT_EQ(join(cat, room), "");
}

TEST_F(WaitingTest, WhoWaitsMayLeaveAndIsAnsweredFirst) {
  ASSERT_EQ(join(cat, room), "");
  forget_all();
  ASSERT_EQ(leave(cat, room), "");
  const auto inbox = take(cat);
  EXPECT_THAT(names(inbox), ElementsAre("LEFT#X", "OPERATION_FAILED#J"));
  EXPECT_EQ(inbox[1].as<protocol::OperationFailed>().error, "Joining to room canceled by user");
  EXPECT_THAT(names(take(ann)), ElementsAre("SFU_WAITING_LIST"));
  EXPECT_THAT(take(ben), IsEmpty());
}

TEST_F(WaitingTest, TheEndOfTheRoomFailsTheirJoins) {
  ASSERT_EQ(join(cat, room), "");
  forget_all();
  DestroyRoom destroy;
  destroy.id = room;
  ASSERT_EQ(call(ann, destroy), "");
  const auto inbox = take(cat);
  ASSERT_THAT(names(inbox), ElementsAre("OPERATION_FAILED#J"));
  EXPECT_EQ(inbox[0].as<protocol::OperationFailed>().error, "Room destroyed");
}

TEST_F(WaitingTest, SomebodyIsSentBackAndReadmitted) {
  ASSERT_EQ(lease(ann, room, "ben-video", "2"), "");
  ASSERT_EQ(lease(ben, room, "ann-video", "2"), "");
  forget_all();
  ASSERT_EQ(call(ann, on<MoveToWaitingRoom>("ben"), "v"), "");
  EXPECT_THAT(names(take(ben)), ElementsAre("SFU_CHAT_DELETED", "DETACHED"));
  EXPECT_THAT(names(take(ann)), ElementsAre("REMOVE_TRACKS", "SFU_UPDATE_CHAT", "LEFT", "SFU_WAITING_LIST", "ACK#v"));
  EXPECT_THAT(sfu.take(), ElementsAre("release p1/2", "release p2/2"));
  ConfigureWaitingRoom configure;
  configure.id = room;
  configure.enabled = false;
  EXPECT_NE(call(ann, configure), "") << "not while somebody waits";
  ASSERT_EQ(call(ann, authorize("ben", true)), "");
  EXPECT_THAT(names(take(ben)), testing::Contains("JOINED")) << "without an id: that join was answered";
  EXPECT_EQ(call(ann, on<MoveToWaitingRoom>("ann")), "Restricted access");
}

TEST_F(WaitingTest, ChangesWhileWaitingReachTheList) {
  ASSERT_EQ(join(cat, room), "");
  forget_all();
  ASSERT_EQ(update(cat, room, chrome_join("cat", 2, true, "screen_sharing")), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("REMOTE_SDP", "ACK#U"));
  EXPECT_TRUE(find(take(ann), "SFU_WAITING_LIST").as<protocol::WaitingListEvent>().users.at(0).isScreenSharingEnabled);
  ASSERT_EQ(update(cat, room, chrome_join("cat", 2, true, "screen_sharing")), "");
  EXPECT_THAT(take(ann), IsEmpty());
  ASSERT_EQ(call(ann, flag<SetRoomInitialAudioMuted>(room, true)), "");
  EXPECT_THAT(find(take(cat), "STOP_TRACK").as<protocol::StopTrackEvent>().tracksMid, ElementsAre("0"));
}

}  // namespace
}  // namespace parley::domain
