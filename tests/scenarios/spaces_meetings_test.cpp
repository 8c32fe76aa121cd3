// Meetings of channels, as spaces see them: who is told of one, and what becomes of it when people and channels go.
#include "tests/harness/sdp_offer.hpp"
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesMeetings : public SpacesFixture {
 protected:
  void SetUp() override {
    role_ = new_role("Leads", {}, {"ben"});
    secret_ = new_private_channel("ann", "Secret", {}, {role_});
    settle();
  }
  void start(const std::string& name, const std::string& channel) {
    const json::object made = device(name).ask("createChannelMeeting", in_channel(channel));
    ASSERT_EQ(text(made, {"type"}), "CREATED") << json::serialize(made);
  }
  static json::object join_arguments(const std::string& name, const std::string& channel) {
    OfferOptions offer;
    offer.ufrag = name + "Ufrag";
    return {{"id", channel}, {"pin", ""}, {"sdp", sdp_offer(offer)}, {"sdpType", "offer"}, {"tid", "tid-" + name}};
  }
  /// Comes into the meeting, without any track.
  void enter(const std::string& name, const std::string& channel) {
    const json::object joined = device(name).ask("joinRoom", join_arguments(name, channel));
    ASSERT_EQ(text(joined, {"type"}), "JOINED") << json::serialize(joined);
    settle();
  }
  json::object access(json::array members, json::array roles = {}) {
    return in_channel(
        secret_, {{"name", "Secret"}, {"private", true}, {"members", std::move(members)}, {"roles", std::move(roles)}});
  }
  /// What the connection was told, in order, of these alone.
  static std::string order(const Told& told, const std::string& name, const std::set<std::string>& types) {
    std::string all;
    const auto found = told.events.find(name);
    if (found == told.events.end()) return all;
    for (const json::object& event : found->second) {
      const std::string type = text(event, {"type"});
      if (types.contains(type)) all += (all.empty() ? "" : " ") + type;
    }
    return all;
  }

  std::string role_, secret_;
};

TEST_F(SpacesMeetings, AStartIsToldToTheChannel) {
  const Told told = does("ben", "createChannelMeeting", "CREATED", in_channel(secret_));
  EXPECT_EQ(told.lines(), heard("ann ann2 ben2: NEW_MEETING"));
  EXPECT_EQ(text(told.answer, {"roomId"}), secret_);
  EXPECT_EQ(text(told.answer, {"name"}), "Secret");
  EXPECT_EQ(text(told.answer, {"conferenceType"}), "CHANNEL");
  EXPECT_FALSE(told.answer.at("waitingRoomEnabled").as_bool());
  const json::object& config = told.answer.at("config").as_object();
  for (const auto& [key, value] : std::map<std::string, bool>{{"locked", false},
                                                              {"initialAudioMuted", false},
                                                              {"initialVideoMuted", true},
                                                              {"initialScreenSharingMuted", true},
                                                              {"audioMuted", false},
                                                              {"videoMuted", false},
                                                              {"screenSharingMuted", false},
                                                              {"chatMuted", true},
                                                              {"canChangeNickname", false}}) {
    EXPECT_EQ(config.at(key).as_bool(), value) << key;
  }
  for (const char* key : {"multipleShares", "everyoneCanShare", "everyoneCanDoSubsequentShare"}) {
    EXPECT_TRUE(config.at("screenSharingConfig").at(key).as_bool()) << key;
  }
  const json::object event = told.same("NEW_MEETING");
  EXPECT_EQ(text(event, {"id"}), secret_);
  EXPECT_EQ(text(event, {"conferenceType"}), "CHANNEL");
  EXPECT_EQ(text(event, {"name"}), "Secret");
  EXPECT_EQ(text(event, {"pin"}), "");

  for (const char* stranger : {"cat", "eve", "gus"}) {
    EXPECT_EQ(text(by(stranger, "createChannelMeeting", in_channel(secret_)).answer, {"error"}), "Restricted access");
    EXPECT_EQ(text(by(stranger, "roomAvailable", {{"id", secret_}}).answer, {"type"}), "OPERATION_FAILED");
    EXPECT_EQ(text(by(stranger, "joinRoom", join_arguments(stranger, secret_)).answer, {"type"}), "OPERATION_FAILED");
  }
  // Others come in by the channel's id; a second start finds the same.
  EXPECT_EQ(text(device("ann").ask("roomAvailable", {{"id", secret_}}), {"type"}), "AVAILABLE");
  const Told again = does("ann", "createChannelMeeting", "CREATED", in_channel(secret_));
  EXPECT_EQ(text(again.answer, {"roomId"}), secret_);
  EXPECT_EQ(again.lines(), Heard{});
}

