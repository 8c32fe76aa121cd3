#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace parley::media {

/// Cuts a TCP byte stream into packets: each is preceded by its length in 16 bits (RFC 4571 section 2). Holds at most
/// one packet's bytes. Not thread-safe.
class TcpFramer {
 public:
  /// A longer packet ends the stream: feed() returns false from then on.
  explicit TcpFramer(std::size_t max_packet = 65535) : max_packet_(max_packet) {}

  /// Calls on_packet(std::span<const std::uint8_t>) for every packet that is complete now; the span is valid during
  /// the call. Packets of length 0 are skipped. False: the stream is broken, close the connection.
  template <class OnPacket>
  [[nodiscard]] bool feed(std::span<const std::uint8_t> bytes, OnPacket&& on_packet);

  /// What to send before a packet of this size (at most 65535).
  static std::array<std::uint8_t, 2> header(std::size_t packet_size) {
    return {static_cast<std::uint8_t>(packet_size >> 8), static_cast<std::uint8_t>(packet_size)};
  }

 private:
  static std::size_t length(std::span<const std::uint8_t> bytes) { return std::size_t{bytes[0]} << 8 | bytes[1]; }

  std::size_t max_packet_;
  std::vector<std::uint8_t> partial_;  ///< the header and what came of the packet
  bool broken_ = false;
};

template <class OnPacket>
bool TcpFramer::feed(std::span<const std::uint8_t> bytes, OnPacket&& on_packet) {
  while (!broken_ && !bytes.empty()) {
    if (partial_.empty() && bytes.size() >= 2 && bytes.size() - 2 >= length(bytes)) {  // whole: no copy
      const std::size_t size = length(bytes);
      if (size > max_packet_) break;
      if (size) on_packet(bytes.subspan(2, size));
      bytes = bytes.subspan(2 + size);
      continue;
    }
    const std::size_t wanted = partial_.size() < 2 ? 2 : 2 + length(partial_);
    if (wanted > 2 + max_packet_) break;
    const std::size_t taken = std::min(wanted - partial_.size(), bytes.size());
    partial_.insert(partial_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
    bytes = bytes.subspan(taken);
    if (partial_.size() < 2) continue;
    if (length(partial_) > max_packet_) break;
    if (partial_.size() == 2 + length(partial_)) {
      if (partial_.size() > 2) on_packet(std::span<const std::uint8_t>(partial_).subspan(2));
      partial_.clear();
    }
  }
  if (!bytes.empty()) broken_ = true;
  return !broken_;
}

}  // namespace parley::media
