#include "media/rtp/transport_feedback.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace parley::media {
namespace {

using std::chrono::microseconds;

std::vector<TransportStatus> next_message(TransportFeedbackRecorder& recorder) {
  std::vector<std::uint8_t> out(1200);
  const std::size_t size = recorder.write(out, 1, 2);
  if (size == 0) return {};
  EXPECT_EQ(size % 4, 0u);
  EXPECT_LE(size, TransportFeedbackRecorder::kMaxMessage);
  RtcpReader reader(Bytes(out).first(size));
  const auto packet = reader.next();
  EXPECT_TRUE(packet && packet->count == rtcp_format::kTransportCc);
  EXPECT_FALSE(reader.next());
  const auto statuses = parse_transport_feedback(*parse_feedback(*packet));
  EXPECT_TRUE(statuses);
  return statuses.value_or(std::vector<TransportStatus>{});
}

TEST(TransportFeedback, TellsWhatCameAndWhen) {
  TransportFeedbackRecorder recorder;
  const Time start{std::chrono::seconds(1000)};
  recorder.received(65535, start);
  recorder.received(0, start + microseconds(1000));
  recorder.received(3, start + microseconds(90'000));
  const auto statuses = next_message(recorder);
  ASSERT_EQ(statuses.size(), 5u);
  EXPECT_TRUE(statuses[0].received);
  EXPECT_EQ(statuses[0].sequence, 65535);
  EXPECT_TRUE(statuses[1].received);
  EXPECT_FALSE(statuses[2].received);
  EXPECT_FALSE(statuses[3].received);
  EXPECT_EQ(statuses[1].arrival - statuses[0].arrival, microseconds(1000));
  EXPECT_EQ(statuses[4].arrival - statuses[1].arrival, microseconds(89'000));
  EXPECT_FALSE(recorder.pending());
}

TEST(TransportFeedback, ReportsALatePacketAgain) {
  TransportFeedbackRecorder recorder;
  const Time start{std::chrono::seconds(5)};
  recorder.received(10, start);
  recorder.received(12, start);
  EXPECT_EQ(next_message(recorder).size(), 3u);
  recorder.received(11, start + microseconds(500));
  const auto statuses = next_message(recorder);
  ASSERT_EQ(statuses.size(), 2u);
  EXPECT_EQ(statuses[0].sequence, 11);
  EXPECT_TRUE(statuses[0].received);
}

TEST(TransportFeedback, NewMessageAfterALongPause) {
  TransportFeedbackRecorder recorder;
  const Time start{std::chrono::seconds(5)};
  recorder.received(1, start);
  recorder.received(2, start + std::chrono::seconds(20));
  EXPECT_EQ(next_message(recorder).size(), 1u);
  EXPECT_EQ(next_message(recorder).size(), 1u);
  EXPECT_TRUE(next_message(recorder).empty());
}

TEST(TransportFeedback, AgreesWithWhatHappenedOverALossyLink) {
  std::mt19937 random(7);
  TransportFeedbackRecorder recorder;
  std::map<std::int64_t, microseconds> sent;
  std::map<std::int64_t, microseconds> heard;
  SequenceUnwrapper unwrapper;
  microseconds now{1'000'000'000};
  for (std::int64_t i = 0x10000 + 65000; i < 0x10000 + 70000; ++i) {
    now += microseconds(250 * (random() % 400));
    if (random() % 5 == 0) continue;
    recorder.received(static_cast<std::uint16_t>(i), Time(now));
    sent[i] = now;
    if (random() % 50 != 0) continue;
    while (recorder.pending()) {
      for (const auto& status : next_message(recorder)) {
        if (status.received) heard[unwrapper.unwrap(status.sequence)] = status.arrival;
      }
    }
  }
  while (recorder.pending()) {
    for (const auto& status : next_message(recorder)) {
      if (status.received) heard[unwrapper.unwrap(status.sequence)] = status.arrival;
    }
  }
  EXPECT_EQ(heard, sent);
}

TEST(TransportFeedback, SurvivesRandomBytes) {
  std::mt19937 random(8);
  for (int round = 0; round < 100'000; ++round) {
    std::vector<std::uint8_t> bytes(random() % 60);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    if (bytes.size() > 3) bytes[2] = 0;
    (void)parse_transport_feedback({1, 2, bytes});
  }
}

}  // namespace
}  // namespace parley::media
