#include "transport/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace parley::transport {

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
  } else if (address.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
    if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) {
      ::inet_ntop(AF_INET, six.sin6_addr.s6_addr + 12, text.data(), text.size());
    } else {
      ::inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
    }
  }
  return text.data();
}

std::string network_of(std::string_view address) {
  in6_addr six{};
  if (address.find(':') == std::string_view::npos || ::inet_pton(AF_INET6, std::string(address).c_str(), &six) != 1) {
    return std::string(address);
  }
  std::memset(six.s6_addr + 8, 0, 8);
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, &six, text.data(), text.size());
  return text.data();
}

std::size_t ConnectionCount::all() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

bool ConnectionCount::enter_place(std::string_view address) {
  if (address.empty()) return true;
  const auto here = by_network_.try_emplace(network_of(address), 0).first;
  if (here->second >= limit_per_address_) {
    if (here->second == 0) by_network_.erase(here);
    return false;
  }
  ++here->second;
  return true;
}

void ConnectionCount::leave_place(std::string_view address) {
  if (address.empty()) return;
  const auto here = by_network_.find(network_of(address));
  if (here != by_network_.end() && --here->second == 0) by_network_.erase(here);
}

bool ConnectionCount::enter(std::string_view address) {
  const std::lock_guard lock(mutex_);
  if (all_ >= limit_ || !enter_place(address)) return false;
  ++all_;
  return true;
}

bool ConnectionCount::move(std::string_view from, std::string_view to) {
  const std::lock_guard lock(mutex_);
  if (!enter_place(to)) return false;
  leave_place(from);
  return true;
}

void ConnectionCount::leave(std::string_view address) {
  const std::lock_guard lock(mutex_);
  leave_place(address);
  if (--all_ == 0) none_.notify_all();
}

bool ConnectionCount::wait_for_none(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return none_.wait_until(lock, until, [&] { return all_ == 0; });
}

}  // namespace parley::transport
