// SqlUserStore: sign-ups that wait.
#include "domain/users/sql_store.hpp"

namespace parley::domain {
namespace {

using storage::Reader;
using storage::Rows;
using storage::Transaction;

#define PARLEY_REGISTRATION_COLUMNS "id_key, id, email, email_key, password_hash, secret_hash, created_at, expires_at"

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

}  // namespace parley::domain
