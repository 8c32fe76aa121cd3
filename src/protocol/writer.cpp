#include "protocol/writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace parley::protocol {

namespace {

/// Bytes that can be copied as they are: ASCII but quote, backslash and control characters.
constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> table{};
  for (int c = 0x20; c < 0x80; ++c) table[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return table;
}
constexpr std::array<bool, 256> kPlain = plain_bytes();

bool continues(unsigned char c) { return (c & 0xC0) == 0x80; }

/// Length of the UTF-8 sequence at the front (RFC 3629 section 4), 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const unsigned char a = at(0), b = at(1), c = at(2), d = at(3);
  if (a >= 0xC2 && a <= 0xDF) return continues(b) ? 2 : 0;
  if (a >= 0xE0 && a <= 0xEF) {
    const bool valid = continues(b) && continues(c) && !(a == 0xE0 && b < 0xA0) && !(a == 0xED && b > 0x9F);
    return valid ? 3 : 0;
  }
  if (a >= 0xF0 && a <= 0xF4) {
    const bool valid =
        continues(b) && continues(c) && continues(d) && !(a == 0xF0 && b < 0x90) && !(a == 0xF4 && b > 0x8F);
    return valid ? 4 : 0;
  }
  return 0;
}

void write_escape(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      break;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[c >> 4];
  out += digits[c & 15];
}

}  // namespace

void write_text(std::string& out, std::string_view text) {
  out += '"';
  std::size_t begin = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (kPlain[c]) {
      ++at;
      continue;
    }
    if (c >= 0x80) {
      if (const std::size_t length = sequence_length(text.substr(at, 4))) {
        at += length;
        continue;
      }
    }
    out.append(text.substr(begin, at - begin));
    if (c >= 0x80) {
      out += "\xEF\xBF\xBD";
    } else {
      write_escape(out, c);
    }
    begin = ++at;
  }
  out.append(text.substr(begin));
  out += '"';
}

void write_integer(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

void write_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

void close_object(std::string& out, std::size_t begin) {
  if (out.size() > begin) {
    out[begin] = '{';
  } else {
    out += '{';
  }
  out += '}';
}

void SharedTexts::write(std::string& out) const {
  if (!data_) {
    out += "[]";
    return;
  }
  std::call_once(data_->written, [this] { write_value(data_->json, data_->texts); });
  out += data_->json;
}

void write_raw(std::string& out, std::string_view key, const std::string& value) {
  out += key;
  out += value.empty() ? std::string_view("null") : std::string_view(value);
}

void write_raw(std::string& out, std::string_view key, const std::optional<std::string>& value) {
  if (value) write_raw(out, key, *value);
}

void write_raw_nullable(std::string& out, std::string_view key, const std::optional<std::string>& value) {
  write_raw(out, key, value.value_or(std::string()));
}

}  // namespace parley::protocol
