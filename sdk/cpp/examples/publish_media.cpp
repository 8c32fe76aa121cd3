// Joins a meeting, publishes clips in a loop, receives what the others publish, and tells each second what went
// through.
#include <parley/parley.h>

#include <atomic>
#include <csignal>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "media_files.hpp"
#include "take.hpp"

using namespace parley;
using Clock = std::chrono::steady_clock;

namespace {

std::atomic<bool> stopped = false;

/// Writes a clip's frames at their pace. Asked for a key frame it starts over, for a clip begins with one.
void play(const example::Clip& clip, std::uint32_t clock, const std::shared_ptr<sdk::LocalTrack>& track) {
  auto restart = std::make_shared<std::atomic<bool>>(false);
  track->on_keyframe_wanted([restart] { *restart = true; });
  const auto begin = Clock::now();
  std::size_t frame = 0;
  for (std::uint64_t n = 0; !stopped; ++n) {
    std::this_thread::sleep_until(begin + std::chrono::duration_cast<Clock::duration>(
                                              std::chrono::duration<double>(static_cast<double>(n) / clip.rate)));
    if (restart->exchange(false)) frame = 0;
    track->write_frame(clip.frames[frame], static_cast<std::uint32_t>(static_cast<double>(n) * clock / clip.rate));
    frame = (frame + 1) % clip.frames.size();
  }
}

/// The others' tracks and the slots they are received on. Event handlers use it on one thread, main on another.
class Receiver {
 public:
  explicit Receiver(std::shared_ptr<sdk::RoomExtended> room) : room_(std::move(room)) {
    room_->on<protocol::AddRemoveTracks>(sdk::RoomEvent::ADD_TRACKS, [this](const protocol::AddRemoveTracks& event) {
      for (const auto& track : event.info.info) add(event.info.userId, track);
    });
    room_->on<protocol::AddRemoveTracks>(sdk::RoomEvent::REMOVE_TRACKS, [this](const protocol::AddRemoveTracks& event) {
      const std::lock_guard lock(mutex_);
      for (const auto& track : event.info.info) tracks_.erase(track.id);
    });
  }
  void add(const std::string& user, const protocol::TrackInfo& info) {
    const std::lock_guard lock(mutex_);
    tracks_[info.id] = {user, info.type, room_->getRemoteTrack(info.type)};
    if (const auto& slot = tracks_[info.id].slot) (void)slot->demandTrack(info.id);
  }
  void print() const {
    const auto stats = room_->stats();
    std::uint64_t video = 0, audio = 0;
    if (!stats.sent.empty()) video = stats.sent[0].frames;
    if (stats.sent.size() > 1) audio = stats.sent[1].frames;
    std::cout << "{\"sent\":{\"videoFrames\":" << video << ",\"audioFrames\":" << audio << "},\"received\":[";
    const std::lock_guard lock(mutex_);
    const char* comma = "";
    for (const auto& [id, track] : tracks_) {
      sdk::ReceivedStats counted;
      for (const auto& one : stats.received) {
        if (one.trackId == id) counted = one;
      }
      std::cout << std::exchange(comma, ",") << "{\"userId\":\"" << track.user << "\",\"trackId\":\"" << id
                << "\",\"kind\":\"" << protocol::wire(track.kind) << "\",\"frames\":" << counted.frames
                << ",\"packets\":" << counted.packets << "}";
    }
    std::cout << "]}" << std::endl;
  }

 private:
  struct Track {
    std::string user;
    protocol::TrackType kind{};
    std::shared_ptr<sdk::RemoteTrack> slot;  ///< null: all slots are taken
  };
  const std::shared_ptr<sdk::RoomExtended> room_;
  mutable std::mutex mutex_;
  std::map<std::string, Track> tracks_;
};

void run(std::map<std::string, std::string>& flags) {
  const auto video_clip = example::read_ivf(flags["--ivf"]), audio_clip = example::read_ogg(flags["--ogg"]);
  sdk::SfuExtended client;
  example::take(client.connect({.url = flags["--url"], .username = flags["--user"], .password = flags["--password"]}));
  sdk::calls::RoomAvailable available;
  available.id = flags["--room"];
  if (flags.count("--pin")) available.pin = flags["--pin"];
  const auto room = example::take(client.roomAvailable(available));
  Receiver receiver(room);
  sdk::JoinOptions options;
  options.tracks = {sdk::LocalTrack::video("camera"), sdk::LocalTrack::audio()};
  options.video_slots = options.audio_slots = 8;
  example::take(room->join(options));
  std::thread video([&] { play(video_clip, 90'000, options.tracks[0]); }),
      audio([&] { play(audio_clip, 48'000, options.tracks[1]); });
  const auto end = Clock::now() + std::chrono::seconds(flags.count("--seconds") ? std::stoi(flags["--seconds"]) : 60);
  for (auto next = Clock::now() + std::chrono::seconds(1); !stopped && Clock::now() < end;
       next += std::chrono::seconds(1)) {
    while (!stopped && Clock::now() < std::min(next, end)) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    receiver.print();
  }
  stopped = true;
  video.join();
  audio.join();
  (void)room->leaveRoom().get(std::chrono::seconds(5));
  (void)client.disconnect().get(std::chrono::seconds(5));
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> flags;
  for (int i = 1; i + 1 < argc; i += 2) flags[argv[i]] = argv[i + 1];
  for (const char* needed : {"--url", "--user", "--password", "--room", "--ivf", "--ogg"}) {
    if (argc % 2 == 1 && flags.count(needed)) continue;
    std::cerr << "usage: parley_publish_media --url ws://HOST:PORT/ --user USER --password PASSWORD --room ID [--pin "
                 "PIN] [--seconds N]\n"
                 "         --ivf VP8FILE --ogg OPUSFILE\n";
    return 2;
  }
  for (const int one : {SIGINT, SIGTERM}) std::signal(one, [](int) { stopped = true; });
  try {
    run(flags);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
    return 1;
  }
  return 0;
}
