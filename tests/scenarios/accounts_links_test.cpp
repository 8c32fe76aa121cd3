// Links in mails: a confirmed sign-up, a new password, a new device. The mails are read from the development mailbox.
#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

class Links : public AccountScenario {
 protected:
  Links() : AccountScenario({"--sign-up-confirm-by-email", "true"}) {}

  std::string secret(const std::string& to = "ann@example.com") { return mailed_secret(server_, to); }
  /// A connection that asked for a new password, and the id of its call.
  std::pair<WireClient, std::string> asked(const std::string& email = "ann@example.com") {
    WireClient client = anonymous(port());
    std::string id = client.call("resetPasswordRequest", {{"email", email}});
    return {std::move(client), std::move(id)};
  }
};

TEST_F(Links, SignUpWaitsForItsLink) {
  WireClient client = anonymous(port());
  const std::string id =
      client.call("signUp", {{"username", "dora"}, {"email", "dora@example.com"}, {"password", "secret1"}});
  EXPECT_FALSE(client.answer(id).at("verified").as_bool());
  EXPECT_FALSE(password_is_good(port(), "dora", "secret1"));
  const CommandResult page =
      run({"curl", "-s", server_.http() + "/confirm-email?secret=" + secret("dora@example.com")});
  EXPECT_NE(page.output.find("<form method=\"post\""), std::string::npos) << "GET asks";
  EXPECT_FALSE(password_is_good(port(), "dora", "secret1")) << "and decides nothing";
  EXPECT_EQ(press(server_, "/confirm-email", secret("dora@example.com"), "confirm"), "200");
  const json::object verified = client.answer(id);
  EXPECT_EQ(text(verified, {"type"}), "SIGN_UP_STATUS");
  EXPECT_TRUE(verified.at("verified").as_bool());
  EXPECT_TRUE(password_is_good(port(), "dora", "secret1"));
}

TEST_F(Links, APasswordIsResetInTwoSteps) {
  auto [client, id] = asked();
  const json::object waiting = client.answer(id);
  EXPECT_EQ(text(waiting, {"type"}), "RESET_PASSWORD_REQUEST_STATUS");
  EXPECT_EQ(text(waiting, {"email"}), "ann@example.com");
  EXPECT_FALSE(waiting.at("confirmed").as_bool());
  const json::object reset{{"email", "ann@example.com"}, {"password", "secret2"}};
  const json::object early = client.ask("resetPassword", reset);
  EXPECT_EQ(text(early, {"error"}), "Email is not verified");
  EXPECT_EQ(text(early, {"operation"}), "RESET_PASSWORD");

  EXPECT_EQ(press(server_, "/confirm-reset", secret(), "confirm"), "200");
  const json::object confirmed = client.answer(id);
  EXPECT_TRUE(confirmed.at("confirmed").as_bool());
  EXPECT_EQ(press(server_, "/confirm-reset", secret(), "confirm"), "410") << "a link is good once";

  WireClient stranger = anonymous(port());
  EXPECT_EQ(text(stranger.ask("resetPassword", reset), {"error"}), "Email is not verified");
  EXPECT_EQ(text(client.ask("resetPassword", {{"email", "ben@example.com"}, {"password", "secret2"}}), {"error"}),
            "Email is not verified");
  EXPECT_EQ(text(client.ask("resetPassword", {{"email", "ann@example.com"}, {"password", "five5"}}), {"error"}),
            "New password should be at least 6 characters");
  EXPECT_TRUE(password_is_good(port(), "ann", "secret1"));
  EXPECT_EQ(text(client.ask("resetPassword", reset), {"type"}), "ACK");
  EXPECT_FALSE(password_is_good(port(), "ann", "secret1"));
  EXPECT_TRUE(password_is_good(port(), "ann", "secret2"));
  EXPECT_FALSE(token_is_good(port(), ann_.token()));
  EXPECT_FALSE(token_is_good(port(), ann2_.token()));
  EXPECT_TRUE(token_is_good(port(), ben_.token()));
  EXPECT_TRUE(ann_.settle().empty());
  EXPECT_TRUE(ben_.settle().empty());
}

TEST_F(Links, ResetsOfUnknownAddressesAreRefused) {
  for (const char* email : {"nobody@example.com", "ann", ""}) {
    auto [client, id] = asked(email);
    const json::object refused = client.answer(id);
    EXPECT_EQ(text(refused, {"error"}), "Email not found") << email;
    EXPECT_EQ(text(refused, {"operation"}), "RESET_PASSWORD");
  }
}

