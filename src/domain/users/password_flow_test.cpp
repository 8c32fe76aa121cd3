// PasswordFlow: what is refused in which order, and which logins end.
#include "domain/users/password_flow.hpp"

#include <future>

#include "domain/users/login.hpp"
#include "domain/users/password.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

class PasswordFlowTest : public UsersWorld {
 protected:
  PasswordFlowTest() {
    EXPECT_EQ(text(add("ann", "ann@example.com", hash_password("secret1").value())), "");
    EXPECT_EQ(text(add("ben", "ben@example.com", hash_password("secret1").value())), "");
  }
  Result<LoggedIn> log_in(const std::string& user, const std::string& password,
                          std::optional<std::string> token = std::nullopt) {
    protocol::ConnectionRequest request;
    request.authToken = std::move(token);
    request.custom.emplace();
    request.custom->username = user;
    request.custom->password = password;
    std::promise<Result<LoggedIn>> end;
    login.login(std::move(request), "192.0.2.1", [&](Result<LoggedIn> result) { end.set_value(std::move(result)); });
    return end.get_future().get();
  }
  bool token_is_good(const LoggedIn& logged_in) { return log_in("", "", logged_in.data.authToken).has_value(); }
  std::string change(const std::string& kept, std::optional<std::string> current, std::optional<std::string> next) {
    std::promise<Result<void>> end;
    flow.change("ann", "192.0.2.1", kept, {.password = protocol::PasswordChange{std::move(current), std::move(next)}},
                [&](Result<void> result) { end.set_value(std::move(result)); });
    return text(end.get_future().get());
  }

  WorkerPool pool{"hashing", 1, 4};
  Sessions sessions{clock};
  NoLoginGuard guard;
  Login login{*database, pool, sessions, guard};
  PasswordResets resets{clock, outbox, mails, {}};
  PasswordFlow flow{*database, pool, sessions, resets, guard};
};

TEST_F(PasswordFlowTest, RefusalsComeInTheProtocolsOrder) {
  EXPECT_EQ(change("", std::nullopt, std::nullopt), "Current password can't be null");
  EXPECT_EQ(change("", "wrong", std::nullopt), "New password can't be null");
  EXPECT_EQ(change("", "wrong", "five5"), "You entered incorrect current password");
  EXPECT_EQ(change("", "wrong", "long enough"), "You entered incorrect current password");
  EXPECT_EQ(change("", "secret1", "five5"), "New password should be at least 6 characters");
  std::promise<Result<void>> end;
  flow.change("ann", "192.0.2.1", "", {}, [&](Result<void> result) { end.set_value(std::move(result)); });
  EXPECT_EQ(text(end.get_future().get()), "Current password can't be null");
  EXPECT_TRUE(log_in("ann", "secret1")) << "nothing changed";
}

TEST_F(PasswordFlowTest, TheOtherLoginsEndAndTheNewPasswordIsNeeded) {
  const auto here = log_in("ann", "secret1");
  const auto elsewhere = log_in("ann", "secret1");
  const auto ben = log_in("ben", "secret1");
  ASSERT_TRUE(here && elsewhere && ben);
  EXPECT_EQ(change(here->token_hash, "secret1", "secret2"), "");
  EXPECT_TRUE(token_is_good(*here));
  EXPECT_FALSE(token_is_good(*elsewhere));
  EXPECT_TRUE(token_is_good(*ben));
  EXPECT_FALSE(log_in("ann", "secret1"));
  EXPECT_TRUE(log_in("ann", "secret2"));
}

TEST_F(PasswordFlowTest, OfTwoChangesAtOnceTheSecondFindsThePasswordChanged) {
  std::promise<Result<void>> ends[2];
  for (int i = 0; i < 2; ++i) {
    flow.change("ann", "192.0.2.1", "",
                {.password = protocol::PasswordChange{"secret1", "new secret " + std::to_string(i)}},
                [&, i](Result<void> result) { ends[i].set_value(std::move(result)); });
  }
  const std::string first = text(ends[0].get_future().get());
  const std::string second = text(ends[1].get_future().get());
  EXPECT_NE(first.empty(), second.empty()) << first << second;
  EXPECT_EQ(first + second, "You entered incorrect current password");
}

TEST_F(PasswordFlowTest, AUserWhoIsGoneIsRefused) {
  database->write_and_wait([](storage::Transaction& t) { t.execute("DELETE FROM users WHERE id = 'ann'"); });
  EXPECT_EQ(change("", "secret1", "secret2"), "You entered incorrect current password");
}

}  // namespace
}  // namespace parley::domain
