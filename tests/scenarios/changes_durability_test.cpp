// Killed while clients send, edit, react, read, delete and exchange files: what was acknowledged is so, and of what was
// under way either all or nothing is.
#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <set>

#include "tests/scenarios/attachments_fixture.hpp"

namespace parley::test {
namespace {

constexpr int kWriters = 4;

json::object in_chat(const std::string& chat, json::object arguments = {}) {
  arguments["targetEntityType"] = "CHAT";
  arguments["targetEntityId"] = {{"chatId", chat}};
  return arguments;
}

/// What a message says, of what its author alone changes in this test.
struct State {
  std::string body;
  std::set<std::string> files;
  std::set<std::string> reactions;
  bool deleted = false;
  bool operator==(const State&) const = default;
};
std::ostream& operator<<(std::ostream& out, const State& state) {
  out << (state.deleted ? "deleted " : "") << '"' << state.body << '"';
  for (const std::string& file : state.files) out << " file " << file;
  for (const std::string& reaction : state.reactions) out << " reaction " << reaction;
  return out;
}

State state_of(const json::object& message) {
  State state{.body = text(message, {"body"}), .files = {}, .reactions = {}, .deleted = false};
  state.deleted = text(message, {"status"}) == "DELETED";
  for (const json::value& file : message.at("attachments").as_array()) state.files.emplace(file.at("id").as_string());
  for (const json::value& entry : message.at("reactions").as_array()) {
    state.reactions.emplace(entry.at("reaction").as_string());
  }
  return state;
}

/// One user, who changes his own messages one call after the other.
class Writer {
 public:
  Writer(std::string user, std::string chat, unsigned seed)
      : user_(std::move(user)), chat_(std::move(chat)), random_(seed) {}

  const std::string& user() const { return user_; }
  int acknowledged() const { return acknowledged_; }

  void write_until_killed(WireClient client) {
    under_way_.clear();
    position_under_way_.reset();
    try {
      while (true) {
        client.forget();
        write_one(client);
      }
    } catch (const std::runtime_error&) {
      // The server was killed.
    }
  }

