#include "domain/icons/upload_tickets.hpp"

#include <gtest/gtest.h>

namespace parley::domain {
namespace {

using Refusal = UploadTickets::Refusal;

class Tickets : public testing::Test {
 protected:
  void add(const std::string& secret, const std::string& user = "ann") {
    tickets_.add(secret, {IconKind::user, user, user, 10});
  }
  /// Whether an upload could begin.
  Refusal refusal(const std::string& secret) {
    Refusal refusal;
    const bool none = tickets_.claim(secret, refusal) == nullptr;
    EXPECT_EQ(none, refusal != Refusal::none);
    return refusal;
  }

  ManualClock clock_;
  UploadTickets tickets_{clock_, 1000};
};

TEST_F(Tickets, OneUploadAtATimeAndOnlyOne) {
  add("secret");
  Refusal why;
  auto claim = tickets_.claim("secret", why);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->ticket().owner, "ann");
  EXPECT_EQ(refusal("secret"), Refusal::busy);
  claim.reset();
  EXPECT_EQ(refusal("secret"), Refusal::none) << "one that was cut off may be tried again";
  claim = tickets_.claim("secret", why);
  claim->use_up();
  EXPECT_EQ(refusal("secret"), Refusal::unknown);
  claim.reset();
  EXPECT_EQ(refusal("secret"), Refusal::unknown);
  EXPECT_EQ(refusal(""), Refusal::unknown);
}

TEST_F(Tickets, TheyEnd) {
  add("early");
  clock_.advance(std::chrono::milliseconds(600));
  add("late");
  clock_.advance(std::chrono::milliseconds(400));
  EXPECT_EQ(refusal("early"), Refusal::unknown);
  EXPECT_EQ(refusal("late"), Refusal::none);
  tickets_.expire();
  EXPECT_EQ(refusal("late"), Refusal::none);
  Refusal why;
  const auto claim = tickets_.claim("late", why);
  clock_.advance(std::chrono::milliseconds(1000));
  tickets_.expire();
  claim->use_up();
  EXPECT_EQ(refusal("late"), Refusal::unknown);
}

TEST_F(Tickets, AUsersOldestGivesWay) {
  add("of ben", "ben");
  for (std::size_t i = 0; i < UploadTickets::kMostPerUser + 2; ++i) add("secret " + std::to_string(i));
  EXPECT_EQ(refusal("secret 0"), Refusal::unknown);
  EXPECT_EQ(refusal("secret 1"), Refusal::unknown);
  EXPECT_EQ(refusal("secret 2"), Refusal::none);
  EXPECT_EQ(refusal("of ben"), Refusal::none);
}

}  // namespace
}  // namespace parley::domain
