#include "server/public_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <memory>

namespace parley::server {
namespace {

std::string address_at(const Settings& settings, const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", settings.tls_certificate.empty() ? "http" : "https", v6 ? "[" : "", host,
                     v6 ? "]" : "", port);
}

/// An IPv4 address of this machine that is not its own loop, or that.
std::string own_address() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return "127.0.0.1";
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> freed(list, ::freeifaddrs);
  for (const ifaddrs* at = list; at; at = at->ifa_next) {
    if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET || !(at->ifa_flags & IFF_UP) ||
        (at->ifa_flags & IFF_LOOPBACK)) {
      continue;
    }
    char text[INET_ADDRSTRLEN] = {};
    const auto* address = reinterpret_cast<const sockaddr_in*>(at->ifa_addr);
    if (::inet_ntop(AF_INET, &address->sin_addr, text, sizeof text)) return text;
  }
  return "127.0.0.1";
}

}  // namespace

std::string listener_address(const Settings& settings, std::uint16_t port) {
  return address_at(settings, settings.listen_host, port);
}

std::string public_address(const Settings& settings, std::uint16_t port) {
  if (!settings.public_url.empty()) {
    return settings.public_url.substr(0, settings.public_url.find_last_not_of('/') + 1);
  }
  const bool every = settings.listen_host == "0.0.0.0" || settings.listen_host == "::";
  return address_at(settings, every ? own_address() : settings.listen_host, port);
}

}  // namespace parley::server