  /// Holds what is stored against what he was told. What was under way is known from now on.
  void check(const std::map<std::string, json::object>& stored, const json::object& info) {
    SCOPED_TRACE(user_);
    std::map<std::string, State> mine;
    for (const auto& [id, message] : stored) {
      if (text(message, {"from"}) == user_) mine[id] = state_of(message);
    }
    for (const auto& [id, state] : told_) {
      ASSERT_TRUE(mine.contains(id)) << "lost: " << state;
      bool possible = mine[id] == state;
      for (const auto& [of, after] : under_way_) possible = possible || (of == id && mine[id] == after);
      EXPECT_TRUE(possible) << "told: " << state << ", stored: " << mine[id];
    }
    for (const auto& [id, state] : mine) {
      bool possible = told_.contains(id);
      for (const auto& [of, after] : under_way_) possible = possible || (of.empty() && after == state) || of == id;
      EXPECT_TRUE(possible) << "nobody sent " << state;
    }
    EXPECT_LE(mine.size(), told_.size() + 1);
    const std::string position = text(info, {"lastReadMessageId"});
    EXPECT_TRUE(position == position_ || (position_under_way_ && position == *position_under_way_)) << position;
    told_ = std::move(mine);
    position_ = position;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  /// The call, what it is to lead to, and then what it has led to.
  json::object change(WireClient& client, const std::string& method, json::object arguments, const std::string& id,
                      State after) {
    under_way_ = {{id, after}};
    const json::object answer = client.ask(method, in_chat(chat_, std::move(arguments)));
    if (text(answer, {"type"}) == "OPERATION_FAILED") ADD_FAILURE() << json::serialize(answer);
    under_way_.clear();
    ++acknowledged_;
    return answer;
  }
  static json::array announced(const std::string& file) {
    return {{{"type", "file"}, {"name", file}, {"size", 1000}, {"id", file}}};
  }
  void upload(WireClient& client, const json::object& answer, const std::string& id, const State& after) {
    const UploadIds ids(answer);
    under_way_ = {{id, after}};
    for (const bool last : {false, true}) {
      client.send_binary(ids.frame(0, last, std::string(500, 'x')));
      client.answer(ids.key(0));
    }
    client.send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", ids.transfer}});
    if (text(client.answer(ids.message), {"type"}) != "SFU_MESSAGE_STATE") ADD_FAILURE();
    under_way_.clear();
    told_[ids.message] = after;
    ++acknowledged_;
  }

  void write_one(WireClient& client) {
    const std::string body = user_ + " " + std::to_string(++number_);
    const std::string file = "file" + std::to_string(number_);
    std::vector<std::string> alive;
    for (const auto& [id, state] : told_) {
      if (!state.deleted) alive.push_back(id);
    }
    const std::size_t what = alive.empty() ? 0 : below(10);
    if (what < 2) {
      const State after{.body = body, .files = {}, .reactions = {}, .deleted = false};
      told_[text(change(client, "sendMessage", {{"body", body}}, "", after), {"status", "id"})] = after;
      return;
    }
    if (what == 2) {
      const State after{.body = body, .files = {file}, .reactions = {}, .deleted = false};
      // Until its files are there, there is no message: nothing is under way yet.
      const json::object answer =
          client.ask("sendMessage", in_chat(chat_, {{"body", body}, {"attachments", announced(file)}}));
      return upload(client, answer, "", after);
    }
    const std::string id = alive[below(alive.size())];
    State& now = told_[id];
    State after = now;
    switch (what) {
      case 3:
      case 4:
        after.body = body;
        change(client, "editMessage", {{"id", id}, {"body", body}}, id, after);
        break;
      case 5: {
        after.body = body;
        const json::object answer =
            change(client, "editMessage", {{"id", id}, {"body", body}, {"attachments", announced(file)}}, id, after);
        now = after;
        after.files.insert(file);
        return upload(client, answer, id, after);
      }
      case 6: {
        after.body = body;
        const json::array gone(now.files.begin(), now.files.end());
        after.files.clear();
        change(client, "editMessage", {{"id", id}, {"body", body}, {"attachmentIdsToDelete", gone}}, id, after);
        break;
      }
      case 7: {
        const std::string reaction = below(2) == 0 ? "+1" : "heart";
        const bool there = now.reactions.contains(reaction);
        if (there) after.reactions.erase(reaction);
        if (!there) after.reactions.insert(reaction);
        change(client, there ? "removeReactionOnMessage" : "addReactionOnMessage",
               {{"messageId", id}, {"reaction", reaction}}, id, after);
        break;
      }
      case 8:
        // What becomes of reactions of a deleted message is nobody's promise.
        if (!now.reactions.empty()) return;
        after = State{.body = "", .files = {}, .reactions = {}, .deleted = true};
        change(client, "deleteMessage", {{"id", id}}, id, after);
        break;
      default: {
        // His position only goes forward: it is the one of the answer.
        position_under_way_ = id;
        const json::object answer = client.ask("markMessageRead", in_chat(chat_, {{"id", id}}));
        position_under_way_.reset();
        position_ = text(answer, {"updateInfo", "lastReadMessageId"});
        ++acknowledged_;
        break;
      }
    }
    now = after;
  }

  const std::string user_;
  const std::string chat_;
  std::mt19937 random_;
  int number_ = 0;
  std::atomic<int> acknowledged_ = 0;
  std::map<std::string, State> told_;
  std::vector<std::pair<std::string, State>> under_way_;  ///< message id ("": a new one) and what it becomes
  std::string position_;
  std::optional<std::string> position_under_way_;
};

TEST(ChangesDurability, AKillKeepsWhatWasAcknowledgedAndHalvesNothing) {
  TemporaryFolder folder;
  std::mt19937 random(20240117);
  std::vector<std::unique_ptr<Writer>> writers;
  std::string chat;
  {
    ServerProcess server(folder.path());
    json::array members;
    for (int i = 0; i < kWriters; ++i) {
      const std::string user = "u" + std::to_string(i);
      server.add_user(user);
      members.push_back(json::value(user));
    }
    WireClient owner = WireClient::login(server.port(), "u0");
    chat = text(owner.ask("createChat", {{"members", members}, {"type", "PUBLIC"}}), {"info", "id"});
    for (int i = 0; i < kWriters; ++i) {
      writers.push_back(std::make_unique<Writer>("u" + std::to_string(i), chat, static_cast<unsigned>(random())));
    }
  }
  std::map<std::string, std::set<std::string>> dates;  // message id to the dates it was ever shown with
  for (int round = 0; round < 5 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    {
      ServerProcess server(folder.path());
      std::vector<WireClient> clients;
      for (const auto& writer : writers) clients.push_back(WireClient::login(server.port(), writer->user()));
      std::vector<std::thread> threads;
      std::vector<int> before;
      for (std::size_t i = 0; i < writers.size(); ++i) {
        before.push_back(writers[i]->acknowledged());
        threads.emplace_back([writer = writers[i].get(), client = std::move(clients[i])]() mutable {
          writer->write_until_killed(std::move(client));
        });
      }
      // However slow the machine is, something was acknowledged to each, and something is under way.
      const auto all_have_written = [&] {
        for (std::size_t i = 0; i < writers.size(); ++i) {
          if (writers[i]->acknowledged() < before[i] + 10) return false;
        }
        return true;
      };
      for (int i = 0; i < 6000 && !all_have_written(); ++i) std::this_thread::sleep_for(milliseconds(10));
      EXPECT_TRUE(all_have_written());
      std::this_thread::sleep_for(milliseconds(random() % 300));
      server.kill();
      for (std::thread& thread : threads) thread.join();
    }
    ServerProcess server(folder.path());
    std::map<std::string, json::object> stored;
    std::int64_t unread = 0;
    for (const auto& writer : writers) {
      WireClient client = WireClient::login(server.port(), writer->user());
      const json::object info = client.ask("getUserChats").at("chats").at(chat).as_object();
      const json::array messages = client.ask("loadMessages", in_chat(chat)).at("messages").as_array();
      stored.clear();
      unread = 0;
      for (const json::value& message : messages) {
        EXPECT_TRUE(stored.emplace(message.at("id").as_string(), message.as_object()).second) << "twice";
        const bool counts = text(message.as_object(), {"from"}) != writer->user() &&
                            text(message.as_object(), {"status"}) != "DELETED" &&
                            message.at("date").as_int64() > info.at("lastReadMessageDate").as_int64();
        unread += counts ? 1 : 0;
      }
      EXPECT_EQ(info.at("messagesCount").as_int64(), static_cast<std::int64_t>(messages.size()));
      EXPECT_GE(client.ask("getUnreadMessagesCount", in_chat(chat)).at("unreadMessagesCount").as_int64(), unread);
      writer->check(stored, info);
    }
    for (const auto& [id, message] : stored) {
      dates[id].insert(json::serialize(message.at("date")));
      EXPECT_EQ(dates[id].size(), 1u) << "its date never changes";
    }
  }
  int acknowledged = 0;
  for (const auto& writer : writers) acknowledged += writer->acknowledged();
  RecordProperty("acknowledged", acknowledged);
}

}  // namespace
}  // namespace parley::test
