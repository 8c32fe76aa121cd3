#pragma once
// What tests of messages with files share: a chat, and uploads in short form.
#include "domain/messages/test_world.hpp"

namespace parley::domain {

class MessagesFilesWorld : public MessagesWorld {
 protected:
  MessagesFilesWorld() {
    chat = make_chat(ann, {"ben", "cat"}).id;
    told();
  }

  static protocol::MessageAttachment file(const std::string& id, const std::string& name = "a.txt",
                                          std::int64_t size = 10) {
    return {.type = protocol::MessageAttachmentType::file, .mediaType = {}, .name = name, .size = size, .id = id};
  }
  protocol::MessageStatusEvent announce(const Caller& caller, std::vector<protocol::MessageAttachment> attachments,
                                        const std::string& body = "") {
    auto call = message(chat, body);
    call.attachments = std::move(attachments);
    auto sent = send(caller, call);
    EXPECT_TRUE(sent) << text(sent);
    return sent ? *sent : protocol::MessageStatusEvent{};
  }
  void upload(const Caller& caller, const protocol::MessageStatusEvent& announced, std::size_t number,
              const std::string& content) {
    const auto& transfer = *announced.messageWithUploadingAttachments;
    std::string frame = "\x0A";
    frame += static_cast<char>(transfer.messageTransferId);
    frame += static_cast<char>(transfer.attachmentsInfo[number].attachmentTransferId);
    frame += '\1';
    uploads.receive(caller.connection, frame + content);
    files.run();
  }
  Result<protocol::MessageStatusEvent> finish(const Caller& caller, const protocol::MessageStatusEvent& announced) {
    std::optional<Result<FinishedUpload>> finished;
    uploads.finish(caller.connection, {.id = announced.status.id, .transferId = std::nullopt},
                   [&](auto result) { finished.emplace(std::move(result)); });
    files.run();
    if (!*finished) return finished->error();
    return write([&](auto& t) { return messages.finish_upload(t, caller, **finished); });
  }
  protocol::MessageStatusEvent send_files(const Caller& caller, std::vector<protocol::MessageAttachment> attachments,
                                          const std::string& content = "content") {
    const auto announced = announce(caller, attachments);
    for (std::size_t i = 0; i < attachments.size(); ++i) upload(caller, announced, i, content);
    auto sent = finish(caller, announced);
    EXPECT_TRUE(sent) << text(sent);
    return sent ? *sent : protocol::MessageStatusEvent{};
  }
  std::int64_t rows(const std::string& table) {
    return read([&](storage::Reader& r) {
      auto counted = r.query("SELECT COUNT(*) FROM " + table);
      counted->next();
      return counted->integer(0);
    });
  }

  std::string chat;
};

}  // namespace parley::domain
