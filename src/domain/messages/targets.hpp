#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/chats/chats.hpp"
#include "protocol/messages_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// What messages need to know of the place they are in, and of one user's place there.
struct TargetSeat {
  protocol::MessageTargetEntityType type = protocol::MessageTargetEntityType::CHAT;
  protocol::MessageTargetEntityId id;  ///< with just the members its type needs
  std::string key;                     ///< the same as one text
  std::string owner;
  std::vector<std::string> members;
  std::int64_t members_version = 0;
  bool member = false;  ///< the user is one
  bool may_read = false;
  bool encrypted = false;  ///< what is in it can be read by its members' programs alone
  SendRight send_right = SendRight::refused;
  ReadPosition position;     ///< the user's
  MessageCounters messages;  ///< as the user sees them
};

/// Chats, and later channels and threads, as places for messages. Keeps no state.
class Targets {
 public:
  explicit Targets(Chats& chats) : chats_(chats) {}

  /// Nothing: there is no such place. Error: the id lacks what its type needs, or the place is of a kind that nobody
  /// can be a member of yet.
  Result<std::optional<TargetSeat>> seat(storage::Reader& reader, protocol::MessageTargetEntityType type,
                                         const protocol::MessageTargetEntityId& id, const std::string& user) const;
  /// The id that goes with a key.
  static protocol::MessageTargetEntityId id_of(protocol::MessageTargetEntityType type, std::string_view key);
  /// Keys of all places of this type the user is a member of.
  std::vector<std::string> keys_of_member(storage::Reader& reader, protocol::MessageTargetEntityType type,
                                          const std::string& user) const;
  /// Counts a published message; `recipient` when it is private.
  void count_message(storage::Transaction& transaction, const TargetSeat& seat, const std::string& sender,
                     const std::optional<std::string>& recipient, const std::string& message, Millis date);
  void set_position(storage::Transaction& transaction, const TargetSeat& seat, const std::string& user,
                    const ReadPosition& position);

 private:
  Chats& chats_;
};

}  // namespace parley::domain
