#include "domain/users/sign_up_flow.hpp"

#include <exception>
#include <string>
#include <utility>

#include "domain/users/flow_errors.hpp"
#include "domain/users/password.hpp"

namespace parley::domain {

struct SignUpFlow::Attempt {
  protocol::calls::SignUp call;
  Applicant applicant;
  Done done;
  Result<void> check;
  std::string password_hash;
  Result<protocol::SignUpStatus> outcome = Error{};
  std::unique_ptr<InFlight::Ticket> ticket;

  void refuse(std::string_view text) { done(Error{std::string(text)}); }
};

void SignUpFlow::sign_up(protocol::calls::SignUp call, Applicant applicant, Done done) {
  if (const Result<void> check = Registrations::check(call); !check) return done(check.error());
  const auto attempt = std::make_shared<Attempt>();
  attempt->call = std::move(call);
  attempt->applicant = std::move(applicant);
  attempt->done = std::move(done);
  attempt->ticket = in_flight_.enter();
  look_up(attempt);
}

void SignUpFlow::look_up(const AttemptPointer& attempt) {
  database_.read(
      [this, attempt](storage::Reader& reader) { attempt->check = registrations_.check_free(reader, attempt->call); },
      [this, attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        if (!attempt->check) return attempt->refuse(attempt->check.error().text);
        if (!pool_.post([this, attempt] { hash(attempt); })) attempt->refuse(server_is_busy);
      });
}

void SignUpFlow::hash(const AttemptPointer& attempt) {
  Result<std::string> hashed = hash_password(attempt->call.password);
  if (!hashed) return attempt->refuse(hashed.error().text);
  attempt->password_hash = std::move(hashed).value();
  write(attempt);
}

void SignUpFlow::write(const AttemptPointer& attempt) {
  database_.write(
      [this, attempt](storage::Transaction& transaction) {
        attempt->outcome =
            registrations_.sign_up(transaction, attempt->call, attempt->password_hash, attempt->applicant);
        if (!attempt->outcome) transaction.abandon();
      },
      [attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        attempt->done(std::move(attempt->outcome));
      });
}

}  // namespace parley::domain
