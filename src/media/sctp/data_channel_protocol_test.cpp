#include "media/sctp/data_channel_protocol.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(DataChannelProtocolTest, ReadsWhatABrowserSends) {
  const Bytes bytes = {3, 0, 1, 0, 0, 0, 0, 0, 0, 7, 0, 0, 'c', 'o', 'n', 't', 'r', 'o', 'l'};
  const auto open = parse_data_channel_open(bytes);
  ASSERT_TRUE(open);
  EXPECT_EQ(open->label, "control");
  EXPECT_EQ(open->protocol, "");
  EXPECT_EQ(open->priority, 256);
  EXPECT_EQ(write_data_channel_open(*open), bytes);
}

TEST(DataChannelProtocolTest, ReadsBackWhatItWrites) {
  DataChannelOpen open{0x82, 7, 0xDEADBEEF, std::string(300, 'l'), "p"};
  const auto back = parse_data_channel_open(write_data_channel_open(open));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->channel_type, 0x82);
  EXPECT_EQ(back->reliability, 0xDEADBEEFu);
  EXPECT_EQ(back->label, open.label);
  EXPECT_EQ(back->protocol, "p");
  EXPECT_TRUE(is_data_channel_ack(write_data_channel_ack()));
}

TEST(DataChannelProtocolTest, RefusesWhatDoesNotAddUp) {
  const Bytes good = write_data_channel_open({0, 0, 0, "label", "protocol"});
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_data_channel_open(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))));
  }
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(parse_data_channel_open(longer));
  EXPECT_FALSE(is_data_channel_ack({}));
  EXPECT_FALSE(is_data_channel_ack(good));
  std::mt19937 random(1);
  for (int i = 0; i < 50'000; ++i) {
    Bytes bytes(random() % 30);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 5);
    parse_data_channel_open(bytes);
  }
}

}  // namespace
}  // namespace parley::media
