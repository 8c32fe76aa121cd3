#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/chats/chats.hpp"
#include "domain/messages/message.hpp"
#include "domain/messages/target_name.hpp"
#include "domain/spaces/spaces.hpp"
#include "protocol/messages_types.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Users, shared: a place may have ten thousand members, and a space hands on the same list until they change. Never
/// null.
using SharedUsers = std::shared_ptr<const std::vector<std::string>>;

/// What messages need to know of the place they are in, and of one user's place there.
struct TargetSeat {
  protocol::MessageTargetEntityType type = protocol::MessageTargetEntityType::CHAT;
  protocol::MessageTargetEntityId id;  ///< with just the members its type needs
  std::string key;                     ///< as in TargetName
  std::string owner;
  SharedUsers members = std::make_shared<const std::vector<std::string>>();
  std::int64_t members_version = 0;
  bool member = false;  ///< the user is one
  bool may_read = false;
  bool encrypted = false;  ///< what is in it can be read by its members' programs alone
  SendRight send_right = SendRight::refused;
  ReadPosition position;     ///< the user's
  MessageCounters messages;  ///< as the user sees them
};

/// Hears of what concerns messages, within the transaction that makes the change.
class TargetObserver {
 public:
  virtual ~TargetObserver() = default;
  /// The place is gone. The threads of a channel go before it, each with a call of its own.
  virtual void target_deleted(storage::Transaction&, const TargetName&) = 0;
  /// These users may not read there any more, nor in the threads of the place.
  virtual void target_lost(storage::Transaction&, const TargetName&, const std::vector<std::string>& users) = 0;
  /// Nobody but these users may read there any more.
  virtual void target_closed(storage::Transaction&, const TargetName&, const std::vector<std::string>& users) = 0;
};

/// Chats, channels and threads as places for messages: alone knows which domain a place belongs to. Calls with a
/// Transaction run on the storage writer thread, those with a Reader on any storage thread; keeps no state.
class Targets final : private ChatObserver, private SpaceObserver {
 public:
  /// Hears of changes from `chats` and `spaces`, which must not be used after this object is gone.
  Targets(Chats& chats, Spaces& spaces, TargetObserver& observer);
  Targets(const Targets&) = delete;
  Targets& operator=(const Targets&) = delete;

  /// Nothing: there is no such place.
  std::optional<TargetSeat> seat(storage::Reader& reader, const TargetName& name, const std::string& user) const;
  /// Error: the id lacks what its type needs.
  Result<std::optional<TargetSeat>> seat(storage::Reader& reader, protocol::MessageTargetEntityType type,
                                         const protocol::MessageTargetEntityId& id, const std::string& user) const;
  /// All places the user is a member of, in no order.
  std::vector<TargetName> of_member(storage::Reader& reader, const std::string& user) const;
  /// Whether the server can read what is written there.
  bool searchable(storage::Reader& reader, const TargetName& name) const;
  /// Whether a user is shown the files he has sent there. In chats he is also after he has left them; of spaces nothing
  /// is shown to those who are out.
  bool lists_own_files(storage::Reader& reader, const TargetName& name, const std::string& user) const;
  /// As in Chats.
  Result<protocol::Chat> chat(storage::Reader& reader, const Caller& caller, const std::string& id) const;

  /// Counts a published message.
  void count_message(storage::Transaction& transaction, const TargetSeat& seat, const StoredMessage& message);
  void set_position(storage::Transaction& transaction, const TargetSeat& seat, const std::string& user,
                    const ReadPosition& position);

 private:
  std::optional<TargetSeat> chat_seat(storage::Reader& reader, const TargetName& name, const std::string& user) const;
  std::optional<TargetSeat> space_seat(storage::Reader& reader, const TargetName& name, const std::string& user) const;

  void chat_member_removed(storage::Transaction& transaction, const Chat& chat, const std::string& user) override;
  void chat_closed(storage::Transaction& transaction, const Chat& chat) override;
  void chat_deleted(storage::Transaction& transaction, const Chat& chat) override;
  void place_lost(storage::Transaction& transaction, const PlaceInfo& place,
                  const std::vector<std::string>& users) override;
  void place_deleted(storage::Transaction& transaction, const PlaceInfo& place) override;

  Chats& chats_;
  Spaces& spaces_;
  TargetObserver& observer_;
};

}  // namespace parley::domain
