// Key material for encrypted chats: made and used by clients, stored here.
#include "domain/users/sql_store.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

namespace event = protocol::event;
namespace user_errors = protocol::errors::UserManagementError;

Result<protocol::UserEncryptionInfoEvent> Users::add_encryption_info(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::AddUserEncryptionInfo& call) const {
  if (call.privateKey.empty() || call.publicKey.empty()) return Error{"Both keys are needed"};
  if (!exists(transaction, caller.user)) return Error{std::string(user_errors::USER_NOT_FOUND)};
  protocol::UserEncryptionInfoEvent added{.info = {.privateKey = call.privateKey,
                                                   .publicKey = call.publicKey,
                                                   .encryptionEnabled = true,
                                                   .verificationHash = call.verificationHash,
                                                   .salt = call.salt,
                                                   .iv = call.iv}};
  store_->put_keys(transaction, caller.user, added.info);
  outbox_.emit(transaction, {.users = {caller.user},
                             .except = caller.connection,
                             .frame = std::make_shared<const std::string>(
                                 protocol::event_frame(event::USER_ENCRYPTION_INFO_ADDED, "", "", added))});
  for (UserObserver* observer : observers_) observer->user_changed(transaction, caller.user);
  return added;
}

Result<protocol::UserEncryptionInfoEvent> Users::get_encryption_info(
    storage::Reader& reader, const Caller& caller, const protocol::calls::GetUserEncryptionInfo&) const {
  // Without keys the answer is empty fields: clients wait for it.
  return protocol::UserEncryptionInfoEvent{
      .info = store_->keys(reader, caller.user).value_or(protocol::UserEncryptionInfo{})};
}

}  // namespace parley::domain
