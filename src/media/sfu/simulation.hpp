#pragma once
// A room, publishers and subscribers on simulated time and simulated, seeded, bad links. For tests.
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <random>
#include <set>
#include <vector>

#include "media/rtp/nack_list.hpp"
#include "media/rtp/rtx.hpp"
#include "media/sfu/room.hpp"

namespace parley::media::simulation {

using Buffer = std::vector<std::uint8_t>;
using std::chrono::milliseconds;

struct Link {
  double loss = 0;
  milliseconds delay{20};
  milliseconds jitter{0};
};

/// Events in order of time.
class World {
 public:
  explicit World(unsigned seed) : random(seed) {}
  Time now() const { return now_; }
  void at(Time time, std::function<void()> what) { events_.push({time, next_++, std::move(what)}); }
  void after(milliseconds pause, std::function<void()> what) { at(now_ + pause, std::move(what)); }
  void carry(const Link& link, std::function<void()> arrive) {
    if (std::uniform_real_distribution<>(0, 1)(random) < link.loss) return;
    const auto jitter = link.jitter.count() == 0
                            ? 0
                            : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(link.jitter.count()));
    after(link.delay + milliseconds(jitter), std::move(arrive));
  }
  void run(milliseconds duration) {
    const Time end = now_ + duration;
    while (!events_.empty() && events_.top().time <= end) {
      auto event = events_.top();
      events_.pop();
      now_ = event.time;
      event.what();
    }
    now_ = end;
  }

  std::mt19937 random;

 private:
  struct Event {
    Time time;
    std::uint64_t order;
    std::function<void()> what;
    bool operator<(const Event& other) const { return time != other.time ? time > other.time : order > other.order; }
  };
  Time now_{std::chrono::seconds(100)};
  std::uint64_t next_ = 0;
  std::priority_queue<Event> events_;
};

