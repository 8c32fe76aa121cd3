#include "domain/chats/chats.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/random.hpp"
#include "domain/chats/chat_store.hpp"
#include "domain/chats/chat_view.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors;
constexpr std::size_t max_id_size = 128;

Error restricted() { return {std::string(errors::SpaceError::RESTRICTED_ACCESS)}; }
Error incorrect_encryption() { return {std::string(errors::ChatError::INCORRECT_CHAT_ENCRYPTION_SETTINGS)}; }

/// Chat ids become room ids, parts of URLs and names of files. Numbers of six to nine digits are meetings' ids, which
/// the server gives; longer ones, such as times, are as good as any.
Result<void> check_wanted_id(const std::string& id) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_safe = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._@+~").find(c) != std::string_view::npos;
  };
  if (id.size() > max_id_size || !std::all_of(id.begin(), id.end(), is_safe) || id.front() == '.') {
    return Error{"A chat id has up to 128 letters, digits and characters of -._@+~"};
  }
  if (id.size() >= 6 && id.size() <= 9 && std::all_of(id.begin(), id.end(), is_digit)) {
    return Error{"Chat ids of six to nine digits are for meetings"};
  }
  return {};
}

std::vector<std::string> without_repeats(const std::vector<std::string>& users) {
  std::set<std::string_view> seen;
  std::vector<std::string> once;
  for (const std::string& user : users) {
    if (seen.insert(user).second) once.push_back(user);
  }
  return once;
}

/// The list as given, the creator put first when not in it, those with only a password at the end.
std::vector<std::string> member_order(const std::string& creator, const protocol::calls::CreateChat& call) {
  std::vector<std::string> order = call.members.value_or(std::vector<std::string>{});
  if (std::find(order.begin(), order.end(), creator) == order.end()) order.insert(order.begin(), creator);
  if (call.encryptionEnabled.value_or(false) && call.encryptedChatPasswords) {
    for (const protocol::UserChatEncryptedPassword& entry : *call.encryptedChatPasswords) order.push_back(entry.userId);
  }
  return without_repeats(order);
}

bool given(const std::optional<std::string>& text) { return text && !text->empty(); }

