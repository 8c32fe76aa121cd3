// Random histories, for the service and for a model that knows reasons and nothing else. Every device keeps its view by
// events alone; it must equal the model's and the list's, and no event may say what the device knows already.
#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <tuple>

#include "domain/contacts/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::PresenceStatus;

/// What a client holds: contacts with what it was told of them, and ids of invites.
struct View {
  std::map<std::string, protocol::Contact> contacts;
  std::set<std::string> incoming;
  std::set<std::string> outgoing;
  bool operator==(const View&) const = default;
};

void PrintTo(const View& view, std::ostream* out) {
  for (const auto& [id, contact] : view.contacts) {
    *out << id << (contact.friend_ ? "(friend)" : "") << ' ' << protocol::wire(contact.status) << "; ";
  }
  *out << view.incoming.size() << " incoming, " << view.outgoing.size() << " outgoing";
}

View view_of(const protocol::UserContacts& list) {
  View view;
  for (const auto& contact : list.contacts) EXPECT_TRUE(view.contacts.emplace(contact.userId, contact).second);
  for (const auto& invite : list.incomingFriendInvites) EXPECT_TRUE(view.incoming.insert(invite.inviteId).second);
  for (const auto& invite : list.outgoingFriendInvites) EXPECT_TRUE(view.outgoing.insert(invite.inviteId).second);
  return view;
}

class ContactsModelTest : public ContactsWorld, public ::testing::WithParamInterface<unsigned> {
 protected:
  explicit ContactsModelTest(AnnouncementBudget allowed = {}) : ContactsWorld(allowed), engine(GetParam()) {
    for (const char* user : {"eve", "fay"}) add_user(user);
    for (const std::string& user : names) open[user].clear();
  }

  std::size_t random(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(engine); }
  const std::string& any_user() { return names[random(names.size())]; }
  std::string any_circle() { return "chat:" + std::to_string(random(5)); }
  /// Somebody who can call: a device of his, or one that nobody else knows of.
  Caller caller(const std::string& user) {
    const auto& devices_of = open[user];
    if (devices_of.empty()) return {.user = user, .connection = 1'000'000};
    return devices_of[random(devices_of.size())];
  }

  // The model: reasons.
  bool friends(const std::string& a, const std::string& b) const { return pairs.contains(std::minmax(a, b)); }
  bool related(const std::string& a, const std::string& b) const {
    if (a == b) return false;
    return friends(a, b) || std::any_of(circles.begin(), circles.end(), [&](const auto& circle) {
             return circle.second.contains(a) && circle.second.contains(b);
           });
  }
  PresenceStatus visible(const std::string& user) {
    if (open[user].empty()) return PresenceStatus::OFFLINE;
    if (selected[user] != PresenceStatus::ONLINE) return selected[user];
    for (const Caller& device : open[user]) {
      if (!idle.contains(device.connection)) return PresenceStatus::ONLINE;
    }
    return PresenceStatus::IDLE;
  }
  View expected(const std::string& user) {
    View view;
    for (const std::string& other : names) {
      if (!related(user, other)) continue;
      const auto volume = volumes.find({user, other});
      view.contacts[other] = {.userId = other,
                              .nickname = nicknames.contains(other) ? nicknames[other] : "Nick-" + other,
                              .friend_ = friends(user, other),
                              .status = visible(other),
                              .personalSettings = {.volume = volume == volumes.end() ? 100 : volume->second}};
    }
    for (const auto& [id, invite] : invites) {
      if (std::get<0>(invite) == user) view.outgoing.insert(id);
      if (std::get<1>(invite) == user && !std::get<2>(invite)) view.incoming.insert(id);
    }
    return view;
  }

  void step() {
    switch (random(16)) {
      case 0:
      case 1:
        return connect_any();
      case 2:
        return disconnect_any();
      case 3:
        return make_circle();
      case 4: {
        const std::string circle = any_circle(), user = any_user();
        join(circle, user);
        circles[circle].insert(user);
        return;
      }
      case 5: {
        const std::string circle = any_circle(), user = any_user();
        leave(circle, user);
        circles[circle].erase(user);
        return;
      }
      case 6: {
        const std::string circle = any_circle();
        dissolve(circle);
        circles.erase(circle);
        return;
      }
      case 7:
      case 8:
        return invite_any();
      case 9:
        return answer_any();
      case 10:
        return part_any();
      case 11:
        return select_any();
      case 12:
        return set_active_any();
      case 13:
      case 14:
        return list_any();
      default:
        return change_any();
    }
  }

  /// What concerns presence alone, for there to be much of it.
  void presence_step() {
    switch (random(4)) {
      case 0:
        return connect_any();
      case 1:
        return disconnect_any();
      case 2:
        return select_any();
      default:
        return list_any();
    }
  }

