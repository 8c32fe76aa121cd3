// Demo accounts, and the end of accounts.
#include "domain/users/example_users.hpp"

#include <gmock/gmock.h>

#include <future>
#include <set>

#include "domain/users/example_flow.hpp"
#include "domain/users/registrations.hpp"
#include "domain/users/sessions.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Connected final : events::Connections {
  bool connected(std::string_view user) const override { return users.contains(std::string(user)); }
  std::set<std::string> users;
};

class ExampleUsersTest : public UsersWorld {
 protected:
  Result<protocol::ExamplesUserEvent> lend(ExampleFlow& from) {
    std::promise<Result<protocol::ExamplesUserEvent>> end;
    from.lend([&](Result<protocol::ExamplesUserEvent> result) { end.set_value(std::move(result)); });
    return end.get_future().get();
  }
  std::vector<std::string> expire() {
    std::vector<std::string> removed;
    database->write_and_wait([&](storage::Transaction& t) { removed = examples.expire(t, connected); });
    return removed;
  }
  LoggedIn log_in(const std::string& user) {
    return write([&](storage::Transaction& t) { return sessions.open(t, sessions.find(t, user), Device{}); }).value();
  }

  WorkerPool pool{"hashing", 1, 4};
  Sessions sessions{clock};
  Connected connected;
  ExampleUsers examples{clock, users, {.lend = true, .limit = 2}};
  ExampleFlow flow{*database, pool, examples};
};

TEST_F(ExampleUsersTest, EachBorrowerGetsAnAccountOfHisOwnUpToTheLimit) {
  const auto first = lend(flow);
  const auto second = lend(flow);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->user.userId, second->user.userId);
  EXPECT_NE(first->user.password, second->user.password);
  EXPECT_GE(first->user.password.size(), 16u);
  const auto stored = read([&](storage::Reader& reader) { return users.user_info(reader, first->user.userId); });
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->email, first->user.email);
  EXPECT_EQ(text(lend(flow)), "All demo accounts are lent; try again later");
}

TEST_F(ExampleUsersTest, OffMeansNone) {
  const ExampleUsers off(clock, users, {});
  ExampleFlow none(*database, pool, off);
  EXPECT_EQ(text(lend(none)), "This server lends no demo accounts");
  EXPECT_EQ(count("users"), 0);
}

TEST_F(ExampleUsersTest, OneNobodySignedInWithGoesAfterFiveMinutes) {
  const std::string user = lend(flow)->user.userId;
  clock.advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
  EXPECT_THAT(expire(), IsEmpty());
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_THAT(expire(), ElementsAre(user));
  EXPECT_EQ(count("users"), 0);
  EXPECT_EQ(count("example_users"), 0);
}

TEST_F(ExampleUsersTest, OneInUseStaysAndGoesFifteenMinutesAfterItsUser) {
  const std::string user = lend(flow)->user.userId;
  const LoggedIn login = log_in(user);
  connected.users = {user};
  clock.advance(std::chrono::hours(24));
  EXPECT_THAT(expire(), IsEmpty());
  connected.users.clear();
  database->write_and_wait([&](storage::Transaction& t) { sessions.used(t, login.token_hash); });
  clock.advance(std::chrono::minutes(14));
  EXPECT_THAT(expire(), IsEmpty());
  clock.advance(std::chrono::minutes(1));
  EXPECT_THAT(expire(), ElementsAre(user));
}

TEST_F(ExampleUsersTest, OrdinaryAccountsStay) {
  ASSERT_EQ(text(add("ann", "ann@example.com")), "");
  clock.advance(std::chrono::hours(24 * 365));
  EXPECT_THAT(expire(), IsEmpty());
  EXPECT_EQ(count("users"), 1);
}

class RemovalTest : public UsersWorld, public UserObserver {
 protected:
  RemovalTest() {
    EXPECT_EQ(text(add("Ann", "ann@example.com")), "");
    permissive.observe(*this);
  }
  void user_removed(storage::Transaction& transaction, const std::string& user) override {
    removed.push_back(user);
    EXPECT_TRUE(permissive.exists(transaction, user)) << "observers come first";
  }
  std::string remove(const Users& from, const std::string& id) {
    const auto result = write([&](storage::Transaction& t) { return from.remove(t, {.id = id}); });
    return result ? "removed " + *result : result.error().text;
  }

  Users permissive{clock, outbox, {.allow_removal = true}};
  std::vector<std::string> removed;
};

TEST_F(RemovalTest, IsRefusedUnlessAllowed) {
  EXPECT_EQ(remove(users, "ann"), "Failed to remove user");
  EXPECT_EQ(remove(users, "nobody"), "User not found");
  EXPECT_EQ(remove(permissive, "ann@example.com"), "User not found") << "an address is no id";
  EXPECT_EQ(count("users"), 1);
  EXPECT_THAT(removed, IsEmpty());
}

TEST_F(RemovalTest, TakesAllRowsAndFreesNameAndAddress) {
  Sessions sessions(clock);
  ASSERT_TRUE(write([&](storage::Transaction& t) { return sessions.open(t, sessions.find(t, "ann"), Device{}); }));
  ASSERT_TRUE(write([&](storage::Transaction& t) {
    return users.add_encryption_info(t, {.user = "Ann", .connection = 1}, {.privateKey = "x", .publicKey = "y"});
  }));
  EXPECT_EQ(remove(permissive, "ANN"), "removed Ann");
  EXPECT_THAT(removed, ElementsAre("Ann"));
  for (const char* table : {"users", "tokens", "user_keys", "pmi_settings"}) EXPECT_EQ(count(table), 0) << table;
  EXPECT_EQ(text(add("ann", "ann@example.com")), "");
}

TEST_F(RemovalTest, APendingSignUpIsRemovedByItsName) {
  Registrations registrations(clock, outbox, mails, {});
  ASSERT_TRUE(write([&](storage::Transaction& t) {
    return registrations.sign_up(t, {.email = "bob@example.com", .username = "Bob", .password = "secret1"}, "hash",
                                 {4, "s-1"});
  }));
  database->write_and_wait([&](storage::Transaction& t) {
    EXPECT_FALSE(registrations.remove(t, "ann")) << "no sign-up";
    EXPECT_TRUE(registrations.remove(t, "bob"));
    EXPECT_FALSE(registrations.remove(t, "bob"));
  });
  EXPECT_EQ(count("registrations"), 0);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_THAT(events[0].connections, ElementsAre(4));
  EXPECT_NE(events[0].frame->find("Email verification is declined"), std::string::npos);
}

}  // namespace
}  // namespace parley::domain
