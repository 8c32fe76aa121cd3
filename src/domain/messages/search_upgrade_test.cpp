// A database from before there was searching.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/messages/mentions.hpp"
#include "domain/messages/message_index.hpp"
#include "domain/messages/messages.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SearchUpgrade, OldMessagesAreIndexedAndTheirMentionsKnown) {
  storage::testing::TemporaryDatabase database;
  storage::Migrations old = messages_migrations();
  old.steps.resize(2);
  storage::migrate(*database, {old});
  database->write_and_wait([](storage::Transaction& t) {
    t.execute(
        "INSERT INTO message_targets (id, type, target_id, last_sequence, last_date) VALUES (7, 'CHAT', 'c', 5, 50)");
    const auto add = [&](std::int64_t sequence, std::string_view body, bool deleted = false) {
      t.execute(
          "INSERT INTO messages (target, sequence, id, date, sender, type, body, audience, edited, deleted) "
          "VALUES (7, $1, $2, $3, 'ben', 'REGULAR', $4, 1, 0, $5)",
          {sequence, "m" + std::to_string(sequence), sequence * 10, body, std::int64_t{deleted}});
    };
    add(1, "a needle for <@ann>, <@cat>");
    add(2, "<@<@ann> <@");
    add(3, "needle <@ann", false);
    add(4, "", true);
    add(5, "to <@all>");
  });
  storage::migrate(*database, {messages_migrations()});

  database->write_and_wait([](storage::Transaction& t) {
    const auto mentioning = [&](std::string_view tag, std::string_view viewer) {
      std::vector<std::int64_t> sequences;
      for (const mentions::Mention& mention : mentions::find(t, 7, tag, viewer)) sequences.push_back(mention.sequence);
      return sequences;
    };
    EXPECT_THAT(mentioning("<@ann>", "ann"), ElementsAre(1, 2, 5));
    EXPECT_THAT(mentioning("<@cat>", "ben"), ElementsAre(1));  // his own to everybody isn't one
    const auto found = [&] {
      std::vector<std::int64_t> sequences;
      message_index::find(t, 7, word_query("needle"), 1, 5, [&](std::int64_t sequence) {
        sequences.push_back(sequence);
        return true;
      });
      return sequences;
    };
    EXPECT_THAT(found(), IsEmpty());
    ASSERT_TRUE(message_index::next_work(t, 0));
    EXPECT_EQ(message_index::index_some(t, 7, 2), 2);
    EXPECT_EQ(message_index::indexed(t, 7), 2);
    EXPECT_THAT(found(), ElementsAre(1));
    EXPECT_EQ(message_index::index_some(t, 7, 100), 3);
    EXPECT_THAT(found(), ElementsAre(3, 1));
    EXPECT_FALSE(message_index::next_work(t, 0));
  });
}

TEST(SearchUpgrade, WordsArePutInAnewWhenTheyAreFoldedInAnotherWay) {
  storage::testing::TemporaryDatabase database;
  storage::Migrations old = messages_migrations();
  old.steps.resize(7);
  storage::migrate(*database, {old});
  const auto find = [](storage::Transaction& t) {
    int found = 0;
    message_index::find(t, 7, word_query("ubung"), 1, 5, [&](std::int64_t) { return ++found > 0; });
    return found;
  };
  database->write_and_wait([&](storage::Transaction& t) {
    t.execute(
        "INSERT INTO message_targets (id, type, target_id, last_sequence, last_date) VALUES (7, 'CHAT', 'c', 1, 10)");
    t.execute(
        "INSERT INTO messages (target, sequence, id, date, sender, type, body, audience, edited, deleted) "
        "VALUES (7, 1, 'm', 10, 'ben', 'REGULAR', '\u00dcbung', 1, 0, 0)");
    EXPECT_EQ(message_index::index_some(t, 7, 10), 1);
    EXPECT_EQ(find(t), 1);
  });
  storage::migrate(*database, {messages_migrations()});
  database->write_and_wait([&](storage::Transaction& t) {
    EXPECT_EQ(message_index::indexed(t, 7), 0);
    EXPECT_EQ(find(t), 0);
    EXPECT_EQ(message_index::index_some(t, 7, 10), 1);
    EXPECT_EQ(find(t), 1);
  });
}

}  // namespace
}  // namespace parley::domain
