#pragma once
#include <vector>

#include "media/ice/address.hpp"

namespace parley::media {

/// The addresses of all interfaces that are up, with `port`: IPv4 first. Link-local ones are left out; loopback ones
/// too, unless there are no others.
std::vector<Address> local_addresses(std::uint16_t port);

}  // namespace parley::media
