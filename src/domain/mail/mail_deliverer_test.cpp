#include "domain/mail/mail_deliverer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "base/log.hpp"
#include "domain/mail/test_smtp_server.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {
namespace {

using ::testing::Contains;
using testing::FakeSmtpServer;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

class MailDelivererTest : public ::testing::Test {
 protected:
  MailDelivererTest() {
    log::set_level(log::Level::off);
    storage::migrate(*database, {mail_migrations()});
  }
  ~MailDelivererTest() override {
    deliverer.reset();
    log::set_level(log::Level::warn);
  }
  void put(const std::string& to, const std::string& text, std::chrono::milliseconds useful_for = 24h) {
    database->write_and_wait([&](storage::Transaction& transaction) {
      EXPECT_TRUE(
          queue.put(transaction, {.to = to, .subject = "Hello", .text = text, .html = "", .useful_for = useful_for}));
    });
  }
  std::vector<StoredMail> stored() {
    std::vector<StoredMail> mails;
    database->read_and_wait([&](storage::Reader& reader) { mails = MailQueue::list(reader); });
    return mails;
  }
  /// Waits until the queue is as wanted; the deliverer tells nobody.
  bool becomes(const std::function<bool(const std::vector<StoredMail>&)>& fits) {
    for (int i = 0; i < 2000; ++i) {
      if (fits(stored())) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }
  bool becomes_empty() {
    return becomes([](const auto& mails) { return mails.empty(); });
  }
  MailDelivererConfig config_for(const std::string& url) {
    MailDelivererConfig config;
    config.smtp.url = url;
    config.from = {"", "parley@talk.example.com"};
    config.first_pause = 1ms;
    config.threads = 1;  // the fake server serves one connection at a time
    return config;
  }
  void start(const MailDelivererConfig& config) {
    deliverer = std::make_unique<MailDeliverer>(*database, queue, clock, config);
  }

  ManualClock clock;
  MailQueue queue{clock, MailTemplates(), {.deliver = true}};
  storage::testing::TemporaryDatabase database;
  std::unique_ptr<MailDeliverer> deliverer;
};

TEST_F(MailDelivererTest, DeliversAndForgets) {
  FakeSmtpServer server;
  start(config_for(server.url()));
  put("ann@example.com", "One\n.\nTwo\n");
  const std::string mail = server.mail();
  EXPECT_THAT(mail, HasSubstr("From: <parley@talk.example.com>\nTo: <ann@example.com>\n"));
  EXPECT_THAT(mail, HasSubstr("Date: Tue, 14 Nov 2023 22:13:20 +0000\n"));
  EXPECT_THAT(mail, HasSubstr("\n\nOne\n..\nTwo\n"));  // a line with a dot alone would end the mail
  EXPECT_THAT(server.commands(), Contains("MAIL FROM:<parley@talk.example.com>"));
  EXPECT_THAT(server.commands(), Contains("RCPT TO:<ann@example.com>"));
  EXPECT_TRUE(becomes_empty());
}

TEST_F(MailDelivererTest, WhatWaitedBeforeTheStartIsDelivered) {
  FakeSmtpServer server;
  put("ann@example.com", "First");
  put("bob@example.com", "Second");
  // As a crash would leave it.
  database->write_and_wait([&](storage::Transaction& transaction) { EXPECT_TRUE(queue.take(transaction).mail); });
  database.reopen();
  start(config_for(server.url()));
  EXPECT_THAT(server.mail(), HasSubstr("First"));
  EXPECT_THAT(server.mail(), HasSubstr("Second"));
  EXPECT_TRUE(becomes_empty());
}

TEST_F(MailDelivererTest, TriesAgainWhenTheRecipientIsRefusedForNow) {
  FakeSmtpServer server({"450 later", "451 later"});
  start(config_for(server.url()));
  put("ann@example.com", "Hi");
  // The clock stands still: without a jump nothing is due again.
  ASSERT_TRUE(becomes([](const auto& mails) { return mails.size() == 1 && mails[0].attempts == 1; }));
  put("bob@example.com", "Somebody else");
  ASSERT_TRUE(becomes([](const auto& mails) { return mails.size() == 2 && mails[1].attempts == 1; }));
  // More than once: an attempt counts from its beginning, but its pause from its end.
  EXPECT_TRUE(becomes([this](const auto& mails) {
    clock.advance(1s);
    queue.doorbell().ring();
    return mails.empty();
  }));
  EXPECT_THAT(server.mail() + server.mail(), ::testing::AllOf(HasSubstr("Hi"), HasSubstr("Somebody else")));
}

TEST_F(MailDelivererTest, ARefusalIsFinalAndHoldsUpNobody) {
  FakeSmtpServer server({"550 nobody here"});
  start(config_for(server.url()));
  put("nobody@example.com", "First");
  put("ann@example.com", "Second");
  EXPECT_THAT(server.mail(), HasSubstr("Second"));
  EXPECT_TRUE(becomes_empty());
}

TEST_F(MailDelivererTest, GivesUpWhenTheMailIsUseless) {
  FakeSmtpServer server({"450 later"});
  MailDelivererConfig config = config_for(server.url());
  config.first_pause = 1min;
  start(config);
  put("ann@example.com", "Hi", 30s);
  EXPECT_TRUE(becomes_empty());
}

TEST_F(MailDelivererTest, AServerThatIsAwayIsWaitedFor) {
  put("ann@example.com", "Hi");
  {
    start(config_for("smtp://127.0.0.1:1"));
    ASSERT_TRUE(becomes([](const auto& mails) { return mails.size() == 1 && mails[0].attempts == 0; }));
    deliverer.reset();
  }
  ASSERT_EQ(stored().size(), 1u);
  EXPECT_EQ(stored()[0].attempts, 0);
  FakeSmtpServer server;
  start(config_for(server.url()));
  EXPECT_THAT(server.mail(), HasSubstr("Hi"));
}

TEST_F(MailDelivererTest, APasswordNeverGoesInTheClear) {
  FakeSmtpServer server;  // offers no STARTTLS
  MailDelivererConfig config = config_for(server.url());
  config.smtp.user = "parley";
  config.smtp.password = "hunter2";
  start(config);
  put("ann@example.com", "Hi");
  server.wait_for_end_of_session();
  EXPECT_THAT(server.commands(), Contains(HasSubstr("EHLO")));
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("AUTH"))));
  EXPECT_THAT(server.commands(), Not(Contains(HasSubstr("MAIL"))));
  EXPECT_EQ(stored().size(), 1u);
}

TEST_F(MailDelivererTest, TheEndDoesNotWaitForAServerThatIsAway) {
  MailDelivererConfig config = config_for("smtp://127.0.0.1:1");
  config.first_pause = 1h;
  config.away_pause = 1h;
  start(config);
  put("ann@example.com", "Hi");
  deliverer.reset();
  EXPECT_EQ(stored().size(), 1u);
}

}  // namespace
}  // namespace parley::domain
