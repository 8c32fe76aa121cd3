// Requests for a new password: whom they are told to, when they are good, and what they end.
#include "domain/users/password_resets.hpp"

#include <gmock/gmock.h>

#include <future>
#include <utility>

#include "domain/users/password.hpp"
#include "domain/users/password_flow.hpp"
#include "domain/users/test_world.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr events::ConnectionId here = 1, elsewhere = 2;

class PasswordResetsTest : public UsersWorld {
 protected:
  PasswordResetsTest() { EXPECT_EQ(text(add("ann", "ann@example.com", hash_password("secret1").value())), ""); }

  std::string request(events::ConnectionId connection, const std::string& email, const std::string& id) {
    const auto status = write([&](storage::Transaction& t) {
      return resets.request(t, {.email = email}, {connection, id});
    });
    EXPECT_TRUE(!status || (status->email == email && !status->confirmed));
    return text(status);
  }
  std::string confirm(const std::string& secret) {
    return text(write([&](storage::Transaction& t) { return resets.confirm(t, secret); }));
  }
  std::string decline(const std::string& secret) {
    return text(write([&](storage::Transaction& t) { return resets.decline(t, secret); }));
  }
  std::string reset(events::ConnectionId connection, const std::string& email, const std::string& password) {
    std::promise<Result<void>> end;
    flow.reset(connection, {.email = email, .password = password},
               [&](Result<void> result) { end.set_value(std::move(result)); });
    return text(end.get_future().get());
  }
  void expire() {
    database->write_and_wait([&](storage::Transaction& t) { resets.expire(t); });
  }
  bool password_fits(const std::string& password) {
    const auto found = read([&](storage::Reader& reader) { return sessions.find(reader, "ann"); });
    return verify_password(found.password_hash, password).value();
  }
  /// "connection id: TYPE" or "connection id: the error".
  std::vector<std::string> told() {
    std::vector<std::string> lines;
    for (const events::Event& event : std::exchange(events, {})) {
      const auto frame = protocol::parse_server_frame(*event.frame);
      const auto error = frame->payload.get("error").string();
      EXPECT_EQ(frame->roomId, "");
      lines.push_back(std::to_string(event.connections.at(0)) + " " + frame->internalMessageId + ": " +
                      (error ? std::string(*error) : frame->type));
    }
    return lines;
  }

  WorkerPool pool{"hashing", 1, 4};
  Sessions sessions{clock};
  PasswordResets resets{clock, outbox, mails, {.public_url = "https://talk.example.com"}};
  NoLoginGuard guard;
  PasswordFlow flow{*database, pool, sessions, resets, guard};
};

TEST_F(PasswordResetsTest, TheLinkLetsTheConnectionSetThePasswordOnce) {
  const auto login =
      write([&](storage::Transaction& t) { return sessions.open(t, sessions.find(t, "ann"), Device{}); });
  ASSERT_TRUE(login);
  ASSERT_EQ(request(here, "Ann@example.com", "r-1"), "");
  EXPECT_EQ(mailbox.last().to, "ann@example.com");
  EXPECT_THAT(mailbox.last().text, HasSubstr("https://talk.example.com/confirm-reset?secret="));
  EXPECT_EQ(reset(here, "ann@example.com", "secret2"), "Email is not verified") << "not confirmed yet";
  const std::string secret = mailbox.secret();
  ASSERT_EQ(confirm(secret), "");
  EXPECT_THAT(told(), ElementsAre("1 r-1: RESET_PASSWORD_REQUEST_STATUS"));
  EXPECT_EQ(confirm(secret), "This link is not valid any more");

  EXPECT_EQ(reset(elsewhere, "ann@example.com", "secret2"), "Email is not verified");
  EXPECT_EQ(reset(here, "ben@example.com", "secret2"), "Email is not verified");
  EXPECT_EQ(reset(here, "ann@example.com", "five5"), "New password should be at least 6 characters");
  EXPECT_TRUE(password_fits("secret1"));
  EXPECT_EQ(reset(here, "ANN@example.com", "secret2"), "");
  EXPECT_TRUE(password_fits("secret2"));
  EXPECT_EQ(count("tokens"), 0) << "all logins end";
  EXPECT_EQ(reset(here, "ann@example.com", "secret3"), "Email is not verified") << "used up";
}

