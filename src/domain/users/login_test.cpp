// Login and SignUpFlow: the steps on their threads.
#include "domain/users/login.hpp"

#include <gmock/gmock.h>

#include <future>

#include "domain/users/password.hpp"
#include "domain/users/sign_up_flow.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

class LoginTest : public UsersWorld {
 protected:
  static protocol::ConnectionRequest request(std::optional<std::string> token, std::optional<std::string> username,
                                             std::optional<std::string> password) {
    protocol::ConnectionRequest request;
    request.appKey = "sfuZClientApp";
    request.authToken = std::move(token);
    request.custom.emplace();
    request.custom->username = std::move(username);
    request.custom->password = std::move(password);
    return request;
  }
  Result<LoggedIn> log_in(protocol::ConnectionRequest what) {
    std::promise<Result<LoggedIn>> end;
    login.login(std::move(what), [&](Result<LoggedIn> result) { end.set_value(std::move(result)); });
    return end.get_future().get();
  }
  Result<protocol::SignUpStatus> sign_up(SignUpFlow& flow, const std::string& username, const std::string& email,
                                         const std::string& password = "secret1") {
    std::promise<Result<protocol::SignUpStatus>> end;
    flow.sign_up({.email = email, .username = username, .password = password}, {1, "s-1"},
                 [&](Result<protocol::SignUpStatus> result) { end.set_value(std::move(result)); });
    return end.get_future().get();
  }

  WorkerPool pool{"hashing", 1, 4};
  Sessions sessions{clock};
  Registrations without_mail{clock, outbox, mails, {.confirm_by_email = false}};
  Registrations registrations{clock, outbox, mails, {}};
  SignUpFlow direct{*database, pool, without_mail};
  SignUpFlow by_mail{*database, pool, registrations};
  Login login{*database, pool, sessions};
};

TEST_F(LoginTest, SignsUpAndLogsInByPasswordThenByToken) {
  const auto status = sign_up(direct, "ann", "ann@example.com");
  ASSERT_TRUE(status);
  EXPECT_TRUE(status->verified);
  const auto by_password = log_in(request(std::nullopt, "ANN@example.com", "secret1"));
  ASSERT_TRUE(by_password);
  EXPECT_EQ(by_password->user, "ann");
  const auto by_token = log_in(request(by_password->data.authToken, std::nullopt, std::nullopt));
  ASSERT_TRUE(by_token);
  EXPECT_EQ(by_token->data.authToken, by_password->data.authToken);
}

TEST_F(LoginTest, APasswordHelpsWhenTheTokenIsTooOld) {
  ASSERT_TRUE(sign_up(direct, "ann", "ann@example.com"));
  const auto both = log_in(request("no such token", "ann", "secret1"));
  ASSERT_TRUE(both);
  EXPECT_NE(both->data.authToken, "no such token");
  // A good token needs no good password.
  EXPECT_TRUE(log_in(request(both->data.authToken, "ann", "wrong password")));
}

TEST_F(LoginTest, UnknownUsersAndWrongPasswordsReadTheSame) {
  ASSERT_TRUE(sign_up(direct, "ann", "ann@example.com"));
  for (const auto& wrong :
       {request(std::nullopt, "ann", "wrong password"), request(std::nullopt, "nobody", "secret1"),
        request(std::nullopt, "ann", std::nullopt), request(std::nullopt, "ann", std::string(1'024, 'x')),
        request("no such token", std::nullopt, std::nullopt), request(std::nullopt, std::nullopt, std::nullopt),
        request("", "", ""), protocol::ConnectionRequest{}}) {
    EXPECT_EQ(text(log_in(wrong)), "Authentication failed");
  }
}

TEST_F(LoginTest, PendingUsersNeedTheirPasswordToLearnThat) {
  const auto status = sign_up(by_mail, "bob", "bob@example.com");
  ASSERT_TRUE(status);
  EXPECT_FALSE(status->verified);
  EXPECT_EQ(text(log_in(request(std::nullopt, "bob", "secret1"))), "Email is not verified");
  EXPECT_EQ(text(log_in(request(std::nullopt, "bob", "wrong password"))), "Authentication failed");
  ASSERT_TRUE(write([&](storage::Transaction& t) { return registrations.confirm(t, mailbox.secret()); }));
  EXPECT_TRUE(log_in(request(std::nullopt, "bob", "secret1")));
}

TEST_F(LoginTest, SignUpsAreRefusedWithAReason) {
  ASSERT_TRUE(sign_up(direct, "ann", "ann@example.com"));
  EXPECT_EQ(text(sign_up(direct, "ann", "other@example.com")), "Username is already in use");
  EXPECT_EQ(text(sign_up(direct, "bob", "ann@example.com")), "User with this email already exists");
  EXPECT_EQ(text(sign_up(direct, "bob", "bob@example.com", "12345")), "New password should be at least 6 characters");
  EXPECT_EQ(text(sign_up(direct, "a@b", "bob@example.com")), "Username can't contain @");
}

TEST_F(LoginTest, OfTwoWhoWantANameAtOnceOneGetsIt) {
  std::promise<Result<protocol::SignUpStatus>> ends[2];
  for (int i = 0; i < 2; ++i) {
    direct.sign_up({.email = std::to_string(i) + "@example.com", .username = "ann", .password = "secret1"}, {},
                   [&, i](Result<protocol::SignUpStatus> result) { ends[i].set_value(std::move(result)); });
  }
  const bool first = ends[0].get_future().get().has_value();
  const bool second = ends[1].get_future().get().has_value();
  EXPECT_NE(first, second);
  EXPECT_EQ(count("users"), 1);
}

TEST_F(LoginTest, AFullPoolSaysSo) {
  std::promise<void> gate;
  std::promise<void> held;
  ASSERT_TRUE(pool.post([&] {
    held.set_value();
    gate.get_future().wait();
  }));
  held.get_future().wait();
  while (pool.post([] {})) {
  }
  EXPECT_EQ(text(log_in(request(std::nullopt, "ann", "secret1"))), "The server is busy; try again in a moment");
  EXPECT_EQ(text(sign_up(direct, "ann", "ann@example.com")), "The server is busy; try again in a moment");
  gate.set_value();
}

TEST_F(LoginTest, AFailingDatabaseIsAnswered) {
  log::set_level(log::Level::off);
  database->write_and_wait([](storage::Transaction& t) { t.execute("DROP TABLE tokens"); });
  EXPECT_EQ(text(log_in(request("token", std::nullopt, std::nullopt))), "The server failed; try again in a moment");
}

TEST_F(LoginTest, TheEndWaitsForLoginsUnderWay) {
  std::atomic<int> ends = 0;
  {
    Login short_lived(*database, pool, sessions);
    for (int i = 0; i < 3; ++i) {
      short_lived.login(request("no such token", "nobody", "secret1"), [&](const Result<LoggedIn>&) { ++ends; });
    }
  }
  EXPECT_EQ(ends, 3);
}

}  // namespace
}  // namespace parley::domain
