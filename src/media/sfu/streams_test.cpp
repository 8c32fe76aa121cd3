// How packets find their track, simulcast, audio, and reports to subscribers.
#include <gtest/gtest.h>

#include "media/sfu/simulation.hpp"

namespace parley::media {
namespace {

using namespace simulation;

struct Table {
  explicit Table(unsigned seed) : world(seed), server(world), up(world, {}), down(world, {}) {
    up.on_rtcp = [this](Buffer packet) {
      for (auto& publisher : publishers) publisher->on_rtcp(packet);
    };
  }
  Publisher& publish(Publisher::Stream stream) {
    return *publishers.emplace_back(std::make_unique<Publisher>(
        world, std::move(stream), [this](Buffer packet) { server.rtp(1, std::move(packet), {}); }));
  }
  Slot video_slot() {
    Slot slot{"5", Kind::video, {vp8(100, 101)}, {}, 5000, 5001, "parley"};
    slot.extensions.mid = 4;
    return slot;
  }
  void subscribe(const Slot& slot) {
    server.add(100, down, {{}, {slot}});
    subscriber =
        std::make_unique<Subscriber>(world, slot, [this](Buffer packet) { server.rtcp(100, std::move(packet), {}); });
    down.on_rtp = [this](Buffer packet) { subscriber->on_rtp(std::move(packet)); };
  }
  World world;
  Server server;
  Connection up, down;
  std::vector<std::unique_ptr<Publisher>> publishers;
  std::unique_ptr<Subscriber> subscriber;
};

Track video_track() {
  Track track;
  track.mid = "v";
  track.kind = Kind::video;
  track.codecs = {vp8(96, 97)};
  track.extensions.mid = 1;
  track.extensions.rid = 2;
  track.extensions.repaired_rid = 3;
  return track;
}

TEST(Streams, AreLearntByMid) {
  Table table(1);
  Track other = video_track();
  other.mid = "w";
  table.server.add(1, table.up, {{video_track(), other}, {}});
  table.subscribe(table.video_slot());
  Publisher::Stream stream;
  stream.ssrc = 77;
  stream.rtx_ssrc = 78;
  stream.mid_id = 1;
  stream.mid = "w";
  table.publish(stream).start();
  table.server.room.lease(table.world.now(), 100, "5", 1, "w");
  table.world.run(milliseconds(500));
  EXPECT_GT(table.subscriber->packets.size(), 20u);
  EXPECT_EQ(table.server.activity, std::vector<std::string>{"1/w/ on"});
}

TEST(Streams, AreLearntByAPayloadTypeOnlyOneSectionHas) {
  Table table(2);
  Track audio;
  audio.mid = "a";
  audio.codecs = {opus(111)};
  table.server.add(1, table.up, {{video_track(), audio}, {}});
  Publisher::Stream stream;
  stream.ssrc = 77;
  table.publish(stream).start();
  stream.payload_type = 50;
  stream.ssrc = 79;
  table.publish(stream).start();
  table.world.run(milliseconds(500));
  EXPECT_EQ(table.server.activity, std::vector<std::string>{"1/v/ on"});
  EXPECT_GT(table.server.bad, 20u) << "an unknown payload type belongs to nobody";
}

TEST(Streams, StayKnownThroughARenegotiation) {
  Table table(3);
  table.server.add(1, table.up, {{video_track()}, {}});
  table.subscribe(table.video_slot());
  Publisher::Stream stream;
  stream.ssrc = 77;
  stream.mid_id = 1;
  stream.mid = "v";
  table.publish(stream).start();
  table.server.room.lease(table.world.now(), 100, "5", 1, "v");
  table.world.run(milliseconds(500));
  Track changed = video_track();
  changed.extensions.mid = 0;  // no more help from the packets
  Track more = video_track();
  more.mid = "x";
  more.extensions.mid = 0;
  table.server.room.find(1)->update(table.world.now(), {{changed, more}, {}});
  const auto before = table.subscriber->packets.size();
  table.world.run(milliseconds(1000));
  EXPECT_GT(table.subscriber->packets.size(), before + 30);
  EXPECT_EQ(table.server.bad, 0u);
}

TEST(Streams, ARemovedTrackStopsItsSlots) {
  Table table(4);
  table.server.add(1, table.up, {{video_track()}, {}});
  table.subscribe(table.video_slot());
  Publisher::Stream stream;
  stream.ssrc = 77;
  stream.mid_id = 1;
  stream.mid = "v";
  table.publish(stream).start();
  table.server.room.lease(table.world.now(), 100, "5", 1, "v");
  table.world.run(milliseconds(500));
  table.server.room.find(1)->update(table.world.now(), {});
  const auto before = table.subscriber->packets.size();
  table.world.run(milliseconds(500));
  EXPECT_LE(table.subscriber->packets.size(), before + 6);
  EXPECT_EQ(table.server.room.find(100)->slot("5")->track(), nullptr);
}

TEST(Streams, ASourceThatStartsAnewGoesOnInTheSameSlot) {
  Table table(5);
  table.server.add(1, table.up, {{video_track()}, {}});
  table.subscribe(table.video_slot());
  Publisher::Stream stream;
  stream.ssrc = 77;
  stream.mid_id = 1;
  stream.mid = "v";
  Publisher& first = table.publish(stream);
  first.start();
  table.server.room.lease(table.world.now(), 100, "5", 1, "v");
  table.world.run(milliseconds(500));
  first.stop();
  stream.ssrc = 88;
  table.publish(stream).start();
  table.world.run(milliseconds(1000));
  EXPECT_GT(table.subscriber->packets.size(), 100u);
  EXPECT_EQ(table.subscriber->completeness(), 1.0);
}

TEST(Simulcast, SendsTheBestEncodingThereIsAndSwitchesAtKeyframes) {
  Table table(6);
  Track track = video_track();
  track.rids = {"h", "m"};
  table.server.add(1, table.up, {{track}, {}});
  table.subscribe(table.video_slot());
  Publisher::Stream stream;
  stream.mid_id = 1;
  stream.mid = "v";
  stream.rid_id = 2;
  stream.ssrc = 10;
  stream.rid = "m";
  Publisher& medium = table.publish(stream);
  stream.ssrc = 20;
  stream.rid = "h";
  Publisher& high = table.publish(stream);
  medium.start();
  table.world.run(milliseconds(100));
  table.server.room.lease(table.world.now(), 100, "5", 1, "v");
  table.world.run(milliseconds(1000));
  const auto only_medium = table.subscriber->packets.size();
  EXPECT_GT(only_medium, 60u);
  const auto medium_requests = medium.keyframe_requests;
  high.start();
  table.world.run(milliseconds(1000));
  EXPECT_EQ(table.server.activity, (std::vector<std::string>{"1/v/m on", "1/v/h on"}));
  EXPECT_EQ(medium.keyframe_requests, medium_requests);
  table.server.room.prefer(table.world.now(), 100, "5", {"m", std::nullopt, std::nullopt});
  table.world.run(milliseconds(1000));
  EXPECT_EQ(medium.keyframe_requests, medium_requests + 1) << "back to the lower one";
  table.server.room.prefer(table.world.now(), 100, "5", {});
  table.world.run(milliseconds(500));
  high.stop();
  table.world.run(milliseconds(4000));
  EXPECT_EQ(medium.keyframe_requests, medium_requests + 2);
  EXPECT_EQ(table.subscriber->completeness(), 1.0);
  EXPECT_LT(table.world.now() - table.subscriber->last, milliseconds(100));
}

Buffer audio_packet(std::uint16_t sequence, std::uint32_t timestamp) {
  Buffer packet(200);
  const Buffer payload(60, 7), level{0x92};
  ExtensionList extensions;
  extensions.add(9, level);
  packet.resize(write_rtp(packet, {111, false, sequence, timestamp, 300}, extensions, payload));
  return packet;
}

Track audio_track() {
  Track track;
  track.mid = "a";
  track.codecs = {opus(111)};
  track.extensions.audio_level = 9;
  track.ssrcs = {300};
  return track;
}

Slot audio_slot() {
  Slot slot{"7", Kind::audio, {opus(120)}, {}, 7000, 0, "parley"};
  slot.extensions.audio_level = 11;
  slot.extensions.mid = 2;
  return slot;
}

TEST(Audio, BeginsAtOnceAndKeepsItsLevel) {
  Table table(7);
  table.server.add(1, table.up, {{audio_track()}, {}});
  table.server.add(100, table.down, {{}, {audio_slot()}});
  std::vector<Buffer> got;
  table.down.on_rtp = [&](Buffer packet) { got.push_back(std::move(packet)); };
  table.server.room.lease(table.world.now(), 100, "7", 1, "a");
  table.server.room.lease(table.world.now(), 100, "5", 1, "a");   // no such slot
  table.server.room.lease(table.world.now(), 100, "7", 1, "zz");  // no such track: the lease stays
  for (std::uint16_t i = 0; i < 10; ++i) {
    table.server.rtp(1, audio_packet(static_cast<std::uint16_t>(65530 + i), i * 960u), {});
    table.world.run(milliseconds(20));
  }
  table.world.run(milliseconds(100));
  ASSERT_EQ(got.size(), 10u);
  const auto first = RtpPacket::parse(got[0]);
  for (std::uint16_t i = 0; i < 10; ++i) {
    const auto packet = RtpPacket::parse(got[i]);
    EXPECT_EQ(packet->ssrc(), 7000u);
    EXPECT_EQ(packet->payload_type(), 120);
    EXPECT_EQ(packet->sequence(), static_cast<std::uint16_t>(first->sequence() + i));
    EXPECT_EQ(packet->timestamp(), first->timestamp() + i * 960u);
    ASSERT_TRUE(packet->extension(11));
    EXPECT_EQ((*packet->extension(11))[0], 0x92);
    EXPECT_FALSE(packet->extension(9));
    EXPECT_EQ(packet->payload().size(), 60u);
  }
}

TEST(Audio, VideoIsNotPutOnItsSlot) {
  Table table(8);
  table.server.add(1, table.up, {{video_track()}, {}});
  table.server.add(100, table.down, {{}, {audio_slot()}});
  table.server.room.lease(table.world.now(), 100, "7", 1, "v");
  EXPECT_EQ(table.server.room.find(100)->slot("7")->track(), nullptr);
}

// The sender report of a slot must say the same about the moment of a sample as the publisher's own does.
TEST(Reports, KeepThePublishersTiming) {
  Table table(9);
  table.server.add(1, table.up, {{audio_track()}, {}});
  table.server.add(100, table.down, {{}, {audio_slot()}});
  std::uint32_t newest_timestamp = 0;
  table.down.on_sent = [&](const Buffer& packet) { newest_timestamp = read_u32(packet.data() + 4); };
  std::vector<SenderReport> reports;
  table.down.on_rtcp = [&](Buffer bytes) {
    RtcpReader reader(bytes);
    while (const auto packet = reader.next()) {
      if (const auto report = parse_sender_report(*packet)) reports.push_back(*report);
    }
  };
  table.server.room.lease(table.world.now(), 100, "7", 1, "a");
  // The publisher's clock runs far from ours; its timestamps are late against it by 250 ms.
  const auto publisher_ntp = [&](Time time) {
    return ntp_from_unix(std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()) +
                         std::chrono::hours(1000));
  };
  std::uint32_t last_sent = 0;
  for (std::uint16_t i = 0; i < 150; ++i) {
    last_sent = i * 960u;
    table.server.rtp(1, audio_packet(i, last_sent), {});
    if (i % 50 == 10) {
      Buffer room(100);
      RtcpWriter writer(room);
      writer.sender_report({300, publisher_ntp(table.world.now()), last_sent + 12'000, i, i * 60u}, {});
      table.server.rtcp(1, {writer.bytes().begin(), writer.bytes().end()}, {});
    }
    table.world.run(milliseconds(20));
  }
  ASSERT_GE(reports.size(), 2u);
  const SenderReport& a = reports[reports.size() - 2];
  const SenderReport& b = reports.back();
  EXPECT_EQ(b.ssrc, 7000u);
  const auto elapsed = ntp_difference(b.ntp, a.ntp);
  EXPECT_NEAR(static_cast<double>(b.rtp_timestamp - a.rtp_timestamp), static_cast<double>(elapsed.count()) * 0.048, 50);
  const std::uint32_t offset = newest_timestamp - last_sent;
  const auto behind =
      ntp_from_unix(std::chrono::duration_cast<std::chrono::microseconds>(table.world.now().time_since_epoch()));
  const double since = static_cast<double>(ntp_difference(behind, b.ntp).count()) * 0.048;
  // The newest packet left the publisher 20 ms ago, and so did the time that is `now` on our clock; between them lie
  // the 12,000 ticks (250 ms) by which the publisher said its samples are late.
  EXPECT_NEAR(static_cast<double>(static_cast<std::int32_t>(b.rtp_timestamp - offset - last_sent)) + since, 12'000,
              100);
}

TEST(Reports, RembWhereNothingBetterIsSpoken) {
  Table table(10);
  table.server.add(1, table.up, {{video_track()}, {}});  // no transport-cc extension
  Publisher::Stream stream;
  stream.ssrc = 77;
  stream.mid_id = 1;
  stream.mid = "v";
  Publisher& publisher = table.publish(stream);
  publisher.start();
  table.world.run(milliseconds(5000));
  EXPECT_GE(publisher.rembs, 3);
  EXPECT_EQ(publisher.transport_feedbacks, 0);
}

}  // namespace
}  // namespace parley::media
