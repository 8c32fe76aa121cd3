// Random histories of four users on six connections in spaces. What each connection keeps by its answers and events is
// what it fetches anew; and, against a second reading of the rules of access, the server lets everybody do what he may,
// and shows nobody what he may not see: no frame ever names a channel or thread that is closed to its receiver.
// PARLEY_SEED=N runs one history more.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "tests/harness/server_process.hpp"
#include "tests/scenarios/spaces_mirror.hpp"
#include "tests/scenarios/spaces_model.hpp"

namespace parley::test {
namespace {

const std::vector<std::string> kUsers = {"ann", "ben", "cat", "dan"};
const std::vector<std::string> kPermissions = {"ALLOWS_TO_VIEW_CHANNELS",     "ALLOWS_TO_MANAGE_CHANNELS",
                                               "ALLOWS_TO_MANAGE_CATEGORIES", "ALLOWS_TO_MANAGE_ROLES",
                                               "ALLOWS_TO_MANAGE_SPACE",      "ALLOWS_TO_CREATE_INVITE"};

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {
    for (const std::string& user : kUsers) server_.add_user(user);
    for (const char* user : {"ann", "ann", "ben", "ben", "cat", "dan"}) {
      mirrors_.push_back(std::make_unique<SpacesMirror>(server_.port(), user));
    }
    for (auto& mirror : mirrors_) mirror->load();
    begin();
  }

