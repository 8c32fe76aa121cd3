#include "domain/contacts/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::PresenceStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PresenceTest : public ContactsWorld {
 protected:
  explicit PresenceTest(AnnouncementBudget allowed = {}) : ContactsWorld(allowed) {
    create("chat:1", {"ann", "ben"});
    add_friend(connect("ann"), "dan");
    add_friend(connect("dan"), "ann");
    for (auto it = devices.begin(); it != devices.end();) {
      const Caller caller{.user = it->second.user, .connection = it->first};
      ++it;
      disconnect(caller);
    }
    ben = connect("ben");
    dan = connect("dan");
    cat = connect("cat");
    forget();
  }
  Caller ben, dan, cat;
};

TEST_F(PresenceTest, TheFirstConnectionAndTheEndOfTheLastAreTold) {
  EXPECT_EQ(presence->visible("ann"), PresenceStatus::OFFLINE);
  const Caller one = connect("ann");
  EXPECT_EQ(presence->visible("ann"), PresenceStatus::ONLINE);
  EXPECT_THAT(lines(ben), ElementsAre("ann ONLINE"));
  EXPECT_THAT(lines(dan), ElementsAre("ann ONLINE"));
  EXPECT_EQ(contacts_of(ben).at("ann").status, PresenceStatus::ONLINE);
  const Caller two = connect("ann");
  disconnect(one);
  EXPECT_THAT(told(ben), IsEmpty());
  disconnect(two);
  EXPECT_THAT(lines(ben), ElementsAre("ann OFFLINE"));
  EXPECT_THAT(told(cat), IsEmpty());
  EXPECT_EQ(contacts_of(ben).at("ann").status, PresenceStatus::OFFLINE);
  change([&](auto& t) { presence->depart(t, one.connection); });
  change([&](auto& t) { presence->depart(t, 12345); });
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_EQ(presence->visible("nobody"), PresenceStatus::OFFLINE);
}

TEST_F(PresenceTest, TheSelectedStatusIsKept) {
  Caller ann = connect("ann");
  const Caller other = connect("ann");
  forget();
  select(ann, PresenceStatus::DO_NOT_DISTURB);
  EXPECT_THAT(lines(ben), ElementsAre("ann DO_NOT_DISTURB"));
  EXPECT_THAT(told(ann), IsEmpty());  // its answer
  EXPECT_THAT(lines(other), ElementsAre("USER_INFO_CHANGED"));
  select(ann, PresenceStatus::DO_NOT_DISTURB);
  EXPECT_THAT(told(ben), IsEmpty());
  restart();
  ben = connect("ben");
  ann = connect("ann");
  EXPECT_THAT(lines(ben), ElementsAre("ann DO_NOT_DISTURB"));
}

TEST_F(PresenceTest, WhoSelectsOfflineIsHereUnseen) {
  const Caller ann = connect("ann");
  forget();
  select(ann, PresenceStatus::OFFLINE);
  EXPECT_THAT(lines(ben), ElementsAre("ann OFFLINE"));
  join("chat:1", "cat");
  EXPECT_THAT(lines(ann), ElementsAre("NEW_CONTACT cat"));
  forget();
  disconnect(ann);
  EXPECT_THAT(told(ben), IsEmpty());
}

TEST_F(PresenceTest, IdleIsWhoIsActiveNowhere) {
  const Caller one = connect("ann");
  const Caller two = connect("ann");
  forget();
  set_active(one, false);
  EXPECT_THAT(told(ben), IsEmpty());
  const auto events = told(one);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].type, "USER_INFO_CHANGED");
  EXPECT_EQ(events[0].message_id, "");
  EXPECT_EQ(events[0].as<protocol::UserInfoChangedEvent>().info.status, PresenceStatus::IDLE);
  EXPECT_THAT(told(two), IsEmpty());
  set_active(two, false);
  EXPECT_THAT(lines(ben), ElementsAre("ann IDLE"));
  EXPECT_EQ(contacts_of(ben).at("ann").status, PresenceStatus::IDLE);
  // A new connection is an active one.
  const Caller three = connect("ann");
  EXPECT_THAT(lines(ben), ElementsAre("ann ONLINE"));
  disconnect(three);
  EXPECT_THAT(lines(ben), ElementsAre("ann IDLE"));
  forget();
  set_active(one, true);
  EXPECT_THAT(lines(ben), ElementsAre("ann ONLINE"));
  EXPECT_EQ(told(one).at(0).as<protocol::UserInfoChangedEvent>().info.status, PresenceStatus::ONLINE);
  set_active(two, true);
  EXPECT_THAT(told(ben), IsEmpty());
}

