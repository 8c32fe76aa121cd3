#pragma once
// A client that keeps its state by answers and events alone, in the order in which they come. Whatever the server says
// when asked anew has to be the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/scenarios/contacts_mirror.hpp"
#include "tests/scenarios/mirror_connection.hpp"
#include "tests/scenarios/place.hpp"
#include "tests/scenarios/place_mirror.hpp"

namespace parley::test {

class Mirror : public MirrorConnection {
 public:
  Mirror(std::uint16_t port, std::string user) : MirrorConnection(port, std::move(user)) {}

  /// By their keys.
  const std::map<std::string, PlaceMirror>& places() const { return places_; }
  const ContactsMirror& contacts() const { return contacts_; }
  /// How often each call went well; the end of an upload counts as "files".
  const std::map<std::string, int>& successes() const { return successes_; }

  void disconnect() {
    MirrorConnection::disconnect();
    following_.clear();
  }

  /// Sends a call; wait() takes its answer. Files it announces are sent when the server asks for them, but those whose
  /// names begin with "cancelled" are taken back, and those with "forgotten" never come.
  void call(const std::string& method, json::object arguments) { MirrorConnection::call(method, std::move(arguments)); }

  /// The state from scratch.
  void load() {
    for (auto& [id, chat] : places_) chat.loaded = false;
    ask("getUserChats");
    ask("getUserSpaces");
    load_missing();
    ask("getContacts");
  }
  /// The state from what is kept and the journals.
  void catch_up(int limit) {
    ask("getUserChats");
    ask("getUserSpaces");
    const json::object summary = ask("getChatsSyncSummary");
    for (const json::value& entry : summary.at("cursors").as_array()) {
      const std::string id = key_in(entry.as_object());
      const auto found = places_.find(id);
      if (found == places_.end() || !found->second.loaded || !found->second.cursor) continue;
      for (bool more = true; more;) {
        const json::object page =
            ask("getMessagesDifference", in_place(id, {{"sinceCursor", *places_[id].cursor}, {"limit", limit}}));
        if (text(page, {"type"}) != "MESSAGES_DIFFERENCE" || !places_.contains(id)) break;
        EXPECT_FALSE(page.at("resyncRequired").as_bool());
        more = page.at("hasMore").as_bool();
        if (!more) following_.insert(id);
      }
    }
    load_missing();
    ask("getContacts");
  }
  /// Chats he was added to, whose history he has not seen.
  void load_missing() {
    std::vector<std::string> missing;
    for (const auto& [id, chat] : places_) {
      if (!chat.loaded || !following_.contains(id)) missing.push_back(id);
    }
    for (const std::string& id : missing) ask("loadMessages", in_place(id));
    if (missing.empty()) return;
    const json::object summary = ask("getChatsSyncSummary");
    for (const json::value& entry : summary.at("cursors").as_array()) {
      const auto found = places_.find(key_in(entry.as_object()));
      if (found == places_.end() || !found->second.loaded || following_.contains(found->first)) continue;
      found->second.cursor = entry.at("currentCursor").as_int64();
      following_.insert(found->first);
    }
  }

  /// Holds the state against what the server says now. Nothing may happen elsewhere meanwhile.
  void compare() {
    settle();
    load_missing();
    settle();
    const std::map<std::string, PlaceMirror> kept = places_;
    const ContactsMirror kept_contacts = contacts_;
    {
      SCOPED_TRACE(user() + "'s contacts");
      kept_contacts.compare(ask("getContacts").at("contacts").as_object());
    }
    json::object fresh = ask("getUserChats").at("chats").as_object();
    for (auto& [key, info] : places_in(ask("getUserSpaces").at("spaces").as_array())) fresh[key] = info;
    EXPECT_EQ(fresh.size(), kept.size()) << user();
    for (const auto& [id, chat] : kept) {
      SCOPED_TRACE(user() + " in " + id);
      const json::value* info = fresh.if_contains(id);
      ASSERT_TRUE(info) << "he thinks he is in " << json::serialize(chat.info);
      for (const auto& member : info->as_object()) {
        EXPECT_EQ(chat.info.at(member.key()), member.value()) << std::string(member.key());
      }
      compare_messages(id, chat);
      const json::object summary = ask("getChatsSyncSummary");
      for (const json::value& entry : summary.at("cursors").as_array()) {
        if (key_in(entry.as_object()) != id) continue;
        EXPECT_EQ(places_[id].cursor, entry.at("currentCursor").as_int64()) << "the number he has come to by himself";
      }
    }
  }

