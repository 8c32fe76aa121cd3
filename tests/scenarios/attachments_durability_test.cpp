// Killed while files come in: what was acknowledged is there once and whole, what was not is not there at all.
#include <map>
#include <random>
#include <set>

#include "tests/scenarios/attachments_fixture.hpp"

namespace parley::test {
namespace {

constexpr int kSenders = 4;

struct Sent {
  std::string message;
  std::vector<TestFile> files;
};

json::object in_chat(const std::string& chat, json::object arguments = {}) {
  arguments["targetEntityType"] = "CHAT";
  arguments["targetEntityId"] = {{"chatId", chat}};
  return arguments;
}

/// Sends messages with one to three files until the server is gone. `known`: every message whose id the client was
/// told; `acknowledged`: those whose last answer came.
void send_until_killed(WireClient& client, const std::string& chat, unsigned seed, std::vector<Sent>& known,
                       std::vector<std::string>& acknowledged) {
  std::mt19937 random(seed);
  try {
    for (unsigned number = 0;; ++number) {
      std::vector<TestFile> files(1 + random() % 3);
      json::array list;
      for (TestFile& file : files) {
        file.name = "f" + std::to_string(list.size());
        file.id = file.name;
        file.content =
            some_bytes(1 + random() % 150'000, seed * 1000 + number * 10 + static_cast<unsigned>(list.size()));
        list.push_back(file.announcement());
      }
      const UploadIds ids(
          client.ask("sendMessage", in_chat(chat, {{"body", std::to_string(seed) + ":" + std::to_string(number)},
                                                   {"attachments", std::move(list)}})));
      known.push_back({ids.message, files});
      for (std::size_t i = 0; i < files.size(); ++i) {
        std::string_view rest = files[i].content;
        do {
          const std::string_view part = rest.substr(0, 40'000);
          rest.remove_prefix(part.size());
          client.send_binary(ids.frame(i, rest.empty(), part));
          client.answer(ids.key(i));
        } while (!rest.empty());
      }
      client.send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", ids.transfer}});
      EXPECT_EQ(text(client.answer(ids.message), {"type"}), "SFU_MESSAGE_STATE");
      acknowledged.push_back(ids.message);
    }
  } catch (const std::runtime_error&) {
    // The server was killed.
  }
}

TEST(AttachmentsDurability, KillUnderUploadsLosesNothingAcknowledgedAndShowsNothingHalf) {
  TemporaryFolder folder;
  std::mt19937 random(20240117);
  std::string chat;
  {
    ServerProcess server(folder.path());
    json::array members;
    for (int i = 0; i < kSenders; ++i) {
      server.add_user("u" + std::to_string(i));
      members.push_back(json::value("u" + std::to_string(i)));
    }
    WireClient owner = WireClient::login(server.port(), "u0");
    chat = text(owner.ask("createChat", {{"members", members}, {"type", "PUBLIC"}}), {"info", "id"});
  }
  std::map<std::string, std::vector<TestFile>> known;
  std::vector<std::string> acknowledged;
  for (unsigned round = 0; round < 3; ++round) {
    ServerProcess server(folder.path());
    std::vector<std::vector<Sent>> told(kSenders);
    std::vector<std::vector<std::string>> answered(kSenders);
    std::vector<WireClient> clients;
    for (int i = 0; i < kSenders; ++i) clients.push_back(WireClient::login(server.port(), "u" + std::to_string(i)));
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kSenders; ++i) {
      threads.emplace_back([&, i] { send_until_killed(clients[i], chat, round * 100 + i + 1, told[i], answered[i]); });
    }
    std::this_thread::sleep_for(milliseconds(500 + random() % 500));
    server.kill();
    for (std::thread& thread : threads) thread.join();
    for (int i = 0; i < kSenders; ++i) {
      for (Sent& sent : told[i]) known[sent.message] = std::move(sent.files);
      acknowledged.insert(acknowledged.end(), answered[i].begin(), answered[i].end());
    }
  }
  ASSERT_FALSE(acknowledged.empty());

  ServerProcess server(folder.path());
  WireClient reader = WireClient::login(server.port(), "u0");
  const json::object loaded = reader.ask("loadMessages", in_chat(chat, {{"timeFrame", {{"start", 0}, {"end", -1}}}}));
  std::map<std::string, int> times;
  std::set<std::string> contents;
  for (const json::value& message : loaded.at("messages").as_array()) {
    const std::string id(message.at("id").as_string());
    ++times[id];
    const auto found = known.find(id);
    ASSERT_NE(found, known.end());
    const json::array& attachments = message.at("attachments").as_array();
    ASSERT_EQ(attachments.size(), found->second.size()) << "a message is there with all its files";
    for (const TestFile& file : found->second) {
      contents.insert(file.content);
      const json::object ack = reader.ask(
          "downloadAttachment", in_chat(chat, {{"messageId", id}, {"attachmentId", file.id}, {"size", 200'000}}));
      WireClient transfer(server.port());
      transfer.send("connection", {{"appKey", "sfuZAttachmentsTransferHandler"},
                                   {"custom", {{"username", ""}, {"password", ""}, {"nickname", ""}}}});
      transfer.next_frame();
      transfer.call("downloadAttachment", {{"sessionId", text(ack, {"sessionId"})}});
      ASSERT_TRUE(transfer.read_binary().substr(2) == file.content);
    }
  }
  for (const std::string& id : acknowledged) EXPECT_EQ(times[id], 1) << id;
  for (const auto& [id, count] : times) EXPECT_EQ(count, 1) << id;
  // What was uploaded for messages that never were is swept away.
  const auto files_stored = [&] {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "blobs")) {
      count += entry.is_regular_file() && entry.path().filename() != "lock";
    }
    return count;
  };
  for (int i = 0; i < 1000 && files_stored() != contents.size(); ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(files_stored(), contents.size());
  RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));
}

}  // namespace
}  // namespace parley::test
