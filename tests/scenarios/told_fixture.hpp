#pragma once
// Who was told what, of six connections: the caller, his other device, two devices of another user, a third user, and
// one who must get nothing.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {

class ToldFixture : public testing::Test {
 protected:
  ToldFixture() {
    start();
    for (const char* user : {"ann", "ben", "cat", "eve"}) server_->add_user(user, std::string("Nick-") + user);
    connect();
  }

  /// What every connection was told since the last call, by and by: "ann2 CHAT_MUTED, ben SFU_UPDATE_CHAT". Contacts
  /// and presence have tests of their own and are left out. The events themselves are kept for last().
  std::string told() {
    std::string all;
    events_.clear();
    for (auto& [name, client] : clients_) {
      for (json::object& event : client->settle()) {
        const std::string type = text(event, {"type"});
        if (type == "USER_PRESENCE_STATUS_UPDATED" || type.find("CONTACT") != std::string::npos) continue;
        EXPECT_EQ(text(event, {"internalMessageId"}), "") << name << " got an answer to another's call";
        EXPECT_EQ(text(event, {"roomId"}), "") << "old clients lose events of a room they don't know";
        if (!all.empty()) all += ", ";
        all += name + " " + type;
        events_[name].push_back(std::move(event));
      }
    }
    return all;
  }
  /// The only event a connection was told, by the last told().
  const json::object& only(const std::string& name) {
    static const json::object none;
    EXPECT_EQ(events_[name].size(), 1u) << name;
    return events_[name].size() == 1 ? events_[name].front() : none;
  }

  WireClient& client(const std::string& name) {
    for (auto& [known, client] : clients_) {
      if (known == name) return *client;
    }
    throw std::runtime_error("nobody is called " + name);
  }
  json::object ask(const std::string& name, std::string_view method, json::object arguments) {
    return client(name).ask(method, std::move(arguments));
  }
  /// The sentence of a refusal; "" when the call went well.
  std::string refusal(const std::string& name, std::string_view method, json::object arguments) {
    const json::object answer = ask(name, method, std::move(arguments));
    return text(answer, {"type"}) == "OPERATION_FAILED" ? text(answer, {"error"}) : std::string();
  }
  /// Makes a chat of ann's and forgets what was told about it.
  std::string new_chat(json::object arguments) {
    const std::string id = text(ask("ann", "createChat", std::move(arguments)), {"info", "id"});
    EXPECT_FALSE(id.empty());
    told();
    return id;
  }
  /// A chat as one user sees it; none when it isn't among his.
  std::optional<json::object> view(const std::string& name, const std::string& chat) {
    const json::object chats = ask(name, "getUserChats", {}).at("chats").as_object();
    const json::value* found = chats.if_contains(chat);
    return found ? std::optional(found->as_object()) : std::nullopt;
  }
  static json::object in(const std::string& chat, json::object arguments = {}) {
    arguments["targetEntityType"] = "CHAT";
    arguments["targetEntityId"] = {{"chatId", chat}};
    return arguments;
  }
  json::array load(const std::string& name, const std::string& chat) {
    return ask(name, "loadMessages", in(chat)).at("messages").as_array();
  }

  void leave(const std::string& name) {
    client(name).disconnect();
    std::erase_if(clients_, [&](const auto& entry) { return entry.first == name; });
  }
  void come(const std::string& name) {
    clients_.emplace_back(name, std::make_unique<WireClient>(WireClient::login(server_->port(), name.substr(0, 3))));
  }

  /// The server is killed and started again; everybody comes back.
  void restart() {
    clients_.clear();
    server_->kill();
    start();
    connect();
  }

 private:
  void start() { server_ = std::make_unique<ServerProcess>(folder_.path()); }
  void connect() {
    for (const char* name : {"ann", "ann2", "ben", "ben2", "cat", "eve"}) come(name);
    told();
  }

  TemporaryFolder folder_;
  std::unique_ptr<ServerProcess> server_;
  std::vector<std::pair<std::string, std::unique_ptr<WireClient>>> clients_;
  std::map<std::string, std::vector<json::object>> events_;
};

}  // namespace parley::test
