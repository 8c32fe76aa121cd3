#include "protocol/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <exception>

#include "protocol/reader.hpp"
#include "protocol/writer.hpp"

namespace parley::protocol {

namespace json = boost::json;

namespace {

/// A parsed text: all its values live in one arena and go at once.
struct Document {
  json::monotonic_resource arena;
  json::value root;
};

const json::value& value_of(Node node) { return *static_cast<const json::value*>(node.value); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Code unit of the escape `\uXXXX` at `at`, or -1.
int escape_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool has_surrogate_escape(std::string_view text) {
  return text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

/// JavaScript strings may hold half a surrogate pair (an emoji cut in two) and JSON.stringify escapes it; the parser
/// refuses such texts, people shouldn't lose their message.
std::string replace_half_surrogates(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const int unit = escape_at(text, i);
    if (unit < 0) {  // some other escape: copy it whole, so that \\u is not taken for \u
      out += text[i];
      if (++i < text.size()) out += text[i];
      continue;
    }
    const bool leading = unit >= 0xD800 && unit < 0xDC00;
    const bool trailing = unit >= 0xDC00 && unit < 0xE000;
    const int next = leading ? escape_at(text, i + 6) : -1;
    const bool pair = leading && next >= 0xDC00 && next < 0xE000;
    if ((leading || trailing) && !pair) {
      out += "\\ufffd";
      i += 5;
    } else {
      const std::size_t length = pair ? 12 : 6;
      out.append(text.substr(i, length));
      i += length - 1;
    }
  }
  return out;
}

std::string describe(const json::error_code& code) {
  if (code == json::error::too_deep) return "the JSON is nested too deeply";
  if (code == json::error::incomplete) return "the JSON ends too early";
  return "the text isn't valid JSON: " + code.message();
}

std::optional<std::int64_t> integer_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (!value.is_double()) return std::nullopt;  // unsigned: beyond 63 bits
  // The bounds are exact powers of two, so nothing rounds across them.
  const double number = value.get_double();
  if (!(number >= -9223372036854775808.0 && number < 9223372036854775808.0) || std::trunc(number) != number) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(number);
}

void dump_value(std::string& out, const json::value& value, std::string_view without);

void dump_object(std::string& out, const json::object& object, std::string_view without) {
  out += '{';
  bool first = true;
  for (const auto& member : object) {
    const std::string_view key(member.key().data(), member.key().size());
    if (!without.empty() && key == without) continue;
    if (!first) out += ',';
    first = false;
    write_text(out, key);
    out += ':';
    dump_value(out, member.value(), {});
  }
  out += '}';
}

void dump_value(std::string& out, const json::value& value, std::string_view without) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      return;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      write_integer(out, value.get_int64());
      return;
    case json::kind::uint64:
      out += std::to_string(value.get_uint64());
      return;
    case json::kind::double_:
      write_number(out, value.get_double());
      return;
    case json::kind::string:
      write_text(out, {value.get_string().data(), value.get_string().size()});
      return;
    case json::kind::object:
      dump_object(out, value.get_object(), without);
      return;
    case json::kind::array:
      break;
  }
  out += '[';
  bool first = true;
  for (const json::value& element : value.get_array()) {
    if (!first) out += ',';
    first = false;
    dump_value(out, element, {});
  }
  out += ']';
}

}  // namespace

Result<Json> Json::parse(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) return Error{"the text is longer than " + std::to_string(limits.bytes) + " bytes"};
  json::parse_options options;
  options.max_depth = limits.depth;
  try {
    auto document = std::make_shared<Document>();
    json::error_code code;
    document->root = json::parse({text.data(), text.size()}, code, &document->arena, options);
    if (code && has_surrogate_escape(text)) {  // the parser has no one error for it
      document = std::make_shared<Document>();
      code = {};
      document->root = json::parse(replace_half_surrogates(text), code, &document->arena, options);
    }
    if (code) return Error{describe(code)};
    const json::value* root = &document->root;
    return Json(std::shared_ptr<const void>(std::move(document), root));
  } catch (const std::exception&) {  // the library throws where a container would grow beyond its limits
    return Error{"the JSON is too large"};
  }
}

Json Json::empty_object() {
  auto document = std::make_shared<Document>();
  document->root.emplace_object();
  const json::value* root = &document->root;
  return Json(std::shared_ptr<const void>(std::move(document), root));
}

bool Json::is_null() const { return !value_ || value_of(node()).is_null(); }
bool Json::is_object() const { return value_ && value_of(node()).is_object(); }
bool Json::is_array() const { return value_ && value_of(node()).is_array(); }
bool Json::is_string() const { return value_ && value_of(node()).is_string(); }
bool Json::is_boolean() const { return value_ && value_of(node()).is_bool(); }
bool Json::is_number() const { return value_ && value_of(node()).is_number(); }

Json Json::get(std::string_view member) const {
  if (!is_object()) return {};
  const json::value* found = value_of(node()).get_object().if_contains({member.data(), member.size()});
  return found ? Json(std::shared_ptr<const void>(value_, found)) : Json{};
}

