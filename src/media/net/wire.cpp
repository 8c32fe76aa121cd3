#include "media/net/wire.hpp"

#include <algorithm>

namespace parley::media {

void Wire::send(std::span<const std::uint8_t> packet, const Path& to) {
  const auto target = room();
  if (packet.size() > target.size()) return;
  std::copy(packet.begin(), packet.end(), target.begin());
  send_room(packet.size(), to);
}

}  // namespace parley::media