TEST_F(Links, ADeclinedResetIsToldAndANewOneReplacesTheOld) {
  auto [client, first] = asked();
  EXPECT_FALSE(client.answer(first).at("confirmed").as_bool());
  const std::string old = secret();
  const std::string second = client.call("resetPasswordRequest", {{"email", "ann@example.com"}});
  EXPECT_EQ(text(client.answer(first), {"error"}), "Email is not verified");
  EXPECT_FALSE(client.answer(second).at("confirmed").as_bool());
  EXPECT_EQ(press(server_, "/confirm-reset", old, "confirm"), "410");
  EXPECT_EQ(press(server_, "/confirm-reset", secret(), "decline"), "200");
  EXPECT_EQ(text(client.answer(second), {"error"}), "Email verification is declined");
  EXPECT_TRUE(password_is_good(port(), "ann", "secret1"));
}

TEST_F(Links, AResetEndsWithItsConnection) {
  // When the server notices the end of a connection is its own affair: sooner than the link is followed, once in a
  // while.
  std::string status;
  for (int i = 0; i < 20 && status != "410"; ++i) {
    auto [client, id] = asked();
    client.answer(id);
    const std::string link = secret();
    client.disconnect();
    ann_.settle();
    status = press(server_, "/confirm-reset", link, "confirm");
  }
  EXPECT_EQ(status, "410");
}

class NewDevice : public testing::Test {
 protected:
  NewDevice() { server_.add_user("ann"); }

  WireClient waiting(const std::string& device) {
    WireClient client = connect_with(port(), {{"username", "ann"}, {"password", "secret1"}, {"device", device}});
    const json::object status = client.event("AUTHENTICATION_STATUS");
    EXPECT_EQ(text(status, {"status"}), "VERIFYING_BY_EMAIL");
    EXPECT_EQ(text(status, {"roomId"}), "");
    EXPECT_EQ(text(status, {"internalMessageId"}), "");
    return client;
  }
  std::string press_link(const std::string& button) {
    return press(server_, "/confirm-device", mailed_secret(server_, "ann@example.com"), button);
  }
  std::uint16_t port() const { return server_.port(); }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path(), {"--verify-logging-in-by-email", "true"}};
};

TEST_F(NewDevice, IsLetInByItsLinkAndRemembered) {
  WireClient phone = waiting("phone");
  EXPECT_EQ(press_link("confirm"), "200");
  const json::object frame = phone.next_frame();
  ASSERT_EQ(frame.at("message").as_string(), "getUserData");
  const std::string token = text(frame.at("data").as_array().at(0).as_object(), {"authToken"});
  EXPECT_EQ(text(phone.ask("getUserInfo"), {"userInfo", "id"}), "ann");
  EXPECT_EQ(press_link("confirm"), "410");

  WireClient again = connect_with(port(), {{"username", "ann"}, {"password", "secret1"}, {"device", "phone"}});
  EXPECT_EQ(again.next_frame().at("message").as_string(), "getUserData");
  EXPECT_TRUE(token_is_good(port(), token)) << "tokens need no link";
  waiting("tablet");
}

TEST_F(NewDevice, DeclinedIsClosedWithItsReason) {
  WireClient phone = waiting("phone");
  EXPECT_EQ(press_link("decline"), "200");
  const CloseInfo close = phone.wait_for_close();
  EXPECT_EQ(close.code, 1008);
  EXPECT_EQ(close.reason, "Email verification is declined");
  waiting("phone");
}

TEST_F(NewDevice, AWrongPasswordSendsNoMail) {
  WireClient client = connect_with(port(), {{"username", "ann"}, {"password", "wrong!"}, {"device", "phone"}});
  EXPECT_EQ(client.wait_for_close().reason, "Authentication failed");
  EXPECT_EQ(mailed_secret(server_, "ann@example.com"), "");
}

TEST(ShortLinks, LateOnesFailWhatWaits) {
  TemporaryFolder folder;
  ServerProcess server(folder.path(), {"--verify-logging-in-by-email", "true", "--mail-link-lifetime-s", "1"});
  server.add_user("ann");
  WireClient reset = anonymous(server.port());
  const std::string id = reset.call("resetPasswordRequest", {{"email", "ann@example.com"}});
  reset.answer(id);
  WireClient phone = connect_with(server.port(), {{"username", "ann"}, {"password", "secret1"}, {"device", "phone"}});
  EXPECT_EQ(text(reset.answer(id, milliseconds(20'000)), {"error"}), "Email verification failed by timeout");
  const CloseInfo close = phone.wait_for_close(milliseconds(20'000));
  EXPECT_EQ(close.code, 1008);
  EXPECT_EQ(close.reason, "Email verification failed by timeout");
}

}  // namespace
}  // namespace parley::test
