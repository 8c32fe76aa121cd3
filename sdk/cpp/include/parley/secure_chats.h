#pragma once
// Keys and ciphertext of secure chats, in the formats of docs/secure-chats.md. Nothing here talks to a server: results
// go into calls of SfuExtended. All functions are thread-safe on const objects; none throws on bad input.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/attachments.h"
#include "parley/pending.h"
#include "protocol/chats_calls.hpp"
#include "protocol/users_calls.hpp"

namespace parley::sdk::secure {

class EcKey;

/// A user's key pair, unlocked.
class UserKey {
 public:
  /// Makes a new one.
  static UserKey create(std::string user_id);
  /// Opens what getUserEncryptionInfo gave. The passphrase is UTF-8 in Unicode NFKC. Takes as long as a guess at it
  /// shall take, about half a second: not for a callback. Fails when there are no keys, the passphrase is wrong, the
  /// keys were tampered with, or are another client's.
  static Outcome<UserKey> unlock(std::string user_id, const protocol::UserEncryptionInfo& stored,
                                 std::string_view passphrase);
  /// What addUserEncryptionInfo takes; for a new passphrase too. As slow as unlock(). Fails when the passphrase has
  /// fewer than 8 characters.
  Outcome<protocol::calls::AddUserEncryptionInfo> lock(std::string_view passphrase) const;

  const std::string& user_id() const { return user_id_; }
  const std::string& public_key() const { return public_key_; }
  const EcKey& key() const { return *key_; }

 private:
  UserKey(std::string user_id, std::shared_ptr<const EcKey> key);
  std::string user_id_, public_key_;
  std::shared_ptr<const EcKey> key_;
};

/// What stands in an encrypted message about one of its files: its real name and size.
struct SealedAttachment {
  std::string id;    ///< as on the wire
  std::string name;  ///< the wire says "encrypted"
  std::string type;  ///< "file" or "picture"
  std::int64_t size = 0;
  bool operator==(const SealedAttachment&) const = default;
};

/// A message as its sender wrote it.
struct MessageContent {
  std::string id;            ///< UUID v4 the sender made; an edit keeps it
  std::int64_t version = 0;  ///< edits so far
  std::int64_t sent_at = 0;  ///< by the sender's clock, milliseconds since the epoch
  std::string text;
  std::vector<SealedAttachment> attachments{};
  bool operator==(const MessageContent&) const = default;
};

/// The keys of one chat.
class ChatKeys {
 public:
  /// A user and his public key, which should be known to be his (see fingerprint()).
  struct Member {
    std::string user_id, public_key;
  };
  /// Makes new ones.
  static ChatKeys create();
  /// Opens those of a chat the user is a member of. Fails when it is no secure chat, when they are not for this user,
  /// were tampered with, or are another client's.
  static Outcome<ChatKeys> open(const protocol::UserSpecificChatInfo& chat, const UserKey& user);

  /// Makes `call` the creation of a secure chat of these members, the creator among them. Fails when a member has no
  /// keys, or another client's.
  Outcome<protocol::calls::CreateChat> protect(protocol::calls::CreateChat call,
                                               const std::vector<Member>& members) const;
  /// The chat's password for one member: `encryptedChatPassword` of addMemberToChat.
  Outcome<std::string> password_for(const Member& member) const;

  /// The body of a message.
  std::string seal(std::string_view chat_id, std::string_view sender_id, const MessageContent& content) const;
  /// What was sealed. Fails when the chat or the sender is another one, and when anything was changed. See
  /// SeenMessages.
  Outcome<MessageContent> open_message(std::string_view chat_id, std::string_view sender_id,
                                       std::string_view body) const;

  const std::string& public_key() const { return public_key_; }

  struct Secrets;  ///< the SDK's own
  explicit ChatKeys(Secrets secrets);
  const Secrets& secrets() const { return *secrets_; }

 private:
  std::string public_key_;
  std::shared_ptr<const Secrets> secrets_;
};

/// Bytes of ciphertext of a file of so many bytes: the `size` to announce.
std::uint64_t sealed_size(std::uint64_t size);
/// A file, encrypted while it is read; its id is that of the attachment. Announce it as
/// {type: "file", name: "encrypted", size: sealed.size, id: sealed.id}.
AttachmentSource seal_file(const ChatKeys& keys, AttachmentSource plain);

/// Decrypts a file while it is downloaded.
class FileOpener {
 public:
  /// `file` as told by the message; what was checked goes to `plain`, which must be able to forget it if complete()
  /// never becomes true.
  FileOpener(const ChatKeys& keys, const SealedAttachment& file, AttachmentSink plain);
  /// For downloadAttachment; it refuses what was tampered with.
  AttachmentSink sink() const;
  /// Whether all of the file came; look when the download is done.
  bool complete() const;

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

/// Notices messages that a server shows twice, or in an old version. Not thread-safe.
class SeenMessages {
 public:
  enum class Verdict { fresh, repeated, outdated };
  /// `message_id`: the server's.
  Verdict see(std::string_view chat_id, std::string_view message_id, const MessageContent& content);

 private:
  struct Seen {
    std::string message_id;
    std::int64_t version;
  };
  std::map<std::pair<std::string, std::string>, Seen> seen_;  ///< by chat and content id
};

/// Twelve numbers for two people to compare by another way. `id`: the user's, or for a chat's key the chat's.
std::string fingerprint(std::string_view id, std::string_view public_key);

}  // namespace parley::sdk::secure
