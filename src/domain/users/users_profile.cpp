// What a user changes about himself.
#include "domain/users/sql_store.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

namespace event = protocol::event;
namespace user_errors = protocol::errors::UserManagementError;

Result<protocol::UserInfoChangedEvent> Users::select_status(storage::Transaction& transaction, const Caller& caller,
                                                            protocol::PresenceStatus status) const {
  auto info = user_info(transaction, caller.user);
  if (!info) return Error{std::string(user_errors::USER_NOT_FOUND)};
  info->status = status;
  store_->update_info(transaction, *info);
  return tell_changed(transaction, std::move(*info), caller.connection);
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
