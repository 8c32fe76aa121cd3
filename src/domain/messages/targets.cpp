#include "domain/messages/targets.hpp"

#include <utility>

namespace parley::domain {
namespace {

using protocol::MessageTargetEntityType;

TargetSeat seat_at(const TargetName& name) {
  TargetSeat seat;
  seat.type = name.type;
  seat.id = name.id();
  seat.key = name.key;
  return seat;
}

}  // namespace

Targets::Targets(Chats& chats, Spaces& spaces, TargetObserver& observer)
    : chats_(chats), spaces_(spaces), observer_(observer) {
  chats.observe(*this);
  spaces.observe(*this);
}

std::optional<TargetSeat> Targets::seat(storage::Reader& reader, const TargetName& name,
                                        const std::string& user) const {
  return name.in_space() ? space_seat(reader, name, user) : chat_seat(reader, name, user);
}

std::optional<TargetSeat> Targets::chat_seat(storage::Reader& reader, const TargetName& name,
                                             const std::string& user) const {
  std::optional<ChatSeat> chat = chats_.seat(reader, name.key, user);
  if (!chat) return std::nullopt;
  TargetSeat seat = seat_at(name);
  seat.owner = chat->chat.owner;
  seat.members_version = chat->chat.members_version;
  seat.member = chat->member.has_value();
  seat.encrypted = chat->chat.encrypted;
  seat.may_read = seat.member || chat->chat.open_to_all();
  seat.messages = chat->chat.messages;
  if (chat->member) {
    seat.send_right = send_right(chat->chat, user);
    seat.position = chat->member->position;
    seat.messages = seat.messages.plus(chat->member->private_messages);
  }
  seat.members = std::make_shared<const std::vector<std::string>>(std::move(chat->chat.members));
  return seat;
}

std::optional<TargetSeat> Targets::space_seat(storage::Reader& reader, const TargetName& name,
                                              const std::string& user) const {
  std::optional<SpaceSeat> place = spaces_.seat(reader, name.place(), user);
  if (!place) return std::nullopt;
  TargetSeat seat = seat_at(name);
  seat.owner = std::move(place->owner);
  seat.members = place->members.pointer();
  seat.members_version = place->members_version;
  seat.member = seat.may_read = place->member;
  if (seat.member) seat.send_right = SendRight::everyone;
  seat.position = std::move(place->position);
  seat.messages = std::move(place->messages);
  return seat;
}

Result<std::optional<TargetSeat>> Targets::seat(storage::Reader& reader, MessageTargetEntityType type,
                                                const protocol::MessageTargetEntityId& id,
                                                const std::string& user) const {
  PARLEY_TRY(const TargetName name, TargetName::of(type, id));
  return seat(reader, name, user);
}

std::vector<TargetName> Targets::of_member(storage::Reader& reader, const std::string& user) const {
  std::vector<TargetName> names;
  for (std::string& chat : chats_.ids_of(reader, user)) {
    names.push_back({MessageTargetEntityType::CHAT, std::move(chat)});
  }
  for (const SpacePlace& place : spaces_.places_of(reader, user)) names.push_back(TargetName::of_place(place));
  return names;
}

bool Targets::searchable(storage::Reader& reader, const TargetName& name) const {
  if (name.in_space()) return true;
  const std::optional<ChatSeat> chat = chats_.seat(reader, name.key, "");
  return !chat || !chat->chat.encrypted;
}

bool Targets::lists_own_files(storage::Reader& reader, const TargetName& name, const std::string& user) const {
  if (!name.in_space()) return true;
  const std::optional<SpaceSeat> place = spaces_.seat(reader, name.place(), user);
  return place && place->member;
}

Result<protocol::Chat> Targets::chat(storage::Reader& reader, const Caller& caller, const std::string& id) const {
  return chats_.chat(reader, caller, id);
}

void Targets::count_message(storage::Transaction& transaction, const TargetSeat& seat, const StoredMessage& message) {
  const TargetName name{seat.type, seat.key};
  if (!name.in_space()) {
    if (message.recipient) {
      chats_.count_private_message(transaction, seat.key, message.sender, *message.recipient, message.id, message.date);
    } else {
      chats_.count_message(transaction, seat.key, message.id, message.date);
    }
  } else if (message.recipient) {
    spaces_.count_private_message(transaction, name.place(), message.sender, *message.recipient, message.id,
                                  message.date);
  } else {
    spaces_.count_message(transaction, name.place(), message.id, message.date, message.sequence);
  }
}

void Targets::set_position(storage::Transaction& transaction, const TargetSeat& seat, const std::string& user,
                           const ReadPosition& position) {
  const TargetName name{seat.type, seat.key};
  if (name.in_space()) {
    spaces_.set_position(transaction, name.place(), user, position);
  } else {
    chats_.set_position(transaction, seat.key, user, position);
  }
}

void Targets::chat_member_removed(storage::Transaction& transaction, const Chat& chat, const std::string& user) {
  if (!chat.open_to_all()) observer_.target_lost(transaction, {MessageTargetEntityType::CHAT, chat.id}, {user});
}

void Targets::chat_closed(storage::Transaction& transaction, const Chat& chat) {
  observer_.target_closed(transaction, {MessageTargetEntityType::CHAT, chat.id}, chat.members);
}

void Targets::chat_deleted(storage::Transaction& transaction, const Chat& chat) {
  observer_.target_deleted(transaction, {MessageTargetEntityType::CHAT, chat.id});
}

void Targets::place_lost(storage::Transaction& transaction, const PlaceInfo& place,
                         const std::vector<std::string>& users) {
  observer_.target_lost(transaction, TargetName::of_place(place.place), users);
}

void Targets::place_deleted(storage::Transaction& transaction, const PlaceInfo& place) {
  observer_.target_deleted(transaction, TargetName::of_place(place.place));
}

}  // namespace parley::domain
