#include "domain/messages/audience_cache.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace parley::domain {
namespace {

std::vector<std::string> members(std::size_t count, const std::string& prefix = "u") {
  std::vector<std::string> all;
  for (std::size_t i = count; i > 0; --i) all.push_back(prefix + std::to_string(i));
  return all;
}
std::vector<std::string> sorted(std::vector<std::string> all) {
  std::sort(all.begin(), all.end());
  return all;
}

TEST(AudienceCache, SortsOnceAndKeepsMany) {
  AudienceCache cache;
  const SortedMembers first = cache.sorted(1, members(500));
  EXPECT_EQ(*first, sorted(members(500)));
  EXPECT_EQ(cache.sorted(1, members(500)), first);
  EXPECT_EQ(*cache.sorted(1, members(3)), sorted(members(3)));
}

TEST(AudienceCache, GivesTheMembersItIsAskedFor) {
  AudienceCache cache;
  const SortedMembers before = cache.sorted(1, members(100));
  EXPECT_EQ(*cache.sorted(1, members(100, "v")), sorted(members(100, "v")));
  EXPECT_EQ(*cache.sorted(1, members(99)), sorted(members(99)));
  EXPECT_EQ(*cache.sorted(2, members(100)), sorted(members(100)));
  EXPECT_EQ(*before, sorted(members(100)));  // whoever holds one keeps it
}

TEST(AudienceCache, ForgetsRatherThanGrows) {
  AudienceCache cache;
  std::weak_ptr<const std::vector<std::string>> first = cache.sorted(0, members(10'000));
  for (std::int64_t target = 1; target <= 20; ++target)
    EXPECT_EQ(cache.sorted(target, members(10'000))->size(), 10'000u);
  EXPECT_TRUE(first.expired());
}

}  // namespace
}  // namespace parley::domain
