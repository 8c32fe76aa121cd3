// Secure chats among our own: what works, and every way in which a server could cheat.
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "secure/chat_secrets.hpp"
#include "secure/hpke.hpp"

namespace parley::sdk::secure {
namespace {

protocol::UserEncryptionInfo stored(const protocol::calls::AddUserEncryptionInfo& call) {
  protocol::UserEncryptionInfo info;
  info.encryptionEnabled = true;
  info.publicKey = call.publicKey;
  info.privateKey = call.privateKey;
  info.verificationHash = call.verificationHash;
  info.salt = call.salt;
  info.iv = call.iv;
  return info;
}
/// The chat as the server gives it to one member.
protocol::UserSpecificChatInfo as_given(const protocol::calls::CreateChat& call, std::size_t member) {
  protocol::UserSpecificChatInfo info;
  info.encryptionEnabled = *call.encryptionEnabled;
  info.publicKey = call.publicKey;
  info.encryptedPrivateKey = call.encryptedPrivateKey;
  info.encryptedAttachmentsSecretKey = call.encryptedAttachmentsSecretKey;
  info.encryptedChatPassword = call.encryptedChatPasswords->at(member).password;
  return info;
}
/// The text with one character of its base64 changed.
std::string bent(std::string text, std::size_t at) {
  text[at] = text[at] == 'A' ? 'B' : 'A';
  return text;
}

TEST(UserKey, IsLockedAndUnlocked) {
  const UserKey key = UserKey::create("ann");
  EXPECT_FALSE(key.lock("7 bytes").ok());
  EXPECT_FALSE(key.lock("éééé").ok());  // 8 bytes, 4 characters
  const auto locked = key.lock("correct horse");
  ASSERT_TRUE(locked.ok());
  const auto info = stored(*locked);
  const auto opened = UserKey::unlock("ann", info, "correct horse");
  ASSERT_TRUE(opened.ok()) << opened.failure().error;
  EXPECT_EQ(opened->public_key(), key.public_key());
  EXPECT_EQ(opened->key().pkcs8(), key.key().pkcs8());
  EXPECT_EQ(UserKey::unlock("ann", info, "correct horsf").failure().error, "The passphrase is wrong");
  EXPECT_EQ(UserKey::unlock("ben", info, "correct horse").failure().error, "The keys were tampered with");
  EXPECT_EQ(UserKey::unlock("ann", {}, "correct horse").failure().error, "There are no keys yet");
  // The server hands out a public key of its own.
  auto swapped = info;
  swapped.publicKey = UserKey::create("ann").public_key();
  EXPECT_EQ(UserKey::unlock("ann", swapped, "correct horse").failure().error, "The keys were tampered with");
}

TEST(UserKey, OfAnotherClientIsRefused) {
  protocol::UserEncryptionInfo info;
  info.encryptionEnabled = true;
  info.publicKey = "-----BEGIN PUBLIC KEY-----";
  info.privateKey = "U2FsdGVkX1";
  EXPECT_EQ(UserKey::unlock("ann", info, "correct horse").failure().error, "The keys are those of another client");
  // Iterations outside of what is sensible: neither a cheap guess nor an endless one.
  const auto good = stored(*UserKey::create("ann").lock("correct horse"));
  for (const char* iterations : {"1", "99999", "10000001", "-600000", "", "600000x"}) {
    auto odd = good;
    odd.verificationHash =
        "pbkdf2-sha256$" + std::string(iterations) + good.verificationHash->substr(good.verificationHash->rfind('$'));
    EXPECT_EQ(UserKey::unlock("ann", odd, "correct horse").failure().error, "The keys are those of another client");
  }
}

class SecureChat : public testing::Test {
 protected:
  const UserKey ann_ = UserKey::create("ann"), ben_ = UserKey::create("ben");
  const ChatKeys keys_ = ChatKeys::create();
  const protocol::calls::CreateChat call_ =
      *keys_.protect({}, {{"ann", ann_.public_key()}, {"ben", ben_.public_key()}});
  const MessageContent hello_{random_uuid(), 0, 1'700'000'000'000, "hello\n\"☕\"", {{"a", "plan.pdf", "file", 3}}};
};

TEST_F(SecureChat, OpensForItsMembersAlone) {
  const auto anns = ChatKeys::open(as_given(call_, 0), ann_), bens = ChatKeys::open(as_given(call_, 1), ben_);
  ASSERT_TRUE(anns.ok() && bens.ok());
  const std::string body = anns->seal("c-1", "ann", hello_);
  const auto read = bens->open_message("c-1", "ann", body);
  ASSERT_TRUE(read.ok()) << read.failure().error;
  EXPECT_EQ(*read, hello_);
  EXPECT_NE(anns->seal("c-1", "ann", hello_), body);
  EXPECT_FALSE(ChatKeys::open(as_given(call_, 1), ann_).ok());
  EXPECT_FALSE(ChatKeys::open(as_given(call_, 0), UserKey::create("ann")).ok());
  // Somebody added later.
  const UserKey eve = UserKey::create("eve");
  const auto password = bens->password_for({"eve", eve.public_key()});
  ASSERT_TRUE(password.ok());
  auto info = as_given(call_, 0);
  info.encryptedChatPassword = *password;
  ASSERT_TRUE(ChatKeys::open(info, eve).ok());
  EXPECT_EQ(*ChatKeys::open(info, eve)->open_message("c-1", "ann", body), hello_);
}

TEST_F(SecureChat, NoticesKeysTheServerMixedOrMade) {
  const ChatKeys other = ChatKeys::create();
  const auto made = *other.protect({}, {{"ann", ann_.public_key()}});
  const auto opens = [&](auto change) {
    auto info = as_given(call_, 0);
    change(info);
    return ChatKeys::open(info, ann_).ok();
  };
  EXPECT_TRUE(opens([](auto&) {}));
  EXPECT_FALSE(opens([&](auto& info) { info.publicKey = made.publicKey; }));
  EXPECT_FALSE(opens([&](auto& info) { info.encryptedPrivateKey = made.encryptedPrivateKey; }));
  EXPECT_FALSE(opens([&](auto& info) {
    info.publicKey = made.publicKey;
    info.encryptedPrivateKey = made.encryptedPrivateKey;
  }));
  EXPECT_FALSE(opens([&](auto& info) { info.encryptedAttachmentsSecretKey = made.encryptedAttachmentsSecretKey; }));
  EXPECT_FALSE(opens([&](auto& info) { info.encryptedChatPassword = made.encryptedChatPasswords->at(0).password; }));
  EXPECT_FALSE(opens([&](auto& info) { info.encryptedAttachmentsSecretKey = info.encryptedPrivateKey; }));
  EXPECT_FALSE(opens([&](auto& info) { info.encryptedChatPassword.reset(); }));
  EXPECT_FALSE(opens([&](auto& info) { info.encryptionEnabled = false; }));
}

TEST_F(SecureChat, RefusesForeignKeys) {
  EXPECT_FALSE(keys_.password_for({"eve", ""}).ok());
  EXPECT_FALSE(keys_.password_for({"eve", "-----BEGIN PUBLIC KEY-----"}).ok());
  EXPECT_FALSE(keys_.protect({}, {{"ann", ann_.public_key()}, {"eve", bent(ann_.public_key(), 60)}}).ok());
}

TEST_F(SecureChat, NoticesForgedMovedAndChangedMessages) {
  const std::string body = keys_.seal("c-1", "ann", hello_);
  EXPECT_FALSE(keys_.open_message("c-2", "ann", body).ok());
  EXPECT_FALSE(keys_.open_message("c-1", "ben", body).ok());
  EXPECT_FALSE(ChatKeys::create().open_message("c-1", "ann", body).ok());
  for (std::size_t at = 3; at < body.size(); at += 7)
    EXPECT_FALSE(keys_.open_message("c-1", "ann", bent(body, at)).ok()) << at;
  for (std::size_t size = 0; size < body.size(); size += 5)
    EXPECT_FALSE(keys_.open_message("c-1", "ann", body.substr(0, size)).ok()) << size;
  for (const char* odd : {"", "hello", "v1.", "v2.AAAA", "v1.!!!!", "v1. AAAA", "v1.AAA="})
    EXPECT_FALSE(keys_.open_message("c-1", "ann", odd).ok()) << odd;
  // Who knows the public key, but not the password: the server.
  const Bytes aad = label({"parley message v1", "c-1", "ann"});
  const std::string text = R"({"id":"x","version":0,"sentAt":0,"text":"forged"})";
  const auto receiver = EcKey::from_public_text(keys_.public_key());
  ASSERT_TRUE(receiver);
  EXPECT_FALSE(
      keys_
          .open_message("c-1", "ann",
                        sealed_text(hpke::seal(*receiver, {.info = view("parley message v1"), .aad = aad}, view(text))))
          .ok());
}

TEST(SeenMessages, NoticesRepeatsAndOldVersions) {
  SeenMessages seen;
  const MessageContent first{"x", 0, 0, "one"}, edited{"x", 1, 0, "two"};
  using Verdict = SeenMessages::Verdict;
  EXPECT_EQ(seen.see("c", "m-1", first), Verdict::fresh);
  EXPECT_EQ(seen.see("c", "m-1", first), Verdict::fresh);
  EXPECT_EQ(seen.see("c", "m-1", edited), Verdict::fresh);
  EXPECT_EQ(seen.see("c", "m-1", first), Verdict::outdated);
  EXPECT_EQ(seen.see("c", "m-2", first), Verdict::repeated);
  EXPECT_EQ(seen.see("d", "m-2", first), Verdict::fresh);
}

class SecureFile : public testing::Test {
 protected:
  Bytes sealed(std::size_t size) const {
    AttachmentSource plain{.id = "f", .size = size, .read = {}};
    plain.read = [](std::span<std::uint8_t> into) {
      std::fill(into.begin(), into.end(), std::uint8_t{7});
      return into.size();
    };
    AttachmentSource source = seal_file(keys_, plain);
    Bytes out(static_cast<std::size_t>(source.size));
    for (std::size_t at = 0; at < out.size();) at += source.read(std::span(out).subspan(at));
    return out;
  }
  /// Bytes that were released; nothing when the file was refused or is incomplete.
  std::optional<std::size_t> open(View ciphertext, std::int64_t size, std::string id = "f") const {
    std::size_t released = 0;
    const FileOpener opener(keys_, {std::move(id), "x", "file", size}, [&](View bytes) {
      released += bytes.size();
      return true;
    });
    if (!opener.sink()(ciphertext) || !opener.complete()) return std::nullopt;
    return released;
  }
  const ChatKeys keys_ = ChatKeys::create();
};

TEST_F(SecureFile, RefusesWhatWasCutOffMovedOrChanged) {
  constexpr std::int64_t kSize = 3 * 65'536;
  const Bytes file = sealed(kSize);
  EXPECT_EQ(open(file, kSize), kSize);
  EXPECT_EQ(open(file, kSize, "g"), std::nullopt);
  EXPECT_EQ(open(View(file).first(file.size() - 1), kSize), std::nullopt);
  // At the border of a piece, with the size told to match.
  EXPECT_EQ(open(View(file).first(static_cast<std::size_t>(sealed_size(2 * 65'536))), 2 * 65'536), std::nullopt);
  EXPECT_EQ(open(join({file, View(file).last(65'552)}), kSize), std::nullopt);
  for (const std::size_t at : {std::size_t{0}, std::size_t{8}, std::size_t{40}, file.size() - 1}) {
    Bytes changed = file;
    changed[at] ^= 1;
    EXPECT_EQ(open(changed, kSize), std::nullopt) << at;
  }
  // Two pieces in the other order.
  Bytes swapped = file;
  std::swap_ranges(swapped.begin() + 40, swapped.begin() + 40 + 65'552, swapped.begin() + 40 + 65'552);
  EXPECT_EQ(open(swapped, kSize), std::nullopt);
  EXPECT_EQ(open(sealed(0), 0), 0u);
  EXPECT_EQ(open(sealed(0), 1), std::nullopt);
}

TEST_F(SecureFile, OfASourceThatEndsEarlyEndsEarly) {
  AttachmentSource plain{.id = "f", .size = 100'000, .read = {}};
  plain.read = [left = std::size_t{70'000}](std::span<std::uint8_t> into) mutable {
    const std::size_t size = std::min(into.size(), left);
    left -= size;
    return size;
  };
  AttachmentSource source = seal_file(keys_, plain);
  Bytes portion(10'000);
  std::size_t all = 0;
  while (const std::size_t more = source.read(portion)) all += more;
  EXPECT_LT(all, source.size);
}

TEST(EcKey, OfAnotherCurveOrOffTheCurveIsRefused) {
  EXPECT_FALSE(EcKey::from_public_text("MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEAAAA"));
  Bytes point = EcKey::create().point();
  EXPECT_TRUE(EcKey::from_point(point));
  point[64] ^= 1;
  EXPECT_FALSE(EcKey::from_point(point));
  EXPECT_FALSE(EcKey::from_point(View(point).first(64)));
  EXPECT_FALSE(EcKey::from_pkcs8({}));
}

TEST(Base64, IsReadOnlyInItsOneForm) {
  EXPECT_EQ(from_base64(""), Bytes());
  EXPECT_EQ(from_base64("AQ=="), Bytes{1});
  for (const char* odd : {"AQ", "AQ=", "AR==", "AQ==\n", " AQ=", "====", "A===", "AQ==AQ==", "_w=="})
    EXPECT_FALSE(from_base64(odd)) << odd;
}

}  // namespace
}  // namespace parley::sdk::secure
