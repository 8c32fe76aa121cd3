#pragma once
// Logins: passwords looked up, tokens given, taken back and forgotten.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/caller.hpp"
#include "protocol/envelope_types.hpp"
#include "protocol/users_calls.hpp"
#include "protocol/users_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class UserStore;

/// A completed login.
struct LoggedIn {
  std::string user;
  protocol::InitialUserData data;  ///< for the frame getUserData; holds the token
  std::string token_hash;          ///< what logout() takes
};

/// What a password has to fit.
struct Credentials {
  std::string user;           ///< empty: nobody has that name
  std::string password_hash;  ///< never empty: an unknown user's check must cost as much as a known one's
  bool pending = false;       ///< the e-mail is not verified
};

/// Where a login comes from, as the client says.
struct Device {
  std::optional<std::string> name;
  std::optional<std::string> client;  ///< the program: a browser's user agent
};

/// Refusal of a login; the same for an unknown user and a wrong password.
inline constexpr std::string_view authentication_failed = "Authentication failed";

/// Tokens are 256 random bits, stored as their SHA-256. Keeps no state between calls; used inside bodies.
class Sessions {
 public:
  explicit Sessions(const Clock& clock, std::chrono::milliseconds token_lifetime = std::chrono::hours(24 * 7));
  ~Sessions();

  /// A login by token: the same token, its end moved. None: the token is unknown or too old.
  std::optional<LoggedIn> resume(storage::Transaction& transaction, std::string_view token) const;

  /// First step of a login by password; `login` is a user id or an e-mail address. Then verify_password(), off the
  /// storage threads, then open().
  Credentials find(storage::Reader& reader, std::string_view login) const;
  /// Whether a login could be opened with a password that fits. Error: as open().
  Result<void> check(storage::Reader& reader, const Credentials& verified) const;
  /// Last step, for a password that fits: makes a new token. Error: the user is pending, or the password was changed
  /// since find().
  Result<LoggedIn> open(storage::Transaction& transaction, const Credentials& verified, const Device& device) const;

  /// What the present password of a user has to fit. `user` is empty when he is gone.
  Credentials credentials(storage::Reader& reader, std::string_view user) const;
  /// Sets a new password after the present one was verified, and ends all logins but one. Error: the password was
  /// changed meanwhile.
  Result<void> change_password(storage::Transaction& transaction, const Credentials& verified,
                               std::string_view new_password_hash, std::string_view kept_token_hash) const;

  void logout(storage::Transaction& transaction, std::string_view token_hash) const;
  /// A connection that was opened with this login has ended: the token lives on from now.
  void used(storage::Transaction& transaction, std::string_view token_hash) const;

  /// The caller's logins. `own`: his token; `connected`: those in use, by the hashes of their tokens.
  Result<protocol::UserSessionsEvent> list(storage::Reader& reader, const Caller& caller, std::string_view own,
                                           const std::set<std::string>& connected) const;
  /// Ends one of the caller's logins; returns the hash of its token, whose connections the server then closes.
  Result<std::string> end(storage::Transaction& transaction, const Caller& caller,
                          const protocol::calls::EndUserSession& call) const;

  using InUse = std::function<bool(const std::string& token_hash)>;
  /// Removes tokens that are too old; those in use live on. To be called every minute or so.
  void expire(storage::Transaction& transaction, const InUse& in_use) const;

 private:
  const Clock& clock_;
  const std::chrono::milliseconds lifetime_;
  const std::unique_ptr<const UserStore> store_;
};

}  // namespace parley::domain
