// The message journal: cursors that come with answers and events, watermarks, the difference; three users, one of them
// on two devices.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

WireClient new_user(const ServerProcess& server, const std::string& id) {
  server.add_user(id);
  return WireClient::login(server.port(), id);
}

std::int64_t cursor_of(const json::object& event) {
  const json::value* cursor = event.if_contains("cursor");
  return cursor && cursor->is_int64() ? cursor->as_int64() : 0;
}

/// Follows the numbers of one chat as a client would, and never asks for a difference.
class Follower {
 public:
  explicit Follower(WireClient& client) : client_(client) { client.show_watermarks(true); }

  void take(const json::object& event) {
    const std::int64_t cursor = cursor_of(event);
    if (cursor == 0) return;
    const bool watermark = text(event, {"type"}) == "MESSAGES_CURSOR_ADVANCED";
    EXPECT_TRUE(watermark || cursor == cursor_ + 1) << "a gap after " << cursor_ << ": " << json::serialize(event);
    EXPECT_TRUE(!watermark || text(event, {"internalMessageId"}).empty());
    EXPECT_TRUE(text(event, {"roomId"}).empty());
    cursor_ = std::max(cursor_, cursor);
  }
  /// The answer, and all that comes until then.
  json::object ask(std::string_view method, json::object arguments) {
    const std::string id = client_.call(method, std::move(arguments));
    while (true) {
      const json::object event = client_.next_frame().at("data").as_array().at(0).as_object();
      take(event);
      if (text(event, {"internalMessageId"}) == id) return event;
    }
  }
  std::int64_t settle() {
    for (const json::object& event : client_.settle()) take(event);
    return cursor_;
  }

 private:
  WireClient& client_;
  std::int64_t cursor_ = 0;
};

