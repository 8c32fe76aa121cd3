// What users change about themselves, through real sockets: who hears of it and what a restart keeps.
#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

class Profile : public AccountScenario {
 protected:
  /// Changes one field, looks at everybody, and at what the server says afterwards.
  void change(const std::string& call, const std::string& argument, const std::string& field,
              const std::string& value) {
    SCOPED_TRACE(call + " " + value);
    const json::object answer = ann_.ask(call, {{argument, value}});
    ASSERT_EQ(text(answer, {"type"}), "USER_INFO_CHANGED") << json::serialize(answer);
    EXPECT_EQ(text(answer, {"roomId"}), "");
    EXPECT_EQ(text(answer, {"userId"}), "ann");
    EXPECT_EQ(text(answer, {"info", "id"}), "ann") << "the whole info";
    EXPECT_EQ(text(answer, {"info", field}), value);
    EXPECT_TRUE(ann_.settle().empty()) << "the caller has its answer and nothing else";
    const json::object copy = only_copy(ann2_, "USER_INFO_CHANGED");
    EXPECT_EQ(copy.at("info"), answer.at("info"));
    EXPECT_TRUE(ben_.settle().empty()) << "nobody else is told this way";
    EXPECT_EQ(text(ann2_.ask("getUserInfo"), {"userInfo", field}), value);
  }
  std::string refusal(const std::string& call, json::object arguments, const std::string& operation) {
    const json::object answer = ann_.ask(call, std::move(arguments));
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED") << json::serialize(answer);
    EXPECT_EQ(text(answer, {"operation"}), operation);
    EXPECT_TRUE(ann2_.settle().empty());
    return text(answer, {"error"});
  }
};

TEST_F(Profile, EachFieldIsChangedToldAndKept) {
  change("changeUserNickname", "nickname", "nickname", "Änne");
  change("changeUserEmail", "email", "email", "ann@work.example");
  change("changeUserPhoneNumber", "phoneNumber", "phoneNumber", "+49 30 1234");
  change("changeUserHostKey", "hostKey", "hostKey", "123456");
  change("changeUserTimezone", "timezone", "timezone", "Asia/Moscow, GMT +3:00");

  server_.kill();
  ServerProcess again(folder_.path());
  WireClient ann = WireClient::login(again.port(), "ann@work.example");
  EXPECT_EQ(text(ann.user_data(), {"sipVisibleName"}), "Änne") << "the nickname given at login changes nothing";
  EXPECT_EQ(text(ann.user_data(), {"email"}), "ann@work.example");
  const json::object info = ann.ask("getUserInfo");
  EXPECT_EQ(text(info, {"userInfo", "phoneNumber"}), "+49 30 1234");
  EXPECT_EQ(text(info, {"userInfo", "hostKey"}), "123456");
  EXPECT_EQ(text(info, {"userInfo", "timezone"}), "Asia/Moscow, GMT +3:00");
  EXPECT_FALSE(password_is_good(again.port(), "ann@example.com", "secret1")) << "the old address is nobody's";
}

TEST_F(Profile, SomeFieldsMayBeCleared) {
  for (const char* value : {"something", ""}) {
    change("changeUserPhoneNumber", "phoneNumber", "phoneNumber", value);
    change("changeUserHostKey", "hostKey", "hostKey", value);
    change("changeUserTimezone", "timezone", "timezone", value);
  }
}

TEST_F(Profile, WhatIsRefusedChangesNothing) {
  EXPECT_EQ(refusal("changeUserEmail", {{"email", "ben@example.com"}}, "CHANGE_USER_EMAIL"),
            "User with this email already exists");
  EXPECT_EQ(refusal("changeUserEmail", {{"email", "BEN@example.com"}}, "CHANGE_USER_EMAIL"),
            "User with this email already exists");
  EXPECT_NE(refusal("changeUserEmail", {{"email", ""}}, "CHANGE_USER_EMAIL"), "");
  EXPECT_NE(refusal("changeUserNickname", {{"nickname", ""}}, "CHANGE_USER_NICKNAME"), "");
  EXPECT_NE(refusal("changeUserNickname", {{"nickname", "bell\a"}}, "CHANGE_USER_NICKNAME"), "");
  EXPECT_NE(refusal("changeUserNickname", json::object{}, "CHANGE_USER_NICKNAME"), "");
  EXPECT_NE(refusal("changeUserNickname", {{"nickname", 7}}, "CHANGE_USER_NICKNAME"), "");
  EXPECT_NE(refusal("changeUserPhoneNumber", {{"phoneNumber", std::string(2000, '1')}}, "CHANGE_USER_PHONE_NUMBER"),
            "");
  const json::object info = ann_.ask("getUserInfo");
  EXPECT_EQ(text(info, {"userInfo", "nickname"}), "ann");
  EXPECT_EQ(text(info, {"userInfo", "email"}), "ann@example.com");
}

TEST_F(Profile, NamesOfChatsFollowTheirMembers) {
  WireClient cat = user("cat");
  const json::object chat = ben_.ask("createChat", {{"members", {"ann", "cat"}}});
  ASSERT_EQ(text(chat, {"type"}), "SFU_NEW_CHAT") << json::serialize(chat);
  cat.event("SFU_NEW_CHAT");
  ann_.ask("changeUserNickname", {{"nickname", "Annabel"}});
  EXPECT_NE(text(cat.event("SFU_UPDATE_CHAT"), {"info", "name"}).find("Annabel"), std::string::npos);
}

TEST_F(Profile, ThePasswordIsChangedAndOtherLoginsEnd) {
  const auto change = [&](json::value password) { return ann_.ask("changeUserPassword", {{"password", password}}); };
  const struct {
    json::value password;
    const char* error;
  } refused[] = {
      {json::object{}, "Current password can't be null"},
      {json::object{{"currentPassword", nullptr}, {"newPassword", "x"}}, "Current password can't be null"},
      {json::object{{"currentPassword", "wrong"}}, "New password can't be null"},
      {json::object{{"currentPassword", "wrong"}, {"newPassword", "long enough"}},
       "You entered incorrect current password"},
      {json::object{{"currentPassword", "wrong"}, {"newPassword", "five5"}}, "You entered incorrect current password"},
      {json::object{{"currentPassword", "secret1"}, {"newPassword", "five5"}},
       "New password should be at least 6 characters"},
  };
  for (const auto& [password, error] : refused) {
    const json::object answer = change(password);
    EXPECT_EQ(text(answer, {"error"}), error);
    EXPECT_EQ(text(answer, {"operation"}), "CHANGE_USER_PASSWORD");
  }
  EXPECT_TRUE(password_is_good(port(), "ann", "secret1"));

  EXPECT_EQ(text(change({{"currentPassword", "secret1"}, {"newPassword", "secret2"}}), {"type"}), "ACK");
  EXPECT_FALSE(password_is_good(port(), "ann", "secret1"));
  EXPECT_TRUE(password_is_good(port(), "ann", "secret2"));
  EXPECT_TRUE(token_is_good(port(), ann_.token()));
  EXPECT_FALSE(token_is_good(port(), ann2_.token()));
  EXPECT_TRUE(token_is_good(port(), ben_.token()));
  EXPECT_EQ(text(ann2_.ask("getUserInfo"), {"type"}), "USER_INFO") << "connections stay";
}

}  // namespace
}  // namespace parley::test
