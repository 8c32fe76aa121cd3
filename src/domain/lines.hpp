#pragma once
// Lists of ids as they are stored: one a line. Ids hold no line breaks.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::domain {

inline std::string to_lines(const std::vector<std::string>& ids) {
  std::string lines;
  std::size_t size = 0;
  for (const std::string& id : ids) size += id.size() + 1;
  lines.reserve(size);
  for (const std::string& id : ids) {
    if (!lines.empty()) lines += '\n';
    lines += id;
  }
  return lines;
}

inline std::vector<std::string> from_lines(std::string_view lines) {
  std::vector<std::string> ids;
  if (lines.empty()) return ids;
  ids.reserve(static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) + 1);
  while (true) {
    const std::size_t end = lines.find('\n');
    ids.emplace_back(lines.substr(0, end));
    if (end == std::string_view::npos) return ids;
    lines.remove_prefix(end + 1);
  }
}

}  // namespace parley::domain
