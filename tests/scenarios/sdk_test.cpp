// The C++ client against the real server: login, chat, meetings with media that really flows.
#include <sys/wait.h>

#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

TEST_F(Sdk, LogsInAndIsRefusedWithTheServersReason) {
  server_.add_user("ann");
  SfuExtended client(context_);
  const auto refused = client.connect({.url = server_.url(), .username = "ann", .password = "wrong"}).get();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().error, "Authentication failed");
  EXPECT_EQ(client.state(), sdk::State::FAILED);
  EXPECT_EQ(take(client.connect({.url = server_.url(), .username = "ann@example.com", .password = "secret1"})).username,
            "ann");
  EXPECT_EQ(client.state(), sdk::State::AUTHENTICATED);
  EXPECT_EQ(take(client.getUserInfo()).email, "ann@example.com");
  take(client.disconnect());
  EXPECT_EQ(client.state(), sdk::State::DISCONNECTED);
  const auto late = client.getUserInfo().get();
  ASSERT_FALSE(late.ok());
  EXPECT_TRUE(late.failure().retryable);
}

TEST_F(Sdk, ChatsBothWays) {
  const auto ann = login("ann"), ben = login("ben");
  Inbox<protocol::Message> anns, bens;
  ann->on<protocol::Message>(SfuEvent::MESSAGE, [anns](const protocol::Message& message) { anns.add(message); });
  ben->on<protocol::Message>(SfuEvent::MESSAGE, [bens](const protocol::Message& message) { bens.add(message); });
  sdk::calls::CreateChat create;
  create.members = std::vector<std::string>{"ben"};
  const auto chat = take(ann->createChat(create));
  sdk::calls::SendMessage hello;
  hello.targetEntityType = protocol::MessageTargetEntityType::CHAT;
  hello.targetEntityId.emplace().chatId = chat.id;
  hello.body = "Grüße, Ben ☕";
  const auto status = take(ann->sendMessage(hello));
  ASSERT_TRUE(until([&] { return bens.size() == 1; }));
  EXPECT_EQ(bens.all()[0].body, "Grüße, Ben ☕");
  EXPECT_EQ(bens.all()[0].from, "ann");
  EXPECT_EQ(bens.all()[0].id, status.id);
  hello.body = "Hello, Ann";
  take(ben->sendMessage(hello));
  ASSERT_TRUE(until([&] { return anns.size() >= 1; }));
  EXPECT_EQ(anns.all().back().body, "Hello, Ann");
}

TEST_F(Sdk, FailsWhatIsUnderWayWhenTheServerDies) {
  const auto ann = login("ann");
  Inbox<int> lost;
  ann->on(SfuEvent::CONNECTION_FAILED, [lost] { lost.add(1); });
  // Stopped, so that the call is sent and never answered. Stopping takes a moment: all threads must have come to rest.
  kill(server_.pid(), SIGSTOP);
  int status = 0;
  ASSERT_EQ(waitpid(server_.pid(), &status, WUNTRACED), server_.pid());
  ASSERT_TRUE(WIFSTOPPED(status));
  const auto pending = ann->getUserInfo();
  std::this_thread::sleep_for(50ms);
  server_.kill();
  const auto outcome = pending.get(20s);
  ASSERT_FALSE(outcome.ok());
  EXPECT_TRUE(outcome.failure().retryable);
  EXPECT_TRUE(until([&] { return lost.size() == 1; }));
  EXPECT_EQ(ann->state(), sdk::State::FAILED);
}

/// Two participants, ann publishing; `ben` has slots.
class SdkMeeting : public Sdk {
 protected:
  void open(std::optional<protocol::TransportType> transport = std::nullopt) {
    ann_ = login("ann");
    ben_ = login("ben");
    sdk::calls::CreateRoom create;
    create.name = "Weekly";
    create.pin = "1234";
    anns_ = take(ann_->createRoom(create));
    sdk::calls::RoomAvailable available;
    available.id = anns_->id();
    available.pin = "1234";
    bens_ = take(ben_->roomAvailable(available));
    bens_->on<protocol::AddRemoveTracks>(RoomEvent::ADD_TRACKS,
                                         [added = added_](const protocol::AddRemoveTracks& event) {
                                           for (const auto& track : event.info.info) added.add(track);
                                         });
    JoinOptions ann;
    ann.tracks = {video_, audio_};
    ann.video_slots = 1;
    ann.transport = transport;
    EXPECT_TRUE(take(anns_->join(ann)).owner);
    JoinOptions ben;
    ben.nickname = "Benny";
    ben.tracks = {bens_video_};
    ben.video_slots = 2;
    ben.audio_slots = 1;
    ben.transport = transport;
    EXPECT_EQ(take(bens_->join(ben)).name, "Benny");
    EXPECT_EQ(bens_->state(), sdk::RoomState::JOINED);
    ASSERT_TRUE(until([&] { return anns_->stats().connected && bens_->stats().connected; }));
    ASSERT_TRUE(until([&] { return added_.size() == 2; }));
  }
  struct Watch {
    std::atomic<int> frames = 0, keyframes = 0, broken = 0, first_is_key = -1;
  };
  static std::shared_ptr<const Watch> watch(RemoteTrack& track, std::size_t size) {
    auto watch = std::make_shared<Watch>();
    track.on_frame([watch, size](const Frame& frame) {
      if (watch->first_is_key < 0) watch->first_is_key = frame.keyframe;
      if (frame.keyframe) ++watch->keyframes;
      if (!Camera::intact(frame, size)) ++watch->broken;
      ++watch->frames;
    });
    return watch;
  }

