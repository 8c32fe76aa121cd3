#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/users/links.hpp"
#include "domain/users/registrations.hpp"
#include "events/bus.hpp"
#include "protocol/users_calls.hpp"
#include "protocol/users_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class MailQueue;
class UserStore;

/// Requests for a new password, from the wish to the new password. A request belongs to the connection that made it:
/// its confirmation is of use to nobody else, so it ends with the connection and nothing of it is stored.
/// Home thread: the storage writer thread.
class PasswordResets {
 public:
  PasswordResets(const Clock& clock, events::Outbox& outbox, MailQueue& mails, LinksConfig config);
  ~PasswordResets();

  /// Sends the link. The end is told later, as RESET_PASSWORD_REQUEST_STATUS or OPERATION_FAILED with the applicant's
  /// internalMessageId. A connection has one request: a new one replaces the earlier.
  Result<protocol::ResetPasswordRequestStatus> request(storage::Transaction& transaction,
                                                       const protocol::calls::ResetPasswordRequest& call,
                                                       const Applicant& applicant);
  /// The link was followed. Error: it is unknown, used, replaced or too old, or nobody waits for it any more.
  Result<void> confirm(storage::Transaction& transaction, std::string_view secret);
  Result<void> decline(storage::Transaction& transaction, std::string_view secret);

  /// Whether the connection may set the password of the user with this address.
  Result<void> check(events::ConnectionId connection, std::string_view email) const;
  /// Sets it and ends all logins of the user. The request is used up.
  Result<void> reset(storage::Transaction& transaction, events::ConnectionId connection, std::string_view email,
                     std::string_view password_hash);

  /// Ends what is too old. To be called every minute or so.
  void expire(storage::Transaction& transaction);
  /// The connection is gone.
  void forget(events::ConnectionId connection) { requests_.erase(connection); }

 private:
  struct Request {
    std::string user;
    std::string email;  ///< as it was asked for
    std::string email_key;
    std::string internal_message_id;
    std::string secret_hash;  ///< empty when it was used
    Millis expires_at = 0;
    bool confirmed = false;
  };
  using Requests = std::map<events::ConnectionId, Request>;

  Result<Requests::iterator> find(std::string_view secret);
  /// Tells whoever waits that it has failed, and forgets it.
  void fail(storage::Transaction& transaction, Requests::iterator request, std::string_view text);

  const Clock& clock_;
  events::Outbox& outbox_;
  MailQueue& mails_;
  const LinksConfig config_;
  const std::unique_ptr<const UserStore> store_;
  /// Changed in bodies, as their last step: a later body of the same commit has to see it.
  Requests requests_;
};

}  // namespace parley::domain
