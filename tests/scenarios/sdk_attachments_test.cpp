// Files through the C++ client and the real server: chunk by chunk, several at once, cancelled, streamed, encrypted.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

using protocol::AttachmentState;
using protocol::MessageState;
using sdk::AttachmentSource;
using sdk::MessageAttachmentData;

/// Bytes that tell their place.
std::vector<std::uint8_t> pattern(std::size_t size, std::uint8_t seed = 0) {
  std::vector<std::uint8_t> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 131 + (i >> 8) + seed);
  return bytes;
}

/// Bytes of the process's memory that are resident.
std::size_t resident() {
  std::ifstream status("/proc/self/statm");
  std::size_t all = 0, pages = 0;
  status >> all >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

class SdkAttachments : public Sdk {
 protected:
  SdkAttachments() {
    server_.add_user("ann");
    server_.add_user("ben");
    ann_ = open("ann");
    ben_ = open("ben");
    sdk::calls::CreateChat create;
    create.members = std::vector<std::string>{"ben"};
    chat_ = take(ann_->createChat(create)).id;
  }
  std::unique_ptr<SfuExtended> open(const std::string& id, std::size_t chunk = 100'000) {
    auto client = std::make_unique<SfuExtended>(context_);
    take(client->connect({.url = server_.url(), .username = id, .password = "secret1", .binaryChunkSize = chunk}));
    return client;
  }
  static protocol::MessageAttachment announce(const std::string& id, const std::string& name, std::size_t size) {
    protocol::MessageAttachment one;
    one.type = protocol::MessageAttachmentType::file;
    one.name = name;
    one.size = static_cast<std::int64_t>(size);
    one.id = id;
    return one;
  }
  /// A message that waits for these files.
  protocol::MessageStatus begin(SfuExtended& client, std::vector<protocol::MessageAttachment> files) {
    sdk::calls::SendMessage message;
    message.targetEntityType = protocol::MessageTargetEntityType::CHAT;
    message.targetEntityId.emplace().chatId = chat_;
    message.body = "look";
    message.attachments = std::move(files);
    auto status = take(client.sendMessage(message));
    EXPECT_EQ(status.state, MessageState::PENDING_ATTACHMENTS);
    return status;
  }
  protocol::AttachmentRequest request(const std::string& message, const protocol::MessageAttachment& file) const {
    protocol::AttachmentRequest one;
    one.targetEntityType = protocol::MessageTargetEntityType::CHAT;
    one.targetEntityId.chatId = chat_;
    one.messageId = message;
    one.attachmentId = file.id;
    one.name = file.name;
    return one;
  }
  /// One file sent whole; the message's status.
  protocol::MessageStatus send(SfuExtended& client, const std::string& name, std::vector<std::uint8_t> bytes) {
    const std::string id = SfuExtended::generateAttachmentId();
    const auto status = begin(client, {announce(id, name, bytes.size())});
    const auto handler =
        client.getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{{id, std::move(bytes)}}, status.id);
    return take(handler->sendAttachments());
  }
  static Inbox<protocol::AttachmentStatus> progress(SfuExtended& client) {
    Inbox<protocol::AttachmentStatus> inbox;
    client.on<protocol::AttachmentStatus>(SfuEvent::MESSAGE_ATTACHMENT_STATE,
                                          [inbox](const protocol::AttachmentStatus& one) { inbox.add(one); });
    return inbox;
  }

  std::unique_ptr<SfuExtended> ann_, ben_;
  std::string chat_;
};

