// Wrong input to every call about spaces: refused with a sentence, nothing changes, nobody hears of it, and the
// connection goes on. To strangers every space is "Restricted access", be it there or not.
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

struct Call {
  std::string method;
  json::object arguments;            ///< good ones
  std::set<std::string> optional{};  ///< may be left out
  std::set<std::string> may_be_empty{};
};

class SpacesInput : public SpacesFixture {
 protected:
  void SetUp() override {
    role_ = new_role("Role", {}, {"ben"});
    thread_ = new_thread("ann", channel_, "Thread");
    whisper_ = new_thread("ann", channel_, "Whisper", true);
    code_ = invite();
    settle();
  }
  std::vector<Call> calls() const {
    const json::object in_role = in_space({{"roleId", role_}});
    const json::array nobody;
    return {
        {"createSpace", {{"name", "Lab"}}},
        {"updateSpaceOverview", {{"id", space_}, {"name", "Crew"}}},
        {"updateSpaceIcon",
         {{"id", space_}, {"iconName", "a.png"}, {"iconSize", 10}, {"remove", false}},
         {"iconName", "iconSize", "remove"},
         {"iconName"}},
        {"deleteSpace", {{"id", space_}}},
        {"leaveSpace", {{"id", space_}}},
        {"updateSpaceNickname",
         in_space({{"userId", "ann"}, {"nickname", "Anna"}}),
         {"userId"},
         {"nickname", "userId"}},
        {"generateNewSpaceInvite", in_space({{"lifespan", 1000}})},
        {"revokeSpaceInvite", in_space({{"inviteCode", code_}})},
        {"joinSpaceByInviteCode", {{"inviteCode", code_}}},
        {"createSpaceCategory", in_space({{"name", "Category"}})},
        {"updateSpaceCategory", in_space({{"categoryId", category_}, {"name", "Category"}})},
        {"deleteSpaceCategory", in_space({{"categoryId", category_}})},
        {"createSpaceChannel",
         in_space({{"name", "Channel"},
                   {"private", true},
                   {"categoryId", category_},
                   {"roles", nobody},
                   {"members", nobody}}),
         {"categoryId", "roles", "members"},
         {"categoryId"}},
        {"updateSpaceChannel",
         in_channel(channel_, {{"name", "Channel"}, {"private", true}, {"roles", nobody}, {"members", nobody}}),
         {"roles", "members"}},
        {"moveSpaceChannel", in_channel(channel_, {{"categoryId", category_}}), {"categoryId"}, {"categoryId"}},
        {"deleteSpaceChannel", in_channel(channel_)},
        {"createSpaceThread", in_channel(channel_, {{"name", "Thread"}, {"private", false}})},
        {"updateSpaceThread", in_thread(channel_, thread_, {{"name", "Thread"}})},
        {"addMembersToThread", in_thread(channel_, whisper_, {{"members", json::array{"ben"}}})},
        {"removeMemberFromThread", in_thread(channel_, whisper_, {{"member", "ann"}})},
        {"deleteSpaceThread", in_thread(channel_, thread_)},
        {"addSpaceRole",
         in_space({{"roleName", "Role"}, {"color", "red"}, {"permissions", nobody}, {"members", nobody}}),
         {},
         {"color"}},
        {"updateSpaceRole",
         in_space(
             {{"roleId", role_}, {"roleName", "Role"}, {"color", "red"}, {"permissions", nobody}, {"members", nobody}}),
         {},
         {"color"}},
        {"deleteSpaceRole", in_role},
        {"addRoleToMember", in_space({{"roleId", role_}, {"memberId", "cat"}})},
        {"removeRoleFromMember", in_space({{"roleId", role_}, {"memberId", "ben"}})},
        {"updateSpaceNotificationSettings", in_space({{"value", "NOTHING"}})},
        {"updateChannelNotificationSettings", in_channel(channel_, {{"value", "NOTHING"}})},
        {"updateThreadNotificationSettings", in_thread(channel_, thread_, {{"value", "NOTHING"}})},
        {"muteSpace", in_space({{"muteTime", 1000}, {"mutedIndefinitely", true}}), {"muteTime", "mutedIndefinitely"}},
        {"muteChannel",
         in_channel(channel_, {{"muteTime", 1000}, {"mutedIndefinitely", true}}),
         {"muteTime", "mutedIndefinitely"}},
        {"muteThread",
         in_thread(channel_, thread_, {{"muteTime", 1000}, {"mutedIndefinitely", true}}),
         {"muteTime", "mutedIndefinitely"}},
        {"unmuteSpace", in_space()},
        {"unmuteChannel", in_channel(channel_)},
        {"unmuteThread", in_thread(channel_, thread_)},
        {"createChannelMeeting", in_channel(channel_)},
    };
  }
  /// Refused with some text, whichever it is.
  void fails(const std::string& name, const std::string& method, const json::object& arguments) {
    const json::object answer = device(name).ask(method, arguments);
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED")
        << method << ' ' << json::serialize(arguments).substr(0, 300) << " -> " << json::serialize(answer);
    EXPECT_NE(text(answer, {"error"}), "");
  }
  /// `before`: what was seen by each user. Nobody was told of anything, and all see the same.
  void nothing_happened(const std::map<std::string, json::array>& before) {
    for (auto& [name, client] : devices_) {
      for (const json::object& event : client->settle()) ADD_FAILURE() << name << " got " << json::serialize(event);
    }
    for (const auto& [name, seen] : before) EXPECT_EQ(spaces(name), seen) << name;
  }
  std::map<std::string, json::array> all_views() {
    std::map<std::string, json::array> all;
    for (const char* name : {"ann", "ben", "cat", "eve", "gus"}) all[name] = spaces(name);
    return all;
  }

