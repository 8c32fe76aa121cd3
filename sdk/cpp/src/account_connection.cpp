#include "account_connection.hpp"

#include "protocol/enums.hpp"
#include "protocol/errors.hpp"

namespace parley::sdk {

namespace UserManagementError = protocol::errors::UserManagementError;

void AccountConnection::open(const std::string& url, std::chrono::milliseconds timeout,
                             std::function<void(Outcome<Done>)> ready) {
  protocol::ConnectionRequest request;
  request.appKey = app_;
  request.mediaProviders = std::vector<std::string>{"WebRTC"};
  request.keepAlive = true;
  request.clientVersion = "0.5.28";
  request.custom = protocol::ConnectionCustom{};
  request.custom->username = request.custom->password = request.custom->nickname = "";
  client_->explain_end([weak = weak_from_this()](const Client::Ended& how) {
    const auto self = weak.lock();
    return self ? self->explain(how) : std::string(UserManagementError::CONNECTION_FAILED);
  });
  client_->connect(
      url, std::move(request), timeout, {},
      [ready = std::move(ready)](Outcome<protocol::InitialUserData> outcome) {
        outcome ? ready(Done{}) : ready(outcome.failure());
      },
      // Keeps itself until the end, whoever else lets go of it.
      [self = shared_from_this()](const Client::Ended&) { self->events().clear(); });
}

/// The three texts of the protocol (chapter 01, section 2); demo connections know two of them.
std::string AccountConnection::explain(const Client::Ended& how) const {
  if (!how.clean && app_ == protocol::apps::Z_USER_MANAGEMENT_APP)
    return std::string(UserManagementError::CONNECTION_ERROR);
  if (how.clean && how.reason == protocol::errors::NORMAL_DISCONNECT)
    return std::string(UserManagementError::OPERATION_FAILED_BY_DISCONNECT);
  return std::string(UserManagementError::CONNECTION_FAILED);
}

void AccountConnection::give_up() {
  if (const auto given_up = std::exchange(given_up_, nullptr)) given_up();
  close();
}

}  // namespace parley::sdk
