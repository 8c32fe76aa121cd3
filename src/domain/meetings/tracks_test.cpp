#include "domain/meetings/test_world.hpp"

namespace parley::domain {
namespace {

using namespace media::sdp::samples;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TracksTest : public MeetingsWorld {
 protected:
  TracksTest() {
    room = create(ann);
    join(ann, room);
    join(ben, room);
    forget_all();
  }
  protocol::calls::MuteTrack mute(const std::string& track, bool value) {
    protocol::calls::MuteTrack call_;
    call_.roomId = room;
    call_.id = track;
    call_.mute = value;
    return call_;
  }
  static protocol::TracksInfo info(const Received& received) { return received.as<protocol::AddRemoveTracks>().info; }
  std::string room;
};

TEST_F(TracksTest, WhatAnOfferDropsIsRemovedAndWhatItAddsIsAdded) {
  ASSERT_EQ(lease(ben, room, "ann-video", "2"), "");
  forget_all();
  // The video section becomes a slot.
  const auto offer = replace_all(chrome_join("ann"), "a=sendonly\r\na=msid:- ann-video", "a=recvonly\r\na=x:y");
  ASSERT_EQ(update(ann, room, offer), "");
  auto inbox = take(ben);
  ASSERT_THAT(names(inbox), ElementsAre("REMOVE_TRACKS"));
  EXPECT_EQ(info(inbox[0]).info.at(0).id, "ann-video");
  EXPECT_THAT(sfu.take(), ElementsAre("update_peer p1 tracks 1 slots 3", "release p2/2"));
  ASSERT_EQ(lease(ben, room, "ann-video", "2"), "Track not found");

  ASSERT_EQ(update(ann, room, chrome_join("ann", 2, true, "screen_sharing")), "");
  inbox = take(ben);
  ASSERT_THAT(names(inbox), ElementsAre("ADD_TRACKS"));
  EXPECT_EQ(info(inbox[0]).info.at(0).contentType, "screen_sharing");
  EXPECT_THAT(names(take(ann)), ElementsAre("REMOTE_SDP", "ACK#U", "REMOTE_SDP", "ACK#U"));
}

TEST_F(TracksTest, AMissingContentLineMeansUnchanged) {
  ASSERT_EQ(join(cat, room, true, "camera"), "");
  forget_all();
  ASSERT_EQ(update(cat, room, chrome_join("cat")), "");
  EXPECT_THAT(take(ben), IsEmpty());
  ASSERT_EQ(join(dan, room), "");
  for (const auto& received : take(dan)) {
    if (received.type != "ADD_TRACKS" || info(received).userId != "cat") continue;
    EXPECT_EQ(info(received).info.at(1).contentType, "camera");
  }
}

TEST_F(TracksTest, TheIdOfATrackIsUniqueInTheRoom) {
  auto offer = replace_all(chrome_join("cat"), "cat-video", "ann-video");
  ASSERT_EQ(call(cat, join_call(room, offer)), "");
  const auto added = info(find(take(ben), "ADD_TRACKS"));
  EXPECT_EQ(added.info.at(1).id, "ann-video@cat");
  forget_all();
  ASSERT_EQ(call(cat, mute("ann-video", true)), "") << "his own name for it";
  EXPECT_THAT(sfu.take(), ElementsAre("mute p3/1"));
}

TEST_F(TracksTest, MutingIsDoneHereAndTold) {
  ASSERT_EQ(call(ann, mute("ann-video", true), "k"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ACK#k"));
  const auto told = take(ben);
  ASSERT_THAT(names(told), ElementsAre("MUTE_TRACKS"));
  EXPECT_EQ(info(told[0]).userId, "ann");
  ASSERT_EQ(info(told[0]).info.size(), 1u);
  EXPECT_TRUE(info(told[0]).info[0].mute);
  ASSERT_EQ(call(ann, mute("ann-video", true)), "");
  EXPECT_THAT(take(ben), IsEmpty()) << "nothing changed";
  ASSERT_EQ(call(ann, mute("ann-video", false)), "");
  EXPECT_THAT(sfu.take(), ElementsAre("mute p1/1", "unmute p1/1"));
  EXPECT_EQ(call(ann, mute("ben-video", true)), "Track not found");
  EXPECT_EQ(call(cat, mute("ann-video", true)), "Restricted access");
}

TEST_F(TracksTest, AModeratedUserCannotUnmute) {
  ASSERT_EQ(call(ann, person_flag<protocol::calls::SetParticipantAudioMuted>(room, "ben", true)), "");
  EXPECT_EQ(call(ben, mute("ben-audio", false)), "Restricted access");
  EXPECT_EQ(call(ben, mute("ben-audio", true)), "");
  ASSERT_EQ(call(ann, person_flag<protocol::calls::SetParticipantAudioMuted>(room, "ben", false)), "");
  EXPECT_THAT(sfu.take(), ElementsAre("mute p2/0")) << "it stays muted by himself";
}

TEST_F(TracksTest, LeasesWantASlotAndATrackOfOneKind) {
  EXPECT_EQ(lease(ben, room, "nothing", "2"), "Track not found");
  EXPECT_NE(lease(ben, room, "ann-audio", "2"), "");
  EXPECT_NE(lease(ben, room, "ann-video", "1"), "") << "he sends on this one";
  EXPECT_NE(lease(ben, room, "ann-video", "9"), "");
  EXPECT_EQ(lease(cat, room, "ann-video", "2"), "Restricted access");
  EXPECT_EQ(lease(cat, "nowhere", "ann-video", "2"), "Room not found");
  EXPECT_THAT(sfu.take(), IsEmpty());
  ASSERT_EQ(lease(ben, room, "ann-video", "2"), "");
  ASSERT_EQ(lease(ben, room, "ann-video", "3"), "");
  ASSERT_EQ(lease(ben, room, "", "2"), "");
  ASSERT_EQ(lease(ben, room, "", "2"), "");
  EXPECT_THAT(sfu.take(), ElementsAre("lease p2/2 from p1/1", "prefer p2/2 q=- s=- t=-", "lease p2/3 from p1/1",
                                      "prefer p2/3 q=- s=- t=-", "release p2/2"));
  EXPECT_THAT(names(take(ben)), ElementsAre("ACK#L", "ACK#L", "ACK#L", "ACK#L"));
  EXPECT_THAT(take(ann), IsEmpty());
}

TEST_F(TracksTest, QualitiesOfASimulcastTrack) {
  const auto offer = session({"0", "1"}) + chrome_video("0", "sendonly", track_lines("cat-cam")) +
                     "a=rid:m send\r\na=rid:h send\r\na=simulcast:send m;h\r\n" + chrome_application("1");
  ASSERT_EQ(call(cat, join_call(room, offer)), "");
  auto inbox = take(ben);
  EXPECT_THAT(names(inbox), ElementsAre("SFU_UPDATE_CHAT", "JOINED", "ADD_TRACKS", "TRACK_QUALITY_STATE"));
  const auto peer = sfu.last_peer;
  const auto active = [&](const std::string& rid, bool value) {
    change([&](storage::Transaction& t) { meetings.on_track_activity(t, peer, "0", rid, value); });
  };
  active("h", true);
  active("h", true);
  active("x", true);
  inbox = take(ben);
  ASSERT_THAT(names(inbox), ElementsAre("TRACK_QUALITY_STATE"));
  const auto state = inbox[0].as<protocol::TracksQualityState>().info;
  EXPECT_EQ(state.userId, "cat");
  ASSERT_EQ(state.tracks.at(0).quality.size(), 2u);
  EXPECT_EQ(state.tracks[0].mid, "0");
  EXPECT_EQ(state.tracks[0].quality[0].quality, "h");
  EXPECT_TRUE(state.tracks[0].quality[0].available);
  EXPECT_FALSE(state.tracks[0].quality[1].available);

  ASSERT_EQ(lease(ben, room, "cat-cam", "2"), "");
  sfu.take();
  protocol::calls::ChangeQuality quality;
  quality.roomId = room;
  quality.id = "2";
  quality.quality = "m";
  ASSERT_EQ(call(ben, quality), "");
  quality.quality = "best";
  EXPECT_EQ(call(ben, quality), "The track has no such quality");
  quality.id = "cat-cam";
  quality.quality.reset();
  quality.tid = 1;
  ASSERT_EQ(call(ben, quality), "") << "the older form: by track, null keeps";
  quality.tid = 99;
  EXPECT_NE(call(ben, quality), "");
  protocol::calls::ChangeSid sid;
  sid.roomId = room;
  sid.id = "2";
  sid.sid = 0;
  ASSERT_EQ(call(ben, sid), "");
  protocol::calls::ChangeTid tid;
  tid.roomId = room;
  tid.id = "2";
  tid.tid = 2;
  ASSERT_EQ(call(ben, tid), "");
  tid.id = "77";
  EXPECT_NE(call(ben, tid), "");
  quality.id = "2";
  quality.tid.reset();
  ASSERT_EQ(call(ben, quality), "") << "by slot, none is best";
  protocol::calls::MuteRemoteTrack mute_slot;
  mute_slot.roomId = room;
  mute_slot.id = "2";
  mute_slot.mute = true;
  ASSERT_EQ(call(ben, mute_slot), "");
  EXPECT_THAT(sfu.take(), ElementsAre("prefer p2/2 q=m s=- t=-", "prefer p2/2 q=m s=- t=1", "prefer p2/2 q=m s=0 t=1",
                                      "prefer p2/2 q=m s=0 t=2", "prefer p2/2 q=- s=0 t=2", "mute slot p2/2"));
  ASSERT_EQ(join(dan, room), "");
  EXPECT_EQ(find(take(dan), "TRACK_QUALITY_STATE").as<protocol::TracksQualityState>().info.userId, "cat");
}

TEST_F(TracksTest, SharesFollowTheRules) {
  using protocol::calls::SetRoomScreenSharingEveryoneCanDoSubsequentShare;
  using protocol::calls::SetRoomScreenSharingMultipleShares;
  ASSERT_EQ(call(ann, flag<SetRoomScreenSharingMultipleShares>(room, false)), "");
  ASSERT_EQ(join(cat, room, true, "screen_sharing"), "");
  forget_all();
  ASSERT_EQ(join(dan, room, true, "screenSharing"), "");
  EXPECT_THAT(names(take(cat)), testing::Contains("STOP_SCREEN_SHARING")) << "replaced";
  EXPECT_THAT(names(take(dan)), testing::Not(testing::Contains("STOP_SCREEN_SHARING")));

  ASSERT_EQ(call(ann, flag<SetRoomScreenSharingEveryoneCanDoSubsequentShare>(room, false)), "");
  forget_all();
  ASSERT_EQ(update(ben, room, chrome_join("ben", 2, true, "screen")), "");
  EXPECT_THAT(names(take(ben)), ElementsAre("REMOTE_SDP", "ACK#U", "STOP_SCREEN_SHARING"));
  EXPECT_THAT(names(take(ann)), ElementsAre("REMOVE_TRACKS")) << "what was a camera is a share now, and hidden";
  EXPECT_THAT(sfu.take(), ElementsAre("update_peer p2 tracks 2 slots 2", "mute p2/1"));
  EXPECT_EQ(lease(ann, room, "ben-video", "2"), "Track not found");
}

}  // namespace
}  // namespace parley::domain
