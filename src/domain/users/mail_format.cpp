#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/users/smtp_mailer.hpp"

namespace parley::domain {
namespace {

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) { return static_cast<std::uint8_t>(byte) < 0x80; });
}

/// RFC 4648 section 4; with `line` > 0 in lines of so many characters.
std::string base64(std::string_view bytes, std::size_t line) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t present = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < present ? static_cast<std::uint8_t>(bytes[i + k]) : 0);
    for (std::size_t k = 0; k < 4; ++k) out += k <= present ? digits[group >> (18 - 6 * k) & 63] : '=';
    column += 4;
    if (line > 0 && column >= line) {
      out += "\r\n";
      column = 0;
    }
  }
  return out;
}

/// RFC 5321 section 2.3.8: lines end with CRLF.
std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '\r') continue;
    if (character == '\n') out += '\r';
    out += character;
  }
  return out;
}

/// A header's text can't end the header, whatever it holds. RFC 2047 section 2: an encoded word has at most 75
/// characters, so the text is cut into pieces, never within a character.
std::string header_text(std::string_view text) {
  std::string clean(text);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x20; }, ' ');
  if (ascii(clean)) return clean;
  constexpr std::size_t piece_bytes = 42;
  std::string out;
  for (std::size_t at = 0; at < clean.size();) {
    std::size_t end = std::min(at + piece_bytes, clean.size());
    while (end < clean.size() && end > at + 1 && (clean[end] & '\xC0') == '\x80') --end;
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("=?UTF-8?B?{}?=", base64(std::string_view(clean).substr(at, end - at), 0));
    at = end;
  }
  return out;
}

}  // namespace

std::string format_mail(const Mail& mail, std::string_view from, std::string_view date, std::string_view id) {
  const std::size_t at = from.find('@');
  const std::string_view domain = at == std::string_view::npos ? "localhost" : from.substr(at + 1);
  const std::string text = with_crlf(mail.text);
  const bool plain = ascii(text);
  return fmt::format(
      "Date: {}\r\n"
      "From: <{}>\r\n"
      "To: <{}>\r\n"
      "Message-ID: <{}@{}>\r\n"
      "Subject: {}\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: {}\r\n"
      "\r\n"
      "{}",
      date, from, mail.to, id, domain, header_text(mail.subject), plain ? "7bit" : "base64",
      plain ? text : base64(text, 76));
}

}  // namespace parley::domain
