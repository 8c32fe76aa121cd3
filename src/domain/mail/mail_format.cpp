#include "domain/mail/mail_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

namespace parley::domain {
namespace {

/// RFC 5322 section 2.1.1 allows 998; some relays add to lines.
constexpr std::size_t longest_plain_line = 900;
/// RFC 2045 section 6.7.
constexpr std::size_t quoted_line = 76;

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) { return static_cast<std::uint8_t>(byte) < 0x80; });
}

/// RFC 4648 section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t present = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < present ? static_cast<std::uint8_t>(bytes[i + k]) : 0);
    for (std::size_t k = 0; k < 4; ++k) out += k <= present ? digits[group >> (18 - 6 * k) & 63] : '=';
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
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

/// Of a text with CRLF.
bool fits_plain(std::string_view text) {
  std::size_t length = 0;
  for (const char character : text) {
    length = character == '\n' ? 0 : length + 1;
    if (length > longest_plain_line || character == '\0') return false;
  }
  return ascii(text);
}

/// RFC 2045 section 6.7, of a text with CRLF.
std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\r\n") {
      out += "\r\n";
      column = 0;
      ++i;
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(text[i]);
    const bool last = text.substr(i + 1, 2) == "\r\n";
    const bool plain = (byte > 0x20 && byte < 0x7F && byte != '=') || (byte == ' ' && !last);
    const std::string piece = plain ? std::string(1, text[i]) : fmt::format("={:02X}", byte);
    if (column + piece.size() > quoted_line - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  }
  return out;
}

/// A header's text can't end the header, whatever it holds. RFC 2047 section 2: an encoded word has at most 75
/// characters, so the text is cut into pieces, never within a character.
std::string header_text(std::string_view text) {
  std::string clean(text);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F; }, ' ');
  if (ascii(clean) && clean.size() <= longest_plain_line) return clean;
  constexpr std::size_t piece_bytes = 42;
  std::string out;
  for (std::size_t at = 0; at < clean.size();) {
    std::size_t end = std::min(at + piece_bytes, clean.size());
    while (end < clean.size() && end > at + 1 && (clean[end] & '\xC0') == '\x80') --end;
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("=?UTF-8?B?{}?=", base64(std::string_view(clean).substr(at, end - at)));
    at = end;
  }
  return out;
}

/// RFC 5322 section 3.3, in UTC; not strftime, whose words follow the locale.
std::string date_time(Millis at) {
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = at / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                     utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string from_header(const MailSender& from) {
  if (from.name.empty()) return fmt::format("<{}>", from.address);
  if (!ascii(from.name)) return fmt::format("{} <{}>", header_text(from.name), from.address);
  std::string quoted;
  for (const char letter : header_text(from.name)) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return fmt::format("\"{}\" <{}>", quoted, from.address);
}

/// A body with the headers it needs.
std::string part(std::string_view type, std::string_view content) {
  const std::string text = with_crlf(content);
  const bool plain = fits_plain(text);
  return fmt::format("Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n{}", type,
                     plain ? "7bit" : "quoted-printable", plain ? text : quoted_printable(text));
}

}  // namespace

std::string clean_address(std::string_view address) {
  std::string out;
  for (const char letter : address) {
    const auto byte = static_cast<std::uint8_t>(letter);
    if (byte > 0x20 && byte != 0x7F && letter != '<' && letter != '>') out += letter;
  }
  return out;
}

MailSender parse_sender(std::string_view text) {
  MailSender sender;
  std::string_view address = text;
  if (const auto open = text.find('<'); open != std::string_view::npos) {
    if (!text.ends_with('>')) return {};
    address = text.substr(open + 1, text.size() - open - 2);
    std::string_view name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
    sender.name = name;
  }
  const auto at = address.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == address.size() || clean_address(address) != address)
    return {};
  sender.address = address;
  return sender;
}

std::string format_mail(const StoredMail& mail, const MailSender& from) {
  std::string message = fmt::format(
      "Date: {}\r\n"
      "From: {}\r\n"
      "To: <{}>\r\n"
      "Message-ID: <{}@{}>\r\n"
      "Subject: {}\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\n",
      date_time(mail.created_at), from_header(from), clean_address(mail.mail.to), mail.message_id,
      from.address.substr(from.address.find('@') + 1), header_text(mail.mail.subject));
  if (mail.mail.html.empty()) return message + part("text/plain", mail.mail.text);
  // The id is random: no text holds it by chance, and nobody can know it in advance.
  const std::string boundary = "=_" + mail.message_id;
  message += fmt::format("Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n", boundary);
  message += fmt::format("--{}\r\n{}", boundary, part("text/plain", mail.mail.text));
  message += fmt::format("--{}\r\n{}", boundary, part("text/html", mail.mail.html));
  return message + fmt::format("--{}--\r\n", boundary);
}

}  // namespace parley::domain
