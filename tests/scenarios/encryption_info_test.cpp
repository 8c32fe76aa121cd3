// Key material of users: stored for its owner, shown to nobody else.
#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

class EncryptionInfo : public AccountScenario {};

TEST_F(EncryptionInfo, WithoutKeysTheAnswerIsEmpty) {
  const json::object answer = ann_.ask("getUserEncryptionInfo");
  ASSERT_EQ(text(answer, {"type"}), "USER_ENCRYPTION_INFO");
  const json::object& info = answer.at("info").as_object();
  EXPECT_FALSE(info.at("encryptionEnabled").as_bool());
  for (const char* field : {"privateKey", "publicKey", "verificationHash", "salt", "iv"}) {
    EXPECT_TRUE(info.at(field).is_null()) << field;
  }
}

TEST_F(EncryptionInfo, IsStoredWholeToldToOwnConnectionsAndReplaced) {
  const json::object first = ann_.ask(
      "addUserEncryptionInfo",
      {{"privateKey", "sealed"}, {"publicKey", "open"}, {"verificationHash", "hash"}, {"salt", "salt"}, {"iv", "iv"}});
  ASSERT_EQ(text(first, {"type"}), "USER_ENCRYPTION_INFO_ADDED") << json::serialize(first);
  EXPECT_TRUE(first.at("info").as_object().at("encryptionEnabled").as_bool());
  EXPECT_EQ(text(first, {"info", "privateKey"}), "sealed");
  EXPECT_TRUE(ann_.settle().empty());
  EXPECT_EQ(only_copy(ann2_, "USER_ENCRYPTION_INFO_ADDED").at("info"), first.at("info"));
  EXPECT_EQ(count(ben_.settle(), "USER_ENCRYPTION_INFO_ADDED"), 0u);
  EXPECT_EQ(ann2_.ask("getUserEncryptionInfo").at("info"), first.at("info"));
  EXPECT_FALSE(ben_.ask("getUserEncryptionInfo").at("info").as_object().at("encryptionEnabled").as_bool());

  // Verbatim, whatever it is, and as a whole.
  const std::string odd = "{\"kty\":\"RSA\"} \u00e4\n\"";
  const json::object second = ann2_.ask("addUserEncryptionInfo", {{"privateKey", odd}, {"publicKey", "open 2"}});
  EXPECT_EQ(text(second, {"info", "privateKey"}), odd);
  EXPECT_TRUE(second.at("info").as_object().at("salt").is_null());
  EXPECT_EQ(only_copy(ann_, "USER_ENCRYPTION_INFO_ADDED").at("info"), second.at("info"));

  server_.kill();
  ServerProcess again(folder_.path());
  WireClient ann = WireClient::login(again.port(), "ann");
  EXPECT_EQ(ann.ask("getUserEncryptionInfo").at("info"), second.at("info"));
}

TEST_F(EncryptionInfo, KeysAreNeededAndHaveALimit) {
  const std::string large(200'000, 'k');
  for (const json::object& arguments :
       {json::object{}, json::object{{"privateKey", "sealed"}}, json::object{{"publicKey", "open"}},
        json::object{{"privateKey", ""}, {"publicKey", "open"}},
        json::object{{"privateKey", large}, {"publicKey", "open"}}}) {
    const json::object answer = ann_.ask("addUserEncryptionInfo", arguments);
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED");
    EXPECT_EQ(text(answer, {"operation"}), "ADD_USER_ENCRYPTION_INFO");
    EXPECT_NE(text(answer, {"error"}), "");
  }
  EXPECT_TRUE(ann2_.settle().empty());
  EXPECT_FALSE(ann_.ask("getUserEncryptionInfo").at("info").as_object().at("encryptionEnabled").as_bool());
}

}  // namespace
}  // namespace parley::test