class Journal : public testing::Test {
 protected:
  void SetUp() override {
    chat_ = text(ann_.ask("createChat", {{"members", json::array{"ben", "cat"}}}), {"info", "id"});
    for (WireClient* client : {&ann_, &ann2_, &ben_, &cat_}) client->settle();
  }
  json::object in_chat(json::object arguments = {}) const {
    arguments["targetEntityType"] = "CHAT";
    arguments["targetEntityId"] = {{"chatId", chat_}};
    return arguments;
  }
  json::object send(WireClient& from, const std::string& body) {
    return from.ask("sendMessage", in_chat({{"body", body}}));
  }
  json::object difference(WireClient& client, json::object how = {}) {
    return client.ask("getMessagesDifference", in_chat(std::move(how)));
  }
  std::int64_t current(WireClient& client) {
    const json::object summary = client.ask("getChatsSyncSummary");
    EXPECT_EQ(text(summary, {"type"}), "CHATS_SYNC_SUMMARY");
    for (const json::value& entry : summary.at("cursors").as_array()) {
      if (text(entry.as_object(), {"targetEntityId", "chatId"}) != chat_) continue;
      EXPECT_EQ(text(entry.as_object(), {"targetEntityType"}), "CHAT");
      return entry.at("currentCursor").as_int64();
    }
    return -1;
  }
  static std::string bodies(const json::object& difference) {
    std::string all;
    for (const json::value& message : difference.at("messages").as_array()) {
      all += text(message.as_object(), {"body"}) + " ";
    }
    return all;
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  WireClient ann_ = new_user(server_, "ann");
  WireClient ann2_ = WireClient::login(server_.port(), "ann");
  WireClient ben_ = new_user(server_, "ben");
  WireClient cat_ = new_user(server_, "cat");
  std::string chat_;
};

TEST_F(Journal, TheSummaryNamesTheCallersChats) {
  EXPECT_EQ(current(ann_), 0);
  server_.add_user("eve");
  WireClient eve = WireClient::login(server_.port(), "eve");
  EXPECT_TRUE(eve.ask("getChatsSyncSummary").at("cursors").as_array().empty());
  send(ann_, "one");
  EXPECT_EQ(current(cat_), 1);
  EXPECT_EQ(current(eve), -1);
  EXPECT_TRUE(ann2_.settle().size() == 1) << "asking tells nobody";
}

TEST_F(Journal, AnswersAndEventsCarryTheNumber) {
  const json::object sent = send(ann_, "one");
  const json::value id = sent.at("status").at("id");
  EXPECT_EQ(cursor_of(sent), 1);
  EXPECT_EQ(cursor_of(ann2_.event("SEND_MESSAGE_SYNC")), 1);
  EXPECT_EQ(cursor_of(ben_.event("SFU_MESSAGE")), 1);
  EXPECT_EQ(cursor_of(ann_.ask("editMessage", in_chat({{"id", id}, {"body", "uno"}}))), 2);
  EXPECT_EQ(cursor_of(ben_.event("CHAT_MESSAGE_EDITED")), 2);
  const json::object reaction = ben_.ask("addReactionOnMessage", in_chat({{"messageId", id}, {"reaction", "+1"}}));
  EXPECT_EQ(cursor_of(reaction), 3);
  EXPECT_EQ(cursor_of(ann_.event("REACTION_ON_MESSAGE_ADDED")), 3);
  EXPECT_EQ(cursor_of(ben_.ask("removeReactionOnMessage", in_chat({{"messageId", id}, {"reaction", "+1"}}))), 4);
  EXPECT_EQ(cursor_of(cat_.event("REACTION_ON_MESSAGE_REMOVED")), 4);
}

TEST_F(Journal, TheDeletersConnectionGetsAWatermarkAfterItsAnswer) {
  const json::value id = send(ann_, "one").at("status").at("id");
  ann_.show_watermarks(true);
  ann2_.show_watermarks(true);
  const std::string call = ann_.call("deleteMessage", in_chat({{"id", id}}));
  const json::object ack = ann_.next_frame().at("data").as_array().at(0).as_object();
  EXPECT_EQ(text(ack, {"type"}), "ACK");
  EXPECT_EQ(text(ack, {"internalMessageId"}), call);
  const json::object watermark = ann_.next_frame().at("data").as_array().at(0).as_object();
  EXPECT_EQ(text(watermark, {"type"}), "MESSAGES_CURSOR_ADVANCED");
  EXPECT_EQ(text(watermark, {"targetEntityId", "chatId"}), chat_);
  EXPECT_EQ(cursor_of(watermark), 2);
  const auto other = ann2_.settle();
  EXPECT_EQ(count(other, "MESSAGES_CURSOR_ADVANCED"), 0u) << "it has the number of the event";
  EXPECT_EQ(count(other, "CHAT_MESSAGE_DELETED"), 1u);
}

TEST_F(Journal, WhoStaysConnectedEndsAtTheServersNumber) {
  Follower ann(ann_), ann2(ann2_), ben(ben_), cat(cat_);
  const std::map<Follower*, std::string> users = {{&ann, "ann"}, {&ann2, "ann"}, {&ben, "ben"}, {&cat, "cat"}};
  const std::vector<Follower*> all = {&ann, &ann2, &ben, &cat};
  struct Sent {
    std::string id, from, to;
  };
  std::vector<Sent> sent;
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int step = 0; step < 200; ++step) {
    Follower& caller = *all[random() % all.size()];
    const std::string& user = users.at(&caller);
    if (sent.empty() || random() % 3 == 0) {
      const std::string to = random() % 4 == 0 ? users.at(all[random() % all.size()]) : "";
      json::object call = in_chat({{"body", "x"}});
      if (!to.empty()) call["to"] = to;
      sent.push_back({text(caller.ask("sendMessage", std::move(call)), {"status", "id"}), user, to});
      continue;
    }
    const Sent& one = sent[random() % sent.size()];
    switch (random() % 6) {
      case 0:
        caller.ask("editMessage", in_chat({{"id", one.id}, {"body", "y"}}));
        break;
      case 1:
        if (random() % 4 == 0) caller.ask("deleteMessage", in_chat({{"id", one.id}}));
        break;
      case 2:
        caller.ask("addReactionOnMessage", in_chat({{"messageId", one.id}, {"reaction", "+1"}}));
        break;
      case 3:
        caller.ask("removeReactionOnMessage", in_chat({{"messageId", one.id}, {"reaction", "+1"}}));
        break;
      case 4:
        caller.ask("markMessageUnread", in_chat({{"id", one.id}}));
        break;
      default:
        caller.ask("markMessageRead", in_chat({{"id", one.id}}));
    }
  }
  const std::int64_t server = current(cat_);
  EXPECT_GT(server, 100);
  for (Follower* follower : all) EXPECT_EQ(follower->settle(), server) << users.at(follower);
}

