// The C++ client's calls about accounts and the profile against the real server.
#include <gmock/gmock.h>

#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

class SdkAccounts : public Sdk {};

/// Fails with this operation and text.
template <class T>
testing::AssertionResult fails_with(const Pending<T>& pending, const std::string& text) {
  const auto outcome = pending.get(20s);
  if (outcome) return testing::AssertionFailure() << "it succeeded";
  if (outcome.failure().error == text) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "it failed with '" << outcome.failure().error << "'";
}

TEST_F(SdkAccounts, UsersCallsAreRefusedHereWithoutALogin) {
  SfuExtended client(context_);
  EXPECT_TRUE(fails_with(client.getContacts(), "User isn't authenticated, current state NEW"));
  EXPECT_TRUE(fails_with(client.sendMessage({}), "User isn't authenticated, current state NEW"));
  EXPECT_TRUE(fails_with(client.createRoom({}), "User isn't authenticated, current state NEW"));
  EXPECT_TRUE(fails_with(client.getMessageAttachment({}), "User isn't authenticated, current state NEW"));
  EXPECT_TRUE(fails_with(client.updateUserIcon({.remove = true}), "User isn't authenticated, current state NEW"));
  const auto ann = login("ann");
  EXPECT_TRUE(fails_with(ann->connect({.url = server_.url()}), "Connection is already established."));
  EXPECT_TRUE(fails_with(ann->sendMessage({}), "Can't send message without content"));
  EXPECT_TRUE(fails_with(ann->markMessageRead({}), "Can't mark message without massage id"));
  EXPECT_TRUE(fails_with(ann->getMessageAttachment({}), "Empty messageId"));
  take(ann->disconnect());
  EXPECT_TRUE(fails_with(ann->logout(), "User isn't authenticated, current state DISCONNECTED"));
  EXPECT_FALSE(ann->user());
}

TEST_F(SdkAccounts, AClientTellsWhatItDoesButNoSecrets) {
  server_.add_user("ann");
  const Inbox<std::string> lines;
  sdk::LogOptions log;
  log.level = protocol::Verbosity::DEBUG;
  log.prefix = [] { return "[ann]"; };
  log.sink = [lines](protocol::Verbosity level, std::string_view line) {
    lines.add(std::to_string(protocol::wire(level)) + " " + std::string(line));
  };
  SfuExtended client(context_, log);
  const auto user = take(client.connect({.url = server_.url(), .username = "ann", .password = "secret1"}));
  EXPECT_TRUE(fails_with(client.changeUserPassword("wrong9", "secret2"), "You entered incorrect current password"));
  take(client.disconnect());
  const std::vector<std::string> all = lines.all();
  const std::vector<testing::Matcher<const std::string&>> told{
      testing::Eq("2 [ann] connecting to 127.0.0.1"),
      testing::Eq("2 [ann] signed in as ann"),
      testing::StartsWith("3 [ann] call CHANGE_USER_PASSWORD "),
      testing::StartsWith("3 [ann] event OPERATION_FAILED "),
      testing::Eq("1 [ann] CHANGE_USER_PASSWORD was refused: You entered incorrect current password"),
      testing::Eq("2 [ann] the connection has ended: Normal disconnect")};
  EXPECT_THAT(all, testing::IsSupersetOf(told));
  for (const std::string& line : all) {
    for (const std::string& secret : {std::string("secret"), std::string("wrong9"), user.authToken}) {
      EXPECT_EQ(line.find(secret), std::string::npos) << line;
    }
  }
}

TEST_F(SdkAccounts, WhatIsUnderWayWhenTheClientGoesIsAnswered) {
  server_.add_user("ann");
  auto client = std::make_unique<SfuExtended>(context_);
  const auto login = client->connect({.url = server_.url(), .username = "ann", .password = "secret1"});
  client.reset();
  EXPECT_TRUE(until([&] { return login.settled(); }));
  client = connect("ann");
  const auto call = client->getUserInfo();
  const auto end = client->disconnect();
  client.reset();
  EXPECT_TRUE(call.settled());
  EXPECT_TRUE(end.settled());
}

