#pragma once
// A client that keeps its state by answers and events alone, in the order in which they come. Whatever the server says
// when asked anew has to be the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/harness/wire_client.hpp"
#include "tests/scenarios/contacts_mirror.hpp"
#include "tests/scenarios/place.hpp"

namespace parley::test {

class Mirror {
 public:
  /// A chat, or a channel or thread of a space: its key is that of in_place().
  struct Chat {
    json::object info;
    bool loaded = false;  ///< `messages` are all there are
    std::map<std::string, json::object> messages;
    std::optional<std::int64_t> cursor;  ///< none: not followed (yet)
  };

  Mirror(std::uint16_t port, std::string user) : port_(port), user_(std::move(user)) { connect(); }

  const std::string& user() const { return user_; }
  bool connected() const { return client_ != nullptr; }
  const std::map<std::string, Chat>& chats() const { return chats_; }
  const ContactsMirror& contacts() const { return contacts_; }
  /// How often each call went well; the end of an upload counts as "files".
  const std::map<std::string, int>& successes() const { return successes_; }

  void connect() {
    client_ = std::make_unique<WireClient>(WireClient::login(port_, user_));
    waiting_.clear();
  }
  void disconnect() {
    client_->disconnect();
    client_.reset();
    for (auto& [id, chat] : chats_) following_.erase(id);
  }

