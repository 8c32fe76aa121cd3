#include "media/ice/demux.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace parley::media {
namespace {

PacketKind kind(std::vector<std::uint8_t> head, std::size_t size) {
  head.resize(size);
  return classify(head);
}

TEST(DemuxTest, FollowsRfc7983) {
  const std::vector<std::uint8_t> stun = {0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42};
  EXPECT_EQ(kind(stun, 20), PacketKind::stun);
  EXPECT_EQ(kind(stun, 19), PacketKind::unknown);
  EXPECT_EQ(kind({0, 1, 0, 0, 1}, 20), PacketKind::unknown);
  for (int first = 0; first < 256; ++first) {
    const auto byte = static_cast<std::uint8_t>(first);
    const PacketKind expected = first >= 20 && first <= 63     ? PacketKind::dtls
                                : first >= 128 && first <= 191 ? PacketKind::rtp
                                                               : PacketKind::unknown;
    EXPECT_EQ(kind({byte, 96}, 20), expected) << first;
    EXPECT_EQ(kind({byte, 96}, 7), PacketKind::unknown) << first;
  }
  EXPECT_EQ(classify({}), PacketKind::unknown);
}

TEST(DemuxTest, TellsRtcpFromRtp) {
  for (int second = 0; second < 256; ++second) {
    const auto byte = static_cast<std::uint8_t>(second);
    const bool rtcp = second >= 192 && second <= 223;
    EXPECT_EQ(kind({0x80, byte}, 12), rtcp ? PacketKind::rtcp : PacketKind::rtp) << second;
    EXPECT_EQ(kind({0x80, byte}, 8), rtcp ? PacketKind::rtcp : PacketKind::unknown) << second;
  }
}

}  // namespace
}  // namespace parley::media
