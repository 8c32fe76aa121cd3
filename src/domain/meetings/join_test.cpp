#include "domain/meetings/test_world.hpp"

namespace parley::domain {
namespace {

using media::sdp::samples::chrome_join;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class JoinTest : public MeetingsWorld {};

TEST_F(JoinTest, TheOwnerComesToAnEmptyRoom) {
  const auto room = create(ann, "1234");
  auto join = join_call(room, chrome_join("ann", 2, true, "camera"));
  join.pin = "1234";
  join.nickname = "Annie";
  ASSERT_EQ(call(ann, join, "J"), "");
  const auto inbox = take(ann);
  EXPECT_THAT(names(inbox), ElementsAre("REMOTE_SDP", "JOINED#J", "ROOM_CONFIG", "PARTICIPANT_CONFIG", "ROLE_ASSIGNED",
                                        "PARTICIPANT_LIST", "ROLES_LIST"));
  for (const auto& received : inbox) EXPECT_EQ(received.room, room);
  const auto remote = inbox[0].as<protocol::RemoteSdp>().info;
  EXPECT_EQ(remote.type, protocol::RemoteSdpType::ANSWER);
  EXPECT_EQ(remote.tid, "T1");
  EXPECT_THAT(remote.sdp, HasSubstr("a=candidate:1 1 udp"));
  EXPECT_THAT(remote.sdp, HasSubstr("tcptype passive"));
  const auto joined = inbox[1].as<protocol::JoinedRoom>();
  EXPECT_EQ(joined.userId, "ann");
  EXPECT_EQ(joined.name, "Annie");
  EXPECT_EQ(joined.chatId, room);
  EXPECT_TRUE(joined.owner);
  EXPECT_FALSE(joined.mediaSessionId.empty());
  EXPECT_EQ(inbox[4].as<protocol::RoleAssigned>().role, protocol::ParticipantRole::OWNER);
  EXPECT_THAT(inbox[5].as<protocol::ParticipantsListEvent>().participants, IsEmpty());
  EXPECT_EQ(inbox[6].as<protocol::RolesListEvent>().roles.size(), 1u);
  EXPECT_THAT(sfu.take(), ElementsAre("open_room", "add_peer p1 tracks 2 slots 2"));
  EXPECT_THAT(names(take(ann2)), ElementsAre("JOINED_MEETING_SYNC"));
  EXPECT_THAT(take(ben), IsEmpty());
}

TEST_F(JoinTest, AGuestComesToTheOwner) {
  const auto room = create(ann);
  ASSERT_EQ(join(ann, room, true, "camera"), "");
  forget_all();
  ASSERT_EQ(join(ben, room), "");
  const auto guest = take(ben);
  EXPECT_THAT(names(guest), ElementsAre("REMOTE_SDP", "SFU_NEW_CHAT", "JOINED#J", "ROOM_CONFIG", "PARTICIPANT_CONFIG",
                                        "PARTICIPANT_LIST", "ROLES_LIST", "ADD_TRACKS"));
  EXPECT_EQ(guest[4].as<protocol::ParticipantConfigEvent>().userId, "ben");
  EXPECT_EQ(guest[5].as<protocol::ParticipantsListEvent>().participants.at(0).name, "Nick-ann");
  EXPECT_EQ(guest[6].as<protocol::RolesListEvent>().roles.size(), 2u);
  const auto tracks = guest[7].as<protocol::AddRemoveTracks>().info;
  EXPECT_EQ(tracks.userId, "ann");
  EXPECT_FALSE(tracks.waitingRoom);
  ASSERT_EQ(tracks.info.size(), 2u);
  EXPECT_EQ(tracks.info[1].id, "ann-video");
  EXPECT_EQ(tracks.info[1].type, protocol::TrackType::VIDEO);
  EXPECT_EQ(tracks.info[1].contentType, "camera");
  EXPECT_EQ(tracks.info[1].mid, "1");
  EXPECT_EQ(tracks.info[1].creationTime, clock.now());
  EXPECT_THAT(tracks.info[1].quality, IsEmpty());

  const auto owner = take(ann);
  EXPECT_THAT(names(owner), ElementsAre("SFU_UPDATE_CHAT", "PARTICIPANT_CONFIG", "JOINED", "ADD_TRACKS"));
  EXPECT_EQ(owner[2].as<protocol::JoinedRoom>().userId, "ben");
  EXPECT_FALSE(owner[2].as<protocol::JoinedRoom>().owner);
  EXPECT_EQ(owner[2].as<protocol::JoinedRoom>().mediaSessionId, "") << "of use to the joiner alone";
  EXPECT_THAT(names(take(ben2)), ElementsAre("SFU_NEW_CHAT", "JOINED_MEETING_SYNC"));
  EXPECT_THAT(names(take(ann2)), ElementsAre("SFU_UPDATE_CHAT"));
  EXPECT_THAT(take(cat), IsEmpty());
}

TEST_F(JoinTest, TheOriginalOwnerTakesTheRoleWhenNobodyHoldsIt) {
  const auto room = create(ann);
  ASSERT_EQ(join(ben, room), "");
  EXPECT_THAT(names(take(ben)), Not(testing::Contains("ROLE_ASSIGNED")));
  forget_all();
  ASSERT_EQ(join(ann, room), "");
  EXPECT_THAT(names(take(ann)),
              ElementsAre("REMOTE_SDP", "JOINED#J", "ROOM_CONFIG", "PARTICIPANT_CONFIG", "PARTICIPANT_CONFIG",
                          "ROLE_ASSIGNED", "PARTICIPANT_LIST", "ROLES_LIST", "ADD_TRACKS"));
  EXPECT_THAT(names(take(ben)), ElementsAre("JOINED", "ROLE_ASSIGNED", "ADD_TRACKS"));
}

TEST_F(JoinTest, RefusesWithTheTextsOfTheProtocolAndTheRoom) {
  const auto room = create(ann, "1234");
  EXPECT_EQ(call(ben, protocol::calls::JoinRoom{}), "id can't be null");
  EXPECT_EQ(join(ben, "nowhere"), "Room not found");
  EXPECT_EQ(refused_in, "nowhere");
  EXPECT_EQ(join(ben, room), "Wrong pin");
  EXPECT_EQ(refused_in, room);
  EXPECT_EQ(join(ann, room), "Wrong pin") << "the owner's too";
  auto good = join_call(room, chrome_join("ben"));
  good.pin = "1234";
  auto broken = good;
  broken.sdp = "v=0\r\nnonsense";
  EXPECT_THAT(call(ben, broken), HasSubstr("line 2"));
  broken.sdp.reset();
  EXPECT_NE(call(ben, broken), "");
  broken = good;
  broken.sdpType = protocol::RemoteSdpType::ANSWER;
  EXPECT_NE(call(ben, broken), "");
  EXPECT_THAT(take(ben), IsEmpty());
  EXPECT_THAT(sfu.take(), Not(testing::Contains(HasSubstr("add_peer"))));
  ASSERT_EQ(call(ben, good), "");
  EXPECT_EQ(call(ben, good), "User already joined");
}

TEST_F(JoinTest, ALockKeepsGuestsOutAndTheOwnerNot) {
  const auto room = create(ann);
  ASSERT_EQ(join(ann, room), "");
  ASSERT_EQ(call(ann, flag<protocol::calls::SetRoomLock>(room, true)), "");
  EXPECT_EQ(join(ben, room), "Room is locked");
  ASSERT_EQ(join(ann2, room), "");
}

TEST_F(JoinTest, AnotherDeviceTakesOver) {
  const auto room = create(ann);
  ASSERT_EQ(join(ann, room), "");
  ASSERT_EQ(join(ben, room), "");
  ASSERT_EQ(lease(ann, room, "ben-video", "2"), "");
  forget_all();
  ASSERT_EQ(join(ben2, room), "");
  EXPECT_THAT(names(take(ben)), ElementsAre("FORCEFULLY_LEFT"));
  EXPECT_THAT(names(take(ann)), ElementsAre("REMOVE_TRACKS", "ADD_TRACKS"));
  EXPECT_THAT(names(take(ben2)), ElementsAre("REMOTE_SDP", "JOINED#J", "ROOM_CONFIG", "PARTICIPANT_CONFIG",
                                             "PARTICIPANT_LIST", "ROLES_LIST", "ADD_TRACKS"));
  EXPECT_THAT(sfu.take(), ElementsAre("release p1/2", "remove_peer p2", "add_peer p3 tracks 2 slots 2"));
  // The connection that was put out is free to leave without any effect.
  ASSERT_EQ(leave(ben, room), "");
  EXPECT_THAT(names(take(ben)), ElementsAre("LEFT#X"));
  EXPECT_THAT(take(ann), IsEmpty());
}

TEST_F(JoinTest, TheOwnerKeepsTheRoleOnAnotherDevice) {
  const auto room = create(ann);
  ASSERT_EQ(join(ann, room), "");
  ASSERT_EQ(join(ben, room), "");
  forget_all();
  ASSERT_EQ(join(ann2, room), "");
  EXPECT_EQ(find(take(ann2), "ROLE_ASSIGNED").as<protocol::RoleAssigned>().role, protocol::ParticipantRole::OWNER);
  EXPECT_THAT(names(take(ben)), ElementsAre("REMOVE_TRACKS", "ADD_TRACKS"));
}

TEST_F(JoinTest, TransportWishesFilterCandidates) {
  const auto room = create(ann);
  auto tcp = join_call(room, chrome_join("ann"));
  tcp.transport = protocol::TransportType::TCP;
  ASSERT_EQ(call(ann, tcp), "");
  EXPECT_THAT(find(take(ann), "REMOTE_SDP").as<protocol::RemoteSdp>().info.sdp, Not(HasSubstr("1 udp")));
}

TEST_F(JoinTest, TheRoomWideMutesHoldForNewcomers) {
  const auto room = create(ann);
  ASSERT_EQ(join(ann, room), "");
  ASSERT_EQ(call(ann, flag<protocol::calls::SetRoomAudioMuted>(room, true)), "");
  forget_all();
  ASSERT_EQ(join(ben, room), "");
  EXPECT_TRUE(find(take(ben), "PARTICIPANT_CONFIG").as<protocol::ParticipantConfigEvent>().config.audioMuted);
  EXPECT_THAT(sfu.take(), testing::Contains("mute p2/0"));
}

TEST_F(JoinTest, PlainClientsMakeTheirRoomByJoining) {
  auto first = join_call("standup", chrome_join("yan", 1));
  first.pin = "77";
  first.nickname = "Yan";
  ASSERT_EQ(call(yan, first, "J"), "");
  const auto inbox = take(yan);
  EXPECT_THAT(names(inbox), ElementsAre("REMOTE_SDP", "JOINED#J", "ROOM_CONFIG", "PARTICIPANT_CONFIG", "ROLE_ASSIGNED",
                                        "PARTICIPANT_LIST", "ROLES_LIST"))
      << "no chat";
  EXPECT_EQ(inbox[1].as<protocol::JoinedRoom>().userId, "id-yan");
  EXPECT_EQ(inbox[1].as<protocol::JoinedRoom>().name, "Yan");
  EXPECT_EQ(inbox[1].room, "standup");

  auto second = join_call("standup", chrome_join("zoe", 1));
  EXPECT_EQ(call(zoe, second), "Wrong pin");
  EXPECT_EQ(refused_in, "standup");
  second.pin = "77";
  ASSERT_EQ(call(zoe, second, "J"), "");
  EXPECT_EQ(find(take(zoe), "JOINED").as<protocol::JoinedRoom>().name, "Login-id-zoe");
  EXPECT_THAT(names(take(yan)), ElementsAre("PARTICIPANT_CONFIG", "JOINED", "ADD_TRACKS"));

  ASSERT_EQ(lease(zoe, "standup", "yan-video", "2"), "");
  EXPECT_EQ(take(zoe).at(0).room, "standup") << "their ACK names the room";
  EXPECT_NE(lease(zoe, "standup", "nothing", "2"), "");
  EXPECT_EQ(refused_in, "standup");
  // People with accounts live in another world.
  EXPECT_EQ(join(ben, "standup"), "Room not found");
  ASSERT_EQ(leave(zoe, "standup"), "");
  ASSERT_EQ(leave(yan, "standup"), "");
  EXPECT_THAT(sfu.take(), testing::Contains("close_room"));
}

TEST_F(JoinTest, ARefusedFirstJoinMakesNoRoom) {
  auto broken = join_call("standup", "v=0\r\n");
  EXPECT_NE(call(yan, broken), "");
  EXPECT_THAT(sfu.take(), ElementsAre("open_room", "close_room"));
  protocol::calls::RoomExists ask;
  ask.id = "standup";
  EXPECT_EQ(call(yan, ask), "Room not found");
}

TEST_F(JoinTest, NegotiatesAnewAnsweringFirst) {
  const auto room = create(ann);
  ASSERT_EQ(join(ann, room), "");
  forget_all();
  ASSERT_EQ(update(ann, room, chrome_join("ann")), "");
  const auto inbox = take(ann);
  EXPECT_THAT(names(inbox), ElementsAre("REMOTE_SDP", "ACK#U"));
  EXPECT_EQ(inbox[0].as<protocol::RemoteSdp>().info.tid, "T2");
  EXPECT_EQ(inbox[0].room, room);
  EXPECT_EQ(inbox[1].room, "");
  ASSERT_EQ(update(ann, room, chrome_join("ann"), ""), "") << "a re-offer after a rollback";
  EXPECT_THAT(names(take(ann)), ElementsAre("REMOTE_SDP"));
  EXPECT_NE(update(ann, room, "garbage"), "");
  EXPECT_EQ(update(ben, room, chrome_join("ben")), "Restricted access");
  EXPECT_EQ(update(ben, "nowhere", chrome_join("ben")), "Room not found");
  sfu.take();
  ASSERT_EQ(update(ann, room, chrome_join("ann", 2, true, "", "N3wU")), "");
  EXPECT_THAT(sfu.take(), ElementsAre("restart_ice p1", "update_peer p1 tracks 2 slots 2"));
}

}  // namespace
}  // namespace parley::domain
