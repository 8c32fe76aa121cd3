#include "domain/mail/mail_templates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "storage/sqlite/testing.hpp"

namespace parley::domain {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

const MailLink link_{"https://talk.example.com/confirm-email?a=1&secret=5ec7e7", 24h};

class MailTemplatesTest : public ::testing::Test {
 protected:
  void file(const std::string& name, const std::string& content) { std::ofstream(folder.file(name)) << content; }
  Result<MailTemplates> load() { return MailTemplates::load(folder.file("")); }
  std::string error() {
    const auto loaded = load();
    return loaded ? "" : loaded.error().text;
  }
  storage::testing::TemporaryFolder folder;
};

TEST_F(MailTemplatesTest, EveryMailHoldsItsValuesInBothForms) {
  const MailTemplates templates;
  const Mail mails[] = {templates.sign_up_mail("ann@example.com", "ann", link_),
                        templates.reset_password_mail("ann@example.com", "ann", link_),
                        templates.new_device_mail("ann@example.com", "ann", link_, "Ann's phone")};
  for (const Mail& mail : mails) {
    EXPECT_EQ(mail.to, "ann@example.com");
    EXPECT_FALSE(mail.subject.empty());
    EXPECT_THAT(mail.text, AllOf(HasSubstr("\nhttps://talk.example.com/confirm-email?a=1&secret=5ec7e7\n"),
                                 HasSubstr("Hello ann,"), HasSubstr("24 hours"), HasSubstr("talk.example.com")));
    EXPECT_THAT(mail.html, HasSubstr("href=\"https://talk.example.com/confirm-email?a=1&amp;secret=5ec7e7\""));
    EXPECT_THAT(mail.subject + mail.text + mail.html, Not(HasSubstr("{{")));
    EXPECT_EQ(mail.useful_for, 24h);
  }
  EXPECT_THAT(mails[2].text, HasSubstr("Ann's phone"));
  EXPECT_THAT(mails[2].html, HasSubstr("Ann&#39;s phone"));
}

TEST_F(MailTemplatesTest, ValuesCanNeitherMakeLinesNorMarkup) {
  const Mail mail = MailTemplates().new_device_mail("ann@example.com", "<b>\n\nBuy {{link}} now", link_,
                                                    std::string(5000, 'x') + "<script>");
  EXPECT_THAT(mail.text, HasSubstr("Hello <b>  Buy {{link}} now,"));
  EXPECT_THAT(mail.html, HasSubstr("Hello &lt;b&gt;  Buy {{link}} now,"));
  EXPECT_THAT(mail.html, Not(HasSubstr("<script>")));
  EXPECT_LT(mail.text.size(), 4000u);
}

TEST_F(MailTemplatesTest, TheTimeIsToldInWords) {
  for (const auto& [time, words] : {std::pair<std::chrono::milliseconds, const char*>{24h * 7, "7 days"},
                                    {47h, "47 hours"},
                                    {90min, "90 minutes"},
                                    {90s, "90 seconds"},
                                    {1s, "1 second"}}) {
    EXPECT_THAT(MailTemplates().sign_up_mail("a@b", "a", {"https://x/y", time}).text, HasSubstr(words));
  }
}

TEST_F(MailTemplatesTest, FilesReplaceTheDefaultsOneByOne) {
  file("sign_up.txt", "Subject: Join {{ server }}, {{username}}\r\n\r\nGo to {{link}}\n");
  file("README", "not a template");
  auto loaded = load();
  ASSERT_TRUE(loaded) << loaded.error().text;
  const Mail mail = loaded->sign_up_mail("ann@example.com", "ann", link_);
  EXPECT_EQ(mail.subject, "Join talk.example.com, ann");
  EXPECT_EQ(mail.text, "Go to " + link_.url + "\n");
  EXPECT_EQ(mail.html, "");
  EXPECT_NE(loaded->reset_password_mail("ann@example.com", "ann", link_).html, "");

  file("sign_up.html", "<a href='{{link}}'>{{username}}</a>");
  loaded = load();
  ASSERT_TRUE(loaded) << loaded.error().text;
  EXPECT_EQ(loaded->sign_up_mail("ann@example.com", "'", {"https://x", 1h}).html, "<a href='https://x'>&#39;</a>");
}

TEST_F(MailTemplatesTest, TheDefaultsCanBeWrittenOutAndReadBack) {
  for (const auto& [name, content] : MailTemplates::defaults()) file(name, std::string(content));
  const auto loaded = load();
  ASSERT_TRUE(loaded) << loaded.error().text;
  EXPECT_EQ(loaded->sign_up_mail("a@b", "a", link_).html, MailTemplates().sign_up_mail("a@b", "a", link_).html);
}

TEST_F(MailTemplatesTest, MistakesNameFileAndPlaceholder) {
  file("sign_up.txt", "Subject: x\n\n{{link}} {{usrename}}\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("sign_up.txt"), HasSubstr("{{usrename}}")));
  file("sign_up.txt", "Subject: x\n\n{{device}} {{link}}\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("sign_up.txt"), HasSubstr("{{device}}")));
  file("sign_up.txt", "Subject: x\n\nno way in\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("sign_up.txt"), HasSubstr("{{link}} is missing")));
  file("sign_up.txt", "Subject: {{link}}\n\n{{link}}\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("sign_up.txt"), HasSubstr("subject")));
  file("sign_up.txt", "Hello\n\n{{link}}\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("sign_up.txt"), HasSubstr("Subject: ")));
  file("sign_up.txt", "Subject: x\n\n{{link}} {{\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("sign_up.txt"), HasSubstr("'}}'")));
  file("sign_up.txt", "Subject: x\n\n{{link}}\n");
  EXPECT_EQ(error(), "");
  file("sign_up.html", "<p>{{lnik}}</p>");
  EXPECT_THAT(error(), AllOf(HasSubstr("sign_up.html"), HasSubstr("{{lnik}}")));
  file("sign_up.html", "{{link}}");
  file("reset_password.html", "{{link}}");
  EXPECT_THAT(error(), AllOf(HasSubstr("reset_password.txt"), HasSubstr("missing")));
  file("reset_password.txt", "Subject: x\n\n{{link}}\n");
  file("signup.txt", "Subject: x\n\n{{link}}\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("signup.txt"), HasSubstr("sign_up")));
  EXPECT_FALSE(MailTemplates::load(folder.file("nowhere")));
}

}  // namespace
}  // namespace parley::domain
