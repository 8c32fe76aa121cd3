#include "domain/attachments/uploads.hpp"

#include <set>

#include "domain/attachments/test_files.hpp"

namespace parley::domain {
namespace {

using protocol::AttachmentState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Purpose final : UploadPurpose {
  explicit Purpose(std::string given) : name(std::move(given)) {}
  std::string name;
};

class UploadsTest : public FilesWorld {
 protected:
  protocol::MessageWithUploadingAttachments open(const std::string& message, int files,
                                                 events::ConnectionId connection = 1) {
    AnnouncedMessage announced;
    announced.target.chatId = "chat";
    announced.message = message;
    announced.purpose = std::make_shared<Purpose>(message);
    for (int i = 0; i < files; ++i) {
      announced.files.push_back({"id" + std::to_string(i), "file" + std::to_string(i) + ".txt", 10});
    }
    auto opened = uploads.open(connection, std::move(announced));
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().text);
    return opened ? *opened : protocol::MessageWithUploadingAttachments{};
  }
  void piece(const protocol::MessageWithUploadingAttachments& message, int file, bool last, const std::string& bytes,
             events::ConnectionId connection = 1) {
    std::string frame = "\x0A";
    frame += static_cast<char>(message.messageTransferId);
    frame += static_cast<char>(file);
    frame += last ? '\1' : '\0';
    uploads.receive(connection, frame + bytes);
  }
  /// "key STATE size" of each acknowledgement since the last call.
  std::vector<std::string> acknowledged() {
    std::vector<std::string> lines;
    for (const auto& text : wire.texts) {
      const std::string key = text.frame.internalMessageId;
      if (text.frame.type == "OPERATION_FAILED") {
        lines.push_back(key + " refused");
      } else {
        const auto status = text.status();
        lines.push_back(key + " " + std::string(protocol::wire(status.state)) + " " +
                        std::to_string(status.uploadedSize.value_or(-1)));
      }
    }
    wire.texts.clear();
    return lines;
  }
  std::optional<Result<FinishedUpload>> finish(const std::string& message,
                                               std::optional<std::int64_t> transfer_id = std::nullopt) {
    std::optional<Result<FinishedUpload>> result;
    uploads.finish(1, {.id = message, .transferId = transfer_id}, [&](auto finished) { result.emplace(finished); });
    run();
    return result;
  }
  std::optional<Result<protocol::AttachmentStatusEvent>> cancel(std::int64_t message, std::int64_t file) {
    std::optional<Result<protocol::AttachmentStatusEvent>> result;
    uploads.cancel(1, {.messageTransferId = message, .attachmentTransferId = file},
                   [&](auto status) { result.emplace(status); });
    run();
    return result;
  }
  static std::string key(const protocol::MessageWithUploadingAttachments& message, int file) {
    return std::to_string(message.messageTransferId) + std::to_string(file);
  }

