#include "domain/users/sessions.hpp"

#include <algorithm>
#include <utility>

#include "domain/users/name_rules.hpp"
#include "domain/users/secret.hpp"
#include "domain/users/sql_store.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

/// Nobody knows the password of this one. Its parameters are those of hash_password().
constexpr std::string_view nobodys_hash =
    "$argon2id$v=19$m=19456,t=2,p=1$Ge7fHpbNPp+CngKXW79EHw$fH422Gx7sccRcq2+O0ZuaGv5gpuyuOWMg9kP3PLkEWQ";
/// Enough for every device of a person; bounds what a program that logs in forever leaves behind.
constexpr std::int64_t tokens_per_user = 100;
/// No login name is longer (an e-mail address has 320 bytes); folding a longer one would only cost.
constexpr std::size_t max_login_bytes = 640;

/// Enough to tell devices apart; what clients say about themselves may be long.
constexpr std::size_t max_device_bytes = 256;

/// Cut between two characters.
std::optional<std::string> shortened(std::optional<std::string> name) {
  if (!name || name->empty()) return std::nullopt;
  if (name->size() > max_device_bytes) {
    std::size_t end = max_device_bytes;
    while (end > 0 && (static_cast<unsigned char>((*name)[end]) & 0xC0) == 0x80) --end;
    name->resize(end);
  }
  return name;
}

/// Half of the hash: names the token as well, and is worth nothing to whoever reads it.
std::string public_id(const std::string& token_hash) { return token_hash.substr(0, 32); }

LoggedIn logged_in(const User& user, std::string token, std::string token_hash) {
  LoggedIn login;
  login.user = user.info.id;
  login.data.sipLogin = user.info.id;
  login.data.email = user.info.email;
  login.data.sipVisibleName = user.info.nickname;
  login.data.authToken = std::move(token);
  login.data.pmi = user.pmi;
  login.token_hash = std::move(token_hash);
  return login;
}

}  // namespace

Sessions::Sessions(const Clock& clock, std::chrono::milliseconds token_lifetime)
    : clock_(clock), lifetime_(token_lifetime), store_(std::make_unique<SqlUserStore>()) {}
Sessions::~Sessions() = default;

std::optional<LoggedIn> Sessions::resume(storage::Transaction& transaction, std::string_view token) const {
  const std::string hash = secret_hash(token);
  const auto found = store_->token(transaction, hash);
  if (!found || found->expires_at <= clock_.now()) return std::nullopt;
  const auto user = store_->user(transaction, found->user);
  if (!user) return std::nullopt;
  used(transaction, hash);
  return logged_in(*user, std::string(token), hash);
}

Credentials Sessions::find(storage::Reader& reader, std::string_view login) const {
  if (!login.empty() && login.size() <= max_login_bytes) {
    const std::string key = fold_name(login);
    if (auto user = store_->user_by_login(reader, key)) {
      return {.user = user->info.id, .password_hash = user->password_hash};
    }
    if (auto registration = store_->registration_by_login(reader, key)) {
      return {.user = registration->id, .password_hash = registration->password_hash, .pending = true};
    }
  }
  return {.user = {}, .password_hash = std::string(nobodys_hash)};
}

Result<void> Sessions::check(storage::Reader& reader, const Credentials& verified) const {
  if (verified.pending) return Error{std::string(protocol::errors::UserManagementError::EMAIL_IS_NOT_VERIFIED)};
  const auto user = store_->user(reader, verified.user);
  if (!user || user->password_hash != verified.password_hash) return Error{std::string(authentication_failed)};
  return {};
}

Result<LoggedIn> Sessions::open(storage::Transaction& transaction, const Credentials& verified,
                                const Device& device) const {
  PARLEY_CHECK(check(transaction, verified));
  const auto user = store_->user(transaction, verified.user);
  std::string token = new_secret();
  std::string hash = secret_hash(token);
  const Millis now = clock_.now();
  store_->add_token(transaction, {.hash = hash,
                                  .user = user->info.id,
                                  .device = shortened(device.name),
                                  .client = shortened(device.client),
                                  .created_at = now,
                                  .last_used_at = now,
                                  .expires_at = now + lifetime_.count()});
  store_->trim_tokens(transaction, user->info.id, tokens_per_user);
  return logged_in(*user, std::move(token), std::move(hash));
}

Credentials Sessions::credentials(storage::Reader& reader, std::string_view user) const {
  if (auto found = store_->user(reader, user)) {
    return {.user = found->info.id, .password_hash = std::move(found->password_hash)};
  }
  return {.user = {}, .password_hash = std::string(nobodys_hash)};
}

Result<void> Sessions::change_password(storage::Transaction& transaction, const Credentials& verified,
                                       std::string_view new_password_hash, std::string_view kept_token_hash) const {
  const auto user = store_->user(transaction, verified.user);
  if (!user || user->password_hash != verified.password_hash) {
    return Error{std::string(protocol::errors::UserInfoError::CURRENT_PASSWORD_IS_INCORRECT)};
  }
  store_->update_password(transaction, user->info.id, new_password_hash);
  store_->remove_other_tokens(transaction, user->info.id, kept_token_hash);
  return {};
}

void Sessions::logout(storage::Transaction& transaction, std::string_view token_hash) const {
  store_->remove_token(transaction, token_hash);
}

void Sessions::used(storage::Transaction& transaction, std::string_view token_hash) const {
  store_->use_token(transaction, token_hash, clock_.now(), clock_.now() + lifetime_.count());
}

Result<protocol::UserSessionsEvent> Sessions::list(storage::Reader& reader, const Caller& caller, std::string_view own,
                                                   const std::set<std::string>& connected) const {
  protocol::UserSessionsEvent listed;
  for (Token& token : store_->tokens_of_user(reader, caller.user)) {
    // A token in use lives on, though nobody has written that down yet.
    if (token.expires_at <= clock_.now() && !connected.contains(token.hash)) continue;
    listed.sessions.push_back({.id = public_id(token.hash),
                               .device = std::move(token.device),
                               .client = std::move(token.client),
                               .created = token.created_at,
                               .lastUsed = token.last_used_at,
                               .current = token.hash == own,
                               .connected = connected.contains(token.hash)});
  }
  return listed;
}

Result<std::string> Sessions::end(storage::Transaction& transaction, const Caller& caller,
                                  const protocol::calls::EndUserSession& call) const {
  for (const Token& token : store_->tokens_of_user(transaction, caller.user)) {
    if (public_id(token.hash) != call.id) continue;
    store_->remove_token(transaction, token.hash);
    return token.hash;
  }
  return Error{"Session not found"};
}

void Sessions::expire(storage::Transaction& transaction, const InUse& in_use) const {
  // Some time ahead, so that no token in use is ever too old.
  const Millis ahead = clock_.now() + std::min<std::chrono::milliseconds>(lifetime_ / 2, std::chrono::hours(1)).count();
  for (const std::string& hash : store_->tokens_expiring(transaction, ahead)) {
    if (in_use(hash)) used(transaction, hash);
  }
  store_->remove_expired_tokens(transaction, clock_.now());
}

}  // namespace parley::domain