  /// Sends a call; wait() takes its answer. Files it announces are sent when the server asks for them, but those whose
  /// names begin with "cancelled" are taken back, and those with "forgotten" never come.
  void call(const std::string& method, json::object arguments) {
    const std::string id = client_->call(method, arguments);
    expect(id, {method, std::move(arguments)});
  }
  /// Takes what comes until all calls are answered.
  void wait() {
    while (!waiting_.empty()) take(client_->next_frame(milliseconds(10'000)).at("data").as_array().at(0).as_object());
  }
  /// One call and its answer.
  json::object ask(const std::string& method, json::object arguments) {
    answer_.clear();
    call(method, std::move(arguments));
    wait();
    return answer_;
  }
  /// Everything the server has sent until now is taken.
  void settle() { ask("thereIsNoSuchCall", {}); }

  static bool in_space(const std::string& key) { return key.find('/') != std::string::npos; }

  /// The state from scratch.
  void load() {
    for (auto& [id, chat] : chats_) chat.loaded = false;
    ask("getUserChats", {});
    ask("getUserSpaces", {});
    load_missing();
    ask("getContacts", {});
  }
  /// The state from what is kept and the journals.
  void catch_up(int limit) {
    ask("getUserChats", {});
    ask("getUserSpaces", {});
    const json::object summary = ask("getChatsSyncSummary", {});
    for (const json::value& entry : summary.at("cursors").as_array()) {
      const std::string id = key_in(entry.as_object());
      const auto found = chats_.find(id);
      if (found == chats_.end() || !found->second.loaded || !found->second.cursor) continue;
      for (bool more = true; more;) {
        const json::object page =
            ask("getMessagesDifference", in_place(id, {{"sinceCursor", *chats_[id].cursor}, {"limit", limit}}));
        if (text(page, {"type"}) != "MESSAGES_DIFFERENCE" || !chats_.contains(id)) break;
        EXPECT_FALSE(page.at("resyncRequired").as_bool());
        more = page.at("hasMore").as_bool();
        if (!more) following_.insert(id);
      }
    }
    load_missing();
    ask("getContacts", {});
  }
  /// Chats he was added to, whose history he has not seen.
  void load_missing() {
    std::vector<std::string> missing;
    for (const auto& [id, chat] : chats_) {
      if (!chat.loaded || !following_.contains(id)) missing.push_back(id);
    }
    for (const std::string& id : missing) ask("loadMessages", in_place(id));
    if (missing.empty()) return;
    const json::object summary = ask("getChatsSyncSummary", {});
    for (const json::value& entry : summary.at("cursors").as_array()) {
      const auto found = chats_.find(key_in(entry.as_object()));
      if (found == chats_.end() || !found->second.loaded || following_.contains(found->first)) continue;
      found->second.cursor = entry.at("currentCursor").as_int64();
      following_.insert(found->first);
    }
  }

  /// Holds the state against what the server says now. Nothing may happen elsewhere meanwhile.
  void compare() {
    settle();
    load_missing();
    settle();
    const std::map<std::string, Chat> kept = chats_;
    const ContactsMirror kept_contacts = contacts_;
    {
      SCOPED_TRACE(user_ + "'s contacts");
      kept_contacts.compare(ask("getContacts", {}).at("contacts").as_object());
    }
    json::object fresh = ask("getUserChats", {}).at("chats").as_object();
    for (auto& [key, info] : places(ask("getUserSpaces", {}).at("spaces").as_array())) fresh[key] = info;
    EXPECT_EQ(fresh.size(), kept.size()) << user_;
    for (const auto& [id, chat] : kept) {
      SCOPED_TRACE(user_ + " in " + id);
      const json::value* info = fresh.if_contains(id);
      ASSERT_TRUE(info) << "he thinks he is in " << json::serialize(chat.info);
      for (const auto& member : info->as_object()) {
        EXPECT_EQ(chat.info.at(member.key()), member.value()) << std::string(member.key());
      }
      compare_messages(id, chat);
      const json::object summary = ask("getChatsSyncSummary", {});
      for (const json::value& entry : summary.at("cursors").as_array()) {
        if (key_in(entry.as_object()) != id) continue;
        EXPECT_EQ(chats_[id].cursor, entry.at("currentCursor").as_int64()) << "the number he has come to by himself";
      }
    }
  }

 private:
  /// The key of the place an object names.
  static std::string key_in(const json::object& object) {
    const json::value* id = object.if_contains("targetEntityId");
    if (!id) return {};
    std::string key = text(id->as_object(), {"chatId"});
    for (const char* part : {"spaceId", "channelId", "threadId"}) {
      const std::string next = text(id->as_object(), {part});
      if (!next.empty()) key += (key.empty() ? "" : "/") + next;
    }
    return key;
  }
  /// Channels and threads by their keys.
  static std::map<std::string, json::object> places(const json::array& spaces) {
    std::map<std::string, json::object> all;
    for (const json::value& space : spaces) {
      for (const json::value& channel : space.at("channels").as_array()) {
        all.merge(places_of(text(space.as_object(), {"id"}), channel.as_object()));
      }
    }
    return all;
  }
  static std::map<std::string, json::object> places_of(const std::string& space, json::object channel) {
    std::map<std::string, json::object> all;
    const std::string key = space + '/' + text(channel, {"id"});
    for (const json::value& thread : channel.at("threads").as_array()) {
      all[key + '/' + text(thread.as_object(), {"id"})] = thread.as_object();
    }
    channel.erase("threads");
    all[key] = std::move(channel);
    return all;
  }

  struct Call {
    std::string method;
    json::object arguments;
    bool finishes = false;  ///< it is the end of an upload, `method` began it
  };

  void compare_messages(const std::string& id, const Chat& chat) {
    const json::array fresh = ask("loadMessages", in_place(id)).at("messages").as_array();
    EXPECT_EQ(fresh.size(), chat.messages.size());
    std::int64_t unread = 0;
    std::int64_t perhaps_unread = 0;
    for (const json::value& value : fresh) {
      const json::object& message = value.as_object();
      const auto found = chat.messages.find(text(message, {"id"}));
      ASSERT_NE(found, chat.messages.end()) << "he has never heard of " << json::serialize(message);
      const json::object& own = found->second;
      SCOPED_TRACE("his: " + json::serialize(own) + "\nserver's: " + json::serialize(message));
      for (const char* member : {"date", "from", "body", "type", "edited", "dateOfEdit", "privateMessage"}) {
        EXPECT_EQ(own.at(member), message.at(member)) << member;
      }
      EXPECT_EQ(text(own, {"to"}), text(message, {"to"}));
      EXPECT_EQ(text(own, {"parentMessage", "id"}), text(message, {"parentMessage", "id"}));
      EXPECT_EQ(reactions(own), reactions(message));
      EXPECT_EQ(own.at("attachments"), message.at("attachments"));
      const bool deleted = text(message, {"status"}) == "DELETED";
      EXPECT_EQ(text(own, {"status"}) == "DELETED", deleted);
      // Of other people's messages a client isn't told who has got them.
      if (text(message, {"from"}) == user_) {
        EXPECT_EQ(own.at("deliveryStatus"), message.at("deliveryStatus"));
      } else if (!deleted && message.at("date").as_int64() > chat.info.at("lastReadMessageDate").as_int64()) {
        ++unread;
      } else if (!deleted && text(message, {"body"}).starts_with("files")) {
        ++perhaps_unread;  // its files may have come after he had read what was sent later
      }
    }
    const std::int64_t told = ask("getUnreadMessagesCount", in_place(id)).at("unreadMessagesCount").as_int64();
    EXPECT_GE(told, unread);
    EXPECT_LE(told, unread + perhaps_unread);
    found_files(id, fresh);
    EXPECT_EQ(ask("getMessagesCount", in_place(id)).at("messagesCount"), chat.info.at("messagesCount"));
  }

  /// A search for all files of a chat finds those of its messages.
  void found_files(const std::string& id, const json::array& messages) {
    std::multiset<std::string> expected, found;
    for (const json::value& message : messages) {
      for (const json::value& file : message.at("attachments").as_array()) {
        expected.insert(text(message.as_object(), {"id"}) + " " + text(file.as_object(), {"id"}));
      }
    }
    const json::object answer = ask("searchMessageAttachments", {{"chatId", id}, {"sortOrder", 0}});
    for (const json::value& file : answer.at("attachmentsInfo").as_array()) {
      found.insert(text(file.as_object(), {"messageId"}) + " " + text(file.as_object(), {"id"}));
    }
    EXPECT_EQ(found, expected);
  }

  static std::map<std::string, std::set<std::string>> reactions(const json::object& message) {
    std::map<std::string, std::set<std::string>> all;
    for (const json::value& entry : message.at("reactions").as_array()) {
      for (const json::value& user : entry.at("reactedUsers").as_array()) {
        all[text(entry.as_object(), {"reaction"})].insert(std::string(user.as_string()));
      }
    }
    return all;
  }

  void expect(const std::string& id, Call call) { waiting_[id].push_back(std::move(call)); }
  std::optional<Call> take_call(const std::string& id) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return std::nullopt;
    Call call = std::move(found->second.front());
    found->second.pop_front();
    if (found->second.empty()) waiting_.erase(found);
    return call;
  }

  void take(const json::object& event) {
    const std::string type = text(event, {"type"});
    std::optional<Call> call = take_call(text(event, {"internalMessageId"}));
    if (call) answer_ = event;
    if (type == "OPERATION_FAILED") return;
    if (call) ++successes_[call->finishes ? "files" : call->method];
    if (!call && (!text(event, {"internalMessageId"}).empty() || type == "ACK" || type == "SFU_MESSAGE_STATE")) {
      ADD_FAILURE() << "answers no call: " << json::serialize(event);
      return;
    }
    EXPECT_EQ(text(event, {"roomId"}), "");
    if (call && type == "SFU_MESSAGE_STATE" && event.at("waitingUploadingAttachments").as_bool()) upload(event, *call);
    take_cursor(event, type, call);
    contacts_.take(type, event, call ? call->arguments : json::object());
    if (type == "SFU_USER_CHATS") return take_chats(event.at("chats").as_object());
    if (event.contains("info")) return take_info(type, event.at("info").as_object());
    if (type == "ACK") return take_ack(*call);
    if (type == "USER_SPACES") return take_spaces(event.at("spaces").as_array());
    if (event.contains("spaceId")) return take_channel(type, event);
    const std::string id = event.contains("targetEntityId") ? key_in(event)
                           : event.contains("message")      ? key_in(event.at("message").as_object())
                           : event.contains("status") && event.at("status").is_object()
                               ? key_in(event.at("status").as_object())
                               : text(event, {"id"});
    const auto chat = chats_.find(id);
    if (chat == chats_.end()) return;
    take_change(chat->second, type, event, call);
  }

  void take_cursor(const json::object& event, const std::string& type, const std::optional<Call>& call) {
    const json::value* number = event.if_contains("cursor");
    if (!number) return;
    const std::string id = type == "SFU_MESSAGE" || type == "SEND_MESSAGE_SYNC"
                               ? key_in(event.at("message").as_object())
                           : type == "SFU_MESSAGE_STATE" ? key_in(event.at("status").as_object())
                                                         : key_in(event);
    if (!following_.contains(id) || !chats_.contains(id)) return;
    std::int64_t& cursor = *chats_[id].cursor;
    const std::int64_t told = number->as_int64();
    if (type == "MESSAGES_CURSOR_ADVANCED") {
      cursor = std::max(cursor, told);
      return;
    }
    EXPECT_EQ(told, cursor + 1) << user_ << " misses a number: " << json::serialize(event)
                                << (call ? " answers " + call->method : "");
    cursor = told;
  }

  void take_chats(const json::object& fresh) {
    keep_if([&](const std::string& key) { return in_space(key) || fresh.contains(key); });
    for (const auto& entry : fresh) chats_[std::string(entry.key())].info = entry.value().as_object();
  }
  void take_spaces(const json::array& spaces) {
    auto fresh = places(spaces);
    keep_if([&](const std::string& key) { return !in_space(key) || fresh.contains(key); });
    for (auto& [key, info] : fresh) chats_[key].info = std::move(info);
  }
  template <class Predicate>
  void keep_if(const Predicate& keep) {
    std::erase_if(chats_, [&](const auto& entry) { return !keep(entry.first); });
    std::erase_if(following_, [&](const std::string& key) { return !keep(key); });
  }

  void take_channel(const std::string& type, const json::object& event) {
    if (type == "NEW_SPACE_CHANNEL") {
      for (auto& [key, info] : places_of(text(event, {"spaceId"}), event.at("channel").as_object())) {
        chats_[key].info = info;
      }
    }
    const std::string key = text(event, {"spaceId"}) + '/' + text(event, {"channelId"});
    const auto channel = chats_.find(key);
    if (channel == chats_.end()) return;
    if (type == "SPACE_CHANNEL_UPDATED") {
      for (const char* member : {"name", "private", "accessRights", "members"}) {
        channel->second.info[member] = event.at(member);
      }
    }
    if (type == "SPACE_CHANNEL_DELETED") keep_if([&](const std::string& other) { return !other.starts_with(key); });
  }

  void take_info(const std::string& type, const json::object& info) {
    const std::string id = text(info, {"id"});
    // Who was no member hears of his removal without the rest of the info.
    const json::value* list = info.if_contains("members");
    const json::array members = list ? list->as_array() : json::array{};
    const bool member = std::find(members.begin(), members.end(), json::value(user_)) != members.end();
    if (type == "SFU_CHAT_DELETED" || !member) {
      chats_.erase(id);
      following_.erase(id);
      return;
    }
    chats_[id].info = info;
  }

  void take_ack(const Call& call) {
    if (call.method == "renameChat") {
      const auto chat = chats_.find(text(call.arguments, {"id"}));
      if (chat != chats_.end()) chat->second.info["name"] = call.arguments.at("name");
    }
    if (call.method == "deleteMessage") {
      const auto chat = chats_.find(key_in(call.arguments));
      if (chat != chats_.end()) remove(chat->second, text(call.arguments, {"id"}));
    }
  }

  void take_change(Chat& chat, const std::string& type, const json::object& event, const std::optional<Call>& call) {
    if (type == "CHAT_MUTED") chat.info["muteSettings"] = event.at("muteSettings");
    if (type == "CHAT_UNMUTED") chat.info["muteSettings"] = nullptr;
    if (type == "CHAT_NOTIFICATION_SETTINGS_UPDATED") chat.info["notificationSettings"] = event.at("value");
    if (type == "SFU_MESSAGE" || type == "SEND_MESSAGE_SYNC") add(chat, event.at("message").as_object());
    if (type == "SFU_MESSAGE_STATE") take_status(chat, event, *call);
    if (type == "CHAT_MESSAGE_EDITED") put(chat, event.at("message").as_object());
    if (type == "CHAT_MESSAGE_DELETED") remove(chat, text(event, {"messageId"}));
    if (type == "REACTION_ON_MESSAGE_ADDED" || type == "REACTION_ON_MESSAGE_REMOVED") take_reaction(chat, type, event);
    if (type == "UPDATE_MESSAGES_DELIVERY_STATUS") take_delivery(chat, event);
    if (type == "LAST_READ_MESSAGE_UPDATED") {
      chat.info["lastReadMessageId"] = event.at("updateInfo").at("lastReadMessageId");
      chat.info["lastReadMessageDate"] = event.at("updateInfo").at("lastReadMessageDate");
    }
    if (type == "CHAT_MESSAGES") {
      chat.messages.clear();
      chat.loaded = true;
      for (const json::value& message : event.at("messages").as_array()) put(chat, message.as_object());
    }
    if (type == "MESSAGES_DIFFERENCE") {
      for (const json::value& message : event.at("messages").as_array()) put(chat, message.as_object());
      chat.cursor = event.at("newCursor").as_int64();
    }
  }

  static void put(Chat& chat, const json::object& message) { chat.messages[text(message, {"id"})] = message; }
  static void add(Chat& chat, const json::object& message) {
    put(chat, message);
    json::object& info = chat.info;
    // What waited for its files may be older than the newest, and even than the oldest.
    const std::int64_t date = message.at("date").as_int64();
    if (info.at("messagesCount").as_int64() == 0 || date < info.at("firstMessageDate").as_int64()) {
      info["firstMessageId"] = message.at("id");
      info["firstMessageDate"] = date;
    }
    info["messagesCount"] = info.at("messagesCount").as_int64() + 1;
    if (date > info.at("lastMessageDate").as_int64()) {
      info["lastMessageId"] = message.at("id");
      info["lastMessageDate"] = date;
    }
  }
  static void remove(Chat& chat, const std::string& id) {
    const auto message = chat.messages.find(id);
    if (message == chat.messages.end()) return;
    message->second["body"] = "";
    message->second["status"] = "DELETED";
    message->second["attachments"] = json::array();
  }

  /// Sends all files at once and the end of the upload behind them, without waiting.
  void upload(const json::object& event, const Call& call) {
    const json::object& transfer = event.at("messageWithUploadingAttachments").as_object();
    const std::int64_t message = transfer.at("messageTransferId").as_int64();
    const json::array& files = call.arguments.at("attachments").as_array();
    for (std::size_t i = 0; i < files.size(); ++i) {
      const std::int64_t file = transfer.at("attachmentsInfo").at(i).at("attachmentTransferId").as_int64();
      const std::string name(files[i].at("name").as_string());
      if (name.starts_with("forgotten")) continue;
      if (name.starts_with("cancelled")) {
        this->call("cancelSendingAttachment", {{"messageTransferId", message}, {"attachmentTransferId", file}});
        continue;
      }
      std::string frame = "\x0A";
      frame += static_cast<char>(message);
      frame += static_cast<char>(file);
      client_->send_binary(frame + '\1' + name);
      expect(std::to_string(message) + std::to_string(file), {"a piece", {}, false});
    }
    const std::string id = text(transfer, {"messageId"});
    client_->send("sendMessageWithAttachments", {{"id", id}, {"transferId", message}});
    expect(id, {call.method, call.arguments, true});
  }

  void take_status(Chat& chat, const json::object& event, const Call& call) {
    const json::object& status = event.at("status").as_object();
    const bool waits = event.at("waitingUploadingAttachments").as_bool();
    if (call.method == "editMessage") {
      const auto message = chat.messages.find(text(status, {"id"}));
      if (message == chat.messages.end()) return;
      if (text(status, {"state"}) == "DELETED") return remove(chat, text(status, {"id"}));
      for (const char* member : {"edited", "dateOfEdit", "reactions", "deliveryStatus"}) {
        message->second[member] = status.at(member);
      }
      // The text is that of the call, unless another edit came while the files were under way.
      if (!call.finishes) message->second["body"] = call.arguments.at("body");
      if (!waits) message->second["attachments"] = status.at("attachments");
      return;
    }
    if (waits || text(status, {"state"}) == "DELIVERY_CANCELLED") return;
    json::object message;
    for (const char* member : {"id", "targetEntityType", "targetEntityId", "date", "deliveryStatus", "attachments",
                               "edited", "dateOfEdit", "reactions"}) {
      message[member] = status.at(member);
    }
    if (const json::value* parent = status.if_contains("parentMessage")) message["parentMessage"] = *parent;
    message["from"] = user_;
    message["type"] = "REGULAR";
    message["status"] = status.at("state");
    message["body"] = call.arguments.at("body");
    std::string to = text(call.arguments, {"to"});
    const std::string owner = text(chat.info, {"owner"});
    // What the policy makes private the answer doesn't tell, but the chat's info does.
    if (text(chat.info, {"chatReceivePolicy"}) == "OWNER_ONLY" && owner != user_) to = owner;
    message["privateMessage"] = !to.empty();
    if (!to.empty()) message["to"] = to;
    add(chat, message);
  }

  static void take_reaction(Chat& chat, const std::string& type, const json::object& event) {
    const auto message = chat.messages.find(text(event, {"messageId"}));
    if (message == chat.messages.end()) return;
    auto all = reactions(message->second);
    std::set<std::string>& users = all[text(event, {"reaction"})];
    if (type == "REACTION_ON_MESSAGE_ADDED") users.insert(text(event, {"reactedUser"}));
    if (type == "REACTION_ON_MESSAGE_REMOVED") users.erase(text(event, {"reactedUser"}));
    json::array list;
    for (const auto& [reaction, reacted] : all) {
      if (!reacted.empty()) {
        list.push_back({{"reaction", reaction}, {"reactedUsers", json::array(reacted.begin(), reacted.end())}});
      }
    }
    message->second["reactions"] = std::move(list);
  }

  void take_delivery(Chat& chat, const json::object& event) {
    const std::int64_t from = event.at("dateFrom").as_int64();
    const std::int64_t to = event.at("dateTo").as_int64();
    for (auto& [id, message] : chat.messages) {
      const std::int64_t date = message.at("date").as_int64();
      if (text(message, {"from"}) != user_ || date < from || date > to) continue;
      json::value* entry = message.at("deliveryStatus").as_object().if_contains(text(event, {"userId"}));
      if (!entry) continue;
      if (text(event, {"status"}) == "READ" || entry->as_string() == "PENDING") *entry = event.at("status");
    }
  }

  const std::uint16_t port_;
  const std::string user_;
  std::unique_ptr<WireClient> client_;
  /// By what their answers name. Two uploads of edits of one message are answered under the same id, in their order.
  std::map<std::string, std::deque<Call>> waiting_;
  std::map<std::string, int> successes_;
  json::object answer_;
  std::map<std::string, Chat> chats_;
  ContactsMirror contacts_;
  std::set<std::string> following_;  ///< chats whose numbers are told to him one after the other
};

}  // namespace parley::test
