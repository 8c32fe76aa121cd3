// Settings of personal meetings: stored per user, followed by the rooms on personal meeting ids.
#include "tests/harness/sdp_offer.hpp"
#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

class PersonalMeeting : public AccountScenario {
 protected:
  static json::object settings(bool any_time, bool waiting_room, const std::string& code) {
    return {{"allowJoinAtAnyTime", any_time}, {"useMuteAudioOnJoin", true},
            {"useLocalAutoRecord", false},    {"useAccessCode", !code.empty()},
            {"useWaitingRoom", waiting_room}, {"useOwnerVideo", false},
            {"useParticipantsVideo", false},  {"accessCode", code}};
  }
  std::string pmi() const { return text(ann_.user_data(), {"pmi"}); }
  static json::object join(const std::string& room, const std::string& pin) {
    OfferOptions offer{"audio", "video", "", 1, "user"};
    return {{"id", room}, {"pin", pin}, {"sdp", sdp_offer(offer)}, {"sdpType", "offer"}, {"tid", "tid"}};
  }
};

TEST_F(PersonalMeeting, NewUsersHaveDefaultsAndACodeOfTheirOwn) {
  const json::object answer = ann_.ask("getUserPmiSettings");
  ASSERT_EQ(text(answer, {"type"}), "SFU_USER_PMI_SETTINGS");
  const json::object& fresh = answer.at("pmiSettings").as_object();
  for (const char* on :
       {"allowJoinAtAnyTime", "useAccessCode", "useWaitingRoom", "useOwnerVideo", "useParticipantsVideo"})
    EXPECT_TRUE(fresh.at(on).as_bool()) << on;
  for (const char* off : {"useMuteAudioOnJoin", "useLocalAutoRecord"}) EXPECT_FALSE(fresh.at(off).as_bool()) << off;
  const std::string code = text(fresh, {"accessCode"});
  EXPECT_EQ(code.size(), 6u);
  EXPECT_EQ(text(ann2_.ask("getUserPmiSettings"), {"pmiSettings", "accessCode"}), code);
  server_.kill();
  ServerProcess again(folder_.path());
  WireClient ann = WireClient::login(again.port(), "ann");
  EXPECT_EQ(text(ann.ask("getUserPmiSettings"), {"pmiSettings", "accessCode"}), code);
}

TEST_F(PersonalMeeting, AnUpdateIsToldToOwnConnectionsAndKept) {
  const json::object wanted = settings(false, false, "any text");
  const json::object answer = ann_.ask("updateUserPmiSettings", wanted);
  ASSERT_EQ(text(answer, {"type"}), "UPDATE_USER_PMI_SETTINGS") << json::serialize(answer);
  EXPECT_EQ(answer.at("pmiSettings"), wanted);
  EXPECT_TRUE(ann_.settle().empty());
  EXPECT_EQ(only_copy(ann2_, "UPDATE_USER_PMI_SETTINGS").at("pmiSettings"), wanted);
  EXPECT_TRUE(ben_.settle().empty());

  ann2_.ask("updateUserPmiSettings", {{"useWaitingRoom", true}});
  json::object then = wanted;
  then["useWaitingRoom"] = true;
  EXPECT_EQ(only_copy(ann_, "UPDATE_USER_PMI_SETTINGS").at("pmiSettings"), then) << "what is left out stays";

  const json::object refused = ann_.ask("updateUserPmiSettings", {{"accessCode", ""}});
  EXPECT_EQ(text(refused, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(refused, {"operation"}), "UPDATE_USER_PMI_SETTINGS");
  EXPECT_TRUE(ann2_.settle().empty());

  server_.kill();
  ServerProcess again(folder_.path());
  WireClient ann = WireClient::login(again.port(), "ann");
  EXPECT_EQ(ann.ask("getUserPmiSettings").at("pmiSettings"), then);
}

TEST_F(PersonalMeeting, TheRoomAsksForTheCodeAndFollowsTheSettings) {
  ann_.ask("updateUserPmiSettings", settings(true, false, "swordfish"));
  const json::object refused = ben_.ask("joinRoom", join(pmi(), "guess"));
  EXPECT_EQ(text(refused, {"error"}), "Wrong pin");
  // The owner need not be there.
  const json::object joined = ben_.ask("joinRoom", join(pmi(), "swordfish"));
  EXPECT_EQ(text(joined, {"type"}), "JOINED") << json::serialize(joined);
  const json::object created = ann_.ask("createRoom", {{"id", pmi()}});
  EXPECT_EQ(text(created, {"type"}), "CREATED");
  EXPECT_EQ(text(created, {"pin"}), "swordfish") << "its owner learns the code";
  EXPECT_TRUE(created.at("config").as_object().at("initialAudioMuted").as_bool());
  EXPECT_EQ(text(ben_.ask("createRoom", {{"id", pmi()}}), {"error"}), "Restricted access");
}

TEST_F(PersonalMeeting, GuestsWaitForTheOwnerWhenHeWantsThat) {
  ann_.ask("updateUserPmiSettings", settings(false, false, ""));
  const std::string id = ben_.call("joinRoom", join(pmi(), ""));
  EXPECT_EQ(text(ben_.event("PLACED_IN_LOBBY"), {"roomId"}), pmi());
  ann_.call("joinRoom", join(pmi(), ""));
  EXPECT_EQ(text(ben_.answer(id), {"type"}), "JOINED");
}

}  // namespace
}  // namespace parley::test
