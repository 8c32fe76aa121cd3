// What a user changes about himself: who hears of it, and what is refused.
#include <utility>

#include "domain/users/test_world.hpp"
#include "protocol/frame.hpp"

namespace parley::domain {
namespace {

struct Observed : UserObserver {
  void user_changed(storage::Transaction&, const std::string& user) override { seen.push_back("changed " + user); }
  void user_renamed(storage::Transaction&, const std::string& user) override { seen.push_back("renamed " + user); }
  std::vector<std::string> seen;
};

class ProfileTest : public UsersWorld {
 protected:
  ProfileTest() {
    EXPECT_EQ(text(add("ann", "ann@example.com")), "");
    EXPECT_EQ(text(add("ben", "ben@example.com")), "");
    users.observe(observed);
  }
  protocol::UserInfo info(const std::string& user) {
    return read([&](storage::Reader& reader) { return users.user_info(reader, user); }).value();
  }
  /// The events told since the last call, as "TYPE to whom but connection N".
  std::vector<std::string> told() {
    std::vector<std::string> lines;
    for (const events::Event& event : std::exchange(events, {})) {
      const auto frame = protocol::parse_server_frame(*event.frame);
      EXPECT_TRUE(frame && frame->roomId.empty() && frame->internalMessageId.empty());
      lines.push_back(frame->type + " to " + event.users.at(0) + " but " + std::to_string(event.except));
    }
    return lines;
  }
  Result<protocol::UserInfoChangedEvent> nickname(const std::string& name) {
    return write([&](storage::Transaction& t) { return users.change_nickname(t, ann, {.nickname = name}); });
  }
  Result<protocol::UserInfoChangedEvent> email(const std::string& address) {
    return write([&](storage::Transaction& t) { return users.change_email(t, ann, {.email = address}); });
  }

  const Caller ann{.user = "ann", .connection = 7};
  Observed observed;
};

using Lines = std::vector<std::string>;

TEST_F(ProfileTest, ANewNicknameIsToldToOwnConnectionsAndObservers) {
  const auto changed = nickname("Änne");
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->userId, "ann");
  EXPECT_EQ(changed->info.nickname, "Änne");
  EXPECT_EQ(changed->info.email, "ann@example.com");
  EXPECT_EQ(told(), Lines{"USER_INFO_CHANGED to ann but 7"});
  EXPECT_EQ(observed.seen, (Lines{"changed ann", "renamed ann"}));
  EXPECT_EQ(info("ann").nickname, "Änne");
  EXPECT_EQ(info("ben").nickname, "ben");
}

TEST_F(ProfileTest, TheSameNicknameIsNewsToNoObserver) {
  ASSERT_TRUE(nickname("ann"));
  EXPECT_EQ(observed.seen, Lines{});
}

TEST_F(ProfileTest, NicknamesHaveLimits) {
  EXPECT_EQ(text(nickname("")), "Nickname can't be empty");
  EXPECT_EQ(text(nickname("line\nbreak")), "Nickname can hold printable characters only");
  EXPECT_EQ(text(nickname(std::string(129, 'x'))), "Nickname can't be longer than 128 characters");
  EXPECT_EQ(told(), Lines{});
  EXPECT_EQ(observed.seen, Lines{});
}

TEST_F(ProfileTest, AnEmailMayNotBeAnothersAddressOrId) {
  for (const char* taken : {"ben@example.com", "BEN@example.com"}) {
    EXPECT_EQ(text(email(taken)), "User with this email already exists") << taken;
  }
  ASSERT_EQ(text(add("cat@example.com", "cat@work.example")), "");
  EXPECT_EQ(text(email("cat@example.com")), "User with this email already exists");
  EXPECT_EQ(text(email("nonsense")), "E-mail address is not valid");
  EXPECT_EQ(info("ann").email, "ann@example.com");
  EXPECT_EQ(told(), Lines{});
}

TEST_F(ProfileTest, ANewEmailFreesTheOldOneAndNamesTheUserAtLogin) {
  ASSERT_TRUE(email("ann@work.example"));
  EXPECT_EQ(told(), Lines{"USER_INFO_CHANGED to ann but 7"});
  EXPECT_EQ(observed.seen, Lines{}) << "others don't see it";
  ASSERT_TRUE(email("ANN@work.example")) << "one's own in other letters";
  EXPECT_EQ(info("ann").email, "ANN@work.example");
  EXPECT_EQ(text(add("dan", "ann@example.com")), "");
  EXPECT_EQ(text(add("eve", "ann@work.example")), "User with this email already exists");
}

TEST_F(ProfileTest, PhoneHostKeyTimezoneAndStatusAreStoredAndCleared) {
  for (const std::string value : {"+49 30 1234", ""}) {
    ASSERT_TRUE(write([&](auto& t) { return users.change_phone_number(t, ann, {.phoneNumber = value}); }));
    ASSERT_TRUE(write([&](auto& t) { return users.change_host_key(t, ann, {.hostKey = value}); }));
    ASSERT_TRUE(write([&](auto& t) { return users.change_timezone(t, ann, {.timezone = value}); }));
    EXPECT_EQ(info("ann").phoneNumber, value);
    EXPECT_EQ(info("ann").hostKey, value);
    EXPECT_EQ(info("ann").timezone, value);
  }
  const auto selected =
      write([&](auto& t) { return users.select_status(t, ann, protocol::PresenceStatus::DO_NOT_DISTURB); });
  ASSERT_TRUE(selected);
  EXPECT_EQ(selected->info.status, protocol::PresenceStatus::DO_NOT_DISTURB);
  EXPECT_EQ(info("ann").status, protocol::PresenceStatus::DO_NOT_DISTURB);
  EXPECT_EQ(told(), Lines(7, "USER_INFO_CHANGED to ann but 7"));
  EXPECT_EQ(observed.seen, Lines{});
}

TEST_F(ProfileTest, AnIconIsToldToAllConnections) {
  const std::optional<std::string> url = "https://parley.example/icons/1";
  database->write_and_wait([&](storage::Transaction& t) { users.set_icon(t, "ann", url); });
  EXPECT_EQ(told(), Lines{"USER_INFO_CHANGED to ann but 0"});
  EXPECT_EQ(observed.seen, Lines{"changed ann"});
  EXPECT_EQ(info("ann").icon, url);
  database->write_and_wait([&](storage::Transaction& t) { users.set_icon(t, "ann", std::nullopt); });
  EXPECT_EQ(info("ann").icon, std::nullopt);
}

TEST_F(ProfileTest, KeysReplaceEarlierOnesAndOthersSeeThePublicOne) {
  const auto none = read([&](storage::Reader& r) { return users.get_encryption_info(r, ann, {}); });
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->info.encryptionEnabled);
  EXPECT_EQ(none->info.publicKey, std::nullopt);
  const std::vector<std::string> everybody{"ben", "nobody", "ann"};
  for (const std::string key : {"one", "two"}) {
    protocol::calls::AddUserEncryptionInfo call{.privateKey = "private " + key, .publicKey = "public " + key};
    if (key == "one") call.salt = "salt";
    const auto added = write([&](storage::Transaction& t) { return users.add_encryption_info(t, ann, call); });
    ASSERT_TRUE(added);
    EXPECT_TRUE(added->info.encryptionEnabled);
    EXPECT_EQ(told(), Lines{"USER_ENCRYPTION_INFO_ADDED to ann but 7"});
    EXPECT_EQ(std::exchange(observed.seen, {}), Lines{"changed ann"});
    const auto stored = read([&](storage::Reader& r) { return users.get_encryption_info(r, ann, {}); });
    EXPECT_EQ(stored->info.privateKey, "private " + key);
    EXPECT_EQ(stored->info.salt, call.salt) << "the whole is replaced";
    const auto seen = read([&](storage::Reader& r) { return users.profiles(r, everybody); });
    ASSERT_EQ(seen.size(), 2u) << "nobody is nobody";
    EXPECT_EQ(seen[0].id, "ben");
    EXPECT_FALSE(seen[0].encryption_enabled);
    EXPECT_EQ(seen[1].id, "ann");
    EXPECT_TRUE(seen[1].encryption_enabled);
    EXPECT_EQ(seen[1].public_key, "public " + key);
  }
  const auto refused = write([&](storage::Transaction& t) {
    return users.add_encryption_info(t, ann, {.privateKey = "", .publicKey = "public"});
  });
  EXPECT_EQ(text(refused), "Both keys are needed");
}

