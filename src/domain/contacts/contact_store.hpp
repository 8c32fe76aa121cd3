#pragma once
// The statements on the tables of contacts. Used inside bodies of the storage, like the Reader they are given.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "storage/storage.hpp"

namespace parley::domain::contact_store {

struct Invite {
  std::string id;
  std::string inviter;
  std::string receiver;
  bool rejected = false;  ///< the inviter alone still sees it
  Millis created = 0;
};

/// False when he is in it already.
bool add_member(storage::Transaction& transaction, std::string_view circle, std::string_view user);
/// False when he wasn't in it.
bool remove_member(storage::Transaction& transaction, std::string_view circle, std::string_view user);
/// False when there is no such circle.
bool remove_circle(storage::Transaction& transaction, std::string_view circle);

bool are_friends(storage::Reader& reader, std::string_view user, std::string_view other);
bool are_contacts(storage::Reader& reader, std::string_view user, std::string_view other);
void add_friendship(storage::Transaction& transaction, std::string_view user, std::string_view other);
void remove_friendship(storage::Transaction& transaction, std::string_view user, std::string_view other);

std::optional<Invite> invite(storage::Reader& reader, std::string_view id);
std::optional<Invite> invite_between(storage::Reader& reader, std::string_view inviter, std::string_view receiver);
std::int64_t count_invites_of(storage::Reader& reader, std::string_view inviter);
void add_invite(storage::Transaction& transaction, const Invite& invite);
void remove_invite(storage::Transaction& transaction, std::string_view id);
void reject_invite(storage::Transaction& transaction, std::string_view id);

void set_volume(storage::Transaction& transaction, std::string_view user, std::string_view contact,
                std::int64_t volume);

/// Forgets everything about a user.
void remove_user(storage::Transaction& transaction, std::string_view user);

// All there is, for the start of the server: two columns, in order of circles, of users.
std::unique_ptr<storage::Rows> all_members(storage::Reader& reader);
std::unique_ptr<storage::Rows> all_friendships(storage::Reader& reader);
/// User, contact, volume.
std::unique_ptr<storage::Rows> all_volumes(storage::Reader& reader);
/// The oldest first.
std::vector<Invite> all_invites(storage::Reader& reader);

}  // namespace parley::domain::contact_store
