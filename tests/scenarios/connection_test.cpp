// The rules of the connection (protocol reference, "Transport and framing"), one test each, through a real socket.
#include <gtest/gtest.h>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

constexpr std::string_view kHello =
    R"({"message":"connection","data":[{"appKey":"KEY","mediaProviders":["WebRTC"],)"
    R"("keepAlive":true,"authToken":null,"custom":{"username":"","password":"","nickname":""}}]})";

std::string hello(std::string_view key) {
  std::string text(kHello);
  return text.replace(text.find("KEY"), 3, key);
}

/// One server for all of these tests: none of them harms it.
class Connection : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    server_ = new ServerProcess(folder_->path());
    for (const char* user : {"ann", "ben", "cat@example.org"}) server_->add_user(user);
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->terminate(), 0);
    delete server_;
    delete folder_;
  }
  static std::uint16_t port() { return server_->port(); }
  static std::string new_chat(WireClient& client, const std::string& other) {
    return text(client.ask("createChat", {{"members", json::array{other}}}), {"info", "id"});
  }
  static json::object message_to(const std::string& chat, const std::string& body) {
    return {{"targetEntityType", "CHAT"}, {"targetEntityId", {{"chatId", chat}}}, {"body", body}};
  }

  static TemporaryFolder* folder_;
  static ServerProcess* server_;
};
TemporaryFolder* Connection::folder_ = nullptr;
ServerProcess* Connection::server_ = nullptr;

TEST_F(Connection, AnyPathAndQueryIsAccepted) {
  for (const char* target : {"/", "/any/path", "/?token=1", "/deep/er?x=y&z"}) {
    WireClient client(port(), target);
    client.send_text(hello("sfuZUserManagementApp"));
    EXPECT_EQ(client.next_frame().at("message").as_string(), "getUserData") << target;
  }
}

TEST_F(Connection, EveryAnonymousApplicationKeyIsAnsweredWithUserData) {
  for (const char* key :
       {"sfuApp", "sfuZUserManagementApp", "sfuZExamplesManagementApp", "sfuZAttachmentsTransferHandler"}) {
    WireClient client(port());
    client.send_text(hello(key));
    const json::object frame = client.next_frame();
    EXPECT_EQ(frame.at("message").as_string(), "getUserData") << key;
    EXPECT_TRUE(frame.at("data").as_array().at(0).is_object()) << key;
  }
}

TEST_F(Connection, AnUnknownApplicationKeyIsRefused) {
  WireClient client(port());
  client.send_text(hello("somethingElse"));
  const CloseInfo close = client.wait_for_close();
  EXPECT_EQ(close.code, 1008);
  EXPECT_NE(close.reason, "Normal disconnect");
  EXPECT_FALSE(close.reason.empty());
}

TEST_F(Connection, LoginByUserIdAndByEmailGivesTheUserData) {
  for (const char* name : {"ann", "ann@example.com"}) {
    const WireClient client = WireClient::login(port(), name);
    const json::object& data = client.user_data();
    EXPECT_EQ(text(data, {"sipLogin"}), "ann");
    EXPECT_EQ(text(data, {"email"}), "ann@example.com");
    EXPECT_EQ(text(data, {"sipVisibleName"}), "ann");
    EXPECT_GE(text(data, {"authToken"}).size(), 32u);
    EXPECT_EQ(text(data, {"pmi"}).size(), 6u);
  }
}

TEST_F(Connection, IdsMayBeEmailAddresses) {
  EXPECT_EQ(text(WireClient::login(port(), "cat@example.org").user_data(), {"sipLogin"}), "cat@example.org");
}

TEST_F(Connection, TheTokenLogsInAgain) {
  const std::string token = WireClient::login(port(), "ann").token();
  WireClient client(port());
  client.send("connection", {{"appKey", "sfuZClientApp"}, {"authToken", token}, {"custom", json::object{}}});
  const json::object frame = client.next_frame();
  EXPECT_EQ(text(frame.at("data").as_array().at(0).as_object(), {"authToken"}), token);
}

TEST_F(Connection, AWrongPasswordAndAnUnknownUserLookAlike) {
  std::string reasons[2];
  const std::pair<std::string, std::string> logins[] = {{"ann", "wrong password"}, {"nobody", "wrong password"}};
  for (int i = 0; i < 2; ++i) {
    WireClient client(port());
    client.send("connection", {{"appKey", "sfuZClientApp"},
                               {"custom", {{"username", logins[i].first}, {"password", logins[i].second}}}});
    const CloseInfo close = client.wait_for_close();
    EXPECT_EQ(close.code, 1008);
    reasons[i] = close.reason;
  }
  EXPECT_EQ(reasons[0], "Authentication failed");
  EXPECT_EQ(reasons[0], reasons[1]);
}

TEST_F(Connection, TheFirstFrameMustBeConnection) {
  for (const char* first : {R"({"message":"getUserInfo","data":[{}]})", "{not json", "[]", "7", ""}) {
    WireClient client(port());
    client.send_text(first);
    const CloseInfo close = client.wait_for_close();
    EXPECT_GE(close.code, 1002) << first;
    EXPECT_LT(close.code, 1016) << first;
    EXPECT_FALSE(close.reason.empty()) << first;
    EXPECT_NE(close.reason, "Normal disconnect") << first;
  }
}

