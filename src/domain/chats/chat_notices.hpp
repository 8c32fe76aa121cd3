#pragma once
// Tells members what became of a chat. Each copy is its addressee's own; addressees who see the same share one.
#include <functional>
#include <string>
#include <vector>

#include "domain/caller.hpp"
#include "domain/chats/chat.hpp"
#include "events/bus.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Home thread: the storage writer thread.
class ChatNotices {
 public:
  explicit ChatNotices(events::Outbox& outbox) : outbox_(outbox) {}

  /// The chat is new to these members, is gone for them, or has changed.
  void added(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
             events::ConnectionId except);
  void removed(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
               events::ConnectionId except);
  void changed(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
               events::ConnectionId except);
  /// Every connection of every member: nobody has an answer that says it.
  void icon_changed(storage::Transaction& transaction, const Chat& chat);
  /// Tells the caller's other connections.
  void own(storage::Transaction& transaction, const Caller& caller, std::string frame);
  /// Tells somebody who never was a member that he isn't in the chat, and nothing else.
  void forgotten(storage::Transaction& transaction, const std::string& chat, const std::string& user);

 private:
  using Encode = std::string (*)(const Chat& chat, const ChatMember& viewer);
  void tell(storage::Transaction& transaction, const Chat& chat, std::vector<ChatMember> to,
            events::ConnectionId except, Encode encode);

  events::Outbox& outbox_;
};

}  // namespace parley::domain
