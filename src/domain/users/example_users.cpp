#include "domain/users/example_users.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "domain/users/sql_store.hpp"

namespace parley::domain {

ExampleUsers::ExampleUsers(const Clock& clock, const Users& users, ExampleUsersConfig config)
    : clock_(clock), users_(users), config_(config), store_(std::make_unique<SqlUserStore>()) {}
ExampleUsers::~ExampleUsers() = default;

Result<void> ExampleUsers::check(storage::Reader& reader) const {
  if (!config_.lend) return Error{"This server lends no demo accounts"};
  if (static_cast<std::int64_t>(store_->example_users(reader).size()) >= config_.limit) {
    return Error{"All demo accounts are lent; try again later"};
  }
  return {};
}

Result<protocol::ExamplesUserEvent> ExampleUsers::lend(storage::Transaction& transaction, std::string_view password,
                                                       std::string_view password_hash) const {
  PARLEY_CHECK(check(transaction));
  NewUser user;
  // Never used again: what a borrower wrote in chats of others stays his.
  user.id = "demo-" + random_hex(6);
  user.email = user.id + "@demo.invalid";
  user.password_hash = password_hash;
  PARLEY_CHECK(users_.add_verified_user(transaction, user));
  store_->add_example_user(transaction, user.id, clock_.now());
  return protocol::ExamplesUserEvent{
      .user = {.userId = user.id, .email = user.email, .password = std::string(password)}};
}

std::vector<std::string> ExampleUsers::expire(storage::Transaction& transaction,
                                              const events::Connections& connections) const {
  std::vector<std::string> removed;
  const Millis now = clock_.now();
  for (const ExampleUser& example : store_->example_users(transaction)) {
    if (connections.connected(example.user)) continue;
    // A login's last use is the end of its last connection.
    const std::vector<Token> logins = store_->tokens_of_user(transaction, example.user);
    const bool over = logins.empty() ? now - example.lent_at >= config_.unused_for.count()
                                     : now - logins.front().last_used_at >= config_.disconnected_for.count();
    if (!over) continue;
    users_.erase(transaction, example.user);
    removed.push_back(example.user);
  }
  return removed;
}

}  // namespace parley::domain
