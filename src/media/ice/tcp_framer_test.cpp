#include "media/ice/tcp_framer.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(TcpFramerTest, GivesPacketsBackWhateverTheCuts) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<Bytes> packets;
    Bytes stream;
    for (int i = 0; i < 40; ++i) {
      Bytes packet(i % 9 == 0 ? random() % 65536 : random() % 50);
      for (auto& byte : packet) byte = static_cast<std::uint8_t>(random());
      const auto header = TcpFramer::header(packet.size());
      stream.insert(stream.end(), header.begin(), header.end());
      stream.insert(stream.end(), packet.begin(), packet.end());
      if (!packet.empty()) packets.push_back(packet);
    }
    TcpFramer framer;
    std::vector<Bytes> got;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = std::min<std::size_t>(stream.size() - at, random() % (round % 2 ? 7 : 5000) + 1);
      ASSERT_TRUE(framer.feed(std::span(stream).subspan(at, size), [&](std::span<const std::uint8_t> packet) {
        got.emplace_back(packet.begin(), packet.end());
      }));
      at += size;
    }
    ASSERT_EQ(got, packets);
  }
}

TEST(TcpFramerTest, LongPacketEndsTheStream) {
  const Bytes whole = {0, 3, 'a', 'b', 'c', 0, 4, 'a', 'b', 'c', 'd'};
  for (std::size_t cut = 1; cut <= whole.size(); ++cut) {
    TcpFramer framer(3);
    int packets = 0;
    bool fine = true;
    for (std::size_t at = 0; at < whole.size(); at += cut) {
      fine = framer.feed(std::span(whole).subspan(at, std::min(cut, whole.size() - at)), [&](auto) { ++packets; });
    }
    EXPECT_FALSE(fine) << cut;
    EXPECT_EQ(packets, 1) << cut;
    EXPECT_FALSE(framer.feed(std::span(whole).first(5), [&](auto) { ++packets; }));
    EXPECT_EQ(packets, 1) << cut;
  }
}

}  // namespace
}  // namespace parley::media
