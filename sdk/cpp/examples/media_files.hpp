#pragma once
// Reading IVF (VP8) and Ogg (Opus) files whole, as far as the examples need it.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace example {

using Bytes = std::vector<std::uint8_t>;

struct Clip {
  std::vector<Bytes> frames;
  double rate = 0;  ///< frames per second
};

inline Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("can't read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::uint32_t little(const Bytes& bytes, std::size_t at) {
  return bytes.at(at) | bytes.at(at + 1) << 8 | bytes.at(at + 2) << 16 |
         static_cast<std::uint32_t>(bytes.at(at + 3)) << 24;
}

/// A header of 32 bytes, then frames with 12 bytes in front: size, time.
inline Clip read_ivf(const std::string& path) {
  const Bytes bytes = read_file(path);
  if (bytes.size() < 32 || std::memcmp(bytes.data(), "DKIF", 4) != 0 || std::memcmp(bytes.data() + 8, "VP80", 4) != 0) {
    throw std::runtime_error(path + " is no IVF file with VP8");
  }
  Clip clip;
  clip.rate = static_cast<double>(little(bytes, 16)) / std::max(1u, little(bytes, 20));
  for (std::size_t at = 32; at + 12 <= bytes.size();) {
    const std::size_t size = little(bytes, at), begin = at + 12;
    if (size > bytes.size() - begin) break;
    clip.frames.emplace_back(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                             bytes.begin() + static_cast<std::ptrdiff_t>(begin + size));
    at = begin + size;
  }
  if (clip.frames.empty() || clip.rate <= 0) throw std::runtime_error(path + " has no frames");
  return clip;
}

/// Pages of segments (RFC 3533); a segment shorter than 255 bytes ends a packet. The first two packets are headers
/// (RFC 7845). Packets are taken to last 20 ms, as encoders make them.
inline Clip read_ogg(const std::string& path) {
  const Bytes bytes = read_file(path);
  Clip clip;
  clip.rate = 50;
  Bytes packet;
  for (std::size_t at = 0; at + 27 <= bytes.size() && std::memcmp(bytes.data() + at, "OggS", 4) == 0;) {
    const std::size_t segments = bytes[at + 26];
    std::size_t data = at + 27 + segments;
    for (std::size_t i = 0; i < segments && data <= bytes.size(); ++i) {
      const std::size_t size = bytes.at(at + 27 + i);
      if (size > bytes.size() - data) break;
      packet.insert(packet.end(), bytes.begin() + static_cast<std::ptrdiff_t>(data),
                    bytes.begin() + static_cast<std::ptrdiff_t>(data + size));
      data += size;
      if (size < 255) clip.frames.push_back(std::exchange(packet, {}));
    }
    at = data;
  }
  if (clip.frames.size() < 3 || clip.frames[0].size() < 8 || std::memcmp(clip.frames[0].data(), "OpusHead", 8) != 0) {
    throw std::runtime_error(path + " is no Ogg file with Opus");
  }
  clip.frames.erase(clip.frames.begin(), clip.frames.begin() + 2);
  return clip;
}

}  // namespace example