TEST_F(SdkAttachments, AFileGoesUpAndComesDownInChunks) {
  const auto up = progress(*ann_), down = progress(*ben_);
  Inbox<protocol::Message> received;
  ben_->on<protocol::Message>(SfuEvent::MESSAGE, [received](const protocol::Message& one) { received.add(one); });
  const auto bytes = pattern(250'001);
  const std::string id = SfuExtended::generateAttachmentId();
  const auto pending = begin(*ann_, {announce(id, "photo.jpeg", bytes.size())});
  EXPECT_EQ(pending.attachments.at(0).mediaType, protocol::MessageAttachmentMediaType::media);
  EXPECT_EQ(ben_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{}, pending.id), nullptr);
  const auto handler = ann_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{{id, bytes}}, pending.id);
  ASSERT_TRUE(handler);
  EXPECT_EQ(handler->getAttachmentsPayload().at(0).payload.size(), bytes.size());
  take(ben_->getUserInfo());
  EXPECT_EQ(received.size(), 0u);
  const auto status = take(handler->sendAttachments());
  EXPECT_TRUE(status.delivered);
  EXPECT_EQ(take(handler->waitAndGetMessageStatus()).id, pending.id);
  EXPECT_EQ(ann_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{}, pending.id), nullptr);
  ASSERT_EQ(up.size(), 3u);
  EXPECT_EQ(up.all()[1].state, AttachmentState::PENDING);
  EXPECT_EQ(up.all()[1].uploadedSize, 200'000);
  EXPECT_EQ(up.all()[2].state, AttachmentState::UPLOADED);
  EXPECT_EQ(up.all()[2].uploadedSize, 250'001);
  const auto late = handler->cancelSendingAttachment(status.attachments.at(0)).get(20s);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.failure().error, "Can't cancel sending attachment");

  ASSERT_TRUE(until([&] { return received.size() == 1; }));
  const auto file = received.all()[0].attachments.at(0);
  const auto got = take(ben_->getMessageAttachment(request(status.id, file)));
  EXPECT_EQ(got.payload, bytes);
  EXPECT_EQ(got.attachmentId, id);
  ASSERT_EQ(down.size(), 3u);
  EXPECT_EQ(down.all()[0].downloadedSize, 100'000);
  EXPECT_EQ(down.all()[2].state, AttachmentState::DOWNLOADED);
  EXPECT_EQ(down.all()[2].downloadedSize, 250'001);
}

TEST_F(SdkAttachments, ChunksAreAsLargeAsWished) {
  const auto small = open("ann", 1'000);
  const auto steps = progress(*small);
  const auto status = send(*small, "a.pdf", pattern(3'000));
  ASSERT_EQ(steps.size(), 3u);
  const auto got = take(small->getMessageAttachment(request(status.id, status.attachments.at(0))));
  EXPECT_EQ(got.payload, pattern(3'000));
  EXPECT_EQ(steps.size(), 6u);
}

TEST_F(SdkAttachments, SeveralMessagesUploadAtOnce) {
  std::vector<std::shared_ptr<sdk::SendingAttachmentsHandler>> handlers;
  std::vector<Pending<protocol::MessageStatus>> outcomes;
  for (std::uint8_t i = 0; i < 6; ++i) {
    const std::string a = SfuExtended::generateAttachmentId(), b = SfuExtended::generateAttachmentId();
    const auto status = begin(*ann_, {announce(a, "a.bin", 300'000), announce(b, "b.bin", 150'000)});
    handlers.push_back(ann_->getSendingAttachmentsHandler(
        std::vector<MessageAttachmentData>{{a, pattern(300'000, i)},
                                           {b, pattern(150'000, static_cast<std::uint8_t>(i + 100))}},
        status.id));
    outcomes.push_back(handlers.back()->sendAttachments());
  }
  std::vector<Pending<sdk::Attachment>> downloads;
  for (const auto& outcome : outcomes) {
    const auto status = take(outcome);
    ASSERT_EQ(status.attachments.size(), 2u);
    for (const auto& file : status.attachments)
      downloads.push_back(ben_->getMessageAttachment(request(status.id, file)));
  }
  for (std::uint8_t i = 0; i < 6; ++i) {
    EXPECT_EQ(take(downloads[2 * i]).payload, pattern(300'000, i));
    EXPECT_EQ(take(downloads[2 * i + 1]).payload, pattern(150'000, static_cast<std::uint8_t>(i + 100)));
  }
}

TEST_F(SdkAttachments, FilesAreCancelledBeforeAndDuringTheirUpload) {
  const std::string a = SfuExtended::generateAttachmentId(), b = SfuExtended::generateAttachmentId();
  const auto files = std::vector{announce(a, "a.bin", 10'000'000), announce(b, "b.bin", 1'000)};
  auto pending = begin(*ann_, files);
  auto handler = ann_->getSendingAttachmentsHandler(
      std::vector<MessageAttachmentData>{{a, pattern(10'000'000)}, {b, pattern(1'000)}}, pending.id);
  // In the middle of the first.
  Inbox<protocol::AttachmentStatus> cancelled;
  const auto subscription = ann_->on<protocol::AttachmentStatus>(
      SfuEvent::MESSAGE_ATTACHMENT_STATE, [&, first = files[0], handler](const protocol::AttachmentStatus& one) {
        if (one.uploadedSize != 300'000 || one.state != AttachmentState::PENDING) return;
        handler->cancelSendingAttachment(first).then([cancelled](const Outcome<protocol::AttachmentStatus>& outcome) {
          if (outcome) cancelled.add(outcome.value());
        });
      });
  const auto status = take(handler->sendAttachments());
  ann_->off(subscription);
  ASSERT_EQ(cancelled.size(), 1u);
  EXPECT_EQ(cancelled.all()[0].state, AttachmentState::CANCELLED);
  ASSERT_EQ(status.attachments.size(), 1u);
  EXPECT_EQ(status.attachments[0].id, b);
  EXPECT_EQ(take(ben_->getMessageAttachment(request(status.id, files[1]))).payload, pattern(1'000));
  EXPECT_FALSE(ben_->getMessageAttachment(request(status.id, files[0])).get(20s).ok());

  // All, before it began: the message is not sent.
  pending = begin(*ann_, {files[1]});
  handler = ann_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{{b, pattern(1'000)}}, pending.id);
  EXPECT_EQ(take(handler->cancelSendingAttachment(files[1])).uploadedSize.value_or(0), 0);
  EXPECT_EQ(take(handler->sendAttachments()).state, MessageState::DELIVERY_CANCELLED);
}

TEST_F(SdkAttachments, WhatCanNotBeSentIsRefusedOrWithdrawn) {
  const std::string id = SfuExtended::generateAttachmentId();
  const auto file = announce(id, "a.bin", 200'000);
  auto pending = begin(*ann_, {file});
  const auto none = ann_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{}, pending.id);
  EXPECT_EQ(none->sendAttachments().get(20s).failure().error, "No attachments");
  pending = begin(*ann_, {file});
  const auto other =
      ann_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{{"x", pattern(1)}}, pending.id);
  EXPECT_FALSE(other->sendAttachments().get(20s).ok());
  // A source that ends early.
  Inbox<protocol::Message> received;
  ben_->on<protocol::Message>(SfuEvent::MESSAGE, [received](const protocol::Message& one) { received.add(one); });
  pending = begin(*ann_, {file});
  AttachmentSource broken{.id = id, .size = 200'000, .read = {}};
  broken.read = [left = std::size_t{150'000}](std::span<std::uint8_t> into) mutable {
    const std::size_t size = std::min(left, into.size());
    left -= size;
    return size;
  };
  const auto handler = ann_->getSendingAttachmentsHandler(std::vector<AttachmentSource>{broken}, pending.id);
  EXPECT_EQ(handler->sendAttachments().get(20s).failure().error, "The source of an attachment ended early");
  send(*ann_, "b.bin", pattern(10));
  ASSERT_TRUE(until([&] { return received.size() >= 1; }));
  EXPECT_EQ(received.all()[0].attachments.at(0).name, "b.bin");
}

TEST_F(SdkAttachments, LargeFilesAreStreamedInBoundedMemory) {
  constexpr std::size_t kSize = 60'000'000;
  const std::string id = SfuExtended::generateAttachmentId();
  const auto file = announce(id, "large.bin", kSize);
  const auto pending = begin(*ann_, {file});
  AttachmentSource source{.id = id, .size = kSize, .read = {}};
  source.read = [at = std::uint64_t{0}](std::span<std::uint8_t> into) mutable {
    for (auto& byte : into) byte = static_cast<std::uint8_t>((at++ * 2654435761u) >> 16);
    return into.size();
  };
  const std::size_t before = resident();
  const auto handler = ann_->getSendingAttachmentsHandler(std::vector<AttachmentSource>{source}, pending.id);
  const auto sent = handler->sendAttachments().get(120s);
  ASSERT_TRUE(sent.ok()) << sent.failure().error;
  std::atomic<std::uint64_t> at = 0, wrong = 0;
  const auto download = ben_->downloadAttachment(request(pending.id, file), [&](std::span<const std::uint8_t> bytes) {
    for (const auto byte : bytes) wrong += byte != static_cast<std::uint8_t>((at++ * 2654435761u) >> 16);
    return true;
  });
  const auto got = download->result().get(120s);
  ASSERT_TRUE(got.ok()) << got.failure().error;
  EXPECT_EQ(got->downloadedSize, static_cast<std::int64_t>(kSize));
  EXPECT_EQ(at, kSize);
  EXPECT_EQ(wrong, 0u);
  EXPECT_LT(resident(), before + 20'000'000);
}

TEST_F(SdkAttachments, DownloadsAreCancelledAndFail) {
  const auto status = send(*ann_, "a.bin", pattern(3'000'000));
  const auto file = status.attachments.at(0);
  Inbox<std::size_t> portions;
  std::shared_ptr<sdk::AttachmentDownload> download;
  std::atomic<bool> ready = false;
  download = ben_->downloadAttachment(request(status.id, file), [&](std::span<const std::uint8_t> bytes) {
    while (!ready) std::this_thread::sleep_for(1ms);
    portions.add(bytes.size());
    if (portions.size() == 3) download->cancel();
    return true;
  });
  ready = true;
  EXPECT_EQ(download->result().get(20s).failure().error, "Downloading cancelled");
  EXPECT_LT(portions.size(), 30u);
  // A sink that has had enough.
  const auto full = ben_->downloadAttachment(request(status.id, file), [](auto) { return false; });
  EXPECT_FALSE(full->result().get(20s).ok());
  // Somebody who may not see it, a file that is not there, and the end of the connection.
  const auto eve = login("eve");
  EXPECT_FALSE(eve->getMessageAttachment(request(status.id, file)).get(20s).ok());
  auto wrong = request(status.id, file);
  wrong.attachmentId = "other";
  EXPECT_FALSE(ben_->getMessageAttachment(wrong).get(20s).ok());
  const auto interrupted =
      ben_->downloadAttachment(request(status.id, file), [](auto) { return std::this_thread::sleep_for(20ms), true; });
  take(ben_->disconnect());
  EXPECT_FALSE(interrupted->result().get(20s).ok());
}

TEST_F(SdkAttachments, AnUploadEndsWithTheConnectionOrTheClient) {
  const std::string id = SfuExtended::generateAttachmentId();
  const auto file = announce(id, "a.bin", 50'000'000);
  auto handler = ann_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{{id, pattern(50'000'000)}},
                                                    begin(*ann_, {file}).id);
  const auto steps = progress(*ann_);
  const auto outcome = handler->sendAttachments();
  ASSERT_TRUE(until([&] { return steps.size() > 2; }));
  take(ann_->disconnect());
  const auto failed = outcome.get(20s);
  ASSERT_FALSE(failed.ok());
  EXPECT_TRUE(failed.failure().retryable);
  handler = ben_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{{id, {1}}}, begin(*ben_, {file}).id);
  ben_.reset();
  EXPECT_FALSE(handler->sendAttachments().get(20s).ok());
  EXPECT_FALSE(handler->cancelSendingAttachment(file).get(20s).ok());
}

TEST_F(SdkAttachments, EditsAddAndRemoveFilesAndListsFollow) {
  const auto status = send(*ann_, "a.pdf", pattern(1'000));
  const std::string id = SfuExtended::generateAttachmentId();
  sdk::calls::EditMessage edit;
  edit.id = status.id;
  edit.targetEntityType = protocol::MessageTargetEntityType::CHAT;
  edit.targetEntityId.chatId = chat_;
  edit.body = "better";
  edit.attachments = std::vector{announce(id, "b.jpeg", 2'000)};
  edit.attachmentIdsToDelete = std::vector{status.attachments.at(0).id};
  take(ann_->editMessage(edit));
  const auto handler =
      ann_->getSendingAttachmentsHandler(std::vector<MessageAttachmentData>{{id, pattern(2'000)}}, status.id);
  ASSERT_TRUE(handler);
  const auto edited = take(handler->sendAttachments());
  ASSERT_EQ(edited.attachments.size(), 1u);
  EXPECT_TRUE(edited.edited);
  const auto list = take(ann_->listAttachments({.offset = -1, .pageSize = -1}));
  ASSERT_EQ(list.result.size(), 1u);
  EXPECT_EQ(list.result[0].name, "b.jpeg");
  EXPECT_EQ(take(ann_->getAttachmentsSize()).result.at("DIRECT"), 2'000);
  EXPECT_EQ(take(ann_->getAttachmentsSize(protocol::AttachmentType::SPACE)).result.count("SPACE"), 0u);
}

TEST_F(SdkAttachments, FilesAreFoundAndRemovedToGainRoom) {
  const auto first = send(*ann_, "sample.pdf", pattern(1'000)), second = send(*ann_, "photo.jpeg", pattern(3'000));
  sdk::calls::SearchMessageAttachments search;
  search.searchString = "sam";
  const auto found = take(ben_->searchMessageAttachments(search));
  ASSERT_EQ(found.attachmentsInfo.size(), 1u);
  EXPECT_EQ(found.attachmentsInfo[0].messageId, first.id);
  EXPECT_EQ(found.totalSize, 1);
  const auto page =
      take(ann_->pageAttachments({.offset = 0, .pageSize = 1, .sortField = protocol::AttachmentSortField::NAME}))
          .result;
  EXPECT_EQ(page.totalCount, 2);
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].name, "photo.jpeg");
  EXPECT_EQ(page.items[0].messageId, second.id);
  EXPECT_EQ(page.items[0].targetEntityId->chatId, chat_);
  EXPECT_EQ(take(ann_->listAttachments({.offset = 0, .pageSize = 5, .sectionType = "Direct"})).result.size(), 2u)
      << "always the list";
  const auto sections = take(ann_->getStorageSections()).sections;
  ASSERT_FALSE(sections.empty());
  EXPECT_EQ(sections[0].size, 4'000);
  protocol::RemoveStorageAttachmentItem item;
  item.id = second.attachments.at(0).id;
  item.messageId = second.id;
  item.targetEntityType = protocol::MessageTargetEntityType::CHAT;
  item.targetEntityId.chatId = chat_;
  EXPECT_EQ(take(ann_->removeStorageAttachments({.attachments = {item}})).deletedSize, 3'000);
  EXPECT_EQ(take(ann_->getAttachmentsSize()).result.at("DIRECT"), 1'000);
}

TEST_F(SdkAttachments, EncryptedFilesAreStreamed) {
  const auto keys = sdk::secure::ChatKeys::create();
  const auto bytes = pattern(200'000);
  TemporaryFolder folder;
  const std::string from = folder.path() / "plain", to = folder.path() / "copy";
  std::ofstream(from, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), 200'000);
  auto plain = sdk::file_source(SfuExtended::generateAttachmentId(), from);
  ASSERT_TRUE(plain.ok());
  const AttachmentSource sealed = sdk::secure::seal_file(keys, *plain);
  const auto file = announce(sealed.id, "encrypted", sealed.size);
  const auto pending = begin(*ann_, {file});
  take(ann_->getSendingAttachmentsHandler(std::vector<AttachmentSource>{sealed}, pending.id)->sendAttachments());
  auto sink = sdk::file_sink(to);
  ASSERT_TRUE(sink.ok());
  const sdk::secure::FileOpener opener(keys, {sealed.id, "plan.pdf", "file", 200'000}, *sink);
  take(ben_->downloadAttachment(request(pending.id, file), opener.sink())->result());
  EXPECT_TRUE(opener.complete());
  std::ifstream copy(to, std::ios::binary);
  const std::vector<char> content((std::istreambuf_iterator<char>(copy)), {});
  EXPECT_TRUE(
      std::ranges::equal(content, bytes, [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }));
  // Another chat's keys open nothing.
  const sdk::secure::FileOpener stranger(sdk::secure::ChatKeys::create(), {sealed.id, "plan.pdf", "file", 200'000},
                                         [](auto) { return true; });
  EXPECT_FALSE(ben_->downloadAttachment(request(pending.id, file), stranger.sink())->result().get(20s).ok());
}

}  // namespace
}  // namespace parley::test