  std::string role_, thread_, whisper_, code_;
};

TEST_F(SpacesInput, MissingAndWrongFieldsAreRefused) {
  const auto before = all_views();
  for (const Call& call : calls()) {
    SCOPED_TRACE(call.method);
    for (const auto& field : call.arguments) {
      const std::string key(field.key());
      json::object without = call.arguments;
      without.erase(key);
      if (!call.optional.contains(key)) fails("ann", call.method, without);
      without[key] = nullptr;
      if (!call.optional.contains(key)) fails("ann", call.method, without);
      for (const json::value& wrong : {json::value(json::object{{"x", 1}}), json::value(1.5), json::value(true),
                                       json::value("text"), json::value(json::array{json::value(1)})}) {
        const bool fits = (wrong.is_string() && field.value().is_string()) ||
                          (wrong.is_bool() && field.value().is_bool()) ||
                          (wrong.is_number() && field.value().is_number());
        if (fits) continue;
        json::object odd = call.arguments;
        odd[key] = wrong;
        fails("ann", call.method, odd);
      }
    }
  }
  nothing_happened(before);
}

TEST_F(SpacesInput, TextsHaveLimits) {
  const auto before = all_views();
  const json::array many(10'001, "ben");
  for (const Call& call : calls()) {
    SCOPED_TRACE(call.method);
    for (const auto& field : call.arguments) {
      json::object odd = call.arguments;
      if (field.value().is_string()) {
        odd[field.key()] = std::string(70'000, 'x');
        fails("ann", call.method, odd);
        if (!call.may_be_empty.contains(field.key())) {
          odd[field.key()] = "";
          fails("ann", call.method, odd);
        }
      }
      if (field.value().is_array()) {
        odd[field.key()] = many;
        fails("ann", call.method, odd);
        odd[field.key()] = json::array{std::string(70'000, 'x')};
        if (field.key() != "permissions") fails("ann", call.method, odd);
      }
    }
  }
  for (const std::string& name :
       {std::string(257, 'n'), std::string("two\nlines"), std::string("tab\tbed"), std::string("null\0byte", 9)}) {
    fails("ann", "createSpace", {{"name", name}});
    fails("ann", "updateSpaceOverview", {{"id", space_}, {"name", name}});
    fails("ann", "createSpaceCategory", in_space({{"name", name}}));
    fails("ann", "updateSpaceCategory", in_space({{"categoryId", category_}, {"name", name}}));
    fails("ann", "createSpaceChannel", in_space({{"name", name}, {"private", false}}));
    fails("ann", "updateSpaceChannel", in_channel(channel_, {{"name", name}, {"private", false}}));
    fails("ann", "createSpaceThread", in_channel(channel_, {{"name", name}, {"private", false}}));
    fails("ann", "updateSpaceThread", in_thread(channel_, thread_, {{"name", name}}));
    fails("ann", "addSpaceRole",
          in_space({{"roleName", name}, {"color", ""}, {"permissions", json::array{}}, {"members", json::array{}}}));
  }
  nothing_happened(before);
  // The longest there is, in letters of two bytes.
  std::string longest;
  for (int i = 0; i < 128; ++i) longest += "ö";
  does("ann", "updateSpaceOverview", "SPACE_OVERVIEW_UPDATED", {{"id", space_}, {"name", longest}});
  EXPECT_EQ(text(view("cat"), {"name"}), longest);
}

TEST_F(SpacesInput, StrangersLearnNothing) {
  const auto before = all_views();
  for (const Call& call : calls()) {
    const std::string key = call.arguments.contains("spaceId") ? "spaceId" : "id";
    if (!call.arguments.contains(key)) continue;
    for (const char* stranger : {"eve", "gus"}) refused(stranger, call.method, call.arguments);
    json::object nowhere = call.arguments;
    nowhere[key] = "no-such-space";
    for (const char* name : {"ann", "eve"}) refused(name, call.method, nowhere);
  }
  nothing_happened(before);
}

TEST_F(SpacesInput, WhatIsNotThereIsSaidToMembers) {
  for (const Call& call : calls()) {
    for (const char* key : {"categoryId", "channelId", "threadId", "roleId", "memberId", "member", "inviteCode"}) {
      // A category that is not there may be taken for none, and a setting of what one can't see is restricted.
      if (!call.arguments.contains(key) || call.method == "createSpaceChannel") continue;
      json::object odd = call.arguments;
      odd[key] = "no-such-thing";
      SCOPED_TRACE(call.method + " without its " + key);
      fails("ann", call.method, odd);
      fails("cat", call.method, odd);
    }
  }
  // An id is looked for in its own space only.
  const json::object other = device("ann").ask("createSpace", {{"name", "Other"}}).at("space").as_object();
  settle();
  const auto with_other = all_views();
  for (const Call& call : calls()) {
    if (!call.arguments.contains("spaceId")) continue;
    bool inner = false;
    for (const char* key : {"categoryId", "channelId", "roleId", "inviteCode"}) inner |= call.arguments.contains(key);
    if (!inner || call.method == "createSpaceChannel") continue;
    json::object odd = call.arguments;
    odd["spaceId"] = other.at("id");
    SCOPED_TRACE(call.method + " in another space");
    fails("ann", call.method, odd);
  }
  nothing_happened(with_other);
}

}  // namespace
}  // namespace parley::test