  Uploads uploads{UploadsConfig{.file_bytes = 1000, .open_files = 3, .idle_limit = std::chrono::hours(1)},
                  *store,
                  work(),
                  wire,
                  clock,
                  [this](const std::string& blob) { unused.push_back(blob); }};
};

TEST_F(UploadsTest, EveryPieceIsAnsweredOnceAndInOrder) {
  const auto message = open("m", 2);
  ASSERT_EQ(message.attachmentsInfo.size(), 2u);
  EXPECT_EQ(message.attachmentsInfo[1].id, "id1");
  EXPECT_GE(message.messageTransferId, 100);
  EXPECT_LE(message.messageTransferId, 255);
  piece(message, 0, false, "01234");
  piece(message, 0, true, "567");
  piece(message, 1, true, "more than was announced");
  EXPECT_THAT(wire.texts, IsEmpty()) << "nothing is answered before it is stored";
  run();
  ASSERT_EQ(wire.texts.size(), 3u);
  const auto status = wire.texts[0].status();
  EXPECT_EQ(status.targetEntityId.chatId, "chat");
  EXPECT_EQ(status.messageId, "m");
  EXPECT_EQ(status.id, "id0");
  EXPECT_EQ(status.name, "file0.txt");
  EXPECT_THAT(acknowledged(), ElementsAre(key(message, 0) + " PENDING 5", key(message, 0) + " UPLOADED 8",
                                          key(message, 1) + " UPLOADED 23"));
  const auto finished = finish("m", message.messageTransferId);
  ASSERT_TRUE(finished && *finished);
  const FinishedUpload& upload = **finished;
  EXPECT_EQ(static_cast<const Purpose&>(*upload.purpose).name, "m");
  ASSERT_EQ(upload.files.size(), 2u);
  EXPECT_EQ(upload.files[0]->blob.size, 8u);
  EXPECT_EQ(*store->get(upload.files[0]->blob.id), "01234567");
  EXPECT_THAT(unused, IsEmpty());
  EXPECT_FALSE(*finish("m")) << "once only";
}

TEST_F(UploadsTest, NothingAndAnythingStrangeIsAnsweredOrIgnoredAsTheClientNeeds) {
  uploads.receive(1, "");
  uploads.receive(1, "\x0B\x67\x01\x01");
  EXPECT_THAT(acknowledged(), IsEmpty());
  uploads.receive(1, std::string("\x0A\x67\x01\x01 bytes"));
  EXPECT_THAT(acknowledged(), ElementsAre("1031 refused"));
  const auto message = open("m", 1);
  piece(message, 7, false, "no such file");
  piece(message, 0, true, "");
  piece(message, 0, true, "after the end");
  run();
  EXPECT_THAT(acknowledged(), ElementsAre(key(message, 7) + " refused", key(message, 0) + " UPLOADED 0",
                                          key(message, 0) + " UPLOADED 0"));
  piece(message, 0, true, "on another connection", 2);
  run();
  EXPECT_THAT(acknowledged(), ElementsAre(key(message, 0) + " refused"));
}

TEST_F(UploadsTest, CancellingBeforeDuringAndAfter) {
  const auto message = open("m", 4);
  EXPECT_EQ((*cancel(message.messageTransferId, 0))->status.uploadedSize, 0);
  piece(message, 1, false, "half");
  const auto during = cancel(message.messageTransferId, 1);
  EXPECT_EQ((*during)->status.state, AttachmentState::CANCELLED);
  EXPECT_EQ((*during)->status.uploadedSize, 4);
  piece(message, 2, true, "a whole file");
  EXPECT_EQ((*cancel(message.messageTransferId, 2))->status.uploadedSize, 12);
  EXPECT_EQ(unused.size(), 1u);
  acknowledged();
  // What was on its way when the client took the file back.
  piece(message, 1, false, "more");
  piece(message, 1, true, "end");
  run();
  EXPECT_THAT(acknowledged(), ElementsAre(key(message, 1) + " CANCELLED 4", key(message, 1) + " UPLOADED 4"));
  EXPECT_FALSE(*cancel(message.messageTransferId, 4));
  EXPECT_FALSE(*cancel(message.messageTransferId, -1));
  EXPECT_FALSE(*cancel(message.messageTransferId + 1, 0));
  EXPECT_EQ(cancel(1 << 20, 0)->error().text, "Can't cancel sending attachment");
  const auto finished = finish("m");
  for (const auto& file : (*finished)->files) EXPECT_FALSE(file) << "the last was never sent";
  EXPECT_FALSE(*cancel(message.messageTransferId, 0));
}

TEST_F(UploadsTest, AFileThatCannotBeStoredEndsTheMessageButNotTheClientsLoop) {
  const auto message = open("m", 2);
  piece(message, 0, false, std::string(600, 'x'));
  piece(message, 0, false, std::string(600, 'x'));
  piece(message, 0, true, "end");
  piece(message, 1, true, "fine");
  run();
  EXPECT_THAT(acknowledged(), ElementsAre(key(message, 0) + " PENDING 600", key(message, 0) + " CANCELLED 600",
                                          key(message, 0) + " UPLOADED 600", key(message, 1) + " UPLOADED 4"));
  const auto finished = finish("m");
  EXPECT_NE((*finished)->failure, "");
  EXPECT_FALSE((*finished)->files[0]);
}

TEST_F(UploadsTest, FilesOpenAtOnceAreLimited) {
  const auto message = open("m", 5);
  for (int file = 0; file < 4; ++file) piece(message, file, false, "x");
  run();
  EXPECT_THAT(acknowledged(), ElementsAre(key(message, 0) + " PENDING 1", key(message, 1) + " PENDING 1",
                                          key(message, 2) + " PENDING 1", key(message, 3) + " CANCELLED 0"));
  piece(message, 0, true, "x");
  piece(message, 4, true, "x");
  run();
  EXPECT_THAT(acknowledged(), ElementsAre(key(message, 0) + " UPLOADED 2", key(message, 4) + " UPLOADED 1"));
}

TEST_F(UploadsTest, TransferIdsAreUniqueWhileInUse) {
  std::set<std::int64_t> ids;
  for (int i = 0; i < 156; ++i) ids.insert(open("m" + std::to_string(i), 1).messageTransferId);
  EXPECT_EQ(ids.size(), 156u);
  EXPECT_EQ(*ids.begin(), 100);
  EXPECT_EQ(*ids.rbegin(), 255);
  AnnouncedMessage one_more;
  one_more.files.resize(1);
  EXPECT_FALSE(uploads.open(1, one_more));
  EXPECT_TRUE(uploads.open(2, one_more)) << "other connections have their own";
  ASSERT_TRUE(*finish("m77"));
  EXPECT_TRUE(uploads.open(1, one_more));
  one_more.files.resize(257);
  EXPECT_FALSE(uploads.open(2, one_more));
}

TEST_F(UploadsTest, ConnectionsHaveDifferentTransferIds) {
  std::set<std::int64_t> ids;
  for (events::ConnectionId connection = 1; connection <= 156; ++connection) {
    ids.insert(open("m", 1, connection).messageTransferId);
  }
  EXPECT_EQ(ids.size(), 156u) << "clients of one process wait for answers in one table";
}

TEST_F(UploadsTest, MessagesThatWaitMayHoldSomeMemoryOnly) {
  AnnouncedMessage heavy;
  heavy.files.resize(1);
  heavy.weight = 3u << 20;
  EXPECT_TRUE(uploads.open(1, heavy));
  EXPECT_FALSE(uploads.open(1, heavy));
}

TEST_F(UploadsTest, AClientThatDoesNotWaitIsNotRead) {
  const auto message = open("m", 1);
  for (int i = 0; i < 3; ++i) piece(message, 0, false, std::string(400'000, 'x'));
  EXPECT_THAT(wire.paused, ElementsAre(1u));
  run_one();
  EXPECT_THAT(wire.resumed, IsEmpty());
  run();
  EXPECT_THAT(wire.resumed, ElementsAre(1u));
  EXPECT_EQ(wire.texts.size(), 3u);
  // Small things count too.
  for (int i = 0; i < 1100; ++i) piece(message, 0, false, "");
  EXPECT_EQ(wire.paused.size(), 2u);
  run();
  EXPECT_EQ(wire.resumed.size(), 2u);
}

TEST_F(UploadsTest, TheEndOfTheConnectionThrowsAwayWhatWasSent) {
  const auto message = open("m", 2);
  open("n", 1);
  piece(message, 0, true, "whole");
  piece(message, 1, false, "half");
  run();
  piece(message, 1, false, "still waiting");
  EXPECT_EQ(uploads.close(1).size(), 2u);
  EXPECT_THAT(uploads.close(1), IsEmpty());
  run();
  EXPECT_EQ(unused.size(), 1u);
  EXPECT_FALSE(*finish("m"));
}

TEST_F(UploadsTest, FinishingWaitsForThePiecesSentBeforeIt) {
  const auto message = open("m", 1);
  piece(message, 0, false, "a");
  piece(message, 0, true, "b");
  std::optional<std::size_t> size;
  uploads.finish(1, {.id = "m", .transferId = message.messageTransferId},
                 [&](auto finished) { size = (*finished).files[0]->blob.size; });
  piece(message, 0, true, "too late");
  run();
  EXPECT_EQ(size, 2u);
  EXPECT_EQ(acknowledged().back(), key(message, 0) + " refused");
}

TEST_F(UploadsTest, FinishingNeedsTheRightIds) {
  const auto message = open("m", 1);
  EXPECT_FALSE(*finish("n"));
  EXPECT_FALSE(*finish("m", message.messageTransferId + 1));
  EXPECT_TRUE(*finish("m", message.messageTransferId));
}

TEST_F(UploadsTest, WhatNothingComesForExpires) {
  const auto idle = open("idle", 1);
  const auto active = open("active", 1);
  piece(idle, 0, false, "x");
  run();
  clock.advance(std::chrono::minutes(50));
  piece(active, 0, false, "x");
  run();
  EXPECT_THAT(uploads.expire(), IsEmpty());
  clock.advance(std::chrono::minutes(11));
  const auto purposes = uploads.expire();
  ASSERT_EQ(purposes.size(), 1u);
  EXPECT_EQ(static_cast<const Purpose&>(*purposes[0]).name, "idle");
  acknowledged();
  piece(idle, 0, true, "x");
  piece(active, 0, true, "x");
  run();
  EXPECT_THAT(acknowledged(), ElementsAre(key(idle, 0) + " refused", key(active, 0) + " UPLOADED 2"));
}

}  // namespace
}  // namespace parley::domain
