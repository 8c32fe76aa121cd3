#include <algorithm>
#include <charconv>

#include "base/random.hpp"
#include "parley/secure_chats.h"
#include "secure/ec_key.hpp"

namespace parley::sdk::secure {
namespace {

constexpr std::string_view kUserKey = "parley user private key v1", kCheck = "parley passphrase check v1";
constexpr std::string_view kHashPrefix = "pbkdf2-sha256$";
constexpr int kIterations = 600'000, kFewest = 100'000, kMost = 10'000'000;
constexpr std::size_t kSalt = 16, kIv = 12;
constexpr std::ptrdiff_t kShortest = 8;

Failure failure(std::string why) { return Failure{"USER_KEY", std::move(why), false}; }

/// Iterations and hash out of a verificationHash.
std::optional<std::pair<int, std::string_view>> read_hash(std::string_view text) {
  if (!text.starts_with(kHashPrefix)) return std::nullopt;
  text.remove_prefix(kHashPrefix.size());
  const auto dollar = text.find('$');
  if (dollar == std::string_view::npos) return std::nullopt;
  int iterations = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dollar, iterations);
  if (error != std::errc() || end != text.data() + dollar || iterations < kFewest || iterations > kMost)
    return std::nullopt;
  return std::pair(iterations, text.substr(dollar + 1));
}

std::string check_text(View master) { return base64(hkdf(master, view(kCheck))); }

}  // namespace

UserKey::UserKey(std::string user_id, std::shared_ptr<const EcKey> key)
    : user_id_(std::move(user_id)), public_key_(key->public_text()), key_(std::move(key)) {}

UserKey UserKey::create(std::string user_id) {
  return {std::move(user_id), std::make_shared<const EcKey>(EcKey::create())};
}

Outcome<UserKey> UserKey::unlock(std::string user_id, const protocol::UserEncryptionInfo& stored,
                                 std::string_view passphrase) {
  const std::string none;
  if (!stored.encryptionEnabled || !stored.privateKey) return failure("There are no keys yet");
  const auto hash = read_hash(stored.verificationHash ? *stored.verificationHash : none);
  const auto salt = from_base64(stored.salt ? *stored.salt : none), iv = from_base64(stored.iv ? *stored.iv : none);
  const auto sealed = from_base64(*stored.privateKey);
  if (!hash || !salt || salt->size() != kSalt || !iv || iv->size() != kIv || !sealed || !stored.publicKey)
    return failure("The keys are those of another client");
  const Bytes master = pbkdf2(passphrase, *salt, hash->first);
  if (!equal_secrets(check_text(master), hash->second)) return failure("The passphrase is wrong");
  const auto plain =
      gcm_open(hkdf(master, view(kUserKey)), *iv, label({kUserKey, user_id, *stored.publicKey}), *sealed);
  const auto key = plain ? EcKey::from_pkcs8(*plain) : std::nullopt;
  if (!key || key->public_text() != *stored.publicKey) return failure("The keys were tampered with");
  return UserKey(std::move(user_id), std::make_shared<const EcKey>(*key));
}

Outcome<protocol::calls::AddUserEncryptionInfo> UserKey::lock(std::string_view passphrase) const {
  const auto characters = std::ranges::count_if(passphrase, [](char byte) { return (byte & 0xC0) != 0x80; });
  if (characters < kShortest) return failure("The passphrase needs at least 8 characters");
  const Bytes salt = random(kSalt), iv = random(kIv), master = pbkdf2(passphrase, salt, kIterations);
  protocol::calls::AddUserEncryptionInfo info;
  info.publicKey = public_key_;
  info.salt = base64(salt);
  info.iv = base64(iv);
  info.verificationHash = std::string(kHashPrefix) + std::to_string(kIterations) + "$" + check_text(master);
  info.privateKey =
      base64(gcm_seal(hkdf(master, view(kUserKey)), iv, label({kUserKey, user_id_, public_key_}), key_->pkcs8()));
  return info;
}

std::string fingerprint(std::string_view id, std::string_view public_key) {
  const Bytes digest = sha256(label({"parley fingerprint v1", id, public_key}));
  std::string out;
  for (std::size_t i = 0; i < 24; i += 2) {
    const std::string number = std::to_string(digest[i] * 256 + digest[i + 1]);
    out += (i == 0 ? "" : " ") + std::string(5 - number.size(), '0') + number;
  }
  return out;
}

}  // namespace parley::sdk::secure
