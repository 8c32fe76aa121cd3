// Secure chats on the wire: whose keys they are.
#include "tests/scenarios/told_fixture.hpp"

namespace parley::test {
namespace {

class SecureChat : public ToldFixture {
 protected:
  static json::object keys() {
    return {{"encryptionEnabled", true},
            {"publicKey", "public"},
            {"encryptedPrivateKey", "private"},
            {"encryptedAttachmentsSecretKey", "secret"},
            {"encryptedChatPasswords", json::array{json::object{{"userId", "ann"}, {"password", "for ann"}},
                                                   json::object{{"userId", "ben"}, {"password", "for ben"}}}}};
  }
  static void expect_keys(const json::object& info, const std::string& user) {
    EXPECT_TRUE(info.at("encryptionEnabled").as_bool());
    EXPECT_EQ(text(info, {"publicKey"}), "public");
    EXPECT_EQ(text(info, {"encryptedPrivateKey"}), "private");
    EXPECT_EQ(text(info, {"encryptedAttachmentsSecretKey"}), "secret");
    EXPECT_EQ(text(info, {"encryptedChatPassword"}), "for " + user);
  }
  const std::string refused_ = "Incorrect chat encryption settings";
};

TEST_F(SecureChat, EveryMemberGetsTheKeysAndHisOwnPassword) {
  const json::object made = ask("ann", "createChat", keys());
  const std::string id = text(made, {"info", "id"});
  EXPECT_EQ(made.at("info").at("members").as_array(), (json::array{"ann", "ben"})) << "also those with only a password";
  expect_keys(made.at("info").as_object(), "ann");
  EXPECT_EQ(told(), "ann2 SFU_NEW_CHAT, ben SFU_NEW_CHAT, ben2 SFU_NEW_CHAT");
  expect_keys(only("ann2").at("info").as_object(), "ann");
  expect_keys(only("ben2").at("info").as_object(), "ben");
  restart();
  expect_keys(*view("ben", id), "ben");
}

TEST_F(SecureChat, KeysAreNeededAndSoIsEachPassword) {
  for (const char* missing :
       {"publicKey", "encryptedPrivateKey", "encryptedAttachmentsSecretKey", "encryptedChatPasswords"}) {
    json::object call = keys();
    call.erase(missing);
    EXPECT_EQ(refusal("ann", "createChat", std::move(call)), refused_) << missing;
  }
  json::object call = keys();
  call["encryptedChatPasswords"] = json::array();
  EXPECT_EQ(refusal("ann", "createChat", call), refused_);
  call = keys();
  call["members"] = json::array{"cat"};
  EXPECT_EQ(refusal("ann", "createChat", call), refused_) << "cat has no password";
  call = keys();
  call["encryptionEnabled"] = false;
  const json::object plain = ask("ann", "createChat", call);
  EXPECT_TRUE(plain.at("info").at("publicKey").is_null()) << "without the flag keys are nothing";
  EXPECT_EQ(plain.at("info").at("members").as_array(), (json::array{"ann"}));
  EXPECT_EQ(told(), "ann2 SFU_NEW_CHAT");
}

TEST_F(SecureChat, ANewMemberNeedsAPasswordAndOneWhoLeavesLosesHis) {
  json::object call = keys();
  call["type"] = "PUBLIC";
  const std::string id = new_chat(call);
  EXPECT_EQ(refusal("ann", "addMemberToChat", {{"id", id}, {"member", "cat"}}), refused_);
  EXPECT_EQ(told(), "");
  EXPECT_EQ(refusal("ann", "addMemberToChat", {{"id", id}, {"member", "cat"}, {"encryptedChatPassword", "for cat"}}),
            "");
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT, ben SFU_UPDATE_CHAT, ben2 SFU_UPDATE_CHAT, cat SFU_NEW_CHAT");
  expect_keys(only("cat").at("info").as_object(), "cat");
  expect_keys(only("ben").at("info").as_object(), "ben");
  ask("ann", "removeMemberFromChat", {{"id", id}, {"member", "cat"}});
  told();
  ask("ann", "addMemberToChat", {{"id", id}, {"member", "cat"}, {"encryptedChatPassword", "for cat again"}});
  told();
  EXPECT_EQ(text(only("cat"), {"info", "encryptedChatPassword"}), "for cat again");
  // Ciphertext goes through as it is; words of it aren't found.
  const std::string cipher = "needle \x01 <@ben> {\"a\":1}";
  ask("ann", "sendMessage", in(id, {{"body", cipher}}));
  told();
  EXPECT_EQ(text(only("ben"), {"message", "body"}), cipher);
  EXPECT_TRUE(
      ask("ben", "searchChatMessages", {{"chatId", id}, {"searchString", "needle"}}).at("messages").as_array().empty());
  EXPECT_EQ(
      ask("ben", "loadMessagesWithMentions", {{"userTag", "<@ben>"}, {"sortOrder", 0}}).at("totalSize").as_int64(), 0);
}

}  // namespace
}  // namespace parley::test
