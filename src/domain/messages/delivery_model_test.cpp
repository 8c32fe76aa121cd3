// The same random history for the service and for a model that keeps every recipient's status by itself.
#include <random>

#include "domain/messages/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::DeliveryStatus;

struct ModelMessage {
  std::string id;
  Millis date = 0;
  std::string from;
  std::string to;
  std::map<std::string, DeliveryStatus> status;
  bool deleted = false;

  bool visible_to(const std::string& user) const { return to.empty() || to == user || from == user; }
};

class DeliveryModelTest : public MessagesWorld, public ::testing::WithParamInterface<unsigned> {
 protected:
  DeliveryModelTest() {
    for (int i = 0; i < 9; ++i) {
      add_user("u" + std::to_string(i));
      names.push_back("u" + std::to_string(i));
    }
    connections.online.clear();
    chat = make_chat(caller("u0"), {"u1", "u2", "u3", "u4"}).id;
    members = {"u0", "u1", "u2", "u3", "u4"};
  }

  static std::map<std::string, DeliveryStatus> entries(const protocol::MessageDeliveryStatus& status) {
    return {status.begin(), status.end()};
  }
  Caller caller(const std::string& user) const { return {.user = user, .connection = 100}; }
  std::size_t random(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(engine); }
  std::string any_member() { return members[random(members.size())]; }
  /// Date of a message, or one near it.
  Millis any_date() {
    if (model.empty()) return clock.now();
    return model[random(model.size())].date + static_cast<Millis>(random(3)) - 1;
  }

  void step() {
    clock.advance(std::chrono::milliseconds(random(3)));
    switch (random(12)) {
      case 0:
      case 1:
      case 2:
        return send_any();
      case 3:
        return toggle_online();
      case 4:
      case 5:
      case 6:
        return load_any();
      case 7:
      case 8:
        return mark(true);
      case 9:
        return mark(false);
      case 10:
        return delete_any();
      default:
        return change_members();
    }
  }

  void send_any() {
    ModelMessage message{.id = "",
                         .date = 0,
                         .from = any_member(),
                         .to = random(4) == 0 ? any_member() : "",
                         .status = {},
                         .deleted = false};
    for (const std::string& user : message.to.empty() ? members : std::vector<std::string>{message.to}) {
      if (user == message.from) continue;
      message.status[user] = connections.connected(user) ? DeliveryStatus::DELIVERED : DeliveryStatus::PENDING;
    }
    const auto status = message.to.empty() ? send(caller(message.from), chat, "x")
                                           : send_to(caller(message.from), chat, message.to, "x");
    EXPECT_EQ(entries(status.deliveryStatus), message.status);
    message.id = status.id;
    message.date = status.date;
    if (!model.empty()) {
      EXPECT_GT(message.date, model.back().date);
    }
    model.push_back(message);
    told();
  }

  void toggle_online() {
    const std::string& user = names[random(names.size())];
    if (connections.online.erase(user) == 0) connections.online.insert(user);
  }

