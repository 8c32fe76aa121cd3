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
#define PARLEY_REGISTRATION_COLUMNS "id_key, id, email, email_key, password_hash, secret_hash, created_at, expires_at"

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

std::optional<Registration> read_registration(const std::unique_ptr<Rows>& rows) {
  if (!rows->next()) return std::nullopt;
  return Registration{.id_key = rows->string(0),
                      .id = rows->string(1),
                      .email = rows->string(2),
                      .email_key = rows->string(3),
                      .password_hash = rows->string(4),
                      .secret_hash = rows->string(5),
                      .created_at = rows->integer(6),
                      .expires_at = rows->integer(7)};
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

std::optional<Registration> SqlUserStore::registration(Reader& reader, std::string_view id_key) const {
  return read_registration(
      reader.query("SELECT " PARLEY_REGISTRATION_COLUMNS " FROM registrations WHERE id_key = $1", {id_key}));
}

std::optional<Registration> SqlUserStore::registration_by_login(Reader& reader, std::string_view key) const {
  auto found = registration(reader, key);
  if (found) return found;
  return read_registration(reader.query("SELECT " PARLEY_REGISTRATION_COLUMNS
                                        " FROM registrations WHERE email_key = $1 ORDER BY created_at DESC LIMIT 1",
                                        {key}));
}

std::optional<Registration> SqlUserStore::registration_by_secret(Reader& reader, std::string_view secret_hash) const {
  return read_registration(
      reader.query("SELECT " PARLEY_REGISTRATION_COLUMNS " FROM registrations WHERE secret_hash = $1", {secret_hash}));
}

std::vector<std::string> SqlUserStore::expired_registrations(Reader& reader, Millis now) const {
  std::vector<std::string> keys;
  const auto rows = reader.query("SELECT id_key FROM registrations WHERE expires_at <= $1", {now});
  while (rows->next()) keys.push_back(rows->string(0));
  return keys;
}

void SqlUserStore::put_registration(Transaction& transaction, const Registration& registration) const {
  remove_registration(transaction, registration.id_key);
  transaction.execute(
      "INSERT INTO registrations (" PARLEY_REGISTRATION_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {std::string_view(registration.id_key), std::string_view(registration.id), std::string_view(registration.email),
       std::string_view(registration.email_key), std::string_view(registration.password_hash),
       std::string_view(registration.secret_hash), registration.created_at, registration.expires_at});
}

void SqlUserStore::remove_registration(Transaction& transaction, std::string_view id_key) const {
  transaction.execute("DELETE FROM registrations WHERE id_key = $1", {id_key});
}

std::optional<Token> SqlUserStore::token(Reader& reader, std::string_view hash) const {
  const auto rows =
      reader.query("SELECT hash, user_id, device, created_at, expires_at FROM tokens WHERE hash = $1", {hash});
  if (!rows->next()) return std::nullopt;
  return Token{.hash = rows->string(0),
               .user = rows->string(1),
               .device = rows->optional_string(2),
               .created_at = rows->integer(3),
               .expires_at = rows->integer(4)};
}

void SqlUserStore::add_token(Transaction& transaction, const Token& token) const {
  transaction.execute("INSERT INTO tokens (hash, user_id, device, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
                      {std::string_view(token.hash), std::string_view(token.user), text_or_null(token.device),
                       token.created_at, token.expires_at});
}

void SqlUserStore::extend_token(Transaction& transaction, std::string_view hash, Millis expires_at) const {
  transaction.execute("UPDATE tokens SET expires_at = $2 WHERE hash = $1", {hash, expires_at});
}

void SqlUserStore::remove_token(Transaction& transaction, std::string_view hash) const {
  transaction.execute("DELETE FROM tokens WHERE hash = $1", {hash});
}

void SqlUserStore::remove_expired_tokens(Transaction& transaction, Millis now) const {
  transaction.execute("DELETE FROM tokens WHERE expires_at <= $1", {now});
}

void SqlUserStore::trim_tokens(Transaction& transaction, std::string_view user, std::int64_t keep) const {
  transaction.execute(
      "DELETE FROM tokens WHERE user_id = $1 AND hash NOT IN"
      " (SELECT hash FROM tokens WHERE user_id = $1 ORDER BY expires_at DESC, created_at DESC LIMIT $2)",
      {user, keep});
}

}  // namespace parley::domain
