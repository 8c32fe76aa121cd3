// Sign-up through real mails: parleyd, a real mail server, and the links of the mails over HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/harness/mail_server.hpp"
#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"
#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Flags = std::vector<std::string>;

std::string program(const char* name) { return (program_folder() / name).string(); }

/// Signs up, and returns the call's id.
std::string sign_up(WireClient& client, const std::string& name, const std::string& email) {
  const std::string id = client.call("signUp", {{"username", name}, {"email", email}, {"password", "secret1"}});
  const json::object status = client.answer(id);
  EXPECT_EQ(text(status, {"type"}), "SIGN_UP_STATUS") << json::serialize(status);
  EXPECT_EQ(text(status, {"roomId"}), "");
  EXPECT_FALSE(status.at("verified").as_bool());
  return id;
}

std::string post(const ServerProcess& server, const std::string& secret, const std::string& answer) {
  return run({"curl", "-s", "-i", "-d", "answer=" + answer, "-d", "secret=" + secret, server.http() + "/confirm-email"})
      .output;
}

std::string login_refusal(std::uint16_t port, const std::string& user) {
  WireClient client(port);
  client.send(
      "connection",
      {{"appKey", "sfuZClientApp"}, {"authToken", nullptr}, {"custom", {{"username", user}, {"password", "secret1"}}}});
  return client.wait_for_close().reason;
}

class Mail : public testing::Test {
 protected:
  std::string mailbox(const Flags& more = {}) {
    Flags command = {program("parley"), "mail", "--data", folder_.path().string()};
    command.insert(command.end(), more.begin(), more.end());
    return run(command).output;
  }
  /// Waits until nothing waits for delivery any more.
  bool everything_left() {
    for (int i = 0; i < 300; ++i) {
      if (mailbox() == "no mails wait or are kept\n") return true;
      std::this_thread::sleep_for(milliseconds(100));
    }
    return false;
  }
  bool on_disk(const std::string& what) {
    return run({"grep", "-r", "-a", "-q", "-F", what, folder_.path().string()}).exit_code == 0;
  }
  TemporaryFolder folder_;
};

TEST_F(Mail, ASignUpIsConfirmedByItsLink) {
  MailServer mails;
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url(), "--mail-from", "Talk <talk@example.com>"});
  server.add_user("bob");
  WireClient bob = WireClient::login(server.port(), "bob"), stranger = anonymous(server.port());
  WireClient ann = anonymous(server.port());
  const std::string id = sign_up(ann, "ann", "ann@example.com");

  const ReceivedMail mail = mails.next();
  EXPECT_EQ(mail.to, "ann@example.com");
  EXPECT_THAT(mail.from, HasSubstr("Talk"));
  EXPECT_EQ(mail.subject, "Confirm your e-mail address");
  EXPECT_EQ(mail.type, "multipart/alternative");
  EXPECT_THAT(mail.defects, IsEmpty());
  EXPECT_THAT(mail.headers, AllOf(Contains("date"), Contains("message-id"), Contains("auto-submitted")));
  ASSERT_EQ(mail.secret().size(), 64u);
  const std::string link = server.http() + "/confirm-email?secret=" + mail.secret();
  EXPECT_THAT(mail.text, HasSubstr("\n" + link + "\n"));
  EXPECT_THAT(mail.html, HasSubstr("href=\"" + link + "\""));

  // Looking at the link decides nothing.
  const std::string page = run({"curl", "-s", "-i", link}).output;
  EXPECT_THAT(page, AllOf(HasSubstr("200 OK"), HasSubstr(mail.secret()), HasSubstr("no-store")));
  EXPECT_EQ(login_refusal(server.port(), "ann"), "Email is not verified");
  EXPECT_THAT(ann.settle(), IsEmpty());

  EXPECT_THAT(post(server, mail.secret(), "confirm"), HasSubstr("200 OK"));
  const json::object status = ann.event("SIGN_UP_STATUS");
  EXPECT_TRUE(status.at("verified").as_bool());
  EXPECT_EQ(text(status, {"internalMessageId"}), id);
  EXPECT_EQ(text(status, {"roomId"}), "");
  EXPECT_EQ(text(status, {"id"}), "ann");
  EXPECT_EQ(text(WireClient::login(server.port(), "ann").user_data(), {"sipLogin"}), "ann");
  EXPECT_THAT(post(server, mail.secret(), "confirm"), HasSubstr("410"));
  EXPECT_THAT(bob.settle(), IsEmpty());
  EXPECT_THAT(stranger.settle(), IsEmpty());

  EXPECT_TRUE(everything_left());
  EXPECT_EQ(mails.count(), 1u);
}