TEST_F(Connection, InvalidJsonLaterClosesWithAReason) {
  WireClient client = WireClient::login(port(), "ann");
  client.send_text("{\"message\":\"getUserInfo\",\"data\":[{");
  const CloseInfo close = client.wait_for_close();
  EXPECT_GE(close.code, 1002);
  EXPECT_FALSE(close.reason.empty());
}

TEST_F(Connection, UnknownCallsAndMalformedArgumentsAreAnsweredAndTheConnectionLives) {
  WireClient client = WireClient::login(port(), "ann");
  const json::object unknown = client.ask("noSuchCall", {{"x", 1}});
  EXPECT_EQ(text(unknown, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(unknown, {"roomId"}), "");
  EXPECT_FALSE(text(unknown, {"error"}).empty());

  const json::object malformed = client.ask("createChat", {{"members", "not a list"}});
  EXPECT_EQ(text(malformed, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(malformed, {"operation"}), "CREATE_CHAT");
  EXPECT_NE(text(malformed, {"error"}).find("members"), std::string::npos) << text(malformed, {"error"});
  EXPECT_EQ(text(malformed, {"info", "members"}), "not a list");

  EXPECT_EQ(text(client.ask("getUserInfo"), {"type"}), "USER_INFO");
}

TEST_F(Connection, AbsentAndNullMeanTheSameAndUnknownFieldsAreIgnored) {
  WireClient client = WireClient::login(port(), "ann");
  const json::object answer = client.ask("createChat", {{"name", nullptr}, {"members", nullptr}, {"neverHeardOf", 5}});
  EXPECT_EQ(text(answer, {"type"}), "SFU_NEW_CHAT");
  EXPECT_EQ(text(answer, {"info", "name"}), "ann");
}

TEST_F(Connection, AClientsPingIsIgnored) {
  WireClient client = WireClient::login(port(), "ann");
  client.send_text(R"({"message":"ping","data":[""]})");
  EXPECT_TRUE(client.settle().empty());
}

TEST_F(Connection, CallsAreAcceptedOnlyOnTheirApplication) {
  WireClient management(port());
  management.send_text(hello("sfuZUserManagementApp"));
  management.next_frame();
  EXPECT_EQ(text(management.ask("getUserInfo"), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(management.ask("getUserChats"), {"type"}), "OPERATION_FAILED");

  WireClient client = WireClient::login(port(), "ann");
  EXPECT_EQ(
      text(client.ask("signUp", {{"email", "x@example.com"}, {"username", "x"}, {"password", "secret1"}}), {"type"}),
      "OPERATION_FAILED");
}

TEST_F(Connection, OneAnswerCarriesTheIdAndCopiesDoNot) {
  WireClient ann = WireClient::login(port(), "ann");
  WireClient ann_elsewhere = WireClient::login(port(), "ann");
  WireClient ben = WireClient::login(port(), "ben");
  const std::string id = ann.call("createChat", {{"members", json::array{"ben"}}});
  EXPECT_EQ(text(ann.answer(id), {"type"}), "SFU_NEW_CHAT");
  EXPECT_EQ(count(ann.settle(), "SFU_NEW_CHAT"), 0u) << "the caller has its answer and no event";
  for (WireClient* other : {&ann_elsewhere, &ben}) {
    const json::object event = other->event("SFU_NEW_CHAT");
    EXPECT_EQ(text(event, {"internalMessageId"}), "");
    EXPECT_EQ(text(event, {"roomId"}), "");
  }
}

TEST_F(Connection, ACallWithoutAnIdIsPerformedAndNotAnswered) {
  WireClient ann = WireClient::login(port(), "ann");
  WireClient ben = WireClient::login(port(), "ben");
  const std::string chat = new_chat(ann, "ben");
  json::object message = message_to(chat, "no id");
  ann.send("sendMessage", message);
  EXPECT_EQ(text(ben.event("SFU_MESSAGE"), {"message", "body"}), "no id");
  EXPECT_EQ(count(ann.settle(), "SFU_MESSAGE_STATE"), 0u);
}

TEST_F(Connection, PipelinedCallsSeeEachOther) {
  WireClient ann = WireClient::login(port(), "ann");
  const std::string chat = new_chat(ann, "ben");
  for (int i = 0; i < 20; ++i) ann.call("sendMessage", message_to(chat, std::to_string(i)));
  const json::object loaded = ann.ask("loadMessages", {{"targetEntityType", "CHAT"},
                                                       {"targetEntityId", {{"chatId", chat}}},
                                                       {"timeFrame", {{"start", 0}, {"end", -1}}}});
  EXPECT_EQ(loaded.at("messages").as_array().size(), 20u);
}

TEST_F(Connection, AnOrdinaryDisconnectIsAnsweredWithTheExactReason) {
  for (const bool with_code : {false, true}) {
    WireClient client = WireClient::login(port(), "ann");
    client.send_frame(8, true, with_code ? std::string_view("\x03\xe8", 2) : std::string_view());
    const CloseInfo close = client.wait_for_close();
    EXPECT_EQ(close.code, 1000);
    EXPECT_EQ(close.reason, "Normal disconnect");
  }
  WireClient anonymous(port());
  anonymous.send_text(hello("sfuZUserManagementApp"));
  anonymous.next_frame();
  anonymous.send_close();
  EXPECT_EQ(anonymous.wait_for_close().reason, "Normal disconnect");
}

TEST_F(Connection, PingsFlowBeforeAndAfterLoginAndNotTooFast) {
  WireClient waiting(port());  // sends nothing yet
  const auto quiet = waiting.read_text(milliseconds(400));
  EXPECT_FALSE(quiet) << "nothing may come within 400 ms: " << *quiet;
  const auto ping = waiting.read_text(milliseconds(7000));
  ASSERT_TRUE(ping);
  EXPECT_EQ(json::parse(*ping).as_object().at("message").as_string(), "ping");
  EXPECT_TRUE(json::parse(*ping).as_object().at("data").is_array());
}

TEST_F(Connection, LargeTextFramesPassAndOversizedOnesClose) {
  WireClient client = WireClient::login(port(), "ann");
  json::object arguments = {{"padding", std::string(900'000, 'x')}};
  EXPECT_EQ(text(client.ask("getUserInfo", arguments), {"type"}), "USER_INFO");
  client.send_text(std::string((1u << 20) + 1, ' '));
  EXPECT_EQ(client.wait_for_close().code, 1009);
}

TEST_F(Connection, StrayBinaryFramesDoNoHarm) {
  WireClient client = WireClient::login(port(), "ann");
  client.send_binary(std::string("\x01\x02\x00\x00", 4) + std::string(1000, 'x'));
  client.send_binary("");
  EXPECT_EQ(text(client.ask("getUserInfo"), {"type"}), "USER_INFO");
}

TEST_F(Connection, UnmaskedAndReservedFramesCloseWithAProtocolError) {
  WireClient unmasked = WireClient::login(port(), "ann");
  unmasked.send_frame(1, true, R"({"message":"getUserInfo","data":[{}]})", false);
  EXPECT_EQ(unmasked.wait_for_close().code, 1002);
  WireClient reserved = WireClient::login(port(), "ann");
  reserved.send_frame(3, true, "x");
  EXPECT_EQ(reserved.wait_for_close().code, 1002);
}

TEST_F(Connection, EveryConnectionOfAUserHasItsOwnAnswersAndAllGetEvents) {
  WireClient ann = WireClient::login(port(), "ann");
  std::vector<WireClient> bens;
  for (int i = 0; i < 5; ++i) bens.push_back(WireClient::login(port(), "ben"));
  const std::string chat = new_chat(ann, "ben");
  ann.ask("sendMessage", message_to(chat, "to all of you"));
  for (WireClient& ben : bens) {
    const auto events = ben.settle();
    EXPECT_EQ(count(events, "SFU_NEW_CHAT"), 1u);
    EXPECT_EQ(count(events, "SFU_MESSAGE"), 1u);
  }
}

TEST_F(Connection, LogoutEndsTheTokenAndLeavesTheSocketOpen) {
  WireClient client = WireClient::login(port(), "ben");
  EXPECT_EQ(text(client.ask("logout"), {"type"}), "ACK");
  EXPECT_EQ(text(client.ask("getUserInfo"), {"type"}), "USER_INFO");
  WireClient again(port());
  again.send("connection", {{"appKey", "sfuZClientApp"}, {"authToken", client.token()}});
  EXPECT_EQ(again.wait_for_close().reason, "Authentication failed");
}

TEST_F(Connection, ThePlainClientGetsARoomIdOnEveryAnswer) {
  WireClient client(port());
  client.send("connection", {{"appKey", "sfuApp"}, {"custom", {{"nickname", "Zoe"}, {"roomName", "group"}}}});
  EXPECT_EQ(client.next_frame().at("message").as_string(), "getUserData");
  const json::object failed = client.ask(
      "joinRoom", {{"id", "standup"}, {"pin", "1"}, {"sdp", "nonsense"}, {"sdpType", "offer"}, {"tid", "t"}});
  EXPECT_EQ(text(failed, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(failed, {"roomId"}), "standup");
  EXPECT_EQ(text(client.ask("getUserChats"), {"type"}), "OPERATION_FAILED") << "the user API is not open to it";
}

TEST_F(Connection, ConnectionDetailsAndDeviceAreTaken) {
  WireClient client(port());
  client.send("connection", {{"appKey", "sfuZClientApp"},
                             {"custom",
                              {{"username", "ann"},
                               {"password", "secret1"},
                               {"nickname", "Another Name"},
                               {"device", "laptop"},
                               {"details", {{"id", "w1"}, {"type", "MEETING_CHAT"}}}}}});
  const json::object data = client.next_frame().at("data").as_array().at(0).as_object();
  EXPECT_EQ(text(data, {"sipVisibleName"}), "ann") << "the stored nickname stays";
}

}  // namespace
}  // namespace parley::test
