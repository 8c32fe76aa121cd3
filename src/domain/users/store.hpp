#pragma once
// Private to the users domain.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/users/users.hpp"
#include "protocol/users_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// An account as it is stored. Keys are made by fold_name().
struct User {
  protocol::UserInfo info;
  std::string id_key;
  std::string email_key;
  std::string password_hash;
  std::string pmi;
  Millis created_at = 0;
};

/// A sign-up that waits for its link to be followed.
struct Registration {
  std::string id_key;
  std::string id;
  std::string email;
  std::string email_key;
  std::string password_hash;
  std::string secret_hash;
  Millis created_at = 0;
  Millis expires_at = 0;
};

struct Token {
  std::string hash;
  std::string user;
  std::optional<std::string> device;
  std::optional<std::string> client;
  Millis created_at = 0;
  Millis last_used_at = 0;
  Millis expires_at = 0;
};

/// A login that waits for the link in a mail to be followed.
struct DeviceCheck {
  std::string secret_hash;
  std::string user;
  std::optional<std::string> device;
  Millis expires_at = 0;
};

/// An account lent in demo mode.
struct ExampleUser {
  std::string user;
  Millis lent_at = 0;
};

/// What the users domain needs remembered. Keeps no state; used inside bodies.
class UserStore {
 public:
  virtual ~UserStore() = default;

  virtual std::optional<User> user(storage::Reader& reader, std::string_view id) const = 0;
  /// By the key of an id, else by the key of an e-mail address.
  virtual std::optional<User> user_by_login(storage::Reader& reader, std::string_view key) const = 0;
  virtual bool exists(storage::Reader& reader, std::string_view id) const = 0;
  virtual std::optional<std::string> nickname(storage::Reader& reader, std::string_view id) const = 0;
  virtual std::optional<std::string> owner_of_pmi(storage::Reader& reader, std::string_view pmi) const = 0;
  virtual bool pmi_taken(storage::Reader& reader, std::string_view pmi) const = 0;
  virtual std::optional<PublicProfile> profile(storage::Reader& reader, std::string_view id) const = 0;
  virtual void add_user(storage::Transaction& transaction, const User& user) const = 0;
  /// All that a user can see of himself, but for his e-mail, which has a key.
  virtual void update_info(storage::Transaction& transaction, const protocol::UserInfo& info) const = 0;

  /// Icons that begin with `old_base` begin with `new_base`.
  virtual void rebase_icons(storage::Transaction& transaction, std::string_view old_base,
                            std::string_view new_base) const = 0;
  virtual void update_email(storage::Transaction& transaction, std::string_view id, std::string_view email,
                            std::string_view email_key) const = 0;
  virtual void update_password(storage::Transaction& transaction, std::string_view id, std::string_view hash) const = 0;

  /// And all that belongs to him.
  virtual void remove_user(storage::Transaction& transaction, std::string_view id) const = 0;
  virtual void retire_name(storage::Transaction& transaction, std::string_view id_key, Millis now) const = 0;
  virtual bool name_retired(storage::Reader& reader, std::string_view id_key) const = 0;

  virtual std::vector<ExampleUser> example_users(storage::Reader& reader) const = 0;
  virtual void add_example_user(storage::Transaction& transaction, std::string_view user, Millis lent_at) const = 0;

  virtual std::optional<protocol::UserEncryptionInfo> keys(storage::Reader& reader, std::string_view user) const = 0;
  /// Replaces earlier ones.
  virtual void put_keys(storage::Transaction& transaction, std::string_view user,
                        const protocol::UserEncryptionInfo& keys) const = 0;
  virtual std::optional<protocol::PmiSettings> pmi_settings(storage::Reader& reader, std::string_view user) const = 0;
  virtual void put_pmi_settings(storage::Transaction& transaction, std::string_view user,
                                const protocol::PmiSettings& settings) const = 0;
  virtual std::vector<std::string> users_without_pmi_settings(storage::Reader& reader) const = 0;

  virtual std::optional<Registration> registration(storage::Reader& reader, std::string_view id_key) const = 0;
  /// By the key of a name, else the newest with that key of an e-mail address.
  virtual std::optional<Registration> registration_by_login(storage::Reader& reader, std::string_view key) const = 0;
  virtual std::optional<Registration> registration_by_secret(storage::Reader& reader,
                                                             std::string_view secret_hash) const = 0;
  virtual std::vector<std::string> expired_registrations(storage::Reader& reader, Millis now) const = 0;  ///< keys
  /// Replaces one of the same name.
  virtual void put_registration(storage::Transaction& transaction, const Registration& registration) const = 0;
  virtual void remove_registration(storage::Transaction& transaction, std::string_view id_key) const = 0;

  virtual std::optional<Token> token(storage::Reader& reader, std::string_view hash) const = 0;
  virtual void add_token(storage::Transaction& transaction, const Token& token) const = 0;
  virtual std::vector<Token> tokens_of_user(storage::Reader& reader, std::string_view user) const = 0;
  /// Those that end before `time`: hashes.
  virtual std::vector<std::string> tokens_expiring(storage::Reader& reader, Millis time) const = 0;
  virtual void use_token(storage::Transaction& transaction, std::string_view hash, Millis now,
                         Millis expires_at) const = 0;
  virtual void remove_token(storage::Transaction& transaction, std::string_view hash) const = 0;
  /// All of a user's but one.
  virtual void remove_other_tokens(storage::Transaction& transaction, std::string_view user,
                                   std::string_view kept_hash) const = 0;
  virtual void remove_expired_tokens(storage::Transaction& transaction, Millis now) const = 0;
  /// Leaves a user the `keep` tokens that live longest.
  virtual void trim_tokens(storage::Transaction& transaction, std::string_view user, std::int64_t keep) const = 0;

  virtual bool device_known(storage::Reader& reader, std::string_view user, std::string_view device) const = 0;
  virtual void add_known_device(storage::Transaction& transaction, std::string_view user, std::string_view device,
                                Millis now) const = 0;
  virtual std::optional<DeviceCheck> device_check(storage::Reader& reader, std::string_view secret_hash) const = 0;
  /// How many of a user's have not ended yet.
  virtual std::int64_t device_checks_of(storage::Reader& reader, std::string_view user, Millis now) const = 0;
  virtual std::vector<std::string> expired_device_checks(storage::Reader& reader, Millis now) const = 0;  ///< hashes
  virtual void add_device_check(storage::Transaction& transaction, const DeviceCheck& check) const = 0;
  virtual void remove_device_check(storage::Transaction& transaction, std::string_view secret_hash) const = 0;
};

}  // namespace parley::domain
