#pragma once
// What names may look like, and the refusals this folder says more than once.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

constexpr std::size_t max_space_name = 256;  ///< bytes; of nicknames and colours too

inline Error restricted() { return {std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)}; }

/// A text shown in one line; may be empty.
inline Result<void> check_line(std::string_view text) {
  if (text.size() > max_space_name) return Error{"A name has at most 256 bytes"};
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(text.begin(), text.end(), is_control)) return Error{"A name can't have control characters"};
  return {};
}

inline Result<void> check_name(std::string_view name) {
  if (name.find_first_not_of(' ') == std::string_view::npos) return Error{"Name can't be empty"};
  return check_line(name);
}

/// Those of the ids that fit, each once, in their order.
template <class Fits>
std::vector<std::string> each_once(const std::vector<std::string>& ids, const Fits& fits) {
  std::vector<std::string> once;
  std::unordered_set<std::string_view> seen;
  for (const std::string& id : ids) {
    if (fits(id) && seen.insert(id).second) once.push_back(id);
  }
  return once;
}

}  // namespace parley::domain
