// SqlUserStore: logins.
#include "domain/users/sql_store.hpp"

namespace parley::domain {
namespace {

using storage::Reader;
using storage::Rows;
using storage::text_or_null;
using storage::Transaction;

#define PARLEY_TOKEN_COLUMNS "hash, user_id, device, client, created_at, last_used_at, expires_at"

std::optional<Token> read_token(const std::unique_ptr<Rows>& rows) {
  if (!rows->next()) return std::nullopt;
  return Token{.hash = rows->string(0),
               .user = rows->string(1),
               .device = rows->optional_string(2),
               .client = rows->optional_string(3),
               .created_at = rows->integer(4),
               .last_used_at = rows->integer(5),
               .expires_at = rows->integer(6)};
}

}  // namespace

std::optional<Token> SqlUserStore::token(Reader& reader, std::string_view hash) const {
  return read_token(reader.query("SELECT " PARLEY_TOKEN_COLUMNS " FROM tokens WHERE hash = $1", {hash}));
}

std::vector<Token> SqlUserStore::tokens_of_user(Reader& reader, std::string_view user) const {
  const auto rows = reader.query(
      "SELECT " PARLEY_TOKEN_COLUMNS " FROM tokens WHERE user_id = $1 ORDER BY last_used_at DESC, hash", {user});
  std::vector<Token> tokens;
  while (auto token = read_token(rows)) tokens.push_back(std::move(*token));
  return tokens;
}

std::vector<std::string> SqlUserStore::tokens_expiring(Reader& reader, Millis time) const {
  const auto rows = reader.query("SELECT hash FROM tokens WHERE expires_at <= $1", {time});
  std::vector<std::string> hashes;
  while (rows->next()) hashes.push_back(rows->string(0));
  return hashes;
}

void SqlUserStore::add_token(Transaction& transaction, const Token& token) const {
  transaction.execute("INSERT INTO tokens (" PARLEY_TOKEN_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
                      {std::string_view(token.hash), std::string_view(token.user), text_or_null(token.device),
                       text_or_null(token.client), token.created_at, token.last_used_at, token.expires_at});
}

void SqlUserStore::use_token(Transaction& transaction, std::string_view hash, Millis now, Millis expires_at) const {
  transaction.execute("UPDATE tokens SET last_used_at = $2, expires_at = $3 WHERE hash = $1", {hash, now, expires_at});
}

void SqlUserStore::remove_token(Transaction& transaction, std::string_view hash) const {
  transaction.execute("DELETE FROM tokens WHERE hash = $1", {hash});
}

void SqlUserStore::remove_other_tokens(Transaction& transaction, std::string_view user,
                                       std::string_view kept_hash) const {
  transaction.execute("DELETE FROM tokens WHERE user_id = $1 AND hash <> $2", {user, kept_hash});
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
