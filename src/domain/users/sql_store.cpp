#include "domain/users/sql_store.hpp"

namespace parley::domain {
namespace {

using storage::Reader;
using storage::Rows;
using storage::text_or_null;
using storage::Transaction;

#define PARLEY_USER_COLUMNS                                                                                      \
  "id, id_key, email, email_key, nickname, password_hash, icon, phone_number, host_key, timezone, status, pmi, " \
  "created_at"
#define PARLEY_PMI_COLUMNS                                                                            \
  "user_id, join_at_any_time, mute_audio_on_join, local_auto_record, use_access_code, waiting_room, " \
  "owner_video, participants_video, access_code"

std::optional<User> read_user(const std::unique_ptr<Rows>& rows) {
  if (!rows->next()) return std::nullopt;
  User user;
  user.info.id = rows->string(0);
  user.id_key = rows->string(1);
  user.info.email = rows->string(2);
  user.email_key = rows->string(3);
  user.info.nickname = rows->string(4);
  user.password_hash = rows->string(5);
  user.info.icon = rows->optional_string(6);
  user.info.phoneNumber = rows->string(7);
  user.info.hostKey = rows->string(8);
  user.info.timezone = rows->string(9);
  if (!protocol::from_wire(rows->text(10), user.info.status)) {
    throw storage::StorageError("A user's status is unknown: " + rows->string(10));
  }
  user.pmi = rows->string(11);
  user.created_at = rows->integer(12);
  return user;
}

}  // namespace

std::optional<User> SqlUserStore::user(Reader& reader, std::string_view id) const {
  return read_user(reader.query("SELECT " PARLEY_USER_COLUMNS " FROM users WHERE id = $1", {id}));
}

std::optional<User> SqlUserStore::user_by_login(Reader& reader, std::string_view key) const {
  auto user = read_user(reader.query("SELECT " PARLEY_USER_COLUMNS " FROM users WHERE id_key = $1", {key}));
  if (user) return user;
  return read_user(reader.query("SELECT " PARLEY_USER_COLUMNS " FROM users WHERE email_key = $1", {key}));
}

bool SqlUserStore::exists(Reader& reader, std::string_view id) const {
  return reader.query("SELECT 1 FROM users WHERE id = $1", {id})->next();
}

std::optional<std::string> SqlUserStore::nickname(Reader& reader, std::string_view id) const {
  const auto rows = reader.query("SELECT nickname FROM users WHERE id = $1", {id});
  if (!rows->next()) return std::nullopt;
  return rows->string(0);
}

std::optional<std::string> SqlUserStore::owner_of_pmi(Reader& reader, std::string_view pmi) const {
  const auto rows = reader.query("SELECT id FROM users WHERE pmi = $1", {pmi});
  if (!rows->next()) return std::nullopt;
  return rows->string(0);
}

bool SqlUserStore::pmi_taken(Reader& reader, std::string_view pmi) const {
  return owner_of_pmi(reader, pmi).has_value();
}

void SqlUserStore::add_user(Transaction& transaction, const User& user) const {
  const protocol::UserInfo& info = user.info;
  transaction.execute(
      "INSERT INTO users (" PARLEY_USER_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {std::string_view(info.id), std::string_view(user.id_key), std::string_view(info.email),
       std::string_view(user.email_key), std::string_view(info.nickname), std::string_view(user.password_hash),
       text_or_null(info.icon), std::string_view(info.phoneNumber), std::string_view(info.hostKey),
       std::string_view(info.timezone), protocol::wire(info.status), std::string_view(user.pmi), user.created_at});
}

std::optional<PublicProfile> SqlUserStore::profile(Reader& reader, std::string_view id) const {
  const auto rows = reader.query(
      "SELECT nickname, icon, public_key FROM users LEFT JOIN user_keys ON user_keys.user_id = users.id WHERE id = $1",
      {id});
  if (!rows->next()) return std::nullopt;
  return PublicProfile{.id = std::string(id),
                       .nickname = rows->string(0),
                       .icon = rows->optional_string(1),
                       .public_key = rows->optional_string(2),
                       .encryption_enabled = !rows->is_null(2)};
}

void SqlUserStore::update_info(Transaction& transaction, const protocol::UserInfo& info) const {
  transaction.execute(
      "UPDATE users SET nickname = $2, icon = $3, phone_number = $4, host_key = $5, timezone = $6, status = $7"
      " WHERE id = $1",
      {std::string_view(info.id), std::string_view(info.nickname), text_or_null(info.icon),
       std::string_view(info.phoneNumber), std::string_view(info.hostKey), std::string_view(info.timezone),
       protocol::wire(info.status)});
}

void SqlUserStore::rebase_icons(Transaction& transaction, std::string_view old_base, std::string_view new_base) const {
  transaction.execute(
      "UPDATE users SET icon = $2 || substr(icon, length($1) + 1) WHERE icon IS NOT NULL AND "
      "substr(icon, 1, length($1)) = $1",
      {old_base, new_base});
}

void SqlUserStore::update_email(Transaction& transaction, std::string_view id, std::string_view email,
                                std::string_view email_key) const {
  transaction.execute("UPDATE users SET email = $2, email_key = $3 WHERE id = $1", {id, email, email_key});
}

void SqlUserStore::update_password(Transaction& transaction, std::string_view id, std::string_view hash) const {
  transaction.execute("UPDATE users SET password_hash = $2 WHERE id = $1", {id, hash});
}

void SqlUserStore::remove_user(Transaction& transaction, std::string_view id) const {
  transaction.execute("DELETE FROM users WHERE id = $1", {id});
}

void SqlUserStore::retire_name(Transaction& transaction, std::string_view id_key, Millis now) const {
  transaction.execute("INSERT INTO retired_names (id_key, retired_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                      {id_key, now});
}

bool SqlUserStore::name_retired(Reader& reader, std::string_view id_key) const {
  return reader.query("SELECT 1 FROM retired_names WHERE id_key = $1", {id_key})->next();
}

std::vector<ExampleUser> SqlUserStore::example_users(Reader& reader) const {
  std::vector<ExampleUser> users;
  const auto rows = reader.query("SELECT user_id, lent_at FROM example_users");
  while (rows->next()) users.push_back({.user = rows->string(0), .lent_at = rows->integer(1)});
  return users;
}

void SqlUserStore::add_example_user(Transaction& transaction, std::string_view user, Millis lent_at) const {
  transaction.execute("INSERT INTO example_users (user_id, lent_at) VALUES ($1, $2)", {user, lent_at});
}

std::optional<protocol::UserEncryptionInfo> SqlUserStore::keys(Reader& reader, std::string_view user) const {
  const auto rows = reader.query(
      "SELECT private_key, public_key, verification_hash, salt, iv FROM user_keys WHERE user_id = $1", {user});
  if (!rows->next()) return std::nullopt;
  return protocol::UserEncryptionInfo{.privateKey = rows->string(0),
                                      .publicKey = rows->string(1),
                                      .encryptionEnabled = true,
                                      .verificationHash = rows->optional_string(2),
                                      .salt = rows->optional_string(3),
                                      .iv = rows->optional_string(4)};
}

void SqlUserStore::put_keys(Transaction& transaction, std::string_view user,
                            const protocol::UserEncryptionInfo& keys) const {
  transaction.execute("DELETE FROM user_keys WHERE user_id = $1", {user});
  transaction.execute(
      "INSERT INTO user_keys (user_id, private_key, public_key, verification_hash, salt, iv)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {user, text_or_null(keys.privateKey), text_or_null(keys.publicKey), text_or_null(keys.verificationHash),
       text_or_null(keys.salt), text_or_null(keys.iv)});
}

std::optional<protocol::PmiSettings> SqlUserStore::pmi_settings(Reader& reader, std::string_view user) const {
  const auto rows = reader.query("SELECT " PARLEY_PMI_COLUMNS " FROM pmi_settings WHERE user_id = $1", {user});
  if (!rows->next()) return std::nullopt;
  return protocol::PmiSettings{.allowJoinAtAnyTime = rows->boolean(1),
                               .useMuteAudioOnJoin = rows->boolean(2),
                               .useLocalAutoRecord = rows->boolean(3),
                               .useAccessCode = rows->boolean(4),
                               .useWaitingRoom = rows->boolean(5),
                               .useOwnerVideo = rows->boolean(6),
                               .useParticipantsVideo = rows->boolean(7),
                               .accessCode = rows->string(8)};
}

void SqlUserStore::put_pmi_settings(Transaction& transaction, std::string_view user,
                                    const protocol::PmiSettings& settings) const {
  const auto number = [](bool value) { return std::int64_t{value}; };
  transaction.execute("DELETE FROM pmi_settings WHERE user_id = $1", {user});
  transaction.execute(
      "INSERT INTO pmi_settings (" PARLEY_PMI_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {user, number(settings.allowJoinAtAnyTime), number(settings.useMuteAudioOnJoin),
       number(settings.useLocalAutoRecord), number(settings.useAccessCode), number(settings.useWaitingRoom),
       number(settings.useOwnerVideo), number(settings.useParticipantsVideo), std::string_view(settings.accessCode)});
}

std::vector<std::string> SqlUserStore::users_without_pmi_settings(Reader& reader) const {
  std::vector<std::string> users;
  const auto rows = reader.query("SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM pmi_settings)");
  while (rows->next()) users.push_back(rows->string(0));
  return users;
}

}  // namespace parley::domain
