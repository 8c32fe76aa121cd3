// Calls about accounts.
#include "server/guards.hpp"
#include "server/live_sessions.hpp"
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;
using storage::Reader;
using storage::Transaction;

namespace {

void add_session_methods(CallTable& table, const Services& s) {
  table.write<calls::Logout>(event::ACK,
                             [&s](Transaction& transaction, const Request& request, const auto&) -> Result<void> {
                               s.sessions.logout(transaction, request.session->token_hash);
                               return {};
                             });
  table.read<calls::GetUserSessions>(event::USER_SESSIONS, [&s](Reader& reader, const Request& request, const auto&) {
    return s.sessions.list(reader, request.caller, request.session->token_hash, s.live.logins_of(request.caller.user));
  });
  table.set<calls::EndUserSession>([&s](RequestPointer request, auto call) {
    Job job;
    job.write = [&s, request, call](Transaction& transaction) -> Outcome {
      const auto ended = s.sessions.end(transaction, request->caller, *call);
      if (!ended) return {refusal_frame(*request, ended.error())};
      // The answer first: the caller may have ended his own login.
      auto frame = std::make_shared<const std::string>(CallTable::answer(event::ACK, *request, Result<void>()));
      if (!frame->empty()) s.outbox.emit(transaction, {{}, 0, {request->caller.connection}, std::move(frame)});
      transaction.after_commit([&s, token_hash = *ended] { s.live.end_login(token_hash, "Signed out"); });
      return {};
    };
    return job;
  });
}

}  // namespace

void add_user_methods(CallTable& table, const Services& s) {
  add_session_methods(table, s);
  table.set<calls::SignUp>([&s](RequestPointer request, auto call) {
    Job job;
    job.start = [&s, request, call](std::function<void(Outcome)> reply) {
      if (const auto allowed = s.guards.sign_up(request->session->remote_address, call->email, s.confirm_sign_up);
          !allowed) {
        return reply({refusal_frame(*request, allowed.error())});
      }
      const domain::Applicant applicant{request->caller.connection, request->frame.internalMessageId};
      s.sign_up.sign_up(*call, applicant, [request, reply](Result<protocol::SignUpStatus> status) {
        reply({CallTable::answer(event::SIGN_UP_STATUS, *request, status)});
      });
    };
    return job;
  });
  table.write<calls::ResetPasswordRequest>(
      event::RESET_PASSWORD_REQUEST_STATUS,
      [&s](Transaction& transaction, const Request& request,
           const auto& call) -> Result<protocol::ResetPasswordRequestStatus> {
        PARLEY_CHECK(s.guards.reset_request(request.session->remote_address, call.email));
        return s.resets.request(transaction, call, {request.caller.connection, request.frame.internalMessageId});
      });
  table.set<calls::ResetPassword>([&s](RequestPointer request, auto call) {
    Job job;
    job.start = [&s, request, call](std::function<void(Outcome)> reply) {
      s.passwords.reset(request->caller.connection, *call, [request, reply](Result<void> done) {
        reply({CallTable::answer(event::ACK, *request, done)});
      });
    };
    return job;
  });
  table.read<calls::EnsureUsernameAvailable>(
      event::ACK, [&s](Reader& reader, const Request& request, const auto& call) -> Result<void> {
        PARLEY_CHECK(s.guards.name_probe(request.session->remote_address));
        return s.users.ensure_username_available(reader, call);
      });
  table.write<calls::RemoveUser>(
      event::ACK, [&s](Transaction& transaction, const Request&, const auto& call) -> Result<void> {
        if (s.registrations.remove(transaction, call.id)) return {};
        PARLEY_TRY(const std::string user, s.users.remove(transaction, call));
        transaction.after_commit([&s, user] { s.live.end_user(user, "The account was removed"); });
        return {};
      });
  table.set<calls::GetFreeUser>([&s](RequestPointer request, auto) {
    Job job;
    job.start = [&s, request](std::function<void(Outcome)> reply) {
      s.examples.lend([request, reply](Result<protocol::ExamplesUserEvent> lent) {
        reply({CallTable::answer(event::FREE_EXAMPLES_USER, *request, lent)});
      });
    };
    return job;
  });
  table.set<calls::ChangeUserPassword>([&s](RequestPointer request, auto call) {
    Job job;
    job.start = [&s, request, call](std::function<void(Outcome)> reply) {
      s.passwords.change(
          request->caller.user, request->session->remote_address, request->session->token_hash, *call,
          [request, reply](Result<void> changed) { reply({CallTable::answer(event::ACK, *request, changed)}); });
    };
    return job;
  });
  table.read<calls::GetUserInfo>(event::USER_INFO, [&s](Reader& reader, const Request& request, const auto&) {
    return s.users.get_user_info(reader, request.caller);
  });
  table.read<calls::GetSystemConfig>(
      event::SYSTEM_CONFIG, [&s](Reader&, const Request&, const auto&) { return s.users.get_system_config(); });
  table.write<calls::UpdateUserIcon>(
      event::UPLOAD_ICON, [&s](Transaction& transaction, const Request& request, const calls::UpdateUserIcon& call) {
        return s.icons.change(transaction, request.caller, domain::IconKind::user, request.caller.user,
                              {call.iconName, call.iconSize, call.remove.value_or(false)});
      });
  using domain::Users;
  MethodsOf methods(table, s.users);
  methods.write(event::USER_INFO_CHANGED, &Users::change_email);
  methods.write(event::USER_INFO_CHANGED, &Users::change_nickname);
  methods.write(event::USER_INFO_CHANGED, &Users::change_phone_number);
  methods.write(event::USER_INFO_CHANGED, &Users::change_host_key);
  methods.write(event::USER_INFO_CHANGED, &Users::change_timezone);
  methods.write(event::USER_ENCRYPTION_INFO_ADDED, &Users::add_encryption_info);
  methods.read(event::USER_ENCRYPTION_INFO, &Users::get_encryption_info);
  methods.read(event::SFU_USER_PMI_SETTINGS, &Users::get_pmi_settings);
  methods.write(event::UPDATE_USER_PMI_SETTINGS, &Users::update_pmi_settings);
}

}  // namespace parley::server
