// What the C++ client does while an account call waits for a link in a mail to be followed.
#include "tests/scenarios/accounts_fixture.hpp"
#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

class SdkLinks : public testing::Test {
 protected:
  SdkLinks() { server_.add_user("ann"); }
  sdk::SignUpOptions dora() const {
    return {.url = server_.url(), .username = "dora", .email = "dora@example.com", .password = "secret1"};
  }
  sdk::ResetPasswordOptions reset() const { return {.url = server_.url(), .email = "ann@example.com"}; }
  /// Counts what comes before the link is followed.
  Inbox<bool> statuses(SfuEvent event, std::string_view member) {
    Inbox<bool> inbox;
    client_.on_json(protocol::wire(event), [inbox, member](const protocol::Json& payload) {
      inbox.add(payload.get(member).boolean().value_or(false));
    });
    return inbox;
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path(), {"--sign-up-confirm-by-email", "true"}};
  sdk::Context context_;
  SfuExtended client_{context_};
};

TEST_F(SdkLinks, ASignUpSettlesWhenItsLinkIsFollowed) {
  const auto seen = statuses(SfuEvent::SIGN_UP_STATUS, "verified");
  const auto pending = client_.signUp(dora());
  ASSERT_TRUE(until([&] { return seen.size() == 1; }));
  EXPECT_FALSE(seen.all()[0]);
  EXPECT_FALSE(pending.settled());
  EXPECT_EQ(press(server_, "/confirm-email", mailed_secret(server_, "dora@example.com"), "confirm"), "200");
  EXPECT_TRUE(take(pending).verified);
  EXPECT_TRUE(until([&] { return seen.size() == 2; }));
  take(client_.connect({.url = server_.url(), .username = "dora", .password = "secret1"}));
}

TEST_F(SdkLinks, ASecondSignUpTakesThePlaceOfTheFirst) {
  const auto seen = statuses(SfuEvent::SIGN_UP_STATUS, "verified");
  const auto first = client_.signUp(dora());
  ASSERT_TRUE(until([&] { return seen.size() == 1; }));
  const auto second = client_.signUp(dora());
  EXPECT_EQ(first.get(20s).failure().error, "Email is not verified");
  ASSERT_TRUE(until([&] { return seen.size() == 2; }));
  EXPECT_EQ(press(server_, "/confirm-email", mailed_secret(server_, "dora@example.com"), "decline"), "200");
  EXPECT_EQ(second.get(20s).failure().error, "Email verification is declined");
}

TEST_F(SdkLinks, ASignUpEndsWithItsConnection) {
  const auto seen = statuses(SfuEvent::SIGN_UP_STATUS, "verified");
  const auto pending = client_.signUp(dora());
  ASSERT_TRUE(until([&] { return seen.size() == 1; }));
  server_.kill();
  const auto outcome = pending.get(20s);
  EXPECT_EQ(outcome.failure().error, "Connection error");
  EXPECT_TRUE(outcome.failure().retryable);
}

TEST_F(SdkLinks, APasswordIsResetInTwoSteps) {
  const auto seen = statuses(SfuEvent::RESET_PASSWORD_REQUEST_STATUS, "confirmed");
  EXPECT_EQ(client_.resetPassword({.url = server_.url(), .email = "nobody@example.com"}).get(20s).failure().error,
            "Email not found");
  const auto pending = client_.resetPassword(reset());
  ASSERT_TRUE(until([&] { return seen.size() == 1; }));
  EXPECT_FALSE(pending.settled());
  EXPECT_EQ(press(server_, "/confirm-reset", mailed_secret(server_, "ann@example.com"), "confirm"), "200");
  const auto handler = take(pending);
  EXPECT_EQ(handler->resetPassword("short").get(20s).failure().error, "New password should be at least 6 characters");
  take(handler->resetPassword("secret2"));
  EXPECT_FALSE(client_.connect({.url = server_.url(), .username = "ann", .password = "secret1"}).get(20s).ok());
  take(client_.connect({.url = server_.url(), .username = "ann", .password = "secret2"}));
  // It was for once.
  EXPECT_FALSE(handler->resetPassword("secret3").get(20s).ok());
}

TEST_F(SdkLinks, ASecondResetTakesThePlaceOfTheFirst) {
  const auto seen = statuses(SfuEvent::RESET_PASSWORD_REQUEST_STATUS, "confirmed");
  const auto first = client_.resetPassword(reset());
  ASSERT_TRUE(until([&] { return seen.size() == 1; }));
  const auto second = client_.resetPassword(reset());
  EXPECT_EQ(first.get(20s).failure().error, "Email is not verified");
  ASSERT_TRUE(until([&] { return seen.size() == 2; }));
  EXPECT_EQ(press(server_, "/confirm-reset", mailed_secret(server_, "ann@example.com"), "confirm"), "200");
  take(take(second)->resetPassword("secret2"));
}

TEST_F(SdkLinks, WhatOutlivesItsClientFails) {
  auto owner = std::make_unique<SfuExtended>();
  Inbox<int> waiting;
  owner->on(SfuEvent::RESET_PASSWORD_REQUEST_STATUS, [waiting] { waiting.add(1); });
  const auto pending = owner->resetPassword(reset());
  ASSERT_TRUE(until([&] { return waiting.size() == 1; }));
  EXPECT_EQ(press(server_, "/confirm-reset", mailed_secret(server_, "ann@example.com"), "confirm"), "200");
  auto handler = take(pending);
  const auto unfinished = owner->signUp(dora());
  owner.reset();
  EXPECT_FALSE(handler->resetPassword("secret2").get(20s).ok());
  EXPECT_FALSE(unfinished.get(20s).ok());
  handler.reset();
  take(client_.connect({.url = server_.url(), .username = "ann", .password = "secret1"}));
}

}  // namespace
}  // namespace parley::test
