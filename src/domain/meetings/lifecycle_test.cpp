#include "domain/meetings/test_world.hpp"

namespace parley::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LifecycleTest : public MeetingsWorld {
 protected:
  protocol::calls::CreateRoom with_id(const std::string& id) {
    protocol::calls::CreateRoom call_;
    call_.id = id;
    return call_;
  }
};

TEST_F(LifecycleTest, ANewRoomIsToldToItsCreatorAlone) {
  protocol::calls::CreateRoom call_;
  call_.name = "Weekly";
  call_.pin = "1234";
  ASSERT_EQ(call(ann, call_, "c"), "");
  const auto inbox = take(ann);
  EXPECT_THAT(names(inbox), ElementsAre("SFU_NEW_CHAT", "CREATED#c"));
  EXPECT_EQ(inbox[0].room, "");
  const auto created = inbox[1].as<protocol::CreatedRoom>();
  EXPECT_EQ(created.name, "Weekly");
  EXPECT_EQ(created.pin, "1234");
  EXPECT_EQ(created.owner, "ann");
  EXPECT_EQ(created.conferenceType, protocol::ConferenceType::GLOBAL);
  EXPECT_EQ(created.chatId, inbox[1].room);
  EXPECT_EQ(created.creationTime, clock.now());
  EXPECT_FALSE(created.waitingRoomEnabled);
  EXPECT_TRUE(created.config.canChangeNickname);
  EXPECT_TRUE(created.config.screenSharingConfig.everyoneCanShare);
  EXPECT_EQ(inbox[1].room.size(), 7u);
  EXPECT_THAT(names(take(ann2)), ElementsAre("SFU_NEW_CHAT"));
  EXPECT_THAT(take(ben), IsEmpty());
}

TEST_F(LifecycleTest, IdsAreTheCallersToChooseWithinLimits) {
  ASSERT_EQ(call(ann, with_id("team_room")), "");
  EXPECT_EQ(find(take(ann), "CREATED").room, "team_room");
  ASSERT_EQ(call(ann, with_id("team_room")), "") << "it runs already";
  EXPECT_THAT(names(take(ann)), ElementsAre("CREATED#m"));
  EXPECT_EQ(call(ben, with_id("team_room")), "Restricted access");
  EXPECT_NE(call(ben, with_id("with blanks")), "");
  EXPECT_NE(call(ben, with_id(std::string(129, 'x'))), "");
  EXPECT_EQ(call(ben, with_id(pmi("ann"))), "Restricted access");
  protocol::calls::CreateChat chat;
  chat.members = {"cat"};
  std::string id;
  change([&](storage::Transaction& t) { id = chats.create(t, {"ann", ann}, chat)->info.id; });
  EXPECT_EQ(call(ann, with_id(id)), "Restricted access") << "a chat's id is its direct meeting's";
}

TEST_F(LifecycleTest, AUserHasNoEndOfRooms) {
  for (int i = 0; i < 100; ++i) ASSERT_EQ(call(ann, protocol::calls::CreateRoom{}), "");
  EXPECT_EQ(call(ann, protocol::calls::CreateRoom{}), "Too many rooms");
  clock.advance(std::chrono::hours(25));
  ASSERT_EQ(call(ben, protocol::calls::CreateRoom{}), "") << "and unused ones go after a day";
  EXPECT_EQ(call(ann, protocol::calls::CreateRoom{}), "");
}

TEST_F(LifecycleTest, AvailableEchoesThePinOfTheRequest) {
  const auto room = create(ann, "1234");
  protocol::calls::RoomAvailable ask;
  EXPECT_EQ(call(ben, ask), "id can't be null");
  ask.id = "nothing";
  EXPECT_EQ(call(ben, ask), "Room is not available");
  ask.id = room;
  ask.pin = "guess";
  ASSERT_EQ(call(ben, ask), "");
  const auto answer = take(ben).at(0);
  EXPECT_EQ(answer.type, "AVAILABLE");
  EXPECT_EQ(answer.room, room);
  EXPECT_EQ(answer.as<protocol::RoomAvailable>().pin, "guess");
  ask.id = pmi("ann");
  ASSERT_EQ(call(ben, ask), "") << "a personal room, though it doesn't run";
  EXPECT_EQ(find(take(ben), "AVAILABLE").as<protocol::RoomAvailable>().owner, "ann");
}

