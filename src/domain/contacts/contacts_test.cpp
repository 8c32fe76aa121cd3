#include <atomic>
#include <future>
#include <thread>

#include "domain/contacts/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::PresenceStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ContactsTest : public ContactsWorld {
 protected:
  void rename(const std::string& user, const std::string& nickname) {
    change([&](storage::Transaction& t) {
      t.execute("UPDATE users SET nickname = $2 WHERE id = $1", {user, nickname});
      contacts->user_changed(t, user);
    });
  }
  Caller ann = connect("ann"), ann2 = connect("ann"), ben = connect("ben"), cat = connect("cat");
};

TEST_F(ContactsTest, ACircleMakesContactsOfAllItsMembers) {
  create("chat:1", {"ann", "ben", "dan"});
  EXPECT_THAT(lines(ann), UnorderedElementsAre("NEW_CONTACT ben", "NEW_CONTACT dan"));
  EXPECT_THAT(lines(ann2), UnorderedElementsAre("NEW_CONTACT ben", "NEW_CONTACT dan"));
  EXPECT_THAT(lines(ben), UnorderedElementsAre("NEW_CONTACT ann", "NEW_CONTACT dan"));
  EXPECT_THAT(told(cat), IsEmpty());
  const auto all = contacts_of(ann);
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all.at("ben"), (protocol::Contact{.userId = "ben",
                                              .nickname = "Nick-ben",
                                              .status = PresenceStatus::ONLINE,
                                              .personalSettings = {.volume = 100}}));
  EXPECT_EQ(all.at("dan").status, PresenceStatus::OFFLINE);
  EXPECT_THAT(list(cat).contacts, IsEmpty());
  EXPECT_THAT(list(ann).bans, IsEmpty());
}

TEST_F(ContactsTest, OnlyTheFirstAndTheLastReasonAreTold) {
  create("chat:1", {"ann", "ben"});
  forget();
  create("chat:2", {"ann", "ben", "cat"});
  EXPECT_THAT(lines(ann), ElementsAre("NEW_CONTACT cat"));
  EXPECT_THAT(lines(cat), UnorderedElementsAre("NEW_CONTACT ann", "NEW_CONTACT ben"));
  dissolve("chat:1");
  EXPECT_THAT(told(ann), IsEmpty());
  forget();
  dissolve("chat:2");
  EXPECT_THAT(lines(ann), UnorderedElementsAre("CONTACT_DELETED ben", "CONTACT_DELETED cat"));
  EXPECT_THAT(lines(ben), UnorderedElementsAre("CONTACT_DELETED ann", "CONTACT_DELETED cat"));
  EXPECT_THAT(list(ann).contacts, IsEmpty());
  dissolve("chat:2");
  EXPECT_THAT(told(ann), IsEmpty());
}

TEST_F(ContactsTest, JoiningAndLeavingTellsBothSides) {
  create("space:1", {"ann", "ben"});
  forget();
  join("space:1", "cat");
  EXPECT_THAT(lines(cat), UnorderedElementsAre("NEW_CONTACT ann", "NEW_CONTACT ben"));
  EXPECT_THAT(lines(ann2), ElementsAre("NEW_CONTACT cat"));
  join("space:1", "cat");
  EXPECT_THAT(told(cat), IsEmpty());
  forget();
  leave("space:1", "cat");
  EXPECT_THAT(lines(cat), UnorderedElementsAre("CONTACT_DELETED ann", "CONTACT_DELETED ben"));
  EXPECT_THAT(lines(ann), ElementsAre("CONTACT_DELETED cat"));
  EXPECT_THAT(lines(ben), ElementsAre("CONTACT_DELETED cat"));
  leave("space:1", "cat");
  leave("unknown", "cat");
  EXPECT_THAT(told(cat), IsEmpty());
}

TEST_F(ContactsTest, SeveralWhoEnterTogetherHearOfEachOtherOnce) {
  create("space:1", {"ann"});
  create("space:1", {"ann", "ben", "cat"});
  EXPECT_THAT(lines(ann), UnorderedElementsAre("NEW_CONTACT ben", "NEW_CONTACT cat"));
  EXPECT_THAT(lines(ben), UnorderedElementsAre("NEW_CONTACT ann", "NEW_CONTACT cat"));
  EXPECT_THAT(lines(cat), UnorderedElementsAre("NEW_CONTACT ann", "NEW_CONTACT ben"));
}

