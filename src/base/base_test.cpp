#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/worker_pool.hpp"

namespace parley {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{"odd"};
  return number / 2;
}

Result<int> quarter(int number) {
  PARLEY_TRY(const int once, half(number));
  PARLEY_TRY(const int twice, half(once));
  return twice;
}

TEST(Result, TryPassesValuesOnAndReturnsErrors) {
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_EQ(quarter(6).error().text, "odd");
}

TEST(Random, UuidsHaveVersionAndVariantAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = random_uuid();
    ASSERT_EQ(uuid.size(), 36u);
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(Random, BetweenKeepsItsBounds) {
  for (int i = 0; i < 1000; ++i) {
    const auto value = random_between(100, 103);
    EXPECT_GE(value, 100u);
    EXPECT_LE(value, 103u);
  }
}

TEST(Random, SecretsAreComparedByContent) {
  EXPECT_TRUE(equal_secrets("abc", "abc"));
  EXPECT_FALSE(equal_secrets("abc", "abd"));
  EXPECT_FALSE(equal_secrets("abc", "abcd"));
}

TEST(WorkerPool, RefusesBeyondItsLimitAndFinishesWhatItTook) {
  std::atomic<int> done = 0;
  std::atomic<bool> go = false;
  int accepted = 0;
  {
    WorkerPool pool("test", 1, 2);
    for (int i = 0; i < 10; ++i) {
      accepted += pool.post([&] {
        while (!go) std::this_thread::yield();
        ++done;
      });
    }
    EXPECT_LE(accepted, 3);
    EXPECT_GE(accepted, 2);
    go = true;
  }
  EXPECT_EQ(done, accepted);
}

}  // namespace
}  // namespace parley