TEST_F(Mail, ASignUpIsDeclinedByItsLink) {
  MailServer mails;
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url()});
  WireClient ann = anonymous(server.port());
  const std::string id = sign_up(ann, "ann", "ann@example.com");
  const std::string secret = mails.next().secret();
  EXPECT_THAT(post(server, secret, "decline"), HasSubstr("200 OK"));
  const json::object failed = ann.event("OPERATION_FAILED");
  EXPECT_EQ(text(failed, {"error"}), "Email verification is declined");
  EXPECT_EQ(text(failed, {"operation"}), "SIGN_UP");
  EXPECT_EQ(text(failed, {"internalMessageId"}), id);
  EXPECT_EQ(login_refusal(server.port(), "ann"), "Authentication failed");
  EXPECT_THAT(post(server, secret, "confirm"), HasSubstr("410"));
}

TEST_F(Mail, ARepeatedSignUpReplacesTheLink) {
  MailServer mails;
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url()});
  WireClient first = anonymous(server.port()), second = anonymous(server.port());
  const std::string first_id = sign_up(first, "ann", "ann@example.com");
  const std::string first_secret = mails.next().secret();
  const std::string second_id = sign_up(second, "ann", "ann@example.com");
  const json::object replaced = first.event("OPERATION_FAILED");
  EXPECT_EQ(text(replaced, {"error"}), "Email is not verified");
  EXPECT_EQ(text(replaced, {"internalMessageId"}), first_id);
  EXPECT_THAT(post(server, first_secret, "confirm"), HasSubstr("410"));
  EXPECT_THAT(post(server, mails.next().secret(), "confirm"), HasSubstr("200 OK"));
  EXPECT_EQ(text(second.event("SIGN_UP_STATUS"), {"internalMessageId"}), second_id);
  EXPECT_THAT(first.settle(), IsEmpty());
}

TEST_F(Mail, AnOldLinkIsNoGood) {
  MailServer mails;
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url(), "--mail-link-lifetime-s", "2"});
  WireClient ann = anonymous(server.port());
  const std::string id = sign_up(ann, "ann", "ann@example.com");
  const ReceivedMail mail = mails.next();
  EXPECT_THAT(mail.text, HasSubstr("2 seconds"));
  const json::object failed = ann.event("OPERATION_FAILED", milliseconds(15'000));
  EXPECT_EQ(text(failed, {"error"}), "Email verification failed by timeout");
  EXPECT_EQ(text(failed, {"internalMessageId"}), id);
  EXPECT_THAT(post(server, mail.secret(), "confirm"), HasSubstr("410"));
}

TEST_F(Mail, WhatIsRefusedForNowIsTriedAgain) {
  MailServer mails({"--refuse", "450"});
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url(), "--log-level", "off"});
  WireClient ann = anonymous(server.port()), bob = anonymous(server.port());
  sign_up(ann, "ann", "ann@example.com");
  for (int i = 0; i < 200 && mailbox().find("waiting (1)") == std::string::npos; ++i) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  sign_up(bob, "bob", "bob@example.com");
  EXPECT_EQ(mails.next().to, "bob@example.com");  // not held up by the other
  EXPECT_EQ(mails.next().to, "ann@example.com");
  EXPECT_TRUE(everything_left());
  EXPECT_EQ(mails.count(), 2u);
}

