// Files on their way into a message: what is answered, who hears of it, and of what nobody ever hears.
#include "tests/scenarios/attachments_fixture.hpp"

namespace parley::test {
namespace {

class AttachmentsUpload : public AttachmentsFixture {};

TEST_F(AttachmentsUpload, AMessageIsUnseenUntilItsFilesAreThere) {
  const TestFile pdf{.name = "a.pdf", .content = some_bytes(250'000)};
  const TestFile jpeg{.name = "b.JPEG", .content = some_bytes(100'000, 2), .id = "second"};
  const json::object first = announce(*ann_, {pdf, jpeg}, {{"body", "look"}});
  EXPECT_EQ(text(first, {"type"}), "SFU_MESSAGE_STATE");
  EXPECT_EQ(text(first, {"roomId"}), "");
  EXPECT_TRUE(first.at("waitingUploadingAttachments").as_bool());
  const json::object& status = first.at("status").as_object();
  EXPECT_EQ(text(status, {"state"}), "PENDING_ATTACHMENTS");
  EXPECT_FALSE(status.at("delivered").as_bool());
  EXPECT_EQ(text(status, {"attachments"}), "");
  ASSERT_EQ(status.at("attachments").as_array().size(), 2u);
  EXPECT_EQ(status.at("attachments").at(0).at("mediaType").as_string(), "other");
  EXPECT_EQ(status.at("attachments").at(1).at("mediaType").as_string(), "media");
  const UploadIds ids(first);
  EXPECT_EQ(ids.message, text(status, {"id"}));
  EXPECT_GE(ids.transfer, 100);
  EXPECT_LE(ids.transfer, 255);

  const json::object one = piece(*ann_, ids, 0, false, std::string_view(pdf.content).substr(0, 100'000));
  EXPECT_EQ(text(one, {"type"}), "SFU_MESSAGE_ATTACHMENT_STATE");
  EXPECT_EQ(text(one, {"status", "state"}), "PENDING");
  EXPECT_EQ(one.at("status").at("uploadedSize").as_int64(), 100'000);
  EXPECT_EQ(text(one, {"status", "messageId"}), ids.message);
  EXPECT_EQ(text(one, {"status", "id"}), pdf.id);
  EXPECT_EQ(text(one, {"status", "name"}), "a.pdf");
  EXPECT_EQ(one.at("status").at("targetEntityId"), (json::object{{"chatId", chat_}}));
  piece(*ann_, ids, 0, false, std::string_view(pdf.content).substr(100'000, 100'000));
  const json::object last = piece(*ann_, ids, 0, true, std::string_view(pdf.content).substr(200'000));
  EXPECT_EQ(text(last, {"status", "state"}), "UPLOADED");
  EXPECT_EQ(last.at("status").at("uploadedSize").as_int64(), 250'000);
  EXPECT_EQ(text(piece(*ann_, ids, 1, true, jpeg.content), {"status", "state"}), "UPLOADED");

  for (auto* client : {&ann_, &ann2_, &ben_, &eve_}) EXPECT_TRUE((*client)->settle().empty());
  EXPECT_TRUE(load(*ben_).empty());
  EXPECT_EQ(ben_->ask("getMessagesCount", in_chat()).at("messagesCount").as_int64(), 0);
  const json::object done = finish(*ann_, ids);
  EXPECT_EQ(text(done, {"type"}), "SFU_MESSAGE_STATE");
  EXPECT_FALSE(done.at("waitingUploadingAttachments").as_bool());
  EXPECT_TRUE(done.at("status").at("delivered").as_bool());
  EXPECT_EQ(text(done, {"status", "state"}), "FULL_DELIVERY_NO_READ");
  EXPECT_EQ(done.at("status").at("date"), status.at("date")) << "the date is that of the announcement";
  EXPECT_EQ(done.at("status").at("attachments"), status.at("attachments"));

  EXPECT_TRUE(ann_->settle().empty());
  EXPECT_TRUE(eve_->settle().empty());
  for (const auto& [client, type] : {std::pair(&ann2_, "SEND_MESSAGE_SYNC"), std::pair(&ben_, "SFU_MESSAGE")}) {
    const auto events = (*client)->settle();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(text(events[0], {"type"}), type);
    EXPECT_EQ(text(events[0], {"internalMessageId"}), "");
    EXPECT_EQ(text(events[0], {"roomId"}), "");
    EXPECT_EQ(text(events[0], {"message", "body"}), "look");
    EXPECT_EQ(events[0].at("message").at("attachments"), status.at("attachments"));
    EXPECT_EQ(events[0].at("message").at("date"), status.at("date"));
  }
  ASSERT_EQ(load(*ben_).size(), 1u);
  EXPECT_EQ(load(*ben_)[0].at("attachments"), status.at("attachments"));
  EXPECT_EQ(download(*ben_, ids.message, pdf), pdf.content);
  EXPECT_EQ(download(*ann2_, ids.message, jpeg), jpeg.content);
}

TEST_F(AttachmentsUpload, WhatMayBeAVideoOrAProgramIsToldByItsContent) {
  std::string video;
  for (int packet = 0; packet < 3; ++packet) video += "G" + std::string(187, '\0');
  const std::vector<TestFile> files = {{.name = "index.ts", .content = "export const one = 1;\n", .id = "program"},
                                       {.name = "film.ts", .content = video, .id = "film"}};
  const json::object state = announce(*ann_, files);
  const UploadIds ids(state);
  for (std::size_t i = 0; i < files.size(); ++i) upload(*ann_, ids, i, files[i].content);
  const json::array told = finish(*ann_, ids).at("status").at("attachments").as_array();
  EXPECT_EQ(state.at("status").at("attachments").at(0).at("mediaType"), "other");
  EXPECT_EQ(told.at(0).at("mediaType"), "other");
  EXPECT_EQ(told.at(1).at("mediaType"), "media");
}

TEST_F(AttachmentsUpload, AMessageNeedsNoText) {
  const json::object done = send_files(*ann_, {{.name = "a.txt", .content = "bytes"}});
  EXPECT_TRUE(done.at("status").at("delivered").as_bool());
  EXPECT_EQ(text(load(*ben_)[0].as_object(), {"body"}), "");
  const json::object info = ben_->ask("getUserChats").at("chats").at(chat_).as_object();
  EXPECT_EQ(info.at("messagesCount").as_int64(), 1);
  EXPECT_EQ(text(info, {"lastMessageId"}), text(done, {"status", "id"}));
}

TEST_F(AttachmentsUpload, FewerOrMoreBytesThanAnnouncedAreTheFileAndNoneIsAFileToo) {
  const TestFile fewer{.name = "fewer", .content = "15 bytes or so.", .id = "1", .announced = 5'000'000};
  const TestFile more{.name = "more", .content = some_bytes(150'000), .id = "2", .announced = 1};
  const TestFile none{.name = "none", .content = "", .id = "3", .announced = 10};
  const json::object done = send_files(*ann_, {fewer, more, none});
  const std::string message = text(done, {"status", "id"});
  EXPECT_EQ(done.at("status").at("attachments").at(0).at("size").as_int64(), 5'000'000) << "shown as announced";
  EXPECT_EQ(download(*ben_, message, fewer), fewer.content);
  EXPECT_EQ(download(*ben_, message, more), more.content);
  EXPECT_EQ(download(*ben_, message, none), "");
}

TEST_F(AttachmentsUpload, WhatCannotBeSentIsRefusedAtOnce) {
  const TestFile good{.name = "a", .content = "x"};
  const auto refused = [&](const TestFile& file) {
    return text(announce(*ann_, {file}), {"type"}) == "OPERATION_FAILED";
  };
  EXPECT_TRUE(refused({.name = "empty", .content = "", .announced = 0}));
  EXPECT_TRUE(refused({.name = "too large", .content = "x", .announced = std::int64_t{3} << 30}));
  EXPECT_TRUE(refused({.name = "", .content = "x"}));
  EXPECT_TRUE(refused({.name = "no id", .content = "x", .id = ""}));
  EXPECT_EQ(text(announce(*ann_, {good, good}), {"type"}), "OPERATION_FAILED") << "ids differ within a message";
  std::vector<TestFile> many;
  for (int i = 0; i < 257; ++i) many.push_back({.name = "a", .content = "x", .id = std::to_string(i)});
  EXPECT_EQ(text(announce(*ann_, many), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(announce(*eve_, {good}), {"error"}), "User must be a chat member to send messages");
  json::object negative = good.announcement();
  negative["size"] = -1;
  EXPECT_EQ(text(ann_->ask("sendMessage", in_chat({{"attachments", json::array{negative}}})), {"type"}),
            "OPERATION_FAILED");
  for (auto* client : {&ann2_, &ben_, &eve_}) EXPECT_TRUE((*client)->settle().empty());
}

TEST_F(AttachmentsUpload, CancellingBeforeDuringAndAfterItsUpload) {
  std::vector<TestFile> files;
  for (int i = 0; i < 4; ++i) {
    files.push_back(
        {.name = std::to_string(i), .content = some_bytes(200'000, static_cast<unsigned>(i)), .id = std::to_string(i)});
  }
  const UploadIds ids(announce(*ann_, files, {{"body", "x"}}));
  const auto cancel = [&](std::int64_t file) {
    return ann_->ask("cancelSendingAttachment", {{"messageTransferId", ids.transfer}, {"attachmentTransferId", file}});
  };
  const json::object before = cancel(ids.files[0]);
  EXPECT_EQ(text(before, {"type"}), "SFU_MESSAGE_ATTACHMENT_STATE");
  EXPECT_EQ(text(before, {"status", "state"}), "CANCELLED");
  EXPECT_EQ(before.at("status").at("uploadedSize").as_int64(), 0);
  piece(*ann_, ids, 1, false, std::string_view(files[1].content).substr(0, 100'000));
  EXPECT_EQ(cancel(ids.files[1]).at("status").at("uploadedSize").as_int64(), 100'000);
  // Pieces that were on their way.
  EXPECT_EQ(text(piece(*ann_, ids, 1, false, "x"), {"status", "state"}), "CANCELLED");
  EXPECT_EQ(text(piece(*ann_, ids, 1, true, "x"), {"status", "state"}), "UPLOADED");
  upload(*ann_, ids, 2, files[2].content);
  EXPECT_EQ(cancel(ids.files[2]).at("status").at("uploadedSize").as_int64(), 200'000);
  upload(*ann_, ids, 3, files[3].content);
  EXPECT_EQ(text(cancel(99), {"error"}), "Can't cancel sending attachment");
  const json::object done = finish(*ann_, ids);
  ASSERT_EQ(done.at("status").at("attachments").as_array().size(), 1u);
  EXPECT_EQ(done.at("status").at("attachments").at(0).at("id").as_string(), "3");
  EXPECT_EQ(text(cancel(ids.files[3]), {"error"}), "Can't cancel sending attachment") << "it is sent";
  EXPECT_EQ(load(*ben_)[0].at("attachments").as_array().size(), 1u);
  EXPECT_TRUE(comes_to(1));
}

TEST_F(AttachmentsUpload, AMessageWhoseFilesAreAllTakenBackIsNeverSent) {
  const std::vector<TestFile> files = {{.name = "a", .content = "x", .id = "1"},
                                       {.name = "b", .content = "y", .id = "2"}};
  const UploadIds ids(announce(*ann_, files, {{"body", "with a text"}}));
  upload(*ann_, ids, 0, "x");
  ann_->ask("cancelSendingAttachment", {{"messageTransferId", ids.transfer}, {"attachmentTransferId", ids.files[0]}});
  const json::object done = finish(*ann_, ids);  // the other was never sent
  EXPECT_EQ(text(done, {"status", "state"}), "DELIVERY_CANCELLED");
  EXPECT_TRUE(done.at("status").at("attachments").as_array().empty());
  for (auto* client : {&ann2_, &ben_, &eve_}) EXPECT_TRUE((*client)->settle().empty());
  EXPECT_TRUE(load(*ann_).empty());
  EXPECT_TRUE(comes_to(0));
}

TEST_F(AttachmentsUpload, SeveralMessagesAtOnceAndTheirPiecesMixed) {
  const TestFile file{.name = "a", .content = some_bytes(300'000)};
  const TestFile other{.name = "b", .content = some_bytes(300'000, 7)};  // the same id
  const UploadIds one(announce(*ann_, {file}));
  const UploadIds two(announce(*ann_, {other}));
  EXPECT_NE(one.transfer, two.transfer);
  for (int i = 0; i < 3; ++i) {
    const std::size_t at = static_cast<std::size_t>(i) * 100'000;
    piece(*ann_, one, 0, i == 2, std::string_view(file.content).substr(at, 100'000));
    piece(*ann_, two, 0, i == 2, std::string_view(other.content).substr(at, 100'000));
  }
  const json::object late = finish(*ann_, two);
  const json::object early = finish(*ann_, one);
  EXPECT_EQ(download(*ben_, one.message, file), file.content);
  EXPECT_EQ(download(*ben_, two.message, other), other.content);
  // Published later, dated earlier.
  const json::array messages = load(*ben_);
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].at("id").as_string(), one.message);
  EXPECT_LT(early.at("status").at("date").as_int64(), late.at("status").at("date").as_int64());
}

TEST_F(AttachmentsUpload, AClientThatDoesNotWaitIsAnsweredInOrder) {
  const TestFile file{.name = "a", .content = some_bytes(10'000'000)};
  const UploadIds ids(announce(*ann_, {file}));
  std::thread sender([&] {
    for (std::size_t at = 0; at < file.content.size(); at += 50'000) {
      ann_->send_binary(
          ids.frame(0, at + 50'000 == file.content.size(), std::string_view(file.content).substr(at, 50'000)));
    }
    ann_->send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", ids.transfer}});
  });
  for (std::int64_t sum = 50'000; sum <= 10'000'000; sum += 50'000) {
    const json::object state = ann_->answer(ids.key(0), milliseconds(30'000));
    ASSERT_EQ(state.at("status").at("uploadedSize").as_int64(), sum);
  }
  const json::object done = ann_->answer(ids.message);
  sender.join();
  EXPECT_EQ(done.at("status").at("attachments").as_array().size(), 1u);
  EXPECT_TRUE(download(*ben_, ids.message, file, 1'000'000) == file.content);
}

TEST_F(AttachmentsUpload, PiecesOfNothingAreRefusedUnderTheirKeyAndNoiseIsIgnored) {
  for (const char* noise : {"", "x", "\x0A\x67", "\x0B\x67\x01\x01more"}) ann_->send_binary(noise);
  EXPECT_TRUE(ann_->settle().empty());
  ann_->send_binary(std::string("\x0A\x67\x01\x01more"));
  const json::object refused = ann_->answer("1031");
  EXPECT_EQ(text(refused, {"type"}), "OPERATION_FAILED");
  // Another's transfer id means nothing here, and a transfer connection can't upload.
  const UploadIds ids(announce(*ann_, {{.name = "a", .content = "x"}}));
  ben_->send_binary(ids.frame(0, true, "ben's"));
  EXPECT_EQ(text(ben_->answer(ids.key(0)), {"type"}), "OPERATION_FAILED");
  WireClient transfer = transfer_connection();
  transfer.send_binary(ids.frame(0, true, "nobody's"));
  ben_->send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", ids.transfer}});
  EXPECT_EQ(text(ben_->answer(ids.message), {"type"}), "OPERATION_FAILED");
  ann_->send("sendMessageWithAttachments", {{"id", "unknown"}, {"transferId", ids.transfer}});
  EXPECT_EQ(text(ann_->answer("unknown"), {"type"}), "OPERATION_FAILED");
  ann_->send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", "what"}});
  EXPECT_EQ(text(ann_->answer(ids.message), {"type"}), "OPERATION_FAILED");
  const json::object last = piece(*ann_, ids, 0, true, "ann's");
  EXPECT_EQ(last.at("status").at("uploadedSize").as_int64(), 5);
  EXPECT_TRUE(finish(*ann_, ids).at("status").at("delivered").as_bool());
}

TEST_F(AttachmentsUpload, TheEndOfTheConnectionEndsItsUploads) {
  const UploadIds ids(announce(*ann_, {{.name = "a", .content = some_bytes(200'000)}}, {{"body", "x"}}));
  piece(*ann_, ids, 0, false, some_bytes(100'000));
  ann_->abort();
  EXPECT_TRUE(comes_to(0));
  ann_ = login("ann");
  ann_->send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", ids.transfer}});
  EXPECT_EQ(text(ann_->answer(ids.message), {"type"}), "OPERATION_FAILED");
  EXPECT_TRUE(load(*ann_).empty());
  EXPECT_TRUE(ben_->settle().empty());
}

TEST_F(AttachmentsUpload, RightsAreLookedAtAgainWhenTheFilesAreThere) {
  const TestFile file{.name = "a", .content = "x"};
  const UploadIds ids(announce(*ben_, {file}));
  upload(*ben_, ids, 0, "x");
  ann_->ask("removeMemberFromChat", {{"id", chat_}, {"member", "ben"}});
  EXPECT_EQ(text(finish(*ben_, ids), {"error"}), "User must be a chat member to send messages");
  const UploadIds gone(announce(*ann_, {file}));
  upload(*ann_, gone, 0, "x");
  ann_->ask("deleteChat", {{"id", chat_}});
  EXPECT_EQ(text(finish(*ann_, gone), {"type"}), "OPERATION_FAILED");
}

TEST_F(AttachmentsUpload, PrivateMessagesAndRepliesMayHaveFiles) {
  ann_->ask("addMemberToChat", {{"id", chat_}, {"member", "eve"}});
  settle();
  const TestFile file{.name = "a", .content = "secret"};
  const json::object sent = send_files(*ann_, {file}, {{"to", "ben"}});
  const std::string message = text(sent, {"status", "id"});
  EXPECT_EQ(count(ben_->settle(), "SFU_MESSAGE"), 1u);
  EXPECT_TRUE(eve_->settle().empty());
  EXPECT_EQ(download(*ben_, message, file), "secret");
  EXPECT_EQ(download(*eve_, message, file), "Message not found");
  const json::object reply = send_files(*ben_, {file}, {{"to", "ann"}, {"parentId", message}});
  EXPECT_EQ(text(reply, {"status", "parentMessage", "id"}), message);
  EXPECT_EQ(reply.at("status").at("parentMessage").at("attachments").as_array().size(), 1u);
}

}  // namespace
}  // namespace parley::test
