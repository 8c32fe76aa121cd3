#pragma once
// Private to the users domain.
#include "domain/users/store.hpp"

namespace parley::domain {

/// The UserStore in SQL.
class SqlUserStore final : public UserStore {
 public:
  std::optional<User> user(storage::Reader& reader, std::string_view id) const override;
  std::optional<User> user_by_login(storage::Reader& reader, std::string_view key) const override;
  bool exists(storage::Reader& reader, std::string_view id) const override;
  std::optional<std::string> nickname(storage::Reader& reader, std::string_view id) const override;
  std::optional<std::string> owner_of_pmi(storage::Reader& reader, std::string_view pmi) const override;
  bool pmi_taken(storage::Reader& reader, std::string_view pmi) const override;
  std::optional<PublicProfile> profile(storage::Reader& reader, std::string_view id) const override;
  void add_user(storage::Transaction& transaction, const User& user) const override;
  void update_info(storage::Transaction& transaction, const protocol::UserInfo& info) const override;

  void rebase_icons(storage::Transaction& transaction, std::string_view old_base,
                    std::string_view new_base) const override;
  void update_email(storage::Transaction& transaction, std::string_view id, std::string_view email,
                    std::string_view email_key) const override;
  void update_password(storage::Transaction& transaction, std::string_view id, std::string_view hash) const override;

  void remove_user(storage::Transaction& transaction, std::string_view id) const override;
  void retire_name(storage::Transaction& transaction, std::string_view id_key, Millis now) const override;
  bool name_retired(storage::Reader& reader, std::string_view id_key) const override;

  std::vector<ExampleUser> example_users(storage::Reader& reader) const override;
  void add_example_user(storage::Transaction& transaction, std::string_view user, Millis lent_at) const override;

  std::optional<protocol::UserEncryptionInfo> keys(storage::Reader& reader, std::string_view user) const override;
  void put_keys(storage::Transaction& transaction, std::string_view user,
                const protocol::UserEncryptionInfo& keys) const override;
  std::optional<protocol::PmiSettings> pmi_settings(storage::Reader& reader, std::string_view user) const override;
  void put_pmi_settings(storage::Transaction& transaction, std::string_view user,
                        const protocol::PmiSettings& settings) const override;
  std::vector<std::string> users_without_pmi_settings(storage::Reader& reader) const override;

  std::optional<Registration> registration(storage::Reader& reader, std::string_view id_key) const override;
  std::optional<Registration> registration_by_login(storage::Reader& reader, std::string_view key) const override;
  std::optional<Registration> registration_by_secret(storage::Reader& reader,
                                                     std::string_view secret_hash) const override;
  std::vector<std::string> expired_registrations(storage::Reader& reader, Millis now) const override;
  void put_registration(storage::Transaction& transaction, const Registration& registration) const override;
  void remove_registration(storage::Transaction& transaction, std::string_view id_key) const override;

  std::optional<Token> token(storage::Reader& reader, std::string_view hash) const override;
  void add_token(storage::Transaction& transaction, const Token& token) const override;
  std::vector<Token> tokens_of_user(storage::Reader& reader, std::string_view user) const override;
  std::vector<std::string> tokens_expiring(storage::Reader& reader, Millis time) const override;
  void use_token(storage::Transaction& transaction, std::string_view hash, Millis now,
                 Millis expires_at) const override;
  void remove_token(storage::Transaction& transaction, std::string_view hash) const override;
  void remove_other_tokens(storage::Transaction& transaction, std::string_view user,
                           std::string_view kept_hash) const override;
  void remove_expired_tokens(storage::Transaction& transaction, Millis now) const override;
  void trim_tokens(storage::Transaction& transaction, std::string_view user, std::int64_t keep) const override;

  bool device_known(storage::Reader& reader, std::string_view user, std::string_view device) const override;
  void add_known_device(storage::Transaction& transaction, std::string_view user, std::string_view device,
                        Millis now) const override;
  std::optional<DeviceCheck> device_check(storage::Reader& reader, std::string_view secret_hash) const override;
  std::int64_t device_checks_of(storage::Reader& reader, std::string_view user, Millis now) const override;
  std::vector<std::string> expired_device_checks(storage::Reader& reader, Millis now) const override;
  void add_device_check(storage::Transaction& transaction, const DeviceCheck& check) const override;
  void remove_device_check(storage::Transaction& transaction, std::string_view secret_hash) const override;
};

}  // namespace parley::domain
