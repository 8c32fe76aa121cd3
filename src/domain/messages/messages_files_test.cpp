#include <numeric>

#include "domain/messages/boundaries.hpp"
#include "domain/messages/test_files_world.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MessagesFilesTest : public MessagesFilesWorld {};

TEST_F(MessagesFilesTest, NothingIsStoredBeforeTheFilesAreThere) {
  const auto announced = announce(ann, {file("1"), file("2")}, "text");
  upload(ann, announced, 0, "content");
  EXPECT_EQ(rows("messages"), 0);
  EXPECT_EQ(rows("blobs"), 0);
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(unread(ben, chat), 0);
  ASSERT_TRUE(finish(ann, announced));
  EXPECT_EQ(rows("message_attachments"), 1) << "the other never came";
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to ben cat", "SEND_MESSAGE_SYNC to ann but 1"));
  EXPECT_EQ(unread(ben, chat), 1);
}

TEST_F(MessagesFilesTest, AMessagePublishedLateIsUnreadAlthoughALaterOneWasRead) {
  const auto announced = announce(ann, {file("1")});
  const auto later = send(ann, chat, "later");
  ASSERT_TRUE(mark_read(ben, chat, later.id));
  upload(ann, announced, 0, "content");
  const auto sent = finish(ann, announced);
  EXPECT_LT(sent->status.date, later.date);
  EXPECT_EQ(unread(ben, chat), 1);
  EXPECT_EQ(list("ben").at(chat).lastMessageId, later.id);
  EXPECT_EQ(list("ben").at(chat).firstMessageId, sent->status.id);
  ASSERT_TRUE(mark_read(ben, chat, sent->status.id));
  EXPECT_EQ(unread(ben, chat), 0);
}

TEST_F(MessagesFilesTest, ReadingOneThatCameLateTellsOfThatOneAlone) {
  const auto first = announce(ann, {file("1")});
  const auto second = announce(ann, {file("1")});
  ASSERT_TRUE(mark_read(ben, chat, send(ann, chat, "later").id));
  for (const auto& announced : {first, second}) {
    upload(ann, announced, 0, "content");
    ASSERT_TRUE(finish(ann, announced));
  }
  told();
  ASSERT_TRUE(mark_read(ben, chat, first.status.id));
  EXPECT_EQ(unread(ben, chat), 1);
  const auto notices = told();
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_EQ(summary(notices[1]), "UPDATE_MESSAGES_DELIVERY_STATUS to ann");
  const auto read = notices[1].as<protocol::UpdateMessagesDeliveryStatusEvent>();
  EXPECT_EQ(read.dateFrom, first.status.date);
  EXPECT_EQ(read.dateTo, first.status.date);
  using protocol::DeliveryStatus;
  EXPECT_EQ(load(ann, chat).at(0).deliveryStatus.at("ben"), DeliveryStatus::READ);
  EXPECT_EQ(load(ann, chat).at(1).deliveryStatus.at("ben"), DeliveryStatus::DELIVERED);
}

TEST_F(MessagesFilesTest, ContentAddsToWhatTheNameSaysAndNotInSecureChats) {
  const std::string png = std::string("\x89PNG\r\n\x1A\n") + "rest";
  const auto sent = send_files(ann, {file("1", "picture"), file("2", "a.jpg")}, png);
  EXPECT_EQ(sent.status.attachments[0].mediaType, protocol::MessageAttachmentMediaType::media);
  const auto text_as_picture = send_files(ann, {file("1", "a.jpg")}, "no picture");
  EXPECT_EQ(text_as_picture.status.attachments[0].mediaType, protocol::MessageAttachmentMediaType::media);
  protocol::calls::CreateChat call;
  call.encryptionEnabled = true;
  call.publicKey = call.encryptedPrivateKey = call.encryptedAttachmentsSecretKey = "key";
  call.encryptedChatPasswords.emplace();
  call.encryptedChatPasswords->push_back({.userId = "ann", .password = "x"});
  call.encryptedChatPasswords->push_back({.userId = "ben", .password = "x"});
  const auto secure = write([&](auto& t) { return chats.create(t, ann, call); });
  ASSERT_TRUE(secure) << text(secure);
  chat = secure->info.id;
  EXPECT_EQ(send_files(ann, {file("1", "picture")}, png).status.attachments[0].mediaType,
            protocol::MessageAttachmentMediaType::other);
}

