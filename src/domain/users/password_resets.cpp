#include "domain/users/password_resets.hpp"

#include <algorithm>
#include <utility>

#include "domain/mail/mail_queue.hpp"
#include "domain/users/flow_errors.hpp"
#include "domain/users/name_rules.hpp"
#include "domain/users/secret.hpp"
#include "domain/users/sql_store.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors::UserManagementError;

events::Event to(events::ConnectionId connection, std::string frame) {
  return {.connections = {connection}, .frame = std::make_shared<const std::string>(std::move(frame))};
}

}  // namespace

PasswordResets::PasswordResets(const Clock& clock, events::Outbox& outbox, MailQueue& mails, LinksConfig config)
    : clock_(clock),
      outbox_(outbox),
      mails_(mails),
      config_(std::move(config)),
      store_(std::make_unique<SqlUserStore>()) {}
PasswordResets::~PasswordResets() = default;

Result<protocol::ResetPasswordRequestStatus> PasswordResets::request(storage::Transaction& transaction,
                                                                     const protocol::calls::ResetPasswordRequest& call,
                                                                     const Applicant& applicant) {
  std::string key = fold_name(call.email);
  const auto user = store_->user_by_login(transaction, key);
  // A name is no address, though a login takes both.
  if (!user || user->email_key != key) return Error{std::string(errors::EMAIL_NOT_FOUND)};
  const std::string secret = new_secret();
  const MailLink link{config_.public_url + reset_password_page + "?secret=" + secret, config_.lifetime};
  if (!mails_.put(transaction, mails_.templates().reset_password_mail(user->info.email, user->info.id, link))) {
    return Error{std::string(server_is_busy)};
  }
  if (const auto earlier = requests_.find(applicant.connection); earlier != requests_.end()) {
    fail(transaction, earlier, errors::EMAIL_IS_NOT_VERIFIED);
  }
  requests_[applicant.connection] = {.user = user->info.id,
                                     .email = call.email,
                                     .email_key = std::move(key),
                                     .internal_message_id = applicant.internal_message_id,
                                     .secret_hash = secret_hash(secret),
                                     .expires_at = clock_.now() + config_.lifetime.count()};
  return protocol::ResetPasswordRequestStatus{.email = call.email, .confirmed = false};
}

Result<PasswordResets::Requests::iterator> PasswordResets::find(std::string_view secret) {
  const std::string hash = secret_hash(secret);
  const auto found = std::find_if(requests_.begin(), requests_.end(),
                                  [&](const auto& entry) { return entry.second.secret_hash == hash; });
  if (found == requests_.end()) return Error{"This link is not valid any more"};
  if (found->second.expires_at <= clock_.now()) return Error{std::string(errors::EMAIL_VERIFICATION_FAILED_BY_TIMEOUT)};
  return found;
}

Result<void> PasswordResets::confirm(storage::Transaction& transaction, std::string_view secret) {
  PARLEY_TRY(const auto found, find(secret));
  Request& request = found->second;
  const protocol::ResetPasswordRequestStatus status{.email = request.email, .confirmed = true};
  outbox_.emit(transaction, to(found->first, protocol::event_frame(protocol::event::RESET_PASSWORD_REQUEST_STATUS, "",
                                                                   request.internal_message_id, status)));
  request.confirmed = true;
  request.secret_hash.clear();
  return {};
}

Result<void> PasswordResets::decline(storage::Transaction& transaction, std::string_view secret) {
  PARLEY_TRY(const auto found, find(secret));
  fail(transaction, found, errors::EMAIL_VERIFICATION_DECLINED);
  return {};
}

Result<void> PasswordResets::check(events::ConnectionId connection, std::string_view email) const {
  const auto found = requests_.find(connection);
  if (found == requests_.end() || !found->second.confirmed || found->second.expires_at <= clock_.now() ||
      found->second.email_key != fold_name(email)) {
    return Error{std::string(errors::EMAIL_IS_NOT_VERIFIED)};
  }
  return {};
}

Result<void> PasswordResets::reset(storage::Transaction& transaction, events::ConnectionId connection,
                                   std::string_view email, std::string_view password_hash) {
  PARLEY_CHECK(check(connection, email));
  const Request& request = requests_.at(connection);
  // He may have gone, or the address may have become another's, while the link was under way.
  const auto user = store_->user(transaction, request.user);
  if (!user || user->email_key != request.email_key) return Error{std::string(errors::EMAIL_NOT_FOUND)};
  store_->update_password(transaction, request.user, password_hash);
  store_->remove_other_tokens(transaction, request.user, {});
  requests_.erase(connection);
  return {};
}

void PasswordResets::expire(storage::Transaction& transaction) {
  for (auto next = requests_.begin(); next != requests_.end();) {
    const auto request = next++;
    if (request->second.expires_at <= clock_.now()) {
      fail(transaction, request, errors::EMAIL_VERIFICATION_FAILED_BY_TIMEOUT);
    }
  }
}

void PasswordResets::fail(storage::Transaction& transaction, Requests::iterator request, std::string_view text) {
  if (!request->second.confirmed && !request->second.internal_message_id.empty()) {
    outbox_.emit(transaction,
                 to(request->first, protocol::operation_failed_frame(
                                        "", request->second.internal_message_id,
                                        protocol::calls::ResetPasswordRequest::info.operation, text, nullptr)));
  }
  requests_.erase(request);
}

}  // namespace parley::domain
