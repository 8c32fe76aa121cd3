// Files on their way out: who gets the right to one, and how it comes.
#include "tests/scenarios/attachments_fixture.hpp"

namespace parley::test {
namespace {

class AttachmentsDownload : public AttachmentsFixture {
 protected:
  void SetUp() override {
    message_ = text(send_files(*ann_, {file_}), {"status", "id"});
    settle();
  }
  std::string session(WireClient& client, std::int64_t size = 100'000) {
    const json::object ack = client.ask("downloadAttachment", download_request(message_, file_, size));
    EXPECT_EQ(text(ack, {"type"}), "SFU_ATTACHMENT_REQUEST_ACK") << json::serialize(ack);
    return text(ack, {"sessionId"});
  }

  const TestFile file_{.name = "a.bin", .content = some_bytes(1'050'000)};
  std::string message_;
};

TEST_F(AttachmentsDownload, TheRightNamesTheFileAndFramesHaveTheWishedSize) {
  const json::object ack = ben_->ask("downloadAttachment", download_request(message_, file_));
  EXPECT_EQ(text(ack, {"roomId"}), "");
  EXPECT_EQ(ack.at("attachmentRequest"), (json::object{{"targetEntityType", "CHAT"},
                                                       {"targetEntityId", {{"chatId", chat_}}},
                                                       {"messageId", message_},
                                                       {"attachmentId", file_.id},
                                                       {"name", file_.name}}));
  EXPECT_GE(text(ack, {"sessionId"}).size(), 32u);
  WireClient transfer = transfer_connection();
  transfer.call("downloadAttachment", {{"sessionId", text(ack, {"sessionId"})}});
  std::size_t frames = 0;
  EXPECT_TRUE(receive(transfer, 100'000, &frames) == file_.content);
  EXPECT_EQ(frames, 11u);
  for (const std::int64_t size : {1'000, 1'050'000, 2'000'000, 333'333}) {
    EXPECT_TRUE(download(*ann2_, message_, file_, size) == file_.content) << size;
  }
}

TEST_F(AttachmentsDownload, OneConnectionServesOneFileAfterTheOther) {
  WireClient transfer = transfer_connection();
  for (int i = 0; i < 3; ++i) {
    transfer.call("downloadAttachment", {{"sessionId", session(*ben_)}});
    EXPECT_TRUE(receive(transfer, 100'000) == file_.content);
  }
  EXPECT_TRUE(transfer.settle().empty());
  std::vector<WireClient> several;
  for (int i = 0; i < 6; ++i) several.push_back(transfer_connection());
  for (WireClient& one : several) one.call("downloadAttachment", {{"sessionId", session(*ben_)}});
  for (WireClient& one : several) EXPECT_TRUE(receive(one, 100'000) == file_.content);
}

TEST_F(AttachmentsDownload, ManyFilesMayBeAskedForAtOnce) {
  // The reference client does not wait: a page of pictures is as many calls, then as many connections.
  std::vector<std::string> calls(200), rights;
  for (std::string& id : calls) id = ben_->call("downloadAttachment", download_request(message_, file_));
  for (const std::string& id : calls) {
    const json::object ack = ben_->answer(id);
    ASSERT_EQ(text(ack, {"type"}), "SFU_ATTACHMENT_REQUEST_ACK") << json::serialize(ack);
    rights.push_back(text(ack, {"sessionId"}));
  }
  WireClient transfer = transfer_connection();
  for (const std::string& right : {rights.front(), rights.back()}) {
    transfer.call("downloadAttachment", {{"sessionId", right}});
    EXPECT_TRUE(receive(transfer, 100'000) == file_.content);
  }
}

TEST_F(AttachmentsDownload, ATransferConnectionIsPinged) {
  WireClient transfer = transfer_connection();
  EXPECT_THROW(transfer.event("nothing", milliseconds(6'000)), std::runtime_error);
  EXPECT_GE(transfer.pings_seen(), 1);
}

TEST_F(AttachmentsDownload, ARightIsGoodOnceAndARefusalIsToldAndClosed) {
  const std::string right = session(*ben_);
  WireClient first = transfer_connection();
  first.call("downloadAttachment", {{"sessionId", right}});
  receive(first, 100'000);
  for (const std::string& wrong : {right, std::string("guess"), std::string()}) {
    WireClient transfer = transfer_connection();
    const json::object refused = transfer.ask("downloadAttachment", {{"sessionId", wrong}});
    EXPECT_EQ(text(refused, {"type"}), "OPERATION_FAILED");
    EXPECT_EQ(text(refused, {"operation"}), "LOAD_ATTACHMENT");
    EXPECT_EQ(transfer.wait_for_close().code, 1008);
  }
  WireClient transfer = transfer_connection();
  EXPECT_EQ(text(transfer.ask("getUserChats"), {"type"}), "OPERATION_FAILED") << "it can do nothing else";
}

TEST_F(AttachmentsDownload, OutsidersAndUnknownFilesAreRefused) {
  EXPECT_EQ(download(*eve_, message_, file_), "Restricted access");
  EXPECT_EQ(download(*ben_, "unknown", file_), "Message not found");
  EXPECT_EQ(download(*ben_, message_, {.name = "a.bin", .content = "", .id = "unknown"}),
            "The message has no such file");
  EXPECT_EQ(download(*ben_, message_, file_, 100'000, "unknown"), "Chat not found");
  EXPECT_NE(download(*ben_, message_, file_, 0), file_.content);
  EXPECT_NE(download(*ben_, message_, file_, -1), file_.content);
  const json::object nothing = ben_->ask("downloadAttachment", {{"sessionId", session(*ben_)}});
  EXPECT_EQ(text(nothing, {"type"}), "OPERATION_FAILED") << "not on a user's connection";
  EXPECT_EQ(text(nothing, {"operation"}), "LOAD_ATTACHMENT");
  ann_->ask("removeMemberFromChat", {{"id", chat_}, {"member", "ben"}});
  EXPECT_EQ(download(*ben_, message_, file_), "Restricted access");
}

TEST_F(AttachmentsDownload, ASlowReaderIsWaitedFor) {
  const TestFile large{.name = "large", .content = some_bytes(20'000'000), .id = "large"};
  const std::string message = text(send_files(*ann_, {large}), {"status", "id"});
  const json::object ack = ben_->ask("downloadAttachment", download_request(message, large));
  WireClient transfer = transfer_connection();
  transfer.call("downloadAttachment", {{"sessionId", text(ack, {"sessionId"})}});
  // Meanwhile the server goes on with everything else.
  EXPECT_EQ(load(*ben_).size(), 2u);
  EXPECT_TRUE(download(*ben_, message, large) == large.content);
  EXPECT_TRUE(receive(transfer, 100'000) == large.content);
}

TEST_F(AttachmentsDownload, FilesSurviveARestartAndRightsDoNot) {
  const std::string right = session(*ben_);
  ASSERT_EQ(server_.terminate(), 0);
  ServerProcess again(folder_.path());
  WireClient ben = WireClient::login(again.port(), "ben");
  const json::object ack = ben.ask("downloadAttachment", download_request(message_, file_));
  const auto connect = [&] {
    WireClient client(again.port());
    client.send("connection", {{"appKey", "sfuZAttachmentsTransferHandler"},
                               {"custom", {{"username", ""}, {"password", ""}, {"nickname", ""}}}});
    client.next_frame();
    return client;
  };
  WireClient transfer = connect();
  transfer.call("downloadAttachment", {{"sessionId", text(ack, {"sessionId"})}});
  EXPECT_TRUE(receive(transfer, 100'000) == file_.content);
  EXPECT_EQ(text(transfer.ask("downloadAttachment", {{"sessionId", right}}), {"type"}), "OPERATION_FAILED");
}

TEST_F(AttachmentsDownload, AFileDeletedBeforeItIsFetchedFails) {
  const std::string right = session(*ben_);
  ann_->ask("deleteMessage", in_chat({{"id", message_}}));
  ASSERT_TRUE(comes_to(0));
  WireClient transfer = transfer_connection();
  EXPECT_EQ(text(transfer.ask("downloadAttachment", {{"sessionId", right}}), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(transfer.wait_for_close().code, 1008);
}

TEST_F(AttachmentsDownload, ARightEndsWithItsFileAlsoWhenTheBytesStay) {
  const auto refused = [&](const std::string& right) {
    WireClient transfer = transfer_connection();
    const std::string type = text(transfer.ask("downloadAttachment", {{"sessionId", right}}), {"type"});
    return type == "OPERATION_FAILED" && transfer.wait_for_close().code == 1008;
  };
  const auto offer = [&](WireClient& client, const std::string& message, const std::string& chat = {}) {
    return text(client.ask("downloadAttachment", download_request(message, file_, 100'000, chat)), {"sessionId"});
  };
  // The bytes are stored once for all of these.
  const std::string second = text(send_files(*ann_, {file_}), {"status", "id"});
  const std::string right = offer(*ben_, message_), of_second = offer(*ben_, second);
  ann_->ask("deleteMessage", in_chat({{"id", message_}}));
  EXPECT_TRUE(refused(right)) << "its message is deleted";
  ann_->ask("editMessage",
            in_chat({{"id", second}, {"body", "text"}, {"attachmentIdsToDelete", json::array{file_.id}}}));
  EXPECT_TRUE(refused(of_second)) << "it was taken out of its message";

  const std::string channel =
      text(ann_->ask("createChat", {{"channel", true}, {"type", "PUBLIC"}, {"name", "News"}}), {"info", "id"});
  ann_->ask("addMemberToChat", {{"id", channel}, {"member", "ben"}});
  const std::string news = text(send_files(*ann_, {file_}, {}, channel), {"status", "id"});
  const std::string of_reader = offer(*eve_, news, channel), of_member = offer(*ben_, news, channel);
  ann_->ask("updateChatConfiguration", {{"id", channel}, {"type", "PRIVATE"}});
  EXPECT_TRUE(refused(of_reader)) << "the channel isn't open to him any more";
  WireClient transfer = transfer_connection();
  transfer.call("downloadAttachment", {{"sessionId", of_member}});
  EXPECT_TRUE(receive(transfer, 100'000) == file_.content);
}

}  // namespace
}  // namespace parley::test
