#include "media/rtp/rtcp.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace parley::media {
namespace {

using Buffer = std::vector<std::uint8_t>;

TEST(Rtcp, WritesAndReadsACompound) {
  Buffer out(1200);
  RtcpWriter writer(out);
  const ReportBlock block{77, 12, -5, 0x12345, 99, 0xAABBCCDD, 65536};
  ASSERT_TRUE(writer.sender_report({1, 0x1122334455667788, 9000, 10, 2000}, {&block, 1}));
  ASSERT_TRUE(writer.cname(1, "parley"));
  const std::vector<std::uint16_t> lost{65534, 65535, 3, 40};
  ASSERT_TRUE(writer.nack(1, 77, lost));
  ASSERT_TRUE(writer.pli(1, 77));
  ASSERT_TRUE(writer.fir(1, 77, 4));
  const std::uint32_t ssrcs[] = {77, 78};
  ASSERT_TRUE(writer.remb(1, 5'000'000, ssrcs));
  ASSERT_TRUE(writer.bye(1));

  RtcpReader reader(writer.bytes());
  auto packet = reader.next();
  ASSERT_TRUE(packet);
  const auto report = parse_sender_report(*packet);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->ntp, 0x1122334455667788u);
  EXPECT_EQ(report->octets, 2000u);
  const auto read = parse_report_block(*packet, 0);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->cumulative_lost, -5);
  EXPECT_EQ(read->highest_sequence, 0x12345u);
  EXPECT_EQ(read->delay_since, 65536u);
  EXPECT_FALSE(parse_report_block(*packet, 1));

  packet = reader.next();
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->type, rtcp_type::kSourceDescription);
  EXPECT_EQ(packet->body[5], 6) << "length of the name";

  packet = reader.next();
  auto feedback = parse_feedback(*packet);
  ASSERT_TRUE(feedback);
  EXPECT_EQ(feedback->media_ssrc, 77u);
  std::vector<std::uint16_t> heard;
  for_each_lost(*feedback, [&](std::uint16_t sequence) { heard.push_back(sequence); });
  EXPECT_EQ(heard, lost);

  packet = reader.next();
  EXPECT_EQ(packet->count, rtcp_format::kPli);

  packet = reader.next();
  feedback = parse_feedback(*packet);
  std::uint32_t asked = 0;
  for_each_fir(*feedback, [&](std::uint32_t ssrc, std::uint8_t number) {
    asked = ssrc;
    EXPECT_EQ(number, 4);
  });
  EXPECT_EQ(asked, 77u);

  packet = reader.next();
  feedback = parse_feedback(*packet);
  const auto bitrate = parse_remb(*feedback);
  ASSERT_TRUE(bitrate);
  EXPECT_NEAR(static_cast<double>(*bitrate), 5e6, 5e6 / 1000);

  packet = reader.next();
  ASSERT_EQ(packet->type, rtcp_type::kBye);
  std::vector<std::uint32_t> gone;
  for_each_bye(*packet, [&](std::uint32_t ssrc) { gone.push_back(ssrc); });
  EXPECT_EQ(gone, std::vector<std::uint32_t>{1});
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.malformed());
}

TEST(Rtcp, NackPacksSeventeenInOneItem) {
  Buffer out(100);
  RtcpWriter writer(out);
  std::vector<std::uint16_t> lost;
  for (std::uint16_t i = 0; i < 18; ++i) lost.push_back(static_cast<std::uint16_t>(65530 + i));
  ASSERT_TRUE(writer.nack(1, 2, lost));
  EXPECT_EQ(writer.bytes().size(), 12u + 8u);
}

TEST(Rtcp, WritesNothingWhenThereIsNoRoom) {
  Buffer out(11);
  RtcpWriter writer(out);
  EXPECT_FALSE(writer.pli(1, 2));
  EXPECT_FALSE(writer.sender_report({}, {}));
  EXPECT_TRUE(writer.empty());
  EXPECT_TRUE(writer.bye(3));
}

TEST(Rtcp, StopsAtMalformedParts) {
  const Buffer wrong_version{0x00, 200, 0, 0};
  const Buffer too_long{0x80, 200, 0, 9, 1, 2, 3, 4};
  const Buffer padding{0xA0, 201, 0, 1, 0, 0, 0, 9};
  for (const Buffer& bytes : {wrong_version, too_long, padding}) {
    RtcpReader reader(bytes);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.malformed());
  }
}

TEST(Rtcp, SurvivesRandomBytes) {
  std::mt19937 random(4);
  for (int round = 0; round < 200'000; ++round) {
    Buffer bytes(4 * (random() % 20));
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    if (bytes.size() >= 4) {
      bytes[0] = static_cast<std::uint8_t>(0x80 | (bytes[0] & 0x1F));
      bytes[1] = static_cast<std::uint8_t>(200 + random() % 8);
      bytes[2] = 0;
      bytes[3] = static_cast<std::uint8_t>(random() % (bytes.size() / 4 + 1));
    }
    RtcpReader reader(bytes);
    while (const auto packet = reader.next()) {
      (void)parse_sender_report(*packet);
      for (std::size_t i = 0; i < 32; ++i) (void)parse_report_block(*packet, i);
      for_each_bye(*packet, [](std::uint32_t) {});
      if (const auto feedback = parse_feedback(*packet)) {
        for_each_lost(*feedback, [](std::uint16_t) {});
        for_each_fir(*feedback, [](std::uint32_t, std::uint8_t) {});
        (void)parse_remb(*feedback);
      }
    }
  }
}

TEST(Ntp, ConvertsBothWays) {
  const NtpTime a = ntp_from_unix(std::chrono::microseconds(1'700'000'000'250'000));
  const NtpTime b = ntp_from_unix(std::chrono::microseconds(1'700'000'001'000'000));
  EXPECT_NEAR(static_cast<double>(ntp_difference(b, a).count()), 750'000, 1);
  EXPECT_NEAR(static_cast<double>(ntp_difference(a, b).count()), -750'000, 1);
  EXPECT_EQ(ntp_units(std::chrono::seconds(2)), 131072u);
}

}  // namespace
}  // namespace parley::media
