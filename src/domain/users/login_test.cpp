// Login and SignUpFlow: the steps on their threads.
#include "domain/users/login.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

#include "domain/users/password.hpp"
#include "domain/users/sign_up_flow.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

/// Allows so many failures in all, and notes what it is told.
class CountingGuard final : public LoginGuard {
 public:
  Result<void> may_try(std::string_view, std::string_view) override {
    ++asked;
    return verdict();
  }
  Result<void> tried(std::string_view address, std::string_view account, bool fits) override {
    PARLEY_CHECK(verdict());
    const std::lock_guard lock(mutex_);
    if (!fits) --left;
    told.push_back(std::string(address) + ' ' + std::string(account) + (fits ? " fits" : " fails"));
    return {};
  }
  int left = 1'000;
  std::atomic<int> asked = 0;
  std::vector<std::string> told;

 private:
  Result<void> verdict() {
    const std::lock_guard lock(mutex_);
    if (left > 0) return {};
    return Error{"Too many attempts"};
  }
  std::mutex mutex_;
};

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
    login.login(std::move(what), "192.0.2.1", [&](Result<LoggedIn> result) { end.set_value(std::move(result)); });
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
  CountingGuard guard;
  Login login{*database, pool, sessions, guard};
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

TEST_F(LoginTest, TheGuardHearsOfPasswordsByAccount) {
  ASSERT_TRUE(sign_up(direct, "ann", "ann@example.com"));
  const auto by_name = log_in(request(std::nullopt, "ANN", "secret1"));
  EXPECT_FALSE(log_in(request(std::nullopt, "ann@example.com", "wrong")));
  EXPECT_FALSE(log_in(request(std::nullopt, "Nobody", "wrong")));
  EXPECT_TRUE(log_in(request(by_name->data.authToken, "ann", "wrong")));
  EXPECT_THAT(guard.told,
              ::testing::ElementsAre("192.0.2.1 ann fits", "192.0.2.1 ann fails", "192.0.2.1 nobody fails"));
}

TEST_F(LoginTest, AfterTooManyFailuresPasswordsAreNotLookedAtButTokensAre) {
  ASSERT_TRUE(sign_up(direct, "ann", "ann@example.com"));
  const auto before = log_in(request(std::nullopt, "ann", "secret1"));
  guard.left = 0;
  EXPECT_EQ(text(log_in(request(std::nullopt, "ann", "secret1"))), "Too many attempts");
  EXPECT_EQ(text(log_in(request(std::nullopt, "nobody", "secret1"))), "Too many attempts");
  EXPECT_TRUE(log_in(request(before->data.authToken, "ann", "secret1")));
}

TEST_F(LoginTest, ManyAttemptsAtOnceAreNoWayAround) {
  ASSERT_TRUE(sign_up(direct, "ann", "ann@example.com"));
  guard.left = 2;
  WorkerPool busy("hashing", 1, 16);
  Login flooded(*database, busy, sessions, guard);
  std::promise<void> gate;
  ASSERT_TRUE(busy.post([&] { gate.get_future().wait(); }));
  std::promise<Result<LoggedIn>> ends[5];
  const auto attempt = [&](int i, const char* password) {
    flooded.login(request(std::nullopt, "ann", password), "192.0.2.1",
                  [&, i](Result<LoggedIn> result) { ends[i].set_value(std::move(result)); });
  };
  // All pass the first look before any has failed. The right password comes after at least two wrong ones: each of the
  // two readers has at most one attempt in hand that it has not passed on.
  for (int i = 0; i < 4; ++i) attempt(i, "wrong");
  while (guard.asked < 4) std::this_thread::yield();
  attempt(4, "secret1");
  while (guard.asked < 5) std::this_thread::yield();
  gate.set_value();
  int refused = 0, failed = 0;
  for (auto& end : ends) {
    const std::string told = text(end.get_future().get());
    refused += told == "Too many attempts";
    failed += told == "Authentication failed";
  }
  EXPECT_EQ(failed, 2);
  EXPECT_EQ(refused, 3);
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
    Login short_lived(*database, pool, sessions, guard);
    for (int i = 0; i < 3; ++i) {
      short_lived.login(request("no such token", "nobody", "secret1"), "192.0.2.1",
                        [&](const Result<LoggedIn>&) { ++ends; });
    }
  }
  EXPECT_EQ(ends, 3);
}

}  // namespace
}  // namespace parley::domain