 private:
  void compare_messages(const std::string& key, const PlaceMirror& kept) {
    const json::array fresh = ask("loadMessages", in_place(key)).at("messages").as_array();
    const PlaceMirror::Unread unread = kept.compare_messages(fresh, user());
    const std::int64_t told = ask("getUnreadMessagesCount", in_place(key)).at("unreadMessagesCount").as_int64();
    EXPECT_GE(told, unread.surely);
    EXPECT_LE(told, unread.surely + unread.perhaps);
    found_files(key, fresh);
    EXPECT_EQ(ask("getMessagesCount", in_place(key)).at("messagesCount"), kept.info.at("messagesCount"));
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

  void take(const json::object& event, const std::optional<Call>& call) override {
    const std::string type = text(event, {"type"});
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
    const auto chat = places_.find(id);
    if (chat == places_.end()) return;
    chat->second.take(type, event);
    if (type == "SFU_MESSAGE_STATE") chat->second.take_status(event, user(), *call);
    if (type == "UPDATE_MESSAGES_DELIVERY_STATUS") chat->second.take_delivery(event, user());
  }

  void take_cursor(const json::object& event, const std::string& type, const std::optional<Call>& call) {
    const json::value* number = event.if_contains("cursor");
    if (!number) return;
    const std::string id = type == "SFU_MESSAGE" || type == "SEND_MESSAGE_SYNC"
                               ? key_in(event.at("message").as_object())
                           : type == "SFU_MESSAGE_STATE" ? key_in(event.at("status").as_object())
                                                         : key_in(event);
    if (!following_.contains(id) || !places_.contains(id)) return;
    std::int64_t& cursor = *places_[id].cursor;
    const std::int64_t told = number->as_int64();
    if (type == "MESSAGES_CURSOR_ADVANCED") {
      cursor = std::max(cursor, told);
      return;
    }
    EXPECT_EQ(told, cursor + 1) << user() << " misses a number: " << json::serialize(event)
                                << (call ? " answers " + call->method : "");
    cursor = told;
  }

  void take_chats(const json::object& fresh) {
    keep_if([&](const std::string& key) { return in_space(key) || fresh.contains(key); });
    for (const auto& entry : fresh) places_[std::string(entry.key())].info = entry.value().as_object();
  }
  void take_spaces(const json::array& spaces) {
    auto fresh = places_in(spaces);
    keep_if([&](const std::string& key) { return !in_space(key) || fresh.contains(key); });
    for (auto& [key, info] : fresh) places_[key].info = std::move(info);
  }
  template <class Predicate>
  void keep_if(const Predicate& keep) {
    std::erase_if(places_, [&](const auto& entry) { return !keep(entry.first); });
    std::erase_if(following_, [&](const std::string& key) { return !keep(key); });
  }

  void take_channel(const std::string& type, const json::object& event) {
    if (type == "NEW_SPACE_CHANNEL") {
      for (auto& [key, info] : places_of(text(event, {"spaceId"}), event.at("channel").as_object())) {
        places_[key].info = info;
      }
    }
    const std::string key = text(event, {"spaceId"}) + '/' + text(event, {"channelId"});
    const auto channel = places_.find(key);
    if (channel == places_.end()) return;
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
    const bool member = std::find(members.begin(), members.end(), json::value(user())) != members.end();
    if (type == "SFU_CHAT_DELETED" || !member) {
      places_.erase(id);
      following_.erase(id);
      return;
    }
    places_[id].info = info;
  }

  void take_ack(const Call& call) {
    if (call.method == "renameChat") {
      const auto chat = places_.find(text(call.arguments, {"id"}));
      if (chat != places_.end()) chat->second.info["name"] = call.arguments.at("name");
    }
    if (call.method == "deleteMessage") {
      const auto chat = places_.find(key_in(call.arguments));
      if (chat != places_.end()) chat->second.remove(text(call.arguments, {"id"}));
    }
  }

  /// Sends all files at once and the end of the upload behind them, without waiting.
  void upload(const json::object& event, const Call& announced) {
    const json::object& transfer = event.at("messageWithUploadingAttachments").as_object();
    const std::int64_t message = transfer.at("messageTransferId").as_int64();
    const json::array& files = announced.arguments.at("attachments").as_array();
    for (std::size_t i = 0; i < files.size(); ++i) {
      const std::int64_t file = transfer.at("attachmentsInfo").at(i).at("attachmentTransferId").as_int64();
      const std::string name(files[i].at("name").as_string());
      if (name.starts_with("forgotten")) continue;
      if (name.starts_with("cancelled")) {
        call("cancelSendingAttachment", {{"messageTransferId", message}, {"attachmentTransferId", file}});
        continue;
      }
      std::string frame = "\x0A";
      frame += static_cast<char>(message);
      frame += static_cast<char>(file);
      client().send_binary(frame + '\1' + name);
      expect(std::to_string(message) + std::to_string(file), {"a piece", {}, false});
    }
    const std::string id = text(transfer, {"messageId"});
    client().send("sendMessageWithAttachments", {{"id", id}, {"transferId", message}});
    expect(id, {announced.method, announced.arguments, true});
  }

  std::map<std::string, int> successes_;
  std::map<std::string, PlaceMirror> places_;
  ContactsMirror contacts_;
  std::set<std::string> following_;  ///< chats whose numbers are told to him one after the other
};

}  // namespace parley::test
