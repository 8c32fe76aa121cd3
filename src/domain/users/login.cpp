#include "domain/users/login.hpp"

#include <exception>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "domain/users/flow_errors.hpp"
#include "domain/users/name_rules.hpp"
#include "domain/users/password.hpp"

namespace parley::domain {

struct Login::Attempt {
  std::string address;
  std::string token;
  std::string username;
  std::string password;
  Device device;
  Done done;
  LoginWatcher watcher;
  bool waits = false;
  Credentials credentials;
  Result<LoggedIn> outcome = Error{std::string(authentication_failed)};
  std::unique_ptr<InFlight::Ticket> ticket;

  /// Whose failures are counted: name and e-mail of one account count together, unknown names like known ones.
  std::string account() const {
    return credentials.user.empty() ? fold_name(username.substr(0, 640)) : credentials.user;
  }
  void enter(storage::Transaction& transaction, Result<LoggedIn> login) {
    outcome = std::move(login);
    if (outcome && watcher.entered) watcher.entered(transaction, *outcome);
  }
  void refuse(std::string_view text) { done(Error{std::string(text)}); }
};

void Login::login(protocol::ConnectionRequest request, std::string_view address, Done done, LoginWatcher watcher) {
  const auto attempt = std::make_shared<Attempt>();
  attempt->address = address;
  attempt->token = request.authToken.value_or("");
  if (request.custom) {
    attempt->username = request.custom->username.value_or("");
    attempt->password = request.custom->password.value_or("");
    attempt->device.name = std::move(request.custom->device);
  }
  attempt->device.client = std::move(request.clientBrowserVersion);
  attempt->done = std::move(done);
  attempt->watcher = std::move(watcher);
  attempt->ticket = in_flight_.enter();
  if (!attempt->token.empty()) {
    try_token(attempt);
  } else {
    look_up(attempt);
  }
}

void Login::try_token(const AttemptPointer& attempt) {
  database_.write(
      [this, attempt](storage::Transaction& transaction) {
        if (auto found = sessions_.resume(transaction, attempt->token)) attempt->enter(transaction, std::move(*found));
      },
      [this, attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        if (attempt->outcome) return attempt->done(std::move(attempt->outcome));
        look_up(attempt);
      });
}

void Login::look_up(const AttemptPointer& attempt) {
  if (attempt->username.empty()) return attempt->refuse(authentication_failed);
  database_.read(
      [this, attempt](storage::Reader& reader) { attempt->credentials = sessions_.find(reader, attempt->username); },
      [this, attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        if (const auto allowed = guard_.may_try(attempt->address, attempt->account()); !allowed) {
          return attempt->refuse(allowed.error().text);
        }
        if (!pool_.post([this, attempt] { verify(attempt); })) attempt->refuse(server_is_busy);
      });
}

void Login::verify(const AttemptPointer& attempt) {
  const Result<bool> fits = verify_password(attempt->credentials.password_hash, attempt->password);
  if (!fits) return attempt->refuse(fits.error().text);
  const bool right = *fits && !attempt->credentials.user.empty();
  if (const auto allowed = guard_.tried(attempt->address, attempt->account(), right); !allowed) {
    return attempt->refuse(allowed.error().text);
  }
  if (!right) return attempt->refuse(authentication_failed);
  open(attempt);
}

void Login::open(const AttemptPointer& attempt) {
  database_.write(
      [this, attempt](storage::Transaction& transaction) {
        const Credentials& verified = attempt->credentials;
        if (!checks_ || verified.pending || !checks_->needed(transaction, verified.user, attempt->device)) {
          attempt->enter(transaction, sessions_.open(transaction, verified, attempt->device));
          return;
        }
        const Result<void> asked =
            checks_->ask(transaction, verified, attempt->device, attempt->watcher, attempt->done);
        attempt->waits = asked.has_value();
        if (!asked) attempt->outcome = asked.error();
      },
      [attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        if (!attempt->waits) return attempt->done(std::move(attempt->outcome));
        if (attempt->watcher.waits) attempt->watcher.waits();
      });
}

}  // namespace parley::domain
