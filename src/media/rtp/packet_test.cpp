#include "media/rtp/packet.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "media/rtp/rtx.hpp"
#include "media/rtp/sequence.hpp"

namespace parley::media {
namespace {

using Buffer = std::vector<std::uint8_t>;

Buffer fixed_header(std::uint8_t first = 0x80) {
  return {first, 0xE0, 0x12, 0x34, 0, 0, 0x10, 0, 0xAA, 0xBB, 0xCC, 0xDD};
}

Buffer with(Buffer head, std::initializer_list<std::uint8_t> rest) {
  head.insert(head.end(), rest);
  return head;
}

TEST(RtpPacket, ReadsTheFixedHeader) {
  Buffer bytes = with(fixed_header(), {1, 2, 3});
  const auto packet = RtpPacket::parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->payload_type(), 0x60);
  EXPECT_TRUE(packet->marker());
  EXPECT_EQ(packet->sequence(), 0x1234);
  EXPECT_EQ(packet->timestamp(), 0x1000u);
  EXPECT_EQ(packet->ssrc(), 0xAABBCCDDu);
  EXPECT_EQ(packet->payload().size(), 3u);
  EXPECT_EQ(packet->header_size(), 12u);
}

TEST(RtpPacket, SkipsContributingSourcesAndCutsPadding) {
  Buffer bytes = with(fixed_header(0xA1), {9, 9, 9, 9, 7, 0, 0, 3});
  const auto packet = RtpPacket::parse(bytes);
  ASSERT_TRUE(packet);
  ASSERT_EQ(packet->payload().size(), 1u);
  EXPECT_EQ(packet->payload()[0], 7);
  EXPECT_EQ(packet->padding_size(), 3u);
}

TEST(RtpPacket, RefusesBrokenHeaders) {
  Buffer too_short(11, 0x80);
  EXPECT_FALSE(RtpPacket::parse(too_short));
  Buffer version_one = with(fixed_header(0x40), {1});
  EXPECT_FALSE(RtpPacket::parse(version_one));
  Buffer sources = with(fixed_header(0x8F), {1, 2, 3, 4});
  EXPECT_FALSE(RtpPacket::parse(sources));
  Buffer extension = with(fixed_header(0x90), {0xBE, 0xDE, 0, 2, 0, 0, 0, 0});
  EXPECT_FALSE(RtpPacket::parse(extension));
  Buffer no_extension = with(fixed_header(0x90), {0xBE, 0xDE});
  EXPECT_FALSE(RtpPacket::parse(no_extension));
  Buffer zero_padding = with(fixed_header(0xA0), {1, 0});
  EXPECT_FALSE(RtpPacket::parse(zero_padding));
  Buffer long_padding = with(fixed_header(0xA0), {1, 3});
  EXPECT_FALSE(RtpPacket::parse(long_padding));
  Buffer padding_without_payload = fixed_header(0xA0);
  EXPECT_FALSE(RtpPacket::parse(padding_without_payload));
}

// RFC 8285 section 4.2: padding between elements, id 15 ends the list, an element may not leave the block.
TEST(RtpPacket, ReadsOneByteExtensions) {
  Buffer bytes =
      with(fixed_header(0x90), {0xBE, 0xDE, 0, 3, 0x10, 'a', 0, 0, 0x21, 'b', 'c', 0xF0, 0x30, 'd', 0, 0, 5});
  const auto packet = RtpPacket::parse(bytes);
  ASSERT_TRUE(packet);
  ASSERT_TRUE(packet->extension(1));
  EXPECT_EQ((*packet->extension(1))[0], 'a');
  ASSERT_TRUE(packet->extension(2));
  EXPECT_EQ(packet->extension(2)->size(), 2u);
  EXPECT_FALSE(packet->extension(3)) << "after id 15 nothing counts";
  EXPECT_FALSE(packet->extension(15));
  EXPECT_FALSE(packet->extension(0));
  EXPECT_EQ(packet->payload()[0], 5);
}

TEST(RtpPacket, IgnoresAnElementThatLeavesTheBlock) {
  Buffer bytes = with(fixed_header(0x90),
                      {0xBE, 0xDE, 0, 1, 0x10, 'a', 0x2F, 'b', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  const auto packet = RtpPacket::parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_TRUE(packet->extension(1));
  EXPECT_FALSE(packet->extension(2));
}

TEST(RtpPacket, ReadsTwoByteExtensions) {
  Buffer bytes = with(fixed_header(0x90), {0x10, 0x07, 0, 3, 15, 1, 'x', 0, 20, 0, 16, 3, 'a', 'b', 'c', 0, 9});
  const auto packet = RtpPacket::parse(bytes);
  ASSERT_TRUE(packet);
  ASSERT_TRUE(packet->extension(15)) << "id 15 is an ordinary id in the two-byte form";
  ASSERT_TRUE(packet->extension(20));
  EXPECT_TRUE(packet->extension(20)->empty());
  ASSERT_TRUE(packet->extension(16));
  EXPECT_EQ(packet->extension(16)->size(), 3u);
  EXPECT_EQ(packet->payload()[0], 9);
}

TEST(RtpPacket, WritesWhatItReads) {
  const Buffer mid{'0'}, level{0x85}, time{1, 2, 3}, payload{4, 5, 6};
  for (const std::uint8_t id : {std::uint8_t{3}, std::uint8_t{15}, std::uint8_t{200}}) {
    ExtensionList extensions;
    extensions.add(id, mid);
    extensions.add(4, level);
    extensions.add(0, time);  // not negotiated
    extensions.add(5, time);
    Buffer out(200);
    const std::size_t size = write_rtp(out, {111, true, 65535, 0xFFFFFFFF, 1}, extensions, payload);
    ASSERT_NE(size, 0u);
    const auto packet = RtpPacket::parse(std::span(out).first(size));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->sequence(), 65535);
    EXPECT_EQ(packet->timestamp(), 0xFFFFFFFFu);
    EXPECT_TRUE(packet->marker());
    ASSERT_TRUE(packet->extension(id));
    EXPECT_EQ((*packet->extension(id))[0], '0');
    EXPECT_EQ(packet->extension(4)->size(), 1u);
    EXPECT_EQ(packet->extension(5)->size(), 3u);
    EXPECT_TRUE(std::equal(payload.begin(), payload.end(), packet->payload().begin(), packet->payload().end()));
  }
}

TEST(RtpPacket, WritesNothingWhenThereIsNoRoom) {
  const Buffer payload(100);
  ExtensionList extensions;
  extensions.add(1, payload);
  for (std::size_t room = 0; room < 12 + 4 + 104 + 100; ++room) {
    Buffer out(room);
    EXPECT_EQ(write_rtp(out, {}, extensions, payload), 0u);
  }
}

TEST(RtpPacket, EditsInPlace) {
  Buffer bytes = with(fixed_header(), {1});
  auto packet = RtpPacket::parse(bytes);
  packet->set_payload_type(8);
  packet->set_marker(false);
  packet->set_sequence(1);
  packet->set_timestamp(2);
  packet->set_ssrc(3);
  const auto again = RtpPacket::parse(bytes);
  EXPECT_EQ(again->payload_type(), 8);
  EXPECT_FALSE(again->marker());
  EXPECT_EQ(again->sequence(), 1);
  EXPECT_EQ(again->timestamp(), 2u);
  EXPECT_EQ(again->ssrc(), 3u);
}

TEST(RtpPacket, SurvivesRandomBytes) {
  std::mt19937 random(20261);
  for (int round = 0; round < 200'000; ++round) {
    Buffer bytes(random() % 64);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    if (!bytes.empty() && round % 2 == 0) bytes[0] = static_cast<std::uint8_t>(0x80 | (bytes[0] & 0x3F));
    if (bytes.size() > 14 && round % 4 == 0) {
      bytes[12] = round % 8 == 0 ? 0xBE : 0x10;
      bytes[13] = round % 8 == 0 ? 0xDE : 0x00;
      bytes[0] = 0x90;
    }
    const auto packet = RtpPacket::parse(bytes);
    if (!packet) continue;
    ASSERT_EQ(packet->header_size() + packet->payload().size() + packet->padding_size(), bytes.size());
    for (int id = 0; id < 256; ++id) {
      if (const auto data = packet->extension(static_cast<std::uint8_t>(id)); data && !data->empty()) {
        ASSERT_LE(data->data() + data->size(), bytes.data() + packet->header_size());
      }
    }
  }
}

TEST(Rtx, ComesBackAsTheOriginal) {
  const Buffer payload{1, 2, 3, 4}, mid{'7'};
  ExtensionList extensions;
  extensions.add(1, mid);
  Buffer out(100);
  const std::size_t size = write_rtx(out, {97, true, 500, 9000, 77}, extensions, 0xABCD, payload);
  ASSERT_NE(size, 0u);
  const auto rtx = RtpPacket::parse(std::span(out).first(size));
  ASSERT_TRUE(rtx);
  const auto original = unpack_rtx(*rtx, std::span(out).first(size), 96, 55);
  ASSERT_TRUE(original);
  EXPECT_EQ(original->sequence(), 0xABCD);
  EXPECT_EQ(original->ssrc(), 55u);
  EXPECT_EQ(original->payload_type(), 96);
  EXPECT_EQ(original->timestamp(), 9000u);
  EXPECT_TRUE(original->marker());
  EXPECT_TRUE(original->extension(1));
  EXPECT_TRUE(std::equal(payload.begin(), payload.end(), original->payload().begin(), original->payload().end()));
}

TEST(Rtx, HasNothingToGiveWhenItOnlyProbes) {
  Buffer padding_only = with(fixed_header(0xA0), {0, 0, 3});
  const auto packet = RtpPacket::parse(padding_only);
  ASSERT_TRUE(packet);
  EXPECT_FALSE(unpack_rtx(*packet, padding_only, 96, 1));
}

TEST(SequenceUnwrapper, FollowsWrapsAndReordering) {
  SequenceUnwrapper unwrapper;
  const auto first = unwrapper.unwrap(65534);
  EXPECT_EQ(unwrapper.unwrap(65535), first + 1);
  EXPECT_EQ(unwrapper.unwrap(1), first + 3);
  EXPECT_EQ(unwrapper.unwrap(0), first + 2);
  EXPECT_EQ(unwrapper.newest(), first + 3);
  EXPECT_EQ(unwrapper.unwrap(65530), first - 4);
  EXPECT_TRUE(sequence_newer(0, 65535));
  EXPECT_FALSE(sequence_newer(65535, 0));
  EXPECT_FALSE(sequence_newer(5, 5));
}

TEST(AbsSendTime, WrapsEvery64Seconds) {
  const auto one = abs_send_time(std::chrono::microseconds(1'500'000));
  EXPECT_EQ(read_u24(one.data()), (1u << 18) + (1u << 17));
  EXPECT_EQ(abs_send_time(std::chrono::hours(400'000)),
            abs_send_time(std::chrono::hours(400'000) % std::chrono::seconds(64)));
}

}  // namespace
}  // namespace parley::media
