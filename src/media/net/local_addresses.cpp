#include "media/net/local_addresses.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace parley::media {
namespace {

// RFC 3927: 169.254/16; RFC 4291 section 2.5.6: fe80::/10.
bool link_local(const Address& address) {
  const auto ip = address.ip();
  return address.is_ipv4() ? ip[0] == 169 && ip[1] == 254 : ip[0] == 0xFE && (ip[1] & 0xC0) == 0x80;
}

}  // namespace

std::vector<Address> local_addresses(std::uint16_t port) {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, freeifaddrs);
  std::vector<Address> found, loopback;
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0) continue;
    const int family = one->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    const auto address =
        Address::from_sockaddr(one->ifa_addr, family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    if (!address || link_local(*address)) continue;
    const Address with_port(address->ip(), port);
    auto& to = (one->ifa_flags & IFF_LOOPBACK) != 0 ? loopback : found;
    if (std::find(to.begin(), to.end(), with_port) == to.end()) to.push_back(with_port);
  }
  if (found.empty()) found = std::move(loopback);
  std::vector<Address> ordered;
  for (const bool ipv4 : {true, false}) {
    std::copy_if(found.begin(), found.end(), std::back_inserter(ordered),
                 [&](const Address& address) { return address.is_ipv4() == ipv4; });
  }
  return ordered;
}

}  // namespace parley::media
