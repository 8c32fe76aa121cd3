// The media path: one participant publishes, many receive; what a forwarded packet costs the server, and how long it
// takes.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/crowd.hpp"
#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/samples.hpp"

namespace parley::bench {
namespace {

using protocol::TrackType;
using std::chrono::steady_clock;

/// What the publisher sends. Sizes are of a frame; the SDK cuts it into packets of at most 1180 bytes.
struct Load {
  const char* name;
  TrackType kind;
  int frames_per_second;
  std::size_t frame_bytes;
};
// A frame of 1084 bytes makes a packet of 1100: 12 of RTP header, 4 of VP8 descriptor.
const Load kLoads[] = {
    {"video, smooth: 400 packets/s of 1100 B", TrackType::VIDEO, 400, 1084},
    {"video, frames: 30/s of 13 packets of 1100 B", TrackType::VIDEO, 30, 13 * 1084},
    {"audio: 50 packets/s of 132 B", TrackType::AUDIO, 50, 120},
};

/// At the front of each frame, behind what looks like a VP8 key frame's header (RFC 6386 section 9.1).
struct Stamp {
  std::uint64_t number;
  std::int64_t sent;  ///< nanoseconds of the steady clock
};
constexpr std::size_t kStampAt = 10;

void write_stamp(std::span<std::uint8_t> frame, bool keyframe, std::uint64_t number) {
  const std::uint8_t head[kStampAt] = {
      static_cast<std::uint8_t>(keyframe ? 0x10 : 0x11), 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01};
  std::memcpy(frame.data(), head, sizeof head);
  const Stamp stamp{number, steady_clock::now().time_since_epoch().count()};
  std::memcpy(frame.data() + kStampAt, &stamp, sizeof stamp);
}

/// A meeting with one who publishes a video and an audio track, and `count` who receive both.
class Meeting {
 public:
  Meeting(const MeasuredServer& server, sdk::Context& publishing, sdk::Context& receiving, int count)
      : publishers_(server, publishing, "publisher", 1), receivers_(server, receiving, "receiver", count) {
    video_->on_keyframe_wanted([this] { keyframe_wanted_ = true; });
    clients_ = publishers_.connect(1, 1);
    room_ = must(clients_[0]->createRoom({.name = "Bench", .pin = "1234"}).get());
    sdk::JoinOptions options;
    options.tracks = {video_, audio_};
    must(room_->join(std::move(options)).get());
    wait_for_media(*room_);
    auto others = receivers_.connect(count, count);
    std::move(others.begin(), others.end(), std::back_inserter(clients_));
    for (int i = 1; i <= count; ++i) join(*clients_[static_cast<std::size_t>(i)]);
  }
  /// Clients first: no callback comes after.
  ~Meeting() { disconnect(clients_); }
  Meeting(const Meeting&) = delete;
  Meeting& operator=(const Meeting&) = delete;

  std::size_t receivers() const { return rooms_.size(); }
  std::uint64_t received_packets() const {
    std::uint64_t packets = 0;
    for (const auto& room : rooms_) {
      for (const sdk::ReceivedStats& slot : room->stats().received) packets += slot.packets;
    }
    return packets;
  }
  /// Publishes the next frame of that track.
  void publish(const Load& load, std::vector<std::uint8_t>& frame, std::uint64_t number) {
    const bool video = load.kind == TrackType::VIDEO;
    const std::uint64_t clock = video ? 90'000 : 48'000;
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - began_).count();
    write_stamp(frame, keyframe_wanted_.exchange(false), number);
    (video ? video_ : audio_)
        ->write_frame(frame, static_cast<std::uint32_t>(static_cast<std::uint64_t>(since) * clock / 1'000'000));
  }
  /// Called on the SDK's thread for each frame that somebody received.
  void on_frame(std::function<void(const Stamp&)> callback) {
    const auto read = [callback](const sdk::Frame& frame) {
      Stamp stamp;
      if (frame.bytes.size() < kStampAt + sizeof stamp) return;
      std::memcpy(&stamp, frame.bytes.data() + kStampAt, sizeof stamp);
      callback(stamp);
    };
    for (const auto& slot : slots_) slot->on_frame(read);
  }

