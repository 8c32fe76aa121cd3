#include "domain/users/registrations.hpp"

#include <gmock/gmock.h>

#include "domain/users/sessions.hpp"
#include "domain/users/test_world.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RegistrationsTest : public UsersWorld {
 protected:
  static protocol::calls::SignUp call(std::string username = "ann", std::string email = "ann@example.com",
                                      std::string password = "secret1") {
    return {.email = std::move(email), .username = std::move(username), .password = std::move(password)};
  }
  Result<protocol::SignUpStatus> sign_up(Registrations& where, const protocol::calls::SignUp& call,
                                         const Applicant& applicant = {.connection = 1, .internal_message_id = "s-1"}) {
    return write([&](storage::Transaction& t) { return where.sign_up(t, call, "hash", applicant); });
  }
  Result<protocol::SignUpStatus> confirm(const std::string& secret) {
    return write([&](storage::Transaction& t) { return registrations.confirm(t, secret); });
  }
  void expire() {
    database->write_and_wait([&](storage::Transaction& t) { registrations.expire(t); });
  }

  Registrations registrations{clock, outbox, mails, {.links = {.public_url = "https://talk.example.com"}}};
  Registrations without_mail{clock, outbox, mails, {.confirm_by_email = false}};
};

TEST_F(RegistrationsTest, WithoutMailTheUserIsThereAtOnce) {
  const auto status = sign_up(without_mail, call());
  ASSERT_TRUE(status);
  EXPECT_EQ(*status, (protocol::SignUpStatus{"ann", "ann@example.com", "ann", true}));
  EXPECT_TRUE(read([&](auto& reader) { return users.exists(reader, "ann"); }));
  EXPECT_THAT(events, IsEmpty());
}

TEST_F(RegistrationsTest, TheLinkMakesTheUserAndTellsWhoWaits) {
  const auto status = sign_up(registrations, call());
  ASSERT_TRUE(status);
  EXPECT_EQ(*status, (protocol::SignUpStatus{"ann", "ann@example.com", "ann", false}));
  EXPECT_FALSE(read([&](auto& reader) { return users.exists(reader, "ann"); }));
  ASSERT_EQ(mailbox.size(), 1u);
  EXPECT_EQ(mailbox.last().to, "ann@example.com");
  EXPECT_THAT(mailbox.last().text, HasSubstr("https://talk.example.com/confirm-email?secret="));

  const std::string secret = mailbox.secret();
  const auto confirmed = confirm(secret);
  ASSERT_TRUE(confirmed);
  EXPECT_TRUE(confirmed->verified);
  EXPECT_TRUE(read([&](auto& reader) { return users.exists(reader, "ann"); }));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_THAT(events[0].connections, ElementsAre(1));
  EXPECT_THAT(events[0].users, IsEmpty());
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("type":"SIGN_UP_STATUS")"));
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("internalMessageId":"s-1")"));
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("verified":true)"));
  // A link works once.
  EXPECT_EQ(text(confirm(secret)), "This link is not valid any more");
  EXPECT_EQ(events.size(), 1u);
}

TEST_F(RegistrationsTest, TheLinkAlsoWorksWhenNobodyWaits) {
  ASSERT_TRUE(sign_up(registrations, call()));
  database->write_and_wait([&](storage::Transaction&) { registrations.forget(1); });
  database.reopen();
  Registrations after_restart(clock, outbox, mails, {});
  ASSERT_TRUE(write([&](storage::Transaction& t) { return after_restart.confirm(t, mailbox.secret()); }));
  EXPECT_TRUE(read([&](auto& reader) { return users.exists(reader, "ann"); }));
  EXPECT_THAT(events, IsEmpty());
}

TEST_F(RegistrationsTest, OnlyHashesOfSecretsAreKept) {
  ASSERT_TRUE(sign_up(registrations, call()));
  read([&](storage::Reader& reader) {
    const auto rows = reader.query("SELECT secret_hash FROM registrations");
    EXPECT_TRUE(rows->next());
    EXPECT_NE(rows->text(0), mailbox.secret());
    return 0;
  });
}

TEST_F(RegistrationsTest, ARepeatedPairReplacesTheFirst) {
  ASSERT_TRUE(sign_up(registrations, call()));
  const std::string first = mailbox.secret();
  ASSERT_TRUE(sign_up(registrations, call("ANN", "Ann@Example.com"), {.connection = 2, .internal_message_id = "s-2"}));
  EXPECT_EQ(count("registrations"), 1);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_THAT(events[0].connections, ElementsAre(1));
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("error":"Email is not verified")"));
  EXPECT_EQ(text(confirm(first)), "This link is not valid any more");
  ASSERT_TRUE(confirm(mailbox.secret()));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_THAT(events[1].connections, ElementsAre(2));
  EXPECT_THAT(*events[1].frame, HasSubstr(R"("id":"ANN")"));
}