TEST_F(SdkAccounts, SignsUpAndLooksForFreeNames) {
  SfuExtended client(context_);
  Inbox<protocol::SignUpStatus> statuses;
  client.on<protocol::SignUpStatus>(SfuEvent::SIGN_UP_STATUS,
                                    [statuses](const protocol::SignUpStatus& one) { statuses.add(one); });
  take(client.ensureUsernameAvailable({.url = server_.url(), .username = "eve"}));
  const auto status =
      take(client.signUp({.url = server_.url(), .username = "eve", .email = "eve@example.com", .password = "secret1"}));
  EXPECT_TRUE(status.verified);
  EXPECT_EQ(status.id, "eve");
  EXPECT_TRUE(until([&] { return statuses.size() == 1; }));
  EXPECT_TRUE(fails_with(client.ensureUsernameAvailable({.url = server_.url(), .username = "eve"}),
                         "Username is already in use"));
  EXPECT_TRUE(fails_with(
      client.signUp({.url = server_.url(), .username = "eva", .email = "eve@example.com", .password = "secret1"}),
      "User with this email already exists"));
  EXPECT_TRUE(fails_with(client.removeUser({.url = server_.url(), .id = "nobody"}), "User not found"));
  EXPECT_TRUE(fails_with(client.removeUser({.url = server_.url(), .id = "eve"}), "Failed to remove user"));
  // The object itself logs in as ever.
  EXPECT_EQ(client.state(), sdk::State::NEW);
  take(client.connect({.url = server_.url(), .username = "eve", .password = "secret1"}));
}

TEST_F(SdkAccounts, AccountCallsFailWhereNoServerIs) {
  SfuExtended client(context_);
  const std::string url = server_.url();
  server_.kill();
  EXPECT_FALSE(client.ensureUsernameAvailable({.url = url, .username = "ann"}).get(20s).ok());
  EXPECT_FALSE(client.resetPassword({.url = url, .email = "ann@example.com"}).get(20s).ok());
  EXPECT_FALSE(client.signUp({.url = "http://odd/", .username = "a", .email = "b", .password = "c"}).get(20s).ok());
}

TEST_F(SdkAccounts, DemoAccountsAreRefusedOutsideOfDemoMode) {
  SfuExtended client(context_);
  const auto refused = client.getExamplesFreeUser({.url = server_.url()}).get(20s);
  ASSERT_FALSE(refused.ok());
  EXPECT_FALSE(refused.failure().retryable) << refused.failure().error;
}

TEST_F(SdkAccounts, TheProfileIsInStepOnAllDevices) {
  const auto ann = login("ann"), phone = connect("ann"), ben = login("ben");
  Inbox<protocol::UserInfoChangedEvent> anns, phones, bens;
  const auto collect = [](SfuExtended& client, const Inbox<protocol::UserInfoChangedEvent>& inbox) {
    client.on<protocol::UserInfoChangedEvent>(
        SfuEvent::USER_INFO_CHANGED, [inbox](const protocol::UserInfoChangedEvent& event) { inbox.add(event); });
  };
  collect(*ann, anns);
  collect(*phone, phones);
  collect(*ben, bens);
  take(ann->changeUserNickname("Annie"));
  EXPECT_EQ(ann->user()->nickname, "Annie");
  take(ann->changeUserEmail("annie@example.com"));
  EXPECT_EQ(ann->user()->email, "annie@example.com");
  take(ann->changeUserPhoneNumber("+49 30 1234"));
  take(ann->changeUserHostKey("h0st"));
  take(ann->changeUserTimezone("Asia/Moscow, GMT +3:00"));
  ASSERT_TRUE(until([&] { return phones.size() == 5; }));
  EXPECT_EQ(phone->user()->nickname, "Annie");
  EXPECT_EQ(phone->user()->email, "annie@example.com");
  const auto info = take(phone->getUserInfo());
  EXPECT_EQ(info.phoneNumber, "+49 30 1234");
  EXPECT_EQ(info.hostKey, "h0st");
  EXPECT_EQ(info.timezone, "Asia/Moscow, GMT +3:00");
  EXPECT_TRUE(fails_with(ann->changeUserEmail("ben@example.com"), "User with this email already exists"));
  EXPECT_EQ(ann->user()->email, "annie@example.com");
  take(ben->getUserInfo());
  EXPECT_EQ(anns.size(), 0u);
  EXPECT_EQ(bens.size(), 0u);
}

