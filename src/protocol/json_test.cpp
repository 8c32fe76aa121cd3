#include "protocol/json.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace parley::protocol {
namespace {

Json good(std::string_view text) {
  auto json = Json::parse(text);
  EXPECT_TRUE(json) << text << ": " << (json ? "" : json.error().text);
  return json ? *json : Json{};
}

std::string problem(std::string_view text) {
  const auto json = Json::parse(text);
  EXPECT_FALSE(json) << text;
  return json ? "" : json.error().text;
}

TEST(Json, ReadsValuesOfEveryKind) {
  const Json json = good(R"({"a":[1,"x",true,null,2.5],"b":{"c":"d"}})");
  EXPECT_TRUE(json.is_object());
  EXPECT_EQ(json.size(), 2u);
  EXPECT_EQ(json.names(), (std::vector<std::string>{"a", "b"}));
  const Json array = json.get("a");
  EXPECT_TRUE(array.is_array());
  EXPECT_EQ(array.size(), 5u);
  EXPECT_EQ(array.at(0).integer(), 1);
  EXPECT_EQ(array.at(1).string(), "x");
  EXPECT_EQ(array.at(2).boolean(), true);
  EXPECT_TRUE(array.at(3).is_null());
  EXPECT_EQ(array.at(4).number(), 2.5);
  EXPECT_TRUE(array.at(5).is_null());
  EXPECT_EQ(json.get("b").get("c").string(), "d");
  EXPECT_TRUE(json.get("nothing").get("at all").is_null());
  EXPECT_FALSE(json.string());
  EXPECT_FALSE(json.get("b").integer());
}

TEST(Json, HandleKeepsItsDocumentAlive) {
  Json inner;
  { inner = good(R"({"a":{"b":"a text too long for any small buffer within the value"}})").get("a"); }
  EXPECT_EQ(inner.get("b").string(), "a text too long for any small buffer within the value");
}

TEST(Json, IntegersAreExactWhateverTheirNotation) {
  EXPECT_EQ(good("[9007199254740993]").at(0).integer(), 9007199254740993);
  EXPECT_EQ(good("[-9223372036854775808]").at(0).integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(good("[5.0]").at(0).integer(), 5);
  EXPECT_EQ(good("[1e3]").at(0).integer(), 1000);
  EXPECT_FALSE(good("[1.5]").at(0).integer());
  EXPECT_FALSE(good("[18446744073709551615]").at(0).integer());
  EXPECT_FALSE(good("[9.3e18]").at(0).integer());
  EXPECT_FALSE(good("[1e300]").at(0).integer());
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const std::string_view text :
       {"",      " ",          "{",         "[",           "[1,",        "{\"a\"", "{\"a\":",   "{\"a\":1",
        "\"abc", "nul",        "{a:1}",     "[1] 2",       "{\"a\":1,}", "'a'",    "[01]",      "[+1]",
        "[.5]",  "[\"\x01\"]", "[\"\\x\"]", "[\"\\u12\"]", "\xFF\xFE",   "NaN",    "[Infinity]"}) {
    EXPECT_NE(problem(text), "") << text;
  }
  EXPECT_EQ(problem("{\"a\":"), "the JSON ends too early");
}

TEST(Json, EveryPrefixOfAFrameIsRefused) {
  const std::string_view text = R"({"message":"a\u00e9\ud83d\ude00","data":[{"x":-1.5e3,"y":[true,null]}]})";
  for (std::size_t length = 0; length < text.size(); ++length) EXPECT_FALSE(Json::parse(text.substr(0, length)));
  EXPECT_TRUE(Json::parse(text));
}

TEST(Json, BoundsDepthAndSize) {
  EXPECT_TRUE(Json::parse(std::string(32, '[') + std::string(32, ']')));
  EXPECT_EQ(problem(std::string(33, '[') + std::string(33, ']')), "the JSON is nested too deeply");
  EXPECT_EQ(problem(std::string(1'000'000, '[')), "the JSON is nested too deeply");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(problem(objects), "the JSON is nested too deeply");
  EXPECT_FALSE(Json::parse("[1,2,3]", {.bytes = 6}));
  EXPECT_TRUE(Json::parse("[1,2,3]", {.bytes = 7}));
}

TEST(Json, HugeNumbersAreNoHarm) {
  EXPECT_TRUE(Json::parse("[" + std::string(100'000, '9') + "]"));
  EXPECT_FALSE(good("[" + std::string(400, '9') + "]").at(0).integer());
  (void)Json::parse("[1e999999999999999999999]");
  (void)Json::parse("[1e-999999999999999999999]");
  (void)Json::parse("[0." + std::string(100'000, '0') + "1]");
}

TEST(Json, BytesThatAreNotUtf8AreRefused) {
  for (const std::string_view bad : {"\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\x80", "\xFF"}) {
    EXPECT_FALSE(Json::parse("[\"" + std::string(bad) + "\"]"));
  }
  EXPECT_EQ(good("[\"\xE2\x82\xAC\"]").at(0).string(), "\xE2\x82\xAC");
}

TEST(Json, HalvesOfSurrogatePairsBecomeReplacementCharacters) {
  const std::string fffd = "\xEF\xBF\xBD";
  EXPECT_EQ(good(R"(["a\ud83d"])").at(0).string(), "a" + fffd);
  EXPECT_EQ(good(R"(["\ude00b"])").at(0).string(), fffd + "b");
  EXPECT_EQ(good(R"(["\ud83d\ud83d\ude00"])").at(0).string(), fffd + "\xF0\x9F\x98\x80");
  EXPECT_EQ(good(R"(["\ud83dx\\ud83d"])").at(0).string(), fffd + "x\\ud83d");
  EXPECT_EQ(good(R"(["\uD83D\u0041"])").at(0).string(), fffd + "A");
  EXPECT_FALSE(Json::parse(R"(["\ud83d)"));
  EXPECT_FALSE(Json::parse(R"(["\ud83d\)"));
}

TEST(Json, DumpGivesTheSameValue) {
  const std::string_view text = R"({"a":[1,-2.5,"q\"\\\n\u0001é",true,null,{}],"b":18446744073709551615})";
  EXPECT_EQ(good(text).dump(), text);
  EXPECT_EQ(good(R"({"x":1,"id":2,"y":{"id":3}})").dump("id"), R"({"x":1,"y":{"id":3}})");
  EXPECT_EQ(Json{}.dump(), "null");
  EXPECT_EQ(Json::empty_object().dump(), "{}");
}

}  // namespace
}  // namespace parley::protocol
