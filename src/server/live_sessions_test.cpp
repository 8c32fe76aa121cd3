#include "server/live_sessions.hpp"

#include <gtest/gtest.h>

namespace parley::server {
namespace {

TEST(LiveSessions, KnowsUsersAndLoginsUntilTheirLastConnectionEnds) {
  LiveSessions live;
  live.log_in(live.add(1), "ann", "phone");
  live.log_in(live.add(2), "ann", "phone");
  live.log_in(live.add(3), "ann", "laptop");
  live.add(4);
  EXPECT_EQ(live.logins_of("ann"), (std::set<std::string>{"laptop", "phone"}));
  EXPECT_TRUE(live.logins_of("ben").empty());
  EXPECT_EQ(live.find(3)->user, "ann");
  EXPECT_TRUE(live.remove(1));
  EXPECT_TRUE(live.in_use("phone"));
  EXPECT_TRUE(live.remove(2));
  EXPECT_FALSE(live.remove(2));
  EXPECT_FALSE(live.in_use("phone"));
  EXPECT_EQ(live.logins_of("ann"), std::set<std::string>{"laptop"});
  EXPECT_TRUE(live.remove(4));
}

TEST(LiveSessions, AConnectionThatEndedBeforeItsLoginIsNotKept) {
  LiveSessions live;
  const auto session = live.add(1);
  live.remove(1);
  live.log_in(session, "ann", "phone");
  EXPECT_FALSE(live.in_use("phone"));
  EXPECT_TRUE(live.logins_of("ann").empty());
}

}  // namespace
}  // namespace parley::server
