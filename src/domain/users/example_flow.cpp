#include "domain/users/example_flow.hpp"

#include <exception>
#include <string>
#include <utility>

#include "base/random.hpp"
#include "domain/users/flow_errors.hpp"
#include "domain/users/password.hpp"

namespace parley::domain {

struct ExampleFlow::Attempt {
  Done done;
  Result<void> check;
  std::string password;
  std::string password_hash;
  Result<protocol::ExamplesUserEvent> outcome = Error{};
  std::unique_ptr<InFlight::Ticket> ticket;

  void refuse(std::string_view text) { done(Error{std::string(text)}); }
};

void ExampleFlow::lend(Done done) {
  const auto attempt = std::make_shared<Attempt>();
  attempt->done = std::move(done);
  attempt->ticket = in_flight_.enter();
  database_.read([this, attempt](storage::Reader& reader) { attempt->check = examples_.check(reader); },
                 [this, attempt](std::exception_ptr failure) {
                   if (failure) return attempt->refuse(storage_failed(failure));
                   if (!attempt->check) return attempt->refuse(attempt->check.error().text);
                   if (!pool_.post([this, attempt] { hash(attempt); })) attempt->refuse(server_is_busy);
                 });
}

void ExampleFlow::hash(const AttemptPointer& attempt) {
  attempt->password = random_hex(8);
  Result<std::string> hashed = hash_password(attempt->password);
  if (!hashed) return attempt->refuse(hashed.error().text);
  attempt->password_hash = std::move(hashed).value();
  database_.write(
      [this, attempt](storage::Transaction& transaction) {
        attempt->outcome = examples_.lend(transaction, attempt->password, attempt->password_hash);
        if (!attempt->outcome) transaction.abandon();
      },
      [attempt](std::exception_ptr failure) {
        if (failure) return attempt->refuse(storage_failed(failure));
        attempt->done(std::move(attempt->outcome));
      });
}

}  // namespace parley::domain