TEST_F(SdkAccounts, PasswordsChangeAndOtherLoginsEnd) {
  const auto ann = login("ann"), phone = connect("ann");
  const std::string token = phone->user()->authToken;
  EXPECT_TRUE(fails_with(ann->changeUserPassword("wrong", "secret2"), "You entered incorrect current password"));
  EXPECT_TRUE(fails_with(ann->changeUserPassword("secret1", "short"), "New password should be at least 6 characters"));
  take(ann->changeUserPassword("secret1", "secret2"));
  SfuExtended tablet(context_);
  EXPECT_FALSE(tablet.connect({.url = server_.url(), .authToken = token}).get(20s).ok());
  EXPECT_FALSE(tablet.connect({.url = server_.url(), .username = "ann", .password = "secret1"}).get(20s).ok());
  take(tablet.connect({.url = server_.url(), .username = "ann", .password = "secret2", .device = "tablet"}));
  const auto sessions = take(ann->getUserSessions());
  ASSERT_EQ(sessions.size(), 2u);
  const auto& other = sessions[0].current ? sessions[1] : sessions[0];
  EXPECT_EQ(other.device, "tablet");
  Inbox<int> ended;
  tablet.on(SfuEvent::CONNECTION_FAILED, [ended] { ended.add(1); });
  take(ann->endUserSession({.id = other.id}));
  EXPECT_TRUE(until([&] { return ended.size() == 1; }));
  EXPECT_EQ(tablet.state(), sdk::State::DISCONNECTED);
}

TEST_F(SdkAccounts, PersonalMeetingSettingsAndKeysAreStored) {
  const auto ann = login("ann"), phone = connect("ann");
  Inbox<protocol::UserPmiSettings> changed;
  phone->on<protocol::UserPmiSettings>(SfuEvent::UPDATE_USER_PMI_SETTINGS,
                                       [changed](const protocol::UserPmiSettings& event) { changed.add(event); });
  EXPECT_TRUE(take(ann->getUserPmiSettings()).pmiSettings.useWaitingRoom);
  sdk::calls::UpdateUserPmiSettings settings;
  settings.useWaitingRoom = false;
  settings.accessCode = "4711";
  EXPECT_FALSE(take(ann->updateUserPmiSettings(settings)).pmiSettings.useWaitingRoom);
  ASSERT_TRUE(until([&] { return changed.size() == 1; }));
  EXPECT_EQ(changed.all()[0].pmiSettings.accessCode, "4711");

  EXPECT_FALSE(take(ann->getUserEncryptionInfo()).encryptionEnabled);
  const auto key = sdk::secure::UserKey::create("ann");
  auto locked = key.lock("correct horse");
  ASSERT_TRUE(locked.ok());
  EXPECT_TRUE(take(ann->addUserEncryptionInfo(*locked)).encryptionEnabled);
  const auto opened = sdk::secure::UserKey::unlock("ann", take(phone->getUserEncryptionInfo()), "correct horse");
  ASSERT_TRUE(opened.ok()) << opened.failure().error;
  EXPECT_EQ(opened->public_key(), key.public_key());
}

/// A server that allows what others don't.
class SdkOpenServer : public testing::Test {
 protected:
  TemporaryFolder folder_;
  ServerProcess server_{folder_.path(), {"--users-allow-removal", "true", "--examples-mode", "true"}};
  SfuExtended client_;
};

TEST_F(SdkOpenServer, DemoAccountsAreLentAndUsersRemoved) {
  const auto lent = take(client_.getExamplesFreeUser({.url = server_.url()}));
  EXPECT_NE(take(client_.getExamplesFreeUser({.url = server_.url()})).userId, lent.userId);
  EXPECT_EQ(take(client_.connect({.url = server_.url(), .username = lent.userId, .password = lent.password})).email,
            lent.email);
  Inbox<int> ended;
  client_.on(SfuEvent::CONNECTION_FAILED, [ended] { ended.add(1); });
  SfuExtended other;
  take(other.removeUser({.url = server_.url(), .id = lent.userId}));
  EXPECT_TRUE(until([&] { return ended.size() == 1; }));
  EXPECT_TRUE(fails_with(other.removeUser({.url = server_.url(), .id = lent.userId}), "User not found"));
}

}  // namespace
}  // namespace parley::test
