#pragma once
// Pictures for tests, written byte by byte so that they share no code with what reads them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace parley::test {

inline std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

inline std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

/// A chunk of a PNG: length, name and data, checksum.
inline std::string png_chunk(const std::string& name, const std::string& data) {
  return big_endian(static_cast<std::uint32_t>(data.size())) + name + data + big_endian(crc32_of(name + data));
}

inline std::string png_header(std::uint32_t width, std::uint32_t height) {
  // 8 bits, RGBA, not interlaced.
  return "\x89PNG\r\n\x1A\n" +
         png_chunk("IHDR", big_endian(width) + big_endian(height) + std::string("\x08\x06\x00\x00\x00", 5));
}

using Rgba = std::array<std::uint8_t, 4>;

/// A PNG of these pixels, not compressed; `extra`: whole chunks before the pixels.
inline std::string png(std::uint32_t width, std::uint32_t height,
                       const std::function<Rgba(std::uint32_t x, std::uint32_t y)>& pixel,
                       const std::string& extra = {}) {
  std::string raw;
  for (std::uint32_t y = 0; y < height; ++y) {
    raw += '\0';  // no filter
    for (std::uint32_t x = 0; x < width; ++x) {
      for (const std::uint8_t part : pixel(x, y)) raw += static_cast<char>(part);
    }
  }
  std::uint32_t a = 1, b = 0;  // Adler-32
  for (const char byte : raw) {
    a = (a + static_cast<unsigned char>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  std::string stream = "\x78\x01";
  for (std::size_t at = 0; at < raw.size(); at += 65535) {
    const std::size_t count = std::min<std::size_t>(65535, raw.size() - at);
    stream += at + count == raw.size() ? '\1' : '\0';
    for (const std::size_t length : {count, ~count}) {
      stream += static_cast<char>(length);
      stream += static_cast<char>(length >> 8);
    }
    stream.append(raw, at, count);
  }
  stream += big_endian(b << 16 | a);
  return png_header(width, height) + extra + png_chunk("IDAT", stream) + png_chunk("IEND", "");
}

/// A PNG of one colour.
inline std::string plain_png(std::uint32_t width, std::uint32_t height, Rgba colour) {
  return png(width, height, [&](std::uint32_t, std::uint32_t) { return colour; });
}

}  // namespace parley::test
