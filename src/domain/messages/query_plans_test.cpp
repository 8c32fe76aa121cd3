// No statement behind chats and messages reads more the longer histories get: runs every call and explains what they
// ran.
#include "storage/sqlite/query_plans.hpp"

#include "domain/messages/test_files_world.hpp"

namespace parley::domain {
namespace {

/// Steps that are known to be short, and why.
struct Short {
  std::string_view statement;  ///< a part of it
  std::string_view step;
};
constexpr Short kShort[] = {
    // When a connection is opened.
    {"FROM sqlite_schema", "SCAN sqlite_schema"},
    // All public channels are asked for, and nothing else is in the index.
    {"FROM chats c", "SCAN c USING INDEX chats_public_channels"},
    // Channels with a list of who may write; accounts are seldom removed.
    {"SELECT id, senders FROM chats", "SCAN chats USING INDEX chats_with_senders"},
    // The first target whose words are not gone yet; most of the time there is none.
    {"FROM message_words_remains", "SCAN message_words_remains"},
    // The spaces of one user, 200 at most.
    {"FROM space_members m JOIN spaces s", "USE TEMP B-TREE FOR ORDER BY"},
    // Reactions of one message at a time.
    {"FROM message_reactions", "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY"},
    {"FROM message_reactions", "USE TEMP B-TREE FOR count(DISTINCT)"},
    // An entry for each author of what is read anew.
    {"MIN(date), MAX(date), COUNT(*) FROM messages", "USE TEMP B-TREE FOR GROUP BY"},
    // Stops at its limit, and goes in the order of the key.
    {"SELECT cursor, date FROM message_changes", "SEARCH message_changes USING PRIMARY KEY (target=?)"},
    // All mentions are counted; few messages have any.
    {"FROM message_mentions", "USE TEMP B-TREE FOR DISTINCT"},
    {"FROM message_mentions", "USE TEMP B-TREE FOR ORDER BY"},
    // All files whose names match are counted; few messages have any.
    {"a.folded_name LIKE", "SEARCH a USING INDEX message_attachments_by_date (target=?)"},
    // Adds up one sender's files.
    {"SUM(a.size)", "USE TEMP B-TREE FOR GROUP BY"},
    // Goes with its target.
    {"SELECT blob FROM message_attachments", "SEARCH message_attachments USING PRIMARY KEY (target=?)"},
    // At start-up; most of the time there is none.
    {"FROM message_untold_edits", "SCAN e"},
};

/// Tables with rows for each message: a search there has to name more than the target.
constexpr std::string_view kHistories[] = {"messages",         "message_attachments", "message_changes",
                                           "message_mentions", "message_pending",     "message_reactions"};

bool reads_a_whole_history(std::string_view step) {
  return step.ends_with("(target=?)") &&
         std::any_of(std::begin(kHistories), std::end(kHistories), [&](std::string_view table) {
           return step.starts_with("SEARCH " + std::string(table) + " ") || step.starts_with("SEARCH a ") ||
                  step.starts_with("SEARCH m ");
         });
}

/// Recording begins before the database of the world is opened.
struct Recording {
  storage::testing::StatementRecorder recorder;
};

class QueryPlansTest : public Recording, public MessagesFilesWorld {
 protected:
  QueryPlansTest() { recorder.take(); }

