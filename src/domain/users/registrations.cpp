#include "domain/users/registrations.hpp"

#include <utility>

#include "domain/mail/mail_queue.hpp"
#include "domain/users/flow_errors.hpp"
#include "domain/users/name_rules.hpp"
#include "domain/users/password.hpp"
#include "domain/users/secret.hpp"
#include "domain/users/sql_store.hpp"
#include "domain/users/user_factory.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors::UserManagementError;

protocol::SignUpStatus status_of(const std::string& id, const std::string& email, bool verified) {
  return {.id = id, .email = email, .nickname = id, .verified = verified};
}

events::Event to(const Applicant& applicant, std::string frame) {
  return {.connections = {applicant.connection}, .frame = std::make_shared<const std::string>(std::move(frame))};
}

std::string refusal_frame(const Applicant& applicant, std::string_view text) {
  // Without the call's arguments: they hold the password, which is not kept in memory for a day.
  return protocol::operation_failed_frame("", applicant.internal_message_id, protocol::calls::SignUp::info.operation,
                                          text, nullptr);
}

}  // namespace

Registrations::Registrations(const Clock& clock, events::Outbox& outbox, MailQueue& mails, RegistrationsConfig config)
    : clock_(clock),
      outbox_(outbox),
      mails_(mails),
      config_(std::move(config)),
      store_(std::make_unique<SqlUserStore>()) {}
Registrations::~Registrations() = default;

Result<void> Registrations::check(const protocol::calls::SignUp& call) {
  PARLEY_CHECK(check_username(call.username));
  PARLEY_CHECK(check_email(call.email));
  return check_password(call.password);
}

Result<void> Registrations::check_free(storage::Reader& reader, const protocol::calls::SignUp& call) const {
  const std::string id_key = fold_name(call.username);
  const std::string email_key = fold_name(call.email);
  PARLEY_CHECK(check_keys_free(*store_, reader, id_key, email_key));
  const auto pending = store_->registration(reader, id_key);
  if (pending && pending->email_key != email_key && pending->expires_at > clock_.now()) {
    return Error{std::string(errors::USERNAME_ALREADY_IN_USE)};
  }
  return {};
}

Result<protocol::SignUpStatus> Registrations::sign_up(storage::Transaction& transaction,
                                                      const protocol::calls::SignUp& call,
                                                      std::string_view password_hash, const Applicant& applicant) {
  // Asked again: hashing took its time, and somebody may have been quicker.
  PARLEY_CHECK(check_free(transaction, call));
  const std::string id_key = fold_name(call.username);
  stop_waiting(transaction, id_key, errors::EMAIL_IS_NOT_VERIFIED);
  if (!config_.confirm_by_email) {
    create_user(*store_, transaction, call.username, call.email, call.username, password_hash, clock_.now());
    store_->remove_registration(transaction, id_key);
    return status_of(call.username, call.email, true);
  }
  const std::string secret = new_secret();
  store_->put_registration(transaction, {.id_key = id_key,
                                         .id = call.username,
                                         .email = call.email,
                                         .email_key = fold_name(call.email),
                                         .password_hash = std::string(password_hash),
                                         .secret_hash = secret_hash(secret),
                                         .created_at = clock_.now(),
                                         .expires_at = clock_.now() + config_.links.lifetime.count()});
  const MailLink link{config_.links.public_url + sign_up_page + "?secret=" + secret, config_.links.lifetime};
  if (!mails_.put(transaction, mails_.templates().sign_up_mail(call.email, call.username, link))) {
    return Error{std::string(server_is_busy)};
  }
  transaction.after_commit([this, id_key, applicant] {
    if (!applicant.internal_message_id.empty()) waiting_[id_key] = applicant;
  });
  return status_of(call.username, call.email, false);
}

Result<Registration> Registrations::find(storage::Reader& reader, std::string_view secret) const {
  auto found = store_->registration_by_secret(reader, secret_hash(secret));
  if (!found) return Error{"This link is not valid any more"};
  if (found->expires_at <= clock_.now()) return Error{std::string(errors::EMAIL_VERIFICATION_FAILED_BY_TIMEOUT)};
  return std::move(*found);
}

Result<protocol::SignUpStatus> Registrations::confirm(storage::Transaction& transaction, std::string_view secret) {
  PARLEY_TRY(const Registration found, find(transaction, secret));
  PARLEY_CHECK(check_keys_free(*store_, transaction, found.id_key, found.email_key));
  create_user(*store_, transaction, found.id, found.email, found.id, found.password_hash, clock_.now());
  store_->remove_registration(transaction, found.id_key);
  const protocol::SignUpStatus status = status_of(found.id, found.email, true);
  if (const auto waiting = waiting_.find(found.id_key); waiting != waiting_.end()) {
    outbox_.emit(transaction, to(waiting->second, protocol::event_frame(protocol::event::SIGN_UP_STATUS, "",
                                                                        waiting->second.internal_message_id, status)));
    transaction.after_commit([this, key = found.id_key] { waiting_.erase(key); });
  }
  return status;
}

Result<void> Registrations::decline(storage::Transaction& transaction, std::string_view secret) {
  PARLEY_TRY(const Registration found, find(transaction, secret));
  store_->remove_registration(transaction, found.id_key);
  stop_waiting(transaction, found.id_key, errors::EMAIL_VERIFICATION_DECLINED);
  return {};
}

bool Registrations::remove(storage::Transaction& transaction, std::string_view id) {
  const std::string id_key = fold_name(id);
  if (!store_->registration(transaction, id_key)) return false;
  store_->remove_registration(transaction, id_key);
  stop_waiting(transaction, id_key, errors::EMAIL_VERIFICATION_DECLINED);
  return true;
}

void Registrations::expire(storage::Transaction& transaction) {
  for (const std::string& id_key : store_->expired_registrations(transaction, clock_.now())) {
    store_->remove_registration(transaction, id_key);
    stop_waiting(transaction, id_key, errors::EMAIL_VERIFICATION_FAILED_BY_TIMEOUT);
  }
}

void Registrations::forget(events::ConnectionId connection) {
  std::erase_if(waiting_, [connection](const auto& entry) { return entry.second.connection == connection; });
}

void Registrations::stop_waiting(storage::Transaction& transaction, const std::string& id_key, std::string_view text) {
  const auto waiting = waiting_.find(id_key);
  if (waiting == waiting_.end()) return;
  outbox_.emit(transaction, to(waiting->second, refusal_frame(waiting->second, text)));
  transaction.after_commit([this, id_key] { waiting_.erase(id_key); });
}

}  // namespace parley::domain
