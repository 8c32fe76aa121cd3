#include "media/ice/ice_lite.hpp"

#include <gtest/gtest.h>

#include "media/ice/stun_message.hpp"

namespace parley::media {
namespace {

using std::chrono::seconds;
using Bytes = std::vector<std::uint8_t>;

constexpr TransactionId kTransaction = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
const Time kStart = Time(seconds(1000));

Path path(std::uint16_t port, std::uint32_t link = 0) { return {*Address::parse("192.0.2.7", port), link}; }

Bytes check(std::string_view name, std::string_view password, bool nominate = false) {
  StunBuilder builder(StunClass::request, kTransaction);
  builder.username(name).priority(1).ice_controlling(5);
  if (nominate) builder.use_candidate();
  return builder.finish(password);
}

TEST(IceLiteTest, AnswersValidChecks) {
  IceLite ice(kStart, "server", "password", "client");
  EXPECT_FALSE(ice.selected());
  const auto outcome = ice.handle(kStart, path(1), check("server:client", "password"));
  EXPECT_TRUE(outcome.accepted);
  EXPECT_TRUE(outcome.selected_changed);
  const auto response = StunMessage::parse(outcome.response);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->message_class(), StunClass::success);
  EXPECT_EQ(response->transaction(), kTransaction);
  EXPECT_EQ(response->xor_mapped_address(), path(1).remote);
  EXPECT_TRUE(response->verify_integrity("password"));
  EXPECT_TRUE(ice.validated(path(1)));
  EXPECT_FALSE(ice.validated(path(2)));
  EXPECT_FALSE(ice.validated(path(1, 4))) << "the same address on another socket is another path";
}

TEST(IceLiteTest, StrangersGetNothing) {
  IceLite ice(kStart, "server", "password", "client");
  const Bytes good = check("server:client", "password");
  Bytes unsigned_check = StunBuilder(StunClass::request, kTransaction).username("server:client").finish("");
  for (const Bytes& packet :
       {check("other:client", "password"), check("server:other", "password"), check("server:client", "wrong"),
        check("server", "password"), unsigned_check, Bytes(good.begin(), good.end() - 1), Bytes{}, Bytes(200, 0xFF),
        StunBuilder(StunClass::success, kTransaction).username("server:client").finish("password"),
        StunBuilder(StunClass::indication, kTransaction).username("server:client").finish("password"),
        StunBuilder(StunClass::request, kTransaction, 3).username("server:client").finish("password")}) {
    const auto outcome = ice.handle(kStart + seconds(10), path(1), packet);
    EXPECT_TRUE(outcome.response.empty());
    EXPECT_FALSE(outcome.accepted);
  }
  EXPECT_EQ(ice.dropped(), 11u);
  EXPECT_FALSE(ice.selected());
  EXPECT_FALSE(ice.validated(path(1)));
  EXPECT_TRUE(ice.lost(kStart + seconds(30))) << "no consent from strangers";
}

TEST(IceLiteTest, RefusesTheControlledRole) {
  IceLite ice(kStart, "server", "password", "client");
  const Bytes packet =
      StunBuilder(StunClass::request, kTransaction).username("server:client").ice_controlled(9).finish("password");
  const auto outcome = ice.handle(kStart, path(1), packet);
  EXPECT_FALSE(outcome.accepted);
  const auto response = StunMessage::parse(outcome.response);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->error_code(), 487);
  EXPECT_FALSE(ice.validated(path(1)));
}

TEST(IceLiteTest, SelectsTheNominatedPath) {
  IceLite ice(kStart, "server", "password", "");
  ice.handle(kStart, path(1), check("server:any", "password"));
  EXPECT_EQ(ice.selected(), path(1));
  ice.handle(kStart, path(2), check("server:any", "password"));
  EXPECT_EQ(ice.selected(), path(2)) << "before a nomination: the latest";
  EXPECT_TRUE(ice.handle(kStart, path(1), check("server:any", "password", true)).selected_changed);
  EXPECT_EQ(ice.selected(), path(1));
  EXPECT_FALSE(ice.handle(kStart, path(2), check("server:any", "password")).selected_changed);
  EXPECT_EQ(ice.selected(), path(1));
  ice.handle(kStart, path(3, 8), check("server:any", "password", true));
  EXPECT_EQ(ice.selected(), path(3, 8)) << "the peer moves";
  ice.forget(path(3, 8));
  EXPECT_FALSE(ice.validated(path(3, 8)));
  EXPECT_TRUE(ice.selected());
  EXPECT_NE(ice.selected(), path(3, 8));
}

TEST(IceLiteTest, RemembersFewPathsAndAlwaysTheSelected) {
  IceLite ice(kStart, "server", "password", "");
  ice.handle(kStart, path(1), check("server:any", "password", true));
  for (std::uint16_t port = 2; port < 1000; ++port) {
    ice.handle(kStart + seconds(1), path(port), check("server:any", "password"));
  }
  EXPECT_EQ(ice.selected(), path(1));
  std::size_t known = 0;
  for (std::uint16_t port = 1; port < 1000; ++port) known += ice.validated(path(port));
  EXPECT_EQ(known, IceLite::kMaxPaths);
  EXPECT_TRUE(ice.validated(path(1)));
}

TEST(IceLiteTest, ConsentRunsOut) {
  IceLite ice(kStart, "server", "password", "");
  ice.handle(kStart + seconds(20), path(1), check("server:any", "password"));
  EXPECT_FALSE(ice.lost(kStart + seconds(49)));
  EXPECT_EQ(ice.deadline(), kStart + seconds(50));
  EXPECT_TRUE(ice.lost(kStart + seconds(50)));
}

TEST(IceLiteTest, RestartKeepsTheOldWayUntilTheNewIsNominated) {
  IceLite ice(kStart, "old", "oldpassword", "client");
  ice.handle(kStart, path(1), check("old:client", "oldpassword", true));
  ice.restart(kStart, "new", "newpassword", "client2");
  EXPECT_TRUE(ice.handle(kStart, path(1), check("old:client", "oldpassword", true)).accepted);
  EXPECT_TRUE(ice.handle(kStart, path(2), check("new:client2", "newpassword")).accepted);
  EXPECT_EQ(ice.selected(), path(1));
  EXPECT_TRUE(ice.handle(kStart, path(2), check("new:client2", "newpassword", true)).selected_changed);
  EXPECT_FALSE(ice.handle(kStart, path(1), check("old:client", "oldpassword", true)).accepted);
  EXPECT_EQ(ice.selected(), path(2));
}

}  // namespace
}  // namespace parley::media