TEST_F(ContactsTest, ACircleThatReplacesAnotherTellsOfTheDifferenceAlone) {
  create("space:1", {"ann", "ben", "cat"});  // a public channel becomes private without cat
  forget();
  change([&](auto& t) {
    contacts->create(t, "channel:1", {"ann", "ben"});
    contacts->dissolve(t, "space:1");
  });
  EXPECT_THAT(lines(ann), ElementsAre("CONTACT_DELETED cat"));
  EXPECT_THAT(lines(ben), ElementsAre("CONTACT_DELETED cat"));
  EXPECT_THAT(lines(cat), UnorderedElementsAre("CONTACT_DELETED ann", "CONTACT_DELETED ben"));
}

TEST_F(ContactsTest, ARefusedChangeChangesNothing) {
  database->write_and_wait([&](storage::Transaction& t) {
    contacts->create(t, "chat:1", {"ann", "ben"});
    t.abandon();
  });
  EXPECT_THAT(told(ann), IsEmpty());
  EXPECT_THAT(list(ann).contacts, IsEmpty());
  create("chat:1", {"ann", "ben"});
  EXPECT_THAT(lines(ann), ElementsAre("NEW_CONTACT ben"));
}

TEST_F(ContactsTest, ChangesInOneCommitTellThePresenceOfTheirMoment) {
  // Bodies that share a commit: the second must not tell what was so before the first.
  std::promise<void> held, begin;
  database->write([&](storage::Transaction&) { begin.get_future().wait(); }, [](auto) {});
  devices[99].user = "dan";
  database->write([&](storage::Transaction& t) { presence->arrive(t, "dan", 99); }, [](auto) {});
  database->write(
      [&](storage::Transaction& t) {
        contacts->create(t, "chat:1", {"ann", "dan"});
      },
      [&](auto) { held.set_value(); });
  begin.set_value();
  held.get_future().wait();
  const auto events = told(ann);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].as<protocol::NewContact>().contact.status, PresenceStatus::ONLINE);
}

TEST_F(ContactsTest, AChangedProfileIsTheContactsOwnView) {
  create("chat:1", {"ann", "ben", "cat"});
  add_friend(ann, "ben");
  add_friend(ben, "ann");
  set_volume(cat, "ben", 30);
  forget();
  rename("ben", "Benjamin");
  for (const Caller& device : {ann, ann2}) {
    const auto events = told(device);
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(line(events[0]), "CONTACT_UPDATED ben friend");
    EXPECT_EQ(events[0].as<protocol::NewContact>().contact.nickname, "Benjamin");
  }
  const auto events = told(cat);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(line(events[0]), "CONTACT_UPDATED ben");
  EXPECT_EQ(events[0].as<protocol::NewContact>().contact.personalSettings.volume, 30);
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_EQ(contacts_of(ann).at("ben").nickname, "Benjamin");
}

TEST_F(ContactsTest, ANewAvatarIsToldToTheUserHimselfToo) {
  create("chat:1", {"ann", "ben"});
  forget();
  change([&](auto& t) { users.set_icon(t, "ann", "https://example.com/ann.png"); });
  EXPECT_THAT(lines(ann2), ElementsAre("USER_INFO_CHANGED", "CONTACT_UPDATED ann"));
  const auto events = told(ben);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].as<protocol::NewContact>().contact.icon, "https://example.com/ann.png");
  EXPECT_EQ(contacts_of(ben).at("ann").icon, "https://example.com/ann.png");
}

