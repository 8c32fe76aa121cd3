// Commands about accounts.
#include <cstdio>
#include <iostream>

#include "base/clock.hpp"
#include "domain/users/password.hpp"
#include "domain/users/users.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "server/tool_command.hpp"

namespace parley::tool {
namespace {

Result<void> add(Given& given) {
  if (!given.contains("--password") && !std::getline(std::cin, given["--password"])) {
    return Error{"user add needs --password, or a line of standard input"};
  }
  PARLEY_CHECK(domain::check_password(given["--password"]));
  PARLEY_TRY(const auto database, open_data(given["--data"], true));
  PARLEY_TRY(const std::string hash, domain::hash_password(given["--password"]));
  const SystemClock clock;
  events::LocalBus nobody;
  events::LocalOutbox outbox(nobody);
  const domain::Users users(clock, outbox, {});
  Result<void> added;
  database->write_and_wait([&](storage::Transaction& transaction) {
    added = users.add_verified_user(transaction, {given["--id"], given["--email"], given["--nickname"], hash});
    if (!added) transaction.abandon();
  });
  if (!added) return Error{"user '" + given["--id"] + "' was not added: " + added.error().text};
  std::printf("user '%s' was added\n", given["--id"].c_str());
  return {};
}

}  // namespace

Command user_add() {
  return {"user add",
          "makes a verified account",
          {data_flag(),
           {"--id", "ID", "user id: up to 128 printable characters, '@' included", true},
           {"--email", "ADDRESS", "e-mail address, also good for signing in", true},
           {"--nickname", "NAME", "the name others see; default: the id"},
           {"--password", "SECRET", "at least 6 characters; without it, one line of standard input is read"}},
          &add};
}

}  // namespace parley::tool
