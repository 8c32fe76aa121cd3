#include "domain/users/password.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "domain/users/secret.hpp"

namespace parley::domain {
namespace {

TEST(Password, NeedsSixCharacters) {
  EXPECT_TRUE(check_password("secret"));
  EXPECT_TRUE(check_password("\u00E4\u00F6\u00FC\u00E4\u00F6\u00FC"));
  const auto refused = check_password("\u00E4\u00F6\u00FC");  // six bytes, three characters
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text, "New password should be at least 6 characters");
  EXPECT_FALSE(check_password(""));
}

TEST(Password, FitsItsOwnHashOnly) {
  const auto hash = hash_password("secret1");
  ASSERT_TRUE(hash);
  EXPECT_THAT(*hash, ::testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(*verify_password(*hash, "secret1"));
  EXPECT_FALSE(*verify_password(*hash, "secret2"));
  EXPECT_FALSE(*verify_password(*hash, ""));
  EXPECT_FALSE(*verify_password(*hash, std::string_view("secret1\0", 8)));
  EXPECT_NE(*hash, *hash_password("secret1"));  // salted
}

TEST(Password, RefusesWhatIsNoHash) {
  log::set_level(log::Level::off);
  for (const char* text : {"", "secret1", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$", "$2b$10$abc"}) {
    EXPECT_FALSE(verify_password(text, "secret1")) << text;
  }
  log::set_level(log::Level::warn);
}

TEST(Secret, IsRandomAndHashed) {
  const std::string secret = new_secret();
  EXPECT_EQ(secret.size(), 64u);
  EXPECT_NE(secret, new_secret());
  EXPECT_EQ(secret_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2 B.1
}

}  // namespace
}  // namespace parley::domain