TEST_F(SpacesMeetings, WhoLoadsHisSpacesIsToldWhatRuns) {
  start("ben", secret_);
  start("ben", channel_);
  settle();
  // It comes behind the answer.
  const auto told = [&](const std::string& name) {
    return device(name).event("USER_MEETINGS").at("meetings").as_array();
  };
  spaces("ann");
  EXPECT_EQ(told("ann").size(), 2u);
  spaces("cat");
  const json::array cats = told("cat");
  ASSERT_EQ(cats.size(), 1u);
  EXPECT_EQ(text(cats[0].as_object(), {"id"}), channel_);
  EXPECT_EQ(text(cats[0].as_object(), {"type"}), "CHANNEL");
  join("gus");
  EXPECT_EQ(told("gus").size(), 1u);
  for (const char* other : {"ann2", "ben", "eve"})
    EXPECT_EQ(count(device(other).settle(), "USER_MEETINGS"), 0u) << other;
}

TEST_F(SpacesMeetings, AccessMovesWhileOneIsInIt) {
  start("ann", secret_);
  enter("ann", secret_);
  enter("ben", secret_);
  const Told told = does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED", access({"cat"}));
  EXPECT_EQ(order(told, "cat", {"NEW_SPACE_CHANNEL", "NEW_MEETING", "MEETING_ENDED_SYNC"}),
            "NEW_SPACE_CHANNEL NEW_MEETING");
  EXPECT_EQ(order(told, "ben", {"EVICTED", "MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"}),
            "EVICTED MEETING_ENDED_SYNC SPACE_CHANNEL_DELETED");
  EXPECT_EQ(order(told, "ben2", {"EVICTED", "MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"}),
            "MEETING_ENDED_SYNC SPACE_CHANNEL_DELETED");
  EXPECT_EQ(text(told.to("ben", "MEETING_ENDED_SYNC"), {"id"}), secret_);
  EXPECT_EQ(order(told, "ann", {"EVICTED", "MEETING_ENDED_SYNC", "ENDED"}), "EVICTED");
  EXPECT_EQ(text(told.to("ann", "EVICTED"), {"userId"}), "ben");
  EXPECT_EQ(text(told.to("ann", "EVICTED"), {"roomId"}), secret_);
  // It goes on for the others, and he can't come back.
  EXPECT_EQ(text(device("cat").ask("roomAvailable", {{"id", secret_}}), {"type"}), "AVAILABLE");
  EXPECT_EQ(text(device("ben").ask("roomAvailable", {{"id", secret_}}), {"type"}), "OPERATION_FAILED");
}

TEST_F(SpacesMeetings, RolesOpenAndCloseAMeetingToo) {
  start("ann", secret_);
  enter("ann", secret_);
  const json::object of_cat = in_space({{"roleId", role_}, {"memberId", "cat"}});
  EXPECT_EQ(does("ann", "addRoleToMember", "ADDED_ROLE_TO_MEMBER", of_cat).lines()["cat"],
            "ADDED_ROLE_TO_MEMBER NEW_SPACE_CHANNEL NEW_MEETING");
  enter("cat", secret_);
  const Told taken = does("ann", "removeRoleFromMember", "REMOVED_ROLE_FROM_MEMBER", of_cat);
  EXPECT_EQ(order(taken, "cat", {"EVICTED", "MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"}),
            "EVICTED MEETING_ENDED_SYNC SPACE_CHANNEL_DELETED");
  EXPECT_EQ(text(taken.to("ann", "EVICTED"), {"userId"}), "cat");
  const Told deleted = does("ann", "deleteSpaceRole", "SPACE_ROLE_DELETED", in_space({{"roleId", role_}}));
  EXPECT_EQ(order(deleted, "ben", {"SPACE_ROLE_DELETED", "MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"}),
            "SPACE_ROLE_DELETED MEETING_ENDED_SYNC SPACE_CHANNEL_DELETED");
}

