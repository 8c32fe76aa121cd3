#include "utf8.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace parley::sdk {
namespace {

std::string valid(std::string_view text) {
  return valid_utf8({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

TEST(Utf8, KeepsCharactersAndReplacesTheRest) {
  for (const std::string_view good : {"", "abc", "Grüße ☕ 😀", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"})
    EXPECT_EQ(valid(good), good);
  EXPECT_EQ(valid("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(valid("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_EQ(valid("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // half of a surrogate pair
  EXPECT_EQ(valid("\xF4\x90\x80\x80").size(), 12u);                          // beyond U+10FFFF
  EXPECT_EQ(valid("\xE2\x98"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // cut off
}

}  // namespace
}  // namespace parley::sdk