  std::shared_ptr<LocalTrack> video_ = LocalTrack::video("camera"), audio_ = LocalTrack::audio(),
                              bens_video_ = LocalTrack::video();
  Inbox<protocol::TrackInfo> added_;
  std::unique_ptr<SfuExtended> ann_, ben_;
  std::shared_ptr<RoomExtended> anns_, bens_;
};

TEST_F(SdkMeeting, MediaFlowsUntilItIsMuted) {
  open();
  EXPECT_EQ(anns_->role(), protocol::ParticipantRole::OWNER);
  EXPECT_EQ(bens_->role(), protocol::ParticipantRole::PARTICIPANT);
  Camera camera(video_, 5000), microphone(audio_, 120);
  const auto seen = bens_->getRemoteTrack(TrackType::VIDEO), heard = bens_->getRemoteTrack(TrackType::AUDIO);
  ASSERT_TRUE(seen && heard);
  EXPECT_FALSE(bens_->getRemoteTrack(TrackType::AUDIO));
  const auto picture = watch(*seen, 5000);
  const auto sound = watch(*heard, 120);
  take(seen->demandTrack(video_->id()));
  take(heard->demandTrack(audio_->id()));
  EXPECT_TRUE(until([&] { return picture->frames > 30 && sound->frames > 30; }));
  EXPECT_EQ(picture->first_is_key, 1);
  EXPECT_EQ(picture->broken, 0);
  EXPECT_EQ(sound->broken, 0);

  const auto is_still = [](const std::atomic<int>& count) {
    return until([&] {
      const int before = count;
      std::this_thread::sleep_for(400ms);
      return count == before;
    });
  };
  take(anns_->muteTrack(video_->id(), true));
  EXPECT_TRUE(is_still(picture->frames));
  const int before = picture->frames, keyframes = picture->keyframes;
  take(anns_->muteTrack(video_->id(), false));
  EXPECT_TRUE(until([&] { return picture->frames > before + 10; }));
  EXPECT_GT(picture->keyframes, keyframes);
  take(heard->mute());
  EXPECT_TRUE(is_still(sound->frames));
  take(heard->unmute());
  const int silent = sound->frames;
  EXPECT_TRUE(until([&] { return sound->frames > silent + 10; }));
  EXPECT_EQ(picture->broken, 0);

  heard->dispose();
  EXPECT_FALSE(heard->demandTrack(audio_->id()).get().ok());
  EXPECT_TRUE(bens_->getRemoteTrack(TrackType::AUDIO));
  const auto stats = bens_->stats();
  EXPECT_GT(stats.received.at(0).packets, 100u);
  EXPECT_GT(anns_->stats().sent.at(0).keyframes_wanted, 0u);
}

TEST_F(SdkMeeting, LeavingEndsIt) {
  open();
  Inbox<protocol::LeftRoom> left;
  Inbox<protocol::AddRemoveTracks> removed;
  bens_->on<protocol::LeftRoom>(RoomEvent::LEFT, [left](const protocol::LeftRoom& who) { left.add(who); });
  bens_->on<protocol::AddRemoveTracks>(RoomEvent::REMOVE_TRACKS,
                                       [removed](const protocol::AddRemoveTracks& event) { removed.add(event); });
  EXPECT_EQ(take(anns_->leaveRoom()).userId, "ann");
  EXPECT_EQ(anns_->state(), sdk::RoomState::DISPOSED);
  EXPECT_FALSE(ann_->getRoom(bens_->id()));
  EXPECT_FALSE(anns_->sendControlMessage("late", true).get().ok());
  EXPECT_TRUE(until([&] { return left.size() == 1 && removed.size() == 1; }));
  EXPECT_EQ(left.all()[0].userId, "ann");
  EXPECT_EQ(removed.all()[0].info.info.size(), 2u);
  Inbox<int> gone;
  ben_->on(SfuEvent::DISCONNECTED, [gone] { gone.add(1); });
  take(ben_->disconnect());
  EXPECT_TRUE(until([&] { return gone.size() == 1; }));
  EXPECT_FALSE(bens_->sendMessage("late").get().ok());
}

