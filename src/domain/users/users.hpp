#pragma once
// Who there is. Other domains ask here for names; profile calls are answered here.
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
#include "domain/users/user_observer.hpp"
#include "events/bus.hpp"
#include "protocol/users_calls.hpp"
#include "protocol/users_types.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Schema of accounts, sign-ups and logins.
storage::Migrations users_migrations();

class UserStore;

/// An account made by an administrator.
struct NewUser {
  std::string id;  ///< up to 128 printable characters; may be an e-mail address
  std::string email;
  std::string nickname;       ///< empty: the id
  std::string password_hash;  ///< of hash_password()
};

/// What others see of a user.
struct PublicProfile {
  std::string id;
  std::string nickname;
  std::optional<std::string> icon;  ///< download URL of the avatar
  std::optional<std::string> public_key;
  bool encryption_enabled = false;  ///< has keys
};

struct UsersConfig {
  std::string recorder_username{};  ///< the account that records meetings; empty: none
  bool allow_removal = false;       ///< of verified users, by anybody who asks: for tests and demonstrations
};

/// Verified accounts. Pending sign-ups are no users: nobody can see or name them.
/// Used inside read and write bodies; the only state between calls is the list of observers, complete before the first
/// call. Calls of the protocol: Error is the sentence for OPERATION_FAILED. What a user changes is told to his other
/// connections here, to others by the observers.
class Users {
 public:
  Users(const Clock& clock, events::Outbox& outbox, UsersConfig config);
  ~Users();

  void observe(UserObserver& observer) { observers_.push_back(&observer); }

  // Calls of the protocol.

  Result<protocol::UserInfoEvent> get_user_info(storage::Reader& reader, const Caller& caller) const;
  Result<protocol::SystemConfigEvent> get_system_config() const;
  /// Pending sign-ups don't count: whoever comes back to an unconfirmed one must be able to repeat it.
  Result<void> ensure_username_available(storage::Reader& reader,
                                         const protocol::calls::EnsureUsernameAvailable& call) const;

  // What the caller changes about himself (users_profile.cpp): the answer goes to the caller, USER_INFO_CHANGED to his
  // other connections.

  Result<protocol::UserInfoChangedEvent> change_email(storage::Transaction& transaction, const Caller& caller,
                                                      const protocol::calls::ChangeUserEmail& call) const;
  Result<protocol::UserInfoChangedEvent> change_nickname(storage::Transaction& transaction, const Caller& caller,
                                                         const protocol::calls::ChangeUserNickname& call) const;
  Result<protocol::UserInfoChangedEvent> change_phone_number(storage::Transaction& transaction, const Caller& caller,
                                                             const protocol::calls::ChangeUserPhoneNumber& call) const;
  Result<protocol::UserInfoChangedEvent> change_host_key(storage::Transaction& transaction, const Caller& caller,
                                                         const protocol::calls::ChangeUserHostKey& call) const;
  Result<protocol::UserInfoChangedEvent> change_timezone(storage::Transaction& transaction, const Caller& caller,
                                                         const protocol::calls::ChangeUserTimezone& call) const;
  /// Stores the presence the user selected.
  Result<protocol::UserInfoChangedEvent> select_status(storage::Transaction& transaction, const Caller& caller,
                                                       protocol::PresenceStatus status) const;

  // What his clients keep here, told to his other connections (users_keys.cpp, users_pmi.cpp)

  Result<protocol::UserEncryptionInfoEvent> add_encryption_info(
      storage::Transaction& transaction, const Caller& caller,
      const protocol::calls::AddUserEncryptionInfo& call) const;
  Result<protocol::UserEncryptionInfoEvent> get_encryption_info(
      storage::Reader& reader, const Caller& caller, const protocol::calls::GetUserEncryptionInfo& call) const;
  Result<protocol::UserPmiSettings> get_pmi_settings(storage::Reader& reader, const Caller& caller,
                                                     const protocol::calls::GetUserPmiSettings& call) const;
  Result<protocol::UserPmiSettings> update_pmi_settings(storage::Transaction& transaction, const Caller& caller,
                                                        const protocol::calls::UpdateUserPmiSettings& call) const;

  // For other domains. Ids are compared exactly, as they came from here.

  bool exists(storage::Reader& reader, std::string_view user) const;
  std::optional<std::string> nickname(storage::Reader& reader, std::string_view user) const;
  /// Of those that exist.
  std::map<std::string, std::string> nicknames(storage::Reader& reader, std::span<const std::string> users) const;
  std::optional<protocol::UserInfo> user_info(storage::Reader& reader, std::string_view user) const;
  /// Of those that exist, in the given order.
  std::vector<PublicProfile> profiles(storage::Reader& reader, std::span<const std::string> users) const;
  /// Whose personal meeting id this is.
  std::optional<std::string> owner_of_pmi(storage::Reader& reader, std::string_view pmi) const;

  /// The avatar's download URL, or none: USER_INFO_CHANGED to all connections of the user. He must exist.
  void set_icon(storage::Transaction& transaction, const std::string& user,
                const std::optional<std::string>& url) const;
  /// At start-up: avatars' URLs that begin with `old_base` begin with `new_base` from now on; nobody is told.
  void rebase_icons(storage::Transaction& transaction, std::string_view old_base, std::string_view new_base) const;

  /// How the personal meeting of a user starts. He must exist.
  protocol::PmiSettings pmi_settings(storage::Reader& reader, std::string_view user) const;
  /// UPDATE_USER_PMI_SETTINGS to all connections of the user but `except`. Error: the settings make no sense.
  Result<protocol::UserPmiSettings> set_pmi_settings(storage::Transaction& transaction, const std::string& user,
                                                     protocol::PmiSettings settings,
                                                     events::ConnectionId except = 0) const;

  /// At start-up: gives accounts made by older versions what new ones are made with.
  void on_start(storage::Transaction& transaction) const;

  // The end of an account (users_removal.cpp): observers first, then all of its rows here. The server closes his
  // connections after the commit.

  /// Returns the id. Error: there is no such user, or this server removes none.
  Result<std::string> remove(storage::Transaction& transaction, const protocol::calls::RemoveUser& call) const;
  /// Without asking. He must exist.
  void erase(storage::Transaction& transaction, const std::string& user) const;

  // For the admin tool.

  /// Error: a field is not acceptable, or the id or the e-mail is taken.
  Result<void> add_verified_user(storage::Transaction& transaction, const NewUser& user) const;

 private:
  /// Changes the caller's info, stores it and tells.
  template <class Change>
  Result<protocol::UserInfoChangedEvent> change_info(storage::Transaction& transaction, const Caller& caller,
                                                     const Change& change) const;
  /// Tells his connections but `except`, and returns the answer for that one.
  protocol::UserInfoChangedEvent tell_changed(storage::Transaction& transaction, protocol::UserInfo info,
                                              events::ConnectionId except) const;

  const Clock& clock_;
  events::Outbox& outbox_;
  const UsersConfig config_;
  const std::unique_ptr<const UserStore> store_;
  std::vector<UserObserver*> observers_;
};

}  // namespace parley::domain
