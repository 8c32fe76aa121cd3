#include "media/sfu/packet_ring.hpp"

#include <cstring>

namespace parley::media {

void PacketRing::store(std::int64_t sequence, Bytes packet) {
  if (packet.size() > capacity_) return;
  if (!block_) {
    block_.reset(new std::uint8_t[capacity_]);
    entries_.resize(packet_limit_);
  }
  // A packet never straddles the end of the block.
  if (const std::size_t at = written_ % capacity_; at + packet.size() > capacity_) written_ += capacity_ - at;
  std::memcpy(block_.get() + written_ % capacity_, packet.data(), packet.size());
  entry(sequence) = {sequence, written_, static_cast<std::uint32_t>(packet.size())};
  written_ += packet.size();
}

std::optional<MutableBytes> PacketRing::find(std::int64_t sequence) {
  if (entries_.empty() || sequence < 0) return std::nullopt;
  const Entry& found = entry(sequence);
  if (found.sequence != sequence || found.position + capacity_ < written_) return std::nullopt;
  return MutableBytes{block_.get() + found.position % capacity_, found.size};
}

void PacketRing::clear() {
  for (Entry& one : entries_) one.sequence = -1;
}

}  // namespace parley::media
