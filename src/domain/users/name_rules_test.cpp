#include "domain/users/name_rules.hpp"

#include <gtest/gtest.h>

namespace parley::domain {
namespace {

TEST(FoldName, EqualNamesHaveEqualKeys) {
  EXPECT_EQ(fold_name("Ann"), "ann");
  EXPECT_EQ(fold_name("\u00C4nn"), fold_name("a\u0308nn"));  // composed and decomposed
  EXPECT_EQ(fold_name("STRASSE"), fold_name("stra\u00DFe"));
  EXPECT_EQ(fold_name("\uFF21\uFF22"), "ab");  // full width
  EXPECT_EQ(fold_name("a\u00ADb"), "ab");      // soft hyphen
  EXPECT_NE(fold_name("ann"), fold_name("anna"));
  EXPECT_EQ(fold_name(""), "");
}

TEST(FoldName, EndsWithAnything) {
  EXPECT_EQ(fold_name("a\xFF"), "a\uFFFD");
  EXPECT_EQ(fold_name("\xF0\x9F"), "\uFFFD");
  std::string longest;
  for (int i = 0; i < 100; ++i) longest += "\uFDFA";  // one of these becomes 18 characters
  EXPECT_GT(fold_name(longest).size(), 1'800u);
}

TEST(CheckUserId, AcceptsPrintableNames) {
  for (const char* id : {"a", "ann", "bob@example.com", "Ann Lee", "\u5B89\u5A1C", "o'neil", "\U0001F600"}) {
    EXPECT_TRUE(check_user_id(id)) << id;
  }
  EXPECT_TRUE(check_user_id(std::string(128, 'x')));
}

TEST(CheckUserId, RefusesTheRest) {
  for (const std::string& id :
       {std::string(), std::string(129, 'x'), std::string("a\0b", 3), std::string("a\tb"), std::string("a\nb"),
        std::string(" a"), std::string("a "), std::string("a\u200Bb"), std::string("\u202Ea"), std::string("\xFF"),
        std::string("\xED\xA0\x80"), std::string("a\u2028"), std::string("\uE000"), std::string("\u00A0"),
        std::string("\uFE0F"), std::string(100'000, '\xC3')}) {
    EXPECT_FALSE(check_user_id(id)) << id.substr(0, 20);
  }
}

TEST(CheckUsername, KeepsOutAddresses) {
  EXPECT_TRUE(check_username("ann"));
  EXPECT_FALSE(check_username("ann@example.com"));
  EXPECT_FALSE(check_username("ann\uFF20example.com"));  // full-width @
  EXPECT_FALSE(check_username("ann\uFE6Bexample.com"));  // small @
}

TEST(CheckEmail, AcceptsAddresses) {
  for (const char* email : {"a@b", "ann@example.com", "ann+tag@mail.example.com", "ann@localhost", "o'neil@example.com",
                            "j\u00FCrgen@example.com"}) {
    EXPECT_TRUE(check_email(email)) << email;
  }
}

TEST(CheckEmail, RefusesTheRest) {
  for (const std::string& email :
       {std::string(), std::string("ann"), std::string("@example.com"), std::string("ann@"), std::string("a@b@c"),
        std::string("a b@c"), std::string("a@b c"), std::string("a@b\r\nBcc: c@d"), std::string("<a@b>"),
        std::string("a@b,c@d"), std::string("\"a\"@b"), std::string("a@.b"), std::string("a@b."), std::string("a@b..c"),
        std::string("-a@b"), std::string("a@-b"), std::string("a@\0b", 4), std::string("a@b\xFF"),
        std::string(320, 'a') + "@b"}) {
    EXPECT_FALSE(check_email(email)) << email.substr(0, 30);
  }
}

}  // namespace
}  // namespace parley::domain
