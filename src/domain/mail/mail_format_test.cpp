#include "domain/mail/mail_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::domain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const MailSender sender{"", "parley@localhost"};

StoredMail mail(const std::string& subject, const std::string& text, const std::string& html = {}) {
  StoredMail stored;
  stored.message_id = "id";
  stored.mail = {.to = "ann@example.com", .subject = subject, .text = text, .html = html};
  return stored;
}

TEST(FormatMail, IsOneMessageWhateverTheTextsHold) {
  StoredMail hostile = mail("a\r\nBcc: eve@example.com", "x");
  hostile.mail.to = "ann@example.com>\r\nBcc: <eve@example.com";
  const std::string message = format_mail(hostile, sender);
  EXPECT_THAT(message, HasSubstr("Subject: a  Bcc: eve@example.com\r\n"));
  EXPECT_THAT(message, HasSubstr("To: <ann@example.comBcc:eve@example.com>\r\n"));
  EXPECT_THAT(message, HasSubstr("Message-ID: <id@localhost>\r\n"));
  EXPECT_THAT(message, HasSubstr("Content-Transfer-Encoding: 7bit\r\n\r\nx\r\n"));
  EXPECT_THAT(message, Not(HasSubstr("\nBcc")));
}

TEST(FormatMail, EncodesOtherLetters) {
  const std::string message = format_mail(mail("Gr\u00FC\u00DFe", "\u00FC = 1 \nEnd"), sender);
  EXPECT_THAT(message, HasSubstr("Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n"));
  EXPECT_THAT(message, HasSubstr("quoted-printable\r\n\r\n=C3=BC =3D 1=20\r\nEnd\r\n"));
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "\u20AC";
  const std::string folded = format_mail(mail(subject, "x"), sender);
  EXPECT_THAT(folded, HasSubstr("?=\r\n =?UTF-8?B?"));
  EXPECT_THAT(folded, Not(HasSubstr("\xE2?")));
}

TEST(FormatMail, NoLineIsTooLong) {
  const std::string message = format_mail(mail("x", std::string(3000, 'a') + " " + std::string(3000, '=')), sender);
  std::size_t start = 0;
  for (std::size_t end = 0; (end = message.find("\r\n", start)) != std::string::npos; start = end + 2) {
    EXPECT_LE(end - start, 78u);
  }
  EXPECT_EQ(start, message.size());
}

TEST(FormatMail, AMailWithAPageHasBothForms) {
  const std::string message = format_mail(mail("x", "Plain", "<p>Page</p>"), sender);
  EXPECT_THAT(message, HasSubstr("Content-Type: multipart/alternative; boundary=\"=_id\"\r\n\r\n--=_id\r\n"
                                 "Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(message, HasSubstr("Plain\r\n--=_id\r\nContent-Type: text/html; charset=utf-8\r\n"));
  EXPECT_THAT(message, HasSubstr("<p>Page</p>\r\n--=_id--\r\n"));
}

TEST(ParseSender, TakesANameToo) {
  EXPECT_EQ(parse_sender("p@example.com").address, "p@example.com");
  EXPECT_EQ(parse_sender("Talk \"x\" <p@example.com>").name, "Talk \"x\"");
  EXPECT_THAT(format_mail(mail("x", "x"), parse_sender("A \"b\" <p@example.com>")),
              HasSubstr("From: \"A \\\"b\\\"\" <p@example.com>\r\n"));
  EXPECT_THAT(format_mail(mail("x", "x"), parse_sender("\u00DC <p@example.com>")),
              HasSubstr("From: =?UTF-8?B?w5w=?= <p@example.com>\r\n"));
  for (const char* wrong : {"", "nobody", "@example.com", "a@", "Name <a@b", "a b@c", "<>"}) {
    EXPECT_EQ(parse_sender(wrong).address, "") << wrong;
  }
}

}  // namespace
}  // namespace parley::domain
