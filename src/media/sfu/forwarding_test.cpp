#include <gtest/gtest.h>

#include "media/sfu/simulation.hpp"

namespace parley::media {
namespace {

using namespace simulation;

/// Publishers 1.. each with a video track "0"; one subscriber, 100, with a video slot "5".
struct Scene {
  explicit Scene(unsigned seed, Link over = {}, bool rtx = true, bool layers = false)
      : world(seed), server(world), link(over), down(world, over) {
    slot.mid = "5";
    slot.kind = Kind::video;
    slot.codecs = {vp8(100, rtx ? std::optional<std::uint8_t>(101) : std::nullopt)};
    slot.extensions.mid = 4;
    slot.extensions.abs_send_time = 3;
    slot.ssrc = 5000;
    slot.rtx_ssrc = rtx ? 5001 : 0;
    slot.cname = "parley";
    add_publisher(1, layers);
    add_publisher(2, layers);
    server.add(100, down, {{}, {slot}});
    subscriber = std::make_unique<Subscriber>(
        world, slot, [this](Buffer packet) { server.rtcp(100, std::move(packet), this->link); });
    down.on_rtp = [this](Buffer packet) { subscriber->on_rtp(std::move(packet)); };
  }
  void add_publisher(PeerId id, bool layers) {
    auto& up = ups.emplace_back(std::make_unique<Connection>(world, link));
    Track track;
    track.mid = "0";
    track.kind = Kind::video;
    track.codecs = {vp8(96, 97)};
    track.extensions.transport_cc = 2;
    const auto ssrc = static_cast<std::uint32_t>(1000 * id);
    track.ssrcs = {ssrc, ssrc + 1};
    track.rtx_ssrcs = {{ssrc, ssrc + 1}};
    server.add(id, *up, {{track}, {}});
    Publisher::Stream stream;
    stream.ssrc = ssrc;
    stream.rtx_ssrc = ssrc + 1;
    stream.transport_cc_id = 2;
    stream.layers = layers;
    auto& publisher = publishers.emplace_back(std::make_unique<Publisher>(
        world, stream, [this, id](Buffer packet) { server.rtp(id, std::move(packet), this->link); }));
    up->on_rtcp = [one = publisher.get()](Buffer packet) { one->on_rtcp(packet); };
  }
  void lease(PeerId publisher) { server.room.lease(world.now(), 100, "5", publisher, "0"); }

