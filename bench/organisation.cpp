#include "bench/organisation.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/users/sessions.hpp"
#include "domain/users/users.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "server/schema.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace parley::bench {

Organisation found_organisation(const std::filesystem::path& data, int members, Acquaintance acquaintance) {
  log::set_level(log::Level::warn);
  std::filesystem::create_directories(data);
  auto opened = storage::open_sqlite({.path = (data / "parley.db").string(), .durable = false});
  if (!opened) throw std::runtime_error(opened.error().text);
  storage::Database& database = **opened;
  storage::migrate(database, server::schema());
  SystemClock clock;
  events::LocalBus bus;
  events::LocalOutbox outbox(bus);
  domain::Users users(clock, outbox, {});
  const domain::Sessions sessions(clock);
  domain::ContactBook book;
  domain::Contacts contacts(users, book, bus, clock);
  Organisation made;
  database.write_and_wait([&](storage::Transaction& transaction) {
    for (int i = 0; i < members; ++i) {
      const std::string id = fmt::format("u{:05}", i);
      const auto added = users.add_verified_user(
          transaction,
          {.id = id, .email = id + "@example.com", .nickname = fmt::format("Member {}", i), .password_hash = "none"});
      if (!added) throw std::runtime_error(added.error().text);
      const auto login = sessions.open(transaction, {.user = id, .password_hash = "none"}, {});
      if (!login) throw std::runtime_error(login.error().text);
      made.users.push_back(id);
      made.tokens.push_back(login->data.authToken);
    }
    if (acquaintance == Acquaintance::all_contacts) contacts.create(transaction, "everybody", made.users);
  });
  return made;
}

std::string login_text(const std::string& token) {
  return R"({"message":"connection","data":[{"appKey":"sfuZClientApp","mediaProviders":["WebRTC"],"keepAlive":true,"authToken":")" +
         token + R"(","clientVersion":"0.5.28","clientOSVersion":"","clientBrowserVersion":"","custom":{}}]})";
}

}  // namespace parley::bench
