#include "domain/contacts/test_world.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FriendsTest : public ContactsWorld {
 protected:
  void become_friends() {
    ASSERT_EQ(add_friend(ann, "ben"), "");
    ASSERT_EQ(add_friend(ben, "ann"), "");
    forget();
  }
  Caller ann = connect("ann"), ann2 = connect("ann"), ben = connect("ben"), ben2 = connect("ben"), cat = connect("cat");
};

TEST_F(FriendsTest, AnInviteReachesAllDevicesOfBothWithTheSameId) {
  EXPECT_EQ(add_friend(ann, "ben"), "");
  const auto sent = told(ann);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].type, "NEW_OUTGOING_FRIEND_INVITE");
  EXPECT_EQ(sent[0].message_id, "");
  const auto mine = sent[0].as<protocol::NewFriendInvite>();
  EXPECT_EQ(mine.userId, "ben");
  EXPECT_EQ(mine.nickname, "Nick-ben");
  EXPECT_THAT(lines(ann2), ElementsAre("NEW_OUTGOING_FRIEND_INVITE ben"));
  EXPECT_THAT(lines(ben2), ElementsAre("NEW_INCOMING_FRIEND_INVITE ann"));
  const auto got = told(ben);
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_EQ(got[0].as<protocol::NewFriendInvite>().inviteId, mine.inviteId);
  EXPECT_THAT(told(cat), IsEmpty());
  EXPECT_THAT(list(ann).outgoingFriendInvites,
              ElementsAre(protocol::FriendInvite{.userId = "ben", .nickname = "Nick-ben", .inviteId = mine.inviteId}));
  EXPECT_THAT(list(ben).incomingFriendInvites,
              ElementsAre(protocol::FriendInvite{.userId = "ann", .nickname = "Nick-ann", .inviteId = mine.inviteId}));
  EXPECT_THAT(list(ann).contacts, IsEmpty());
}

TEST_F(FriendsTest, InvitesWithoutSenseAreRefused) {
  EXPECT_EQ(add_friend(ann, "ann"), "User can not send invite to himself");
  EXPECT_EQ(add_friend(ann, "nobody"), "User not found");
  EXPECT_EQ(remove_friend(ann, "ben"), "User not found");
  EXPECT_EQ(accept(ann, "unknown"), "Invite not found");
  add_friend(ann, "ben");
  const std::string id = invite_id(ann);
  forget();
  EXPECT_EQ(accept(ann, id), "Invite not found");
  EXPECT_EQ(reject(ann, id), "Invite not found");
  EXPECT_EQ(accept(cat, id), "Invite not found");
  EXPECT_EQ(revoke(ben, id), "Invite not found");
  EXPECT_EQ(revoke(cat, id), "Invite not found");
  for (const Caller& caller : {ann, ben, cat}) EXPECT_THAT(told(caller), IsEmpty());
  EXPECT_EQ(invite_id(ben), id);
}

TEST_F(FriendsTest, ASecondInviteReplacesTheFirst) {
  add_friend(ann, "ben");
  const std::string first = invite_id(ben);
  forget();
  EXPECT_EQ(add_friend(ann, "ben"), "");
  EXPECT_THAT(lines(ann), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED", "NEW_OUTGOING_FRIEND_INVITE ben"));
  const auto events = told(ben);
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].type, "INCOMING_FRIEND_INVITE_DELETED");
  EXPECT_EQ(events[0].as<protocol::FriendInviteDeleted>().inviteId, first);
  EXPECT_EQ(events[1].type, "NEW_INCOMING_FRIEND_INVITE");
  EXPECT_NE(invite_id(ben), first);
  EXPECT_EQ(accept(ben, first), "Invite not found");
}

