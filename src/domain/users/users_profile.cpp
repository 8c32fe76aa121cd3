// What a user changes about himself.
#include "domain/users/name_rules.hpp"
#include "domain/users/sql_store.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

namespace event = protocol::event;
namespace user_errors = protocol::errors::UserManagementError;

template <class Change>
Result<protocol::UserInfoChangedEvent> Users::change_info(storage::Transaction& transaction, const Caller& caller,
                                                          const Change& change) const {
  auto info = user_info(transaction, caller.user);
  if (!info) return Error{std::string(user_errors::USER_NOT_FOUND)};
  change(*info);
  store_->update_info(transaction, *info);
  return tell_changed(transaction, std::move(*info), caller.connection);
}

Result<protocol::UserInfoChangedEvent> Users::change_email(storage::Transaction& transaction, const Caller& caller,
                                                           const protocol::calls::ChangeUserEmail& call) const {
  PARLEY_CHECK(check_email(call.email));
  const std::string key = fold_name(call.email);
  // An address may not be another's id either: a login name names one user.
  if (const auto holder = store_->user_by_login(transaction, key); holder && holder->info.id != caller.user) {
    return Error{std::string(protocol::errors::UserInfoError::EMAIL_ADDRESS_ALREADY_TAKEN)};
  }
  auto info = user_info(transaction, caller.user);
  if (!info) return Error{std::string(user_errors::USER_NOT_FOUND)};
  info->email = call.email;
  store_->update_email(transaction, caller.user, call.email, key);
  return tell_changed(transaction, std::move(*info), caller.connection);
}

Result<protocol::UserInfoChangedEvent> Users::change_nickname(storage::Transaction& transaction, const Caller& caller,
                                                              const protocol::calls::ChangeUserNickname& call) const {
  PARLEY_CHECK(check_nickname(call.nickname));
  bool changed = false;
  auto answer = change_info(transaction, caller, [&](protocol::UserInfo& info) {
    changed = info.nickname != call.nickname;
    info.nickname = call.nickname;
  });
  if (changed) {
    for (UserObserver* observer : observers_) observer->user_changed(transaction, caller.user);
    for (UserObserver* observer : observers_) observer->user_renamed(transaction, caller.user);
  }
  return answer;
}

Result<protocol::UserInfoChangedEvent> Users::change_phone_number(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::ChangeUserPhoneNumber& call) const {
  return change_info(transaction, caller, [&](protocol::UserInfo& info) { info.phoneNumber = call.phoneNumber; });
}

Result<protocol::UserInfoChangedEvent> Users::change_host_key(storage::Transaction& transaction, const Caller& caller,
                                                              const protocol::calls::ChangeUserHostKey& call) const {
  return change_info(transaction, caller, [&](protocol::UserInfo& info) { info.hostKey = call.hostKey; });
}

Result<protocol::UserInfoChangedEvent> Users::change_timezone(storage::Transaction& transaction, const Caller& caller,
                                                              const protocol::calls::ChangeUserTimezone& call) const {
  return change_info(transaction, caller, [&](protocol::UserInfo& info) { info.timezone = call.timezone; });
}

Result<protocol::UserInfoChangedEvent> Users::select_status(storage::Transaction& transaction, const Caller& caller,
                                                            protocol::PresenceStatus status) const {
  return change_info(transaction, caller, [&](protocol::UserInfo& info) { info.status = status; });
}

void Users::set_icon(storage::Transaction& transaction, const std::string& user,
                     const std::optional<std::string>& url) const {
  auto info = user_info(transaction, user);
  if (!info) return;
  info->icon = url;
  store_->update_info(transaction, *info);
  tell_changed(transaction, std::move(*info), 0);
  for (UserObserver* observer : observers_) observer->user_changed(transaction, user);
}

void Users::rebase_icons(storage::Transaction& transaction, std::string_view old_base,
                         std::string_view new_base) const {
  store_->rebase_icons(transaction, old_base, new_base);
}

protocol::UserInfoChangedEvent Users::tell_changed(storage::Transaction& transaction, protocol::UserInfo info,
                                                   events::ConnectionId except) const {
  protocol::UserInfoChangedEvent changed{.userId = info.id, .info = std::move(info)};
  outbox_.emit(
      transaction,
      {.users = {changed.userId},
       .except = except,
       .frame = std::make_shared<const std::string>(protocol::event_frame(event::USER_INFO_CHANGED, "", "", changed))});
  return changed;
}

}  // namespace parley::domain
