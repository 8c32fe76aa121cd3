#include "domain/users/users.hpp"

#include "domain/users/name_rules.hpp"
#include "domain/users/sql_store.hpp"
#include "domain/users/user_factory.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

namespace user_errors = protocol::errors::UserManagementError;

Users::Users(const Clock& clock, events::Outbox& outbox, UsersConfig config)
    : clock_(clock), outbox_(outbox), config_(std::move(config)), store_(std::make_unique<SqlUserStore>()) {}
Users::~Users() = default;

Result<protocol::UserInfoEvent> Users::get_user_info(storage::Reader& reader, const Caller& caller) const {
  auto info = user_info(reader, caller.user);
  if (!info) return Error{std::string(user_errors::USER_NOT_FOUND)};
  return protocol::UserInfoEvent{.userInfo = std::move(*info)};
}

Result<protocol::SystemConfigEvent> Users::get_system_config() const {
  return protocol::SystemConfigEvent{.config = {.recorder = {.username = config_.recorder_username}}};
}

Result<void> Users::ensure_username_available(storage::Reader& reader,
                                              const protocol::calls::EnsureUsernameAvailable& call) const {
  PARLEY_CHECK(check_username(call.username));
  const std::string key = fold_name(call.username);
  if (store_->user_by_login(reader, key) || store_->name_retired(reader, key)) {
    return Error{std::string(user_errors::USERNAME_ALREADY_IN_USE)};
  }
  return {};
}

bool Users::exists(storage::Reader& reader, std::string_view user) const { return store_->exists(reader, user); }

std::optional<std::string> Users::nickname(storage::Reader& reader, std::string_view user) const {
  return store_->nickname(reader, user);
}

std::map<std::string, std::string> Users::nicknames(storage::Reader& reader, std::span<const std::string> users) const {
  std::map<std::string, std::string> found;
  for (const std::string& user : users) {
    if (auto name = store_->nickname(reader, user)) found.emplace(user, std::move(*name));
  }
  return found;
}

std::optional<protocol::UserInfo> Users::user_info(storage::Reader& reader, std::string_view user) const {
  auto found = store_->user(reader, user);
  if (!found) return std::nullopt;
  return std::move(found->info);
}

std::vector<PublicProfile> Users::profiles(storage::Reader& reader, std::span<const std::string> users) const {
  std::vector<PublicProfile> found;
  found.reserve(users.size());
  for (const std::string& user : users) {
    if (auto profile = store_->profile(reader, user)) found.push_back(std::move(*profile));
  }
  return found;
}

std::optional<std::string> Users::owner_of_pmi(storage::Reader& reader, std::string_view pmi) const {
  return store_->owner_of_pmi(reader, pmi);
}

Result<void> Users::add_verified_user(storage::Transaction& transaction, const NewUser& user) const {
  PARLEY_CHECK(check_user_id(user.id));
  PARLEY_CHECK(check_email(user.email));
  const std::string nickname = user.nickname.empty() ? user.id : user.nickname;
  PARLEY_CHECK(check_nickname(nickname));
  const std::string id_key = fold_name(user.id);
  PARLEY_CHECK(check_keys_free(*store_, transaction, id_key, fold_name(user.email)));
  create_user(*store_, transaction, user.id, user.email, nickname, user.password_hash, clock_.now());
  // Whoever waits for a mail with this name waits in vain now; his link would be refused.
  store_->remove_registration(transaction, id_key);
  return {};
}

}  // namespace parley::domain