TEST_F(Journal, NoWatermarkOvertakesTheAnswerToItsAuthor) {
  ann_.show_watermarks(true);
  ann_.settle();
  constexpr int kMessages = 150;
  std::thread reader([this] {
    for (int i = 0; i < kMessages; ++i) {
      const json::object message = ben_.event("SFU_MESSAGE", milliseconds(20'000));
      ben_.call("markMessageRead", in_chat({{"id", message.at("message").at("id")}}));
    }
    ben_.settle();
  });
  std::int64_t reached = 0;
  int answered = 0;
  int sent = 0;
  while (answered < kMessages) {
    while (sent < kMessages && sent < answered + 10) {
      ann_.call("sendMessage", in_chat({{"body", "x"}}));
      ++sent;
    }
    const json::object event = ann_.next_frame(milliseconds(20'000)).at("data").as_array().at(0).as_object();
    if (text(event, {"type"}) == "MESSAGES_CURSOR_ADVANCED") reached = cursor_of(event);
    if (text(event, {"type"}) != "SFU_MESSAGE_STATE") continue;
    ++answered;
    EXPECT_GT(cursor_of(event), reached);
  }
  reader.join();
}

TEST_F(Journal, WhoWasAwayCatchesUp) {
  const json::value kept = send(ann_, "kept").at("status").at("id");
  const json::value edited = send(ann_, "old").at("status").at("id");
  const std::int64_t known = current(ben_);
  ben_.disconnect();
  const json::value deleted = send(cat_, "deleted").at("status").at("id");
  ann_.ask("editMessage", in_chat({{"id", edited}, {"body", "new"}}));
  cat_.ask("deleteMessage", in_chat({{"id", deleted}}));
  cat_.ask("addReactionOnMessage", in_chat({{"messageId", kept}, {"reaction", "+1"}}));
  ann_.ask("sendMessage", in_chat({{"body", "secret"}, {"to", "cat"}}));
  send(cat_, "latest");
  for (WireClient* client : {&ann_, &ann2_, &cat_}) client->settle();

  WireClient ben = WireClient::login(server_.port(), "ben");
  const std::int64_t server = current(ben);
  EXPECT_GT(server, known);
  const json::object found = difference(ben, {{"sinceCursor", known}});
  EXPECT_EQ(text(found, {"type"}), "MESSAGES_DIFFERENCE");
  EXPECT_EQ(found.at("targetEntityId"), (json::object{{"chatId", chat_}}));
  EXPECT_EQ(bodies(found), "new  kept latest ");
  EXPECT_EQ(text(found.at("messages").at(1).as_object(), {"status"}), "DELETED");
  EXPECT_EQ(found.at("messages").at(2).at("reactions").as_array().size(), 1u);
  EXPECT_FALSE(found.at("hasMore").as_bool());
  EXPECT_FALSE(found.at("resyncRequired").as_bool());
  // What was pending for him is delivered now; that took numbers too, but none that he need ask for.
  EXPECT_EQ(text(found.at("messages").at(3).as_object(), {"deliveryStatus", "ben"}), "DELIVERED");
  EXPECT_EQ(found.at("newCursor").as_int64(), current(ben));
  EXPECT_GE(found.at("newCursor").as_int64(), server);
  EXPECT_EQ(count(cat_.settle(), "UPDATE_MESSAGES_DELIVERY_STATUS"), 1u);
  EXPECT_EQ(count(ann_.settle(), "UPDATE_MESSAGES_DELIVERY_STATUS"), 0u);

  const json::object nothing = difference(ben, {{"sinceCursor", found.at("newCursor")}});
  EXPECT_TRUE(nothing.at("messages").as_array().empty());
  EXPECT_EQ(nothing.at("newCursor"), found.at("newCursor"));
  EXPECT_EQ(count(ben.settle(), "SFU_MESSAGE"), 0u);
}

TEST_F(Journal, PagesAndBadQuestions) {
  for (int i = 0; i < 3; ++i) send(ann_, "m" + std::to_string(i));
  json::object page = difference(ben_, {{"limit", 1}});
  EXPECT_EQ(bodies(page), "m0 ");
  EXPECT_TRUE(page.at("hasMore").as_bool());
  page = difference(ben_, {{"limit", 1}, {"sinceCursor", page.at("newCursor")}});
  EXPECT_EQ(bodies(page), "m1 ");
  page = difference(ben_, {{"limit", 1}, {"sinceCursor", page.at("newCursor")}});
  EXPECT_EQ(bodies(page), "m2 ");
  EXPECT_FALSE(page.at("hasMore").as_bool());

  json::array many;
  for (int i = 0; i < 33; ++i) many.push_back({{"from", i * 10 + 1}, {"to", i * 10 + 2}});
  const std::vector<json::object> bad = {
      {{"sinceCursor", -1}},
      {{"limit", -1}},
      {{"sinceCursor", "one"}},
      {{"cachedRanges", many}},
      {{"cachedRanges", json::array{{{"from", 5}, {"to", 6}}, {{"from", 6}, {"to", 7}}}}},
      {{"cachedRanges", json::array{{{"from", 1}, {"to", 0}}, {{"from", 6}, {"to", 7}}}}},
      {{"cachedRanges", json::array{{{"from", 9}, {"to", 3}}}}},
  };
  for (const json::object& how : bad) {
    const json::object answer = difference(ben_, how);
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED") << json::serialize(how);
    EXPECT_FALSE(text(answer, {"error"}).empty());
  }
  server_.add_user("eve");
  WireClient eve = WireClient::login(server_.port(), "eve");
  EXPECT_EQ(text(difference(eve), {"error"}), "Restricted access");
  EXPECT_EQ(bodies(difference(ben_)), "m0 m1 m2 ") << "the connection lives on";
}

TEST_F(Journal, NumbersSurviveARestart) {
  const json::value id = send(ann_, "one").at("status").at("id");
  ann_.ask("editMessage", in_chat({{"id", id}, {"body", "uno"}}));
  ben_.ask("markMessageRead", in_chat({{"id", id}}));
  const std::int64_t before = current(ann_);
  EXPECT_EQ(before, 3);
  EXPECT_EQ(server_.terminate(), 0);
  ServerProcess again(folder_.path());
  WireClient ann = WireClient::login(again.port(), "ann");
  EXPECT_EQ(current(ann), before);
  EXPECT_EQ(bodies(difference(ann, {{"sinceCursor", 2}})), "uno ");
  EXPECT_EQ(cursor_of(send(ann, "two")), 4);
}

TEST_F(Journal, AKillLosesNoNumberAndGivesNoneTwice) {
  std::map<std::int64_t, std::string> answered;  // number to message id
  std::int64_t known = 0;
  int next = 0;
  std::mt19937 random(20261122);
  server_.kill();
  for (int round = 0; round < 3; ++round) {
    ServerProcess server(folder_.path());
    WireClient ann = WireClient::login(server.port(), "ann");
    WireClient ben = WireClient::login(server.port(), "ben");
    std::thread killer([&] {
      std::this_thread::sleep_for(milliseconds(150 + random() % 200));
      server.kill();
    });
    try {
      while (true) {
        for (int i = 0; i < 10; ++i) ann.call("sendMessage", in_chat({{"body", std::to_string(next++)}}));
        for (int i = 0; i < 10; ++i) {
          const json::object answer = ann.event("SFU_MESSAGE_STATE");
          EXPECT_TRUE(answered.emplace(cursor_of(answer), text(answer, {"status", "id"})).second)
              << cursor_of(answer) << " was given twice";
        }
        ben.call("markMessageRead", in_chat({{"id", answered.rbegin()->second}}));
        known = std::max(known, cursor_of(ben.event("SFU_MESSAGE")));
      }
    } catch (const std::runtime_error&) {
      // The server was killed: what has been answered counts.
    }
    killer.join();
  }
  EXPECT_FALSE(answered.empty());
  ServerProcess server(folder_.path());
  WireClient cat = WireClient::login(server.port(), "cat");
  EXPECT_GE(current(cat), answered.rbegin()->first);
  std::map<std::string, std::int64_t> place;  // message id to its place in the difference
  std::int64_t cursor = 0;
  for (bool more = true; more;) {
    const json::object page = difference(cat, {{"sinceCursor", cursor}, {"limit", 7}});
    for (const json::value& message : page.at("messages").as_array()) {
      place.emplace(text(message.as_object(), {"id"}), static_cast<std::int64_t>(place.size()));
    }
    EXPECT_GE(page.at("newCursor").as_int64(), cursor);
    cursor = page.at("newCursor").as_int64();
    more = page.at("hasMore").as_bool();
  }
  EXPECT_EQ(cursor, current(cat));
  std::int64_t last = -1;
  for (const auto& [number, id] : answered) {
    ASSERT_TRUE(place.contains(id)) << "number " << number;
    EXPECT_GT(place[id], last) << "in the order of their numbers";
    last = place[id];
  }
  EXPECT_EQ(cat.ask("getMessagesCount", in_chat()).at("messagesCount").as_int64(),
            static_cast<std::int64_t>(place.size()));
}

}  // namespace
}  // namespace parley::test