TEST_F(SdkMeeting, TalksOverTcp) {
  open(protocol::TransportType::TCP);
  Camera camera(video_, 3000);
  const auto seen = bens_->getRemoteTrack(TrackType::VIDEO);
  ASSERT_TRUE(seen);
  const auto picture = watch(*seen, 3000);
  take(seen->demandTrack(video_->id()));
  EXPECT_TRUE(until([&] { return picture->frames > 30; }));
  EXPECT_EQ(picture->broken, 0);
  Inbox<protocol::RoomMessage> got;
  bens_->on<protocol::RoomMessage>(RoomEvent::MESSAGE,
                                   [got](const protocol::RoomMessage& message) { got.add(message); });
  take(anns_->sendMessage("over TCP"));
  EXPECT_TRUE(until([&] { return got.size() == 1; }));
}

TEST_F(SdkMeeting, SendsTextsShortAndLong) {
  open();
  Inbox<protocol::RoomMessage> got;
  Inbox<protocol::ControlMessageEvent> control;
  bens_->on<protocol::RoomMessage>(RoomEvent::MESSAGE,
                                   [got](const protocol::RoomMessage& message) { got.add(message); });
  bens_->on<protocol::ControlMessageEvent>(
      RoomEvent::CONTROL_MESSAGE, [control](const protocol::ControlMessageEvent& event) { control.add(event); });
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "aé☕𝄞";
  take(anns_->sendMessage("Hi \"all\""));
  take(anns_->sendMessage(text));
  ASSERT_TRUE(until([&] { return got.size() == 2; }));
  EXPECT_EQ(got.all()[0].message.message, "Hi \"all\"");
  EXPECT_EQ(got.all()[0].message.nickName, "ann");
  EXPECT_TRUE(got.all()[1].message.message == text);
  take(anns_->sendControlMessage("raise-hand", false, "ben"));
  ASSERT_TRUE(until([&] { return control.size() == 1; }));
  EXPECT_EQ(control.all()[0].message.from, "ann");
  const auto unknown = anns_->sendControlMessage("hello?", false, "nobody").get();
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.failure().operation, "SEND_CONTROL_MESSAGE");
}

TEST_F(SdkMeeting, PublishesMoreAndLess) {
  open();
  Inbox<protocol::AddRemoveTracks> removed;
  bens_->on<protocol::AddRemoveTracks>(RoomEvent::REMOVE_TRACKS,
                                       [removed](const protocol::AddRemoveTracks& event) { removed.add(event); });
  const auto screen = LocalTrack::video("screen_sharing");
  take(anns_->updateState({video_, audio_, screen}));
  ASSERT_TRUE(until([&] { return added_.size() == 3; }));
  EXPECT_EQ(added_.all()[2].id, screen->id());
  EXPECT_EQ(added_.all()[2].contentType, "screen_sharing");
  Camera camera(screen, 20'000);
  const auto seen = bens_->getRemoteTrack(TrackType::VIDEO);
  const auto picture = watch(*seen, 20'000);
  take(seen->demandTrack(screen->id()));
  EXPECT_TRUE(until([&] { return picture->frames > 20; }));
  EXPECT_EQ(picture->broken, 0);
  take(anns_->updateState({video_, audio_}));
  ASSERT_TRUE(until([&] { return removed.size() == 1; }));
  EXPECT_EQ(removed.all()[0].info.info.at(0).id, screen->id());
  const auto gone = seen->demandTrack(screen->id()).get();
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.failure().operation, "LEASE_TRACK");
  EXPECT_EQ(seen->mute().get().failure().error, "Track already disposed");
  EXPECT_TRUE(bens_->getRemoteTrack(TrackType::VIDEO));
}

TEST_F(Sdk, RefusesAWrongPinAndASecondJoin) {
  const auto ann = login("ann"), ben = login("ben");
  sdk::calls::CreateRoom create;
  create.pin = "1234";
  const auto room = take(ann->createRoom(create));
  sdk::calls::RoomAvailable available;
  available.id = room->id();
  available.pin = "4321";
  const auto bens = take(ben->roomAvailable(available));
  const auto refused = bens->join({}).get();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().error, "Wrong pin");
  EXPECT_FALSE(ben->getRoom(room->id()));
  take(room->join({}));
  EXPECT_EQ(room->join({}).get().failure().error, "Can't joined room with state JOINED");
  Inbox<int> ended;
  room->on(RoomEvent::ENDED, [ended] { ended.add(1); });
  take(room->destroyRoom());
  EXPECT_TRUE(until([&] { return ended.size() == 1; }));
}

}  // namespace
}  // namespace parley::test
