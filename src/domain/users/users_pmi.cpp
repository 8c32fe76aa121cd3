// How personal meetings start.
#include "domain/users/sql_store.hpp"
#include "domain/users/user_factory.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {

namespace event = protocol::event;

Result<protocol::UserPmiSettings> Users::get_pmi_settings(storage::Reader& reader, const Caller& caller,
                                                          const protocol::calls::GetUserPmiSettings&) const {
  return protocol::UserPmiSettings{.pmiSettings = pmi_settings(reader, caller.user)};
}

Result<protocol::UserPmiSettings> Users::update_pmi_settings(storage::Transaction& transaction, const Caller& caller,
                                                             const protocol::calls::UpdateUserPmiSettings& call) const {
  if (!exists(transaction, caller.user)) {
    return Error{std::string(protocol::errors::UserManagementError::USER_NOT_FOUND)};
  }
  protocol::PmiSettings settings = pmi_settings(transaction, caller.user);
  const auto take = [](auto& setting, const auto& given) { setting = given.value_or(setting); };
  take(settings.allowJoinAtAnyTime, call.allowJoinAtAnyTime);
  take(settings.useMuteAudioOnJoin, call.useMuteAudioOnJoin);
  take(settings.useLocalAutoRecord, call.useLocalAutoRecord);
  take(settings.useAccessCode, call.useAccessCode);
  take(settings.useWaitingRoom, call.useWaitingRoom);
  take(settings.useOwnerVideo, call.useOwnerVideo);
  take(settings.useParticipantsVideo, call.useParticipantsVideo);
  take(settings.accessCode, call.accessCode);
  return set_pmi_settings(transaction, caller.user, std::move(settings), caller.connection);
}

protocol::PmiSettings Users::pmi_settings(storage::Reader& reader, std::string_view user) const {
  return store_->pmi_settings(reader, user).value_or(protocol::PmiSettings{});
}

Result<protocol::UserPmiSettings> Users::set_pmi_settings(storage::Transaction& transaction, const std::string& user,
                                                          protocol::PmiSettings settings,
                                                          events::ConnectionId except) const {
  // An empty code would open the meeting its owner means to be closed.
  if (settings.useAccessCode && settings.accessCode.empty()) return Error{"The access code can't be empty"};
  store_->put_pmi_settings(transaction, user, settings);
  protocol::UserPmiSettings updated{.pmiSettings = std::move(settings)};
  outbox_.emit(transaction, {.users = {user},
                             .except = except,
                             .frame = std::make_shared<const std::string>(
                                 protocol::event_frame(event::UPDATE_USER_PMI_SETTINGS, "", "", updated))});
  return updated;
}

void Users::on_start(storage::Transaction& transaction) const {
  for (const std::string& user : store_->users_without_pmi_settings(transaction)) {
    store_->put_pmi_settings(transaction, user, new_pmi_settings());
  }
}

}  // namespace parley::domain
