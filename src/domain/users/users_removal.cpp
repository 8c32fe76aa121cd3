// The end of an account.
#include <algorithm>

#include "domain/users/name_rules.hpp"
#include "domain/users/sql_store.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

namespace user_errors = protocol::errors::UserManagementError;

Result<std::string> Users::remove(storage::Transaction& transaction, const protocol::calls::RemoveUser& call) const {
  const std::string key = fold_name(call.id);
  const auto user = store_->user_by_login(transaction, key);
  if (!user || user->id_key != key) return Error{std::string(user_errors::USER_NOT_FOUND)};
  // The call carries no proof of who makes it.
  if (!config_.allow_removal) return Error{std::string(user_errors::USER_IS_NOT_REMOVED)};
  erase(transaction, user->info.id);
  // What he wrote stays under his name, so the name stays his.
  const bool remembered = std::any_of(observers_.begin(), observers_.end(), [&](const UserObserver* observer) {
    return observer->remembers_user(transaction, user->info.id);
  });
  if (remembered) store_->retire_name(transaction, key, clock_.now());
  return user->info.id;
}

void Users::erase(storage::Transaction& transaction, const std::string& user) const {
  for (UserObserver* observer : observers_) observer->user_removed(transaction, user);
  store_->remove_user(transaction, user);
}

}  // namespace parley::domain