  void expect_short_plans() {
    const std::set<std::string> statements = recorder.take();
    for (const std::string& sql : statements) {
      const std::vector<std::string> plan = storage::testing::query_plan(database.path(), sql);
      std::vector<std::string> steps = storage::testing::growing_steps(plan);
      std::copy_if(plan.begin(), plan.end(), std::back_inserter(steps), reads_a_whole_history);
      for (const std::string& step : steps) {
        const bool known = std::any_of(std::begin(kShort), std::end(kShort), [&](const Short& entry) {
          return sql.find(entry.statement) != std::string::npos && step == entry.step;
        });
        EXPECT_TRUE(known) << step << "\n  in " << sql;
      }
    }
    EXPECT_FALSE(statements.empty());
  }
};

TEST_F(QueryPlansTest, Chats) {
  const protocol::calls::CreateChat channel{.channel = true, .type = protocol::ChatType::PUBLIC};
  const std::string open = write([&](auto& t) { return chats.create(t, ann, channel); })->info.id;
  EXPECT_TRUE(write([&](auto& t) { return chats.add_member(t, ann, {.id = chat, .member = "dan"}); }));
  EXPECT_TRUE(write([&](auto& t) { return chats.remove_member(t, ann, {.id = chat, .member = "ben"}); }));
  EXPECT_TRUE(write([&](auto& t) { return chats.rename(t, ann, {.id = chat, .name = "name"}); }));
  EXPECT_TRUE(write([&](auto& t) { return chats.add_to_favourites(t, ann, {.id = chat}); }));
  EXPECT_TRUE(write([&](auto& t) { return chats.mute(t, ann, {.id = chat}); }));
  EXPECT_TRUE(write([&](auto& t) {
    return chats.update_send_policy(t, ann, {.id = open, .channelSendPolicy = protocol::ChannelSendPolicy::ADMIN});
  }));
  EXPECT_TRUE(read([&](auto& r) { return chats.list(r, ann); }));
  EXPECT_TRUE(read([&](auto& r) { return chats.list_public_channels(r, dan); }));
  change([&](auto& t) { chats.user_renamed(t, "ann"); });
  EXPECT_TRUE(write([&](auto& t) { return chats.remove(t, ann, {.id = open}); }));
  change([&](auto& t) { chats.user_removed(t, "dan"); });
  expect_short_plans();
}

TEST_F(QueryPlansTest, SendingAndChanging) {
  const auto parent = send(ann, chat, "<@ben> one");
  auto reply = message(chat, "two");
  reply.parentId = parent.id;
  EXPECT_TRUE(send(ben, reply));
  send_to(ben, chat, "ann", "three");
  EXPECT_TRUE(edit(ann, chat, parent.id, "<@all> edited"));
  const auto reaction = [&](auto method) {
    return write([&](auto& t) {
      return (messages.*method)(
          t, ben,
          {.targetEntityType = in_chat, .targetEntityId = target(chat), .messageId = parent.id, .reaction = "+1"});
    });
  };
  EXPECT_TRUE(reaction(&Messages::add_reaction));
  EXPECT_TRUE(reaction(&Messages::remove_reaction));
  EXPECT_TRUE(remove(ann, chat, parent.id));
  change([&](auto& t) { messages.add_meeting_history(t, in_chat, target(chat), "ann", "{}"); });
  EXPECT_TRUE(write([&](auto& t) { return chats.remove(t, ann, {.id = chat}); }));
  expect_short_plans();
}

TEST_F(QueryPlansTest, HistoryDeliveryAndReading) {
  connections.online.erase("ben");
  const auto first = send(ann, chat, "one");
  send_to(ann, chat, "ben", "two");
  const auto last = send(ann, chat, "three");
  auto page = everything(chat);
  page.timeFrame = protocol::TimeFrame{.start = 1, .end = -1, .limit = 50};
  EXPECT_EQ(load(cat, page).size(), 2u);
  page.boundaries = protocol::Boundaries{.dateMark = first.date, .lowerLimit = 10, .upperLimit = 10};
  EXPECT_EQ(load(ben, page).size(), 3u);
  EXPECT_TRUE(wrote) << "something was delivered";
  EXPECT_TRUE(read([&](auto& r) { return messages.load_chat(r, ann, {.id = chat}); }));
  EXPECT_TRUE(mark_read(ben, chat, first.id));
  EXPECT_EQ(unread(ben, chat), 2);
  EXPECT_TRUE(mark_read(ben, chat, last.id));
  EXPECT_TRUE(mark_unread(ben, chat, last.id));
  EXPECT_EQ(unread(ben, chat), 1);
  const auto in = target(chat);
  EXPECT_TRUE(
      read([&](auto& r) { return messages.count(r, ben, {.targetEntityType = in_chat, .targetEntityId = in}); }));
  EXPECT_TRUE(read(
      [&](auto& r) { return messages.first_and_last(r, ben, {.targetEntityType = in_chat, .targetEntityId = in}); }));
  expect_short_plans();
}

TEST_F(QueryPlansTest, TheJournal) {
  connections.online.erase("ben");
  const auto sent = send(ann, chat, "one");
  EXPECT_TRUE(edit(ann, chat, sent.id, "edited"));
  EXPECT_GT(cursor(ann, chat), 0);
  EXPECT_TRUE(difference(ben, since(chat, 0, 1)));
  EXPECT_TRUE(mark_read(ben, chat, sent.id));
  EXPECT_TRUE(difference(ann, since(chat, 1)));
  clock.advance(std::chrono::hours(24 * 40));
  change([&](auto& t) { messages.trim_journal(t, 0); });
  expect_short_plans();
}

TEST_F(QueryPlansTest, SearchesAndMentions) {
  const auto sent = send(ann, chat, "<@ben> needle");
  const auto look = [&](const std::string& words) {
    return read([&](auto& r) {
      return messages.search(r, ben,
                             {.chatId = chat, .searchString = words, .searchId = std::nullopt, .limit = std::nullopt});
    });
  };
  EXPECT_EQ(look("needle")->messages.size(), 1u);
  change([&](auto& t) { messages.index_messages(t, 0); });
  EXPECT_EQ(look("needle")->messages.size(), 1u);
  EXPECT_EQ(look("need*")->messages.size(), 1u);
  EXPECT_TRUE(edit(ann, chat, sent.id, "<@ben> another needle"));
  for (const std::optional<std::string>& where : {std::optional(chat), std::optional<std::string>()}) {
    const protocol::calls::LoadMessagesWithMentions call{.chatId = where,
                                                         .userTag = "<@ben>",
                                                         .timeFrame = std::nullopt,
                                                         .boundaries = std::nullopt,
                                                         .sortOrder = std::nullopt};
    EXPECT_EQ(read([&](auto& r) { return messages.with_mentions(r, ben, call); })->messages.size(), 1u);
  }
  EXPECT_TRUE(write([&](auto& t) { return chats.remove(t, ann, {.id = chat}); }));
  change([&](auto& t) { messages.index_messages(t, 0); });
  expect_short_plans();
}

TEST_F(QueryPlansTest, Files) {
  const auto sent = send_files(ann, {file("1"), file("2", "b.jpg")});
  EXPECT_EQ(load(ben, chat).size(), 1u);
  protocol::calls::DownloadAttachment download;
  download.targetEntityType = in_chat;
  download.targetEntityId = target(chat);
  download.messageId = sent.status.id;
  download.attachmentId = "1";
  EXPECT_TRUE(read([&](auto& r) { return messages.find_attachment(r, ben, download); }));

  protocol::calls::ListAttachments list;
  list.offset = 0;
  list.pageSize = 10;
  EXPECT_EQ(read([&](auto& r) { return messages.list_attachments(r, ann, list); })->result.size(), 2u);
  using Field = protocol::AttachmentSortField;
  for (const char* section : {"Direct", "Spaces"}) {
    list.sectionType = section;
    for (const auto field : {Field::NAME, Field::SIZE, Field::DATE}) {
      list.sortField = field;
      for (const auto order : {protocol::SortOrder::ASC, protocol::SortOrder::DESC}) {
        list.sortOrder = order;
        EXPECT_TRUE(read([&](auto& r) { return messages.page_attachments(r, ann, list); }));
      }
    }
  }
  EXPECT_TRUE(read([&](auto& r) { return messages.attachments_size(r, ann, {}); }));
  EXPECT_TRUE(read([&](auto& r) { return messages.storage_sections(r, ann, {}); }));
  protocol::calls::SearchMessageAttachments search;
  EXPECT_EQ(read([&](auto& r) { return messages.search_attachments(r, ben, search); })->totalSize, 2);
  search.chatId = chat;
  search.from = "ann";
  search.attachmentsType = protocol::MessageAttachmentMediaType::media;
  search.searchString = "b";
  EXPECT_EQ(read([&](auto& r) { return messages.search_attachments(r, ben, search); })->totalSize, 1);

  const protocol::RemoveStorageAttachmentItem item{
      .id = "1", .messageId = sent.status.id, .targetEntityType = in_chat, .targetEntityId = target(chat)};
  EXPECT_TRUE(write([&](auto& t) { return messages.remove_storage_attachments(t, ann, {.attachments = {item}}); }));
  EXPECT_TRUE(remove(ann, chat, sent.status.id));
  send_files(ann, {file("1")});
  EXPECT_TRUE(write([&](auto& t) { return chats.remove(t, ann, {.id = chat}); }));
  change([&](auto& t) { messages.on_start(t); });
  expect_short_plans();
}

}  // namespace
}  // namespace parley::domain