TEST_F(MessagesFilesTest, EveryRowIsOneReference) {
  const auto first = send_files(ann, {file("1"), file("2")}, "same");
  const auto second = send_files(ben, {file("1")}, "same");
  EXPECT_EQ(rows("blobs"), 1);
  ASSERT_TRUE(remove(ann, chat, first.status.id));
  EXPECT_THAT(files.unused, IsEmpty());
  ASSERT_TRUE(remove(ben, chat, second.status.id));
  EXPECT_EQ(files.unused.size(), 1u);
  EXPECT_EQ(rows("blobs"), 0);
  send_files(ann, {file("1")}, "other");
  ASSERT_TRUE(write([&](auto& t) { return chats.remove(t, ann, {.id = chat}); }));
  EXPECT_EQ(rows("blobs"), 0);
  EXPECT_EQ(rows("message_attachments"), 0);
}

TEST_F(MessagesFilesTest, ARefusedPublicationRefersToNothing) {
  const auto announced = announce(ben, {file("1")});
  upload(ben, announced, 0, "content");
  ASSERT_TRUE(write([&](auto& t) { return chats.remove_member(t, ann, {.id = chat, .member = "ben"}); }));
  EXPECT_FALSE(finish(ben, announced));
  EXPECT_EQ(rows("blobs"), 0);
}

TEST_F(MessagesFilesTest, APolicyThatChangesMeanwhileShowsNobodyWhatOthersWroteInPrivate) {
  auto call = message(chat, "");
  call.parentId = send_to(ben, chat, "cat", "between us").id;
  call.to = "ben";
  call.attachments = {file("1")};
  const auto announced = *send(cat, call);
  upload(cat, announced, 0, "content");
  ASSERT_TRUE(write([&](auto& t) {
    return chats.update_receive_policy(t, ann,
                                       {.id = chat, .chatReceivePolicy = protocol::ChatReceivePolicy::OWNER_ONLY});
  }));
  told();
  EXPECT_EQ(text(finish(cat, announced)), "Restricted access");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(rows("blobs"), 0);
}

TEST_F(MessagesFilesTest, TheQuotaCountsWhatCame) {
  auto call = message(chat, "");
  call.attachments = {file("1", "a", 2 << 20)};
  EXPECT_NE(text(send(ann, call)), "") << "longer than a file can be";
  call.attachments = {file("1", "a", 1 << 20), file("2", "b", 1 << 20), file("3", "c", 1)};
  EXPECT_NE(text(send(ann, call)), "");
  send_files(ann, {file("1", "a", 1)}, std::string(1 << 20, 'x'));
  call.attachments = {file("1", "a", 1 << 20)};
  EXPECT_EQ(text(send(ann, call)), "");
  call.attachments = {file("1", "a", 1 << 20), file("2", "b", 1)};
  EXPECT_NE(text(send(ann, call)), "");
}

TEST_F(MessagesFilesTest, AnEditWhoseAuthorIsRemovedMeanwhileIsToldWithoutItsFiles) {
  for (const bool finishes : {true, false}) {
    const auto sent = send(ben, chat, "before");
    protocol::calls::EditMessage call;
    call.id = sent.id;
    call.targetEntityType = in_chat;
    call.targetEntityId = target(chat);
    call.body = "after";
    call.attachments = {file("1")};
    const auto waiting = *write([&](auto& t) { return messages.edit(t, ben, call); });
    upload(ben, waiting, 0, "content");
    ASSERT_TRUE(write([&](auto& t) { return chats.remove_member(t, ann, {.id = chat, .member = "ben"}); }));
    told();
    if (finishes) {
      EXPECT_TRUE(finish(ben, waiting)->status.attachments.empty());
    } else {
      for (const auto& purpose : uploads.close(ben.connection)) {
        change([&](auto& t) { messages.drop_upload(t, *purpose); });
      }
    }
    const auto notices = told();
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_EQ(summary(notices[0]),
              finishes ? "CHAT_MESSAGE_EDITED to ann cat but 2" : "CHAT_MESSAGE_EDITED to ann cat");
    EXPECT_EQ(notices[0].as<protocol::MessageEdited>().message.body, "after");
    EXPECT_EQ(rows("blobs"), 0);
    ASSERT_TRUE(write([&](auto& t) { return chats.add_member(t, ann, {.id = chat, .member = "ben"}); }));
    told();
  }
}