TEST_F(LifecycleTest, ExistsWantsARunningRoomAndItsPin) {
  const auto room = create(ann, "1234");
  EXPECT_EQ(exists(room, "1234"), "");
  EXPECT_EQ(exists(room, "12"), "Wrong pin");
  EXPECT_EQ(exists("nothing"), "Room not found");
  EXPECT_EQ(exists(""), "id can't be null");
  EXPECT_EQ(exists(pmi("ann")), "Room not found");
}

TEST_F(LifecycleTest, ListsTheRoomsOfTheirMaker) {
  const auto room = create(ann, "1");
  create(ben);
  ASSERT_EQ(join(ben, create(ann)), "");
  forget_all();
  ASSERT_EQ(call(ann, protocol::calls::GetActiveRooms{}, "g"), "");
  const auto answer = take(ann).at(0);
  EXPECT_EQ(answer.type, "USER_ROOMS");
  EXPECT_EQ(answer.room, "");
  const auto rooms = answer.as<protocol::UserRoomsEvent>().rooms;
  ASSERT_EQ(rooms.size(), 2u);
  EXPECT_TRUE(rooms[0].id == room || rooms[1].id == room);
}

TEST_F(LifecycleTest, LeavingTellsTheOthersAndTheChat) {
  const auto room = create(ann);
  join(ann, room);
  join(ben, room);
  forget_all();
  ASSERT_EQ(leave(ben, room), "");
  const auto leaver = take(ben);
  EXPECT_THAT(names(leaver), ElementsAre("SFU_CHAT_DELETED", "LEFT#X"));
  EXPECT_EQ(leaver[1].as<protocol::LeftRoom>().name, "Nick-ben");
  EXPECT_THAT(names(take(ann)), ElementsAre("SFU_UPDATE_CHAT", "REMOVE_TRACKS", "LEFT"));
  EXPECT_THAT(names(take(ben2)), ElementsAre("SFU_CHAT_DELETED", "LEFT_MEETING_SYNC"));
  EXPECT_THAT(sfu.take(), ElementsAre("remove_peer p2"));
}

TEST_F(LifecycleTest, TheLastOneOutEndsTheRoom) {
  const auto room = create(ann);
  join(ben, room);
  forget_all();
  ASSERT_EQ(leave(ben, room), "");
  EXPECT_THAT(names(take(ben)), ElementsAre("LEFT#X", "SFU_CHAT_DELETED"));
  EXPECT_THAT(names(take(ann)), ElementsAre("SFU_CHAT_DELETED"));
  EXPECT_THAT(names(take(ben2)), ElementsAre("LEFT_MEETING_SYNC", "SFU_CHAT_DELETED", "MEETING_ENDED_SYNC"));
  EXPECT_THAT(sfu.take(), ElementsAre("remove_peer p1", "close_room"));
  EXPECT_EQ(exists(room), "Room not found");
}

