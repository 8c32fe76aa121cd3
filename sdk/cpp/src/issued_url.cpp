#include "issued_url.hpp"

#include <arpa/inet.h>

#include <optional>

namespace parley::sdk {
namespace {

struct Parts {
  std::string_view scheme, host, port, rest;  ///< host with brackets, port without colon, rest from path or query on
};

std::optional<Parts> take_apart(std::string_view url) {
  Parts parts;
  const auto slashes = url.find("://");
  if (slashes == std::string_view::npos || slashes == 0) return std::nullopt;
  parts.scheme = url.substr(0, slashes);
  url.remove_prefix(slashes + 3);
  // A template's placeholders belong to the rest.
  const auto end = url.find_first_of("/?#{");
  std::string_view authority = url.substr(0, end);
  if (end != std::string_view::npos) parts.rest = url.substr(end);
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos || authority.find('@') != std::string_view::npos) return std::nullopt;
  const auto colon = authority.find(':', bracket);
  parts.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
  if (parts.host.empty()) return std::nullopt;
  return parts;
}

bool is_address(std::string_view host) {
  in_addr v4{};
  in6_addr v6{};
  if (host.starts_with('[')) return inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &v6) == 1;
  return inet_pton(AF_INET, std::string(host).c_str(), &v4) == 1;
}

}  // namespace

std::string reachable_url(std::string_view issued, std::string_view connection) {
  const auto from = take_apart(issued), used = take_apart(connection);
  // A named host other than ours may be another node on purpose.
  if (!from || !used || (!is_address(from->host) && from->host != used->host)) return std::string(issued);
  const bool secure = used->scheme == "wss" || used->scheme == "https";
  std::string url;
  if (used->port.empty()) {
    url = (secure ? "https://" : "http://") + std::string(used->host);
  } else {
    url = std::string(from->scheme) + "://" + std::string(used->host);
    if (!from->port.empty()) url += ":" + std::string(from->port);
  }
  return url + std::string(from->rest);
}

}  // namespace parley::sdk
