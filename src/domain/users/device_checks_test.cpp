// DeviceChecks and Login: who is asked by mail, and what the answers do.
#include "domain/users/device_checks.hpp"

#include <gmock/gmock.h>

#include <future>
#include <memory>
#include <utility>

#include "domain/users/login.hpp"
#include "domain/users/password.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

using ::testing::HasSubstr;

class DeviceChecksTest : public UsersWorld {
 protected:
  DeviceChecksTest() { EXPECT_EQ(text(add("ann", "ann@example.com", hash_password("secret1").value())), ""); }

  struct Attempt {
    bool waits = false;  ///< for a link
    std::optional<Result<LoggedIn>> result{};
    std::promise<void> settled{};  ///< it waits, or is over

    std::string text() const { return !result ? "waits" : *result ? (*result)->user : result->error().text; }
  };
  /// Logs in; returns once the login waits, or is over.
  std::shared_ptr<Attempt> log_in(std::optional<std::string> device, const std::string& password = "secret1",
                                  std::optional<std::string> token = std::nullopt) {
    protocol::ConnectionRequest request;
    request.authToken = std::move(token);
    request.custom.emplace();
    request.custom->username = "ann";
    request.custom->password = password;
    request.custom->device = std::move(device);
    const auto attempt = std::make_shared<Attempt>();
    login.login(std::move(request), "192.0.2.1",
                [attempt](Result<LoggedIn> result) {
                  attempt->result = std::move(result);
                  if (!attempt->waits) attempt->settled.set_value();
                },
                {connection, [attempt] {
                   attempt->waits = true;
                   attempt->settled.set_value();
                 }});
    attempt->settled.get_future().wait();
    return attempt;
  }
  std::string confirm(const std::string& secret) {
    return text(write([&](storage::Transaction& t) { return checks.confirm(t, secret); }));
  }
  std::string decline(const std::string& secret) {
    return text(write([&](storage::Transaction& t) { return checks.decline(t, secret); }));
  }
  void expire() {
    database->write_and_wait([&](storage::Transaction& t) { checks.expire(t); });
  }

  static constexpr events::ConnectionId connection = 5;
  WorkerPool pool{"hashing", 1, 4};
  Sessions sessions{clock};
  DeviceChecks checks{clock, sessions, mails, {.public_url = "https://talk.example.com"}};
  NoLoginGuard guard;
  Login login{*database, pool, sessions, guard, &checks};
};

TEST_F(DeviceChecksTest, TheLinkLetsTheDeviceInAndItIsKnownFromThenOn) {
  const auto first = log_in("phone");
  EXPECT_TRUE(first->waits);
  EXPECT_EQ(first->text(), "waits");
  EXPECT_EQ(count("tokens"), 0);
  EXPECT_EQ(mailbox.last().to, "ann@example.com");
  EXPECT_THAT(mailbox.last().text, HasSubstr("https://talk.example.com/confirm-device?secret="));
  EXPECT_THAT(mailbox.last().text, HasSubstr("phone"));
  const std::string secret = mailbox.secret();
  ASSERT_EQ(confirm(secret), "");
  EXPECT_EQ(first->text(), "ann");
  EXPECT_EQ(confirm(secret), "This link is not valid any more");

  EXPECT_FALSE(log_in("phone")->waits);
  EXPECT_TRUE(log_in("tablet")->waits);
  EXPECT_FALSE(log_in("tablet", "", (*first->result)->data.authToken)->waits) << "a token needs no check";
}

TEST_F(DeviceChecksTest, WithoutANameADeviceIsNeverKnown) {
  for (const std::optional<std::string>& device : {std::optional<std::string>(), std::optional<std::string>("")}) {
    ASSERT_TRUE(log_in(device)->waits);
    ASSERT_EQ(confirm(mailbox.secret()), "");
    EXPECT_TRUE(log_in(device)->waits);
  }
}

TEST_F(DeviceChecksTest, WrongPasswordsSendNoMail) {
  EXPECT_EQ(log_in("phone", "wrong password")->text(), "Authentication failed");
  EXPECT_EQ(mailbox.size(), 0u);
}

TEST_F(DeviceChecksTest, DeclinedAndLateOnesAreRefused) {
  const auto declined = log_in("phone");
  ASSERT_EQ(decline(mailbox.secret()), "");
  EXPECT_EQ(declined->text(), "Email verification is declined");
  EXPECT_EQ(decline(mailbox.secret()), "This link is not valid any more");
  const auto late = log_in("phone");
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(confirm(mailbox.secret()), "Email verification failed by timeout");
  EXPECT_EQ(late->text(), "waits");
  expire();
  EXPECT_EQ(late->text(), "Email verification failed by timeout");
  EXPECT_TRUE(log_in("phone")->waits) << "it was not remembered";
}

TEST_F(DeviceChecksTest, ALinkIsGoodWithoutItsConnectionAndAfterARestart) {
  const auto gone = log_in("phone");
  database->write_and_wait([&](storage::Transaction&) { checks.forget(connection); });
  database.reopen();
  ASSERT_EQ(confirm(mailbox.secret()), "");
  EXPECT_EQ(gone->text(), "waits") << "nobody is there to be let in";
  EXPECT_EQ(count("tokens"), 0);
  EXPECT_EQ(count("known_devices"), 1);
}

TEST_F(DeviceChecksTest, APasswordChangedMeanwhileLetsNobodyIn) {
  const auto attempt = log_in("phone");
  database->write_and_wait([](storage::Transaction& t) { t.execute("UPDATE users SET password_hash = 'new'"); });
  ASSERT_EQ(confirm(mailbox.secret()), "");
  EXPECT_EQ(attempt->text(), "Authentication failed");
}

TEST_F(DeviceChecksTest, MailsOfOneUserAreBounded) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log_in("phone")->waits);
  EXPECT_EQ(log_in("phone")->text(), "Too many sign-ins wait for their confirmation by mail");
  EXPECT_EQ(mailbox.size(), 10u);
  clock.advance(std::chrono::hours(24));
  EXPECT_TRUE(log_in("phone")->waits);
}

}  // namespace
}  // namespace parley::domain
