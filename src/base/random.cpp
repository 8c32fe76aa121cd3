#include "base/random.hpp"

#include <sys/random.h>

#include <array>
#include <cstdlib>

namespace parley {

void random_bytes(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0) std::abort();  // only EINTR on huge requests or a kernel without getrandom: neither can be met here
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

namespace {

/// A small per-thread buffer saves a system call for most ids.
std::uint64_t buffered_u64() {
  thread_local std::array<std::uint64_t, 64> pool;
  thread_local std::size_t next = pool.size();
  if (next == pool.size()) {
    random_bytes({reinterpret_cast<std::uint8_t*>(pool.data()), sizeof pool});
    next = 0;
  }
  return pool[next++];
}

}  // namespace

std::uint64_t random_u64() { return buffered_u64(); }
std::uint32_t random_u32() { return static_cast<std::uint32_t>(buffered_u64()); }

std::uint64_t random_between(std::uint64_t low, std::uint64_t high) {
  const std::uint64_t range = high - low + 1;
  if (range == 0) return random_u64();
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % range;
  std::uint64_t value = random_u64();
  while (value >= limit) value = random_u64();
  return low + value % range;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  random_bytes({reinterpret_cast<std::uint8_t*>(raw.data()), raw.size()});
  return to_hex({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()});
}

std::string random_uuid() {
  std::array<std::uint8_t, 16> raw;
  const std::uint64_t halves[2] = {random_u64(), random_u64()};
  __builtin_memcpy(raw.data(), halves, raw.size());
  raw[6] = static_cast<std::uint8_t>((raw[6] & 0x0F) | 0x40);
  raw[8] = static_cast<std::uint8_t>((raw[8] & 0x3F) | 0x80);
  std::string hex = to_hex(raw);
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' +
         hex.substr(20);
}

std::string random_ice_text(std::size_t length) {
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out(length, '\0');
  for (char& letter : out) letter = letters[random_u64() & 63];
  return out;
}

bool equal_secrets(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

}  // namespace parley
