// What comes on a media port: the first look, and the TCP framing before it.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "media/ice/demux.hpp"
#include "media/ice/tcp_framer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::media;
  const std::span<const std::uint8_t> bytes(data, size);
  (void)classify(bytes);
  // The same stream cut elsewhere gives the same packets.
  TcpFramer whole(2000), pieces(2000);
  std::size_t from_whole = 0, from_pieces = 0;
  const auto count = [](std::size_t& total) {
    return [&total](std::span<const std::uint8_t> packet) { total += packet.size() + 1, (void)classify(packet); };
  };
  const bool whole_ok = whole.feed(bytes, count(from_whole));
  bool pieces_ok = true;
  const std::size_t step = size > 0 ? data[0] % 7 + 1 : 1;
  for (std::size_t at = 0; at < size && pieces_ok; at += step) {
    pieces_ok = pieces.feed(bytes.subspan(at, std::min(step, size - at)), count(from_pieces));
  }
  if (whole_ok != pieces_ok || from_whole != from_pieces) std::abort();
  return 0;
}