TEST_F(FriendsTest, AcceptingAnswersTheCallerOnceWithTheContact) {
  add_friend(ann, "ben");
  const std::string id = invite_id(ben);
  forget();
  EXPECT_EQ(accept(ben, id, "call-7"), "");
  const auto answered = told(ben);
  ASSERT_THAT(answered, SizeIs(2));
  EXPECT_EQ(answered[0].type, "INCOMING_FRIEND_INVITE_DELETED");
  EXPECT_EQ(answered[0].message_id, "");
  EXPECT_EQ(answered[1].type, "NEW_CONTACT");
  EXPECT_EQ(answered[1].message_id, "call-7");
  const protocol::Contact contact = answered[1].as<protocol::NewContact>().contact;
  EXPECT_EQ(contact.userId, "ann");
  EXPECT_TRUE(contact.friend_);
  EXPECT_EQ(contact.status, protocol::PresenceStatus::ONLINE);
  const auto copies = told(ben2);
  ASSERT_THAT(copies, SizeIs(2));
  EXPECT_EQ(line(copies[1]), "NEW_CONTACT ann friend");
  EXPECT_EQ(copies[1].message_id, "");
  for (const Caller& device : {ann, ann2}) {
    EXPECT_THAT(lines(device), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED", "NEW_CONTACT ben friend"));
  }
  EXPECT_THAT(told(cat), IsEmpty());
  EXPECT_THAT(list(ann).outgoingFriendInvites, IsEmpty());
  EXPECT_TRUE(contacts_of(ann).at("ben").friend_);
  EXPECT_EQ(add_friend(ann, "ben"), "");
  EXPECT_EQ(add_friend(ben, "ann"), "");
  EXPECT_THAT(told(ann), IsEmpty());
}

TEST_F(FriendsTest, AcceptingWithoutAnIdTellsTheCallerLikeHisOtherDevices) {
  add_friend(ann, "ben");
  const std::string id = invite_id(ben);
  forget();
  EXPECT_EQ(accept(ben, id, ""), "");
  EXPECT_THAT(lines(ben), ElementsAre("INCOMING_FRIEND_INVITE_DELETED", "NEW_CONTACT ann friend"));
}

TEST_F(FriendsTest, AcceptingAContactUpdatesIt) {
  create("chat:1", {"ann", "ben"});
  add_friend(ann, "ben");
  const std::string id = invite_id(ben);
  forget();
  EXPECT_EQ(accept(ben, id), "");
  EXPECT_THAT(lines(ben), ElementsAre("INCOMING_FRIEND_INVITE_DELETED", "CONTACT_UPDATED ann friend"));
  EXPECT_THAT(lines(ann), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED", "CONTACT_UPDATED ben friend"));
}

TEST_F(FriendsTest, InvitingTheInviterMakesFriendsAtOnce) {
  add_friend(ann, "ben");
  forget();
  EXPECT_EQ(add_friend(ben, "ann"), "");
  for (const Caller& device : {ben, ben2}) {
    EXPECT_THAT(lines(device), ElementsAre("INCOMING_FRIEND_INVITE_DELETED", "NEW_CONTACT ann friend"));
  }
  for (const Caller& device : {ann, ann2}) {
    EXPECT_THAT(lines(device), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED", "NEW_CONTACT ben friend"));
  }
  EXPECT_THAT(list(ben).incomingFriendInvites, IsEmpty());
}

TEST_F(FriendsTest, RevokingTellsBoth) {
  add_friend(ann, "ben");
  const std::string id = invite_id(ann);
  forget();
  EXPECT_EQ(revoke(ann, id), "");
  EXPECT_THAT(told(ann), IsEmpty());  // it has its answer
  EXPECT_THAT(lines(ann2), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED"));
  EXPECT_THAT(lines(ben), ElementsAre("INCOMING_FRIEND_INVITE_DELETED"));
  EXPECT_EQ(revoke(ann, id), "Invite not found");
  EXPECT_THAT(list(ben).incomingFriendInvites, IsEmpty());
}

TEST_F(FriendsTest, RejectingLeavesTheInvitersSide) {
  add_friend(ann, "ben");
  const std::string id = invite_id(ann);
  forget();
  EXPECT_EQ(reject(ben, id), "");
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_THAT(lines(ben2), ElementsAre("INCOMING_FRIEND_INVITE_DELETED"));
  EXPECT_THAT(told(ann), IsEmpty());
  EXPECT_THAT(list(ben).incomingFriendInvites, IsEmpty());
  EXPECT_EQ(invite_id(ann), id);
  EXPECT_EQ(reject(ben, id), "Invite not found");
  EXPECT_EQ(accept(ben, id), "Invite not found");
  // Revoking it concerns the inviter alone.
  EXPECT_EQ(revoke(ann2, id), "");
  EXPECT_THAT(lines(ann), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED"));
  EXPECT_THAT(told(ben), IsEmpty());
}

TEST_F(FriendsTest, AfterARejectionANewInviteReplacesTheOld) {
  add_friend(ann, "ben");
  reject(ben, invite_id(ann));
  forget();
  add_friend(ann, "ben");
  EXPECT_THAT(lines(ann), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED", "NEW_OUTGOING_FRIEND_INVITE ben"));
  EXPECT_THAT(lines(ben), ElementsAre("NEW_INCOMING_FRIEND_INVITE ann"));
}

TEST_F(FriendsTest, WhoRejectedAndThenInvitesAccepts) {
  add_friend(ann, "ben");
  reject(ben, invite_id(ann));
  forget();
  add_friend(ben, "ann");
  EXPECT_THAT(lines(ben), ElementsAre("NEW_CONTACT ann friend"));
  EXPECT_THAT(lines(ann), ElementsAre("OUTGOING_FRIEND_INVITE_DELETED", "NEW_CONTACT ben friend"));
}

TEST_F(FriendsTest, PartingDeletesTheContactOrTheMark) {
  become_friends();
  EXPECT_EQ(remove_friend(ann, "ben"), "");
  EXPECT_THAT(lines(ann), ElementsAre("CONTACT_DELETED ben"));
  EXPECT_THAT(lines(ben2), ElementsAre("CONTACT_DELETED ann"));
  become_friends();
  create("chat:1", {"ann", "ben"});
  EXPECT_THAT(told(ann), IsEmpty());
  EXPECT_EQ(remove_friend(ben, "ann"), "");
  EXPECT_THAT(lines(ann), ElementsAre("CONTACT_UPDATED ben"));
  EXPECT_THAT(lines(ben), ElementsAre("CONTACT_UPDATED ann"));
}

TEST_F(FriendsTest, ARestartKeepsFriendsAndBothSidesOfInvites) {
  become_friends();
  add_friend(ann, "cat");
  add_friend(connect("dan"), "ann");
  const std::string rejected = list(ann).outgoingFriendInvites.at(0).inviteId;
  reject(cat, rejected);
  set_volume(ann, "ben", 40);
  const auto before = list(ann);
  restart();
  ann = connect("ann");
  cat = connect("cat");
  ben = connect("ben");
  EXPECT_EQ(list(ann).outgoingFriendInvites, before.outgoingFriendInvites);
  EXPECT_EQ(list(ann).incomingFriendInvites, before.incomingFriendInvites);
  EXPECT_EQ(contacts_of(ann).at("ben").personalSettings.volume, 40);
  EXPECT_TRUE(contacts_of(ben).at("ann").friend_);
  EXPECT_THAT(list(cat).incomingFriendInvites, IsEmpty());
}

TEST_F(FriendsTest, OutgoingInvitesAreLimited) {
  change([&](storage::Transaction& t) {
    for (std::int64_t i = 0; i < max_friend_invites; ++i) {
      const std::string n = std::to_string(i);
      contact_store::add_invite(t, {.id = "i" + n, .inviter = "ann", .receiver = "user" + n, .created = i});
    }
  });
  EXPECT_EQ(add_friend(ann, "ben"), "Too many invites wait for an answer; revoke some first");
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_EQ(add_friend(ben, "ann"), "");
}

}  // namespace
}  // namespace parley::domain
