#pragma once
// Reading JSON. The parser's types stay inside json.cpp; whoever includes this pays for std::string alone.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace parley::protocol {

/// A value inside a document that somebody else keeps alive; null when there is none.
struct Node {
  const void* value = nullptr;
  explicit operator bool() const { return value != nullptr; }
};

/// Bounds of a text that comes from outside.
struct JsonLimits {
  std::size_t bytes = 4u << 20;
  std::size_t depth = 32;  ///< arrays and objects within each other
};

/// A parsed value, read-only: a cheap handle (two pointers) that keeps its whole document alive.
/// Immutable, so handles may be copied and read on any thread.
class Json {
 public:
  Json() = default;  ///< null

  /// RFC 8259 text. Never throws on bad input: the error says what is wrong with it. Halves of surrogate pairs that
  /// stand alone in \u escapes become U+FFFD; bytes that are not UTF-8 are an error.
  static Result<Json> parse(std::string_view text, JsonLimits limits = {});
  static Json empty_object();

  bool is_null() const;
  bool is_object() const;
  bool is_array() const;
  bool is_string() const;
  bool is_boolean() const;
  bool is_number() const;

  /// Member of an object; null when this is no object or has no such member.
  Json get(std::string_view member) const;
  /// Element of an array; null when there is none.
  Json at(std::size_t index) const;
  /// Members of an object or elements of an array, else 0.
  std::size_t size() const;
  /// Names of an object's members, in the order of the text; empty when this is no object.
  std::vector<std::string> names() const;

  /// Valid while this handle or a copy lives.
  std::optional<std::string_view> string() const;
  std::optional<bool> boolean() const;
  /// Integral numbers within 64 bits, whatever their notation (5, 5.0, 1e3).
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;

  /// JSON text of the value, without blanks. `without` names a member of an outermost object to leave out.
  std::string dump(std::string_view without = {}) const;

  Node node() const { return {value_.get()}; }

 private:
  explicit Json(std::shared_ptr<const void> value) : value_(std::move(value)) {}
  std::shared_ptr<const void> value_;
};

}  // namespace parley::protocol
