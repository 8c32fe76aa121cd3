#pragma once
// The whole media plane through real sockets on loopback, and a call on it. For tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "media/net/test_peer.hpp"
#include "media/sfu/simulation.hpp"

namespace parley::media::testing_peer {

using simulation::milliseconds;
using simulation::Publisher;
using simulation::Subscriber;
using simulation::World;

inline constexpr RoomId kRoom = 1;

inline Track video_track() {
  Track track;
  track.mid = "0";
  track.kind = Kind::video;
  track.codecs = {simulation::vp8(96, 97)};
  track.extensions.transport_cc = 2;
  track.ssrcs = {1000, 1001};
  track.rtx_ssrcs = {{1000, 1001}};
  return track;
}

inline Slot video_slot() {
  Slot slot{"1", Kind::video, {simulation::vp8(100, 101)}, {}, 5000, 5001, "parley"};
  slot.extensions.mid = 4;
  return slot;
}

class SfuTest : public testing::Test {
 protected:
  void start(Config config = {}) {
    auto started = Sfu::start(config, ears_);
    ASSERT_TRUE(started) << started.error().text;
    sfu_ = std::move(*started);
    endpoint_ = sfu_->open_room(kRoom);
  }
  TestPeer& join(PeerId id, const Description& description, bool tcp = false) {
    TestPeer& peer = *peers_.emplace_back(std::make_unique<TestPeer>(libraries_, endpoint_, tcp));
    sfu_->add_peer(kRoom, id, peer.transport(), description);
    return peer;
  }
  /// Lets real and simulated time pass until the condition holds; the limit only ends a failing test.
  template <class Condition>
  bool run_until(Condition condition, std::chrono::seconds limit = std::chrono::seconds(30)) {
    const auto begin = std::chrono::steady_clock::now();
    auto last = begin;
    while (!condition()) {
      const auto now = std::chrono::steady_clock::now();
      if (now - begin > limit) return false;
      world_.run(std::chrono::duration_cast<milliseconds>(now - last));
      last += std::chrono::duration_cast<milliseconds>(now - last);
      for (auto& peer : peers_) peer->poll_once();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
  Publisher& publish(TestPeer& peer) {
    Publisher::Stream stream;
    stream.ssrc = 1000;
    stream.rtx_ssrc = 1001;
    stream.transport_cc_id = 2;
    publisher_ =
        std::make_unique<Publisher>(world_, stream, [&peer](Buffer packet) { peer.send_rtp(std::move(packet)); });
    peer.on_rtcp = [this](Buffer packet) { publisher_->on_rtcp(packet); };
    return *publisher_;
  }
  Subscriber& subscribe(TestPeer& peer, const Slot& slot) {
    auto& one = *subscribers_.emplace_back(
        std::make_unique<Subscriber>(world_, slot, [&peer](Buffer packet) { peer.send_rtcp(std::move(packet)); }));
    peer.on_rtp = [&one](Buffer packet) { one.on_rtp(std::move(packet)); };
    return one;
  }
  /// One publisher (1) and one subscriber (2) with media flowing.
  void start_call(bool tcp = false) {
    TestPeer& from = join(1, {{video_track()}, {}, false, 5000}, tcp);
    TestPeer& to = join(2, {{}, {video_slot()}, false, 5000}, tcp);
    ASSERT_TRUE(run_until([&] { return from.connected() && to.connected(); }));
    Publisher& publisher = publish(from);
    Subscriber& subscriber = subscribe(to, video_slot());
    publisher.start();
    sfu_->lease(kRoom, 2, "1", 1, "0");
    ASSERT_TRUE(run_until([&] { return subscriber.packets.size() > 60; }));
    EXPECT_TRUE(subscriber.packets.begin()->second.info.keyframe_start);
  }
  void expect_call_goes_on() {
    const auto before = subscribers_[0]->packets.size();
    EXPECT_TRUE(run_until([&] { return subscribers_[0]->packets.size() > before + 60; }));
    EXPECT_GE(subscribers_[0]->completeness(), 0.99);
  }

  Libraries libraries_;
  Ears ears_;
  World world_{1};
  std::unique_ptr<Sfu> sfu_;
  Endpoint endpoint_;
  std::vector<std::unique_ptr<TestPeer>> peers_;
  std::unique_ptr<Publisher> publisher_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;
};

}  // namespace parley::media::testing_peer
