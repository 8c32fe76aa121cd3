#include "protocol/writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "protocol/json.hpp"

namespace parley::protocol {
namespace {

std::string text(std::string_view value) {
  std::string out;
  write_text(out, value);
  return out;
}

std::string number(double value) {
  std::string out;
  write_number(out, value);
  return out;
}

TEST(Writer, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(text(""), "\"\"");
  EXPECT_EQ(text("plain é 😀"), "\"plain é 😀\"");
  EXPECT_EQ(text("a\"b\\c\n\r\t\b\f/"), R"("a\"b\\c\n\r\t\b\f/")");
  EXPECT_EQ(text(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
}

TEST(Writer, NeverWritesBytesThatAreNotUtf8) {
  EXPECT_EQ(text("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(text("\xE2\x82"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
  // Every two-byte text comes out as JSON that a strict parser takes.
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const char bytes[] = {static_cast<char>(a), static_cast<char>(b)};
      ASSERT_TRUE(Json::parse("[" + text({bytes, 2}) + "]")) << a << " " << b;
    }
  }
  for (const std::string_view bad : {"\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF"}) {
    ASSERT_TRUE(Json::parse("[" + text(bad) + "]"));
  }
}

TEST(Writer, SharedTextsAreWrittenLikeAnyArray) {
  const SharedTexts none, two(std::vector<std::string>{"ann", "b\"n"});
  const SharedTexts copy = two;
  std::string out;
  for (const SharedTexts& texts : {none, two, copy}) write_value(out, texts);
  EXPECT_EQ(out, R"([]["ann","b\"n"]["ann","b\"n"])");
  EXPECT_TRUE(copy == two);
  EXPECT_FALSE(none == two);
}

TEST(Writer, NumbersReadBackTheSame) {
  for (const double value : {0.0, 1.5, -0.1, 1e300, 5e-324, 1735689600000.0}) {
    EXPECT_EQ(Json::parse("[" + number(value) + "]").value().at(0).number(), value);
  }
  EXPECT_EQ(number(std::nan("")), "null");
  EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "null");
  std::string out;
  write_integer(out, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(out, "-9223372036854775808");
}

}  // namespace
}  // namespace parley::protocol
