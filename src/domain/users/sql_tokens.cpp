// SqlUserStore: logins.
#include "domain/users/sql_store.hpp"

namespace parley::domain {
namespace {

using storage::Reader;
using storage::text_or_null;
using storage::Transaction;

}  // namespace

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
