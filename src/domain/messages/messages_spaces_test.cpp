// Messages in channels and threads of spaces: what differs from chats, and that nothing reaches who isn't in them.
#include "domain/messages/test_files_world.hpp"

namespace parley::domain {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr const char* restricted = "Restricted access";
constexpr const char* no_member = "User must be a chat member to send messages";

/// Ann owns the space; ben and cat are in it, dan is not. `open` is its first channel; `closed` is ann's and ben's.
class MessagesSpacesTest : public MessagesFilesWorld {
 protected:
  MessagesSpacesTest() {
    const auto made = write([&](auto& t) { return spaces.create(t, ann, {.name = "Team"}); });
    EXPECT_TRUE(made) << text(made);
    space = made->space.id;
    first = made->space.channels.at(0).id;
    open = space + '/' + first;
    for (const Caller* caller : {&ben, &cat}) join(*caller);
    closed = space + '/' + add_channel({"ben"});
    chat = closed;
    told();
  }

  void join(const Caller& caller) {
    const auto invite = write([&](auto& t) { return spaces.create_invite(t, ann, {.spaceId = space, .lifespan = 1}); });
    ASSERT_TRUE(invite) << text(invite);
    const auto joined =
        write([&](auto& t) { return spaces.join(t, caller, {.inviteCode = invite->invite.inviteCode}); });
    ASSERT_TRUE(joined) << text(joined);
  }
  std::string add_channel(std::vector<std::string> members) {
    protocol::calls::CreateSpaceChannel call;
    call.spaceId = space;
    call.name = "Closed";
    call.private_ = true;
    call.members = std::move(members);
    const auto made = write([&](auto& t) { return spaces.create_channel(t, ann, call); });
    EXPECT_TRUE(made) << text(made);
    return made->channel.id;
  }
  /// Of the first channel; its key.
  std::string add_thread(const Caller& caller, bool is_private) {
    protocol::calls::CreateSpaceThread call;
    call.spaceId = space;
    call.channelId = first;
    call.name = "Thread";
    call.private_ = is_private;
    const auto made = write([&](auto& t) { return spaces.create_thread(t, caller, call); });
    EXPECT_TRUE(made) << text(made);
    told();
    return open + '/' + made->thread.id;
  }
  /// Who, beside ann, is in `closed`.
  void give_access(std::vector<std::string> members) {
    protocol::calls::UpdateSpaceChannel call;
    call.spaceId = space;
    call.channelId = SpacePlace::of_key(closed).channel;
    call.name = "Closed";
    call.private_ = true;
    call.members = std::move(members);
    const auto updated = write([&](auto& t) { return spaces.update_channel(t, ann, call); });
    EXPECT_TRUE(updated) << text(updated);
    told();
  }
  void delete_channel(const std::string& key) {
    const auto deleted = write([&](auto& t) {
      return spaces.remove_channel(t, ann, {.spaceId = space, .channelId = SpacePlace::of_key(key).channel});
    });
    EXPECT_TRUE(deleted) << text(deleted);
    told();
  }
  /// The channel as the user sees it.
  protocol::SfuSpaceChannel seen(const Caller& caller, const std::string& key) {
    const auto listed = read([&](auto& r) { return spaces.list(r, caller, {}); });
    EXPECT_TRUE(listed) << text(listed);
    for (const protocol::SfuSpace& each : listed->spaces) {
      for (const protocol::SfuSpaceChannel& channel : each.channels) {
        if (channel.id == SpacePlace::of_key(key).channel) return channel;
      }
    }
    ADD_FAILURE() << "not shown";
    return {};
  }
  std::vector<std::string> bodies(const Caller& caller, const std::string& key) {
    std::vector<std::string> all;
    for (const protocol::Message& message : load(caller, key)) all.push_back(message.body);
    return all;
  }
  std::vector<std::string> mentions(const Caller& caller, std::optional<std::string> key = std::nullopt) {
    protocol::calls::LoadMessagesWithMentions call;
    call.chatId = std::move(key);
    call.userTag = "<@" + caller.user + ">";
    const auto found = read([&](auto& r) { return messages.with_mentions(r, caller, call); });
    EXPECT_TRUE(found) << text(found);
    std::vector<std::string> all;
    for (const protocol::MessageInfo& message : found->messages) all.push_back(message.body);
    EXPECT_EQ(static_cast<std::size_t>(found->totalSize), all.size());
    return all;
  }
  Result<protocol::ChatSearchResultEvent> search(const Caller& caller, const std::string& key) {
    return read([&](auto& r) { return messages.search(r, caller, {.chatId = key, .searchString = "needle"}); });
  }
  std::vector<std::string> listed_files(const Caller& caller) {
    const auto listed =
        read([&](auto& r) { return messages.list_attachments(r, caller, {.offset = -1, .pageSize = -1}); });
    EXPECT_TRUE(listed) << text(listed);
    std::vector<std::string> names;
    for (const protocol::AttachmentListItem& item : listed->result) names.push_back(item.name);
    return names;
  }
  std::vector<std::string> paged_files(const Caller& caller, std::optional<std::string> of_space = std::nullopt) {
    protocol::calls::ListAttachments call;
    call.offset = call.pageSize = -1;
    call.sectionType = "Spaces";
    call.spaceId = std::move(of_space);
    const auto listed = read([&](auto& r) { return messages.page_attachments(r, caller, call); });
    EXPECT_TRUE(listed) << text(listed);
    std::vector<std::string> names;
    for (const protocol::AttachmentListItem& item : listed->result.items) names.push_back(item.name);
    EXPECT_EQ(static_cast<std::size_t>(listed->result.totalCount), names.size());
    return names;
  }
  std::map<std::string, std::int64_t> sizes(const Caller& caller) {
    const auto found = read([&](auto& r) { return messages.attachments_size(r, caller, {}); });
    EXPECT_TRUE(found) << text(found);
    return found->result;
  }
  std::vector<std::string> found_files(const Caller& caller, std::optional<std::string> key = std::nullopt) {
    protocol::calls::SearchMessageAttachments call;
    call.chatId = std::move(key);
    const auto found = read([&](auto& r) { return messages.search_attachments(r, caller, call); });
    EXPECT_TRUE(found) << text(found);
    std::vector<std::string> names;
    for (const protocol::AttachmentInfo& info : found->attachmentsInfo) names.push_back(info.name);
    return names;
  }
  Result<FoundAttachment> find_file(const Caller& caller, const std::string& key, const std::string& id,
                                    const std::string& file_id) {
    protocol::calls::DownloadAttachment call;
    call.targetEntityType = type(key);
    call.targetEntityId = target(key);
    call.messageId = id;
    call.attachmentId = file_id;
    return read([&](auto& r) { return messages.find_attachment(r, caller, call); });
  }
  /// The right to a file; its session.
  std::string offer(const Caller& caller, const FoundAttachment& found) {
    const auto session = downloads.offer(caller.user, found.path, found.blob, found.size, std::nullopt);
    EXPECT_TRUE(session) << text(session);
    return session ? *session : "";
  }
  /// Empty when it goes well.
  std::string begin_download(const std::string& session) {
    std::string failure;
    downloads.start(99, session, [&](const Error& error) { failure = error.text; });
    files.run();
    return failure;
  }
  protocol::MessageStatusEvent announce_edit(const Caller& caller, const std::string& id, const std::string& body,
                                             std::vector<protocol::MessageAttachment> attachments) {
    protocol::calls::EditMessage call;
    call.id = id;
    call.targetEntityType = type(chat);
    call.targetEntityId = target(chat);
    call.body = body;
    call.attachments = std::move(attachments);
    auto edited = write([&](auto& t) { return messages.edit(t, caller, call); });
    EXPECT_TRUE(edited) << text(edited);
    return edited ? *edited : protocol::MessageStatusEvent{};
  }
  auto react(const Caller& caller, const std::string& key, const std::string& id) {
    return write([&](auto& t) {
      return messages.add_reaction(
          t, caller, {.targetEntityType = type(key), .targetEntityId = target(key), .messageId = id, .reaction = "+1"});
    });
  }

