// A bot for secure chats: decrypts what it is told and says it again, with the files, encrypted. It sets its key up the
// first time.  parley_secure_bot --url ws://localhost:8080/ --user bot --password … --passphrase …
#include <parley/parley.h>
#include <parley/secure_chats.h>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

using namespace parley;
using sdk::secure::ChatKeys;
using sdk::secure::UserKey;

namespace {

/// What the client's callbacks leave for the main thread, which may wait.
class Inbox {
 public:
  void put(protocol::Message message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
    changed_.notify_one();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_one();
  }
  /// Nothing when it is closed.
  std::optional<protocol::Message> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !messages_.empty(); });
    if (closed_) return std::nullopt;
    protocol::Message message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<protocol::Message> messages_;
  bool closed_ = false;
};

/// The key of the user, made when he has none.
sdk::Outcome<UserKey> own_key(sdk::SfuExtended& client, const std::string& user, const std::string& passphrase) {
  const auto stored = client.getUserEncryptionInfo().get();
  if (!stored) return stored.failure();
  if (stored->encryptionEnabled) return UserKey::unlock(user, *stored, passphrase);
  UserKey key = UserKey::create(user);
  const auto locked = key.lock(passphrase);
  if (!locked) return locked.failure();
  if (const auto added = client.addUserEncryptionInfo(*locked).get(); !added) return added.failure();
  return key;
}

class Bot {
 public:
  Bot(sdk::SfuExtended& client, UserKey key) : client_(client), key_(std::move(key)) {}

  void answer(const protocol::Message& message) {
    const auto chats = client_.getUserChats().get();
    if (!chats) return complain(chats.failure());
    const auto chat = chats->find(message.targetEntityId.chatId.value_or(""));
    if (chat == chats->end() || !chat->second.encryptionEnabled) return;
    const auto keys = ChatKeys::open(chat->second, key_);
    if (!keys) return complain(keys.failure());
    const auto content = keys->open_message(chat->first, message.from, message.body);
    if (!content) return complain(content.failure());
    if (seen_.see(chat->first, message.id, *content) != sdk::secure::SeenMessages::Verdict::fresh) return;
    std::cout << message.from << ": " << content->text << std::endl;

    sdk::secure::MessageContent reply{
        .id = sdk::SfuExtended::generateAttachmentId(), .sent_at = message.date, .text = "You said: " + content->text};
    std::vector<sdk::AttachmentSource> files;
    for (const auto& file : content->attachments)
      if (auto copy = copy_of(*keys, message, file)) {
        reply.attachments.push_back({copy->id, "copy of " + file.name, file.type, file.size});
        files.push_back(sdk::secure::seal_file(*keys, std::move(*copy)));
      }
    send(*keys, message, reply, std::move(files));
  }

 private:
  static void complain(const sdk::Failure& failure) { std::cerr << failure.error << std::endl; }

  /// A file of a message, decrypted, to be sent again.
  std::optional<sdk::AttachmentSource> copy_of(const ChatKeys& keys, const protocol::Message& message,
                                               const sdk::secure::SealedAttachment& file) {
    auto bytes = std::make_shared<std::vector<std::uint8_t>>();
    const sdk::secure::FileOpener opener(keys, file, [bytes](std::span<const std::uint8_t> more) {
      bytes->insert(bytes->end(), more.begin(), more.end());
      return true;
    });
    protocol::AttachmentRequest request;
    request.targetEntityType = message.targetEntityType;
    request.targetEntityId = message.targetEntityId;
    request.messageId = message.id;
    request.attachmentId = file.id;
    request.name = "encrypted";
    if (!client_.downloadAttachment(request, opener.sink())->result().get() || !opener.complete()) return std::nullopt;
    sdk::AttachmentSource source{.id = sdk::SfuExtended::generateAttachmentId(), .size = bytes->size(), .read = {}};
    source.read = [bytes, at = std::size_t{0}](std::span<std::uint8_t> into) mutable {
      const std::size_t size = std::min(into.size(), bytes->size() - at);
      std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(at), size, into.begin());
      at += size;
      return size;
    };
    return source;
  }

  void send(const ChatKeys& keys, const protocol::Message& message, const sdk::secure::MessageContent& reply,
            std::vector<sdk::AttachmentSource> files) {
    sdk::calls::SendMessage call;
    call.targetEntityType = message.targetEntityType;
    call.targetEntityId = message.targetEntityId;
    call.parentId = message.id;
    call.body = keys.seal(message.targetEntityId.chatId.value_or(""), key_.user_id(), reply);
    if (!files.empty()) call.attachments.emplace();
    for (const auto& file : files) {
      protocol::MessageAttachment announced;
      announced.type = protocol::MessageAttachmentType::file;
      announced.name = "encrypted";
      announced.size = static_cast<std::int64_t>(file.size);
      announced.id = file.id;
      call.attachments->push_back(std::move(announced));
    }
    const auto status = client_.sendMessage(call).get();
    if (!status) return complain(status.failure());
    if (files.empty()) return;
    const auto handler = client_.getSendingAttachmentsHandler(std::move(files), status->id);
    if (const auto sent = handler->sendAttachments().get(); !sent) complain(sent.failure());
  }

  sdk::SfuExtended& client_;
  const UserKey key_;
  sdk::secure::SeenMessages seen_;
};

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> flags;
  for (int i = 1; i + 1 < argc; i += 2) flags[argv[i]] = argv[i + 1];
  for (const char* needed : {"--url", "--user", "--password", "--passphrase"})
    if (argc % 2 == 0 || !flags.count(needed)) {
      std::cerr << "usage: parley_secure_bot --url ws://HOST:PORT/ --user USER --password PASSWORD --passphrase TEXT\n";
      return 2;
    }
  // Before any thread is there, so that all of them leave the signals to sigwait.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGINT, SIGTERM}) sigaddset(&signals, one);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Inbox inbox;
  sdk::SfuExtended client;
  const std::string self = flags["--user"];
  client.on<protocol::Message>(sdk::SfuEvent::MESSAGE, [&](const protocol::Message& message) { inbox.put(message); });
  client.on(sdk::SfuEvent::CONNECTION_FAILED, [&inbox] { inbox.close(); });
  const auto user = client.connect({.url = flags["--url"], .username = self, .password = flags["--password"]}).get();
  if (!user) {
    std::cerr << "can't log in: " << user.failure().error << "\n";
    return 1;
  }
  auto key = own_key(client, self, flags["--passphrase"]);
  if (!key) {
    std::cerr << "no key: " << key.failure().error << "\n";
    return 1;
  }
  std::cout << "ready, with the fingerprint " << sdk::secure::fingerprint(self, key->public_key()) << std::endl;
  std::thread([&inbox, signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    inbox.close();
  }).detach();
  Bot bot(client, std::move(*key));
  while (const auto message = inbox.take()) bot.answer(*message);
  (void)client.disconnect().get();
  return 0;
}
