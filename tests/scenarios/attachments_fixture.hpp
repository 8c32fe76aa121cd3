#pragma once
// What the tests of attachments share: a place (a chat, if the test doesn't take another), four connections (the
// caller, his other device, another member, an outsider), and a client's side of the transfer.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"
#include "tests/scenarios/place.hpp"

namespace parley::test {

/// A file a client sends.
struct TestFile {
  std::string name;
  std::string content;
  std::string id = "12345678-1234-4234-8234-1234567890ab";
  std::int64_t announced = -1;  ///< -1: the content's size

  json::object announcement() const {
    return {{"type", "file"},
            {"name", name},
            {"size", announced < 0 ? static_cast<std::int64_t>(content.size()) : announced},
            {"id", id}};
  }
};

/// Bytes that repeat nowhere near.
inline std::string some_bytes(std::size_t size, unsigned seed = 1) {
  std::string bytes(size, '\0');
  std::uint32_t state = seed * 2654435761u + 1;
  for (char& byte : bytes) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

/// Ids of an upload, from the answer to sendMessage or editMessage.
struct UploadIds {
  explicit UploadIds(const json::object& state) {
    const json::value* with = state.if_contains("messageWithUploadingAttachments");
    if (!with || !with->is_object()) throw std::runtime_error("nothing to upload: " + json::serialize(state));
    message = std::string(with->at("messageId").as_string());
    transfer = with->at("messageTransferId").as_int64();
    for (const json::value& info : with->at("attachmentsInfo").as_array()) {
      files.push_back(info.at("attachmentTransferId").as_int64());
    }
  }
  std::string key(std::size_t file) const { return std::to_string(transfer) + std::to_string(files.at(file)); }
  std::string frame(std::size_t file, bool last, std::string_view bytes) const {
    std::string frame = "\x0A";
    frame += static_cast<char>(transfer);
    frame += static_cast<char>(files.at(file));
    frame += last ? '\1' : '\0';
    return frame.append(bytes);
  }

  std::string message;
  std::int64_t transfer = 0;
  std::vector<std::int64_t> files;
};

class AttachmentsFixture : public testing::Test {
 protected:
  explicit AttachmentsFixture(std::vector<std::string> flags = {}) : server_(folder_.path(), std::move(flags)) {
    for (const char* user : {"ann", "ben", "eve"}) server_.add_user(user);
    ann_ = login("ann");
    ann2_ = login("ann");
    ben_ = login("ben");
    eve_ = login("eve");
    chat_ = new_chat();
    settle();
  }

  std::unique_ptr<WireClient> login(const std::string& user) {
    return std::make_unique<WireClient>(WireClient::login(server_.port(), user));
  }
  std::string new_chat() {
    return text(ann_->ask("createChat", {{"members", json::array{"ben"}}, {"type", "PUBLIC"}}), {"info", "id"});
  }
  void settle() {
    for (auto* client : {&ann_, &ann2_, &ben_, &eve_}) (*client)->settle();
  }
  json::object in_chat(json::object arguments = {}, std::string chat = {}) const {
    return in_place(chat.empty() ? chat_ : chat, std::move(arguments));
  }
  static json::array announcements(const std::vector<TestFile>& files) {
    json::array list;
    for (const TestFile& file : files) list.push_back(file.announcement());
    return list;
  }
  /// sendMessage with attachments; nothing is uploaded yet.
  json::object announce(WireClient& client, const std::vector<TestFile>& files, json::object arguments = {},
                        const std::string& chat = {}) {
    arguments["attachments"] = announcements(files);
    return client.ask("sendMessage", in_chat(std::move(arguments), chat));
  }
  /// One piece and its acknowledgement.
  static json::object piece(WireClient& client, const UploadIds& ids, std::size_t file, bool last,
                            std::string_view bytes) {
    client.send_binary(ids.frame(file, last, bytes));
    return client.answer(ids.key(file));
  }
  /// As the SDK: one piece after the other, each waited for.
  static void upload(WireClient& client, const UploadIds& ids, std::size_t file, std::string_view content,
                     std::size_t chunk = 100'000) {
    do {
      const std::string_view part = content.substr(0, chunk);
      content.remove_prefix(part.size());
      const json::object state = piece(client, ids, file, content.empty(), part);
      ASSERT_EQ(text(state, {"status", "state"}), content.empty() ? "UPLOADED" : "PENDING") << json::serialize(state);
    } while (!content.empty());
  }
  static json::object finish(WireClient& client, const UploadIds& ids) {
    client.send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", ids.transfer}});
    return client.answer(ids.message);
  }
  /// Everything; gives the final answer.
  json::object send_files(WireClient& client, const std::vector<TestFile>& files, json::object arguments = {},
                          const std::string& chat = {}) {
    const UploadIds ids(announce(client, files, std::move(arguments), chat));
    for (std::size_t i = 0; i < files.size(); ++i) upload(client, ids, i, files[i].content);
    return finish(client, ids);
  }

  json::object download_request(const std::string& message, const TestFile& file, std::int64_t size = 100'000,
                                const std::string& chat = {}) const {
    return in_chat({{"messageId", message}, {"attachmentId", file.id}, {"name", file.name}, {"size", size}}, chat);
  }
  WireClient transfer_connection() {
    WireClient client(server_.port());
    client.send("connection", {{"appKey", "sfuZAttachmentsTransferHandler"},
                               {"mediaProviders", json::array()},
                               {"authToken", nullptr},
                               {"custom", {{"username", ""}, {"password", ""}, {"nickname", ""}}}});
    if (client.next_frame().at("message").as_string() != "getUserData") throw std::runtime_error("not admitted");
    return client;
  }
  /// The frames of one file, header checked.
  static std::string receive(WireClient& client, std::size_t chunk, std::size_t* frames = nullptr) {
    std::string content;
    for (std::size_t count = 1;; ++count) {
      const std::string frame = client.read_binary();
      if (frame.size() < 2 || frame[0] != 11) throw std::runtime_error("bad header");
      content += frame.substr(2);
      if (frames) *frames = count;
      if (frame[1] == 1) return content;
      EXPECT_EQ(frame.size(), chunk + 2) << "all but the last are full";
    }
  }
  /// As the SDK does it. Gives the content, or the refusal's text.
  std::string download(WireClient& client, const std::string& message, const TestFile& file,
                       std::int64_t size = 100'000, const std::string& chat = {}) {
    const json::object ack = client.ask("downloadAttachment", download_request(message, file, size, chat));
    if (text(ack, {"type"}) != "SFU_ATTACHMENT_REQUEST_ACK") return text(ack, {"error"});
    WireClient transfer = transfer_connection();
    transfer.call("downloadAttachment", {{"sessionId", text(ack, {"sessionId"})}});
    return receive(transfer, static_cast<std::size_t>(size));
  }
  json::array load(WireClient& client, const std::string& chat = {}) {
    return client.ask("loadMessages", in_chat({{"timeFrame", {{"start", 0}, {"end", -1}}}}, chat))
        .at("messages")
        .as_array();
  }
  /// Files below the data folder's blobs, without the lock.
  std::size_t files_stored() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "blobs")) {
      count += entry.is_regular_file() && entry.path().filename() != "lock";
    }
    return count;
  }
  /// Removal runs behind the answer.
  bool comes_to(std::size_t files) const {
    for (int i = 0; i < 1000 && files_stored() != files; ++i) std::this_thread::sleep_for(milliseconds(10));
    return files_stored() == files;
  }

  TemporaryFolder folder_;
  ServerProcess server_;
  std::unique_ptr<WireClient> ann_, ann2_, ben_, eve_;
  std::string chat_;
};

}  // namespace parley::test
