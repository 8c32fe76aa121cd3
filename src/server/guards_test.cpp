#include "server/guards.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley::server {
namespace {

using namespace std::chrono_literals;

std::string text(const Result<void>& result) { return result ? "" : result.error().text; }

TEST(RecentCounts, EndAPeriodAfterTheEventAndAtMostATenthLater) {
  ManualClock clock;
  RecentCounts counts(3, 10min, 100);
  clock.advance(30s);
  counts.add("a", clock.steady());
  clock.advance(2min);
  counts.add("a", clock.steady());
  EXPECT_EQ(counts.wait("a", clock.steady()), 0ms);
  counts.add("a", clock.steady());
  EXPECT_GE(counts.wait("a", clock.steady()), 8min);
  EXPECT_LE(counts.wait("a", clock.steady()), 9min);
  EXPECT_EQ(counts.wait("b", clock.steady()), 0ms);
  const auto wait = counts.wait("a", clock.steady());
  clock.advance(wait - 1ms);
  EXPECT_EQ(counts.wait("a", clock.steady()), 1ms);
  counts.add("a", clock.steady());  // refused, so not counted
  clock.advance(1ms);
  EXPECT_EQ(counts.wait("a", clock.steady()), 0ms);
  counts.add("a", clock.steady());
  EXPECT_GT(counts.wait("a", clock.steady()), 0ms) << "the other two are not forgotten yet";
  clock.advance(24h);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(counts.wait("a", clock.steady()), 0ms);
    counts.add("a", clock.steady());
  }
  EXPECT_GT(counts.wait("a", clock.steady()), 0ms);
}

TEST(RecentCounts, LetNoMoreThanTheLimitThroughInAnyPeriod) {
  ManualClock clock;
  RecentCounts counts(10, 10min, 100);
  std::vector<RecentCounts::Time> through;
  // Somebody who tries all the time, at odd moments.
  for (int i = 0; i < 5'000; ++i) {
    clock.advance(std::chrono::milliseconds(1 + i * 7919 % 4'000));
    if (counts.wait("a", clock.steady()).count() > 0) continue;
    counts.add("a", clock.steady());
    through.push_back(clock.steady());
  }
  ASSERT_GT(through.size(), 100u) << "and nobody is locked out for good";
  for (std::size_t i = 10; i < through.size(); ++i) EXPECT_GT(through[i] - through[i - 10], 10min);
}

TEST(RecentCounts, ForgetTheOldestAndAreBounded) {
  ManualClock clock;
  RecentCounts counts(1, 10min, 3);
  for (const char* key : {"a", "b", "c", "a", "d"}) counts.add(key, clock.steady());
  EXPECT_EQ(counts.size(), 3u);
  EXPECT_GT(counts.wait("a", clock.steady()), 0ms);
  EXPECT_EQ(counts.wait("b", clock.steady()), 0ms);
  for (int i = 0; i < 1000; ++i) counts.add(std::to_string(i), clock.steady());
  EXPECT_EQ(counts.size(), 3u);
}

TEST(RecentCounts, WithoutALimitLetEverythingThrough) {
  ManualClock clock;
  RecentCounts counts(0, 10min, 100);
  for (int i = 0; i < 1000; ++i) counts.add("a", clock.steady());
  EXPECT_EQ(counts.wait("a", clock.steady()), 0ms);
  EXPECT_EQ(counts.size(), 0u);
}

class GuardsTest : public ::testing::Test {
 protected:
  std::string fail(const std::string& address, const std::string& account) {
    return text(guards.tried(address, account, false));
  }
  ManualClock clock;
  Guards guards{clock, {}};
};

TEST_F(GuardsTest, OnlyFailuresCount) {
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(guards.may_try("192.0.2.1", "ann"));
    ASSERT_TRUE(guards.tried("192.0.2.1", "ann", true));
  }
  for (int i = 0; i < 10; ++i) ASSERT_EQ(fail("192.0.2.1", "ann"), "");
  EXPECT_EQ(text(guards.may_try("192.0.2.1", "ann")), "Too many attempts; try again in 11 minutes");
  // The right password does not help now: whoever sends many at once learns nothing from the rest.
  EXPECT_EQ(text(guards.tried("192.0.2.1", "ann", true)), "Too many attempts; try again in 11 minutes");
  EXPECT_TRUE(guards.may_try("192.0.2.1", "bob"));
  clock.advance(11min);
  EXPECT_TRUE(guards.tried("192.0.2.1", "ann", true));
}

TEST_F(GuardsTest, OthersCannotLockAnAccountOut) {
  ASSERT_TRUE(guards.tried("198.51.100.7", "ann", true));  // Ann's home
  for (int from = 1; from <= 20; ++from) {
    for (int i = 0; i < 10; ++i) fail("192.0.2." + std::to_string(from), "ann");
  }
  EXPECT_FALSE(guards.may_try("203.0.113.1", "ann"));  // the world's share is used up
  EXPECT_TRUE(guards.may_try("198.51.100.7", "ann"));
  EXPECT_TRUE(guards.tried("198.51.100.7", "ann", true));
  EXPECT_TRUE(guards.may_try("203.0.113.1", "bob"));
  // The own address is limited by its own failures only.
  for (int i = 0; i < 10; ++i) ASSERT_EQ(fail("198.51.100.7", "ann"), "");
  EXPECT_FALSE(guards.may_try("198.51.100.7", "ann"));
}

TEST_F(GuardsTest, AnAddressHasALimitOverAllAccounts) {
  for (int i = 0; i < 100; ++i) ASSERT_EQ(fail("192.0.2.1", "user" + std::to_string(i)), "") << i;
  EXPECT_FALSE(guards.may_try("192.0.2.1", "somebody"));
  EXPECT_TRUE(guards.may_try("192.0.2.2", "somebody"));
}

TEST_F(GuardsTest, ANetworkOfIpv6IsOneAddress) {
  for (int i = 0; i < 10; ++i) ASSERT_EQ(fail("2001:db8::" + std::to_string(i + 1), "ann"), "");
  EXPECT_FALSE(guards.may_try("2001:db8::ffff:1", "ann"));
  EXPECT_TRUE(guards.may_try("2001:db8:0:1::1", "ann"));
}

TEST_F(GuardsTest, ResetsCountPerAccountAndPerAddress) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(guards.reset_request("192.0.2.1", "Ann@example.com"));
  EXPECT_EQ(text(guards.reset_request("192.0.2.1", "ann@Example.com")), "Too many attempts; try again in 11 minutes");
  EXPECT_TRUE(guards.reset_request("192.0.2.2", "ann@example.com"));
  for (int i = 0; i < 90; ++i) ASSERT_TRUE(guards.reset_request("192.0.2.1", std::to_string(i) + "@example.com"));
  EXPECT_FALSE(guards.reset_request("192.0.2.1", "new@example.com"));
}

