// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
#include "protocol/enums.hpp"
#include <cstddef>
#include <span>

namespace parley::protocol {

namespace {

std::string_view text_of(std::span<const std::string_view> table, std::size_t index) {
  return index < table.size() ? table[index] : std::string_view{};
}

int index_of(std::span<const std::string_view> table, std::string_view text) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] == text) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

namespace {
constexpr std::string_view kColor[] = {"RED", "green", "default"};
}
std::string_view wire(Color value) { return text_of(kColor, static_cast<std::size_t>(value)); }
bool from_wire(std::string_view value, Color& out) {
  const int index = index_of(kColor, value);
  if (index >= 0) out = static_cast<Color>(index);
  return index >= 0;
}

std::int64_t wire(Level value) { return static_cast<std::int64_t>(value); }
bool from_wire(std::int64_t value, Level& out) {
  switch (value) {
    case 0:
    case 10:
      out = static_cast<Level>(value);
      return true;
    default:
      return false;
  }
}

}  // namespace parley::protocol