TEST_F(SpacesMeetings, OneWhoLeavesTheSpaceIsOut) {
  start("ann", channel_);
  enter("ann", channel_);
  enter("cat", channel_);
  const Told cats = does("cat", "leaveSpace", "USER_LEFT_SPACE", {{"id", space_}});
  EXPECT_EQ(order(cats, "cat", {"EVICTED", "MEETING_ENDED_SYNC"}), "EVICTED MEETING_ENDED_SYNC");
  EXPECT_EQ(text(cats.to("ann", "EVICTED"), {"userId"}), "cat");
  EXPECT_EQ(order(cats, "ben", {"EVICTED", "MEETING_ENDED_SYNC"}), "");
  // One who wasn't in it hears that it is gone for him.
  const Told bens = does("ben", "leaveSpace", "USER_LEFT_SPACE", {{"id", space_}});
  for (const char* name : {"ben", "ben2"}) EXPECT_EQ(text(bens.to(name, "MEETING_ENDED_SYNC"), {"id"}), channel_);
}

TEST_F(SpacesMeetings, ItEndsWithItsChannelAndWithTheSpace) {
  start("ann", channel_);
  enter("ann", channel_);
  enter("cat", channel_);
  const Told channel = does("ann", "deleteSpaceChannel", "SPACE_CHANNEL_DELETED", in_channel(channel_));
  for (const char* name : {"ann", "cat"}) {
    EXPECT_EQ(order(channel, name, {"ENDED", "MEETING_ENDED_SYNC"}), "ENDED MEETING_ENDED_SYNC") << name;
  }
  for (const char* name : {"ann2", "ben", "ben2"}) {
    EXPECT_EQ(order(channel, name, {"ENDED", "MEETING_ENDED_SYNC"}), "MEETING_ENDED_SYNC") << name;
  }
  EXPECT_EQ(order(channel, "cat", {"SFU_MESSAGE"}), "") << "nobody is left to read of it";
  start("ben", secret_);
  enter("ben", secret_);
  const Told space = does("ann", "deleteSpace", "SPACE_DELETED", {{"id", space_}});
  EXPECT_EQ(order(space, "ben", {"ENDED", "MEETING_ENDED_SYNC", "SPACE_CHANNEL_DELETED"}), "ENDED MEETING_ENDED_SYNC");
  EXPECT_EQ(text(space.to("ann", "MEETING_ENDED_SYNC"), {"id"}), secret_);
  EXPECT_EQ(order(space, "cat", {"ENDED", "MEETING_ENDED_SYNC"}), "");
  EXPECT_EQ(text(device("ben").ask("roomAvailable", {{"id", secret_}}), {"type"}), "OPERATION_FAILED");
}

TEST_F(SpacesMeetings, AnEndedMeetingLeavesAMessage) {
  start("ann", secret_);
  enter("ann", secret_);
  enter("ben", secret_);
  EXPECT_EQ(text(device("ann").ask("destroyRoom", {{"id", secret_}, {"pin", ""}}), {"type"}), "ACK");
  for (const char* name : {"ann", "ann2", "ben", "ben2"}) {
    SCOPED_TRACE(name);
    const json::object message = device(name).event("SFU_MESSAGE").at("message").as_object();
    EXPECT_EQ(text(message, {"type"}), "MEETING_HISTORY");
    EXPECT_EQ(text(message, {"targetEntityType"}), "CHANNEL");
    EXPECT_EQ(message.at("targetEntityId"), in_channel(secret_));
    const json::object item = json::parse(text(message, {"body"})).as_object();
    EXPECT_EQ(text(item, {"meetingId"}), secret_);
    EXPECT_EQ(text(item, {"type"}), "CHANNEL");
    EXPECT_EQ(text(item, {"owner"}), "ann");
    EXPECT_EQ(text(item, {"startedBy"}), "ann");
    EXPECT_EQ(sorted(item.at("participants")), "ann ben");
    EXPECT_GT(item.at("endedAt").as_int64(), item.at("startedAt").as_int64());
    EXPECT_EQ(item.at("records"), json::array{});
  }
  EXPECT_EQ(count(device("cat").settle(), "SFU_MESSAGE"), 0u);
  EXPECT_EQ(channel("ben", secret_).at("messagesCount").as_int64(), 1);
  // It can be started again.
  start("ben", secret_);
}

TEST_F(SpacesMeetings, ARestartEndsThem) {
  start("ann", channel_);
  restart();
  EXPECT_EQ(does("ann", "getUserSpaces", "USER_SPACES").lines(), Heard{});
  EXPECT_EQ(text(device("ben").ask("roomAvailable", {{"id", channel_}}), {"type"}), "OPERATION_FAILED");
}

}  // namespace
}  // namespace parley::test