  void load_any() {
    const std::string user = any_member();
    auto call = everything(chat);
    std::vector<ModelMessage*> expected;
    for (ModelMessage& message : model) {
      if (message.visible_to(user)) expected.push_back(&message);
    }
    if (random(2) == 0) {
      const Millis mark = any_date();
      const std::size_t lower = random(4);
      const std::size_t upper = random(4);
      call.boundaries = protocol::Boundaries{.dateMark = mark,
                                             .lowerLimit = static_cast<std::int64_t>(lower),
                                             .upperLimit = static_cast<std::int64_t>(upper)};
      const auto split = std::find_if(expected.begin(), expected.end(), [&](auto* m) { return m->date > mark; });
      const auto older = static_cast<std::size_t>(split - expected.begin());
      const std::size_t first = older - std::min(older, upper);
      const std::size_t last = std::min(expected.size(), older + lower);
      expected = {expected.begin() + static_cast<long>(first), expected.begin() + static_cast<long>(last)};
    } else {
      const Millis start = any_date();
      const Millis end = random(2) == 0 ? -1 : any_date();
      call.timeFrame = protocol::TimeFrame{.start = start, .end = end, .limit = std::nullopt};
      std::erase_if(expected, [&](auto* m) { return m->date < start || (end >= 0 && m->date > end); });
      if (random(2) == 0) {
        const std::size_t limit = random(4);
        call.timeFrame->limit = static_cast<std::int64_t>(limit);
        if (expected.size() > limit) expected.erase(expected.begin(), expected.end() - static_cast<long>(limit));
      }
    }
    std::map<std::string, std::vector<Millis>> delivered;
    for (ModelMessage* message : expected) {
      const auto entry = message->status.find(user);
      if (entry == message->status.end() || entry->second != DeliveryStatus::PENDING) continue;
      entry->second = DeliveryStatus::DELIVERED;
      if (is_member(message->from)) delivered[message->from].push_back(message->date);
    }
    const auto loaded = load(caller(user), call);
    ASSERT_EQ(loaded.size(), expected.size());
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      EXPECT_EQ(loaded[i].id, expected[i]->id);
      EXPECT_EQ(entries(loaded[i].deliveryStatus), expected[i]->status);
    }
    std::vector<std::string> events;
    for (const auto& [author, dates] : delivered) {
      events.push_back(author + " " + std::to_string(dates.size() == 1 ? dates[0] : dates[0] - 1) + " " +
                       std::to_string(dates.back()));
    }
    EXPECT_EQ(ranges(DeliveryStatus::DELIVERED, user), events);
    // An author applies the range to all his messages in it, so it holds none that is pending still.
    for (const auto& [author, dates] : delivered) {
      const Millis first = dates.size() == 1 ? dates[0] : dates[0] - 1;
      for (const ModelMessage& message : model) {
        if (message.from != author || message.date < first || message.date > dates.back()) continue;
        const auto entry = message.status.find(user);
        EXPECT_TRUE(entry == message.status.end() || entry->second != DeliveryStatus::PENDING);
      }
    }
  }

  void mark(bool read) {
    const std::string user = any_member();
    std::vector<const ModelMessage*> visible;
    for (const ModelMessage& message : model) {
      if (message.visible_to(user)) visible.push_back(&message);
    }
    if (visible.empty()) return;
    const std::size_t at = random(visible.size());
    const Millis old = positions[user];
    Millis position = read ? std::max(old, visible[at]->date) : at == 0 ? 0 : visible[at - 1]->date;
    std::set<std::string> authors;
    for (ModelMessage& message : model) {
      const auto entry = message.status.find(user);
      if (position <= old || message.date > position || entry == message.status.end()) continue;
      if (entry->second == DeliveryStatus::READ) continue;
      entry->second = DeliveryStatus::READ;
      if (is_member(message.from)) authors.insert(message.from);
    }
    positions[user] = position;
    const auto answer =
        read ? mark_read(caller(user), chat, visible[at]->id) : mark_unread(caller(user), chat, visible[at]->id);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->updateInfo.oldLastReadMessageDate, old);
    EXPECT_EQ(answer->updateInfo.lastReadMessageDate, position);
    std::vector<std::string> events;
    for (const std::string& author : authors) {
      events.push_back(author + " " + std::to_string(old) + " " + std::to_string(position));
    }
    EXPECT_EQ(ranges(DeliveryStatus::READ, user), events);
  }

  void delete_any() {
    if (model.empty()) return;
    ModelMessage& message = model[random(model.size())];
    if (!is_member(message.from)) return;
    ASSERT_TRUE(remove(caller(message.from), chat, message.id));
    message.deleted = true;
    told();
  }

  void change_members() {
    const std::string user = names[1 + random(names.size() - 1)];
    if (is_member(user)) {
      ASSERT_TRUE(write([&](auto& t) { return chats.remove_member(t, caller("u0"), {.id = chat, .member = user}); }));
      std::erase(members, user);
      positions.erase(user);
    } else {
      protocol::calls::AddMemberToChat call;
      call.id = chat;
      call.member = user;
      ASSERT_TRUE(write([&](auto& t) { return chats.add_member(t, caller("u0"), call); }));
      members.push_back(user);
    }
    told();
  }

  void compare() {
    for (const std::string& user : members) {
      std::int64_t expected = 0;
      for (const ModelMessage& message : model) {
        if (message.visible_to(user) && message.from != user && !message.deleted && message.date > positions[user]) {
          ++expected;
        }
      }
      EXPECT_EQ(unread(caller(user), chat), expected) << user;
    }
  }

  bool is_member(const std::string& user) const {
    return std::find(members.begin(), members.end(), user) != members.end();
  }
  /// "author from to" of each range event told since the last call.
  std::vector<std::string> ranges(DeliveryStatus status, const std::string& user) {
    std::vector<std::string> lines;
    for (const Notice& notice : told()) {
      if (notice.type != "UPDATE_MESSAGES_DELIVERY_STATUS") continue;
      const auto event = notice.as<protocol::UpdateMessagesDeliveryStatusEvent>();
      EXPECT_EQ(event.status, status);
      EXPECT_EQ(event.userId, user);
      for (const std::string& author : notice.users) {
        lines.push_back(author + " " + std::to_string(event.dateFrom) + " " + std::to_string(event.dateTo));
      }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  std::mt19937 engine{GetParam()};
  std::vector<std::string> names;
  std::string chat;
  std::vector<std::string> members;
  std::map<std::string, Millis> positions;
  std::vector<ModelMessage> model;
};

TEST_P(DeliveryModelTest, AgreesWithTheModel) {
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    step();
    if (i % 20 == 0) compare();
    if (i == 200) database.reopen();
  }
  compare();
}

INSTANTIATE_TEST_SUITE_P(Seeds, DeliveryModelTest, ::testing::Range(1u, 9u));

}  // namespace
}  // namespace parley::domain
