// What a member sets for himself: his nickname in the space, notifications and mutes.
#include <chrono>

#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

constexpr const char* kNotYours = "Only the owner or the user themselves can update the nickname";

class SpacesPersonal : public SpacesFixture {
 protected:
  void SetUp() override {
    thread_ = new_thread("ben", channel_, "Thread");
    secret_ = new_private_channel("ann", "Secret");
    hidden_ = new_thread("cat", channel_, "Hidden", true);
  }
  /// A kind of place, how it is addressed, and ones the owner of ben can't see.
  struct Place {
    std::string name;
    json::object address;
    std::vector<json::object> unseen;
  };
  std::vector<Place> places() {
    return {{"Space", in_space(), {{{"spaceId", "nothing"}}}},
            {"Channel", in_channel(channel_), {in_channel(secret_)}},
            {"Thread", in_thread(channel_, thread_), {in_thread(channel_, hidden_)}}};
  }
  static std::string upper(std::string name) {
    for (char& letter : name) letter = static_cast<char>(std::toupper(letter));
    return name;
  }
  static json::object with(json::object object, const json::object& more) {
    for (const auto& entry : more) object[entry.key()] = entry.value();
    return object;
  }
  json::object seen(const std::string& name, const Place& place) {
    return place.name == "Space"     ? view(name)
           : place.name == "Channel" ? channel(name, channel_)
                                     : thread(name, channel_, thread_);
  }

  std::string thread_, secret_, hidden_;
};

TEST_F(SpacesPersonal, NotificationSettingsAreTheUsersOwn) {
  for (const Place& place : places()) {
    SCOPED_TRACE(place.name);
    const std::string method = "update" + place.name + "NotificationSettings";
    const std::string type = upper(place.name) + "_NOTIFICATION_SETTINGS_UPDATED";
    for (const char* value : {"MENTIONS_ONLY", "ALL_MESSAGES", "DEFAULT", "NOTHING"}) {
      const json::object call = with(place.address, {{"value", value}});
      const Told told = does("ben", method, type, call);
      EXPECT_EQ(told.lines(), Heard({{"ben2", type}}));
      EXPECT_EQ(told.same(type), call);
    }
    EXPECT_EQ(text(seen("ben2", place), {"notificationSettings"}), "NOTHING");
    EXPECT_NE(text(seen("cat", place), {"notificationSettings"}), "NOTHING");
    refused_to("eve gus", method, with(place.address, {{"value", "NOTHING"}}));
    refused("ben", method, with(place.address, {{"value", "LOUD"}}), "");
    refused("ben", method, place.address, "");
    for (const json::object& unseen : place.unseen) refused("ben", method, with(unseen, {{"value", "NOTHING"}}));
    EXPECT_EQ(text(seen("ben", place), {"notificationSettings"}), "NOTHING");
  }
}

