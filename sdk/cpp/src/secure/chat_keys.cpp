#include "base/random.hpp"
#include "protocol/json.hpp"
#include "protocol/writer.hpp"
#include "secure/chat_secrets.hpp"
#include "secure/hpke.hpp"

namespace parley::sdk::secure {
namespace {

constexpr std::string_view kPrivateKey = "parley chat private key v1", kAttachments = "parley attachments key v1";
constexpr std::string_view kPassword = "parley chat password v1", kMessage = "parley message v1";
constexpr std::string_view kPskId = "parley chat v1";
constexpr std::size_t kIv = 12, kSecret = 32;

Failure failure(std::string_view why) { return Failure{"SECURE_CHAT", std::string(why), false}; }
constexpr std::string_view kNotOurs = "The chat's keys were tampered with, or are those of another client";

/// What every member opens with the password; bound to the chat's public key.
std::string wrap(std::string_view name, const ChatKeys::Secrets& secrets, std::string_view public_key, View plain) {
  const Bytes iv = random(kIv);
  return sealed_text(
      join({iv, gcm_seal(hkdf(view(secrets.password), view(name)), iv, label({name, public_key}), plain)}));
}
std::optional<Bytes> unwrap(std::string_view name, std::string_view password, std::string_view public_key,
                            const std::optional<std::string>& sealed) {
  const auto bytes = from_sealed_text(sealed.value_or(""));
  if (!bytes || bytes->size() < kIv) return std::nullopt;
  const View all = *bytes;
  return gcm_open(hkdf(view(password), view(name)), all.first(kIv), label({name, public_key}), all.subspan(kIv));
}

std::string to_json(const MessageContent& content) {
  std::string out = R"({"id":)";
  protocol::write_text(out, content.id);
  out += R"(,"version":)" + std::to_string(content.version) + R"(,"sentAt":)" + std::to_string(content.sent_at);
  out += R"(,"text":)";
  protocol::write_text(out, content.text);
  if (!content.attachments.empty()) {
    out += R"(,"attachments":[)";
    for (const SealedAttachment& one : content.attachments) {
      if (&one != &content.attachments.front()) out += ',';
      out += R"({"id":)";
      protocol::write_text(out, one.id);
      out += R"(,"name":)";
      protocol::write_text(out, one.name);
      out += R"(,"type":)";
      protocol::write_text(out, one.type);
      out += R"(,"size":)" + std::to_string(one.size) + "}";
    }
    out += ']';
  }
  return out + "}";
}

std::optional<MessageContent> from_json(const protocol::Json& json) {
  const auto id = json.get("id").string(), body = json.get("text").string();
  const auto version = json.get("version").integer(), sent_at = json.get("sentAt").integer();
  if (!id || !body || !version || !sent_at) return std::nullopt;
  MessageContent content{std::string(*id), *version, *sent_at, std::string(*body)};
  const protocol::Json list = json.get("attachments");
  if (!list.is_null() && !list.is_array()) return std::nullopt;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const protocol::Json one = list.at(i);
    const auto file = one.get("id").string(), name = one.get("name").string(), type = one.get("type").string();
    const auto size = one.get("size").integer();
    if (!file || !name || !type || !size || *size < 0) return std::nullopt;
    content.attachments.push_back({std::string(*file), std::string(*name), std::string(*type), *size});
  }
  return content;
}

}  // namespace

ChatKeys::ChatKeys(Secrets secrets)
    : public_key_(secrets.key.public_text()), secrets_(std::make_shared<const Secrets>(std::move(secrets))) {}

ChatKeys ChatKeys::create() { return ChatKeys(Secrets{base64(random(kSecret)), EcKey::create(), random(kSecret)}); }

