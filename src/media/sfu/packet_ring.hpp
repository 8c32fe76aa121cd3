#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "media/rtp/bytes.hpp"

namespace parley::media {

/// One source's newest packets by unwrapped sequence number, for repetitions: all subscribers share them. The bytes
/// lie in one block that is overwritten in circles; its memory is taken at the first packet and pages are touched
/// only as they are written. Not thread-safe.
class PacketRing {
 public:
  /// `packets` must be a power of two.
  PacketRing(std::size_t bytes, std::size_t packets) : capacity_(bytes), packet_limit_(packets) {}

  void store(std::int64_t sequence, Bytes packet);
  /// The packet, good until the next store.
  std::optional<MutableBytes> find(std::int64_t sequence);
  void clear();

 private:
  struct Entry {
    std::int64_t sequence = -1;
    std::uint64_t position = 0;  // in the endless stream of which the block is a window
    std::uint32_t size = 0;
  };
  Entry& entry(std::int64_t sequence) { return entries_[static_cast<std::size_t>(sequence) & (packet_limit_ - 1)]; }

  const std::size_t capacity_;
  const std::size_t packet_limit_;
  std::unique_ptr<std::uint8_t[]> block_;
  std::vector<Entry> entries_;
  std::uint64_t written_ = 0;
};

}  // namespace parley::media
