#pragma once
// What generated codecs call to write JSON: everything appends to one string.
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "protocol/shared_map.hpp"
#include "protocol/shared_texts.hpp"

namespace parley::protocol {

/// A JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, so that every frame is valid text.
void write_text(std::string& out, std::string_view text);
void write_integer(std::string& out, std::int64_t value);
/// Shortest text that reads back the same; null for what JSON can't express.
void write_number(std::string& out, double value);

/// Generated write_fields() start every member with a comma: the first one becomes the opening brace.
void close_object(std::string& out, std::size_t begin);

template <class T>
void write_json(std::string& out, const T& value) {
  const std::size_t begin = out.size();
  write_fields(out, value);
  close_object(out, begin);
}

inline void write_value(std::string& out, const std::string& value) { write_text(out, value); }
inline void write_value(std::string& out, std::int64_t value) { write_integer(out, value); }
inline void write_value(std::string& out, double value) { write_number(out, value); }
inline void write_value(std::string& out, bool value) { out += value ? "true" : "false"; }

inline void write_value(std::string& out, const SharedTexts& values) { values.write(out); }

template <class T>
void write_value(std::string& out, const T& value) {
  if constexpr (!std::is_enum_v<T>) {
    write_json(out, value);
  } else if constexpr (std::is_signed_v<std::underlying_type_t<T>>) {
    write_integer(out, wire(value));
  } else {
    out += '"';
    out += wire(value);  // the schema's own words: nothing to escape
    out += '"';
  }
}

template <class T>
void write_value(std::string& out, const std::vector<T>& values) {
  out += '[';
  bool first = true;
  for (const T& value : values) {
    if (!first) out += ',';
    first = false;
    write_value(out, value);
  }
  out += ']';
}

/// Names and values, as std::map or SharedMap have them.
template <class Entries>
void write_entries(std::string& out, const Entries& values) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : values) {
    if (!first) out += ',';
    first = false;
    write_text(out, key);
    out += ':';
    write_value(out, value);
  }
  out += '}';
}

template <class T>
void write_value(std::string& out, const std::map<std::string, T>& values) {
  write_entries(out, values);
}

template <class T>
void write_value(std::string& out, const SharedMap<T>& values) {
  out += values.json([](std::string& text, const auto& entries) { write_entries(text, entries); });
}

template <class T>
void write_member(std::string& out, std::string_view key, const T& value) {
  out += key;
  write_value(out, value);
}

template <class T>
void write_member(std::string& out, std::string_view key, const std::optional<T>& value) {
  if (value) write_member(out, key, *value);
}

template <class T>
void write_member(std::string& out, std::string_view key, const std::shared_ptr<T>& value) {
  if (value) write_member(out, key, *value);
}

template <class T>
void write_nullable(std::string& out, std::string_view key, const std::optional<T>& value) {
  out += key;
  if (value) {
    write_value(out, *value);
  } else {
    out += "null";
  }
}

/// `value` is JSON text already; empty counts as null.
void write_raw(std::string& out, std::string_view key, const std::string& value);
void write_raw(std::string& out, std::string_view key, const std::optional<std::string>& value);
void write_raw_nullable(std::string& out, std::string_view key, const std::optional<std::string>& value);

}  // namespace parley::protocol