TEST_F(Mail, AMailOutlivesTheServerThatWroteIt) {
  const std::uint16_t port = free_port();
  const Flags flags = {"--mail-smtp-url", "smtp://127.0.0.1:" + std::to_string(port), "--log-level", "off"};
  {
    ServerProcess server(folder_.path(), flags);
    WireClient ann = anonymous(server.port());
    sign_up(ann, "ann", "ann@example.com");
    server.kill();
  }
  MailServer mails({"--port", std::to_string(port)});
  ServerProcess server(folder_.path(), flags);
  const ReceivedMail mail = mails.next();
  EXPECT_EQ(mail.to, "ann@example.com");
  EXPECT_TRUE(everything_left());
  EXPECT_EQ(mails.count(), 1u);
  EXPECT_THAT(post(server, mail.secret(), "confirm"), HasSubstr("200 OK"));
  EXPECT_NO_THROW(WireClient::login(server.port(), "ann"));
}

TEST_F(Mail, ARepetitionThatCannotBeAvoidedIsToBeKnownAsOne) {
  MailServer mails({"--hang-up-after-data"});
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url(), "--log-level", "off"});
  WireClient ann = anonymous(server.port());
  sign_up(ann, "ann", "ann@example.com");
  const ReceivedMail first = mails.next(), again = mails.next();
  EXPECT_EQ(first.message_id, again.message_id);
  EXPECT_EQ(first.text, again.text);
  EXPECT_TRUE(everything_left());
  EXPECT_EQ(mails.count(), 2u);
}

TEST_F(Mail, TheLoginAtTheMailServerNeedsATrustedCertificate) {
  const std::string key = (folder_.path() / "key.pem").string(), certificate = (folder_.path() / "mail.pem").string();
  ASSERT_EQ(
      run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
           "-subj", "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate})
          .exit_code,
      0);
  MailServer mails({"--certificate", certificate, "--key", key, "--login", "parley:hunter2"});
  const std::string config = (folder_.path() / "parley.toml").string();
  std::ofstream(config) << "[mail]\nsmtp_url = \"" << mails.url()
                        << "\"\nsmtp_user = \"parley\"\nsmtp_password = \"hunter2\"\n";
  {
    ServerProcess server(folder_.path(), {"--config", config, "--log-level", "off"});
    WireClient ann = anonymous(server.port());
    sign_up(ann, "ann", "ann@example.com");
    EXPECT_THROW(mails.next(milliseconds(2'000)), std::runtime_error);  // nobody vouches for the certificate
    EXPECT_THAT(mailbox(), HasSubstr("ann@example.com"));
  }
  ServerProcess server(folder_.path(), {"--config", config, "--mail-certificates", certificate});
  EXPECT_EQ(mails.next().to, "ann@example.com");
  EXPECT_TRUE(everything_left());
}

TEST_F(Mail, TheWordingCanBeReplaced) {
  const std::string templates = (folder_.path() / "templates").string();
  ASSERT_EQ(run({program("parley"), "mail", "templates", "--folder", templates}).exit_code, 0);
  std::ofstream(templates + "/sign_up.txt") << "Subject: Willkommen, {{username}}!\n\nGr\u00FC\u00DFe: {{link}}\n";
  MailServer mails;
  {
    ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url(), "--mail-templates", templates});
    WireClient ann = anonymous(server.port());
    sign_up(ann, "\u00C4nn<b>&\"x\"", "ann@example.com");
    const ReceivedMail mail = mails.next();
    EXPECT_EQ(mail.subject, "Willkommen, \u00C4nn<b>&\"x\"!");
    EXPECT_THAT(mail.text, HasSubstr("Gr\u00FC\u00DFe: http"));
    EXPECT_THAT(mail.html, AllOf(HasSubstr("Hello \u00C4nn&lt;b&gt;&amp;&quot;x&quot;,"), Not(HasSubstr("<b>"))));
    EXPECT_THAT(mail.defects, IsEmpty());
  }
  std::ofstream(templates + "/new_device.txt") << "Subject: x\n\n{{link}} {{devcie}}\n";
  const CommandResult wrong = run({program("parleyd"), "--listen", "127.0.0.1:0", "--data", folder_.path().string(),
                                   "--mail-templates", templates});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.output, AllOf(HasSubstr("new_device.txt"), HasSubstr("{{devcie}}")));
}