TEST_F(RegistrationsTest, NamesAndAddressesOfUsersAreTaken) {
  ASSERT_EQ(text(add("ann", "ann@example.com")), "");
  EXPECT_EQ(text(sign_up(registrations, call("Ann", "new@example.com"))), "Username is already in use");
  EXPECT_EQ(text(sign_up(registrations, call("new", "ANN@example.com"))), "User with this email already exists");
  EXPECT_EQ(text(sign_up(without_mail, call("ann", "ann@example.com"))), "Username is already in use");
  EXPECT_EQ(mailbox.size(), 0u);
}

TEST_F(RegistrationsTest, APendingNameIsTakenForOtherAddressesUntilItExpires) {
  ASSERT_TRUE(sign_up(registrations, call()));
  EXPECT_EQ(text(sign_up(registrations, call("ann", "other@example.com"))), "Username is already in use");
  clock.advance(std::chrono::hours(24));
  EXPECT_TRUE(sign_up(registrations, call("ann", "other@example.com")));
}

TEST_F(RegistrationsTest, TheFirstToConfirmAnAddressHasIt) {
  ASSERT_TRUE(sign_up(registrations, call("ann", "shared@example.com")));
  const std::string first = mailbox.secret();
  ASSERT_TRUE(sign_up(registrations, call("bob", "shared@example.com"), {.connection = 2, .internal_message_id = "b"}));
  const std::string second = mailbox.secret();
  ASSERT_TRUE(confirm(second));
  EXPECT_EQ(text(confirm(first)), "User with this email already exists");
  EXPECT_EQ(count("users"), 1);
}

TEST_F(RegistrationsTest, DecliningEndsIt) {
  ASSERT_TRUE(sign_up(registrations, call()));
  const std::string secret = mailbox.secret();
  ASSERT_TRUE(write([&](storage::Transaction& t) { return registrations.decline(t, secret); }));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("type":"OPERATION_FAILED")"));
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("operation":"SIGN_UP")"));
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("error":"Email verification is declined")"));
  EXPECT_THAT(*events[0].frame, Not(HasSubstr("secret1")));
  EXPECT_EQ(count("registrations"), 0);
  EXPECT_FALSE(write([&](storage::Transaction& t) { return registrations.decline(t, secret); }));
}

TEST_F(RegistrationsTest, AnOldLinkFailsAndWhoWaitsIsTold) {
  ASSERT_TRUE(sign_up(registrations, call()));
  clock.advance(std::chrono::hours(24) - std::chrono::milliseconds(1));
  expire();
  EXPECT_EQ(count("registrations"), 1);
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(text(confirm(mailbox.secret())), "Email verification failed by timeout");
  expire();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_THAT(*events[0].frame, HasSubstr(R"("error":"Email verification failed by timeout")"));
  EXPECT_EQ(count("registrations"), 0);
  expire();
  EXPECT_EQ(events.size(), 1u);
}

TEST_F(RegistrationsTest, WhenTooManyMailsWaitTheSignUpIsRefusedWhole) {
  MailQueue full(clock, MailTemplates(), {.deliver = true, .waiting_limit = 1});
  Registrations busy(clock, outbox, full, {});
  ASSERT_TRUE(sign_up(busy, call()));
  EXPECT_EQ(text(sign_up(busy, call("bob", "bob@example.com"))), "The server is busy; try again in a moment");
  EXPECT_EQ(count("registrations"), 1);
  EXPECT_EQ(mailbox.size(), 1u);
}

TEST_F(RegistrationsTest, UnknownSecretsAreRefused) {
  ASSERT_TRUE(sign_up(registrations, call()));
  for (const char* secret : {"", "x", "' OR 1=1"}) {
    EXPECT_EQ(text(confirm(secret)), "This link is not valid any more");
  }
}

TEST_F(RegistrationsTest, EveryFieldIsChecked) {
  EXPECT_EQ(text(Registrations::check(call())), "");
  EXPECT_EQ(text(Registrations::check(call(""))), "Username can't be empty");
  EXPECT_EQ(text(Registrations::check(call("a@b"))), "Username can't contain @");
  EXPECT_EQ(text(Registrations::check(call(std::string(129, 'a')))), "Username can't be longer than 128 characters");
  EXPECT_EQ(text(Registrations::check(call("ann\x01"))), "Username can hold printable characters only");
  EXPECT_EQ(text(Registrations::check(call("ann", "nowhere"))), "E-mail address is not valid");
  EXPECT_EQ(text(Registrations::check(call("ann", "a@b\r\nBcc: c@d"))), "E-mail address is not valid");
  EXPECT_EQ(text(Registrations::check(call("ann", "a@b", "short"))), "New password should be at least 6 characters");
}

}  // namespace
}  // namespace parley::domain
