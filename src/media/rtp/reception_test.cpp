#include "media/rtp/reception.hpp"

#include <gtest/gtest.h>

#include "media/rtp/nack_list.hpp"

namespace parley::media {
namespace {

using std::chrono::milliseconds;

struct Source {
  Reception reception;
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(100);
  std::optional<std::int64_t> receive(Time now, std::uint16_t sequence, std::uint32_t timestamp = 0) {
    const std::vector<std::uint8_t> payload(50);
    const std::size_t size = write_rtp(bytes, {96, false, sequence, timestamp, 5}, {}, payload);
    return reception.received(now, *RtpPacket::parse(std::span(bytes).first(size)), 90'000);
  }
};

TEST(Reception, CountsLossPerInterval) {
  Source source;
  Time now{};
  for (const int sequence : {65533, 65534, 65535, 1, 2, 3}) source.receive(now, static_cast<std::uint16_t>(sequence));
  auto block = source.reception.report(now, 5);
  ASSERT_TRUE(block);
  EXPECT_EQ(block->cumulative_lost, 1);
  EXPECT_EQ(block->fraction_lost, 256 / 7);
  source.receive(now, 4);
  block = source.reception.report(now, 5);
  EXPECT_EQ(block->fraction_lost, 0);
  EXPECT_EQ(block->cumulative_lost, 1);
  EXPECT_EQ(block->highest_sequence & 0xFFFF, 4u);
  EXPECT_EQ(source.reception.packets(), 7u);
}

TEST(Reception, MeasuresJitter) {
  Source steady, shaky;
  Time now{};
  for (std::uint16_t i = 0; i < 200; ++i) {
    now += milliseconds(20);
    steady.receive(now, i, i * 1800u);
    shaky.receive(now + milliseconds(i % 2 * 10), i, i * 1800u);
  }
  EXPECT_EQ(steady.reception.report(now, 5)->jitter, 0u);
  EXPECT_NEAR(shaky.reception.report(now, 5)->jitter, 900, 60);
}

TEST(Reception, OneStrayPacketChangesNothingTwoInARowRestart) {
  Source source;
  Time now{};
  source.receive(now, 100);
  source.receive(now, 101);
  EXPECT_FALSE(source.receive(now, 30'000));
  EXPECT_TRUE(source.receive(now, 102));
  EXPECT_FALSE(source.reception.take_restarted());
  EXPECT_FALSE(source.receive(now, 30'000));
  EXPECT_TRUE(source.receive(now, 30'001));
  EXPECT_TRUE(source.reception.take_restarted());
  EXPECT_FALSE(source.reception.take_restarted());
  EXPECT_EQ(source.reception.lost(), 0u);
}

TEST(Reception, EchoesTheSenderReport) {
  Source source;
  Time now{};
  EXPECT_FALSE(source.reception.report(now, 5));
  source.receive(now, 1);
  source.reception.sender_report(now, {5, 0x0001000200030004, 0, 0, 0});
  const auto block = source.reception.report(now + milliseconds(500), 5);
  EXPECT_EQ(block->last_sender_report, 0x00020003u);
  EXPECT_EQ(block->delay_since, 32768u);
}

TEST(NackList, AsksAfterTheReorderTimeAndAgainAfterTheRoundTrip) {
  NackList list;
  Time now{std::chrono::seconds(1)};
  std::vector<std::uint16_t> due;
  list.received(now, 100);
  list.received(now, 103);
  list.take_due(now, milliseconds(100), 100, due);
  EXPECT_TRUE(due.empty());
  now += NackList::kReorderTime;
  ASSERT_TRUE(list.next_due());
  EXPECT_LE(*list.next_due(), now);
  list.take_due(now, milliseconds(100), 100, due);
  EXPECT_EQ(due, (std::vector<std::uint16_t>{101, 102}));
  due.clear();
  now += milliseconds(110);
  list.take_due(now, milliseconds(100), 100, due);
  EXPECT_TRUE(due.empty()) << "the answer may still be on its way";
  EXPECT_TRUE(list.received(now, 101));
  EXPECT_FALSE(list.received(now, 101));
  now += milliseconds(20);
  list.take_due(now, milliseconds(100), 100, due);
  EXPECT_EQ(due, std::vector<std::uint16_t>{102});
  EXPECT_TRUE(list.received(now, 102));
  EXPECT_FALSE(list.next_due());
  EXPECT_FALSE(list.take_gave_up());
}

TEST(NackList, GivesUpInTheEnd) {
  NackList list;
  Time now{std::chrono::seconds(1)};
  list.received(now, 1);
  list.received(now, 3);
  std::vector<std::uint16_t> due;
  for (int i = 0; i < 1000; ++i, now += milliseconds(5)) list.take_due(now, milliseconds(10), 100, due);
  EXPECT_EQ(due.size(), static_cast<std::size_t>(NackList::kMaxRequests));
  EXPECT_EQ(list.missing(), 0u);
  EXPECT_TRUE(list.take_gave_up());
  EXPECT_FALSE(list.take_gave_up());
}

TEST(NackList, IsBounded) {
  NackList list;
  Time now{};
  list.received(now, 0);
  list.received(now, 1'000'000);
  EXPECT_EQ(list.missing(), 0u);
  EXPECT_TRUE(list.take_gave_up());
  list.received(now, 1'000'000 + NackList::kMaxMissing + 1);
  EXPECT_EQ(list.missing(), NackList::kMaxMissing);
  list.forget_before(1'000'000 + 11);
  EXPECT_EQ(list.missing(), NackList::kMaxMissing - 10);
}

}  // namespace
}  // namespace parley::media
