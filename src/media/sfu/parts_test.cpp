#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "media/sfu/codec_match.hpp"
#include "media/sfu/keyframe_request.hpp"
#include "media/sfu/packet_ring.hpp"
#include "media/sfu/renumbering.hpp"

namespace parley::media {
namespace {

TEST(PacketRing, KeepsTheNewestAndForgetsTheOldest) {
  PacketRing ring(10'000, 64);
  EXPECT_FALSE(ring.find(1));
  std::mt19937 random(1);
  for (std::int64_t i = 0; i < 5000; ++i) {
    const std::vector<std::uint8_t> packet(1 + random() % 1500, static_cast<std::uint8_t>(i));
    ring.store(i, packet);
    int found = 0;
    for (std::int64_t back = i; back >= 0 && back > i - 100; --back) {
      const auto kept = ring.find(back);
      if (!kept) continue;
      ++found;
      ASSERT_TRUE(std::all_of(kept->begin(), kept->end(),
                              [&](std::uint8_t byte) { return byte == static_cast<std::uint8_t>(back); }));
    }
    EXPECT_GE(found, std::min<std::int64_t>(i + 1, 4));
  }
  ring.store(6000, std::vector<std::uint8_t>(20'000));
  EXPECT_FALSE(ring.find(6000)) << "does not fit at all";
  ring.clear();
  EXPECT_FALSE(ring.find(4999));
}

TEST(Renumbering, ClosesGapsOfWhatIsLeftOut) {
  Renumbering numbers;
  const int source = 0;
  const Renumbering::Origin origin{&source, 0};
  EXPECT_FALSE(numbers.map(origin, 5));
  numbers.begin(origin, 1000, {900, 0, 0, 0});
  EXPECT_EQ(numbers.map(origin, 1000)->sequence, 900);
  EXPECT_FALSE(numbers.map(origin, 999)) << "before the beginning";
  numbers.leave_out(1001, true);
  numbers.leave_out(1002, false);
  EXPECT_EQ(1003 - numbers.map(origin, 1003)->sequence, 101);
  EXPECT_EQ(numbers.map(origin, 1003)->picture, 1);
  EXPECT_EQ(1000 - numbers.map(origin, 1000)->sequence, 100) << "a late one finds its old place";
  numbers.leave_out(1003, true);  // too late, already followed
  EXPECT_EQ(1004 - numbers.map(origin, 1004)->sequence, 102);
  EXPECT_EQ(numbers.find(100)->sequence, 1000);
  EXPECT_EQ(numbers.find(101)->sequence, 1003);
  EXPECT_FALSE(numbers.find(99));
}

TEST(Renumbering, ANewBeginningHidesTheOld) {
  Renumbering numbers;
  const int a = 0, b = 0;
  numbers.begin({&a, 0}, 10, {0, 0, 0, 0});
  numbers.begin({&b, 0}, 500, {485, 0, 0, 0});
  EXPECT_FALSE(numbers.map({&a, 0}, 12));
  EXPECT_EQ(numbers.find(15)->origin.source, &b);
  EXPECT_EQ(numbers.find(14)->origin.source, &a) << "what was sent before can still be repeated";
  // The same source after a pause: what lies in the pause has no place.
  numbers.begin({&b, 0}, 600, {580, 0, 0, 0});
  EXPECT_FALSE(numbers.map({&b, 0}, 550));
  EXPECT_EQ(numbers.map({&b, 0}, 600)->sequence, 580);
}

TEST(Renumbering, AgreesWithARecordOfEveryPacket) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    Renumbering numbers;
    const Renumbering::Origin origin{&numbers, 0};
    std::int64_t next = 1000;
    numbers.begin(origin, 1000, {1000, 0, 0, 0});
    std::int64_t outgoing = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> record;  // outgoing, source
    for (int i = 0; i < 40; ++i, ++next) {
      if (random() % 3 == 0) {
        numbers.leave_out(next, true);
      } else {
        ASSERT_EQ(next - numbers.map(origin, next)->sequence, outgoing);
        record.emplace_back(outgoing++, next);
      }
    }
    for (const auto& [out, source] : record) EXPECT_EQ(numbers.find(out)->sequence, source);
  }
}

Codec format(std::string name, std::string fmtp, std::uint8_t type = 96) {
  return {type, std::move(name), 90'000, 0, std::move(fmtp), std::nullopt};
}

TEST(CodecMatch, ComparesWhatChangesTheBitstream) {
  EXPECT_TRUE(same_codec(format("VP8", ""), format("vp8", "max-fs=100")));
  EXPECT_FALSE(same_codec(format("VP8", ""), format("VP9", "")));
  EXPECT_TRUE(same_codec(format("VP9", ""), format("VP9", "profile-id=0")));
  EXPECT_FALSE(same_codec(format("VP9", "profile-id=2"), format("VP9", "profile-id=0")));
  EXPECT_TRUE(same_codec(format("H264", "profile-level-id=42e01f;packetization-mode=1"),
                         format("H264", "packetization-mode=1; profile-level-id=42C028")))
      << "levels and spellings of one profile";
  EXPECT_FALSE(same_codec(format("H264", "profile-level-id=42e01f;packetization-mode=1"),
                          format("H264", "profile-level-id=42e01f")));
  EXPECT_FALSE(same_codec(format("H264", "profile-level-id=42001f"), format("H264", "profile-level-id=42e01f")));
  EXPECT_FALSE(same_codec(format("H264", "profile-level-id=junk!!"), format("H264", "profile-level-id=junk!!")));
  EXPECT_FALSE(same_codec({111, "opus", 48'000, 2, "", std::nullopt}, {111, "opus", 48'000, 1, "", std::nullopt}));
}

TEST(CodecMatch, MapsPayloadTypes) {
  const auto map = map_payload_types({format("VP8", "", 96), format("VP9", "profile-id=2", 98)},
                                     {format("VP9", "", 100), format("VP8", "", 120)});
  EXPECT_EQ(map[96], 120);
  EXPECT_EQ(map[98], kNoPayloadType);
  EXPECT_EQ(map[0], kNoPayloadType);
}

TEST(KeyframeRequest, SpacesRequests) {
  KeyframeRequest request;
  Time now{std::chrono::seconds(10)};
  EXPECT_FALSE(request.take_due(now));
  request.want(now);
  EXPECT_TRUE(request.take_due(now));
  EXPECT_FALSE(request.take_due(now));
  request.satisfied();
  request.want(now + std::chrono::milliseconds(10));
  EXPECT_FALSE(request.take_due(now + std::chrono::milliseconds(499)));
  EXPECT_TRUE(request.take_due(now + std::chrono::milliseconds(500)));
  int requests = 0;
  for (int i = 0; i < 60'000; ++i) requests += request.take_due(now + std::chrono::milliseconds(501 + i));
  EXPECT_NEAR(requests, 17, 3) << "fewer and fewer";
}

}  // namespace
}  // namespace parley::media
