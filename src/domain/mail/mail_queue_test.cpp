#include "domain/mail/mail_queue.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {
namespace {

using namespace std::chrono_literals;

class MailQueueTest : public ::testing::Test {
 protected:
  MailQueueTest() {
    log::set_level(log::Level::off);
    storage::migrate(*database, {mail_migrations()});
  }
  ~MailQueueTest() override { log::set_level(log::Level::warn); }
  bool put(MailQueue& where, const std::string& to, bool abandon = false) {
    bool taken = false;
    database->write_and_wait([&](storage::Transaction& transaction) {
      taken = where.put(transaction, {.to = to, .subject = "Hello", .text = "Hi"});
      if (abandon) transaction.abandon();
    });
    return taken;
  }
  std::vector<std::string> recipients(const std::string& to = {}) {
    std::vector<std::string> found;
    database->read_and_wait([&](storage::Reader& reader) {
      for (const StoredMail& mail : MailQueue::list(reader, to)) found.push_back(mail.mail.to);
    });
    return found;
  }
  template <class Change>
  void write(const Change& change) {
    database->write_and_wait([&](storage::Transaction& transaction) { change(transaction); });
  }

  ManualClock clock;
  MailQueue queue{clock, MailTemplates(), {.deliver = true, .waiting_limit = 3}};
  MailQueue mailbox{clock, MailTemplates(), {.kept_limit = 3}};
  storage::testing::TemporaryDatabase database;
};

TEST_F(MailQueueTest, AMailIsPartOfItsTransaction) {
  EXPECT_TRUE(put(queue, "a@example.com", true));
  EXPECT_TRUE(recipients().empty());
  EXPECT_EQ(queue.doorbell().rings(), 0u);
  EXPECT_TRUE(put(queue, "a@example.com"));
  EXPECT_EQ(recipients().size(), 1u);
  EXPECT_EQ(queue.doorbell().rings(), 1u);
}

TEST_F(MailQueueTest, IsBounded) {
  for (const char* to : {"a@b", "b@b", "c@b"}) EXPECT_TRUE(put(queue, to));
  EXPECT_FALSE(put(queue, "d@b"));
  write([&](storage::Transaction& t) { queue.remove(t, queue.take(t).mail->number); });
  EXPECT_TRUE(put(queue, "d@b"));
}

TEST_F(MailQueueTest, TheOneDueLongestComesFirstAndOnce) {
  put(queue, "a@b");
  put(queue, "b@b");
  write([&](storage::Transaction& t) {
    const auto first = queue.take(t).mail, second = queue.take(t).mail;
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->mail.to, "a@b");
    EXPECT_EQ(second->mail.to, "b@b");
    EXPECT_NE(first->message_id, second->message_id);
    EXPECT_FALSE(queue.take(t).mail);
    queue.postpone(t, first->number, clock.now() + 5000);
    const auto next = queue.take(t);
    EXPECT_FALSE(next.mail);
    EXPECT_EQ(next.due_at, clock.now() + 5000);
    clock.advance(5s);
    const auto again = queue.take(t).mail;
    ASSERT_TRUE(again);
    EXPECT_EQ(again->message_id, first->message_id);
    EXPECT_EQ(again->attempts, 2);
    queue.put_back(t, again->number);
    EXPECT_EQ(queue.take(t).mail->attempts, 2);
  });
}

TEST_F(MailQueueTest, WhatAnEarlierRunWasSendingWaitsAgain) {
  put(queue, "a@b");
  write([&](storage::Transaction& t) {
    EXPECT_TRUE(queue.take(t).mail);
    EXPECT_EQ(MailQueue::list(t)[0].state, StoredMail::State::sending);
    queue.recover(t);
    EXPECT_EQ(MailQueue::list(t)[0].state, StoredMail::State::waiting);
    EXPECT_EQ(queue.take(t).mail->attempts, 2);
  });
}

TEST_F(MailQueueTest, WhatIsTooOldGoes) {
  put(queue, "a@b");
  put(mailbox, "kept@b");
  clock.advance(24h);
  write([&](storage::Transaction& t) { queue.expire(t); });
  EXPECT_EQ(recipients(), std::vector<std::string>{"kept@b"});
  clock.advance(6 * 24h);
  write([&](storage::Transaction& t) { queue.expire(t); });
  EXPECT_TRUE(recipients().empty());
}

TEST_F(MailQueueTest, TheMailboxKeepsTheNewestAndDeliversNothing) {
  for (const char* to : {"a@b", "b@b", "C@b", "d@b"}) EXPECT_TRUE(put(mailbox, to));
  EXPECT_EQ(recipients(), (std::vector<std::string>{"b@b", "C@b", "d@b"}));
  EXPECT_EQ(recipients("c@B"), std::vector<std::string>{"C@b"});
  write([&](storage::Transaction& t) { EXPECT_FALSE(mailbox.take(t).mail); });
}

}  // namespace
}  // namespace parley::domain