TEST_F(PasswordResetsTest, UnknownAddressesAreNotFound) {
  ASSERT_EQ(text(add("cat@example.com", "cat@work.example")), "");
  for (const std::string& email :
       {std::string("nobody@example.com"), std::string("ann"), std::string(), std::string("cat@example.com")}) {
    EXPECT_EQ(request(here, email, "r-1"), "Email not found") << email;
  }
  EXPECT_EQ(mailbox.size(), 0u);
}

TEST_F(PasswordResetsTest, ANewRequestReplacesTheEarlierOfItsConnection) {
  ASSERT_EQ(request(here, "ann@example.com", "r-1"), "");
  const std::string first = mailbox.secret();
  ASSERT_EQ(request(elsewhere, "ann@example.com", "r-2"), "");
  const std::string others = mailbox.secret();
  ASSERT_EQ(request(here, "ann@example.com", "r-3"), "");
  EXPECT_THAT(told(), ElementsAre("1 r-1: Email is not verified"));
  EXPECT_EQ(confirm(first), "This link is not valid any more");
  EXPECT_EQ(confirm(mailbox.secret()), "");
  EXPECT_EQ(confirm(others), "") << "another connection's is its own";
  EXPECT_THAT(told(), ElementsAre("1 r-3: RESET_PASSWORD_REQUEST_STATUS", "2 r-2: RESET_PASSWORD_REQUEST_STATUS"));
}

TEST_F(PasswordResetsTest, DeclinedTooOldOrAbandonedOnesEnd) {
  ASSERT_EQ(request(here, "ann@example.com", "r-1"), "");
  EXPECT_EQ(decline(mailbox.secret()), "");
  EXPECT_THAT(told(), ElementsAre("1 r-1: Email verification is declined"));
  EXPECT_EQ(confirm(mailbox.secret()), "This link is not valid any more");

  ASSERT_EQ(request(here, "ann@example.com", "r-2"), "");
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(confirm(mailbox.secret()), "Email verification failed by timeout");
  expire();
  EXPECT_THAT(told(), ElementsAre("1 r-2: Email verification failed by timeout"));
  expire();
  EXPECT_THAT(told(), IsEmpty());

  ASSERT_EQ(request(here, "ann@example.com", "r-3"), "");
  database->write_and_wait([&](storage::Transaction&) { resets.forget(here); });
  EXPECT_EQ(confirm(mailbox.secret()), "This link is not valid any more");
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(PasswordResetsTest, AConfirmedOneEndsInTime) {
  ASSERT_EQ(request(here, "ann@example.com", "r-1"), "");
  ASSERT_EQ(confirm(mailbox.secret()), "");
  told();
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(reset(here, "ann@example.com", "secret2"), "Email is not verified");
  expire();
  EXPECT_THAT(told(), IsEmpty()) << "its call was answered";
}

TEST_F(PasswordResetsTest, AnAddressThatBecameAnothersResetsNobody) {
  ASSERT_EQ(request(here, "ann@example.com", "r-1"), "");
  ASSERT_EQ(confirm(mailbox.secret()), "");
  ASSERT_TRUE(write([&](storage::Transaction& t) {
    return users.change_email(t, {.user = "ann", .connection = 9}, {.email = "ann@work.example"});
  }));
  ASSERT_EQ(text(add("eve", "ann@example.com")), "");
  EXPECT_EQ(reset(here, "ann@example.com", "secret2"), "Email not found");
  EXPECT_TRUE(password_fits("secret1"));
}

}  // namespace
}  // namespace parley::domain