TEST_F(SpacesPersonal, MutesAreTheUsersOwnAndEnd) {
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  for (const Place& place : places()) {
    SCOPED_TRACE(place.name);
    const std::string muted = upper(place.name) + "_MUTED", unmuted = upper(place.name) + "_UNMUTED";
    const auto before = now();
    const Told told = does("ben", "mute" + place.name, muted,
                           with(place.address, {{"muteTime", 3'600'000}, {"mutedIndefinitely", true}}));
    EXPECT_EQ(told.lines(), Heard({{"ben2", muted}}));
    json::object event = told.same(muted);
    const json::object settings = event.at("muteSettings").as_object();
    EXPECT_EQ(settings.at("muteTime").as_int64(), 3'600'000);
    EXPECT_TRUE(settings.at("mutedIndefinitely").as_bool());
    EXPECT_GE(settings.at("mutedUntil").as_int64(), before + 3'600'000);
    EXPECT_LE(settings.at("mutedUntil").as_int64(), now() + 3'600'000);
    event.erase("muteSettings");
    EXPECT_EQ(event, place.address);
    EXPECT_EQ(seen("ben2", place).at("muteSettings"), settings);
    EXPECT_TRUE(seen("cat", place).at("muteSettings").is_null());
    // Another takes its place.
    const json::object second = does("ben", "mute" + place.name, muted, with(place.address, {{"muteTime", 60'000}}))
                                    .answer.at("muteSettings")
                                    .as_object();
    EXPECT_EQ(second.at("muteTime").as_int64(), 60'000);
    EXPECT_FALSE(second.contains("mutedIndefinitely") && second.at("mutedIndefinitely").as_bool());
    EXPECT_EQ(seen("ben", place).at("muteSettings"), second);
    const json::object endless =
        does("ben", "mute" + place.name, muted, with(place.address, {{"mutedIndefinitely", true}}))
            .answer.at("muteSettings")
            .as_object();
    EXPECT_EQ(endless.at("muteTime").as_int64(), 0);
    EXPECT_TRUE(endless.at("mutedIndefinitely").as_bool());
    // What changes nothing is told nobody.
    const Told same = does("ben", "mute" + place.name, muted, with(place.address, {{"mutedIndefinitely", true}}));
    EXPECT_EQ(same.lines(), Heard{});
    EXPECT_EQ(same.answer.at("muteSettings"), endless);

    const Told quiet = does("ben", "unmute" + place.name, unmuted, place.address);
    EXPECT_EQ(quiet.lines(), Heard({{"ben2", unmuted}}));
    EXPECT_EQ(quiet.same(unmuted), place.address);
    EXPECT_TRUE(seen("ben", place).at("muteSettings").is_null());
    does("ben", "unmute" + place.name, unmuted, place.address);

    refused_to("eve gus", "mute" + place.name, with(place.address, {{"mutedIndefinitely", true}}));
    refused_to("eve gus", "unmute" + place.name, place.address);
    for (const json::object& unseen : place.unseen) {
      refused("ben", "mute" + place.name, with(unseen, {{"mutedIndefinitely", true}}));
      refused("ben", "unmute" + place.name, unseen);
    }
    refused("ben", "mute" + place.name, with(place.address, {{"muteTime", "long"}}), "");
    refused("ben", "mute" + place.name, with(place.address, {{"mutedIndefinitely", "yes"}}), "");
    EXPECT_TRUE(seen("ben", place).at("muteSettings").is_null());
  }
}

TEST_F(SpacesPersonal, ANicknameInTheSpaceIsShownToItsMembers) {
  const Told told =
      does("ben", "updateSpaceNickname", "USER_SPACE_NICKNAME_UPDATED", in_space({{"nickname", "Benny"}}));
  EXPECT_EQ(told.lines(), heard("ann ann2 ben2 cat: USER_SPACE_NICKNAME_UPDATED"));
  EXPECT_EQ(told.same("USER_SPACE_NICKNAME_UPDATED"), in_space({{"userId", "ben"}, {"nickname", "Benny"}}));
  for (const char* name : {"ann", "ben", "cat"}) EXPECT_EQ(text(member(name, "ben"), {"nickname"}), "Benny");
  // By his own id too; the owner for anybody.
  does("ben", "updateSpaceNickname", "USER_SPACE_NICKNAME_UPDATED", in_space({{"userId", "ben"}, {"nickname", "B"}}));
  EXPECT_EQ(does("ann", "updateSpaceNickname", "USER_SPACE_NICKNAME_UPDATED",
                 in_space({{"userId", "ben"}, {"nickname", "Ben from QA"}}))
                .lines(),
            heard("ann2 ben ben2 cat: USER_SPACE_NICKNAME_UPDATED"));
  EXPECT_EQ(text(member("cat", "ben"), {"nickname"}), "Ben from QA");

  // It wins over the one he has elsewhere, and changes nothing there.
  device("ben").ask("changeUserNickname", {{"nickname", "Benjamin"}});
  EXPECT_EQ(text(member("cat", "ben"), {"nickname"}), "Ben from QA");
  const Told cleared = does("ben", "updateSpaceNickname", "USER_SPACE_NICKNAME_UPDATED", in_space({{"nickname", ""}}));
  EXPECT_EQ(cleared.lines(), heard("ann ann2 ben2 cat: USER_SPACE_NICKNAME_UPDATED"));
  EXPECT_EQ(cleared.same("USER_SPACE_NICKNAME_UPDATED"), in_space({{"userId", "ben"}, {"nickname", ""}}));
  EXPECT_EQ(text(member("cat", "ben"), {"nickname"}), "Benjamin");
  device("ben").ask("changeUserNickname", {{"nickname", "Benno"}});
  for (const char* name : {"ann", "ben2", "cat"}) EXPECT_EQ(text(member(name, "ben"), {"nickname"}), "Benno") << name;
}

TEST_F(SpacesPersonal, NicknamesOfOthersAreTheOwnersToChange) {
  new_role("All", {"ALLOWS_TO_MANAGE_SPACE", "ALLOWS_TO_MANAGE_ROLES"}, {"ben"});
  const json::object of_cat = in_space({{"userId", "cat"}, {"nickname", "Pussy"}});
  refused("ben", "updateSpaceNickname", of_cat, kNotYours);
  refused("ben", "updateSpaceNickname", in_space({{"userId", "ann"}, {"nickname", "Queen"}}), kNotYours);
  refused_to("eve gus", "updateSpaceNickname", of_cat);
  refused_to("eve gus", "updateSpaceNickname", in_space({{"nickname", "Me"}}));
  refused("ann", "updateSpaceNickname", in_space({{"userId", "eve"}, {"nickname", "Eva"}}), "");
  refused("ann", "updateSpaceNickname", in_space({{"userId", "nobody"}, {"nickname", "No"}}), "");
  refused("ben", "updateSpaceNickname", in_space({{"nickname", std::string(10'000, 'n')}}), "");
  refused("ben", "updateSpaceNickname", in_space({{"nickname", 5}}), "");
  EXPECT_EQ(text(member("ann", "cat"), {"nickname"}), "cat");
}

}  // namespace
}  // namespace parley::test
