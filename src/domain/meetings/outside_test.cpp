// Direct meetings as people outside see them, and messages inside.
#include "domain/meetings/test_world.hpp"
#include "protocol/meetings_types.hpp"

namespace parley::domain {
namespace {

using namespace protocol::calls;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DirectTest : public MeetingsWorld {
 protected:
  DirectTest() {
    CreateChat call_;
    call_.members = {"ben", "cat"};
    call_.name = "Team";
    change([&](storage::Transaction& t) {
      auto made = chats.create(t, {"ann", ann}, call_);
      ASSERT_TRUE(made) << made.error().text;
      chat = made->info.id;
    });
    forget_all();
  }
  CreateDirectMeeting start() {
    CreateDirectMeeting call_;
    call_.directChatId = chat;
    return call_;
  }
  std::string chat;
};

TEST_F(DirectTest, StartingTellsTheOtherMembers) {
  ASSERT_EQ(call(ben, start(), "c"), "");
  const auto created = take(ben);
  ASSERT_THAT(names(created), ElementsAre("CREATED#c"));
  EXPECT_EQ(created[0].room, chat);
  const auto room = created[0].as<protocol::CreatedRoom>();
  EXPECT_EQ(room.conferenceType, protocol::ConferenceType::DIRECT);
  EXPECT_EQ(room.name, "Team");
  EXPECT_EQ(room.owner, "ann");
  EXPECT_EQ(room.chatId, chat);
  EXPECT_TRUE(room.config.initialVideoMuted && room.config.initialScreenSharingMuted && room.config.chatMuted);
  EXPECT_FALSE(room.config.canChangeNickname);
  for (const auto connection : {ann, ann2, cat, ben2}) {
    const auto told = take(connection);
    ASSERT_THAT(names(told), ElementsAre("NEW_MEETING"));
    EXPECT_EQ(told[0].room, "");
    EXPECT_EQ(told[0].as<protocol::NewMeeting>().id, chat);
  }
  EXPECT_THAT(take(dan), IsEmpty());
  ASSERT_EQ(call(cat, start(), "c"), "");
  EXPECT_EQ(take(cat).at(0).room, chat) << "it runs";
  EXPECT_THAT(take(ann), IsEmpty());
  EXPECT_EQ(call(dan, start()), "Restricted access");
  CreateDirectMeeting unknown;
  unknown.directChatId = "nothing";
  EXPECT_EQ(call(ann, unknown), "Room not found");
}

TEST_F(DirectTest, OutsidersSeeWhatHappensInside) {
  ASSERT_EQ(call(ann, start()), "");
  forget_all();
  ASSERT_EQ(join(ben, chat), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("JOINED_MEETING_SYNC", "ADD_TRACKS_SYNC"));
  EXPECT_THAT(names(take(ben2)), ElementsAre("JOINED_MEETING_SYNC", "ADD_TRACKS_SYNC"));
  EXPECT_THAT(names(take(ben)), testing::Not(testing::Contains(HasSubstr("SYNC"))));
  ASSERT_EQ(join(ann, chat), "");
  EXPECT_THAT(names(take(ben)), ElementsAre("JOINED", "ROLE_ASSIGNED", "ADD_TRACKS"));
  forget_all();
  MuteTrack mute;
  mute.roomId = chat;
  mute.id = "ben-audio";
  mute.mute = true;
  ASSERT_EQ(call(ben, mute), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("MUTE_TRACKS_SYNC"));
  ASSERT_EQ(leave(ben, chat), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("REMOVE_TRACKS_SYNC", "LEFT_MEETING_SYNC"));
  EXPECT_THAT(names(take(ben)), ElementsAre("ACK#m", "LEFT#X"));
  EXPECT_THAT(names(take(ann)), ElementsAre("MUTE_TRACKS", "REMOVE_TRACKS", "LEFT"));
  ASSERT_EQ(leave(ann, chat), "");
  EXPECT_THAT(names(take(cat)),
              ElementsAre("REMOVE_TRACKS_SYNC", "LEFT_MEETING_SYNC", "MEETING_ENDED_SYNC", "SFU_MESSAGE"));
  const auto last = take(ann);
  EXPECT_THAT(names(last), ElementsAre("LEFT#X", "MEETING_ENDED_SYNC", "SFU_MESSAGE"));
  const auto left_behind = last.back().as<protocol::SfuMessageEvent>().message;
  EXPECT_EQ(left_behind.targetEntityId.chatId, chat);
  const auto item = protocol::decode<protocol::MeetingHistoryItem>(*protocol::Json::parse(left_behind.body));
  ASSERT_TRUE(item) << item.error().text;
  EXPECT_EQ(item->meetingId, chat);
  EXPECT_EQ(item->type, protocol::ConferenceType::DIRECT);
  EXPECT_THAT(item->participants, ElementsAre("ben", "ann"));
  EXPECT_EQ(join(dan, chat), "Room not found");
}

TEST_F(DirectTest, OnlyMembersSeeIt) {
  ASSERT_EQ(call(ann, start()), "");
  EXPECT_EQ(join(dan, chat), "Restricted access");
  RoomAvailable ask;
  ask.id = chat;
  EXPECT_EQ(call(dan, ask), "Room is not available");
  EXPECT_EQ(call(cat, ask), "");
  forget_all();
  change([&](storage::Transaction& t) {
    meetings.tell_direct_meetings(t, {"cat", cat});
    meetings.tell_direct_meetings(t, {"dan", dan});
  });
  const auto told = take(cat);
  ASSERT_THAT(names(told), ElementsAre("USER_MEETINGS"));
  EXPECT_EQ(told[0].as<protocol::MeetingsPreviewEvent>().meetings.at(0).nickname, "Nick-cat");
  EXPECT_THAT(take(dan), IsEmpty());
}

TEST_F(DirectTest, ItFollowsItsChat) {
  ASSERT_EQ(call(ann, start()), "");
  join(ann, chat);
  join(ben, chat);
  forget_all();
  change([&](storage::Transaction& t) {
    AddMemberToChat add;
    add.id = chat;
    add.member = "dan";
    ASSERT_TRUE(chats.add_member(t, {"ann", ann}, add));
  });
  EXPECT_THAT(names(take(dan)), ElementsAre("SFU_NEW_CHAT", "NEW_MEETING"));
  RemoveMemberFromChat remove;
  remove.id = chat;
  remove.member = "ben";
  forget_all();
  change([&](storage::Transaction& t) { ASSERT_TRUE(chats.remove_member(t, {"ann", ann}, remove)); });
  EXPECT_THAT(names(take(ben)), ElementsAre("SFU_CHAT_DELETED", "EVICTED", "MEETING_ENDED_SYNC"));
  EXPECT_THAT(names(take(ann)), testing::IsSupersetOf({"REMOVE_TRACKS", "EVICTED"}));
  EXPECT_THAT(names(take(cat)), ElementsAre("SFU_UPDATE_CHAT", "REMOVE_TRACKS_SYNC", "EVICTED_SYNC"));
  forget_all();
  change([&](storage::Transaction& t) {
    DeleteChat gone;
    gone.id = chat;
    ASSERT_TRUE(chats.remove(t, {"ann", ann}, gone));
  });
  EXPECT_THAT(names(take(ann)), ElementsAre("ENDED", "MEETING_ENDED_SYNC"));
  EXPECT_THAT(names(take(cat)), testing::IsSupersetOf({"SFU_CHAT_DELETED", "MEETING_ENDED_SYNC"}));
}

class RoomMessagesTest : public MeetingsWorld {
 protected:
  RoomMessagesTest() {
    room = create(ann);
    join(ann, room);
    ann_peer = sfu.last_peer;
    join(ben, room);
    join(cat, room);
    forget_all();
  }
  void message(const std::string& text, bool binary = false) {
    change([&](storage::Transaction& t) {
      meetings.on_message(t, ann_peer, "control", binary,
                          {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    });
  }
  std::string room;
  media::PeerId ann_peer = 0;
};

TEST_F(RoomMessagesTest, AShortMessageGetsItsLastMark) {
  message(R"({"id":"7","payload":"hi \"all\""})");
  const auto lines = sfu.take();
  ASSERT_EQ(lines.size(), 3u);
  ASSERT_EQ(lines[0].substr(0, 8), "send p2 ");
  const auto event = protocol::Json::parse(lines[0].substr(8));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->get("type").string(), "MESSAGE");
  EXPECT_EQ(event->get("roomId").string(), room);
  EXPECT_EQ(event->get("message").get("nickName").string(), "Nick-ann");
  EXPECT_EQ(event->get("message").get("userId").string(), "ann");
  const std::string inner(*event->get("message").get("message").string());
  EXPECT_THAT(inner, HasSubstr("\"payload\":"));
  const auto piece = protocol::Json::parse(inner);
  EXPECT_EQ(piece->get("last").boolean(), true);
  EXPECT_EQ(piece->get("payload").string(), "hi \"all\"");
  EXPECT_EQ(lines[1].substr(0, 8), "send p3 ");
  EXPECT_EQ(lines[2], R"(send p1 {"type":"ACK","internalMessageId":"7"})");
}

TEST_F(RoomMessagesTest, PiecesAreAcknowledgedAtTheEnd) {
  message(R"({"id":"7","last":false,"payload":"a"})");
  EXPECT_EQ(sfu.take().size(), 2u);
  message(R"({"id":"7","last":true,"payload":"b"})");
  EXPECT_EQ(sfu.take().size(), 3u);
}

TEST_F(RoomMessagesTest, NonsenseIsRefusedWhenItHasAnId) {
  message(R"({"id":"7"})");
  EXPECT_THAT(sfu.take(), ElementsAre(HasSubstr(R"(send p1 {"type":"FAILED","internalMessageId":"7","error":)")));
  message("not json");
  message(R"({"id":"7","payload":"x"})", true);
  message("");
  EXPECT_THAT(sfu.take(), IsEmpty());
  change([&](storage::Transaction& t) { meetings.on_message(t, 4711, "control", false, {}); });
}

TEST_F(RoomMessagesTest, ControlMessages) {
  SendControlMessage send;
  send.roomId = room;
  send.to = "ben";
  send.body = "raise-hand";
  send.from = "somebody else";
  ASSERT_EQ(call(ann, send, "c"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ACK#c"));
  const auto told = take(ben);
  ASSERT_THAT(names(told), ElementsAre("CONTROL_MESSAGE"));
  const auto message = told[0].as<protocol::ControlMessageEvent>().message;
  EXPECT_EQ(message.from, "ann");
  EXPECT_EQ(message.body, "raise-hand");
  EXPECT_THAT(take(cat), IsEmpty());
  send.broadcast = true;
  send.to.reset();
  ASSERT_EQ(call(ann, send), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("CONTROL_MESSAGE"));
  send.broadcast = false;
  send.to = "nobody";
  EXPECT_EQ(call(ann, send), "Participant not found");
  EXPECT_EQ(call(dan, send), "Restricted access");
}

TEST_F(RoomMessagesTest, TheBitrateTestTellsTheLastTimeStamp) {
  StartBitrateTest start;
  start.roomId = room;
  GetBitrateLatency poll;
  poll.roomId = room;
  EndBitrateTest end;
  end.roomId = room;
  const auto latency = [&] {
    EXPECT_EQ(call(ann, poll, "p"), "");
    const auto answer = take(ann).at(0);
    EXPECT_EQ(answer.type + answer.id, "BITRATE_TEST_STATUSp");
    EXPECT_EQ(answer.room, room);
    return answer.as<protocol::BitrateTestStatus>().latency;
  };
  const std::vector<std::uint8_t> packet{0x01, 0x02, 0x03, 0, 0, 0, 0, 0, 9, 9, 0};
  meetings.bitrate_tests().note(ann_peer, packet);
  ASSERT_EQ(call(ann, start, "s"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ACK#s"));
  EXPECT_EQ(latency(), 0);
  meetings.bitrate_tests().note(ann_peer, packet);
  meetings.bitrate_tests().note(ann_peer, std::span(packet).first(9));
  EXPECT_EQ(latency(), 0x030201);
  ASSERT_EQ(call(ann, end, "e"), "");
  EXPECT_EQ(call(dan, start), "Restricted access");
}

}  // namespace
}  // namespace parley::domain
