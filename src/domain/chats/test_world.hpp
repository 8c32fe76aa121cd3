#pragma once
// What the tests of chats and messages share: four users, and chats in short form.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/chats/chats.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/test_notices.hpp"

namespace parley::domain {

class ChatsWorld : public NoticesWorld {
 protected:
  ChatsWorld() : NoticesWorld({users_migrations(), contacts_migrations(), chats_migrations()}) {
    for (const char* user : {"ann", "ben", "cat", "dan"}) add_user(user);
  }

  /// A line for each notice since the last call.
  std::vector<std::string> summaries() {
    std::vector<std::string> lines;
    for (const Notice& notice : told()) lines.push_back(summary(notice));
    return lines;
  }

  /// Makes a chat and forgets what was told about it.
  protocol::UserSpecificChatInfo make_chat(const Caller& caller, std::vector<std::string> members,
                                           std::optional<protocol::ChatType> type = std::nullopt) {
    protocol::calls::CreateChat call;
    call.members = std::move(members);
    call.type = type;
    auto made = write([&](storage::Transaction& t) { return chats.create(t, caller, call); });
    EXPECT_TRUE(made) << text(made);
    told();
    return made->info;
  }
  auto add(const Caller& caller, const std::string& id, const std::string& member,
           std::optional<std::string> password = std::nullopt) {
    return write([&](storage::Transaction& t) {
      return chats.add_member(t, caller, {.id = id, .member = member, .encryptedChatPassword = password});
    });
  }
  auto remove(const Caller& caller, const std::string& id, const std::string& member) {
    return write([&](storage::Transaction& t) { return chats.remove_member(t, caller, {.id = id, .member = member}); });
  }
  protocol::ChatMap list(const std::string& user) {
    return read([&](storage::Reader& r) { return chats.list(r, {.user = user, .connection = 0}); })->chats;
  }

  ContactBook book;
  Contacts contacts{users, book, bus, clock};
  Chats chats{users, contacts, outbox, clock};
  const Caller ann{.user = "ann", .connection = 1};
  const Caller ben{.user = "ben", .connection = 2};
  const Caller cat{.user = "cat", .connection = 3};
  const Caller dan{.user = "dan", .connection = 4};
};

}  // namespace parley::domain