Json Json::at(std::size_t index) const {
  if (!is_array()) return {};
  const json::value* found = value_of(node()).get_array().if_contains(index);
  return found ? Json(std::shared_ptr<const void>(value_, found)) : Json{};
}

std::size_t Json::size() const {
  if (is_object()) return value_of(node()).get_object().size();
  return is_array() ? value_of(node()).get_array().size() : 0;
}

std::vector<std::string> Json::names() const {
  std::vector<std::string> out;
  if (!is_object()) return out;
  for (const auto& member : value_of(node()).get_object()) out.emplace_back(member.key().data(), member.key().size());
  return out;
}

std::optional<std::string_view> Json::string() const {
  if (!is_string()) return std::nullopt;
  const json::string& text = value_of(node()).get_string();
  return std::string_view(text.data(), text.size());
}

std::optional<bool> Json::boolean() const {
  if (!is_boolean()) return std::nullopt;
  return value_of(node()).get_bool();
}

std::optional<std::int64_t> Json::integer() const {
  if (!value_) return std::nullopt;
  return integer_of(value_of(node()));
}

std::optional<double> Json::number() const {
  if (!is_number()) return std::nullopt;
  const json::value& value = value_of(node());
  if (value.is_double()) return value.get_double();
  return value.is_int64() ? static_cast<double>(value.get_int64()) : static_cast<double>(value.get_uint64());
}

std::string Json::dump(std::string_view without) const {
  std::string out;
  if (value_) {
    dump_value(out, value_of(node()), without);
  } else {
    out = "null";
  }
  return out;
}

// Decoder: here because it looks into the parser's values.

Node Decoder::member(Node object, std::string_view name) {
  const json::value* found = value_of(object).get_object().if_contains({name.data(), name.size()});
  return found && !found->is_null() ? Node{found} : Node{};
}

Node Decoder::element(Node array, std::size_t index) { return {&value_of(array).get_array()[index]}; }

Node Decoder::entry(Node map, std::size_t index, std::string_view& key) {
  const auto& member = *(value_of(map).get_object().begin() + static_cast<std::ptrdiff_t>(index));
  key = {member.key().data(), member.key().size()};
  return {&member.value()};
}

bool Decoder::view(Node node, std::string_view& out) {
  if (!value_of(node).is_string()) return fail("must be a string");
  const json::string& text = value_of(node).get_string();
  out = {text.data(), text.size()};
  return true;
}

bool Decoder::text(Node node, Limit limit, std::string& out) {
  std::string_view found;
  if (!view(node, found)) return false;
  if (found.size() > limit.bytes) return fail("is longer than " + std::to_string(limit.bytes) + " bytes");
  // No store and no C library takes it, and no person types it.
  if (found.find('\0') != std::string_view::npos) return fail("must not contain the character NUL");
  out.assign(found);
  return true;
}

bool Decoder::boolean(Node node, bool& out) {
  if (!value_of(node).is_bool()) return fail("must be true or false");
  out = value_of(node).get_bool();
  return true;
}

bool Decoder::integer(Node node, std::int64_t& out) {
  const json::value& value = value_of(node);
  // JavaScript has no whole numbers, and 1.1 * 3600 * 1000 is none: the fraction is cut off.
  const auto found = value.is_double() ? integer_of(json::value(std::trunc(value.get_double()))) : integer_of(value);
  if (!found) return fail(value.is_number() ? "must be a number of at most 64 bits" : "must be a number");
  out = *found;
  return true;
}

bool Decoder::number(Node node, double& out) {
  const json::value& value = value_of(node);
  if (!value.is_number()) return fail("must be a number");
  out = value.is_double()  ? value.get_double()
        : value.is_int64() ? static_cast<double>(value.get_int64())
                           : static_cast<double>(value.get_uint64());
  return true;
}

bool Decoder::object(Node node) { return (node && value_of(node).is_object()) || fail("must be an object"); }

bool Decoder::array(Node node, Limit limit, std::size_t& size) {
  if (!value_of(node).is_array()) return fail("must be an array");
  size = value_of(node).get_array().size();
  return size <= limit.items || fail("has more than " + std::to_string(limit.items) + " elements");
}

bool Decoder::map(Node node, Limit limit, std::size_t& size) {
  if (!object(node)) return false;
  size = value_of(node).get_object().size();
  return size <= limit.items || fail("has more than " + std::to_string(limit.items) + " members");
}

bool read_raw(Decoder&, Node object, std::string_view name, std::optional<std::string>& out) {
  out.reset();
  const Node node = Decoder::member(object, name);
  if (node) dump_value(out.emplace(), value_of(node), {});
  return true;
}

bool read_raw(Decoder& decoder, Node object, std::string_view name, std::string& out) {
  out.clear();
  const Node node = Decoder::member(object, name);
  if (!node) return decoder.missing(name);
  dump_value(out, value_of(node), {});
  return true;
}

}  // namespace parley::protocol