TEST_F(Mail, NobodyPutsHeadersIntoAMail) {
  MailServer mails;
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url()});
  WireClient ann = anonymous(server.port());
  for (const auto& [name, email] : {std::pair{"ann\r\nBcc: eve@example.com", "ann@example.com"},
                                    {"ann", "ann@example.com\r\nBcc: eve@example.com"},
                                    {"ann", "ann@example.com>\nRCPT TO:<eve@example.com"},
                                    {"ann", "ann@example.com, eve@example.com"},
                                    {"ann", "<ann@example.com>"}}) {
    const json::object answer = ann.ask("signUp", {{"username", name}, {"email", email}, {"password", "secret1"}});
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED") << name << email;
  }
  sign_up(ann, "ann", "ann@example.com");
  const ReceivedMail mail = mails.next();
  EXPECT_EQ(mail.to, "ann@example.com");
  EXPECT_THAT(mail.headers, Not(Contains("bcc")));
  EXPECT_EQ(mails.count(), 1u);
}

TEST_F(Mail, WithoutAMailServerMailsAreKeptToBeRead) {
  ServerProcess server(folder_.path(), {"--sign-up-confirm-by-email", "true"});
  WireClient ann = anonymous(server.port()), bob = anonymous(server.port());
  EXPECT_EQ(mailbox(), "no mails wait or are kept\n");
  const std::string id = sign_up(ann, "ann", "ann@example.com");
  sign_up(bob, "bob", "bob@example.com");
  EXPECT_THAT(mailbox(), AllOf(HasSubstr("ann@example.com"), HasSubstr("bob@example.com"), HasSubstr("kept")));
  EXPECT_THAT(mailbox({"--to", "ANN@example.com"}), Not(HasSubstr("bob")));
  const std::string mail = mailbox({"--to", "ann@example.com", "--last"});
  EXPECT_THAT(mail, AllOf(HasSubstr("To: ann@example.com\n"), HasSubstr("Subject: Confirm"), HasSubstr("Hello ann,")));
  EXPECT_THAT(mailbox({"--html"}), AllOf(HasSubstr("<!doctype html>"), HasSubstr("Hello bob,")));
  EXPECT_THAT(mailbox({"--last"}), HasSubstr("Hello bob,"));
  EXPECT_EQ(run({program("parley"), "mail", "--data", folder_.path().string(), "--number", "99"}).exit_code, 1);
  const std::string secret = mail.substr(mail.find("secret=") + 7, 64);
  EXPECT_THAT(post(server, secret, "confirm"), HasSubstr("200 OK"));
  EXPECT_EQ(text(ann.event("SIGN_UP_STATUS"), {"internalMessageId"}), id);
  EXPECT_THAT(bob.settle(), IsEmpty());
}

TEST_F(Mail, ADeliveredSecretIsNowhereOnDisk) {
  MailServer mails;
  ServerProcess server(folder_.path(), {"--mail-smtp-url", mails.url()});
  WireClient ann = anonymous(server.port());
  sign_up(ann, "ann", "ann@example.com");
  const std::string secret = mails.next().secret();
  EXPECT_TRUE(everything_left());
  EXPECT_EQ(server.terminate(), 0);
  EXPECT_FALSE(on_disk(secret));
  EXPECT_TRUE(on_disk("ann@example.com"));
}

}  // namespace
}  // namespace parley::test
