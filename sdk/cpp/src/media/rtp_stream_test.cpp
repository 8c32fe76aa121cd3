// A sender and a receiver with a link between them that loses and reorders; time is made up.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "media/rtp_receiver.hpp"
#include "media/rtp_sender.hpp"

namespace parley::sdk {
namespace {

using namespace std::chrono_literals;
using Packet = std::vector<std::uint8_t>;

Packet frame_bytes(std::uint8_t number, std::size_t size, bool keyframe) {
  Packet bytes(size, number);
  bytes[0] = keyframe ? 0 : 1;
  return bytes;
}

class Stream : public testing::Test {
 protected:
  explicit Stream(bool video = true) : receiver(video) {
    RtpSender::Format sending{video, 96, static_cast<std::uint8_t>(video ? 97 : 0)};
    sender.set_format(sending);
    receiver.set_format({sender.ssrc(), sender.rtx_ssrc(), 96, sending.rtx_payload_type, 90'000, video, video});
  }
  /// One frame, then 33 ms in which packets travel and the receiver asks for what it misses.
  void step(Packet frame) {
    sender.send_frame(now, frame, timestamp, [this](media::Bytes packet) { fly(packet); });
    timestamp += 3000;
    for (int i = 0; i < 11; ++i) run(3ms);
  }
  void run(std::chrono::milliseconds duration) {
    now += duration;
    while (!flying.empty() && flying.begin()->first <= now) {
      Packet packet = std::move(flying.begin()->second);
      flying.erase(flying.begin());
      const auto parsed = media::RtpPacket::parse(packet);
      ASSERT_TRUE(parsed);
      receiver.receive(now, *parsed, packet, emit);
    }
    if (!receiver.restless()) return;
    std::array<std::uint8_t, 1200> buffer;
    media::RtcpWriter writer(buffer);
    receiver.on_timeout(now, 20ms, 1, writer, emit);
    media::RtcpReader reader(writer.bytes());
    while (const auto packet = reader.next()) {
      const auto feedback = media::parse_feedback(*packet);
      ASSERT_TRUE(feedback);
      EXPECT_EQ(feedback->media_ssrc, sender.ssrc());
      if (packet->type == media::rtcp_type::kPayloadFeedback) {
        ++keyframe_requests;
      } else if (repeats) {
        media::for_each_lost(*feedback,
                             [&](std::uint16_t lost) { sender.repeat(lost, [this](media::Bytes one) { fly(one); }); });
      }
    }
  }
  void fly(media::Bytes packet) {
    EXPECT_LE(packet.size(), RtpSender::kMaxPacket + 2);
    if (std::uniform_real_distribution(0.0, 1.0)(random) < loss) return;
    flying.emplace(now + std::chrono::milliseconds(5 + (jitter ? random() % jitter : 0)),
                   Packet(packet.begin(), packet.end()));
  }

  RtpSender sender;
  RtpReceiver receiver;
  media::Time now{1000s};
  std::uint32_t timestamp = 0;
  double loss = 0;
  unsigned jitter = 0;
  bool repeats = true;
  int keyframe_requests = 0;
  std::mt19937 random{7};
  std::multimap<media::Time, Packet> flying;
  std::vector<Frame> frames;
  FrameAssembler::Emit emit = [this](Frame frame) { frames.push_back(std::move(frame)); };
};

TEST_F(Stream, FramesComeBackWhole) {
  for (std::uint8_t n = 0; n < 50; ++n)
    step(frame_bytes(n, std::array<std::size_t, 4>{1, 1164, 1165, 9000}[n % 4], n == 0));
  ASSERT_EQ(frames.size(), 50u);
  for (std::uint8_t n = 0; n < 50; ++n) {
    EXPECT_EQ(frames[n].bytes, frame_bytes(n, frames[n].bytes.size(), n == 0));
    EXPECT_EQ(frames[n].keyframe, n == 0);
    EXPECT_EQ(frames[n].timestamp - frames[0].timestamp, n * 3000u);
  }
  EXPECT_EQ(keyframe_requests, 0);
  EXPECT_EQ(sender.counters.frames, 50u);
  EXPECT_EQ(receiver.counters.packets, sender.counters.packets);
}

TEST_F(Stream, LostAndLatePacketsAreRepairedByRepetition) {
  loss = 0.1;
  jitter = 15;
  step(frame_bytes(0, 100, true));
  if (frames.empty()) step(frame_bytes(0, 100, true));
  for (std::uint8_t n = 1; n < 200; ++n) step(frame_bytes(n, 6000, false));
  loss = 0;
  for (int i = 0; i < 30; ++i) run(30ms);
  ASSERT_GE(frames.size(), 198u);  // the very last ones may lack their end, which nothing follows
  std::uint8_t last = 0;
  for (const Frame& frame : frames) {
    const std::uint8_t n = frame.bytes.size() == 100 ? 0 : frame.bytes[1];
    if (n != 0) {
      EXPECT_EQ(n, last + 1);
      EXPECT_EQ(frame.bytes, frame_bytes(n, 6000, false));
    }
    last = n;
  }
  EXPECT_GT(sender.counters.retransmitted, 50u);
  EXPECT_GT(receiver.counters.nacks, 50u);
  EXPECT_TRUE(receiver.report(now));
}

TEST_F(Stream, WhatIsNotRepeatedIsSkippedToTheNextKeyFrame) {
  repeats = false;
  step(frame_bytes(0, 100, true));
  loss = 1;
  step(frame_bytes(1, 100, false));
  loss = 0;
  std::uint8_t n = 2;
  while (keyframe_requests == 0 && n < 100) step(frame_bytes(n++, 3000, false));
  ASSERT_GT(keyframe_requests, 0);
  EXPECT_EQ(frames.size(), 1u);
  step(frame_bytes(n++, 3000, true));
  step(frame_bytes(n++, 3000, false));
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_TRUE(frames[1].keyframe);
  EXPECT_EQ(frames[2].bytes[1], n - 1);
  const int requests = keyframe_requests;
  for (int i = 0; i < 20; ++i) step(frame_bytes(n++, 3000, false));
  EXPECT_EQ(keyframe_requests, requests);
}

TEST_F(Stream, AStreamThatBeginsInTheMiddleAsksForAKeyFrame) {
  for (std::uint8_t n = 1; n < 20; ++n) step(frame_bytes(n, 500, false));
  EXPECT_TRUE(frames.empty());
  EXPECT_GE(keyframe_requests, 1);
  EXPECT_LE(keyframe_requests, 3);
  for (int i = 0; i < 20; ++i) run(100ms);
  EXPECT_LE(keyframe_requests, 4);  // a stream that fell silent needs none
}

TEST_F(Stream, SendsNothingUntilTheOtherSideTakesIt) {
  sender.set_format({});
  step(frame_bytes(0, 100, true));
  sender.repeat(0, [](media::Bytes) { FAIL(); });
  EXPECT_FALSE(sender.report(now));
  EXPECT_EQ(sender.counters.frames, 0u);
}

TEST_F(Stream, ReportsWhatItSent) {
  step(frame_bytes(0, 2000, true));
  const auto report = sender.report(now + 1s);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->ssrc, sender.ssrc());
  EXPECT_EQ(report->packets, 2u);
  EXPECT_EQ(report->octets, 2008u);
  EXPECT_EQ(report->rtp_timestamp - frames.at(0).timestamp, 90'000u + 33 * 90);
}

class Sound : public Stream {
 protected:
  Sound() : Stream(false) {}
};

TEST_F(Sound, GoesOnBehindALostPacket) {
  for (std::uint8_t n = 0; n < 30; ++n) {
    loss = n == 10 ? 1 : 0;
    step(Packet(80, n));
  }
  ASSERT_EQ(frames.size(), 29u);
  EXPECT_EQ(frames[9].bytes[0], 9);
  EXPECT_EQ(frames[10].bytes[0], 11);
  EXPECT_EQ(keyframe_requests, 0);
}

TEST(Vp8Descriptor, IsMeasured) {
  const auto size = [](Packet payload) { return vp8_descriptor_size(payload); };
  EXPECT_EQ(size({0x10, 0}), 1u);
  EXPECT_EQ(size({0x90, 0x80, 0x12, 0}), 3u);
  EXPECT_EQ(size({0x90, 0x80, 0x92, 0x34, 0}), 4u);
  EXPECT_EQ(size({0x90, 0xE0, 0x92, 0x34, 1, 0x20, 0}), 6u);
  EXPECT_EQ(size({0x90, 0x30, 0x20}), 3u);
  for (const Packet& cut : std::vector<Packet>{
           {}, {0x90}, {0x90, 0x80}, {0x90, 0x80, 0x92}, {0x90, 0xE0, 0x92, 0x34}, {0x90, 0xE0, 0x92, 0x34, 1}}) {
    EXPECT_EQ(vp8_descriptor_size(cut), std::nullopt) << cut.size();
  }
}

TEST(FrameAssemblerHostile, AnyBytesDoNoHarm) {
  std::mt19937 random(3);
  for (const bool video : {true, false}) {
    FrameAssembler assembler(video);
    std::size_t emitted = 0;
    for (int i = 0; i < 20'000; ++i) {
      Packet packet(12 + random() % 20);
      for (auto& byte : packet) byte = static_cast<std::uint8_t>(random());
      packet[0] = 0x80;
      const auto parsed = media::RtpPacket::parse(packet);
      if (!parsed) continue;
      assembler.push(media::Time(std::chrono::milliseconds(i)), i + static_cast<int>(random() % 40), *parsed,
                     [&](const Frame& frame) { emitted += !frame.bytes.empty(); });
      if (random() % 500 == 0) assembler.skip_gap([&](const Frame&) { ++emitted; });
    }
    EXPECT_GT(emitted, 0u);
  }
}

}  // namespace
}  // namespace parley::sdk
