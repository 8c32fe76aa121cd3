#include "domain/users/password_flow.hpp"

#include <exception>
#include <utility>

#include "domain/users/flow_errors.hpp"
#include "domain/users/password.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

namespace errors = protocol::errors::UserInfoError;

struct PasswordFlow::Attempt {
  std::string user;
  std::string address;
  std::string kept_token_hash;
  std::string current_password;
  std::string new_password;
  Done done;
  Credentials credentials;
  std::string new_hash;
  Result<void> outcome;
  std::unique_ptr<InFlight::Ticket> ticket;

  void refuse(std::string_view text) { done(Error{std::string(text)}); }
};

struct PasswordFlow::Reset {
  events::ConnectionId connection;
  protocol::calls::ResetPassword call;
  Done done;
  std::string new_hash;
  Result<void> outcome;
  std::unique_ptr<InFlight::Ticket> ticket;

  void refuse(std::string_view text) { done(Error{std::string(text)}); }
};

void PasswordFlow::change(std::string user, std::string_view address, std::string kept_token_hash,
                          protocol::calls::ChangeUserPassword call, Done done) {
  if (!call.password || !call.password->currentPassword) {
    return done(Error{std::string(errors::CURRENT_PASSWORD_IS_NULL)});
  }
  if (!call.password->newPassword) return done(Error{std::string(errors::NEW_PASSWORD_IS_NULL)});
  const auto attempt = std::make_shared<Attempt>();
  attempt->user = std::move(user);
  attempt->address = address;
  attempt->kept_token_hash = std::move(kept_token_hash);
  attempt->current_password = std::move(*call.password->currentPassword);
  attempt->new_password = std::move(*call.password->newPassword);
  attempt->done = std::move(done);
  attempt->ticket = in_flight_.enter();
  if (const auto allowed = guard_.may_try(attempt->address, attempt->user); !allowed) {
    return attempt->refuse(allowed.error().text);
  }
  look_up(attempt);
}

void PasswordFlow::look_up(const AttemptPointer& attempt) {
  database_.read(
      [this, attempt](storage::Reader& reader) { attempt->credentials = sessions_.credentials(reader, attempt->user); },
      [this, attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        if (!pool_.post([this, attempt] { verify_and_hash(attempt); })) attempt->refuse(server_is_busy);
      });
}

void PasswordFlow::verify_and_hash(const AttemptPointer& attempt) {
  const Result<bool> fits = verify_password(attempt->credentials.password_hash, attempt->current_password);
  if (!fits) return attempt->refuse(fits.error().text);
  const bool right = *fits && !attempt->credentials.user.empty();
  if (const auto allowed = guard_.tried(attempt->address, attempt->user, right); !allowed) {
    return attempt->refuse(allowed.error().text);
  }
  if (!right) return attempt->refuse(errors::CURRENT_PASSWORD_IS_INCORRECT);
  // Only now: what is wrong with the new password is told to who knows the present one.
  if (const Result<void> good = check_password(attempt->new_password); !good) {
    return attempt->refuse(good.error().text);
  }
  Result<std::string> hashed = hash_password(attempt->new_password);
  if (!hashed) return attempt->refuse(hashed.error().text);
  attempt->new_hash = std::move(hashed).value();
  write(attempt);
}

void PasswordFlow::write(const AttemptPointer& attempt) {
  database_.write(
      [this, attempt](storage::Transaction& transaction) {
        attempt->outcome =
            sessions_.change_password(transaction, attempt->credentials, attempt->new_hash, attempt->kept_token_hash);
      },
      [attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        attempt->done(std::move(attempt->outcome));
      });
}

void PasswordFlow::reset(events::ConnectionId connection, protocol::calls::ResetPassword call, Done done) {
  const auto reset = std::make_shared<Reset>();
  reset->connection = connection;
  reset->call = std::move(call);
  reset->done = std::move(done);
  reset->ticket = in_flight_.enter();
  // A write, though it only looks: requests live on the writer thread.
  database_.write(
      [this, reset](storage::Transaction&) {
        reset->outcome = resets_.check(reset->connection, reset->call.email);
        if (reset->outcome) reset->outcome = check_password(reset->call.password);
      },
      [this, reset](std::exception_ptr failure) {
        if (failure) return reset->refuse(storage_failed(failure));
        if (!reset->outcome) return reset->refuse(reset->outcome.error().text);
        if (!pool_.post([this, reset] { hash(reset); })) reset->refuse(server_is_busy);
      });
}

void PasswordFlow::hash(const ResetPointer& reset) {
  Result<std::string> hashed = hash_password(reset->call.password);
  if (!hashed) return reset->refuse(hashed.error().text);
  reset->new_hash = std::move(hashed).value();
  database_.write(
      [this, reset](storage::Transaction& transaction) {
        reset->outcome = resets_.reset(transaction, reset->connection, reset->call.email, reset->new_hash);
      },
      [reset](std::exception_ptr failure) {
        if (failure) return reset->refuse(storage_failed(failure));
        reset->done(std::move(reset->outcome));
      });
}

}  // namespace parley::domain
