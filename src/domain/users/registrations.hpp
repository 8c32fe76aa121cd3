#pragma once
// Sign-up: from the wish to have an account to the account.
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/users/links.hpp"
#include "events/bus.hpp"
#include "protocol/users_calls.hpp"
#include "protocol/users_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class MailQueue;
class UserStore;
struct Registration;

struct RegistrationsConfig {
  LinksConfig links{};
  bool confirm_by_email = true;  ///< false: a sign-up is an account at once
};

/// Where the end of a sign-up is told.
struct Applicant {
  events::ConnectionId connection = 0;
  std::string internal_message_id;
};

/// Pending sign-ups and who waits for them. An account comes into being when the link in the mail is confirmed, or at
/// once when no confirmation is wanted. Home thread: the storage writer thread, but for check().
class Registrations {
 public:
  Registrations(const Clock& clock, events::Outbox& outbox, MailQueue& mails, RegistrationsConfig config);
  ~Registrations();

  /// Looks at the fields alone. Any thread.
  static Result<void> check(const protocol::calls::SignUp& call);
  /// Whether name and address are free. Any storage thread.
  Result<void> check_free(storage::Reader& reader, const protocol::calls::SignUp& call) const;

  /// Verified at once, or pending: then the end is told to the applicant later, as SIGN_UP_STATUS or OPERATION_FAILED
  /// with his internalMessageId. A repeated pair of name and address replaces the earlier sign-up and its link.
  /// `call` has passed check().
  Result<protocol::SignUpStatus> sign_up(storage::Transaction& transaction, const protocol::calls::SignUp& call,
                                         std::string_view password_hash, const Applicant& applicant);
  /// The link was followed. Error: it is unknown, used, replaced or too old, or the name or address was taken
  /// meanwhile.
  Result<protocol::SignUpStatus> confirm(storage::Transaction& transaction, std::string_view secret);
  /// The owner of the address doesn't want the account.
  Result<void> decline(storage::Transaction& transaction, std::string_view secret);
  /// Removes the pending sign-up of this name, and tells whoever waits that it was declined. False: there is none.
  bool remove(storage::Transaction& transaction, std::string_view id);
  /// Ends what is too old. To be called every minute or so.
  void expire(storage::Transaction& transaction);
  /// The connection is gone; its sign-up stays pending.
  void forget(events::ConnectionId connection);

 private:
  Result<Registration> find(storage::Reader& reader, std::string_view secret) const;
  /// Tells whoever waits for this sign-up that it has failed.
  void stop_waiting(storage::Transaction& transaction, const std::string& id_key, std::string_view text);

  const Clock& clock_;
  events::Outbox& outbox_;
  MailQueue& mails_;
  const RegistrationsConfig config_;
  const std::unique_ptr<const UserStore> store_;
  std::map<std::string, Applicant> waiting_;  ///< by the key of the username
};

}  // namespace parley::domain