TEST_F(ContactsTest, VolumesArePrivateAndStay) {
  create("chat:1", {"ann", "ben"});
  forget();
  EXPECT_EQ(set_volume(ann, "ben", 250), "");
  EXPECT_THAT(told(ann), IsEmpty());
  const auto copy = told(ann2);
  ASSERT_THAT(copy, SizeIs(1));
  EXPECT_EQ(copy[0].type, "CONTACT_PERSONAL_SETTINGS_UPDATED");
  EXPECT_EQ(copy[0].as<protocol::ContactPersonalSettingsUpdated>(),
            (protocol::ContactPersonalSettingsUpdated{.personalSettings = {.volume = 250}, .userId = "ben"}));
  EXPECT_THAT(told(ben), IsEmpty());
  EXPECT_EQ(contacts_of(ann).at("ben").personalSettings.volume, 250);
  EXPECT_EQ(contacts_of(ben).at("ann").personalSettings.volume, 100);
  dissolve("chat:1");
  EXPECT_EQ(set_volume(ann, "ben", 20), "User not found");
  forget();
  create("chat:2", {"ann", "ben"});
  EXPECT_EQ(told(ann).at(0).as<protocol::NewContact>().contact.personalSettings.volume, 250);
  EXPECT_EQ(set_volume(ann, "ann", 20), "User not found");
  EXPECT_EQ(set_volume(ann, "cat", 20), "User not found");
  EXPECT_EQ(set_volume(ann, "ben", -1), "A volume is a number from 0 to 10000");
  EXPECT_EQ(set_volume(ann, "ben", 10'001), "A volume is a number from 0 to 10000");
  EXPECT_EQ(set_volume(ann, "ben", 0), "");
  EXPECT_EQ(contacts_of(ann).at("ben").personalSettings.volume, 0);
}

TEST_F(ContactsTest, ARemovedUserIsNobodysContact) {
  create("chat:1", {"ann", "ben"});
  add_friend(ann, "cat");
  add_friend(cat, "ann");
  add_friend(ann, "ben");
  set_volume(ben, "ann", 20);
  forget();
  change([&](auto& t) { contacts->user_removed(t, "ann"); });
  EXPECT_THAT(lines(ben), UnorderedElementsAre("INCOMING_FRIEND_INVITE_DELETED", "CONTACT_DELETED ann"));
  EXPECT_THAT(lines(cat), ElementsAre("CONTACT_DELETED ann"));
  EXPECT_THAT(list(ben).contacts, IsEmpty());
  EXPECT_THAT(list(ben).incomingFriendInvites, IsEmpty());
  disconnect(ann);
  disconnect(ann2);
  EXPECT_THAT(told(ben), IsEmpty());
  restart();
  EXPECT_THAT(list(connect("ben")).contacts, IsEmpty());
  // Who gets his name later starts anew.
  create("chat:2", {"ann", "ben"});
  EXPECT_EQ(contacts_of(connect("ben")).at("ann").personalSettings.volume, 100);
}

TEST_F(ContactsTest, ARestartKeepsCircles) {
  create("chat:1", {"ann", "ben", "dan"});
  join("chat:2", "cat");
  join("chat:2", "ann");
  restart();
  const Caller again = connect("ann");
  EXPECT_THAT(contacts_of(again), SizeIs(3));
  change([&](auto& t) { EXPECT_TRUE(contacts->are_contacts(t, "ann", "cat")); });
  change([&](auto& t) { EXPECT_FALSE(contacts->are_contacts(t, "ben", "cat")); });
  leave("chat:2", "cat");
  EXPECT_THAT(lines(again), ElementsAre("CONTACT_DELETED cat"));
}

TEST_F(ContactsTest, NoEventIsMissedOrRepeatedAroundAList) {
  create("chat:1", {"ann", "ben", "dan"});
  forget();
  std::atomic<bool> changing = true;
  std::thread reader([&] {
    while (changing) contacts->list(ann, "list");
  });
  for (int i = 0; i < 100; ++i) {
    join("chat:1", "cat");
    const Caller dan = connect("dan");
    leave("chat:1", "cat");
    disconnect(dan);
  }
  changing = false;
  reader.join();
  contacts->list(ann, "list");
  // A client that keeps count: each list says what the one before it and the events since have said.
  std::optional<std::map<std::string, PresenceStatus>> kept;
  int lists = 0;
  for (const Told& event : told(ann)) {
    if (event.type == "USER_CONTACTS") {
      std::map<std::string, PresenceStatus> all;
      for (const auto& contact : event.as<protocol::UserContactsEvent>().contacts.contacts) {
        all[contact.userId] = contact.status;
      }
      if (kept) {
        EXPECT_EQ(*kept, all);
      }
      kept = all;
      ++lists;
    } else if (kept && event.type == "NEW_CONTACT") {
      const auto contact = event.as<protocol::NewContact>().contact;
      EXPECT_TRUE(kept->emplace(contact.userId, contact.status).second) << contact.userId;
    } else if (kept && event.type == "CONTACT_DELETED") {
      EXPECT_EQ(kept->erase(event.as<protocol::ContactDeleted>().userId), 1u);
    } else if (kept) {
      const auto news = event.as<protocol::UserPresenceStatusUpdated>();
      EXPECT_NE(std::exchange(kept->at(news.userId), news.status), news.status);
    }
  }
  EXPECT_GT(lists, 1);
}

}  // namespace
}  // namespace parley::domain