  World world;
  Server server;
  Link link;
  Connection down;
  Slot slot;
  std::vector<std::unique_ptr<Connection>> ups;
  std::vector<std::unique_ptr<Publisher>> publishers;
  std::unique_ptr<Subscriber> subscriber;
};

// What a decoder needs: no holes, time moves on, pictures follow each other, every stretch begins with a key frame.
void expect_decodable(const Subscriber& subscriber) {
  const Subscriber::Packet* previous = nullptr;
  std::int64_t number = 0;
  for (const auto& [sequence, packet] : subscriber.packets) {
    if (previous == nullptr) {
      EXPECT_TRUE(packet.info.keyframe_start);
    } else {
      ASSERT_EQ(sequence, number + 1);
      if (packet.header.timestamp == previous->header.timestamp) {
        EXPECT_EQ(packet.info.picture_id, previous->info.picture_id);
      } else {
        EXPECT_TRUE(timestamp_newer(packet.header.timestamp, previous->header.timestamp));
        EXPECT_EQ(packet.info.picture_id, (previous->info.picture_id + 1) & 0x7FFF);
        EXPECT_TRUE(packet.info.frame_start);
      }
      const auto step = static_cast<std::uint8_t>(packet.info.tl0_index - previous->info.tl0_index);
      EXPECT_LE(step, 1) << "TL0PICIDX goes on";
      if (packet.content != previous->content + 1) {
        EXPECT_TRUE(packet.info.keyframe_start) << "another stretch";
      }
    }
    previous = &packet;
    number = sequence;
  }
}

TEST(Forwarding, RewritesHeaderAndBeginsAtAKeyframe) {
  Scene scene(1);
  scene.publishers[0]->start();
  scene.world.run(milliseconds(500));
  EXPECT_TRUE(scene.subscriber->packets.empty());
  scene.lease(1);
  scene.world.run(milliseconds(2000));
  ASSERT_GT(scene.subscriber->packets.size(), 150u);
  expect_decodable(*scene.subscriber);
  const auto& packet = scene.subscriber->packets.begin()->second;
  EXPECT_EQ(packet.header.ssrc, 5000u);
  EXPECT_EQ(packet.header.payload_type, 100);
  EXPECT_EQ(packet.mid, "5");
  EXPECT_EQ(scene.publishers[0]->keyframe_requests, 1);
  EXPECT_GT(scene.publishers[0]->transport_feedbacks, 30);
  EXPECT_EQ(scene.publishers[0]->rembs, 0) << "transport-wide feedback is spoken";
  EXPECT_EQ(scene.server.bad, 0u);
}

TEST(Forwarding, SwitchesTracksWithoutABreak) {
  Scene scene(2);
  for (auto& publisher : scene.publishers) publisher->start();
  scene.lease(1);
  for (int i = 0; i < 10; ++i) {
    scene.world.run(milliseconds(700));
    scene.lease(i % 2 == 0 ? 2 : 1);
  }
  scene.world.run(milliseconds(700));
  ASSERT_GT(scene.subscriber->packets.size(), 500u);
  expect_decodable(*scene.subscriber);
}

TEST(Forwarding, MutesPauseTheStreamAndAKeyframeResumesIt) {
  Scene scene(3);
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(1000));
  scene.server.room.mute_track(scene.world.now(), 1, "0", true);
  scene.world.run(milliseconds(100));
  auto count = scene.subscriber->packets.size();
  scene.world.run(milliseconds(4000));
  EXPECT_EQ(scene.subscriber->packets.size(), count);
  EXPECT_EQ(scene.server.activity, std::vector<std::string>{"1/0/ on"}) << "a mute is no silence";
  scene.server.room.mute_track(scene.world.now(), 1, "0", false);
  scene.world.run(milliseconds(1000));
  EXPECT_GT(scene.subscriber->packets.size(), count + 50);
  scene.server.room.mute_slot(scene.world.now(), 100, "5", true);
  scene.world.run(milliseconds(100));
  count = scene.subscriber->packets.size();
  scene.world.run(milliseconds(1000));
  EXPECT_EQ(scene.subscriber->packets.size(), count);
  scene.server.room.mute_slot(scene.world.now(), 100, "5", false);
  scene.world.run(milliseconds(1000));
  EXPECT_GT(scene.subscriber->packets.size(), count + 50);
  expect_decodable(*scene.subscriber);
}

TEST(Forwarding, FallsSilentWhenReleasedOrThePublisherGoes) {
  Scene scene(4);
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(1000));
  scene.server.room.release(100, "5");
  scene.world.run(milliseconds(100));
  const auto count = scene.subscriber->packets.size();
  scene.world.run(milliseconds(500));
  EXPECT_EQ(scene.subscriber->packets.size(), count);
  scene.lease(1);
  scene.world.run(milliseconds(500));
  EXPECT_GT(scene.subscriber->packets.size(), count);
  scene.server.room.remove(1);
  scene.lease(1);
  scene.world.run(milliseconds(500));
  expect_decodable(*scene.subscriber);
  scene.server.room.remove(100);
  scene.world.run(milliseconds(500));
}

class Lossy : public testing::TestWithParam<std::tuple<unsigned, double>> {};

TEST_P(Lossy, RecoversByRepetition) {
  const auto [seed, loss] = GetParam();
  Scene scene(seed, {loss, milliseconds(25), milliseconds(10)});
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(20'000));
  scene.publishers[0]->stop();
  scene.world.run(milliseconds(2000));
  ASSERT_GT(scene.subscriber->packets.size(), 1500u);
  EXPECT_GE(scene.subscriber->completeness(), loss < 0.1 ? 0.999 : 0.99);
  EXPECT_GT(scene.subscriber->repeated, 10u);
  // Nobody asks for a very first packet that got lost: that one is left to the decoder's own key frame request.
  const bool whole = scene.subscriber->packets.begin()->second.info.keyframe_start;
  if (whole && scene.subscriber->completeness() == 1.0) expect_decodable(*scene.subscriber);
  PeerStats stats;
  scene.server.room.find(1)->add_stats(stats);
  EXPECT_GT(stats.tracks[0].nacks_sent, 0u);
  // Some reordering looks like loss; needless repetitions stay few.
  EXPECT_LT(scene.subscriber->duplicates, scene.subscriber->packets.size() / 5);
}
INSTANTIATE_TEST_SUITE_P(Seeds, Lossy, testing::Combine(testing::Range(10u, 16u), testing::Values(0.01, 0.05, 0.15)));

TEST(Forwarding, RepeatsBitForBitWithoutRtx) {
  Scene scene(20, {0.1, milliseconds(20), milliseconds(5)}, false);
  std::map<std::uint16_t, Buffer> sent;
  std::uint64_t again = 0;
  scene.down.on_sent = [&](const Buffer& packet) {
    const std::uint16_t sequence = read_u16(packet.data() + 2);
    const auto [old, fresh] = sent.emplace(sequence, packet);
    if (fresh) return;
    ++again;
    EXPECT_EQ(old->second, packet) << "one key stream must not protect two texts";
  };
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(8000));
  EXPECT_GT(again, 20u);
  EXPECT_GE(scene.subscriber->completeness(), 0.98);
}

