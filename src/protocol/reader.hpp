#pragma once
// What generated codecs call to read: included by them alone, and by frame.hpp for decode().
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "protocol/json.hpp"
#include "protocol/shared_map.hpp"
#include "protocol/shared_texts.hpp"

namespace parley::protocol {

/// Bounds of one field: bytes of each text, elements of the array or map.
struct Limit {
  std::uint32_t bytes;
  std::uint32_t items;
};

/// Where decoding stands and why it failed: one per decode(), on one thread. The sentence is built only on failure:
/// the leaf says what is wrong, each level above adds its name to the path.
class Decoder {
 public:
  /// Member of an object; none when absent or JSON null.
  static Node member(Node object, std::string_view name);

  bool text(Node node, Limit limit, std::string& out);
  bool view(Node node, std::string_view& out);
  bool boolean(Node node, bool& out);
  bool integer(Node node, std::int64_t& out);
  bool number(Node node, double& out);
  bool object(Node node);
  /// False (and failed) when it is no array or too long.
  bool array(Node node, Limit limit, std::size_t& size);
  static Node element(Node array, std::size_t index);
  bool map(Node node, Limit limit, std::size_t& size);
  static Node entry(Node map, std::size_t index, std::string_view& key);

  bool fail(std::string reason);
  bool missing(std::string_view name);
  /// Adds `name` to the path of a failure; always false.
  bool inside(std::string_view name);
  Error error() const;

 private:
  std::string path_;
  std::string reason_;
};

/// Raw JSON text of a member.
bool read_raw(Decoder& decoder, Node object, std::string_view name, std::optional<std::string>& out);
bool read_raw(Decoder& decoder, Node object, std::string_view name, std::string& out);

inline bool read_value(Decoder& d, Node node, Limit limit, std::string& out) { return d.text(node, limit, out); }
inline bool read_value(Decoder& d, Node node, Limit, bool& out) { return d.boolean(node, out); }
inline bool read_value(Decoder& d, Node node, Limit, std::int64_t& out) { return d.integer(node, out); }
inline bool read_value(Decoder& d, Node node, Limit, double& out) { return d.number(node, out); }

template <class T>
bool read_value(Decoder& d, Node node, Limit, T& out) {
  if constexpr (!std::is_enum_v<T>) {
    return d.object(node) && read_fields(d, node, out);
  } else if constexpr (std::is_signed_v<std::underlying_type_t<T>>) {
    std::int64_t value = 0;
    return d.integer(node, value) && (from_wire(value, out) || d.fail("has an unknown value"));
  } else {
    std::string_view value;
    return d.view(node, value) && (from_wire(value, out) || d.fail("has an unknown value"));
  }
}

template <class T>
bool read_value(Decoder& d, Node node, Limit limit, std::vector<T>& out) {
  std::size_t size = 0;
  if (!d.array(node, limit, size)) return false;
  out.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (!read_value(d, Decoder::element(node, i), limit, out[i])) return false;
  }
  return true;
}

inline bool read_value(Decoder& d, Node node, Limit limit, SharedTexts& out) {
  std::vector<std::string> texts;
  if (!read_value(d, node, limit, texts)) return false;
  out = std::move(texts);
  return true;
}

template <class T>
bool read_value(Decoder& d, Node node, Limit limit, std::map<std::string, T>& out) {
  std::size_t size = 0;
  if (!d.map(node, limit, size)) return false;
  out.clear();
  for (std::size_t i = 0; i < size; ++i) {
    std::string_view key;
    const Node value = Decoder::entry(node, i, key);
    if (!read_value(d, value, limit, out[std::string(key)])) return false;
  }
  return true;
}

template <class T>
bool read_value(Decoder& d, Node node, Limit limit, SharedMap<T>& out) {
  std::map<std::string, T> entries;  // of a name that comes twice the last value counts
  if (!read_value(d, node, limit, entries)) return false;
  out = SharedMap<T>(typename SharedMap<T>::Entries(entries.begin(), entries.end()));
  return true;
}

template <class T>
bool read_member(Decoder& d, Node object, std::string_view name, Limit limit, T& out) {
  const Node node = Decoder::member(object, name);
  if (!node) return d.missing(name);
  return read_value(d, node, limit, out) || d.inside(name);
}

template <class T>
bool read_member(Decoder& d, Node object, std::string_view name, Limit limit, std::optional<T>& out) {
  const Node node = Decoder::member(object, name);
  out.reset();
  return !node || read_value(d, node, limit, out.emplace()) || d.inside(name);
}

template <class T>
bool read_member(Decoder& d, Node object, std::string_view name, Limit limit, std::shared_ptr<T>& out) {
  const Node node = Decoder::member(object, name);
  out.reset();
  if (!node) return true;
  out = std::make_shared<T>();
  return read_value(d, node, limit, *out) || d.inside(name);
}

}  // namespace parley::protocol
