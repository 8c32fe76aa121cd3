// The C++ client's calls about contacts, friends and presence against the real server.
#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

using protocol::PresenceStatus;

class SdkContacts : public Sdk {
 protected:
  template <class T>
  static Inbox<T> collect(SfuExtended& client, SfuEvent event) {
    Inbox<T> inbox;
    client.on<T>(event, [inbox](const T& one) { inbox.add(one); });
    return inbox;
  }
  void befriend(SfuExtended& inviter, SfuExtended& invited) {
    const auto invites = collect<protocol::NewFriendInvite>(invited, SfuEvent::NEW_INCOMING_FRIEND_INVITE);
    take(inviter.addFriend({.userId = invited.user()->username}));
    ASSERT_TRUE(until([&] { return invites.size() == 1; }));
    take(invited.acceptFriendInvite({.inviteId = invites.all()[0].inviteId}));
  }
};

TEST_F(SdkContacts, FriendsAreInvitedAcceptedAndRemoved) {
  const auto ann = login("ann"), phone = connect("ann"), ben = login("ben");
  const auto incoming = collect<protocol::NewFriendInvite>(*ben, SfuEvent::NEW_INCOMING_FRIEND_INVITE);
  const auto outgoing = collect<protocol::NewFriendInvite>(*phone, SfuEvent::NEW_OUTGOING_FRIEND_INVITE);
  const auto news = collect<protocol::NewContact>(*ann, SfuEvent::NEW_CONTACT);
  const auto losses = collect<protocol::ContactDeleted>(*ben, SfuEvent::CONTACT_DELETED);
  take(ann->addFriend({.userId = "ben"}));
  ASSERT_TRUE(until([&] { return incoming.size() == 1 && outgoing.size() == 1; }));
  EXPECT_EQ(incoming.all()[0].userId, "ann");
  EXPECT_EQ(outgoing.all()[0].userId, "ben");
  const std::string invite = incoming.all()[0].inviteId;
  EXPECT_EQ(outgoing.all()[0].inviteId, invite);
  EXPECT_EQ(take(ben->getContacts()).incomingFriendInvites.size(), 1u);
  const auto contact = take(ben->acceptFriendInvite({.inviteId = invite}));
  EXPECT_EQ(contact.userId, "ann");
  EXPECT_TRUE(contact.friend_);
  ASSERT_TRUE(until([&] { return news.size() == 1; }));
  EXPECT_EQ(news.all()[0].contact.userId, "ben");
  EXPECT_EQ(take(ann->updateContactVolume({.userId = "ben", .value = 30})).volume, 30);
  EXPECT_EQ(take(phone->getContacts()).contacts.at(0).personalSettings.volume, 30);
  take(ann->removeFriend({.userId = "ben"}));
  ASSERT_TRUE(until([&] { return losses.size() == 1; }));
  EXPECT_TRUE(take(ann->getContacts()).contacts.empty());
}

TEST_F(SdkContacts, InvitesAreRevokedAndRejected) {
  const auto ann = login("ann"), ben = login("ben");
  const auto incoming = collect<protocol::NewFriendInvite>(*ben, SfuEvent::NEW_INCOMING_FRIEND_INVITE);
  const auto gone = collect<protocol::FriendInviteDeleted>(*ben, SfuEvent::INCOMING_FRIEND_INVITE_DELETED);
  take(ann->addFriend({.userId = "ben"}));
  ASSERT_TRUE(until([&] { return incoming.size() == 1; }));
  const std::string first = incoming.all()[0].inviteId;
  EXPECT_EQ(take(ann->revokeFriendInvite({.inviteId = first})).inviteId, first);
  ASSERT_TRUE(until([&] { return gone.size() == 1; }));
  take(ann->addFriend({.userId = "ben"}));
  ASSERT_TRUE(until([&] { return incoming.size() == 2; }));
  const std::string second = incoming.all()[1].inviteId;
  EXPECT_EQ(take(ben->rejectFriendInvite({.inviteId = second})).inviteId, second);
  EXPECT_EQ(take(ann->getContacts()).outgoingFriendInvites.at(0).inviteId, second);
  const auto himself = ann->addFriend({.userId = "ann"}).get(20s);
  ASSERT_FALSE(himself.ok());
  EXPECT_EQ(himself.failure().error, "User can not send invite to himself");
}

TEST_F(SdkContacts, PresenceIsSeenByContactsAlone) {
  const auto ann = login("ann"), ben = login("ben"), eve = login("eve");
  befriend(*ann, *ben);
  const auto seen = collect<protocol::UserPresenceStatusUpdated>(*ben, SfuEvent::USER_PRESENCE_STATUS_UPDATED);
  const auto eves = collect<protocol::UserPresenceStatusUpdated>(*eve, SfuEvent::USER_PRESENCE_STATUS_UPDATED);
  const auto own = collect<protocol::UserInfoChangedEvent>(*ann, SfuEvent::USER_INFO_CHANGED);
  take(ann->updateActivityStatus(false));
  ASSERT_TRUE(until([&] { return seen.size() == 1 && own.size() == 1; }));
  EXPECT_EQ(seen.all()[0].status, PresenceStatus::IDLE);
  EXPECT_EQ(own.all()[0].info.status, PresenceStatus::IDLE);
  take(ann->updatePresenceStatus(PresenceStatus::DO_NOT_DISTURB));
  ASSERT_TRUE(until([&] { return seen.size() == 2; }));
  EXPECT_EQ(seen.all()[1].status, PresenceStatus::DO_NOT_DISTURB);
  EXPECT_EQ(take(ben->getContacts()).contacts.at(0).status, PresenceStatus::DO_NOT_DISTURB);
  take(ann->disconnect());
  ASSERT_TRUE(until([&] { return seen.size() == 3; }));
  EXPECT_EQ(seen.all()[2].status, PresenceStatus::OFFLINE);
  take(eve->getUserInfo());
  EXPECT_EQ(eves.size(), 0u);
}

}  // namespace
}  // namespace parley::test