  std::string space, first, open, closed;
};

TEST_F(MessagesSpacesTest, AMessageIsForThoseInItsPlaceAndCountedThere) {
  const std::string thread = add_thread(ben, false), whisper = add_thread(ben, true);
  const auto sent = send(ben, open, "one");
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to ann cat", "SEND_MESSAGE_SYNC to ben but 2"));
  EXPECT_EQ(sent.targetEntityType, protocol::MessageTargetEntityType::CHANNEL);
  EXPECT_EQ(sent.targetEntityId.spaceId, space);
  EXPECT_EQ(sent.targetEntityId.channelId, first);
  EXPECT_EQ(sent.targetEntityId.threadId, std::nullopt);
  EXPECT_EQ(sent.targetEntityId.chatId, std::nullopt);
  EXPECT_EQ(sent.deliveryStatus.size(), 2u);
  send(ann, closed, "two");
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to ben", "SEND_MESSAGE_SYNC to ann but 1"));
  const auto in_thread = send(cat, thread, "three");
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to ann ben", "SEND_MESSAGE_SYNC to cat but 3"));
  EXPECT_EQ(in_thread.targetEntityType, protocol::MessageTargetEntityType::THREAD);
  EXPECT_EQ(in_thread.targetEntityId, target(thread));
  send(ben, whisper, "four");
  EXPECT_THAT(summaries(), ElementsAre("SEND_MESSAGE_SYNC to ben but 2"));
  const auto channel = seen(cat, open);
  EXPECT_EQ(channel.messagesCount, 1);
  EXPECT_EQ(channel.firstMessageId, sent.id);
  EXPECT_EQ(channel.lastMessageId, sent.id);
  EXPECT_EQ(channel.lastMessageDate, sent.date);
  ASSERT_EQ(channel.threads.size(), 1u);
  EXPECT_EQ(channel.threads[0].messagesCount, 1);
  EXPECT_EQ(channel.threads[0].lastMessageId, in_thread.id);
  EXPECT_EQ(seen(ann, closed).messagesCount, 1);
}

TEST_F(MessagesSpacesTest, WhetherAPlaceExistsIsItsMembersAffair) {
  const std::string whisper = add_thread(ben, true);
  const auto id = send(ben, closed, "hush").id;
  told();
  for (const std::string& key : {closed, whisper, space + "/nothing", std::string("nothing/nothing/nothing")}) {
    SCOPED_TRACE(key);
    EXPECT_EQ(text(send(cat, message(key, "x"))), no_member);
    EXPECT_EQ(text(load_call(cat, everything(key))), restricted);
    EXPECT_EQ(text(edit(cat, key, id, "x")), restricted);
    EXPECT_EQ(text(remove(cat, key, id)), restricted);
    EXPECT_EQ(text(react(cat, key, id)), restricted);
    EXPECT_EQ(text(mark_read(cat, key, id)), restricted);
    EXPECT_EQ(text(mark_unread(cat, key, id)), restricted);
    EXPECT_EQ(text(difference(cat, since(key, 0))), restricted);
    EXPECT_EQ(text(search(cat, key)), restricted);
    EXPECT_EQ(text(find_file(cat, key, id, "1")), restricted);
    EXPECT_EQ(cursor(cat, key), -1);
  }
  EXPECT_THAT(told(), IsEmpty());
  auto nameless = message(open, "x");
  nameless.targetEntityId->spaceId.reset();
  EXPECT_EQ(text(send(cat, nameless)), "Can't send message without a chatId");
  nameless = message(whisper, "x");
  nameless.targetEntityId->threadId = "";
  EXPECT_EQ(text(send(ben, nameless)), "Can't send message without a chatId");
  // A thread is not found through another channel.
  EXPECT_EQ(text(load_call(ben, everything(closed + '/' + SpacePlace::of_key(whisper).thread))), restricted);
}

TEST_F(MessagesSpacesTest, EveryMemberHasAPositionOfHisOwn) {
  const auto one = send(ben, open, "one"), two = send(cat, open, "two");
  told();
  EXPECT_EQ(unread(ann, open), 2);
  EXPECT_EQ(unread(ben, open), 1);
  const auto marked = mark_read(ann, open, two.id);
  ASSERT_TRUE(marked) << text(marked);
  EXPECT_THAT(summaries(),
              ElementsAre("LAST_READ_MESSAGE_UPDATED to ann but 1", "UPDATE_MESSAGES_DELIVERY_STATUS to ben cat"));
  EXPECT_EQ(seen(ann, open).lastReadMessageId, two.id);
  EXPECT_EQ(seen(ben, open).lastReadMessageId, "");
  ASSERT_TRUE(mark_unread(ann, open, two.id));
  EXPECT_EQ(seen(ann, open).lastReadMessageId, one.id);
  EXPECT_EQ(unread(ann, open), 1);
  // Who comes later has read what is old.
  join(dan);
  EXPECT_EQ(seen(dan, open).lastReadMessageId, two.id);
  EXPECT_EQ(unread(dan, open), 0);
  EXPECT_THAT(bodies(dan, open), ElementsAre("one", "two"));
}

TEST_F(MessagesSpacesTest, APrivateMessageIsBetweenTwo) {
  told();
  const auto sent = send_to(ben, open, "cat", "psst needle <@ann> <@cat>");
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to cat", "SEND_MESSAGE_SYNC to ben but 2"));
  EXPECT_EQ(seen(cat, open).messagesCount, 1);
  EXPECT_EQ(seen(ben, open).lastMessageId, sent.id);
  EXPECT_EQ(seen(ann, open).messagesCount, 0);
  EXPECT_THAT(bodies(ann, open), IsEmpty());
  EXPECT_THAT(mentions(ann), IsEmpty());
  EXPECT_EQ(mentions(cat).size(), 1u);
  EXPECT_THAT(search(ann, open)->messages, IsEmpty());
  EXPECT_EQ(search(cat, open)->messages.size(), 1u);
  EXPECT_EQ(text(react(ann, open, sent.id)), "Message not found");
  auto to_outsider = message(closed, "x");
  to_outsider.to = "cat";
  EXPECT_NE(text(send(ben, to_outsider)), "");
}

TEST_F(MessagesSpacesTest, WhoIsOutFindsNothingMoreNotEvenHisOwn) {
  send(ben, closed, "needle mine <@ben>");
  send(ann, closed, "needle <@ben> <@all>");
  chat = closed;
  const auto sent = send_files(ben, {file("1", "ben.txt")});
  EXPECT_THAT(listed_files(ben), ElementsAre("ben.txt"));
  EXPECT_THAT(paged_files(ben), ElementsAre("ben.txt"));
  EXPECT_THAT(paged_files(ben, space), ElementsAre("ben.txt"));
  EXPECT_THAT(paged_files(ben, space + "x"), IsEmpty());
  EXPECT_THAT(found_files(ben), ElementsAre("ben.txt"));
  EXPECT_EQ(mentions(ben).size(), 2u);
  EXPECT_EQ(search(ben, closed)->messages.size(), 2u);
  EXPECT_EQ(search(ben, closed)->chatId, closed);
  EXPECT_EQ(cursor(ben, closed), 3);

  give_access({});
  EXPECT_THAT(listed_files(ben), IsEmpty());
  EXPECT_THAT(paged_files(ben), IsEmpty());
  EXPECT_THAT(found_files(ben), IsEmpty());
  EXPECT_THAT(sizes(ben), IsEmpty());
  EXPECT_THAT(mentions(ben), IsEmpty());
  EXPECT_EQ(text(search(ben, closed)), restricted);
  EXPECT_EQ(cursor(ben, closed), -1);
  EXPECT_EQ(text(find_file(ben, closed, sent.status.id, "1")), restricted);
  EXPECT_EQ(text(edit(ben, closed, sent.status.id, "x")), restricted);
  EXPECT_EQ(text(load_call(ben, everything(closed))), restricted);
  told();
  send(ann, closed, "alone");
  EXPECT_THAT(summaries(), ElementsAre("SEND_MESSAGE_SYNC to ann but 1"));
  EXPECT_EQ(bodies(ann, closed).size(), 4u) << "what he wrote stays";

  give_access({"ben"});
  EXPECT_EQ(bodies(ben, closed).size(), 4u);
  EXPECT_EQ(unread(ben, closed), 0);
  EXPECT_THAT(listed_files(ben), ElementsAre("ben.txt"));
}

TEST_F(MessagesSpacesTest, HisOwnFilesGoAlsoWhenHeIsOut) {
  chat = closed;
  const auto sent = send_files(ben, {file("1", "ben.txt")});
  give_access({});
  told();
  const protocol::RemoveStorageAttachmentItem item{
      .id = "1", .messageId = sent.status.id, .targetEntityType = type(closed), .targetEntityId = target(closed)};
  const auto removed =
      write([&](auto& t) { return messages.remove_storage_attachments(t, ben, {.attachments = {item}}); });
  ASSERT_TRUE(removed) << text(removed);
  EXPECT_EQ(removed->deletedSize, 10);
  EXPECT_THAT(summaries(), ElementsAre("CHAT_MESSAGE_DELETED to ann"));
}

TEST_F(MessagesSpacesTest, AMessageWhoseSenderIsOutMeanwhileIsNeverPublished) {
  chat = closed;
  const auto announced = announce(ben, {file("1")}, "text");
  upload(ben, announced, 0, "content");
  give_access({});
  EXPECT_EQ(text(finish(ben, announced)), no_member);
  EXPECT_EQ(rows("messages"), 0);
  EXPECT_EQ(rows("blobs"), 0);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(MessagesSpacesTest, AnEditWhoseAuthorIsOutMeanwhileGoesOnWithoutItsFiles) {
  chat = closed;
  const auto sent = send(ben, closed, "draft");
  const auto announced = announce_edit(ben, sent.id, "final", {file("1")});
  upload(ben, announced, 0, "content");
  give_access({});
  const auto finished = finish(ben, announced);
  ASSERT_TRUE(finished) << text(finished);
  EXPECT_THAT(finished->status.attachments, IsEmpty());
  EXPECT_THAT(finished->status.deliveryStatus, IsEmpty());
  EXPECT_THAT(summaries(), ElementsAre("CHAT_MESSAGE_EDITED to ann but 2"));
  EXPECT_THAT(bodies(ann, closed), ElementsAre("final"));
  EXPECT_EQ(rows("blobs"), 0);
}

TEST_F(MessagesSpacesTest, RightsToFilesGoWithTheAccess) {
  chat = closed;
  const auto sent = send_files(ben, {file("1")});
  const auto found = find_file(ben, closed, sent.status.id, "1");
  ASSERT_TRUE(found) << text(found);
  const auto kept = offer(ann, *found), lost = offer(ben, *found);
  give_access({});
  EXPECT_EQ(begin_download(lost), "This download has ended or was never offered");
  EXPECT_EQ(begin_download(kept), "");
}

TEST_F(MessagesSpacesTest, WhatIsInAPlaceGoesWithIt) {
  const std::string thread = add_thread(ann, false);
  for (const std::string& key : {open, thread, closed}) {
    chat = key;
    send(ann, key, "needle <@ben>");
    send_files(ben, {file("1", key + ".txt")}, "content of " + key);
  }
  change([&](auto& t) { messages.index_messages(t, 0); });
  EXPECT_EQ(rows("message_words"), 3);
  delete_channel(open);
  EXPECT_EQ(files.unused.size(), 2u) << "the channel's and its thread's";
  EXPECT_EQ(rows("messages"), 2);
  EXPECT_EQ(mentions(ben).size(), 1u);
  EXPECT_THAT(listed_files(ben), ElementsAre(closed + ".txt"));
  // The words of one place at a time.
  for (int i = 0; i < 2; ++i) change([&](auto& t) { messages.index_messages(t, 0); });
  EXPECT_EQ(rows("message_words"), 1);
  const auto deleted = write([&](auto& t) { return spaces.remove(t, ann, {.id = space}); });
  ASSERT_TRUE(deleted) << text(deleted);
  EXPECT_EQ(files.unused.size(), 3u);
  for (const char* table : {"messages", "message_targets", "message_attachments", "message_mentions", "blobs"}) {
    EXPECT_EQ(rows(table), 0) << table;
  }
}

TEST_F(MessagesSpacesTest, TheHistoryOfAMeetingIsForAllInTheChannel) {
  told();
  change([&](auto& t) {
    messages.add_meeting_history(t, type(closed), target(closed), "ben", "{}");
    messages.add_meeting_history(t, type(closed), target(space + "/gone"), "ben", "{}");
  });
  EXPECT_THAT(summaries(), ElementsAre("SFU_MESSAGE to ann ben"));
  EXPECT_EQ(seen(ann, closed).messagesCount, 1);
  EXPECT_EQ(rows("messages"), 1);
}

TEST_F(MessagesSpacesTest, JournalsNumberWhatHappensInPlaces) {
  const std::string thread = add_thread(ann, false);
  const auto sent = send(ben, closed, "one");
  ASSERT_TRUE(react(ann, closed, sent.id));
  EXPECT_EQ(cursor(ben, closed), 2);
  EXPECT_EQ(cursor(cat, thread), 0);
  const auto found = difference(ann, since(closed, 0));
  ASSERT_TRUE(found) << text(found);
  ASSERT_EQ(found->messages.size(), 1u);
  EXPECT_EQ(found->messages[0].reactions.size(), 1u);
  EXPECT_EQ(found->newCursor, 2);
  EXPECT_EQ(found->targetEntityId, target(closed));
}

TEST_F(MessagesSpacesTest, WhatWasPendingIsDeliveredByLoading) {
  connections.online.erase("ben");
  const auto sent = send(ann, closed, "one");
  EXPECT_EQ(sent.deliveryStatus.at("ben"), protocol::DeliveryStatus::PENDING);
  told();
  EXPECT_THAT(bodies(ben, closed), ElementsAre("one"));
  EXPECT_TRUE(wrote);
  EXPECT_THAT(summaries(), ElementsAre("UPDATE_MESSAGES_DELIVERY_STATUS to ann"));
}

}  // namespace
}  // namespace parley::domain
