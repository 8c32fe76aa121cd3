// removeUser: refused for real users unless the server is told to allow it; then they vanish from everywhere.
#include "tests/harness/sdp_offer.hpp"
#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

std::string remove(const ServerProcess& server, const std::string& id) {
  WireClient client = anonymous(server.port());
  const json::object answer = client.ask("removeUser", {{"id", id}});
  if (text(answer, {"type"}) == "ACK") return "ACK";
  EXPECT_EQ(text(answer, {"operation"}), "REMOVE_USER");
  return text(answer, {"error"});
}

class Removal : public AccountScenario {
 protected:
  Removal() : AccountScenario({"--users-allow-removal", "true"}) {}
};

TEST(RemovalByDefault, OnlyPendingSignUpsAreRemoved) {
  TemporaryFolder folder;
  ServerProcess server(folder.path(), {"--sign-up-confirm-by-email", "true"});
  server.add_user("ann");
  EXPECT_EQ(remove(server, "ann"), "Failed to remove user");
  EXPECT_EQ(remove(server, "nobody"), "User not found");
  EXPECT_EQ(remove(server, ""), "User not found");
  EXPECT_TRUE(password_is_good(server.port(), "ann", "secret1"));

  WireClient applicant = anonymous(server.port());
  const std::string id =
      applicant.call("signUp", {{"username", "dora"}, {"email", "dora@example.com"}, {"password", "secret1"}});
  applicant.answer(id);
  const std::string secret = mailed_secret(server, "dora@example.com");
  EXPECT_EQ(remove(server, "dora"), "ACK");
  EXPECT_EQ(text(applicant.answer(id), {"error"}), "Email verification is declined");
  EXPECT_EQ(press(server, "/confirm-email", secret, "confirm"), "410");
  EXPECT_EQ(remove(server, "dora"), "User not found");
}

TEST_F(Removal, EndsConnectionsAndTokensAndFreesTheName) {
  EXPECT_EQ(remove(server_, "ann"), "ACK");
  for (WireClient* gone : {&ann_, &ann2_}) {
    const CloseInfo close = gone->wait_for_close();
    EXPECT_EQ(close.code, 1008);
    EXPECT_EQ(close.reason, "The account was removed");
  }
  EXPECT_FALSE(token_is_good(port(), ann_.token()));
  EXPECT_FALSE(password_is_good(port(), "ann", "secret1"));
  EXPECT_TRUE(token_is_good(port(), ben_.token()));
  EXPECT_EQ(remove(server_, "ann"), "User not found");
  server_.add_user("ann");
  EXPECT_TRUE(password_is_good(port(), "ann", "secret1"));
  server_.kill();
  ServerProcess again(folder_.path());
  EXPECT_TRUE(password_is_good(again.port(), "ann", "secret1"));
}

TEST_F(Removal, WhoHasWrittenSomethingKeepsHisNameForGood) {
  const std::string chat = text(ann_.ask("createChat", {{"members", {"ben"}}}), {"info", "id"});
  ann_.ask("sendMessage", {{"targetEntityType", "CHAT"}, {"targetEntityId", {{"chatId", chat}}}, {"body", "from ann"}});
  EXPECT_EQ(remove(server_, "ann"), "ACK");
  const auto refused = [&](const ServerProcess& server, const std::string& name) {
    WireClient stranger = anonymous(server.port());
    EXPECT_EQ(text(stranger.ask("ensureUsernameAvailable", {{"username", name}}), {"error"}),
              "Username is already in use");
    const json::object answer =
        stranger.ask("signUp", {{"username", name}, {"email", "new@example.com"}, {"password", "secret1"}});
    EXPECT_EQ(text(answer, {"error"}), "Username is already in use");
    EXPECT_EQ(text(answer, {"operation"}), "SIGN_UP");
  };
  refused(server_, "ann");
  refused(server_, "ANN");
  server_.kill();
  ServerProcess again(folder_.path());
  refused(again, "Ann");
  WireClient ben = WireClient::login(again.port(), "ben");
  const json::object loaded = ben.ask("loadMessages", {{"targetEntityType", "CHAT"},
                                                       {"targetEntityId", {{"chatId", chat}}},
                                                       {"timeFrame", {{"start", 0}, {"end", -1}}}});
  EXPECT_EQ(text(loaded.at("messages").as_array().at(0).as_object(), {"from"}), "ann");
  // His address is free.
  WireClient stranger = anonymous(again.port());
  const json::object answer =
      stranger.ask("signUp", {{"username", "anna"}, {"email", "ann@example.com"}, {"password", "secret1"}});
  EXPECT_EQ(text(answer, {"type"}), "SIGN_UP_STATUS");
}

TEST_F(Removal, LeavesChatsAndMeetings) {
  WireClient cat = user("cat");
  const std::string chat =
      text(ann_.ask("createChat", {{"members", {"ben", "cat"}}, {"type", "PUBLIC"}}), {"info", "id"});
  const json::object room = ben_.ask("createRoom", {{"name", "Weekly"}});
  const std::string id = text(room, {"roomId"});
  const auto join = [&](WireClient& client, const std::string& who) {
    OfferOptions offer{who + "-audio", "", "", 1, who + "U"};
    const json::object joined =
        client.ask("joinRoom", {{"id", id}, {"sdp", sdp_offer(offer)}, {"sdpType", "offer"}, {"tid", "tid-" + who}});
    EXPECT_EQ(text(joined, {"type"}), "JOINED") << json::serialize(joined);
  };
  join(ben_, "ben");
  join(ann_, "ann");
  ben_.settle();
  cat.settle();

  EXPECT_EQ(remove(server_, "ann"), "ACK");
  const json::object update = cat.event("SFU_UPDATE_CHAT");
  EXPECT_EQ(text(update, {"info", "id"}), chat);
  EXPECT_EQ(text(update, {"info", "owner"}), "ben") << "the chat passes on";
  EXPECT_EQ(update.at("info").as_object().at("members").as_array().size(), 2u);
  EXPECT_EQ(text(update, {"internalMessageId"}), "");
  const json::object left = ben_.event("LEFT");
  EXPECT_EQ(text(left, {"userId"}), "ann");
  EXPECT_EQ(text(left, {"roomId"}), id);
  EXPECT_EQ(count(cat.settle(), "LEFT"), 0u) << "cat is not in that meeting";
}

}  // namespace
}  // namespace parley::test