TEST_F(LifecycleTest, LeavingARoomNeverJoinedChangesNothing) {
  const auto room = create(ann);
  join(ben, room);
  forget_all();
  ASSERT_EQ(leave(ann, room), "");
  ASSERT_EQ(leave(cat, "nowhere", "Y"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("LEFT#X"));
  const auto left = take(cat).at(0);
  EXPECT_EQ(left.room, "nowhere");
  EXPECT_EQ(left.as<protocol::LeftRoom>().name, "Nick-cat");
  EXPECT_THAT(take(ben), IsEmpty());
  EXPECT_EQ(exists(room), "");
}

TEST_F(LifecycleTest, DestroyingIsForTheOwnerJoinedOrNot) {
  const auto room = create(ann);
  join(ben, room);
  forget_all();
  protocol::calls::DestroyRoom destroy;
  destroy.id = room;
  EXPECT_EQ(call(ben, destroy), "Restricted access");
  ASSERT_EQ(call(ann, destroy, "d"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ACK#d", "SFU_CHAT_DELETED"));
  EXPECT_THAT(names(take(ben)), ElementsAre("ENDED", "SFU_CHAT_DELETED"));
  EXPECT_THAT(names(take(ben2)), ElementsAre("SFU_CHAT_DELETED", "MEETING_ENDED_SYNC"));
  EXPECT_THAT(sfu.take(), ElementsAre("remove_peer p1", "close_room"));
  EXPECT_EQ(call(ann, destroy), "Room not found");
}

TEST_F(LifecycleTest, AJoinedDestroyerIsAnsweredBeforeTheEnd) {
  const auto room = create(ann);
  join(ann, room);
  forget_all();
  protocol::calls::DestroyRoom destroy;
  destroy.id = room;
  ASSERT_EQ(call(ann, destroy, "d"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("ACK#d", "ENDED", "SFU_CHAT_DELETED"));
}

TEST_F(LifecycleTest, EvictionIsToldToEverybodyTheEvictedIncluded) {
  const auto room = create(ann);
  join(ann, room);
  join(ben, room);
  join(cat, room);
  forget_all();
  protocol::calls::EvictParticipant evict;
  evict.id = room;
  evict.userId = "cat";
  EXPECT_EQ(call(ben, evict), "Restricted access");
  ASSERT_EQ(call(ann, evict, "e"), "");
  EXPECT_THAT(names(take(ann)), ElementsAre("SFU_UPDATE_CHAT", "REMOVE_TRACKS", "EVICTED", "ACK#e"));
  EXPECT_THAT(names(take(ben)), ElementsAre("SFU_UPDATE_CHAT", "REMOVE_TRACKS", "EVICTED"));
  EXPECT_THAT(names(take(cat)), ElementsAre("SFU_CHAT_DELETED", "EVICTED"));
  EXPECT_NE(call(ann, evict), "") << "he is gone";
  evict.userId = "ann";
  EXPECT_EQ(call(ann, evict), "Restricted access");
}

TEST_F(LifecycleTest, AConnectionThatClosesLeavesItsRooms) {
  const auto room = create(ann), other = create(ann);
  join(ann, room);
  join(ben, room);
  join(ben, other);
  forget_all();
  change([&](storage::Transaction& t) { meetings.on_connection_closed(t, ben); });
  EXPECT_THAT(names(take(ann)), testing::IsSupersetOf({"REMOVE_TRACKS", "LEFT", "SFU_CHAT_DELETED"}));
  EXPECT_EQ(exists(room), "");
  EXPECT_EQ(exists(other), "Room not found");
  change([&](storage::Transaction& t) { meetings.on_connection_closed(t, ben); });
  change([&](storage::Transaction& t) { meetings.on_connection_closed(t, 999); });
}

TEST_F(LifecycleTest, AUserWhoIsRemovedLeavesHisRoomsAndThoseNobodyIsInEnd) {
  const auto shared = create(ann), own = create(ben), empty = create(ben);
  join(ann, shared);
  join(ben, shared);
  join(ann, own);
  forget_all();
  change([&](storage::Transaction& t) { meetings.user_removed(t, "ben"); });
  const auto told = take(ann);
  EXPECT_THAT(names(told), testing::IsSupersetOf({"REMOVE_TRACKS", "LEFT"}));
  EXPECT_EQ(find(told, "LEFT").as<protocol::LeftRoom>().userId, "ben");
  EXPECT_EQ(exists(shared), "");
  EXPECT_EQ(exists(own), "") << "ann is still in it";
  EXPECT_EQ(exists(empty), "Room not found");
  change([&](storage::Transaction& t) { meetings.user_removed(t, "nobody"); });
}

TEST_F(LifecycleTest, ADeadMediaConnectionIsDropped) {
  const auto room = create(ann);
  join(ann, room);
  join(ben, room);
  const auto peer = sfu.last_peer;
  forget_all();
  change([&](storage::Transaction& t) { meetings.on_peer_lost(t, peer, "no consent"); });
  const auto dropped = take(ben);
  EXPECT_THAT(names(dropped), ElementsAre("SFU_CHAT_DELETED", "DROPPED"));
  EXPECT_EQ(dropped[1].as<protocol::DroppedFromRoom>().userId, "ben");
  EXPECT_THAT(names(take(ann)), ElementsAre("SFU_UPDATE_CHAT", "REMOVE_TRACKS", "LEFT"));
  change([&](storage::Transaction& t) { meetings.on_peer_lost(t, peer, "again"); });
  EXPECT_THAT(take(ann), IsEmpty());
}

TEST_F(LifecycleTest, ARestartRemovesTheChatsOfRooms) {
  const auto room = create(ann);
  change([&](storage::Transaction& t) { meetings.on_start(t); });
  change([&](storage::Transaction& t) { EXPECT_FALSE(chats.seat(t, room, "ann")); });
}

}  // namespace
}  // namespace parley::domain
