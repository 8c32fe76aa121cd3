// The formats of docs/secure-chats.md, against vectors that another implementation made.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "protocol/json.hpp"
#include "secure/chat_secrets.hpp"
#include "secure/file_cipher.hpp"
#include "secure/hpke.hpp"

namespace parley::sdk::secure {
namespace {

using protocol::Json;

Json vectors() {
  std::ifstream file(PARLEY_VECTORS "/secure_chats.json");
  std::stringstream content;
  content << file.rdbuf();
  const auto json = Json::parse(content.str());
  if (!json) throw std::runtime_error("no vectors: " + json.error().text);
  return *json;
}
std::string string(const Json& json, std::string_view member) { return std::string(json.get(member).string().value()); }
Bytes unhex(std::string_view digits) {
  Bytes out;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  return out;
}
Bytes bytes(const Json& json, std::string_view member) { return unhex(string(json, member)); }
/// A key of its number, by a PKCS#8 without the public part.
EcKey scalar(View d) {
  const auto key =
      EcKey::from_pkcs8(join({unhex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"), d}));
  return key.value();
}
ChatKeys chat_keys(const Json& chat) {
  return ChatKeys(ChatKeys::Secrets{string(chat, "password"), EcKey::from_pkcs8(bytes(chat, "pkcs8")).value(),
                                    bytes(chat, "attachmentsKey")});
}
UserKey unlock(const Json& user) {
  protocol::UserEncryptionInfo info;
  info.encryptionEnabled = true;
  const Json stored = user.get("info");
  info.publicKey = string(stored, "publicKey");
  info.privateKey = string(stored, "privateKey");
  info.salt = string(stored, "salt");
  info.iv = string(stored, "iv");
  info.verificationHash = string(stored, "verificationHash");
  auto key = UserKey::unlock("ann", info, string(user, "passphrase"));
  if (!key) throw std::runtime_error(key.failure().error);
  return std::move(*key);
}
protocol::UserSpecificChatInfo chat_info(const Json& chat) {
  protocol::UserSpecificChatInfo info;
  info.encryptionEnabled = true;
  info.publicKey = string(chat, "publicKey");
  info.encryptedPrivateKey = string(chat.get("encryptedPrivateKey"), "sealed");
  info.encryptedAttachmentsSecretKey = string(chat.get("encryptedAttachmentsSecretKey"), "sealed");
  info.encryptedChatPassword = string(chat.get("encryptedChatPassword"), "sealed");
  return info;
}

TEST(SecureChatVectors, HpkeIsThatOfTheRfc) {
  const Json list = vectors().get("hpke");
  ASSERT_EQ(list.size(), 2u);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json one = list.at(i);
    const Bytes info = bytes(one, "info"), aad = bytes(one, "aad"), psk = bytes(one, "psk"), id = bytes(one, "pskId");
    const hpke::Parameters parameters{
        .info = info, .aad = aad, .psk = psk, .psk_id = id, .aead = hpke::Aead::aes_128_gcm};
    const EcKey receiver = scalar(bytes(one, "receiver"));
    EXPECT_EQ(hpke::seal(receiver, parameters, bytes(one, "text"), scalar(bytes(one, "ephemeral"))),
              bytes(one, "sealed"));
    EXPECT_EQ(hpke::open(receiver, parameters, bytes(one, "sealed")), bytes(one, "text"));
  }
}

TEST(SecureChatVectors, UserKeysUnlock) {
  const Json user = vectors().get("user");
  const UserKey key = unlock(user);
  EXPECT_EQ(key.key().pkcs8(), bytes(user, "pkcs8"));
  EXPECT_EQ(key.public_key(), string(user.get("info"), "publicKey"));
  EXPECT_EQ(fingerprint("ann", key.public_key()), string(user, "fingerprint"));
}

TEST(SecureChatVectors, ChatsOpen) {
  const Json all = vectors(), chat = all.get("chat");
  const auto keys = ChatKeys::open(chat_info(chat), unlock(all.get("user")));
  ASSERT_TRUE(keys.ok()) << keys.failure().error;
  EXPECT_EQ(keys->secrets().password, string(chat, "password"));
  EXPECT_EQ(keys->secrets().key.pkcs8(), bytes(chat, "pkcs8"));
  EXPECT_EQ(keys->secrets().attachments_key, bytes(chat, "attachmentsKey"));
}

TEST(SecureChatVectors, MessagesOpenAndSealToTheSameText) {
  const Json all = vectors(), list = all.get("messages");
  const ChatKeys keys = chat_keys(all.get("chat"));
  ASSERT_EQ(list.size(), 2u);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json one = list.at(i), payload = one.get("payload");
    const auto content = keys.open_message(string(one, "chatId"), string(one, "sender"), string(one, "body"));
    ASSERT_TRUE(content.ok()) << content.failure().error;
    EXPECT_EQ(content->id, string(payload, "id"));
    EXPECT_EQ(content->version, payload.get("version").integer());
    EXPECT_EQ(content->sent_at, payload.get("sentAt").integer());
    EXPECT_EQ(content->text, string(payload, "text"));
    ASSERT_EQ(content->attachments.size(), payload.get("attachments").size());
    if (!content->attachments.empty()) {
      EXPECT_EQ(content->attachments[0].name, string(payload.get("attachments").at(0), "name"));
      EXPECT_EQ(content->attachments[0].size, 150000);
    }
    const Bytes aad = label({"parley message v1", string(one, "chatId"), string(one, "sender")});
    const std::string& password = keys.secrets().password;
    EXPECT_EQ(
        sealed_text(hpke::seal(
            keys.secrets().key,
            {.info = view("parley message v1"), .aad = aad, .psk = view(password), .psk_id = view("parley chat v1")},
            view(string(one, "text")), scalar(bytes(one, "ephemeral")))),
        string(one, "body"));
  }
}

TEST(SecureChatVectors, FilesSealAndOpen) {
  const Json all = vectors(), list = all.get("attachments");
  const ChatKeys keys = chat_keys(all.get("chat"));
  ASSERT_EQ(list.size(), 7u);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json one = list.at(i);
    const auto size = static_cast<std::size_t>(*one.get("size").integer());
    SCOPED_TRACE(size);
    Bytes plain(size);
    for (std::size_t at = 0; at < size; ++at) plain[at] = static_cast<std::uint8_t>(at * 7 % 251);
    AttachmentSource source{.id = string(one, "id"), .size = size, .read = {}};
    source.read = [&plain, at = std::size_t{0}](std::span<std::uint8_t> into) mutable {
      // Odd portions: the pieces of the format are none of the source's business.
      const std::size_t more = std::min({into.size(), plain.size() - at, std::size_t{999}});
      std::copy_n(plain.begin() + static_cast<std::ptrdiff_t>(at), more, into.begin());
      at += more;
      return more;
    };
    AttachmentSource sealed = seal_file(keys.secrets().attachments_key, source, bytes(one, "salt"));
    EXPECT_EQ(static_cast<std::int64_t>(sealed.size), one.get("sealedSize").integer());
    EXPECT_EQ(sealed.size, sealed_size(size));
    Bytes ciphertext, portion(1717);
    while (const std::size_t more = sealed.read(portion))
      ciphertext.insert(ciphertext.end(), portion.begin(), portion.begin() + static_cast<std::ptrdiff_t>(more));
    EXPECT_EQ(ciphertext.size(), sealed.size);
    EXPECT_EQ(sha256(ciphertext), bytes(one, "sha256"));

    Bytes opened;
    FileOpener opener(keys, {source.id, "x", "file", static_cast<std::int64_t>(size)}, [&](View more) {
      opened.insert(opened.end(), more.begin(), more.end());
      return true;
    });
    const auto sink = opener.sink();
    for (std::size_t at = 0; at < ciphertext.size(); at += 4096) {
      EXPECT_FALSE(opener.complete());
      ASSERT_TRUE(sink(View(ciphertext).subspan(at, std::min<std::size_t>(4096, ciphertext.size() - at))));
    }
    EXPECT_TRUE(opener.complete());
    EXPECT_EQ(opened, plain);
  }
}

}  // namespace
}  // namespace parley::sdk::secure