TEST_F(ProfileTest, PersonalMeetingSettingsStartWithACodeOfTheirOwn) {
  const auto settings = [&](const std::string& user) {
    return read([&](storage::Reader& r) { return users.pmi_settings(r, user); });
  };
  const protocol::PmiSettings fresh = settings("ann");
  EXPECT_TRUE(fresh.allowJoinAtAnyTime && fresh.useAccessCode && fresh.useWaitingRoom && fresh.useOwnerVideo &&
              fresh.useParticipantsVideo);
  EXPECT_FALSE(fresh.useMuteAudioOnJoin || fresh.useLocalAutoRecord);
  EXPECT_EQ(fresh.accessCode.size(), 6u);
  EXPECT_EQ(fresh.accessCode.find_first_not_of("0123456789"), std::string::npos);

  protocol::calls::UpdateUserPmiSettings call;
  call.useWaitingRoom = false;
  call.accessCode = "swordfish";
  const auto updated = write([&](storage::Transaction& t) { return users.update_pmi_settings(t, ann, call); });
  ASSERT_TRUE(updated);
  EXPECT_FALSE(updated->pmiSettings.useWaitingRoom);
  EXPECT_TRUE(updated->pmiSettings.useAccessCode) << "what is left out keeps its value";
  EXPECT_EQ(told(), Lines{"UPDATE_USER_PMI_SETTINGS to ann but 7"});
  EXPECT_EQ(settings("ann").accessCode, "swordfish");
  EXPECT_NE(settings("ben").accessCode, "swordfish");

  call.accessCode = "";
  const auto refused = write([&](storage::Transaction& t) { return users.update_pmi_settings(t, ann, call); });
  EXPECT_EQ(text(refused), "The access code can't be empty");
  EXPECT_EQ(settings("ann").accessCode, "swordfish");
  call.useAccessCode = false;
  EXPECT_TRUE(write([&](storage::Transaction& t) { return users.update_pmi_settings(t, ann, call); }));
}

TEST_F(ProfileTest, AccountsOfOlderVersionsGetPersonalMeetingSettingsAtStart) {
  database->write_and_wait([&](storage::Transaction& t) {
    t.execute("DELETE FROM pmi_settings WHERE user_id = 'ann'");
    users.on_start(t);
  });
  const auto ann_code = read([&](storage::Reader& r) { return users.pmi_settings(r, "ann"); }).accessCode;
  EXPECT_EQ(ann_code.size(), 6u);
  database->write_and_wait([&](storage::Transaction& t) { users.on_start(t); });
  EXPECT_EQ(read([&](storage::Reader& r) { return users.pmi_settings(r, "ann"); }).accessCode, ann_code);
}

}  // namespace
}  // namespace parley::domain