 private:
  static void wait_for_media(const sdk::RoomExtended& room) {
    for (int i = 0; i < 2000; ++i) {
      if (room.stats().connected) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    throw std::runtime_error("media did not connect");
  }
  void join(sdk::SfuExtended& client) {
    auto room = must(client.roomAvailable({.id = room_->id(), .pin = "1234"}).get());
    sdk::JoinOptions options;
    options.video_slots = options.audio_slots = 1;
    must(room->join(std::move(options)).get());
    wait_for_media(*room);
    for (const auto& track : {video_, audio_}) {
      slots_.push_back(room->getRemoteTrack(track->kind()));
      if (!slots_.back()) throw std::runtime_error("a slot is missing");
      must(slots_.back()->demandTrack(track->id()).get());
    }
    rooms_.push_back(std::move(room));
  }

  const Time began_ = steady_clock::now();
  const std::shared_ptr<sdk::LocalTrack> video_ = sdk::LocalTrack::video(), audio_ = sdk::LocalTrack::audio();
  std::atomic<bool> keyframe_wanted_ = true;
  Crowd publishers_, receivers_;
  std::vector<Client> clients_;
  std::shared_ptr<sdk::RoomExtended> room_;
  std::vector<std::shared_ptr<sdk::RoomExtended>> rooms_;
  std::vector<std::shared_ptr<sdk::RemoteTrack>> slots_;
};

const std::vector<Table::Column> kColumns = {{"forwarded packets/s", 0},
                                             {"server cores used", 3},
                                             {"packets per CPU-second", 0},
                                             {"CPU-µs per packet", 2},
                                             {"frames lost %", 3},
                                             {"latency p50 ms", 2},
                                             {"p90 ms", 2},
                                             {"p99 ms", 2},
                                             {"stolen %", 1}};

std::vector<double> measure(const MeasuredServer& server, Meeting& meeting, const Load& load, std::uint64_t from,
                            int seconds) {
  // What is measured lies between two numbers of frames; before it all streams come up, after it the last ones arrive.
  const auto rate = static_cast<std::uint64_t>(load.frames_per_second);
  const std::uint64_t first = rate, last = first + rate * static_cast<std::uint64_t>(seconds), end = last + rate / 4;
  const std::size_t expected = (last - first) * meeting.receivers();
  const auto latency = std::make_shared<Samples>(expected);
  meeting.on_frame([latency, low = from + first, high = from + last](const Stamp& stamp) {
    if (stamp.number < low || stamp.number >= high) return;
    latency->add(static_cast<double>(steady_clock::now().time_since_epoch().count() - stamp.sent) / 1e6);
  });
  std::vector<std::uint8_t> frame(load.frame_bytes, 0x55);
  Time began;
  double cpu = 0, wall = 0, stolen = 0;
  std::uint64_t packets = 0;
  CoreTicks ticks;
  const Time start = steady_clock::now();
  for (std::uint64_t i = 0; i < end; ++i) {
    std::this_thread::sleep_until(start + std::chrono::nanoseconds(1'000'000'000ull * i / rate));
    if (i == first) {
      began = steady_clock::now();
      ticks = core_ticks();
      packets = meeting.received_packets();
      cpu = server.cpu_seconds();
    } else if (i == last) {
      cpu = server.cpu_seconds() - cpu;
      packets = meeting.received_packets() - packets;
      wall = milliseconds_between(began, steady_clock::now()) / 1000;
      stolen = stolen_percent(ticks, core_ticks());
    }
    meeting.publish(load, frame, from + i);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  meeting.on_frame([](const Stamp&) {});
  if (latency->size() == 0) throw std::runtime_error("no frame arrived");
  const double lost = 100.0 * (1.0 - static_cast<double>(latency->size()) / static_cast<double>(expected));
  const auto forwarded = static_cast<double>(packets);
  return {forwarded / wall,
          cpu / wall,
          forwarded / cpu,
          cpu / forwarded * 1e6,
          lost,
          latency->percentile(0.5),
          latency->percentile(0.9),
          latency->percentile(0.99),
          stolen};
}

int run(const Options& options) {
  const std::string machine = describe_machine();
  const int count = options.number("subscribers"), rounds = options.number("rounds"),
            seconds = options.number("seconds");
  const MeasuredServer server(options.text("programs"));
  sdk::Context publishing, receiving;
  std::fprintf(stderr, "media: %d subscribers join\n", count);
  Meeting meeting(server, publishing, receiving, count);
  Table table("load", kColumns);
  std::uint64_t number = 0;  // no two measurements share numbers of frames
  for (int round = 1; round <= rounds; ++round) {
    for (const Load& load : kLoads) {
      std::fprintf(stderr, "media: round %d of %d, %s\n", round, rounds, load.name);
      table.add(load.name, measure(server, meeting, load, number, seconds));
      number += 1'000'000;
    }
  }
  std::printf(
      "## Media\n\n%s.\nMedians of %d rounds of %d s. One publisher, %d subscribers, SRTP over UDP; %s; the server "
      "holds %.1f MB.\n\n%s\n",
      machine.c_str(), rounds, seconds, count,
      server.alone_on_core() ? "the server has one core to itself" : "server and generator share one core",
      static_cast<double>(server.resident_bytes()) / 1e6, table.text().c_str());
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(count, words,
                                       {{"programs", ""}, {"subscribers", "20"}, {"rounds", "3"}, {"seconds", "3"}});
  return options.run(parley::bench::run);
}
