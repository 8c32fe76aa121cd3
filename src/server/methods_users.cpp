// Calls about accounts.
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;
using storage::Reader;
using storage::Transaction;

void add_user_methods(CallTable& table, const Services& s) {
  table.set<calls::SignUp>([&s](RequestPointer request, auto call) {
    Job job;
    job.start = [&s, request, call](std::function<void(Outcome)> reply) {
      const domain::Applicant applicant{request->caller.connection, request->frame.internalMessageId};
      s.sign_up.sign_up(*call, applicant, [request, reply](Result<protocol::SignUpStatus> status) {
        reply({CallTable::answer(event::SIGN_UP_STATUS, *request, status)});
      });
    };
    return job;
  });
  table.read<calls::EnsureUsernameAvailable>(event::ACK, [&s](Reader& reader, const Request&, const auto& call) {
    return s.users.ensure_username_available(reader, call);
  });
  table.write<calls::Logout>(event::ACK,
                             [&s](Transaction& transaction, const Request& request, const auto&) -> Result<void> {
                               s.sessions.logout(transaction, request.session->token_hash);
                               return {};
                             });
  table.read<calls::GetUserInfo>(event::USER_INFO, [&s](Reader& reader, const Request& request, const auto&) {
    return s.users.get_user_info(reader, request.caller);
  });
  table.read<calls::GetSystemConfig>(
      event::SYSTEM_CONFIG, [&s](Reader&, const Request&, const auto&) { return s.users.get_system_config(); });
}

}  // namespace parley::server
