// The owner's calls of the C++ client: settings, the waiting room, what a slot is sent.
#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

using protocol::RoomExtendedConfig;
using protocol::RoomExtendedScreenSharingConfig;

/// Ann owns a room; ben knows it.
class SdkRooms : public Sdk {
 protected:
  void SetUp() override {
    ann_ = login("ann");
    ben_ = login("ben");
    sdk::calls::CreateRoom create;
    create.pin = "1234";
    anns_ = take(ann_->createRoom(create));
    take(anns_->join({}));
    // Her role is an event of its own, after the answer.
    ASSERT_TRUE(until([&] { return anns_->role() == protocol::ParticipantRole::OWNER; }));
    bens_ = look_up();
  }
  std::shared_ptr<RoomExtended> look_up() {
    sdk::calls::RoomAvailable available;
    available.id = anns_->id();
    available.pin = "1234";
    return take(ben_->roomAvailable(available));
  }
  template <class T>
  static Inbox<T> listen(RoomExtended& room, RoomEvent event) {
    Inbox<T> inbox;
    room.on<T>(event, [inbox](const T& payload) { inbox.add(payload); });
    return inbox;
  }
  static Inbox<int> count(RoomExtended& room, RoomEvent event) {
    Inbox<int> inbox;
    room.on(event, [inbox] { inbox.add(1); });
    return inbox;
  }

  std::unique_ptr<SfuExtended> ann_, ben_;
  std::shared_ptr<RoomExtended> anns_, bens_;
};

TEST_F(SdkRooms, SettingsReachEverybody) {
  take(bens_->join({}));
  struct Setting {
    Pending<bool> (RoomExtended::*set)(bool);
    RoomEvent event;
    bool RoomExtendedConfig::*member;
  };
  const Setting settings[] = {
      {&RoomExtended::setLock, RoomEvent::ROOM_LOCKED, &RoomExtendedConfig::locked},
      {&RoomExtended::setInitialAudioMuted, RoomEvent::ROOM_INITIAL_AUDIO_MUTED,
       &RoomExtendedConfig::initialAudioMuted},
      {&RoomExtended::setInitialVideoMuted, RoomEvent::ROOM_INITIAL_VIDEO_MUTED,
       &RoomExtendedConfig::initialVideoMuted},
      {&RoomExtended::setInitialScreenSharingMuted, RoomEvent::ROOM_INITIAL_SCREEN_SHARING_MUTED,
       &RoomExtendedConfig::initialScreenSharingMuted},
      {&RoomExtended::setAudioMuted, RoomEvent::ROOM_AUDIO_MUTED, &RoomExtendedConfig::audioMuted},
      {&RoomExtended::setVideoMuted, RoomEvent::ROOM_VIDEO_MUTED, &RoomExtendedConfig::videoMuted},
      {&RoomExtended::setScreenSharingMuted, RoomEvent::ROOM_SCREEN_SHARING_MUTED,
       &RoomExtendedConfig::screenSharingMuted},
      {&RoomExtended::setChatMuted, RoomEvent::ROOM_CHAT_MUTED, &RoomExtendedConfig::chatMuted},
      {&RoomExtended::setCanChangeNickname, RoomEvent::ROOM_CAN_CHANGE_NICKNAME,
       &RoomExtendedConfig::canChangeNickname},
  };
  for (const Setting& setting : settings) {
    SCOPED_TRACE(protocol::wire(setting.event));
    const auto own = count(*anns_, setting.event);
    const auto seen = listen<protocol::BooleanEvent>(*bens_, setting.event);
    const bool before = anns_->config().*setting.member;
    for (const bool value : {!before, before}) {
      EXPECT_EQ(take((*anns_.*setting.set)(value)), value);
      EXPECT_EQ(anns_->config().*setting.member, value);
      ASSERT_TRUE(until([&] { return seen.size() == (value == before ? 2u : 1u); }));
      EXPECT_EQ(seen.all().back().value, value);
      EXPECT_EQ(bens_->config().*setting.member, value);
    }
    EXPECT_EQ(own.size(), 0u);  // the answer is no event
  }
  const auto refused = bens_->setLock(true).get();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().operation, "ROOM_SET_LOCK");
  EXPECT_FALSE(anns_->config().locked);
}