TEST(Forwarding, AsksForKeyframesOnceForMany) {
  Scene scene(5);
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(3000));
  const int before = scene.publishers[0]->keyframe_requests;
  for (int i = 0; i < 1000; ++i) {
    scene.subscriber->send_pli();
    scene.world.run(milliseconds(2));
  }
  EXPECT_LE(scene.publishers[0]->keyframe_requests - before, 5);
  EXPECT_GE(scene.publishers[0]->keyframe_requests - before, 3);
}

TEST(Forwarding, AsksAgainUntilTheKeyframeComes) {
  Scene scene(6);
  scene.publishers[0]->start();
  scene.world.run(milliseconds(100));
  const auto deaf = std::move(scene.ups[0]->on_rtcp);
  scene.lease(1);
  scene.world.run(milliseconds(3000));
  EXPECT_TRUE(scene.subscriber->packets.empty());
  scene.ups[0]->on_rtcp = deaf;
  scene.world.run(milliseconds(5000));
  EXPECT_FALSE(scene.subscriber->packets.empty());
}

TEST(Forwarding, ASubscriberCannotMakeItSendWithoutEnd) {
  Scene scene(7, {0, milliseconds(5), milliseconds(0)});
  std::uint64_t bytes = 0;
  scene.down.on_sent = [&](const Buffer& packet) { bytes += packet.size(); };
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(2000));
  const std::uint64_t normal = bytes;
  bytes = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::uint16_t> all;
    for (const auto& [sequence, packet] : scene.subscriber->packets) all.push_back(packet.header.sequence);
    scene.subscriber->send_nack(all);
    scene.world.run(milliseconds(10));
  }
  EXPECT_LT(bytes, 2 * normal + 400'000);
}

TEST(Forwarding, DropsACodecTheSlotDoesNotKnow) {
  Scene scene(8);
  Slot other = scene.slot;
  other.codecs = {{100, "H264", 90'000, 0, "packetization-mode=1;profile-level-id=42e01f", std::nullopt}};
  scene.server.room.find(100)->update(scene.world.now(), {{}, {other}});
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(1000));
  EXPECT_TRUE(scene.subscriber->packets.empty());
  EXPECT_GT(scene.server.room.find(100)->slot("5")->unmapped(), 50u);
}

TEST(Forwarding, LeavesOutTemporalLayersWithoutHoles) {
  Scene scene(9, {}, true, true);
  scene.publishers[0]->start();
  scene.lease(1);
  scene.world.run(milliseconds(1000));
  const auto full = scene.subscriber->packets.size();
  scene.server.room.prefer(scene.world.now(), 100, "5", {std::nullopt, std::nullopt, 0});
  scene.world.run(milliseconds(1000));
  const auto half = scene.subscriber->packets.size() - full;
  EXPECT_LT(half, full * 2 / 3);
  scene.server.room.prefer(scene.world.now(), 100, "5", {std::nullopt, std::nullopt, std::nullopt});
  scene.world.run(milliseconds(1000));
  EXPECT_GT(scene.subscriber->packets.size() - full - half, half * 3 / 2);
  std::int64_t number = scene.subscriber->packets.begin()->first;
  std::uint16_t picture = scene.subscriber->packets.begin()->second.info.picture_id;
  for (const auto& [sequence, packet] : scene.subscriber->packets) {
    EXPECT_EQ(sequence, number++);
    if (packet.info.frame_start && sequence != scene.subscriber->packets.begin()->first) {
      EXPECT_EQ(packet.info.picture_id, (picture + 1) & 0x7FFF);
    }
    picture = packet.info.picture_id;
  }
}

TEST(Forwarding, TellsWhenATrackFallsSilent) {
  Scene scene(10);
  scene.publishers[0]->start();
  scene.world.run(milliseconds(500));
  scene.publishers[0]->stop();
  scene.world.run(milliseconds(1500));
  EXPECT_EQ(scene.server.activity, std::vector<std::string>{"1/0/ on"});
  scene.world.run(milliseconds(1500));
  EXPECT_EQ(scene.server.activity, (std::vector<std::string>{"1/0/ on", "1/0/ off"}));
  scene.publishers[0]->start();
  scene.world.run(milliseconds(100));
  EXPECT_EQ(scene.server.activity.size(), 3u);
}

TEST(Forwarding, ReportsToThePublisher) {
  Scene scene(11, {0.1, milliseconds(20), milliseconds(0)});
  scene.publishers[0]->start();
  scene.world.run(milliseconds(10'000));
  ASSERT_GE(scene.publishers[0]->reports.size(), 5u);
  const auto& report = scene.publishers[0]->reports.back();
  EXPECT_EQ(report.ssrc, 1000u);
  EXPECT_GT(report.cumulative_lost, 30);
  EXPECT_NEAR(report.fraction_lost / 256.0, 0.1, 0.1);
}

}  // namespace
}  // namespace parley::media
