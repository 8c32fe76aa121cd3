#include "domain/users/users.hpp"

#include <gmock/gmock.h>

#include <set>

#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class UsersTest : public UsersWorld {};

TEST_F(UsersTest, ANewUserHasTheDefaults) {
  ASSERT_EQ(text(add("Ann", "Ann@example.com")), "");
  const auto event = read([&](auto& reader) { return users.get_user_info(reader, {.user = "Ann"}); });
  ASSERT_TRUE(event);
  const protocol::UserInfo& info = event->userInfo;
  EXPECT_EQ(info.id, "Ann");
  EXPECT_EQ(info.email, "Ann@example.com");
  EXPECT_EQ(info.nickname, "Ann");
  EXPECT_EQ(info.icon, std::nullopt);
  EXPECT_EQ(info.phoneNumber + info.hostKey + info.timezone, "");
  EXPECT_EQ(info.status, protocol::PresenceStatus::ONLINE);
}

TEST_F(UsersTest, UnknownUsers) {
  EXPECT_EQ(text(read([&](auto& reader) { return users.get_user_info(reader, {.user = "nobody"}); })),
            "User not found");
  read([&](auto& reader) {
    EXPECT_FALSE(users.exists(reader, "nobody"));
    EXPECT_EQ(users.nickname(reader, "nobody"), std::nullopt);
    EXPECT_EQ(users.user_info(reader, ""), std::nullopt);
    return 0;
  });
}

TEST_F(UsersTest, OtherDomainsAskForNames) {
  ASSERT_EQ(text(add("ann", "ann@example.com")), "");
  ASSERT_EQ(text(write([&](storage::Transaction& t) {
              return users.add_verified_user(t, {"bob@example.com", "bob@example.com", "Bob Ross", "hash"});
            })),
            "");
  read([&](auto& reader) {
    EXPECT_TRUE(users.exists(reader, "ann"));
    EXPECT_FALSE(users.exists(reader, "ANN"));  // ids are exact once they are known
    EXPECT_EQ(users.nickname(reader, "bob@example.com"), "Bob Ross");
    const std::vector<std::string> wanted{"bob@example.com", "nobody", "ann", "ann"};
    EXPECT_THAT(users.nicknames(reader, wanted), ElementsAre(Pair("ann", "ann"), Pair("bob@example.com", "Bob Ross")));
    return 0;
  });
}

TEST_F(UsersTest, NamesAndAddressesAreUnique) {
  ASSERT_EQ(text(add("ann", "ann@example.com")), "");
  ASSERT_EQ(text(add("bob@example.com", "bob@home.example")), "");
  EXPECT_EQ(text(add("ann", "other@example.com")), "Username is already in use");
  EXPECT_EQ(text(add("ANN", "other@example.com")), "Username is already in use");
  EXPECT_EQ(text(add("\uFF41nn", "other@example.com")), "Username is already in use");  // full-width a
  EXPECT_EQ(text(add("anna", "ANN@example.com")), "User with this email already exists");
  // A login name must name one user.
  EXPECT_EQ(text(add("ann@example.com", "other@example.com")), "Username is already in use");
  EXPECT_EQ(text(add("rob", "bob@example.com")), "User with this email already exists");
  EXPECT_EQ(count("users"), 2);
}

TEST_F(UsersTest, EveryFieldOfANewUserIsChecked) {
  EXPECT_EQ(text(add("", "a@example.com")), "Username can't be empty");
  EXPECT_EQ(text(add("a\nb", "a@example.com")), "Username can hold printable characters only");
  EXPECT_EQ(text(add("a", "nowhere")), "E-mail address is not valid");
  EXPECT_EQ(text(write([&](storage::Transaction& t) {
              return users.add_verified_user(t, {"a", "a@example.com", "\u202Eevil", "hash"});
            })),
            "Nickname can hold printable characters only");
  EXPECT_EQ(count("users"), 0);
}

TEST_F(UsersTest, PersonalMeetingIdsAreUniqueAndHaveSixDigits) {
  for (int i = 0; i < 200; ++i) ASSERT_EQ(text(add("u" + std::to_string(i), std::to_string(i) + "@example.com")), "");
  std::set<std::string> seen;
  read([&](storage::Reader& reader) {
    const auto rows = reader.query("SELECT pmi FROM users");
    while (rows->next()) seen.insert(rows->string(0));
    return 0;
  });
  EXPECT_EQ(seen.size(), 200u);
  EXPECT_EQ(seen.begin()->size(), 6u);
  read([&](storage::Reader& reader) {
    EXPECT_THAT(users.owner_of_pmi(reader, *seen.begin()), ::testing::Optional(::testing::StartsWith("u")));
    EXPECT_EQ(users.owner_of_pmi(reader, "1000000"), std::nullopt);
    return 0;
  });
}

TEST_F(UsersTest, UsernamesCanBeAskedFor) {
  ASSERT_EQ(text(add("ann", "ann@example.com")), "");
  const auto ask = [&](const std::string& username) {
    return text(read([&](auto& reader) { return users.ensure_username_available(reader, {.username = username}); }));
  };
  EXPECT_EQ(ask("bob"), "");
  EXPECT_EQ(ask("ann"), "Username is already in use");
  EXPECT_EQ(ask("Ann"), "Username is already in use");
  EXPECT_EQ(ask(""), "Username can't be empty");
  EXPECT_EQ(ask("ann@example.com"), "Username can't contain @");
}

TEST_F(UsersTest, ARemovedNameIsFreeUnlessSomethingRemembersIt) {
  struct Memory final : UserObserver {
    bool remembers_user(storage::Reader&, const std::string& user) const override { return user == "Ann"; }
  } memory;
  Users removing{clock, outbox, {.allow_removal = true}};
  removing.observe(memory);
  for (const char* user : {"Ann", "bob"}) {
    const std::string address = std::string(user) + "@example.com";
    ASSERT_EQ(text(add(user, address)), "");
    const auto removed = write([&](storage::Transaction& t) { return removing.remove(t, {.id = user}); });
    ASSERT_TRUE(removed);
    EXPECT_EQ(*removed, user);
  }
  EXPECT_EQ(text(add("bob", "bob@example.com")), "");
  for (const char* name : {"Ann", "ann", "ANN"}) {
    EXPECT_EQ(text(add(name, "ann@example.com")), "Username is already in use");
    EXPECT_EQ(text(read([&](auto& reader) { return users.ensure_username_available(reader, {.username = name}); })),
              "Username is already in use");
  }
  EXPECT_EQ(text(add("anna", "ann@example.com")), "") << "an address is free again";
}

TEST_F(UsersTest, TheRecorderIsNamed) {
  const auto event = users.get_system_config();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->config.recorder.username, "recorder");
}

}  // namespace
}  // namespace parley::domain
