#pragma once
#include <string>
#include <string_view>

namespace parley::sdk {

/// Rebuilds an http(s) URL the server issued against the ws(s) URL the client connected to (chapter 01, section L.6): a
/// server behind a proxy does not know its public address. What it can't or must not change it returns as it is.
std::string reachable_url(std::string_view issued, std::string_view connection);

}  // namespace parley::sdk
