#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
#include "domain/contacts/contact_book.hpp"
#include "domain/contacts/contact_notices.hpp"
#include "domain/contacts/contact_store.hpp"
#include "domain/users/user_observer.hpp"
#include "events/bus.hpp"
#include "protocol/users_calls.hpp"
#include "protocol/users_types.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Schema of this folder.
storage::Migrations contacts_migrations();

/// Outgoing invites of one user that wait for an answer.
constexpr std::int64_t max_friend_invites = 1'000;
/// Percent.
constexpr std::int64_t max_contact_volume = 10'000;

/// Who is a contact of whom: friends, and people who share a circle. This folder alone decides it, and tells
/// NEW_CONTACT, CONTACT_UPDATED and CONTACT_DELETED: to every connection of those concerned, the caller's included.
/// Calls with a Transaction run on the storage writer thread. What they tell is told after the commit.
/// Observe `users` with this object.
class Contacts final : public UserObserver {
 public:
  /// The book is shared with Presence. All must outlive the database's last write.
  Contacts(const Users& users, ContactBook& book, events::Bus& bus, const Clock& clock)
      : users_(users), book_(book), notices_(bus), bus_(bus), clock_(clock) {}

  /// Fills the book; before the first connection.
  void load(storage::Reader& reader);

  // Circles (contacts.cpp), for the folders to the right of this one. A circle's id is its owner's affair: say what it
  // belongs to ("chat:ID"). Users are trusted to exist. What already is as wanted tells nobody.
  // To replace a circle by another, make the new one first: whoever is in both hears nothing.

  /// Takes all of them in at once; makes the circle when it is new. Costs (members taken in) x (their contacts).
  void create(storage::Transaction& transaction, const std::string& circle, const std::vector<std::string>& members);
  void join(storage::Transaction& transaction, const std::string& circle, const std::string& user);
  void leave(storage::Transaction& transaction, const std::string& circle, const std::string& user);
  void dissolve(storage::Transaction& transaction, const std::string& circle);

  bool are_contacts(storage::Reader& reader, std::string_view user, std::string_view other) const;

  // Calls of the protocol. Error: the sentence for OPERATION_FAILED.

  /// Sends USER_CONTACTS to the caller itself, so that no event it gets before is newer than the list, and none after
  /// is older. On a reader thread.
  void list(const Caller& caller, std::string_view message_id);
  Result<protocol::ContactPersonalSettingsUpdated> update_volume(storage::Transaction& transaction,
                                                                 const Caller& caller,
                                                                 const protocol::calls::UpdateContactVolume& call);

  // Friends (friends.cpp)
  Result<void> add_friend(storage::Transaction& transaction, const Caller& caller,
                          const protocol::calls::AddFriend& call);
  Result<void> remove_friend(storage::Transaction& transaction, const Caller& caller,
                             const protocol::calls::RemoveFriend& call);
  Result<protocol::FriendInviteDeleted> revoke_invite(storage::Transaction& transaction, const Caller& caller,
                                                      const protocol::calls::RevokeFriendInvite& call);
  Result<protocol::FriendInviteDeleted> reject_invite(storage::Transaction& transaction, const Caller& caller,
                                                      const protocol::calls::RejectFriendInvite& call);
  /// The caller's answer, NEW_CONTACT or CONTACT_UPDATED, is sent from here: it carries the presence of its moment.
  Result<void> accept_invite(storage::Transaction& transaction, const Caller& caller,
                             const protocol::calls::AcceptFriendInvite& call, const std::string& message_id);

  // UserObserver
  void user_changed(storage::Transaction& transaction, const std::string& user) override;
  void user_removed(storage::Transaction& transaction, const std::string& user) override;

 private:
  using Profiles = std::vector<std::shared_ptr<const ContactCard>>;

  /// Profiles of those the book has none of. To be put there before they are told about.
  Profiles missing_profiles(storage::Reader& reader, const std::vector<std::string>& users);
  void put_profiles(const Profiles& profiles);

  // After the commit; the caller holds the mutex.
  void enter_circle(const std::string& circle, const std::vector<std::string>& users);
  void leave_circle(const std::string& circle, const std::string& user);
  void dissolve_circle(const std::string& circle);
  std::vector<Person*> contacts_of(Person& person);
  /// Of these, those who are no contacts of the person now (nor he himself).
  std::vector<Person*> strangers(Person& person, const std::vector<Person*>& among);
  /// Removes the invite and tells both sides, as far as they see it.
  void drop_request(FriendRequest& request);

  /// Makes two people friends, with the invites between them gone, of which there is at least one.
  void befriend(storage::Transaction& transaction, const contact_store::Invite& invite, const std::string& accepting,
                const Caller* answer_to, const std::string& message_id);
  Result<contact_store::Invite> invite_to(storage::Reader& reader, const std::string& receiver,
                                          const std::string& id) const;

  const Users& users_;
  ContactBook& book_;
  ContactNotices notices_;
  events::Bus& bus_;
  const Clock& clock_;
};

}  // namespace parley::domain