TEST_F(SdkRooms, ScreenSharingRulesAndOneParticipantsMutes) {
  const auto screen = LocalTrack::video("screen_sharing");
  JoinOptions join;
  join.tracks = {screen};
  const auto added = listen<protocol::AddRemoveTracks>(*anns_, RoomEvent::ADD_TRACKS);
  take(bens_->join(join));
  ASSERT_TRUE(until([&] { return added.size() == 1; }));
  const auto stop = listen<protocol::StopScreenSharingEvent>(*bens_, RoomEvent::STOP_SCREEN_SHARING);
  take(anns_->turnOffParticipantScreenSharing("ben", "My turn"));
  ASSERT_TRUE(until([&] { return stop.size() == 1; }));
  EXPECT_EQ(stop.all()[0].userId, "ben");
  EXPECT_EQ(stop.all()[0].reason, "My turn");
  take(anns_->turnOffParticipantScreenSharing());
  ASSERT_TRUE(until([&] { return stop.size() == 2; }));

  const auto rules = listen<protocol::RoomScreenSharingConfigEvent>(*bens_, RoomEvent::SCREEN_SHARING_CONFIG);
  struct Rule {
    Pending<bool> (RoomExtended::*set)(bool);
    bool RoomExtendedScreenSharingConfig::*member;
  };
  std::size_t changes = 0;
  for (const Rule& rule :
       {Rule{&RoomExtended::setScreenSharingMultipleShares, &RoomExtendedScreenSharingConfig::multipleShares},
        Rule{&RoomExtended::setScreenSharingEveryoneCanShare, &RoomExtendedScreenSharingConfig::everyoneCanShare},
        Rule{&RoomExtended::setScreenSharingEveryoneCanDoSubsequentShare,
             &RoomExtendedScreenSharingConfig::everyoneCanDoSubsequentShare}}) {
    const bool value = !(anns_->config().screenSharingConfig.*rule.member);
    EXPECT_EQ(take((*anns_.*rule.set)(value)), value);
    EXPECT_EQ(anns_->config().screenSharingConfig.*rule.member, value);
    ++changes;
    ASSERT_TRUE(until([&] { return rules.size() == changes; }));
    EXPECT_EQ(rules.all().back().config.*rule.member, value);
    EXPECT_EQ(bens_->config().screenSharingConfig.*rule.member, value);
  }

  struct Mute {
    Pending<bool> (RoomExtended::*set)(const std::string&, bool);
    RoomEvent event;
    bool protocol::RoomExtendedParticipantConfig::*member;
  };
  using One = protocol::RoomExtendedParticipantConfig;
  for (const Mute& mute :
       {Mute{&RoomExtended::setParticipantAudioMuted, RoomEvent::PARTICIPANT_AUDIO_MUTED, &One::audioMuted},
        Mute{&RoomExtended::setParticipantVideoMuted, RoomEvent::PARTICIPANT_VIDEO_MUTED, &One::videoMuted},
        Mute{&RoomExtended::setParticipantScreenSharingMuted, RoomEvent::PARTICIPANT_SCREEN_SHARING_MUTED,
             &One::screenSharingMuted}}) {
    SCOPED_TRACE(protocol::wire(mute.event));
    const auto seen = listen<protocol::ParticipantAVSMutedEvent>(*bens_, mute.event);
    EXPECT_TRUE(take((*anns_.*mute.set)("ben", true)));
    EXPECT_TRUE(anns_->config().participantsConfig.value().at("ben").*mute.member);
    ASSERT_TRUE(until([&] { return seen.size() == 1; }));
    EXPECT_EQ(seen.all()[0].userId, "ben");
    EXPECT_TRUE(bens_->config().participantsConfig.value().at("ben").*mute.member);
    EXPECT_FALSE(take((*anns_.*mute.set)("ben", false)));
  }
  EXPECT_FALSE(anns_->setParticipantAudioMuted("nobody", true).get().ok());
}