Outcome<ChatKeys> ChatKeys::open(const protocol::UserSpecificChatInfo& chat, const UserKey& user) {
  if (!chat.encryptionEnabled) return failure("The chat is not a secure one");
  const std::string public_key = chat.publicKey.value_or("");
  const auto sealed = from_sealed_text(chat.encryptedChatPassword.value_or(""));
  if (!sealed) return failure("The chat's password is missing, or another client's");
  const Bytes info = label({kPassword, user.user_id(), public_key});
  const auto password = hpke::open(user.key(), {.info = info}, *sealed);
  if (!password) return failure("The chat's password is not for this user, or was tampered with");
  const auto private_key = unwrap(kPrivateKey, text(*password), public_key, chat.encryptedPrivateKey);
  const auto files = unwrap(kAttachments, text(*password), public_key, chat.encryptedAttachmentsSecretKey);
  const auto key = private_key ? EcKey::from_pkcs8(*private_key) : std::nullopt;
  if (!key || key->public_text() != public_key || !files || files->size() != kSecret) return failure(kNotOurs);
  return ChatKeys(Secrets{text(*password), *key, *files});
}

Outcome<std::string> ChatKeys::password_for(const Member& member) const {
  const auto receiver = EcKey::from_public_text(member.public_key);
  if (!receiver) return failure(member.user_id + " has no keys for secure chats, or another client's");
  const Bytes info = label({kPassword, member.user_id, public_key_});
  return sealed_text(hpke::seal(*receiver, {.info = info}, view(secrets_->password)));
}

Outcome<protocol::calls::CreateChat> ChatKeys::protect(protocol::calls::CreateChat call,
                                                       const std::vector<Member>& members) const {
  call.encryptionEnabled = true;
  call.publicKey = public_key_;
  call.encryptedPrivateKey = wrap(kPrivateKey, *secrets_, public_key_, secrets_->key.pkcs8());
  call.encryptedAttachmentsSecretKey = wrap(kAttachments, *secrets_, public_key_, secrets_->attachments_key);
  call.encryptedChatPasswords.emplace();
  for (const Member& member : members) {
    auto password = password_for(member);
    if (!password) return password.failure();
    call.encryptedChatPasswords->push_back({member.user_id, std::move(*password)});
  }
  return call;
}

std::string ChatKeys::seal(std::string_view chat_id, std::string_view sender_id, const MessageContent& content) const {
  const Bytes aad = label({kMessage, chat_id, sender_id});
  const hpke::Parameters parameters{
      .info = view(kMessage), .aad = aad, .psk = view(secrets_->password), .psk_id = view(kPskId)};
  return sealed_text(hpke::seal(secrets_->key, parameters, view(to_json(content))));
}

Outcome<MessageContent> ChatKeys::open_message(std::string_view chat_id, std::string_view sender_id,
                                               std::string_view body) const {
  const auto sealed = from_sealed_text(body);
  if (!sealed) return failure("The message is not encrypted, or by another client");
  const Bytes aad = label({kMessage, chat_id, sender_id});
  const hpke::Parameters parameters{
      .info = view(kMessage), .aad = aad, .psk = view(secrets_->password), .psk_id = view(kPskId)};
  const auto plain = hpke::open(secrets_->key, parameters, *sealed);
  if (!plain) return failure("The message can't be decrypted");
  const auto json = protocol::Json::parse(text(*plain));
  auto content = json ? from_json(*json) : std::nullopt;
  if (!content) return failure("The message's content makes no sense");
  return std::move(*content);
}

SeenMessages::Verdict SeenMessages::see(std::string_view chat_id, std::string_view message_id,
                                        const MessageContent& content) {
  const auto [place, fresh] =
      seen_.try_emplace({std::string(chat_id), content.id}, Seen{std::string(message_id), content.version});
  if (fresh) return Verdict::fresh;
  if (place->second.message_id != message_id) return Verdict::repeated;
  if (content.version < place->second.version) return Verdict::outdated;
  place->second.version = content.version;
  return Verdict::fresh;
}

}  // namespace parley::sdk::secure
