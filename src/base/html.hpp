#pragma once
#include <string>
#include <string_view>

namespace parley {

/// As text of a page, or as the value of an attribute in quotes.
std::string html_escaped(std::string_view text);

}  // namespace parley
