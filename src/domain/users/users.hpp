#pragma once
// Who there is. Other domains ask here for names; profile calls are answered here.
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
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

/// Verified accounts. Pending sign-ups are no users: nobody can see or name them.
/// Keeps no state between calls; used inside read and write bodies.
class Users {
 public:
  /// `recorder_username`: the account that records meetings; empty: none.
  Users(const Clock& clock, std::string recorder_username);
  ~Users();

  // Calls of the protocol.

  Result<protocol::UserInfoEvent> get_user_info(storage::Reader& reader, const Caller& caller) const;
  Result<protocol::SystemConfigEvent> get_system_config() const;
  /// Pending sign-ups don't count: whoever comes back to an unconfirmed one must be able to repeat it.
  Result<void> ensure_username_available(storage::Reader& reader,
                                         const protocol::calls::EnsureUsernameAvailable& call) const;

  // For other domains. Ids are compared exactly, as they came from here.

  bool exists(storage::Reader& reader, std::string_view user) const;
  std::optional<std::string> nickname(storage::Reader& reader, std::string_view user) const;
  /// Of those that exist.
  std::map<std::string, std::string> nicknames(storage::Reader& reader, std::span<const std::string> users) const;
  std::optional<protocol::UserInfo> user_info(storage::Reader& reader, std::string_view user) const;
  /// Whose personal meeting id this is.
  std::optional<std::string> owner_of_pmi(storage::Reader& reader, std::string_view pmi) const;

  // For the admin tool.

  /// Error: a field is not acceptable, or the id or the e-mail is taken.
  Result<void> add_verified_user(storage::Transaction& transaction, const NewUser& user) const;

 private:
  const Clock& clock_;
  const std::string recorder_username_;
  const std::unique_ptr<const UserStore> store_;
};

}  // namespace parley::domain