/// A name of nothing but spaces shows nothing.
bool blank(std::string_view name) { return name.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

Result<protocol::NewChatEvent> Chats::create(storage::Transaction& transaction, const Caller& caller,
                                             const protocol::calls::CreateChat& call) {
  Chat chat;
  if (given(call.id)) {
    PARLEY_CHECK(check_wanted_id(*call.id));
    if (chat_store::exists(transaction, *call.id)) return Error{"Chat id is already in use"};
    chat.id = *call.id;
  } else {
    chat.id = random_uuid();
  }

  std::map<std::string, std::string> passwords;
  if (call.encryptionEnabled.value_or(false)) {
    if (!given(call.publicKey) || !given(call.encryptedPrivateKey) || !given(call.encryptedAttachmentsSecretKey) ||
        !call.encryptedChatPasswords) {
      return incorrect_encryption();
    }
    for (const protocol::UserChatEncryptedPassword& entry : *call.encryptedChatPasswords) {
      if (entry.password.empty()) return incorrect_encryption();
      passwords.emplace(entry.userId, entry.password);
    }
    chat.encrypted = true;
    chat.public_key = call.publicKey;
    chat.encrypted_private_key = call.encryptedPrivateKey;
    chat.encrypted_attachments_secret_key = call.encryptedAttachmentsSecretKey;
  }

  chat.members = member_order(caller.user, call);
  if (chat.members.size() > max_chat_members) return Error{"Too many members"};
  PARLEY_CHECK(check_users(transaction, chat.members));
  chat.owner = caller.user;
  chat.named = call.name && !blank(*call.name);
  chat.name = chat.named ? *call.name : generated_name(transaction, chat.members);
  chat.channel = call.channel.value_or(false);
  chat.type = call.type.value_or(chat.members.size() > 2 ? protocol::ChatType::PUBLIC : protocol::ChatType::PRIVATE);
  chat.personal = !chat.channel && chat.type == protocol::ChatType::PRIVATE && chat.members.size() <= 2;
  chat.send_policy = call.channelSendPolicy.value_or(protocol::ChannelSendPolicy::EVERYONE);
  chat.senders = without_repeats(call.sendPermissionList.value_or(std::vector<std::string>{}));
  PARLEY_CHECK(check_users(transaction, chat.senders));
  chat.external_users = call.allowedToAddExternalUser.value_or(false);
  chat.created = clock_.now();

  std::vector<ChatMember> members;
  for (const std::string& user : chat.members) {
    ChatMember member;
    member.user = user;
    member.favourite = user == caller.user && call.favourite.value_or(false);
    if (chat.encrypted) {
      const auto password = passwords.find(user);
      if (password == passwords.end()) return incorrect_encryption();
      member.encrypted_password = password->second;
    }
    members.push_back(std::move(member));
  }
  insert(transaction, chat, members);
  const auto mine = std::find_if(members.begin(), members.end(),
                                 [&](const ChatMember& member) { return member.user == caller.user; });
  protocol::NewChatEvent answer{.info = chat_view(chat, *mine)};
  notices_.added(transaction, chat, std::move(members), caller.connection);
  return answer;
}

Result<protocol::RemovedChatEvent> Chats::remove(storage::Transaction& transaction, const Caller& caller,
                                                 const protocol::calls::DeleteChat& call) {
  PARLEY_TRY(const ChatSeat seat, own_seat(transaction, caller, call.id));
  if (!seat.chat.room.empty()) return restricted();
  if (caller.user != seat.chat.owner && !seat.chat.personal) return restricted();
  destroy(transaction, seat.chat, caller.connection);
  return protocol::RemovedChatEvent{.info = chat_view(seat.chat, *seat.member)};
}

Result<void> Chats::rename(storage::Transaction& transaction, const Caller& caller,
                           const protocol::calls::RenameChat& call) {
  PARLEY_TRY(ChatSeat seat, own_seat(transaction, caller, call.id));
  Chat& chat = seat.chat;
  if (chat.personal) return Error{std::string(errors::ChatError::CAN_NOT_RENAME_PRIVATE_CHAT)};
  if (!may_manage(chat, caller.user)) return restricted();
  if (blank(call.name)) return Error{"A chat's name can't be empty"};
  if (chat.named && chat.name == call.name) return {};
  const bool visible = chat.name != call.name;
  chat.name = call.name;
  chat.named = true;
  change_for_all(transaction, caller, seat, true, visible);
  for (ChatObserver* observer : observers_) observer->chat_renamed(transaction, chat);
  return {};
}

Result<protocol::ChatsEvent> Chats::list(storage::Reader& reader, const Caller& caller) const {
  protocol::ChatsEvent answer;
  for (const ChatSeat& seat : chat_store::of_user(reader, caller.user)) {
    answer.chats.emplace(seat.chat.id, chat_view(seat.chat, *seat.member));
  }
  return answer;
}

Result<protocol::PublicChannelsEvent> Chats::list_public_channels(storage::Reader& reader, const Caller& caller) const {
  protocol::PublicChannelsEvent answer;
  for (ChatSeat& seat : chat_store::public_channels(reader, caller.user)) {
    ChatMember viewer = seat.member.value_or(ChatMember{});
    viewer.user = caller.user;
    answer.channels.emplace(seat.chat.id, chat_view(seat.chat, viewer));
  }
  return answer;
}

Result<protocol::Chat> Chats::chat(storage::Reader& reader, const Caller& caller, const std::string& id) const {
  const std::optional<ChatSeat> seat = chat_store::find(reader, id, caller.user);
  if (!seat) return Error{"Chat not found"};
  if (!seat->member && !seat->chat.open_to_all()) return restricted();
  const Chat& chat = seat->chat;
  protocol::Chat answer;
  answer.id = chat.id;
  answer.name = chat.name;
  answer.owner = chat.owner;
  answer.member = caller.user;
  answer.favourite = seat->member && seat->member->favourite;
  answer.members = chat.members;
  answer.channel = chat.channel;
  answer.type = chat.type;
  answer.channelSendPolicy = chat.send_policy;
  answer.chatReceivePolicy = chat.receive_policy;
  answer.sendPermissionList = chat.senders;
  answer.allowedToAddExternalUser = chat.external_users;
  return answer;
}

bool Chats::is_member(storage::Reader& reader, std::string_view chat, std::string_view user) const {
  return chat_store::is_member(reader, chat, user);
}

std::vector<std::string> Chats::ids_of(storage::Reader& reader, std::string_view user) const {
  return chat_store::ids_of_user(reader, user);
}

std::vector<std::string> Chats::members(storage::Reader& reader, std::string_view chat) const {
  const std::optional<ChatSeat> seat = chat_store::find(reader, chat, "");
  return seat ? seat->chat.members : std::vector<std::string>{};
}

std::optional<ChatSeat> Chats::seat(storage::Reader& reader, std::string_view chat, std::string_view user) const {
  return chat_store::find(reader, chat, user);
}

void Chats::count_message(storage::Transaction& transaction, std::string_view chat, std::string_view message,
                          Millis date) {
  chat_store::count_message(transaction, chat, message, date);
}

void Chats::count_private_message(storage::Transaction& transaction, std::string_view chat, std::string_view from,
                                  std::string_view to, std::string_view message, Millis date) {
  chat_store::count_private_message(transaction, chat, from, message, date);
  if (to != from) chat_store::count_private_message(transaction, chat, to, message, date);
}

void Chats::set_position(storage::Transaction& transaction, std::string_view chat, std::string_view user,
                         const ReadPosition& position) {
  chat_store::set_position(transaction, chat, user, position);
}

Result<ChatSeat> Chats::own_seat(storage::Reader& reader, const Caller& caller, const std::string& chat) const {
  std::optional<ChatSeat> seat = chat_store::find(reader, chat, caller.user);
  if (!seat) return Error{"Chat not found"};
  if (!seat->member) return restricted();
  return std::move(*seat);
}

Result<ChatSeat> Chats::owned_seat(storage::Reader& reader, const Caller& caller, const std::string& chat) const {
  PARLEY_TRY(ChatSeat seat, own_seat(reader, caller, chat));
  if (caller.user != seat.chat.owner) return restricted();
  return seat;
}

Result<void> Chats::check_users(storage::Reader& reader, const std::vector<std::string>& users) const {
  if (users.empty()) return {};
  const std::map<std::string, std::string> names = users_.nicknames(reader, users);
  for (const std::string& user : users) {
    if (!names.contains(user)) return Error{std::string(errors::UserManagementError::USER_NOT_FOUND)};
  }
  return {};
}

std::string Chats::generated_name(storage::Reader& reader, const std::vector<std::string>& members) const {
  const std::map<std::string, std::string> names = users_.nicknames(reader, members);
  std::string joined;
  for (const std::string& user : members) {
    const auto name = names.find(user);
    if (!joined.empty()) joined += ", ";
    joined += name == names.end() ? user : name->second;
  }
  return joined;
}

void Chats::insert(storage::Transaction& transaction, const Chat& chat, const std::vector<ChatMember>& members) {
  chat_store::add(transaction, chat);
  for (const ChatMember& member : members) chat_store::add_member(transaction, chat.id, member);
  if (chat.makes_contacts()) contacts_.create(transaction, chat.circle(), chat.members);
  for (ChatObserver* observer : observers_) observer->chat_created(transaction, chat);
}

void Chats::destroy(storage::Transaction& transaction, const Chat& chat, events::ConnectionId except) {
  std::vector<ChatMember> members = chat_store::members(transaction, chat.id);
  chat_store::remove(transaction, chat.id);
  notices_.removed(transaction, chat, std::move(members), except);
  if (chat.makes_contacts()) contacts_.dissolve(transaction, chat.circle());
  for (ChatObserver* observer : observers_) observer->chat_deleted(transaction, chat);
}

protocol::UpdateChatEvent Chats::change_for_all(storage::Transaction& transaction, const Caller& caller,
                                                const ChatSeat& seat, bool changed, bool visible) {
  if (changed) chat_store::update(transaction, seat.chat);
  if (changed && visible) {
    notices_.changed(transaction, seat.chat, chat_store::members(transaction, seat.chat.id), caller.connection);
  }
  return {.info = chat_view(seat.chat, *seat.member)};
}

}  // namespace parley::domain
