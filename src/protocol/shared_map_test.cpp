#include "protocol/shared_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/messages_types.hpp"
#include "protocol/reader.hpp"
#include "protocol/writer.hpp"

namespace parley::protocol {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using Numbers = SharedMap<std::int64_t>;

std::string json(const Numbers& numbers) {
  std::string text;
  write_value(text, numbers);
  return text;
}

TEST(SharedMap, IsOrderedByName) {
  const Numbers numbers = {{"b", 2}, {"a", 1}, {"c", 3}};
  EXPECT_THAT(numbers, ElementsAre(Pair("a", 1), Pair("b", 2), Pair("c", 3)));
  EXPECT_EQ(numbers.at("b"), 2);
  EXPECT_TRUE(numbers.contains("c"));
  EXPECT_FALSE(numbers.contains("bb"));
  EXPECT_EQ(numbers.find("d"), numbers.end());
  EXPECT_THROW(numbers.at(""), std::out_of_range);
}

TEST(SharedMap, AnEmptyOneIsLikeNone) {
  EXPECT_TRUE(Numbers().empty());
  EXPECT_TRUE(Numbers(Numbers::Entries{}).empty());
  EXPECT_EQ(Numbers(), Numbers(Numbers::Entries{}));
  EXPECT_EQ(json({}), "{}");
}

TEST(SharedMap, CopiesShareTheirText) {
  Numbers numbers = {{"b \"", 2}, {"a", 1}};
  const Numbers copy = numbers;
  EXPECT_EQ(json(numbers), R"({"a":1,"b \"":2})");
  const auto never = [](std::string&, const Numbers::Entries&) { FAIL() << "it has been written"; };
  EXPECT_EQ(copy.json(never), R"({"a":1,"b \"":2})");
  numbers = {{"a", 2}};
  EXPECT_EQ(json(numbers), R"({"a":2})");
  EXPECT_EQ(json(copy), R"({"a":1,"b \"":2})");
  EXPECT_FALSE(numbers == copy);
}

}  // namespace
}  // namespace parley::protocol
