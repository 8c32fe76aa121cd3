// Accounts: calls on connections of their own.
#include <algorithm>

#include "protocol/errors.hpp"
#include "sfu_extended_impl.hpp"

namespace parley::sdk {

namespace UserManagementError = protocol::errors::UserManagementError;

/// What a handler keeps of the connection on which the reset was confirmed.
class ResetPasswordHandler::Impl {
 public:
  Impl(std::shared_ptr<LoopGate> gate, std::shared_ptr<AccountConnection> connection, std::string email)
      : gate_(std::move(gate)), connection_(std::move(connection)), email_(std::move(email)) {}
  ~Impl() {
    gate_->post([connection = connection_] { connection->close(); });
  }
  Pending<Done> reset(const std::string& password) {
    const Pending<Done> pending;
    const bool posted = gate_->post([connection = connection_, email = email_, password, pending] {
      connection->ask(calls::ResetPassword{.email = email, .password = password},
                      [connection, pending](const Outcome<protocol::Json>& answer) {
                        if (!answer) return pending.settle(answer.failure());
                        connection->close();
                        pending.settle(Done{});
                      });
    });
    if (!posted) pending.settle(Failure{"RESET_PASSWORD", "The client is gone", true});
    return pending;
  }

 private:
  const std::shared_ptr<LoopGate> gate_;
  const std::shared_ptr<AccountConnection> connection_;
  const std::string email_;
};

ResetPasswordHandler::ResetPasswordHandler(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
ResetPasswordHandler::~ResetPasswordHandler() = default;
Pending<Done> ResetPasswordHandler::resetPassword(const std::string& newPassword) { return impl_->reset(newPassword); }

std::shared_ptr<AccountConnection> SfuExtended::Impl::new_account_connection(std::string_view app) {
  auto connection = std::make_shared<AccountConnection>(context_, loop_, app);
  // Statuses on the way to an answer are events of this object.
  for (const char* name : {"SIGN_UP_STATUS", "RESET_PASSWORD_REQUEST_STATUS"}) {
    connection->events().add(name, [weak = weak_from_this(), name](const protocol::Json& payload) {
      if (const auto self = weak.lock()) self->client_->events.fire(name, payload);
    });
  }
  std::erase_if(accounts_, [](const auto& one) { return one.expired(); });
  accounts_.push_back(connection);
  return connection;
}

template <class R, class Call>
Pending<R> SfuExtended::Impl::ask_alone(std::string_view app, std::string url, std::chrono::milliseconds timeout,
                                        Call call, std::weak_ptr<AccountConnection> Impl::*replaces,
                                        ReadAlone<R> read) {
  const Pending<R> pending;
  loop_.post([self = shared_from_this(), app, url = std::move(url), timeout, call = std::move(call), replaces,
              read = std::move(read), pending] {
    const std::string operation(Call::info.operation);
    const auto connection = self->new_account_connection(app);
    connection->on_given_up([pending, operation] {
      pending.settle(Failure{operation, std::string(UserManagementError::EMAIL_IS_NOT_VERIFIED), false});
    });
    if (replaces) {
      if (const auto earlier = (*self.*replaces).lock()) earlier->give_up();
      *self.*replaces = connection;
    }
    connection->open(url, timeout, [connection, call, read, operation, pending](const Outcome<Done>& opened) {
      if (!opened) return pending.settle(Failure{operation, opened.failure().error, true});
      connection->ask(call, [connection, read, operation, pending](Outcome<protocol::Json> answer) {
        if (!answer) {
          connection->close();
          return pending.settle(answer.failure());
        }
        auto result = read(connection, *answer);
        result ? pending.settle(std::move(*result)) : pending.settle(Failure{operation, result.error().text, false});
      });
    });
  });
  return pending;
}

namespace {

/// Closes the connection and reads the answer.
template <class R>
Result<R> last_answer(const std::shared_ptr<AccountConnection>& connection, const protocol::Json& payload) {
  connection->close();
  return protocol::decode<R>(payload);
}
template <>
Result<Done> last_answer(const std::shared_ptr<AccountConnection>& connection, const protocol::Json&) {
  connection->close();
  return Done{};
}

}  // namespace

Pending<std::shared_ptr<ResetPasswordHandler>> SfuExtended::Impl::reset_password(ResetPasswordOptions wanted) {
  using Handler = std::shared_ptr<ResetPasswordHandler>;
  return ask_alone<Handler>(protocol::apps::Z_USER_MANAGEMENT_APP, wanted.url, wanted.timeout,
                            calls::ResetPasswordRequest{.email = wanted.email}, &Impl::resetting_,
                            [gate = gate_, email = wanted.email](const std::shared_ptr<AccountConnection>& connection,
                                                                 const protocol::Json&) -> Result<Handler> {
                              return std::make_shared<ResetPasswordHandler>(
                                  std::make_shared<ResetPasswordHandler::Impl>(gate, connection, email));
                            });
}

Pending<protocol::SignUpStatus> SfuExtended::Impl::sign_up(SignUpOptions wanted) {
  return ask_alone<protocol::SignUpStatus>(
      protocol::apps::Z_USER_MANAGEMENT_APP, wanted.url, wanted.timeout,
      calls::SignUp{.email = wanted.email, .username = wanted.username, .password = wanted.password},
      &Impl::signing_up_, last_answer<protocol::SignUpStatus>);
}

Pending<Done> SfuExtended::Impl::ensure_username_available(UsernameOptions wanted) {
  return ask_alone<Done>(protocol::apps::Z_USER_MANAGEMENT_APP, wanted.url, wanted.timeout,
                         calls::EnsureUsernameAvailable{.username = wanted.username}, nullptr, last_answer<Done>);
}

Pending<Done> SfuExtended::Impl::remove_user(RemoveUserOptions wanted) {
  return ask_alone<Done>(protocol::apps::Z_USER_MANAGEMENT_APP, wanted.url, wanted.timeout,
                         calls::RemoveUser{.id = wanted.id}, nullptr, last_answer<Done>);
}

Pending<protocol::ExamplesUser> SfuExtended::Impl::examples_user(ExamplesOptions wanted) {
  return ask_alone<protocol::ExamplesUser>(
      protocol::apps::Z_EXAMPLES_MANAGEMENT_APP, wanted.url, wanted.timeout, calls::GetFreeUser{}, nullptr,
      [](const std::shared_ptr<AccountConnection>& connection,
         const protocol::Json& payload) -> Result<protocol::ExamplesUser> {
        PARLEY_TRY(const auto event, last_answer<protocol::ExamplesUserEvent>(connection, payload));
        return event.user;
      });
}

Pending<protocol::SignUpStatus> SfuExtended::signUp(SignUpOptions options) {
  return impl_->sign_up(std::move(options));
}
Pending<Done> SfuExtended::ensureUsernameAvailable(UsernameOptions options) {
  return impl_->ensure_username_available(std::move(options));
}
Pending<std::shared_ptr<ResetPasswordHandler>> SfuExtended::resetPassword(ResetPasswordOptions options) {
  return impl_->reset_password(std::move(options));
}
Pending<Done> SfuExtended::removeUser(RemoveUserOptions options) { return impl_->remove_user(std::move(options)); }
Pending<protocol::ExamplesUser> SfuExtended::getExamplesFreeUser(ExamplesOptions options) {
  return impl_->examples_user(std::move(options));
}

}  // namespace parley::sdk
