#include "domain/users/device_checks.hpp"

#include <utility>

#include "domain/mail/mail_queue.hpp"
#include "domain/users/flow_errors.hpp"
#include "domain/users/secret.hpp"
#include "domain/users/sql_store.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors::UserManagementError;
/// Bounds the mails somebody gets whose password is known to others.
constexpr std::int64_t checks_per_user = 10;

}  // namespace

DeviceChecks::DeviceChecks(const Clock& clock, const Sessions& sessions, MailQueue& mails, LinksConfig config)
    : clock_(clock),
      sessions_(sessions),
      mails_(mails),
      config_(std::move(config)),
      store_(std::make_unique<SqlUserStore>()) {}
DeviceChecks::~DeviceChecks() = default;

bool DeviceChecks::needed(storage::Reader& reader, const std::string& user, const Device& device) const {
  return !device.name || device.name->empty() || !store_->device_known(reader, user, *device.name);
}

Result<void> DeviceChecks::ask(storage::Transaction& transaction, const Credentials& verified, const Device& device,
                               LoginWatcher watcher, Done done) {
  PARLEY_CHECK(sessions_.check(transaction, verified));
  if (store_->device_checks_of(transaction, verified.user, clock_.now()) >= checks_per_user) {
    return Error{"Too many sign-ins wait for their confirmation by mail"};
  }
  const auto user = store_->user(transaction, verified.user);
  const std::string secret = new_secret();
  std::string hash = secret_hash(secret);
  const MailLink link{config_.public_url + new_device_page + "?secret=" + secret, config_.lifetime};
  const std::string shown = device.name.value_or(device.client.value_or("an unnamed device"));
  if (!mails_.put(transaction, mails_.templates().new_device_mail(user->info.email, user->info.id, link, shown))) {
    return Error{std::string(server_is_busy)};
  }
  store_->add_device_check(transaction, {.secret_hash = hash,
                                         .user = verified.user,
                                         .device = device.name,
                                         .expires_at = clock_.now() + config_.lifetime.count()});
  transaction.after_commit([this, hash = std::move(hash),
                            waiting = Waiting{std::move(watcher), verified, device, std::move(done)}]() mutable {
    waiting_.emplace(std::move(hash), std::move(waiting));
  });
  return {};
}

Result<void> DeviceChecks::confirm(storage::Transaction& transaction, std::string_view secret) {
  const std::string hash = secret_hash(secret);
  const auto found = store_->device_check(transaction, hash);
  if (!found) return Error{"This link is not valid any more"};
  if (found->expires_at <= clock_.now()) return Error{std::string(errors::EMAIL_VERIFICATION_FAILED_BY_TIMEOUT)};
  store_->remove_device_check(transaction, hash);
  if (found->device && !found->device->empty()) {
    store_->add_known_device(transaction, found->user, *found->device, clock_.now());
  }
  if (const auto waiting = waiting_.find(hash); waiting != waiting_.end()) {
    const Waiting& login = waiting->second;
    Result<LoggedIn> opened = sessions_.open(transaction, login.verified, login.device);
    if (opened && login.watcher.entered) login.watcher.entered(transaction, *opened);
    settle(transaction, hash, std::move(opened));
  }
  return {};
}

Result<void> DeviceChecks::decline(storage::Transaction& transaction, std::string_view secret) {
  const std::string hash = secret_hash(secret);
  if (!store_->device_check(transaction, hash)) return Error{"This link is not valid any more"};
  store_->remove_device_check(transaction, hash);
  settle(transaction, hash, Error{std::string(errors::EMAIL_VERIFICATION_DECLINED)});
  return {};
}

void DeviceChecks::expire(storage::Transaction& transaction) {
  for (const std::string& hash : store_->expired_device_checks(transaction, clock_.now())) {
    store_->remove_device_check(transaction, hash);
    settle(transaction, hash, Error{std::string(errors::EMAIL_VERIFICATION_FAILED_BY_TIMEOUT)});
  }
}

void DeviceChecks::forget(events::ConnectionId connection) {
  std::erase_if(waiting_, [connection](const auto& entry) { return entry.second.watcher.connection == connection; });
}

void DeviceChecks::settle(storage::Transaction& transaction, const std::string& secret_hash, Result<LoggedIn> result) {
  transaction.after_commit([this, secret_hash, result = std::move(result)]() mutable {
    // It may have ended between the body and the commit.
    const auto waiting = waiting_.extract(secret_hash);
    if (waiting) waiting.mapped().done(std::move(result));
  });
}

}  // namespace parley::domain
