#include "transport/multipart.hpp"

#include <gtest/gtest.h>

namespace parley::transport {
namespace {

constexpr std::string_view kChrome = "multipart/form-data; boundary=----WebKitFormBoundaryX3bY";

std::string chrome_form(std::string_view content) {
  return "------WebKitFormBoundaryX3bY\r\n"
         "Content-Disposition: form-data; name=\"file\"; filename=\"me.png\"\r\n"
         "Content-Type: image/png\r\n\r\n" +
         std::string(content) + "\r\n------WebKitFormBoundaryX3bY--\r\n";
}

TEST(Multipart, AsBrowsersWriteIt) {
  const std::string content = std::string("\0\r\n--\r\n----WebKitFormBoundaryX3b\xFF\r", 36);
  const std::string body = chrome_form(content);
  const auto part = find_form_part(kChrome, body, "file");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->content, content);
  EXPECT_EQ(part->file_name, "me.png");
  EXPECT_FALSE(find_form_part(kChrome, body, "icon"));
}

TEST(Multipart, AsOthersWriteIt) {
  // Node's form-data: a boundary of dashes and digits, other spellings of the headers, more parts, a preamble.
  const std::string body =
      "This is a message in MIME format.\r\n"
      "----------------------------1234 \t\r\n"
      "content-disposition:form-data;name=other\r\n\r\nvalue\r\n"
      "----------------------------1234\r\n\r\nwithout headers\r\n"
      "----------------------------1234\r\n"
      "Content-Type: application/octet-stream\r\n"
      "CONTENT-DISPOSITION: form-data; filename=\"a \\\"b\\\"; c.png\"; NAME=file\r\n\r\n"
      "bytes\r\n"
      "----------------------------1234--";
  const std::string_view type = "Multipart/Form-Data; charset=utf-8; boundary=\"--------------------------1234\"";
  const auto part = find_form_part(type, body, "file");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->content, "bytes");
  EXPECT_EQ(part->file_name, "a \"b\"; c.png");
  EXPECT_EQ(find_form_part(type, body, "other")->content, "value");
}

TEST(Multipart, EmptyContentIsContent) {
  const std::string body = chrome_form("");
  ASSERT_TRUE(find_form_part(kChrome, body, "file"));
  EXPECT_EQ(find_form_part(kChrome, body, "file")->content, "");
  EXPECT_TRUE(find_form_part("multipart/form-data; boundary=b",
                             "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n--b--", "file"))
      << "the line break of the headers' end and that of the delimiter are one";
}

TEST(Multipart, WhatIsNoFormOrIsCutOff) {
  const std::string body = chrome_form("content");
  for (const std::string_view type :
       {"", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=b",
        "multipart/form-data; boundary=other", "multipart/form-data; boundary",
        "multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901"}) {
    EXPECT_FALSE(find_form_part(type, body, "file")) << type;
  }
  const std::size_t content_end = body.find("content\r\n") + 7 + 2 + kChrome.size() - kChrome.find('=') - 1 + 2;
  for (std::size_t size = 0; size < content_end; ++size) {
    EXPECT_FALSE(find_form_part(kChrome, std::string_view(body).substr(0, size), "file")) << size;
  }
  EXPECT_FALSE(find_form_part(kChrome, "------WebKitFormBoundaryX3bY--\r\n", "file"));
  std::string endless = "------WebKitFormBoundaryX3bY\r\n" + std::string(100'000, 'h');
  EXPECT_FALSE(find_form_part(kChrome, endless + "\r\n\r\n" + body, "file"));
}

}  // namespace
}  // namespace parley::transport