  void connect_any() {
    const std::string& user = any_user();
    if (open[user].size() >= 3) return;
    const Caller device = connect(user);
    open[user].push_back(device);
    views[device.connection] = view_of(list(device));
    told(device);
  }
  void list_any() {
    const std::string& user = any_user();
    if (open[user].empty()) return;
    const Caller device = caller(user);
    views[device.connection] = view_of(list(device));
    told(device);
  }
  void disconnect_any() {
    const std::string& user = any_user();
    if (open[user].empty()) return;
    const std::size_t which = random(open[user].size());
    const Caller device = open[user][which];
    open[user].erase(open[user].begin() + static_cast<std::ptrdiff_t>(which));
    idle.erase(device.connection);
    views.erase(device.connection);
    disconnect(device);
  }
  void make_circle() {
    const std::string circle = any_circle();
    std::set<std::string> members;
    for (std::size_t i = random(4) + 1; i > 0; --i) members.insert(any_user());
    create(circle, {members.begin(), members.end()});
    circles[circle].insert(members.begin(), members.end());
  }
  void invite_any() {
    const std::string &user = any_user(), &other = any_user();
    const std::string refusal = add_friend(caller(user), other);
    if (user == other) {
      EXPECT_EQ(refusal, "User can not send invite to himself");
      return;
    }
    EXPECT_EQ(refusal, "");
    if (friends(user, other)) return;
    const bool counter = std::erase_if(invites, [&](const auto& invite) {
      return std::get<0>(invite.second) == other && std::get<1>(invite.second) == user;
    });
    if (counter) {
      pairs.insert(std::minmax(user, other));
      return;
    }
    std::erase_if(invites, [&](const auto& invite) {
      return std::get<0>(invite.second) == user && std::get<1>(invite.second) == other;
    });
    change([&](storage::Transaction& t) {
      const auto stored = contact_store::invite_between(t, user, other);
      ASSERT_TRUE(stored);
      invites[stored->id] = {user, other, false};
    });
  }
  void answer_any() {
    if (invites.empty()) return;
    auto found = invites.begin();
    std::advance(found, static_cast<std::ptrdiff_t>(random(invites.size())));
    const auto [inviter, receiver, rejected] = found->second;
    const std::string id = found->first;
    const std::string& user = any_user();
    const std::string no_such_invite = "Invite not found";
    switch (random(3)) {
      case 0: {
        const Caller from = caller(inviter);
        EXPECT_EQ(revoke(from, id), "");
        apply_answer(from, "OUTGOING_FRIEND_INVITE_DELETED", id);
        invites.erase(found);
        return;
      }
      case 1: {
        const Caller from = caller(user);
        const bool his = user == receiver && !rejected;
        EXPECT_EQ(reject(from, id), his ? "" : no_such_invite);
        if (!his) return;
        apply_answer(from, "INCOMING_FRIEND_INVITE_DELETED", id);
        std::get<2>(found->second) = true;
        return;
      }
      default: {
        const bool his = user == receiver && !rejected;
        EXPECT_EQ(accept(caller(user), id), his ? "" : no_such_invite);
        if (!his) return;
        pairs.insert(std::minmax(inviter, receiver));
        invites.erase(found);
      }
    }
  }
  void part_any() {
    if (pairs.empty()) return;
    auto found = pairs.begin();
    std::advance(found, static_cast<std::ptrdiff_t>(random(pairs.size())));
    EXPECT_EQ(remove_friend(caller(found->second), found->first), "");
    pairs.erase(found);
  }
  void select_any() {
    const std::string& user = any_user();
    selected[user] = static_cast<PresenceStatus>(random(4));
    select(caller(user), selected[user]);
  }
  void set_active_any() {
    const std::string& user = any_user();
    if (open[user].empty()) return;
    const Caller device = caller(user);
    const bool active = random(2) == 0;
    set_active(device, active);
    if (active) {
      idle.erase(device.connection);
    } else {
      idle.insert(device.connection);
    }
  }
  void change_any() {
    const std::string &user = any_user(), &other = any_user();
    if (random(2) == 0) {
      const std::string name = user + std::to_string(random(1000));
      if (nicknames[user] == name) return;
      nicknames[user] = name;
      change([&](storage::Transaction& t) {
        t.execute("UPDATE users SET nickname = $2 WHERE id = $1", {user, name});
        contacts->user_changed(t, user);
      });
      return;
    }
    const auto volume = static_cast<std::int64_t>(random(3)) * 50;
    const Caller from = caller(user);
    const std::string refusal = set_volume(from, other, volume);
    EXPECT_EQ(refusal, related(user, other) ? "" : "User not found");
    if (!refusal.empty()) return;
    volumes[{user, other}] = volume;
    if (views.contains(from.connection)) {
      views[from.connection].contacts[other].personalSettings.volume = volume;  // its answer
    }
  }