TEST_F(PresenceTest, ActivityCountsOnlyWhileOnlineIsSelected) {
  const Caller ann = connect("ann");
  select(ann, PresenceStatus::DO_NOT_DISTURB);
  forget();
  set_active(ann, false);
  EXPECT_THAT(told(ann), IsEmpty());
  EXPECT_THAT(told(ben), IsEmpty());
  select(ann, PresenceStatus::ONLINE);
  EXPECT_THAT(lines(ben), ElementsAre("ann IDLE"));
}

/// Two deliveries at once, then one a second.
class StormTest : public PresenceTest {
 protected:
  StormTest() : PresenceTest({.writes_per_second = 1, .burst = 2}) {
    presence->on_waiting([this] { ++woken; });
    clock.advance(std::chrono::seconds(10));
    presence->tell_waiting();
    forget();
  }
  bool go_on() {
    clock.advance(std::chrono::seconds(2));
    return presence->tell_waiting();
  }
  /// Spends what there is.
  Caller spend() {
    const Caller ann = connect("ann");
    EXPECT_THAT(lines(ben), ElementsAre("ann ONLINE"));
    EXPECT_THAT(lines(dan), ElementsAre("ann ONLINE"));
    EXPECT_EQ(woken, 0);
    return ann;
  }
  int woken = 0;
};

TEST_F(StormTest, BeyondTheBudgetAnnouncementsWaitAndOnlyTheLastIsTold) {
  const Caller ann = spend();
  select(ann, PresenceStatus::DO_NOT_DISTURB);
  select(ann, PresenceStatus::IDLE);
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(presence->tell_waiting());
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_FALSE(go_on());
  EXPECT_THAT(lines(ben), ElementsAre("ann IDLE"));
}

TEST_F(StormTest, WhoIsBackAtWhatWasToldIsNotTold) {
  const Caller ann = spend();
  select(ann, PresenceStatus::DO_NOT_DISTURB);
  select(ann, PresenceStatus::ONLINE);
  EXPECT_FALSE(go_on());
  EXPECT_THAT(told(ben), IsEmpty());
}

TEST_F(StormTest, ButIsWhenSomebodySawHimInBetween) {
  const Caller ann = spend();
  select(ann, PresenceStatus::DO_NOT_DISTURB);
  EXPECT_EQ(contacts_of(ben).at("ann").status, PresenceStatus::DO_NOT_DISTURB);
  select(ann, PresenceStatus::ONLINE);
  EXPECT_FALSE(go_on());
  EXPECT_THAT(lines(ben), ElementsAre("ann ONLINE"));
}

TEST_F(StormTest, WhoKnowsItFromANewerListIsNotTold) {
  const Caller ann = spend();
  select(ann, PresenceStatus::DO_NOT_DISTURB);
  list(ben);
  EXPECT_FALSE(go_on());
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_THAT(lines(dan), ElementsAre("ann DO_NOT_DISTURB"));
}

TEST_F(StormTest, TheTurnGoesByTheFirstChange) {
  const Caller ann = spend();
  connect("ann");
  disconnect(dan);                              // first
  select(ben, PresenceStatus::DO_NOT_DISTURB);  // second
  dan = connect("dan");                         // back: not told
  select(ben, PresenceStatus::IDLE);
  disconnect(dan);  // and away again
  EXPECT_THAT(told(ann), IsEmpty());
  EXPECT_TRUE(go_on());
  EXPECT_THAT(lines(ann), ElementsAre("dan OFFLINE"));
  EXPECT_FALSE(go_on());
  EXPECT_THAT(lines(ann), ElementsAre("ben IDLE"));
}

}  // namespace
}  // namespace parley::domain
