// Meetings as the wire shows them: entry points, the exact join order, tracks and leases, leaving and ending.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/sdp_offer.hpp"
#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

WireClient new_user(const ServerProcess& server, const std::string& id) {
  server.add_user(id);
  return WireClient::login(server.port(), id);
}

std::vector<std::string> types(const std::deque<json::object>& events) {
  std::vector<std::string> names;
  for (const json::object& event : events) names.push_back(text(event, {"type"}));
  return names;
}

std::ptrdiff_t position(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : found - names.begin();
}

/// The first event of that type; fails the test when there is none.
const json::object& first(const std::deque<json::object>& events, const std::string& type) {
  static const json::object none;
  for (const json::object& event : events) {
    if (text(event, {"type"}) == type) return event;
  }
  ADD_FAILURE() << "no " << type << " among the events";
  return none;
}

class Meeting : public testing::Test {
 protected:
  void SetUp() override {
    const json::object created = ann_.ask("createRoom", {{"name", "Weekly"}, {"pin", "1234"}});
    ASSERT_EQ(text(created, {"type"}), "CREATED") << json::serialize(created);
    room_ = text(created, {"roomId"});
    created_ = created;
  }
  json::object join_arguments(const std::string& id, const OfferOptions& offer, const std::string& pin = "1234") const {
    return {{"id", id}, {"pin", pin}, {"sdp", sdp_offer(offer)}, {"sdpType", "offer"}, {"tid", "tid-" + offer.ufrag}};
  }
  /// Joins and returns everything up to and including a settled connection, the answer among it.
  std::deque<json::object> join(WireClient& client, const OfferOptions& offer) {
    const std::string id = client.call("joinRoom", join_arguments(room_, offer));
    return client.settle();
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  WireClient ann_ = new_user(server_, "ann");
  WireClient ben_ = new_user(server_, "ben");
  WireClient eve_ = new_user(server_, "eve");
  std::string room_;
  json::object created_;
};

const OfferOptions kAnn{"ann-audio", "ann-video", "camera", 2, "annU"};
const OfferOptions kBen{"ben-audio", "ben-video", "", 2, "benU"};

TEST_F(Meeting, CreationTellsTheCreatorOnlyAndMakesTheRoomChat) {
  EXPECT_GE(room_.size(), 7u);
  EXPECT_EQ(text(created_, {"name"}), "Weekly");
  EXPECT_EQ(text(created_, {"owner"}), "ann");
  EXPECT_EQ(text(created_, {"pin"}), "1234");
  EXPECT_EQ(text(created_, {"conferenceType"}), "GLOBAL");
  EXPECT_EQ(text(created_, {"chatId"}), room_);
  EXPECT_FALSE(created_.at("waitingRoomEnabled").as_bool());
  EXPECT_GT(created_.at("creationTime").as_int64(), 0);
  const json::object& config = created_.at("config").as_object();
  EXPECT_FALSE(config.at("locked").as_bool());
  EXPECT_TRUE(config.at("canChangeNickname").as_bool());
  EXPECT_TRUE(config.at("screenSharingConfig").as_object().at("multipleShares").as_bool());
  EXPECT_EQ(text(ann_.event("SFU_NEW_CHAT"), {"info", "id"}), room_);
  EXPECT_TRUE(ben_.settle().empty());
}

TEST_F(Meeting, AvailableEchoesThePinAskedForAndNeverTheTrueOne) {
  const json::object answer = ben_.ask("roomAvailable", {{"id", room_}, {"pin", "wrong"}});
  EXPECT_EQ(text(answer, {"type"}), "AVAILABLE");
  EXPECT_EQ(text(answer, {"roomId"}), room_);
  EXPECT_EQ(text(answer, {"pin"}), "wrong");
  EXPECT_TRUE(answer.at("config").is_object());
  EXPECT_EQ(text(ben_.ask("roomAvailable", json::object()), {"error"}), "id can't be null");
  EXPECT_EQ(text(ben_.ask("roomAvailable", {{"id", "nothing"}}), {"error"}), "Room is not available");
}

TEST_F(Meeting, ExistsChecksIdAndPin) {
  EXPECT_EQ(text(ben_.ask("roomExists", {{"id", room_}, {"pin", "1234"}}), {"type"}), "ACK");
  EXPECT_EQ(text(ben_.ask("roomExists", {{"id", room_}, {"pin", "1"}}), {"error"}), "Wrong pin");
  EXPECT_EQ(text(ben_.ask("roomExists", {{"id", "nothing"}}), {"error"}), "Room not found");
  EXPECT_EQ(text(ben_.ask("roomExists", json::object()), {"error"}), "id can't be null");
}

TEST_F(Meeting, JoinErrorsCarryTheRoomId) {
  json::object failed = ben_.ask("joinRoom", join_arguments(room_, kBen, "9999"));
  EXPECT_EQ(text(failed, {"error"}), "Wrong pin");
  EXPECT_EQ(text(failed, {"operation"}), "ROOM_JOIN");
  EXPECT_EQ(text(failed, {"roomId"}), room_);
  failed = ben_.ask("joinRoom", join_arguments("nothing", kBen));
  EXPECT_EQ(text(failed, {"error"}), "Room not found");
  json::object nonsense = join_arguments(room_, kBen);
  nonsense["sdp"] = "v=0\r\nthis makes no sense";
  failed = ben_.ask("joinRoom", nonsense);
  EXPECT_EQ(text(failed, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(failed, {"roomId"}), room_);
  EXPECT_EQ(text(ben_.ask("joinRoom", join_arguments(room_, kBen)), {"type"}), "JOINED") << "none of that did harm";
}

TEST_F(Meeting, TheOwnersJoinComesInOrder) {
  ann_.settle();
  const auto events = join(ann_, kAnn);
  const auto names = types(events);
  ASSERT_GE(position(names, "REMOTE_SDP"), 0);
  const json::object& sdp = first(events, "REMOTE_SDP");
  EXPECT_EQ(text(sdp, {"info", "type"}), "answer");
  EXPECT_EQ(text(sdp, {"info", "tid"}), "tid-annU");
  const std::string answer = text(sdp, {"info", "sdp"});
  for (const char* line :
       {"a=ice-lite", "a=setup:passive", "a=end-of-candidates", "a=rtcp-mux", "a=candidate:", "a=recvonly",
        "a=sendonly", "a=sctp-port:5000", "a=max-message-size:262144", "a=group:BUNDLE 0 1 2 3 4"}) {
    EXPECT_NE(answer.find(line), std::string::npos) << line << "\n" << answer;
  }
  const json::object& joined = first(events, "JOINED");
  EXPECT_EQ(text(joined, {"userId"}), "ann");
  EXPECT_TRUE(joined.at("owner").as_bool());
  EXPECT_FALSE(text(joined, {"mediaSessionId"}).empty());
  EXPECT_FALSE(text(joined, {"internalMessageId"}).empty());
  const char* order[] = {"JOINED",        "ROOM_CONFIG",      "PARTICIPANT_CONFIG",
                         "ROLE_ASSIGNED", "PARTICIPANT_LIST", "ROLES_LIST"};
  std::ptrdiff_t last = -1;
  for (const char* type : order) {
    EXPECT_GT(position(names, type), last) << type;
    last = position(names, type);
  }
  for (const json::object& event : events) {
    if (text(event, {"type"}).starts_with("SFU_")) continue;
    EXPECT_TRUE(text(event, {"type"}) == "JOINED_MEETING_SYNC" || text(event, {"roomId"}) == room_)
        << json::serialize(event);
  }
  EXPECT_TRUE(first(events, "PARTICIPANT_LIST").at("participants").as_array().empty());
}

TEST_F(Meeting, ASecondParticipantSeesTracksAndIsSeen) {
  join(ann_, kAnn);
  const auto his = join(ben_, kBen);
  const auto names = types(his);
  EXPECT_LT(position(names, "SFU_NEW_CHAT"), position(names, "JOINED"));
  EXPECT_LT(position(names, "PARTICIPANT_LIST"), position(names, "ADD_TRACKS"));
  EXPECT_EQ(position(names, "ROLE_ASSIGNED"), -1);
  const json::object& add = first(his, "ADD_TRACKS");
  EXPECT_EQ(text(add, {"info", "userId"}), "ann");
  const json::array& tracks = add.at("info").as_object().at("info").as_array();
  ASSERT_EQ(tracks.size(), 2u);
  for (const json::value& value : tracks) {
    const json::object& track = value.as_object();
    const bool audio = text(track, {"type"}) == "AUDIO";
    EXPECT_EQ(text(track, {"id"}), audio ? "ann-audio" : "ann-video");
    EXPECT_EQ(text(track, {"contentType"}), audio ? "" : "camera");
    EXPECT_FALSE(track.at("mute").as_bool());
    EXPECT_TRUE(track.at("quality").is_array());
  }
  const auto hers = ann_.settle();
  const auto her_names = types(hers);
  EXPECT_LT(position(her_names, "SFU_UPDATE_CHAT"), position(her_names, "JOINED"));
  EXPECT_LT(position(her_names, "PARTICIPANT_CONFIG"), position(her_names, "JOINED")) << "owners know his config first";
  EXPECT_LT(position(her_names, "JOINED"), position(her_names, "ADD_TRACKS"));
  EXPECT_EQ(text(first(hers, "JOINED"), {"internalMessageId"}), "");
  EXPECT_TRUE(eve_.settle().empty());
}

TEST_F(Meeting, LeasesWantARealTrackAndASlotOfItsKind) {
  join(ann_, kAnn);
  join(ben_, kBen);
  const auto lease = [&](json::value track, const std::string& mid) {
    return ben_.ask("leaseTrack", {{"roomId", room_}, {"remoteTrackId", std::move(track)}, {"localMid", mid}});
  };
  EXPECT_EQ(text(lease("ann-video", "2"), {"type"}), "ACK");
  EXPECT_EQ(text(lease("ann-video", "3"), {"type"}), "ACK") << "one track on two slots";
  EXPECT_EQ(text(lease(nullptr, "2"), {"type"}), "ACK");
  for (const auto& [track, mid] :
       {std::pair{"no-such-track", "2"}, {"ann-audio", "2"}, {"ann-video", "1"}, {"ann-video", "77"}}) {
    const json::object failed = lease(track, mid);
    EXPECT_EQ(text(failed, {"operation"}), "LEASE_TRACK") << track << ' ' << mid;
  }
  EXPECT_EQ(text(ben_.ask("muteRemoteTrack", {{"roomId", room_}, {"id", "3"}, {"mute", true}}), {"type"}), "ACK");
  EXPECT_EQ(text(ben_.ask("changeQuality", {{"roomId", room_}, {"id", "3"}, {"quality", "h"}}), {"type"}), "ACK");
  EXPECT_EQ(
      text(eve_.ask("leaseTrack", {{"roomId", room_}, {"remoteTrackId", "ann-video"}, {"localMid", "2"}}), {"type"}),
      "OPERATION_FAILED");
}

TEST_F(Meeting, MutingIsTheServersAndIsToldToTheOthers) {
  join(ann_, kAnn);
  join(ben_, kBen);
  ann_.settle();
  EXPECT_EQ(text(ann_.ask("muteTrack", {{"roomId", room_}, {"id", "ann-video"}, {"mute", true}}), {"type"}), "ACK");
  EXPECT_EQ(count(ann_.settle(), "MUTE_TRACKS"), 0u);
  const json::object event = ben_.event("MUTE_TRACKS");
  EXPECT_EQ(text(event, {"info", "userId"}), "ann");
  EXPECT_TRUE(event.at("info").at("info").as_array().at(0).at("mute").as_bool());
  const json::object foreign = ben_.ask("muteTrack", {{"roomId", room_}, {"id", "ann-video"}, {"mute", false}});
  EXPECT_EQ(text(foreign, {"operation"}), "MUTE_TRACKS") << "only one's own tracks";
}

TEST_F(Meeting, RenegotiationAnswersFirstAndAcknowledgesThen) {
  join(ann_, kAnn);
  join(ben_, kBen);
  OfferOptions without_video = kAnn;
  without_video.video_track.clear();
  without_video.video_slots = 3;  // its section became one more slot
  const std::string id = ann_.call(
      "updateRoomState",
      {{"id", room_}, {"pin", "1234"}, {"sdp", sdp_offer(without_video)}, {"sdpType", "offer"}, {"tid", "T2"}});
  const auto names = types(ann_.settle());
  ASSERT_GE(position(names, "REMOTE_SDP"), 0);
  EXPECT_LT(position(names, "REMOTE_SDP"), position(names, "ACK"));
  const json::object removed = ben_.event("REMOVE_TRACKS");
  EXPECT_EQ(text(removed.at("info").at("info").as_array().at(0).as_object(), {"id"}), "ann-video");
}

TEST_F(Meeting, LeavingTellsTheOthersAndTheLastOneEndsTheRoom) {
  join(ann_, kAnn);
  join(ben_, kBen);
  ann_.settle();
  const std::string id = ben_.call("leaveRoom", {{"id", room_}, {"pin", "1234"}});
  const json::object left = ben_.answer(id);
  EXPECT_EQ(text(left, {"type"}), "LEFT");
  EXPECT_EQ(text(left, {"userId"}), "ben");
  EXPECT_EQ(count(ben_.settle(), "SFU_CHAT_DELETED"), 1u);
  const auto hers = types(ann_.settle());
  EXPECT_GE(position(hers, "LEFT"), 0);
  EXPECT_LT(position(hers, "REMOVE_TRACKS"), position(hers, "LEFT"));
  EXPECT_EQ(text(ann_.ask("leaveRoom", {{"id", room_}}), {"type"}), "LEFT");
  EXPECT_EQ(text(ben_.ask("roomExists", {{"id", room_}, {"pin", "1234"}}), {"error"}), "Room not found");
}

TEST_F(Meeting, LeavingARoomNeverJoinedChangesNothing) {
  EXPECT_EQ(text(ann_.ask("leaveRoom", {{"id", room_}}), {"type"}), "LEFT");
  EXPECT_EQ(text(ben_.ask("roomExists", {{"id", room_}, {"pin", "1234"}}), {"type"}), "ACK");
  ann_.disconnect();
  EXPECT_EQ(text(ben_.ask("roomExists", {{"id", room_}, {"pin", "1234"}}), {"type"}), "ACK")
      << "it survives its creator's disconnect";
}

TEST_F(Meeting, ADroppedSocketLeavesTheRoom) {
  join(ann_, kAnn);
  join(ben_, kBen);
  ann_.settle();
  ben_.abort();
  EXPECT_EQ(text(ann_.event("LEFT"), {"userId"}), "ben");
}

TEST_F(Meeting, DestroyingEndsItForAllAndOnlyForTheOwner) {
  join(ann_, kAnn);
  join(ben_, kBen);
  EXPECT_EQ(text(ben_.ask("destroyRoom", {{"id", room_}, {"pin", "1234"}}), {"operation"}), "ROOM_DESTROY");
  EXPECT_EQ(text(ann_.ask("destroyRoom", {{"id", room_}, {"pin", "1234"}}), {"type"}), "ACK");
  EXPECT_EQ(text(ben_.event("ENDED"), {"roomId"}), room_);
  EXPECT_EQ(text(ben_.event("SFU_CHAT_DELETED"), {"info", "id"}), room_);
}

TEST_F(Meeting, ASecondDeviceTakesOver) {
  join(ann_, kAnn);
  join(ben_, kBen);
  WireClient ben2 = WireClient::login(server_.port(), "ben");
  OfferOptions offer = kBen;
  offer.ufrag = "ben2";
  ben_.settle();
  ann_.settle();
  EXPECT_EQ(count(join(ben2, offer), "JOINED"), 1u);
  EXPECT_EQ(count(ben_.settle(), "FORCEFULLY_LEFT"), 1u);
  const auto hers = ann_.settle();
  EXPECT_EQ(count(hers, "LEFT") + count(hers, "JOINED"), 0u);
  EXPECT_EQ(count(hers, "ADD_TRACKS"), 1u);
  EXPECT_EQ(text(ben2.ask("joinRoom", join_arguments(room_, offer)), {"error"}), "User already joined");
}

TEST_F(Meeting, ActiveRoomsAreTheCreatorsAlsoAfterAReconnect) {
  ann_.disconnect();
  WireClient ann = WireClient::login(server_.port(), "ann");
  const json::object rooms = ann.ask("getActiveRooms");
  EXPECT_EQ(text(rooms, {"type"}), "USER_ROOMS");
  ASSERT_EQ(rooms.at("rooms").as_array().size(), 1u);
  EXPECT_EQ(text(rooms.at("rooms").as_array()[0].as_object(), {"id"}), room_);
  EXPECT_TRUE(rooms.at("rooms").as_array()[0].at("config").is_object());
  EXPECT_TRUE(ben_.ask("getActiveRooms").at("rooms").as_array().empty());
}

TEST_F(Meeting, ADirectMeetingIsAnnouncedToTheChatsMembersOnly) {
  const std::string chat = text(ann_.ask("createChat", {{"members", json::array{"ben"}}}), {"info", "id"});
  ben_.settle();
  const json::object created = ann_.ask("createDirectMeeting", {{"directChatId", chat}});
  EXPECT_EQ(text(created, {"roomId"}), chat);
  EXPECT_EQ(text(created, {"conferenceType"}), "DIRECT");
  const json::object announced = ben_.event("NEW_MEETING");
  EXPECT_EQ(text(announced, {"id"}), chat);
  EXPECT_EQ(text(announced, {"roomId"}), "");
  EXPECT_TRUE(eve_.settle().empty());
  EXPECT_EQ(text(eve_.ask("createDirectMeeting", {{"directChatId", chat}}), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(eve_.ask("roomAvailable", {{"id", chat}}), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(ben_.ask("createDirectMeeting", {{"directChatId", chat}}), {"roomId"}), chat)
      << "the second start finds the running one";
  room_ = chat;
  EXPECT_EQ(count(join(ben_, kBen), "JOINED"), 1u);
  EXPECT_EQ(text(ann_.event("JOINED_MEETING_SYNC"), {"id"}), chat);
}

TEST_F(Meeting, ControlMessagesReachWhomTheyAreFor) {
  join(ann_, kAnn);
  join(ben_, kBen);
  EXPECT_EQ(
      text(ann_.ask("sendControlMessage",
                    {{"roomId", room_}, {"broadcast", false}, {"from", ""}, {"to", "ben"}, {"body", "raise-hand"}}),
           {"type"}),
      "ACK");
  const json::object event = ben_.event("CONTROL_MESSAGE");
  EXPECT_EQ(text(event, {"message", "from"}), "ann");
  EXPECT_EQ(text(event, {"message", "body"}), "raise-hand");
  EXPECT_EQ(text(ann_.ask("sendControlMessage",
                          {{"roomId", room_}, {"broadcast", false}, {"from", ""}, {"to", "nobody"}, {"body", "x"}}),
                 {"operation"}),
            "SEND_CONTROL_MESSAGE");
}

TEST_F(Meeting, ThePlainClientMeetsWithoutAnAccount) {
  const auto plain = [&](const std::string& nickname) {
    WireClient client(server_.port());
    client.send("connection", {{"appKey", "sfuApp"}, {"custom", {{"nickname", nickname}, {"roomName", "logs"}}}});
    client.next_frame();
    return client;
  };
  WireClient zoe = plain("Zoe"), yan = plain("Yan");
  room_ = "standup";
  OfferOptions offer{"z-audio", "", "", 1, "zoeU"};
  json::object arguments = join_arguments(room_, offer);
  arguments["nickname"] = "Zoe";
  const json::object joined = zoe.ask("joinRoom", arguments);
  EXPECT_EQ(text(joined, {"type"}), "JOINED") << json::serialize(joined);
  EXPECT_EQ(text(joined, {"name"}), "Zoe");
  EXPECT_EQ(text(joined, {"roomId"}), "standup");
  json::object wrong = join_arguments(room_, {"y-audio", "", "", 1, "yanU"}, "other");
  EXPECT_EQ(text(yan.ask("joinRoom", wrong), {"error"}), "Wrong pin");
  json::object right = join_arguments(room_, {"y-audio", "", "", 1, "yanU"});
  right["nickname"] = "Yan";
  EXPECT_EQ(text(yan.ask("joinRoom", right), {"roomId"}), "standup");
  EXPECT_EQ(text(zoe.event("JOINED"), {"name"}), "Yan");
  const json::object ack = yan.ask("muteTrack", {{"roomId", room_}, {"id", "y-audio"}, {"mute", true}});
  EXPECT_EQ(text(ack, {"type"}), "ACK");
  EXPECT_EQ(text(ack, {"roomId"}), "standup");
}

}  // namespace
}  // namespace parley::test
