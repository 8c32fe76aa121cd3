#pragma once
#include <cstdint>
#include <string>

#include "server/settings.hpp"

namespace parley::server {

/// What links begin with: `public_url` without a slash at its end, or "http://HOST:PORT" of the listener. One that
/// listens on every address takes one of this machine's that others can reach, if there is one.
std::string public_address(const Settings& settings, std::uint16_t port);

/// Where the listener itself is.
std::string listener_address(const Settings& settings, std::uint16_t port);

}  // namespace parley::server