  /// Several at once: whatever order the server gives them, all must see the same.
  void run_together(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      SCOPED_TRACE("step " + std::to_string(step));
      if (below(15) == 0) come_or_go();
      std::map<std::string, std::pair<SpacesMirror*, SpacesModel::Call>> calls;
      for (std::size_t i = 1 + below(4); i > 0; --i) {
        SpacesMirror& mirror = any();
        if (!mirror.connected()) continue;
        const SpacesModel::Call call = choose(mirror.user());
        calls[mirror.call(call.method, call.arguments)] = {&mirror, call};
      }
      for (auto& mirror : mirrors_) {
        if (mirror->connected()) mirror->wait();
      }
      settle();
      // Here the model is only good for choosing: it doesn't know in which order they were done.
      for (auto& [id, made] : calls) {
        const json::object answer = made.first->take_answer(id);
        if (text(answer, {"type"}) != "OPERATION_FAILED") model_.apply(made.first->user(), made.second, answer);
      }
      if (step % 10 == 9) compare();
    }
    for (auto& mirror : mirrors_) {
      if (!mirror->connected()) come_back(*mirror);
    }
    compare();
  }
  /// One after the other, each held against the model.
  void run_one_by_one(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      SpacesMirror& mirror = any();
      const SpacesModel::Call call = choose(mirror.user());
      SCOPED_TRACE("step " + std::to_string(step) + ": " + mirror.user() + " calls " + call.method + " " +
                   json::serialize(call.arguments));
      act(mirror, call);
      if (step % 20 == 19) compare();
    }
    compare();
  }

 private:
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  SpacesMirror& any() { return *mirrors_[below(mirrors_.size())]; }
  const std::string& any_user() { return kUsers[below(kUsers.size())]; }
  std::string name(const std::string& kind) { return kind + "-" + std::to_string(++number_) + "-" + kind; }
  json::array some(const std::vector<std::string>& all) {
    json::array chosen;
    for (const std::string& one : all) {
      if (below(3) == 0) chosen.emplace_back(one);
    }
    return chosen;
  }
  template <class Map>
  std::string one_of(const Map& map) {
    if (map.empty()) return "nothing";
    auto one = map.begin();
    std::advance(one, below(map.size()));
    return one->first;
  }
  template <class Map>
  std::vector<std::string> keys(const Map& map) {
    std::vector<std::string> all;
    for (const auto& [key, value] : map) all.push_back(key);
    return all;
  }

  /// A space with all of them, in which there is something to do for each.
  void begin() {
    act(*mirrors_[0], {"createSpace", {{"name", name("space")}}});
    if (model_.spaces().empty()) throw std::runtime_error("no space");
    const std::string space = model_.spaces().begin()->first;
    act(*mirrors_[0], {"generateNewSpaceInvite", {{"spaceId", space}, {"lifespan", 0}}});
    const std::string code = model_.spaces().begin()->second.invites.begin()->first;
    for (std::size_t i : {2, 4, 5}) act(*mirrors_[i], {"joinSpaceByInviteCode", {{"inviteCode", code}}});
    act(*mirrors_[0], {"addSpaceRole",
                       {{"spaceId", space},
                        {"roleName", "All"},
                        {"color", ""},
                        {"permissions", json::array(kPermissions.begin(), kPermissions.end())},
                        {"members", json::array{"ben"}}}});
    for (const bool closed : {false, true}) {
      act(*mirrors_[2],
          {"createSpaceChannel",
           {{"spaceId", space}, {"name", name("channel")}, {"private", closed}, {"members", json::array{"cat"}}}});
    }
  }

  SpacesModel::Call choose(const std::string& user) {
    const auto& spaces = model_.spaces();
    if (spaces.empty() || (spaces.size() < 3 && below(60) == 0)) return {"createSpace", {{"name", name("space")}}};
    const std::string id = one_of(spaces);
    const SpacesModel::Space& space = spaces.at(id);
    if (!space.members.contains(user) && !space.invites.empty() && below(3) > 0) {
      return {"joinSpaceByInviteCode", {{"inviteCode", one_of(space.invites)}}};
    }
    json::object call = {{"spaceId", id}};
    switch (below(14)) {
      case 10:
      case 11:
      case 12:
      case 13:
        return message(space, call);
      case 0:
        return whole(id, call);
      case 1:
        return category(space, call);
      case 2:
      case 3:
      case 4:
        return role(space, call);
      case 5:
      case 6:
        return channel(space, call);
      case 7:
      case 8:
        return thread(space, call);
      default:
        return settings(space, call);
    }
  }
  SpacesModel::Call whole(const std::string& id, json::object call) {
    switch (below(12)) {
      case 0:
        return {"updateSpaceOverview", {{"id", id}, {"name", name("space")}}};
      case 1:
        if (below(6) == 0) return {"deleteSpace", {{"id", id}}};
        [[fallthrough]];
      case 2:
      case 3:
      case 4:
        return {"leaveSpace", {{"id", id}}};
      case 5:
      case 6:
      case 7:
        call["userId"] = any_user();
        call["nickname"] = below(2) == 0 ? "" : name("nick");
        return {"updateSpaceNickname", call};
      case 8:
        call["inviteCode"] = one_of(model_.spaces().at(id).invites);
        return {"revokeSpaceInvite", call};
      default:
        call["lifespan"] = below(2) * 3'600'000;
        return {"generateNewSpaceInvite", call};
    }
  }
  SpacesModel::Call category(const SpacesModel::Space& space, json::object call) {
    const std::size_t choice = below(4);
    if (choice > 0) call["categoryId"] = one_of(space.categories);
    if (choice == 1) return {"deleteSpaceCategory", call};
    call["name"] = name("category");
    return {choice == 0 ? "createSpaceCategory" : "updateSpaceCategory", call};
  }
  SpacesModel::Call role(const SpacesModel::Space& space, json::object call) {
    const std::size_t choice = below(10);
    if (choice > 1) call["roleId"] = one_of(space.roles);
    if (choice == 9) return {"deleteSpaceRole", call};
    if (choice > 4) {
      call["memberId"] = any_user();
      return {choice > 6 ? "addRoleToMember" : "removeRoleFromMember", call};
    }
    call["roleName"] = name("role");
    call["color"] = name("color");
    call["permissions"] = below(4) == 0 ? some(kPermissions) : json::array{"ALLOWS_TO_VIEW_CHANNELS"};
    call["members"] = some(kUsers);
    return {choice > 1 ? "updateSpaceRole" : "addSpaceRole", call};
  }
  SpacesModel::Call channel(const SpacesModel::Space& space, json::object call) {
    const std::size_t choice = below(9);
    if (choice > 2) call["channelId"] = one_of(space.channels);
    if (choice == 3) return {"deleteSpaceChannel", call};
    if (choice < 3 || choice == 4) call["categoryId"] = below(3) == 0 ? "" : one_of(space.categories);
    if (choice == 4) return {"moveSpaceChannel", call};
    if (choice < 3 && call.at("categoryId").as_string().empty()) call.erase("categoryId");
    call["name"] = name("channel");
    call["private"] = below(3) > 0;
    call["roles"] = some(keys(space.roles));
    call["members"] = some(kUsers);
    return {choice < 3 ? "createSpaceChannel" : "updateSpaceChannel", call};
  }
  SpacesModel::Call thread(const SpacesModel::Space& space, json::object call) {
    call["channelId"] = one_of(space.channels);
    const std::size_t choice = below(9);
    const auto found = space.channels.find(text(call, {"channelId"}));
    if (choice < 3 || found == space.channels.end() || found->second.threads.empty()) {
      call["name"] = name("thread");
      call["private"] = below(3) > 0;
      return {"createSpaceThread", call};
    }
    const std::string id = one_of(found->second.threads);
    call["threadId"] = id;
    if (choice == 3) return {"deleteSpaceThread", call};
    if (choice == 4) {
      call["name"] = name("thread");
      return {"updateSpaceThread", call};
    }
    const SpacesModel::Thread& thread = found->second.threads.at(id);
    const std::string& member = any_user();
    if (choice > 6 || member == thread.creator) {
      call["members"] = some(kUsers);
      return {"addMembersToThread", call};
    }
    call["member"] = member;
    return {"removeMemberFromThread", call};
  }
  SpacesModel::Call message(const SpacesModel::Space& space, json::object target) {
    const std::string channel = one_of(space.channels);
    target["channelId"] = channel;
    json::object call = {{"targetEntityType", "CHANNEL"}};
    const auto found = space.channels.find(channel);
    const std::vector<std::string>* messages = found == space.channels.end() ? nullptr : &found->second.messages;
    if (below(3) == 0 && found != space.channels.end() && !found->second.threads.empty()) {
      const std::string thread = one_of(found->second.threads);
      target["threadId"] = thread;
      call["targetEntityType"] = "THREAD";
      messages = &found->second.threads.at(thread).messages;
    }
    call["targetEntityId"] = target;
    if (below(6) == 0) return {"loadMessages", call};
    if (!messages || messages->empty() || below(3) == 0) {
      call["body"] = name("message");
      return {"sendMessage", call};
    }
    call["id"] = messages->at(below(messages->size()));
    switch (below(4)) {
      case 0:
        return {"deleteMessage", call};
      case 1:
        return {"markMessageUnread", call};
      default:
        return {"markMessageRead", call};
    }
  }
  SpacesModel::Call settings(const SpacesModel::Space& space, json::object call) {
    std::string kind = "Space";
    if (below(3) > 0) {
      kind = "Channel";
      call["channelId"] = one_of(space.channels);
      const auto found = space.channels.find(text(call, {"channelId"}));
      if (below(2) == 0 && found != space.channels.end()) {
        kind = "Thread";
        call["threadId"] = one_of(found->second.threads);
      }
    }
    switch (below(3)) {
      case 0:
        return {"unmute" + kind, call};
      case 1:
        call["muteTime"] = 3'600'000;
        call["mutedIndefinitely"] = below(2) == 0;
        return {"mute" + kind, call};
      default:
        call["value"] = below(2) == 0 ? "NOTHING" : "MENTIONS_ONLY";
        return {"update" + kind + "NotificationSettings", call};
    }
  }

  /// One call with nothing beside it.
  void act(SpacesMirror& mirror, const SpacesModel::Call& call) {
    std::map<std::string, SpacesModel::Names> allowed;
    for (const std::string& user : kUsers) allowed[user] = model_.tokens(user);
    const std::optional<bool> may = model_.may(mirror.user(), call);
    for (auto& one : mirrors_) one->take_frames();
    const json::object answer = mirror.ask(call.method, call.arguments);
    settle();
    const bool done = text(answer, {"type"}) != "OPERATION_FAILED";
    if (may) {
      EXPECT_EQ(done, *may) << json::serialize(answer);
    }
    if (done) model_.apply(mirror.user(), call, answer);
    for (const std::string& user : kUsers) allowed[user].merge(model_.tokens(user));
    // What he said himself may be said back to him, and what he made is shown, be it for a moment.
    allowed[mirror.user()].insert(text(answer, {"channel", "id"}));
    for (const std::string& word : words(json::serialize(call.arguments))) allowed[mirror.user()].insert(word);
    for (auto& one : mirrors_) {
      if (below(8) == 0) one->ask("getUserSpaces");
      for (const json::object& frame : one->take_frames()) {
        for (const std::string& word : words(json::serialize(frame))) {
          EXPECT_TRUE(!model_.all_tokens().contains(word) || allowed[one->user()].contains(word))
              << one->user() << " may not see " << word << " in " << json::serialize(frame);
        }
      }
      EXPECT_EQ(seen(*one), model_.visible(one->user())) << one->user();
      EXPECT_EQ(one->contacts(), model_.contacts(one->user())) << one->user();
    }
  }
  /// Ids and names as they stand in the text, in whatever they are wrapped.
  static std::set<std::string> words(const std::string& text) {
    std::set<std::string> all;
    std::string word;
    for (const char letter : text + ' ') {
      if (std::isalnum(static_cast<unsigned char>(letter)) || letter == '-' || letter == '_') {
        word += letter;
      } else if (!word.empty()) {
        all.insert(std::exchange(word, {}));
      }
    }
    return all;
  }
  static SpacesModel::Names seen(const SpacesMirror& mirror) {
    SpacesModel::Names all;
    for (const auto& [id, space] : mirror.spaces()) {
      all.insert(id);
      for (const json::value& channel : space.at("channels").as_array()) {
        all.insert(text(channel.as_object(), {"id"}));
        for (const json::value& thread : channel.at("threads").as_array()) {
          all.insert(text(thread.as_object(), {"id"}));
        }
      }
    }
    return all;
  }

  void come_or_go() {
    SpacesMirror& mirror = any();
    if (mirror.connected()) return mirror.disconnect();
    come_back(mirror);
  }
  static void come_back(SpacesMirror& mirror) {
    mirror.connect();
    mirror.load();
  }
  /// All that has happened is known to all.
  void settle() {
    for (auto& mirror : mirrors_) {
      if (mirror->connected()) mirror->finish();
    }
    for (auto& mirror : mirrors_) {
      if (mirror->connected()) mirror->settle();
    }
  }
  void compare() {
    settle();
    for (auto& mirror : mirrors_) {
      if (mirror->connected()) mirror->compare();
    }
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  std::mt19937 random_;
  std::vector<std::unique_ptr<SpacesMirror>> mirrors_;
  SpacesModel model_;
  int number_ = 0;
};

class SpacesState : public testing::TestWithParam<unsigned> {};

TEST_P(SpacesState, KeptByEventsEqualsFetchedAnew) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  History(GetParam()).run_together(150);
}

TEST_P(SpacesState, EverybodyMayWhatTheRulesSayAndSeesNothingElse) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  History(GetParam()).run_one_by_one(250);
}

std::vector<unsigned> seeds() {
  std::vector<unsigned> all = {1, 11, 62, 66};
  if (const char* asked = std::getenv("PARLEY_SEED")) all.push_back(static_cast<unsigned>(std::atoi(asked)));
  return all;
}
INSTANTIATE_TEST_SUITE_P(Seeds, SpacesState, testing::ValuesIn(seeds()));

}  // namespace
}  // namespace parley::test
