#include "domain/users/sessions.hpp"

#include <gmock/gmock.h>

#include "domain/users/registrations.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

class SessionsTest : public UsersWorld {
 protected:
  SessionsTest() { EXPECT_TRUE(add("Ann", "ann@example.com", "anns hash")); }

  Credentials find(const std::string& login) {
    return read([&](storage::Reader& reader) { return sessions.find(reader, login); });
  }
  Credentials find_in(storage::Reader& reader, const std::string& login) { return sessions.find(reader, login); }
  Result<LoggedIn> open(const Credentials& credentials) {
    return write([&](storage::Transaction& t) { return sessions.open(t, credentials, {"laptop", "Mozilla/5.0"}); });
  }
  std::optional<LoggedIn> resume(const std::string& token) {
    return write([&](storage::Transaction& t) { return sessions.resume(t, token); });
  }

  Sessions sessions{clock};
};

TEST_F(SessionsTest, NamesAndAddressesFindTheUser) {
  for (const char* login : {"Ann", "ann", "ANN", "ann@example.com", "Ann@Example.COM"}) {
    EXPECT_EQ(find(login).user, "Ann") << login;
    EXPECT_EQ(find(login).password_hash, "anns hash") << login;
  }
}

TEST_F(SessionsTest, UnknownNamesGetAHashThatCostsTheSame) {
  for (const std::string& login : {std::string("bob"), std::string(), std::string(100'000, 'x'), std::string("\xFF")}) {
    const Credentials nobody = find(login);
    EXPECT_EQ(nobody.user, "");
    EXPECT_THAT(nobody.password_hash, ::testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  }
}

TEST_F(SessionsTest, ALoginMakesATokenThatLogsIn) {
  const auto login = open(find("ann"));
  ASSERT_TRUE(login);
  EXPECT_EQ(login->user, "Ann");
  EXPECT_EQ(login->data.sipLogin, "Ann");
  EXPECT_EQ(login->data.email, "ann@example.com");
  EXPECT_EQ(login->data.sipVisibleName, "Ann");
  EXPECT_EQ(login->data.authToken.size(), 64u);
  EXPECT_EQ(login->data.pmi.size(), 6u);
  EXPECT_FALSE(login->data.webRTCMetricsServerDescription.has_value());

  const auto again = resume(login->data.authToken);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->data, login->data);
  EXPECT_EQ(again->token_hash, login->token_hash);

  const auto other = open(find("ann"));
  ASSERT_TRUE(other);
  EXPECT_NE(other->data.authToken, login->data.authToken);
}

TEST_F(SessionsTest, TokensAreStoredHashed) {
  const auto login = open(find("ann"));
  ASSERT_TRUE(login);
  read([&](storage::Reader& reader) {
    const auto rows = reader.query("SELECT hash, device FROM tokens");
    EXPECT_TRUE(rows->next());
    EXPECT_EQ(rows->text(0), login->token_hash);
    EXPECT_NE(rows->text(0), login->data.authToken);
    EXPECT_EQ(rows->text(1), "laptop");
    return 0;
  });
  EXPECT_FALSE(resume(login->token_hash));  // what leaks from the database logs nobody in
}

TEST_F(SessionsTest, ATokenLivesSevenDaysFromItsLastUse) {
  const auto login = open(find("ann"));
  ASSERT_TRUE(login);
  clock.advance(std::chrono::hours(24 * 6));
  EXPECT_TRUE(resume(login->data.authToken));
  clock.advance(std::chrono::hours(24 * 6));
  EXPECT_TRUE(resume(login->data.authToken));
  clock.advance(std::chrono::hours(24 * 7));
  EXPECT_FALSE(resume(login->data.authToken));
  EXPECT_EQ(count("tokens"), 1);
  database->write_and_wait(
      [&](storage::Transaction& t) { sessions.expire(t, [](const std::string&) { return false; }); });
  EXPECT_EQ(count("tokens"), 0);
}

TEST_F(SessionsTest, ATokenInUseLivesOn) {
  const auto login = open(find("ann"));
  ASSERT_TRUE(login);
  const auto keep_house = [&] {
    database->write_and_wait([&](storage::Transaction& t) {
      sessions.expire(t, [&](const std::string& hash) { return hash == login->token_hash; });
    });
  };
  for (int minute = 0; minute < 8 * 24 * 2; ++minute) {
    clock.advance(std::chrono::minutes(30));
    keep_house();
  }
  EXPECT_TRUE(resume(login->data.authToken)) << "its connection was open for eight days";
  clock.advance(std::chrono::hours(24 * 6));
  database->write_and_wait([&](storage::Transaction& t) { sessions.used(t, login->token_hash); });
  clock.advance(std::chrono::hours(24 * 6));
  EXPECT_TRUE(resume(login->data.authToken)) << "it counts from the end of its last connection";
}

TEST_F(SessionsTest, ListsOwnLoginsTheLastUsedFirst) {
  ASSERT_TRUE(add("Ben", "ben@example.com"));
  const auto first = open(find("ann"));
  clock.advance(std::chrono::seconds(1));
  const auto second = open(find("ann"));
  ASSERT_TRUE(first && second && open(find("ben")));
  const auto list = [&] {
    return read([&](storage::Reader& reader) {
             return sessions.list(reader, {.user = "Ann", .connection = 1}, second->token_hash, {first->token_hash});
           })
        .value()
        .sessions;
  };
  auto listed = list();
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_TRUE(listed[0].current && !listed[0].connected);
  EXPECT_TRUE(listed[1].connected && !listed[1].current);
  EXPECT_EQ(listed[0].device, "laptop");
  EXPECT_EQ(listed[0].client, "Mozilla/5.0");
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(resume(first->data.authToken));
  listed = list();
  EXPECT_TRUE(listed[0].connected);
  EXPECT_GT(listed[0].lastUsed, listed[0].created);
  clock.advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(list().size(), 1u) << "too old, but one is in use";
}

TEST_F(SessionsTest, EndsOwnLoginsOnly) {
  ASSERT_TRUE(add("Ben", "ben@example.com"));
  const auto ann = open(find("ann"));
  ASSERT_TRUE(ann);
  const std::string id =
      read([&](storage::Reader& r) { return sessions.list(r, {.user = "Ann", .connection = 1}, "", {}); })
          .value()
          .sessions[0]
          .id;
  const auto end = [&](const std::string& user) {
    return write([&](storage::Transaction& t) { return sessions.end(t, {.user = user, .connection = 1}, {.id = id}); });
  };
  EXPECT_EQ(text(end("Ben")), "Session not found");
  EXPECT_TRUE(resume(ann->data.authToken));
  const auto ended = end("Ann");
  ASSERT_TRUE(ended);
  EXPECT_EQ(*ended, ann->token_hash);
  EXPECT_FALSE(resume(ann->data.authToken));
}

TEST_F(SessionsTest, WhatClientsSayAboutThemselvesIsCutBetweenCharacters) {
  std::string long_name(255, 'x');
  long_name += "äöü";
  ASSERT_TRUE(write([&](storage::Transaction& t) { return sessions.open(t, find_in(t, "ann"), {long_name, ""}); }));
  const auto listed =
      read([&](storage::Reader& r) { return sessions.list(r, {.user = "Ann", .connection = 1}, "", {}); })
          .value()
          .sessions;
  EXPECT_EQ(listed[0].device, std::string(255, 'x'));
  EXPECT_EQ(listed[0].client, std::nullopt);
}

TEST_F(SessionsTest, TokensSurviveARestart) {
  const auto login = open(find("ann"));
  ASSERT_TRUE(login);
  database.reopen();
  EXPECT_TRUE(resume(login->data.authToken));
}

TEST_F(SessionsTest, LogoutEndsOneToken) {
  const auto first = open(find("ann"));
  const auto second = open(find("ann"));
  ASSERT_TRUE(first && second);
  database->write_and_wait([&](storage::Transaction& t) { sessions.logout(t, first->token_hash); });
  EXPECT_FALSE(resume(first->data.authToken));
  EXPECT_TRUE(resume(second->data.authToken));
}

TEST_F(SessionsTest, UnknownTokensAreRefused) {
  for (const std::string& token : {std::string(), std::string("x"), std::string(64, '0'), std::string(8'192, 'x')}) {
    EXPECT_FALSE(resume(token));
  }
}

TEST_F(SessionsTest, APasswordChangedMeanwhileDoesNotOpen) {
  const Credentials before = find("ann");
  database->write_and_wait([](storage::Transaction& t) { t.execute("UPDATE users SET password_hash = 'new'"); });
  EXPECT_EQ(text(open(before)), "Authentication failed");
  database->write_and_wait([](storage::Transaction& t) { t.execute("DELETE FROM users"); });
  EXPECT_EQ(text(open(before)), "Authentication failed");
}

TEST_F(SessionsTest, PendingUsersAreKnownButNotLetIn) {
  Registrations registrations(clock, outbox, mails, {});
  ASSERT_TRUE(write([&](storage::Transaction& t) {
    return registrations.sign_up(t, {.email = "bob@example.com", .username = "bob", .password = "secret1"}, "bobs hash",
                                 {});
  }));
  for (const char* login : {"bob", "BOB@example.com"}) {
    const Credentials pending = find(login);
    EXPECT_TRUE(pending.pending);
    EXPECT_EQ(pending.password_hash, "bobs hash");
    EXPECT_EQ(text(open(pending)), "Email is not verified");
  }
}

TEST_F(SessionsTest, AUserHasAHundredTokensAtMost) {
  const auto first = open(find("ann"));
  ASSERT_TRUE(first);
  for (int i = 0; i < 100; ++i) {
    clock.advance(std::chrono::seconds(1));
    ASSERT_TRUE(open(find("ann")));
  }
  EXPECT_EQ(count("tokens"), 100);
  EXPECT_FALSE(resume(first->data.authToken));
}

}  // namespace
}  // namespace parley::domain
