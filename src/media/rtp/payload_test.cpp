#include "media/rtp/payload.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace parley::media {
namespace {

using Buffer = std::vector<std::uint8_t>;

TEST(Payload, FormatIsFoundWhateverTheCase) {
  EXPECT_EQ(payload_format("vp8"), PayloadFormat::vp8);
  EXPECT_EQ(payload_format("H264"), PayloadFormat::h264);
  EXPECT_EQ(payload_format("opus"), PayloadFormat::opaque);
  EXPECT_EQ(payload_format(""), PayloadFormat::opaque);
}

TEST(Vp8, ReadsTheDescriptor) {
  const Buffer plain{0x10, 0x00, 1, 2};
  EXPECT_TRUE(inspect_vp8(plain).keyframe_start);
  const Buffer delta{0x10, 0x01};
  EXPECT_FALSE(inspect_vp8(delta).keyframe_start);
  EXPECT_TRUE(inspect_vp8(delta).frame_start);
  const Buffer later_part{0x00, 0x00};
  EXPECT_FALSE(inspect_vp8(later_part).keyframe_start);
  const Buffer second_partition{0x11, 0x00};
  EXPECT_FALSE(inspect_vp8(second_partition).frame_start);

  const Buffer full{0x90, 0xF0, 0x92, 0x34, 0x56, 0xA5, 0x01};
  const PayloadInfo info = inspect_vp8(full);
  EXPECT_EQ(info.picture_bits, 15);
  EXPECT_EQ(info.picture_id, 0x1234);
  EXPECT_EQ(info.tl0_index, 0x56);
  EXPECT_EQ(info.temporal, 2);
  EXPECT_TRUE(info.layer_sync);
  EXPECT_FALSE(info.keyframe_start);
}

TEST(Vp8, RewritesRunningNumbers) {
  Buffer wide{0x90, 0xE0, 0x92, 0x34, 0x56, 0x00, 0x00};
  rewrite_picture(wide, inspect_vp8(wide), 0x7FFF, 9);
  EXPECT_EQ(inspect_vp8(wide).picture_id, 0x7FFF);
  EXPECT_EQ(inspect_vp8(wide).tl0_index, 9);
  EXPECT_TRUE(inspect_vp8(wide).keyframe_start);
  Buffer narrow{0x90, 0x80, 0x12, 0x00};
  rewrite_picture(narrow, inspect_vp8(narrow), 0x1FF, 9);
  EXPECT_EQ(narrow, (Buffer{0x90, 0x80, 0x7F, 0x00}));
  Buffer none{0x10, 0x00};
  rewrite_picture(none, inspect_vp8(none), 1, 1);
  EXPECT_EQ(none, (Buffer{0x10, 0x00}));
}

TEST(Vp8, WrittenDescriptorsReadTheSame) {
  for (const bool layered : {false, true}) {
    Buffer out(7);
    const std::size_t size = write_vp8_descriptor(out, {true, true, 0x4321, layered, 7, 1, true});
    ASSERT_EQ(size, layered ? 6u : 4u);
    const PayloadInfo info = inspect_vp8(out);
    EXPECT_EQ(info.picture_id, 0x4321);
    EXPECT_TRUE(info.keyframe_start) << "the frame's first byte is 0";
    if (layered) {
      EXPECT_EQ(info.tl0_index, 7);
      EXPECT_EQ(info.temporal, 1);
      EXPECT_TRUE(info.layer_sync);
    }
    Buffer small(size - 1);
    EXPECT_EQ(write_vp8_descriptor(small, {true, true, 1, layered, 7, 1, true}), 0u);
  }
}

TEST(Vp9, ReadsTheDescriptor) {
  const Buffer key{0xA8, 0x81, 0x02, 0x00, 0x05, 0x00};  // I, L, B; tid 0, sid 0
  const PayloadInfo info = inspect_vp9(key);
  EXPECT_TRUE(info.keyframe_start);
  EXPECT_EQ(info.picture_id, 0x102);
  EXPECT_EQ(info.tl0_index, 5);
  const Buffer inter{0xE8, 0x01, 0x30, 0x05};
  EXPECT_FALSE(inspect_vp9(inter).keyframe_start);
  EXPECT_EQ(inspect_vp9(inter).temporal, 1);
  EXPECT_TRUE(inspect_vp9(inter).layer_sync);
  const Buffer upper_spatial{0xA8, 0x01, 0x02, 0x05};
  EXPECT_FALSE(inspect_vp9(upper_spatial).keyframe_start);
  EXPECT_EQ(inspect_vp9(upper_spatial).spatial, 1);
  const Buffer flexible{0xB8, 0x01, 0x00};
  EXPECT_EQ(inspect_vp9(flexible).tl0_offset, 0);
  EXPECT_TRUE(inspect_vp9(flexible).keyframe_start);
}

TEST(H264, FindsKeyframes) {
  EXPECT_TRUE(inspect_h264(Buffer{0x67, 0x42}).keyframe_start) << "parameter set";
  EXPECT_TRUE(inspect_h264(Buffer{0x65, 0x88}).keyframe_start) << "first slice of an IDR picture";
  EXPECT_FALSE(inspect_h264(Buffer{0x65, 0x08}).keyframe_start) << "a later slice";
  EXPECT_FALSE(inspect_h264(Buffer{0x41, 0x9A}).keyframe_start);
  EXPECT_TRUE(inspect_h264(Buffer{0x41, 0x9A}).frame_start);
  EXPECT_TRUE(inspect_h264(Buffer{0x78, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xCE}).keyframe_start) << "aggregate";
  EXPECT_FALSE(inspect_h264(Buffer{0x78, 0, 2, 0x68, 0xCE, 0, 9, 0x65}).keyframe_start) << "second unit is cut off";
  EXPECT_TRUE(inspect_h264(Buffer{0x7C, 0x85, 0x88}).keyframe_start) << "first fragment";
  EXPECT_FALSE(inspect_h264(Buffer{0x7C, 0x05, 0x88}).keyframe_start) << "middle fragment";
}

TEST(Av1, FindsKeyframes) {
  EXPECT_TRUE(inspect_av1(Buffer{0x18, 0x0A}).keyframe_start);
  EXPECT_FALSE(inspect_av1(Buffer{0x10, 0x32}).keyframe_start);
  EXPECT_FALSE(inspect_av1(Buffer{0x98, 0x0A}).keyframe_start) << "continues a fragment";
}

TEST(Payload, SurvivesRandomAndTruncatedBytes) {
  std::mt19937 random(3);
  const PayloadFormat formats[] = {PayloadFormat::opaque, PayloadFormat::vp8, PayloadFormat::vp9, PayloadFormat::h264,
                                   PayloadFormat::av1};
  for (int round = 0; round < 200'000; ++round) {
    Buffer bytes(random() % 12);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    for (const PayloadFormat format : formats) {
      const PayloadInfo info = inspect_payload(format, bytes);
      if (info.picture_offset != 0) {
        ASSERT_LE(info.picture_offset + (info.picture_bits == 15 ? 2u : 1u), bytes.size());
      }
      if (info.tl0_offset != 0) {
        ASSERT_LT(info.tl0_offset, bytes.size());
      }
      Buffer copy = bytes;
      rewrite_picture(copy, info, info.picture_id, info.tl0_index);
      ASSERT_EQ(copy, bytes) << "writing back what was read changes nothing";
    }
  }
}

}  // namespace
}  // namespace parley::media