TEST_F(GuardsTest, SignUpsProbesAndWrongLinksCountPerAddress) {
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(guards.sign_up("192.0.2.1", "same@example.com", false));
    ASSERT_TRUE(guards.name_probe("192.0.2.1"));
  }
  EXPECT_FALSE(guards.sign_up("192.0.2.1", "a@example.com", false));
  EXPECT_FALSE(guards.name_probe("192.0.2.1"));
  EXPECT_TRUE(guards.sign_up("192.0.2.2", "a@example.com", false));
  EXPECT_TRUE(guards.name_probe("192.0.2.2"));
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(guards.may_try_link("192.0.2.1"));
    guards.wrong_link("192.0.2.1");
  }
  EXPECT_FALSE(guards.may_try_link("192.0.2.1"));
  EXPECT_TRUE(guards.may_try_link("192.0.2.2"));
}

TEST_F(GuardsTest, WrongInvitesCountPerAccountAndPerAddress) {
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(guards.may_try_invite("192.0.2.1", "ann"));
    guards.wrong_invite("192.0.2.1", "ann");
  }
  EXPECT_FALSE(guards.may_try_invite("192.0.2.2", "ann")) << "from wherever";
  EXPECT_TRUE(guards.may_try_invite("192.0.2.1", "ben"));
  for (int i = 0; i < 70; ++i) guards.wrong_invite("192.0.2.1", "user" + std::to_string(i));
  EXPECT_FALSE(guards.may_try_invite("192.0.2.1", "ben"));
}

TEST_F(GuardsTest, NobodysMailboxIsFilledThroughSignUps) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(guards.sign_up("192.0.2." + std::to_string(i), "Ann@example.com", true));
  }
  EXPECT_FALSE(guards.sign_up("192.0.2.99", "ann@example.com", true));
  EXPECT_TRUE(guards.sign_up("192.0.2.99", "bob@example.com", true));
}

}  // namespace
}  // namespace parley::server