  /// What the answer to a call tells the device that made it.
  void apply_answer(const Caller& from, const std::string& type, const std::string& id) {
    const auto view = views.find(from.connection);
    if (view == views.end()) return;
    auto& ids = type.starts_with("OUTGOING") ? view->second.outgoing : view->second.incoming;
    EXPECT_EQ(ids.erase(id), 1u) << type;
  }
  /// Brings a device's view up to date; an event must change it.
  void apply(View& view, const Told& event, bool presence_may_repeat) {
    const View before = view;
    if (event.type == "NEW_CONTACT") {
      const auto contact = event.as<protocol::NewContact>().contact;
      EXPECT_TRUE(view.contacts.emplace(contact.userId, contact).second) << contact.userId << " was a contact already";
    } else if (event.type == "CONTACT_UPDATED") {
      const auto contact = event.as<protocol::NewContact>().contact;
      EXPECT_TRUE(view.contacts.contains(contact.userId)) << contact.userId << " is no contact";
      view.contacts[contact.userId] = contact;
    } else if (event.type == "CONTACT_DELETED") {
      view.contacts.erase(event.as<protocol::ContactDeleted>().userId);
    } else if (event.type == "USER_PRESENCE_STATUS_UPDATED") {
      const auto news = event.as<protocol::UserPresenceStatusUpdated>();
      ASSERT_TRUE(view.contacts.contains(news.userId)) << news.userId << " is no contact";
      view.contacts[news.userId].status = news.status;
      if (presence_may_repeat) return;
    } else if (event.type == "CONTACT_PERSONAL_SETTINGS_UPDATED") {
      const auto news = event.as<protocol::ContactPersonalSettingsUpdated>();
      view.contacts.at(*news.userId).personalSettings = news.personalSettings;
      return;  // the caller may set what it was
    } else if (event.type == "USER_INFO_CHANGED") {
      return;
    } else {
      const bool outgoing = event.type.find("OUTGOING") != std::string::npos;
      const bool added = event.type.starts_with("NEW_");
      const std::string id = event.as<protocol::FriendInviteDeleted>().inviteId;
      auto& ids = outgoing ? view.outgoing : view.incoming;
      if (added) {
        ids.insert(id);
      } else {
        ids.erase(id);
      }
    }
    EXPECT_NE(view, before) << line(event) << " says nothing new";
  }
  void apply_all(bool presence_may_repeat = false) {
    for (auto& [connection, view] : views) {
      for (const Told& event : std::exchange(devices[connection].told, {})) apply(view, event, presence_may_repeat);
    }
  }
  void check_views() {
    for (const std::string& user : names) {
      const View right = expected(user);
      for (const Caller& device : open[user]) ASSERT_EQ(views[device.connection], right) << user;
      if (!open[user].empty()) {
        ASSERT_EQ(view_of(list(open[user].front())), right) << user;
      }
    }
  }
  void restart_all() {
    restart();
    for (auto& [user, devices_of] : open) devices_of.clear();
    views.clear();
    idle.clear();
  }

  const std::vector<std::string> names = {"ann", "ben", "cat", "dan", "eve", "fay"};
  std::mt19937 engine;
  std::map<std::string, std::set<std::string>> circles;
  std::set<std::pair<std::string, std::string>> pairs;
  std::map<std::string, std::tuple<std::string, std::string, bool>> invites;  ///< inviter, receiver, rejected
  std::map<std::pair<std::string, std::string>, std::int64_t> volumes;
  std::map<std::string, std::string> nicknames;
  std::map<std::string, PresenceStatus> selected;
  std::set<events::ConnectionId> idle;
  std::map<std::string, std::vector<Caller>> open;
  std::map<events::ConnectionId, View> views;
};

TEST_P(ContactsModelTest, ViewsKeptByEventsAreRight) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  for (int i = 0; i < 400; ++i) {
    step();
    apply_all();
    check_views();
    if (HasFailure()) FAIL() << "after step " << i;
    if (i % 100 == 99) restart_all();
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, ContactsModelTest, ::testing::Range(1u, 9u));

/// With a budget that is used up all the time: presence comes late, and must be right once all has been told.
class ContactsStormModelTest : public ContactsModelTest {
 protected:
  ContactsStormModelTest() : ContactsModelTest({.writes_per_second = 1, .burst = 2}) {}
};

TEST_P(ContactsStormModelTest, ViewsAreRightOnceAllIsTold) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  for (int i = 0; i < 400; ++i) {
    if (random(3) == 0) {
      step();
    } else {
      presence_step();
    }
    clock.advance(std::chrono::milliseconds(random(300)));
    presence->tell_waiting();
    apply_all(true);
    if (i % 20 != 19) continue;
    clock.advance(std::chrono::hours(1));
    while (presence->tell_waiting()) clock.advance(std::chrono::hours(1));
    apply_all(true);
    check_views();
    if (HasFailure()) FAIL() << "after step " << i;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, ContactsStormModelTest, ::testing::Range(1u, 9u));

}  // namespace
}  // namespace parley::domain
