#pragma once
// What the tests of messages share, beside what those of chats do: who is connected, files, and calls in short form.
#include "domain/attachments/downloads.hpp"
#include "domain/attachments/test_files.hpp"
#include "domain/chats/test_world.hpp"
#include "domain/messages/messages.hpp"

namespace parley::domain {

class FakeConnections final : public events::Connections {
 public:
  bool connected(std::string_view user) const override { return online.contains(std::string(user)); }
  std::set<std::string> online;  ///< changed between bodies only
};

class MessagesWorld : public ChatsWorld {
 protected:
  MessagesWorld() {
    storage::migrate(*database, {spaces_migrations(), blobs_migrations(), messages_migrations()});
    users.observe(spaces);
    connections.online = {"ann", "ben", "cat", "dan"};
  }

  // Places are named by their keys: a chat's id, `space/channel`, `space/channel/thread`.
  static protocol::MessageTargetEntityId target(const std::string& key) { return TargetName::of_key(key).id(); }
  static constexpr auto in_chat = protocol::MessageTargetEntityType::CHAT;
  static protocol::MessageTargetEntityType type(const std::string& key) { return TargetName::of_key(key).type; }

  static protocol::calls::SendMessage message(const std::string& chat, const std::string& body) {
    protocol::calls::SendMessage call;
    call.targetEntityType = type(chat);
    call.targetEntityId = target(chat);
    call.body = body;
    return call;
  }
  Result<protocol::MessageStatusEvent> send(const Caller& caller, const protocol::calls::SendMessage& call) {
    return write([&](storage::Transaction& t) { return messages.send(t, caller, call); });
  }
  /// Sends what must go well.
  protocol::MessageStatus send(const Caller& caller, const std::string& chat, const std::string& body) {
    auto sent = send(caller, message(chat, body));
    EXPECT_TRUE(sent) << text(sent);
    return sent ? sent->status : protocol::MessageStatus{};
  }
  protocol::MessageStatus send_to(const Caller& caller, const std::string& chat, const std::string& to,
                                  const std::string& body) {
    auto call = message(chat, body);
    call.to = to;
    auto sent = send(caller, call);
    EXPECT_TRUE(sent) << text(sent);
    return sent ? sent->status : protocol::MessageStatus{};
  }
  auto edit(const Caller& caller, const std::string& chat, const std::string& id, const std::string& body) {
    protocol::calls::EditMessage call;
    call.id = id;
    call.targetEntityType = type(chat);
    call.targetEntityId = target(chat);
    call.body = body;
    return write([&](storage::Transaction& t) { return messages.edit(t, caller, call); });
  }
  auto remove(const Caller& caller, const std::string& chat, const std::string& id) {
    return write([&](storage::Transaction& t) {
      return messages.remove(t, caller, {.id = id, .targetEntityType = type(chat), .targetEntityId = target(chat)});
    });
  }
  auto mark_read(const Caller& caller, const std::string& chat, const std::string& id) {
    return write([&](storage::Transaction& t) {
      return messages.mark_read(t, caller, {.id = id, .targetEntityType = type(chat), .targetEntityId = target(chat)});
    });
  }
  auto mark_unread(const Caller& caller, const std::string& chat, const std::string& id) {
    return write([&](storage::Transaction& t) {
      return messages.mark_unread(t, caller,
                                  {.id = id, .targetEntityType = type(chat), .targetEntityId = target(chat)});
    });
  }
  static protocol::calls::LoadMessages everything(const std::string& chat) {
    return {.targetEntityType = type(chat),
            .targetEntityId = target(chat),
            .timeFrame = std::nullopt,
            .boundaries = std::nullopt};
  }
  /// As the server does: reads, and writes when something is to be delivered.
  Result<protocol::ChatMessagesEvent> load_call(const Caller& caller, const protocol::calls::LoadMessages& call) {
    auto loaded = read([&](storage::Reader& r) { return messages.load(r, caller, call); });
    if (!loaded) return loaded.error();
    if (*loaded) return std::move(**loaded);
    wrote = true;
    return write([&](storage::Transaction& t) { return messages.load_and_deliver(t, caller, call); });
  }
  std::vector<protocol::Message> load(const Caller& caller, const protocol::calls::LoadMessages& call) {
    auto loaded = load_call(caller, call);
    EXPECT_TRUE(loaded) << text(loaded);
    return loaded ? loaded->messages : std::vector<protocol::Message>{};
  }
  std::vector<protocol::Message> load(const Caller& caller, const std::string& chat) {
    return load(caller, everything(chat));
  }
  /// As the server does, like load_call.
  Result<protocol::MessagesDifferenceEvent> difference(const Caller& caller,
                                                       const protocol::calls::GetMessagesDifference& call) {
    auto found = read([&](storage::Reader& r) { return messages.difference(r, caller, call); });
    if (!found) return found.error();
    if (*found) return std::move(**found);
    wrote = true;
    return write([&](storage::Transaction& t) { return messages.difference_and_deliver(t, caller, call); });
  }
  static protocol::calls::GetMessagesDifference since(const std::string& chat, std::int64_t cursor,
                                                      std::optional<std::int64_t> limit = std::nullopt) {
    return {.targetEntityType = type(chat),
            .targetEntityId = target(chat),
            .sinceCursor = cursor,
            .limit = limit,
            .cachedRanges = std::nullopt};
  }
  /// The server's cursor of a chat; -1: it isn't in the caller's summary.
  std::int64_t cursor(const Caller& caller, const std::string& chat) {
    const auto summary = read([&](storage::Reader& r) { return messages.sync_summary(r, caller, {}); });
    EXPECT_TRUE(summary) << text(summary);
    for (const protocol::ChatCursor& entry : summary->cursors) {
      if (entry.targetEntityType == type(chat) && entry.targetEntityId == target(chat)) return entry.currentCursor;
    }
    return -1;
  }
  std::int64_t unread(const Caller& caller, const std::string& chat) {
    auto counted = read([&](storage::Reader& r) {
      return messages.count_unread(r, caller, {.targetEntityType = type(chat), .targetEntityId = target(chat)});
    });
    EXPECT_TRUE(counted) << text(counted);
    return counted ? counted->unreadMessagesCount : -1;
  }

  FakeConnections connections;
  TestFiles files;
  blobs::BlobReferences references{[this](const std::string& blob) { files.unused.push_back(blob); }};
  Spaces spaces{users, contacts, outbox, connections, clock};
  Uploads uploads{UploadsConfig{.file_bytes = 1 << 20},
                  *files.store,
                  files.work(),
                  files.wire,
                  clock,
                  [this](const std::string& blob) { files.unused.push_back(blob); }};
  Downloads downloads{{}, *files.store, files.work(), files.wire, clock};
  Messages messages{chats,       spaces,     uploads,
                    downloads,   references, outbox,
                    connections, clock,      MessagesConfig{.bytes_of_user = 2 << 20}};
  bool wrote = false;  ///< whether a load had to write
};

}  // namespace parley::domain