inline Codec vp8(std::uint8_t payload_type, std::optional<std::uint8_t> rtx) {
  return {payload_type, "VP8", 90'000, 0, "", rtx, true, true, true, true, true};
}
inline Codec opus(std::uint8_t payload_type) { return {payload_type, "opus", 48'000, 2, "minptime=10", std::nullopt}; }

/// A browser-like sender of one VP8 track: three packets a frame, 30 frames a second.
class Publisher {
 public:
  struct Stream {
    std::uint32_t ssrc = 0, rtx_ssrc = 0;
    std::uint8_t payload_type = 96;
    std::uint8_t rtx_payload_type = 97;
    std::uint8_t mid_id = 0, rid_id = 0, transport_cc_id = 0;
    std::string mid, rid;
    bool layers = false;  ///< two temporal layers
  };
  using Send = std::function<void(Buffer)>;

  Publisher(World& world, Stream stream, Send send)
      : stream_(std::move(stream)), world_(world), send_(std::move(send)) {
    sequence_ = static_cast<std::uint16_t>(world.random());
    picture_ = static_cast<std::uint16_t>(world.random() & 0x7FFF);
    timestamp_ = static_cast<std::uint32_t>(world.random());
  }
  void start() {
    running_ = true;
    frame();
  }
  void stop() { running_ = false; }
  void on_rtcp(Bytes bytes) {
    RtcpReader reader(bytes);
    while (const auto packet = reader.next()) {
      const auto feedback = parse_feedback(*packet);
      if (packet->type == rtcp_type::kReceiverReport) reports.push_back(*parse_report_block(*packet, 0));
      if (!feedback) continue;
      if (packet->type == rtcp_type::kPayloadFeedback && packet->count == rtcp_format::kPli &&
          feedback->media_ssrc == stream_.ssrc) {
        want_keyframe_ = true;
        ++keyframe_requests;
      }
      if (parse_remb(*feedback)) ++rembs;
      if (packet->type == rtcp_type::kTransportFeedback && packet->count == rtcp_format::kTransportCc)
        ++transport_feedbacks;
      if (packet->type == rtcp_type::kTransportFeedback && packet->count == rtcp_format::kNack &&
          feedback->media_ssrc == stream_.ssrc) {
        for_each_lost(*feedback, [&](std::uint16_t sequence) { repeat(sequence); });
      }
    }
  }
  /// Payload bytes say which frame and part they are, so that content can be checked at the other end.
  int frames = 0, keyframes = 0, keyframe_requests = 0, transport_feedbacks = 0, rembs = 0;
  std::vector<ReportBlock> reports;

 private:
  void frame() {
    if (!running_) return;
    const bool key = frames == 0 || want_keyframe_;
    want_keyframe_ = false;
    const bool upper = stream_.layers && !key && frames % 2 == 1;
    if (!upper) ++tl0_;
    for (int part = 0; part < 3; ++part) {
      Buffer payload(300);
      Vp8Descriptor descriptor;
      descriptor.frame_start = part == 0;
      descriptor.picture_id = picture_;
      descriptor.layered = true;
      descriptor.tl0_index = tl0_;
      descriptor.temporal = upper ? 1 : 0;
      descriptor.layer_sync = upper;
      const std::size_t head = write_vp8_descriptor(payload, descriptor);
      payload[head] = part == 0 && key ? 0x00 : 0x01;
      write_u32(payload.data() + head + 1, static_cast<std::uint32_t>(frames * 3 + part));
      Buffer packet(1200);
      ExtensionList extensions;
      std::array<std::uint8_t, 2> number{};
      write_u16(number.data(), transport_++);
      extensions.add(stream_.transport_cc_id, number);
      extensions.add(stream_.mid_id, {reinterpret_cast<const std::uint8_t*>(stream_.mid.data()), stream_.mid.size()});
      extensions.add(stream_.rid_id, {reinterpret_cast<const std::uint8_t*>(stream_.rid.data()), stream_.rid.size()});
      const RtpHeader header{stream_.payload_type, part == 2, sequence_++, timestamp_, stream_.ssrc};
      packet.resize(write_rtp(packet, header, extensions, payload));
      sent_[header.sequence] = {header, payload};
      send_(packet);
    }
    ++frames;
    keyframes += key;
    picture_ = (picture_ + 1) & 0x7FFF;
    timestamp_ += 3000;
    world_.after(milliseconds(33), [this] { frame(); });
  }
  void repeat(std::uint16_t sequence) {
    const auto found = sent_.find(sequence);
    if (found == sent_.end()) return;
    const auto& [header, payload] = found->second;
    Buffer packet(1200);
    const RtpHeader rtx{stream_.rtx_payload_type, header.marker, rtx_sequence_++, header.timestamp, stream_.rtx_ssrc};
    packet.resize(write_rtx(packet, rtx, {}, sequence, payload));
    send_(packet);
  }

  Stream stream_;
  World& world_;
  Send send_;
  bool running_ = false;
  bool want_keyframe_ = false;
  std::uint16_t sequence_, rtx_sequence_ = 7, picture_, transport_ = 0;
  std::uint8_t tl0_ = 0;
  std::uint32_t timestamp_;
  std::map<std::uint16_t, std::pair<RtpHeader, Buffer>> sent_;
};

/// What came on one slot, put back in order.
class Subscriber {
 public:
  struct Packet {
    RtpHeader header;
    Buffer payload;
    std::string mid;
    PayloadInfo info;
    std::uint32_t content = 0;
  };
  Subscriber(World& world, Slot slot, std::function<void(Buffer)> send_rtcp)
      : slot_(std::move(slot)), world_(world), send_rtcp_(std::move(send_rtcp)) {
    tick();
  }
  void on_rtp(Buffer bytes) {
    auto packet = RtpPacket::parse(bytes);
    ASSERT_TRUE(packet);
    if (packet->ssrc() == slot_.rtx_ssrc && slot_.rtx_ssrc != 0) {
      ++repeated;
      packet = unpack_rtx(*packet, bytes, slot_.codecs.front().payload_type, slot_.ssrc);
      ASSERT_TRUE(packet);
    }
    if (packet->ssrc() != slot_.ssrc) return;
    const std::int64_t number = unwrapper_.unwrap(packet->sequence());
    nacks_.received(world_.now(), number);
    Packet seen;
    seen.header = {packet->payload_type(), packet->marker(), packet->sequence(), packet->timestamp(), packet->ssrc()};
    seen.payload.assign(packet->payload().begin(), packet->payload().end());
    if (const auto mid = packet->extension(slot_.extensions.mid)) seen.mid.assign(mid->begin(), mid->end());
    seen.info = inspect_payload(payload_format(slot_.codecs.front().name), seen.payload);
    if (seen.payload.size() >= 11) seen.content = read_u32(seen.payload.data() + 7);
    if (const auto [old, fresh] = packets.emplace(number, seen); !fresh) {
      ++duplicates;
      EXPECT_EQ(old->second.payload, seen.payload) << "a repetition has the same content";
    }
    if (seen.info.keyframe_start) nacks_.forget_before(0);
    last = world_.now();
  }
  /// Share of the sequence numbers between first and last that came.
  double completeness() const {
    if (packets.empty()) return 0;
    return static_cast<double>(packets.size()) /
           static_cast<double>(packets.rbegin()->first - packets.begin()->first + 1);
  }
  void send_pli() {
    Buffer room(100);
    RtcpWriter writer(room);
    writer.pli(1, slot_.ssrc);
    send_rtcp_({writer.bytes().begin(), writer.bytes().end()});
  }
  void send_nack(std::vector<std::uint16_t> lost) {
    Buffer room(1200);
    RtcpWriter writer(room);
    writer.nack(1, slot_.ssrc, lost);
    send_rtcp_({writer.bytes().begin(), writer.bytes().end()});
  }

  std::map<std::int64_t, Packet> packets;
  std::uint64_t repeated = 0, duplicates = 0;
  Time last{};

 private:
  void tick() {
    std::vector<std::uint16_t> lost;
    nacks_.take_due(world_.now(), milliseconds(60), 100, lost);
    if (!lost.empty()) send_nack(lost);
    world_.after(milliseconds(5), [this] { tick(); });
  }
  Slot slot_;
  World& world_;
  std::function<void(Buffer)> send_rtcp_;
  SequenceUnwrapper unwrapper_;
  NackList nacks_;
};

/// One participant's connection to the room: an Outlet that hands packets to whoever waits behind the link.
class Connection final : public Outlet {
 public:
  Connection(World& world, Link over) : link(over), world_(world), room_(kMaxPacket) {}
  MutableBytes rtp_room() override { return open ? MutableBytes(room_) : MutableBytes(); }
  void send_rtp(std::size_t size) override {
    Buffer packet(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(size));
    if (on_sent) on_sent(packet);
    world_.carry(link, [this, packet = std::move(packet)] {
      if (on_rtp) on_rtp(packet);
    });
  }
  void send_rtcp(Bytes bytes) override {
    world_.carry(link, [this, packet = Buffer(bytes.begin(), bytes.end())] {
      if (on_rtcp) on_rtcp(packet);
    });
  }
  std::function<void(const Buffer&)> on_sent;
  std::function<void(Buffer)> on_rtp;
  std::function<void(Buffer)> on_rtcp;
  Link link;
  bool open = true;

 private:
  World& world_;
  Buffer room_;
};

/// The room itself, driven by its own timeouts.
class Server final : public ActivityListener {
 public:
  explicit Server(World& world) : world_(world) {}
  void on_track_activity(PeerId peer, const std::string& mid, const std::string& rid, bool active) override {
    activity.push_back(std::to_string(peer) + "/" + mid + "/" + rid + (active ? " on" : " off"));
  }
  void on_timeout_changed() override {}  // it looks every millisecond anyway
  Peer& add(PeerId id, Connection& connection, const Description& description) {
    Peer* peer = room.add(world_.now(), id, connection, *this, description);
    peer->set_connected(true);
    tick(id);
    return *peer;
  }
  void rtp(PeerId id, Buffer packet, Link link) {
    world_.carry(link, [this, id, packet = std::move(packet)]() mutable {
      if (Peer* peer = room.find(id)) bad += !peer->on_rtp(world_.now(), packet);
    });
  }
  void rtcp(PeerId id, Buffer packet, Link link) {
    world_.carry(link, [this, id, packet = std::move(packet)] {
      if (Peer* peer = room.find(id)) bad += !peer->on_rtcp(world_.now(), packet);
    });
  }
  Room room;
  std::vector<std::string> activity;
  std::uint64_t bad = 0;

 private:
  void tick(PeerId id) {
    Peer* peer = room.find(id);
    if (peer == nullptr) return;
    if (world_.now() >= peer->next_timeout()) peer->on_timeout(world_.now());
    world_.after(milliseconds(1), [this, id] { tick(id); });
  }
  World& world_;
};

}  // namespace parley::media::simulation
