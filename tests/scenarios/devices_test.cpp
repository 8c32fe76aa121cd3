// The list of one's logins, and ending them: the token dies, the connections close, nobody else's are touched.
#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

class Devices : public AccountScenario {
 protected:
  static std::vector<json::object> sessions(WireClient& client) {
    const json::object answer = client.ask("getUserSessions");
    EXPECT_EQ(text(answer, {"type"}), "USER_SESSIONS") << json::serialize(answer);
    std::vector<json::object> listed;
    for (const json::value& session : answer.at("sessions").as_array()) listed.push_back(session.as_object());
    return listed;
  }
  /// The session whose flag is set; exactly one.
  static json::object current(WireClient& client) {
    json::object found;
    int flags = 0;
    for (const json::object& session : sessions(client)) {
      if (!session.at("current").as_bool()) continue;
      found = session;
      ++flags;
    }
    EXPECT_EQ(flags, 1);
    return found;
  }
  std::string end(WireClient& client, const std::string& id) {
    const json::object answer = client.ask("endUserSession", {{"id", id}});
    return text(answer, {text(answer, {"type"}) == "ACK" ? "type" : "error"});
  }
};

TEST_F(Devices, TheListShowsEachLoginOnceAndNoSecret) {
  WireClient phone = connect_with(port(), {{"username", "ann"}, {"password", "secret1"}, {"device", "Ann's phone"}});
  const std::string token = text(phone.next_frame().at("data").as_array().at(0).as_object(), {"authToken"});
  WireClient phone_again = connect_with(port(), {}, token.c_str());
  phone_again.next_frame();

  const std::vector<json::object> listed = sessions(phone_again);
  EXPECT_EQ(listed.size(), 3u) << "ann's first two, and the phone once, though it has two connections";
  const json::object mine = current(phone);
  EXPECT_EQ(text(mine, {"device"}), "Ann's phone");
  EXPECT_EQ(text(mine, {"client"}), "Mozilla/5.0 (X11; Linux x86_64)");
  EXPECT_TRUE(mine.at("connected").as_bool());
  EXPECT_GT(mine.at("created").as_int64(), 0);
  EXPECT_GE(mine.at("lastUsed").as_int64(), mine.at("created").as_int64());
  EXPECT_EQ(text(current(phone_again), {"id"}), text(mine, {"id"})) << "a login, not a connection";
  EXPECT_NE(text(current(ann_), {"id"}), text(current(ann2_), {"id"}));
  const std::string whole = json::serialize(ann_.ask("getUserSessions"));
  EXPECT_EQ(whole.find(token), std::string::npos);
  EXPECT_EQ(sessions(ben_).size(), 1u) << "nobody else's";
}

TEST_F(Devices, EndingALoginEndsItsTokenAndClosesItsConnections) {
  WireClient second = connect_with(port(), {}, ann2_.token().c_str());
  second.next_frame();
  const std::string id = text(current(ann2_), {"id"});
  EXPECT_EQ(end(ann_, id), "ACK");
  for (WireClient* ended : {&ann2_, &second}) {
    const CloseInfo close = ended->wait_for_close();
    EXPECT_EQ(close.code, 1008);
    EXPECT_EQ(close.reason, "Signed out");
  }
  EXPECT_FALSE(token_is_good(port(), ann2_.token()));
  EXPECT_TRUE(token_is_good(port(), ann_.token()));
  EXPECT_TRUE(token_is_good(port(), ben_.token()));
  EXPECT_EQ(text(ben_.ask("getUserInfo"), {"type"}), "USER_INFO");
  EXPECT_EQ(sessions(ann_).size(), 1u);
  EXPECT_EQ(end(ann_, id), "Session not found") << "it is gone";
}

TEST_F(Devices, OnesOwnLoginIsAnsweredBeforeItEnds) {
  EXPECT_EQ(end(ann_, text(current(ann_), {"id"})), "ACK");
  EXPECT_EQ(ann_.wait_for_close().reason, "Signed out");
  EXPECT_FALSE(token_is_good(port(), ann_.token()));
  EXPECT_EQ(text(ann2_.ask("getUserInfo"), {"type"}), "USER_INFO");
}

TEST_F(Devices, OthersLoginsAndNonsenseAreRefused) {
  const std::string bens = text(current(ben_), {"id"});
  for (const std::string& id : {bens, std::string(), std::string("x"), ben_.token(), std::string(300, 'x')}) {
    const json::object answer = ann_.ask("endUserSession", {{"id", id}});
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED");
    EXPECT_EQ(text(answer, {"operation"}), "END_USER_SESSION");
  }
  EXPECT_TRUE(ben_.settle().empty());
  EXPECT_TRUE(token_is_good(port(), ben_.token()));
  WireClient anonymous_client = anonymous(port());
  EXPECT_EQ(text(anonymous_client.ask("getUserSessions"), {"type"}), "OPERATION_FAILED");
}

TEST_F(Devices, LogoutEndsTheTokenAndLeavesTheConnection) {
  EXPECT_EQ(text(ann2_.ask("logout"), {"type"}), "ACK");
  EXPECT_EQ(text(ann2_.ask("getUserInfo"), {"type"}), "USER_INFO");
  EXPECT_FALSE(token_is_good(port(), ann2_.token()));
  EXPECT_EQ(sessions(ann_).size(), 1u);
}

TEST_F(Devices, TheListSurvivesARestart) {
  const std::string id = text(current(ann2_), {"id"});
  ann_.disconnect();
  server_.kill();
  ServerProcess again(folder_.path());
  WireClient ann = connect_with(again.port(), {}, ann2_.token().c_str());
  ann.next_frame();
  EXPECT_EQ(text(current(ann), {"id"}), id);
  const std::vector<json::object> listed = sessions(ann);
  ASSERT_EQ(listed.size(), 2u);
  for (const json::object& session : listed) {
    EXPECT_EQ(session.at("connected").as_bool(), session.at("current").as_bool());
  }
}

}  // namespace
}  // namespace parley::test
