#pragma once
// Where clients come from, and how many from where.
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

struct sockaddr_storage;

namespace parley::transport {

/// The address without the port, "127.0.0.1" or "2001:db8::1"; an IPv4 address that came over IPv6 in its IPv4 form.
std::string address_text(const sockaddr_storage& address);

/// What counts as one place: an IPv4 address, or the /64 network of an IPv6 address (which one customer gets whole).
std::string network_of(std::string_view address);

/// Open connections, in all and by place, against their limits. Thread-safe.
class ConnectionCount {
 public:
  ConnectionCount(std::size_t limit, std::size_t limit_per_address)
      : limit_(limit), limit_per_address_(limit_per_address) {}
  std::size_t all() const;
  /// False when there are too many; otherwise `leave` has to follow. An empty address counts in all only.
  bool enter(std::string_view address);
  /// Counts it elsewhere from now on. False, and nothing changed: there are too many.
  bool move(std::string_view from, std::string_view to);
  void leave(std::string_view address);
  /// False when there are still some at that time.
  bool wait_for_none(std::chrono::steady_clock::time_point until);

 private:
  bool enter_place(std::string_view address);
  void leave_place(std::string_view address);

  const std::size_t limit_, limit_per_address_;
  mutable std::mutex mutex_;
  std::condition_variable none_;
  std::size_t all_ = 0;
  std::unordered_map<std::string, std::size_t> by_network_;
};

}  // namespace parley::transport
