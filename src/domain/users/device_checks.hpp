#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/users/links.hpp"
#include "domain/users/sessions.hpp"
#include "events/bus.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

class MailQueue;
class UserStore;

/// Hears how a login goes on.
struct LoginWatcher {
  events::ConnectionId connection = 0;  ///< whose end DeviceChecks is told
  /// It waits for a link in a mail; its `done` follows whenever that is decided, on a storage thread.
  std::function<void()> waits{};
  /// Runs in the body that completes the login, for what must hold by the time the client learns of it.
  std::function<void(storage::Transaction&, const LoggedIn&)> entered{};
};

/// Logins by password from devices that were not seen before: a link in a mail lets them in, and the device is
/// remembered. A device without a name is never remembered. Home thread: the storage writer thread, but for needed().
class DeviceChecks {
 public:
  DeviceChecks(const Clock& clock, const Sessions& sessions, MailQueue& mails, LinksConfig config);
  ~DeviceChecks();

  /// Any storage thread.
  bool needed(storage::Reader& reader, const std::string& user, const Device& device) const;

  /// Called once on the storage writer thread, unless the connection is forgotten before; must not block.
  using Done = std::function<void(Result<LoggedIn>)>;
  /// Sends the link to a user whose password fits. Error: he may not log in anyway, or too many of his logins wait.
  Result<void> ask(storage::Transaction& transaction, const Credentials& verified, const Device& device,
                   LoginWatcher watcher, Done done);
  /// The link was followed: the device is known from now on, and who waits is let in. Error: the link is unknown, used
  /// or too old.
  Result<void> confirm(storage::Transaction& transaction, std::string_view secret);
  Result<void> decline(storage::Transaction& transaction, std::string_view secret);

  /// Ends what is too old. To be called every minute or so.
  void expire(storage::Transaction& transaction);
  /// The connection is gone. Its link stays good: the device will be known next time.
  void forget(events::ConnectionId connection);

 private:
  struct Waiting {
    LoginWatcher watcher;
    Credentials verified;
    Device device;
    Done done;
  };
  /// Lets whoever waits know, once the transaction is committed.
  void settle(storage::Transaction& transaction, const std::string& secret_hash, Result<LoggedIn> result);

  const Clock& clock_;
  const Sessions& sessions_;
  MailQueue& mails_;
  const LinksConfig config_;
  const std::unique_ptr<const UserStore> store_;
  std::map<std::string, Waiting> waiting_;  ///< by the hash of the link's secret
};

}  // namespace parley::domain