TEST_F(SdkRooms, TheOwnerAdmitsAndRefusesWhoWaits) {
  EXPECT_FALSE(anns_->waitingRoomEnabled());
  EXPECT_TRUE(take(anns_->configureWaitingRoom(true)).enabled);
  EXPECT_TRUE(anns_->waitingRoomEnabled());
  const auto waiting = listen<protocol::WaitingListEvent>(*anns_, RoomEvent::WAITING_LIST);

  // Refused.
  bens_ = look_up();
  EXPECT_TRUE(bens_->waitingRoomEnabled());
  auto placed = count(*bens_, RoomEvent::PLACED_IN_WAITING_ROOM);
  const auto evicted = listen<protocol::EvictedFromRoom>(*bens_, RoomEvent::EVICTED);
  const auto refused = bens_->join({});
  ASSERT_TRUE(until([&] { return placed.size() == 1 && waiting.size() == 1; }));
  EXPECT_EQ(waiting.all()[0].users.at(0).userId, "ben");
  EXPECT_FALSE(anns_->configureWaitingRoom(false).get().ok());  // somebody waits
  EXPECT_FALSE(refused.settled());
  take(anns_->authorizeWaitingList("ben", false));
  const auto outcome = refused.get();
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.failure().error, "Authorization failed by owner");
  EXPECT_TRUE(until([&] { return evicted.size() == 1; }));
  EXPECT_EQ(bens_->state(), sdk::RoomState::DISPOSED);
  EXPECT_FALSE(ben_->getRoom(anns_->id()));

  // Looked at, and admitted.
  bens_ = look_up();
  placed = count(*bens_, RoomEvent::PLACED_IN_WAITING_ROOM);
  const auto camera = LocalTrack::video("camera");
  JoinOptions join;
  join.tracks = {camera};
  const auto admitted = bens_->join(join);
  ASSERT_TRUE(until([&] { return placed.size() == 1; }));
  const auto tracks = take(anns_->subscribeToWaitingParticipant("ben"));
  EXPECT_TRUE(tracks.info.waitingRoom);
  ASSERT_EQ(tracks.info.info.size(), 1u);
  EXPECT_EQ(tracks.info.info[0].id, camera->id());
  EXPECT_TRUE(take(anns_->unsubscribeFromWaitingParticipant("ben")).info.waitingRoom);
  take(anns_->authorizeWaitingList("ben", true));
  EXPECT_EQ(take(admitted).userId, "ben");
  EXPECT_EQ(bens_->state(), sdk::RoomState::JOINED);

  // Sent back, and admitted again: the same room goes on.
  const auto detached = count(*bens_, RoomEvent::DETACHED), again = count(*bens_, RoomEvent::JOINED);
  take(anns_->moveToWaitingRoom("ben"));
  ASSERT_TRUE(until([&] { return detached.size() == 1; }));
  take(anns_->authorizeWaitingList("ben", true));
  EXPECT_TRUE(until([&] { return again.size() == 1; }));
  EXPECT_FALSE(anns_->authorizeWaitingList("ben", true).get().ok());  // nobody waits
}

TEST_F(SdkRooms, TheFirstOwnerTakesItBack) {
  take(bens_->join({}));
  take(anns_->assignRole("ben", protocol::ParticipantRole::OWNER));
  EXPECT_EQ(anns_->role(), protocol::ParticipantRole::PARTICIPANT);
  ASSERT_TRUE(until([&] { return bens_->role() == protocol::ParticipantRole::OWNER; }));
  EXPECT_TRUE(take(bens_->setLock(true)));
  take(anns_->reclaimOwnerRights());
  EXPECT_EQ(anns_->role(), protocol::ParticipantRole::OWNER);
  ASSERT_TRUE(until([&] { return bens_->role() == protocol::ParticipantRole::PARTICIPANT; }));
  const auto refused = bens_->reclaimOwnerRights().get();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().operation, "RECLAIM_OWNER_RIGHTS");
}

TEST_F(SdkRooms, ASlotTakesWishesUntilItIsDisposed) {
  const auto video = LocalTrack::video("camera");
  take(anns_->updateState({video}));
  JoinOptions join;
  join.video_slots = 1;
  take(bens_->join(join));
  ASSERT_TRUE(until([&] { return bens_->stats().connected && anns_->stats().connected; }));
  Camera camera(video, 2000);
  const auto slot = bens_->getRemoteTrack(TrackType::VIDEO);
  ASSERT_TRUE(slot);
  take(slot->demandTrack(video->id()));
  take(slot->setTid(0));
  take(slot->setTid(2));
  take(slot->setSid(0));
  take(slot->setPreferredQuality(std::nullopt));
  const auto frames = std::make_shared<std::atomic<int>>(0);
  slot->on_frame([frames](const Frame& frame) { *frames += Camera::intact(frame, 2000) ? 1 : 0; });
  EXPECT_TRUE(until([&] { return *frames > 20; }));
  slot->dispose();
  for (const auto& late : {slot->setTid(0), slot->setSid(0), slot->setPreferredQuality("low")}) {
    const auto outcome = late.get();
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.failure().operation, "CHANGE_QUALITY");
  }
}

}  // namespace
}  // namespace parley::test
