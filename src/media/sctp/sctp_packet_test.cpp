#include "media/sctp/sctp_packet.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// A packet of these chunks, with a header of zeros.
Bytes packet(std::initializer_list<Bytes> chunks) {
  Bytes bytes(12);
  for (const Bytes& chunk : chunks) {
    bytes.insert(bytes.end(), chunk.begin(), chunk.end());
    while (bytes.size() % 4) bytes.push_back(0);
  }
  return bytes;
}
Bytes chunk(std::uint8_t type, const Bytes& body) {
  Bytes bytes = {type, 0, static_cast<std::uint8_t>((body.size() + 4) >> 8),
                 static_cast<std::uint8_t>(body.size() + 4)};
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}
Bytes init(const Bytes& parameters) {
  Bytes body(16, 1);
  body.insert(body.end(), parameters.begin(), parameters.end());
  return chunk(1, body);
}

TEST(SctpPacketTest, TakesWhatDataChannelsNeed) {
  const Bytes data = chunk(0, Bytes(13)), cookie = chunk(10, Bytes(100)), sack = chunk(3, Bytes(12));
  for (const Bytes& good :
       {packet({init({})}), packet({init({0xC0, 0, 0, 4, 0x80, 8, 0, 5, 130})}),
        packet({init({0x80, 1, 0, 8, 0, 0, 0, 1})}), packet({cookie, data}), packet({sack, data, data}),
        packet({chunk(11, {}), data}), packet({chunk(4, {0, 1, 0, 4})}), packet({chunk(6, {})}),
        packet({chunk(6, {0, 12, 0, 6, 'b', 'y'})}), packet({chunk(7, Bytes(4))}), packet({chunk(14, {})}),
        packet({chunk(192, Bytes(8))}), packet({chunk(130, {0, 16, 0, 12, 0, 0, 0, 0, 0, 0, 0, 1})})}) {
    EXPECT_TRUE(sctp_packet_is_sound(good));
  }
}

TEST(SctpPacketTest, RefusesTheRest) {
  const Bytes data = chunk(0, Bytes(13));
  Bytes gaps = chunk(3, Bytes(12));
  gaps[13] = 1;
  Bytes odd = packet({data});
  odd.pop_back();
  for (const Bytes& bad :
       {Bytes{}, Bytes(12), Bytes(16), odd, packet({gaps}), packet({chunk(0, Bytes(12))}), packet({init({}), data}),
        packet({data, init({})}), packet({init({0xC0, 0, 0, 0})}), packet({init({0xC0, 0, 0, 3})}),
        packet({init({0xC0, 0, 0, 200})}), packet({init({0, 5, 0, 8, 127, 0, 0, 1})}), packet({chunk(1, Bytes(15))}),
        packet({chunk(193, Bytes(20))}), packet({chunk(15, Bytes(20))}), packet({chunk(64, Bytes(20))}),
        packet({chunk(130, {0, 13, 0, 8, 0, 0, 0, 0})}), packet({chunk(130, {})}), Bytes(4096)}) {
    EXPECT_FALSE(sctp_packet_is_sound(bad));
  }
}

TEST(SctpPacketTest, SurvivesGarbage) {
  std::mt19937 random(1);
  for (int i = 0; i < 100'000; ++i) {
    Bytes bytes(random() % 60);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 3 ? random() % 12 : random());
    sctp_packet_is_sound(bytes);
  }
}

}  // namespace
}  // namespace parley::media
