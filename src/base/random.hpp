#pragma once
// Random bytes from the kernel; good for secrets. All functions are thread-safe and abort if the kernel has none.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace parley {

void random_bytes(std::span<std::uint8_t> out);
std::uint32_t random_u32();
std::uint64_t random_u64();
/// A number in [low, high], without bias.
std::uint64_t random_between(std::uint64_t low, std::uint64_t high);
/// Version 4 UUID, 36 characters (RFC 4122 section 4.4).
std::string random_uuid();
/// `bytes` random bytes as lower-case hexadecimal.
std::string random_hex(std::size_t bytes);
/// `length` characters of [A-Za-z0-9+/]: fit for ICE user fragments and passwords (RFC 8839 section 5.4).
std::string random_ice_text(std::size_t length);
std::string to_hex(std::span<const std::uint8_t> bytes);
/// Compares secrets in time that depends on their length only.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace parley