TEST_F(MessagesFilesTest, AnEditThatWaitedForItsFilesIsToldAfterARestart) {
  const auto kept = send(ann, chat, "before");
  const auto emptied = send(ann, chat, "before");
  const auto seen = cursor(ben, chat);
  const auto edit_with_file = [&](const std::string& id, const std::string& body) {
    protocol::calls::EditMessage call;
    call.id = id;
    call.targetEntityType = in_chat;
    call.targetEntityId = target(chat);
    call.body = body;
    call.attachments = {file("1")};
    EXPECT_TRUE(write([&](auto& t) { return messages.edit(t, ann, call); }));
  };
  edit_with_file(kept.id, "after");
  edit_with_file(emptied.id, "");
  EXPECT_EQ(cursor(ben, chat), seen) << "nobody was told yet";
  database.reopen();
  change([&](auto& t) { messages.on_start(t); });
  const auto changes = difference(ben, since(chat, seen));
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->messages.size(), 2u);
  EXPECT_EQ(changes->messages[0].body, "after");
  EXPECT_EQ(changes->messages[1].status, protocol::MessageState::DELETED) << "nothing was left of it";
  change([&](auto& t) { messages.on_start(t); });
  EXPECT_EQ(cursor(ben, chat), changes->newCursor) << "once";
}

TEST_F(MessagesFilesTest, TwoEditsMayAddTheSameFileOnce) {
  const auto sent = send(ann, chat, "text");
  const auto edit_with = [&](const Caller& caller) {
    protocol::calls::EditMessage call;
    call.id = sent.id;
    call.targetEntityType = in_chat;
    call.targetEntityId = target(chat);
    call.body = "text";
    call.attachments = {file("same")};
    return *write([&](auto& t) { return messages.edit(t, caller, call); });
  };
  const Caller other_device{.user = "ann", .connection = 11};
  const auto one = edit_with(ann);
  const auto two = edit_with(other_device);
  upload(ann, one, 0, "one");
  upload(other_device, two, 0, "two");
  ASSERT_TRUE(finish(ann, one));
  EXPECT_EQ(finish(other_device, two)->status.attachments.size(), 1u);
  EXPECT_EQ(rows("blobs"), 1);
}

struct Item {
  std::int64_t date;
};
std::vector<std::int64_t> cut_out(std::vector<std::int64_t> dates, std::optional<protocol::Boundaries> boundaries,
                                  std::optional<protocol::TimeFrame> frame, protocol::SortOrder order,
                                  std::int64_t limit = 100) {
  std::vector<Item> items;
  for (const std::int64_t date : dates) items.push_back({date});
  cut(items, boundaries, frame, order, limit);
  std::vector<std::int64_t> left;
  for (const Item& item : items) left.push_back(item.date);
  return left;
}

TEST(Boundaries, CutAListInEitherOrder) {
  using protocol::Boundaries;
  using protocol::SortOrder;
  using protocol::TimeFrame;
  const std::vector<std::int64_t> dates = {10, 20, 30, 40, 50};
  const auto around = [&](std::int64_t mark, std::int64_t lower, std::int64_t upper, SortOrder order) {
    return cut_out(dates, Boundaries{.dateMark = mark, .lowerLimit = lower, .upperLimit = upper}, std::nullopt, order);
  };
  EXPECT_THAT(around(30, 2, 1, SortOrder::ASC), ElementsAre(30, 40, 50));
  EXPECT_THAT(around(30, 2, 1, SortOrder::DESC), ElementsAre(40, 30, 20));
  EXPECT_THAT(around(35, 1, 1, SortOrder::ASC), ElementsAre(30, 40));
  EXPECT_THAT(around(5, 1, 1, SortOrder::ASC), ElementsAre(10));
  EXPECT_THAT(around(5, 1, 1, SortOrder::DESC), ElementsAre(10));
  EXPECT_THAT(around(99, 9, 9, SortOrder::DESC), ElementsAre(50, 40, 30, 20, 10));
  EXPECT_THAT(around(30, 0, 0, SortOrder::ASC), IsEmpty());
  EXPECT_THAT(around(30, -7, std::numeric_limits<std::int64_t>::max(), SortOrder::ASC), ElementsAre(10, 20, 30));
  EXPECT_THAT(cut_out({}, Boundaries{.dateMark = 1, .lowerLimit = 1, .upperLimit = 1}, std::nullopt, SortOrder::ASC),
              IsEmpty());
  const auto framed = [&](std::int64_t start, std::int64_t end, std::optional<std::int64_t> limit, SortOrder order) {
    return cut_out(dates, std::nullopt, TimeFrame{.start = start, .end = end, .limit = limit}, order);
  };
  EXPECT_THAT(framed(20, 40, std::nullopt, SortOrder::ASC), ElementsAre(20, 30, 40));
  EXPECT_THAT(framed(0, -1, 2, SortOrder::DESC), ElementsAre(50, 40));
  EXPECT_THAT(framed(60, 0, std::nullopt, SortOrder::ASC), IsEmpty());
  EXPECT_THAT(cut_out(dates, std::nullopt, std::nullopt, SortOrder::ASC, 2), ElementsAre(40, 50));
}

}  // namespace
}  // namespace parley::domain
