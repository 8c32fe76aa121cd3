#pragma once
// What the tests of this folder share beside what all domains' do: a bus that remembers, a mailbox.
#include <string>
#include <string_view>
#include <vector>

#include "domain/mail/mail_queue.hpp"
#include "domain/test_world.hpp"

namespace parley::domain {

/// Reads the mails that are kept in a database.
class Mailbox {
 public:
  explicit Mailbox(storage::testing::TemporaryDatabase& database) : database_(database) {}
  std::size_t size() { return mails().size(); }
  Mail last() { return mails().back().mail; }
  /// The secret in the last mail's link.
  std::string secret() {
    const std::string text = last().text;
    constexpr std::string_view mark = "secret=";
    return text.substr(text.find(mark) + mark.size(), 64);
  }

 private:
  std::vector<StoredMail> mails() {
    std::vector<StoredMail> found;
    database_->read_and_wait([&](storage::Reader& reader) { found = MailQueue::list(reader); });
    return found;
  }

  storage::testing::TemporaryDatabase& database_;
};

class UsersWorld : public World {
 protected:
  UsersWorld() : World({mail_migrations(), users_migrations()}) {
    bus.subscribe([this](const events::Event& event) { events.push_back(event); });
  }

  Result<void> add(const std::string& id, const std::string& email, const std::string& hash = "hash") {
    return write([&](storage::Transaction& t) {
      return users.add_verified_user(t, {.id = id, .email = email, .nickname = "", .password_hash = hash});
    });
  }

  std::vector<events::Event> events;  ///< touched on the writer thread; read after a wait for it
  MailQueue mails{clock, MailTemplates(), {}};
  Mailbox mailbox{database};
};

}  // namespace parley::domain
