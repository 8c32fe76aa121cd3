// Rooms on a personal meeting id follow the settings their owner keeps.
#include <gmock/gmock.h>

#include "domain/meetings/test_world.hpp"

namespace parley::domain {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class PersonalRoomsTest : public MeetingsWorld {
 protected:
  void set(const protocol::PmiSettings& settings) {
    change([&](storage::Transaction& t) { ASSERT_TRUE(users.set_pmi_settings(t, "dan", settings)); });
    forget_all();
  }
  std::string join_with_pin(events::ConnectionId connection, const std::string& pin) {
    auto join = join_call(id, media::sdp::samples::chrome_join(user_of.at(connection), 2, true, ""));
    join.pin = pin;
    return call(connection, join, "J");
  }

  const std::string id = pmi("dan");
};

TEST_F(PersonalRoomsTest, NewAccountsAskForTheirCodeAndHaveAWaitingRoom) {
  std::string code;
  change([&](storage::Transaction& t) { code = users.pmi_settings(t, "dan").accessCode; });
  EXPECT_EQ(join_with_pin(cat, "wrong"), "Wrong pin");
  EXPECT_EQ(exists(id), "Room not found") << "a refused join starts nothing";
  ASSERT_EQ(join_with_pin(cat, code), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("REMOTE_SDP", "PLACED_IN_WAITING_ROOM"));
}

TEST_F(PersonalRoomsTest, TheOwnerIsToldTheCodeWhenHeMakesTheRoom) {
  set({.useAccessCode = true, .useWaitingRoom = true, .accessCode = "swordfish"});
  protocol::calls::CreateRoom create;
  create.id = id;
  ASSERT_EQ(call(dan, create), "");
  const auto created = find(take(dan), "CREATED").as<protocol::CreatedRoom>();
  EXPECT_EQ(created.pin, "swordfish");
  EXPECT_TRUE(created.waitingRoomEnabled);
  EXPECT_FALSE(created.config.initialAudioMuted);
}

TEST_F(PersonalRoomsTest, HoldsGuestsUntilItsOwnerComes) {
  set({.allowJoinAtAnyTime = false, .useWaitingRoom = true});
  ASSERT_EQ(join(cat, id), "");
  EXPECT_THAT(names(take(cat)), ElementsAre("REMOTE_SDP", "PLACED_IN_LOBBY"));
  forget_all();
  ASSERT_EQ(join(dan, id), "");
  const auto owner = names(take(dan));
  EXPECT_EQ(std::count(owner.begin(), owner.end(), "SFU_WAITING_LIST"), 1);
  EXPECT_THAT(names(take(cat)), ElementsAre("PLACED_IN_WAITING_ROOM"));
  protocol::calls::AuthorizeWaitingList admit;
  admit.id = id;
  admit.userId = "cat";
  admit.authorized = true;
  ASSERT_EQ(call(dan, admit), "");
  EXPECT_THAT(names(take(cat)), Contains("JOINED#J"));
}

TEST_F(PersonalRoomsTest, GuestsMayStartItWhenTheOwnerAllowsThat) {
  set({.allowJoinAtAnyTime = true, .useMuteAudioOnJoin = true, .useWaitingRoom = false});
  ASSERT_EQ(join(cat, id), "");
  const auto inbox = take(cat);
  EXPECT_THAT(names(inbox), Contains("JOINED#J"));
  EXPECT_THAT(names(inbox), Not(Contains("PLACED_IN_LOBBY")));
  protocol::calls::RoomAvailable ask;
  ask.id = id;
  ASSERT_EQ(call(ben, ask), "");
  EXPECT_TRUE(find(take(ben), "AVAILABLE").as<protocol::RoomAvailable>().config.initialAudioMuted);
}

TEST_F(PersonalRoomsTest, ARunningRoomKeepsWhatItStartedWith) {
  set({.allowJoinAtAnyTime = true});
  ASSERT_EQ(join(cat, id), "");
  set({.useAccessCode = true, .useWaitingRoom = true, .accessCode = "swordfish"});
  ASSERT_EQ(join(ben, id), "");
  EXPECT_THAT(names(take(ben)), Contains("JOINED#J"));
}

TEST_F(PersonalRoomsTest, OneNobodyEnteredGoesWithItsLastGuest) {
  set({.allowJoinAtAnyTime = false});
  ASSERT_EQ(join(cat, id), "");
  EXPECT_EQ(exists(id), "");
  ASSERT_EQ(leave(cat, id), "");
  EXPECT_EQ(exists(id), "Room not found");
}

}  // namespace
}  // namespace parley::domain
