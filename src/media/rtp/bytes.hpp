#pragma once
// Network byte order without alignment demands.
#include <cstddef>
#include <cstdint>
#include <span>

namespace parley::media {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

inline std::uint16_t read_u16(const std::uint8_t* p) { return static_cast<std::uint16_t>(p[0] << 8 | p[1]); }
inline std::uint32_t read_u24(const std::uint8_t* p) {
  return static_cast<std::uint32_t>(p[0]) << 16 | static_cast<std::uint32_t>(p[1]) << 8 | p[2];
}
inline std::uint32_t read_u32(const std::uint8_t* p) {
  return static_cast<std::uint32_t>(p[0]) << 24 | read_u24(p + 1);
}
inline std::uint64_t read_u64(const std::uint8_t* p) {
  return static_cast<std::uint64_t>(read_u32(p)) << 32 | read_u32(p + 4);
}

inline void write_u16(std::uint8_t* p, std::uint32_t value) {
  p[0] = static_cast<std::uint8_t>(value >> 8);
  p[1] = static_cast<std::uint8_t>(value);
}
inline void write_u24(std::uint8_t* p, std::uint32_t value) {
  p[0] = static_cast<std::uint8_t>(value >> 16);
  write_u16(p + 1, value);
}
inline void write_u32(std::uint8_t* p, std::uint32_t value) {
  write_u16(p, value >> 16);
  write_u16(p + 2, value);
}
inline void write_u64(std::uint8_t* p, std::uint64_t value) {
  write_u32(p, static_cast<std::uint32_t>(value >> 32));
  write_u32(p + 4, static_cast<std::uint32_t>(value));
}

}  // namespace parley::media
