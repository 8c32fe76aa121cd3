// Databases of earlier versions.
#include <gtest/gtest.h>

#include "domain/users/sessions.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

TEST(UsersMigration, AnAccountOfTheFirstSchemaKeepsItsLoginAndGetsWhatIsNew) {
  storage::testing::TemporaryDatabase database;
  storage::Migrations first = users_migrations();
  first.steps.resize(1);
  storage::migrate(*database, {first});
  database->write_and_wait([](storage::Transaction& t) {
    t.execute(
        "INSERT INTO users VALUES ('ann', 'ann', 'ann@example.com', 'ann@example.com', 'Ann', 'hash', NULL, '', '', '',"
        " 'ONLINE', '100001', 1000)");
    t.execute(
        "INSERT INTO tokens (hash, user_id, device, created_at, expires_at)"
        " VALUES ('0123456789abcdef0123456789abcdef0123', 'ann', 'laptop', 2000, 9000000000000)");
  });

  storage::migrate(*database, {users_migrations()});
  ManualClock clock;
  events::LocalBus bus;
  events::LocalOutbox outbox(bus);
  const Users users(clock, outbox, {});
  const Sessions sessions(clock);
  database->write_and_wait([&](storage::Transaction& t) {
    users.on_start(t);
    EXPECT_EQ(users.user_info(t, "ann")->nickname, "Ann");
    EXPECT_EQ(users.pmi_settings(t, "ann").accessCode.size(), 6u);
    EXPECT_FALSE(users.profiles(t, std::vector<std::string>{"ann"}).at(0).encryption_enabled);
    const auto logins = sessions.list(t, {.user = "ann", .connection = 1}, "", {}).value().sessions;
    ASSERT_EQ(logins.size(), 1u);
    EXPECT_EQ(logins[0].device, "laptop");
    EXPECT_EQ(logins[0].client, std::nullopt);
    EXPECT_EQ(logins[0].lastUsed, 2000);
  });
}

}  // namespace
}  // namespace parley::domain
