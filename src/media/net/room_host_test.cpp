#include "media/net/room_host.hpp"

#include <gtest/gtest.h>

#include "media/ice/stun_message.hpp"
#include "media/net/test_peer.hpp"

namespace parley::media {
namespace {

using namespace testing_peer;
using std::chrono::seconds;

struct Scene {
  Libraries libraries;
  Ears ears;
  std::unique_ptr<UdpSocket> udp = std::move(*UdpSocket::bind(*Address::parse("127.0.0.1", 0)));
  Wire wire{*udp, nullptr};
  ConnectionContext context{libraries.dtls, libraries.srtp, libraries.sctp, ears, wire, {}};
  std::atomic<std::size_t> peers{0};
  RoomHost host{context, peers, 100};
  Time now{seconds(1000)};
  PeerTransport transport{{"serv", "server password server"}, {"peer", "peer password peer password"}, "AA:BB"};
  Path path{*Address::parse("192.0.2.7", 1234), 0};

  void check(const PeerTransport& to, const Path& from) {
    TransactionId id{};
    random_bytes(id);
    auto packet = StunBuilder(StunClass::request, id)
                      .username(to.local.ufrag + ":" + to.remote.ufrag)
                      .use_candidate()
                      .ice_controlling(1)
                      .finish(to.local.password);
    host.on_packet(now, from, packet);
    host.settle();
  }
  void pass(seconds time) {
    for (const Time end = now + time; now < end; now += std::chrono::milliseconds(100)) {
      host.run_timers(now);
      host.settle();
    }
  }
};

TEST(RoomHost, APeerThatNeverComesIsLost) {
  Scene scene;
  scene.host.open_room(1);
  scene.host.add_peer(scene.now, 1, 5, scene.transport, {});
  scene.host.settle();
  scene.pass(seconds(29));
  EXPECT_FALSE(scene.ears.heard("lost"));
  scene.pass(seconds(2));
  EXPECT_TRUE(scene.ears.heard("lost 5: the peer never came"));
  EXPECT_TRUE(scene.host.stats(5)) << "known until it is removed";
  scene.host.remove_peer(5);
  EXPECT_FALSE(scene.host.stats(5));
  EXPECT_EQ(scene.peers, 0u);
}

TEST(RoomHost, ConsentEndsThirtySecondsAfterTheLastCheck) {
  Scene scene;
  scene.host.open_room(1);
  scene.host.add_peer(scene.now, 1, 5, scene.transport, {});
  for (int i = 0; i < 5; ++i) {
    scene.check(scene.transport, scene.path);
    scene.pass(seconds(5));
  }
  EXPECT_TRUE(scene.host.stats(5)->ice_connected);
  scene.pass(seconds(24));
  EXPECT_FALSE(scene.ears.heard("lost 5: the peer does not answer"));
}

TEST(RoomHost, StrangersMakeNoState) {
  Scene scene;
  scene.host.open_room(1);
  scene.host.add_peer(scene.now, 1, 5, scene.transport, {});
  PeerTransport other = scene.transport;
  other.local.ufrag = "other";
  scene.check(other, scene.path);
  EXPECT_EQ(scene.host.unknown_packets(), 1u);
  other = scene.transport;
  other.local.password = "guessed password guessed";
  scene.check(other, scene.path);
  EXPECT_EQ(scene.host.unknown_packets(), 1u);
  EXPECT_EQ(scene.host.stats(5)->bad_packets, 1u);
  EXPECT_FALSE(scene.host.stats(5)->ice_connected);
  Buffer media(40, 0x80);
  scene.host.on_packet(scene.now, scene.path, media);
  EXPECT_EQ(scene.host.unknown_packets(), 2u);
}

TEST(RoomHost, AnIceRestartIsFoundByBothFragments) {
  Scene scene;
  scene.host.open_room(1);
  scene.host.add_peer(scene.now, 1, 5, scene.transport, {});
  PeerTransport fresh{{"new1", "another password another"}, {"peer2", "x"}, "AA:BB"};
  scene.host.restart_ice(scene.now, 5, fresh);
  scene.check(scene.transport, scene.path);
  EXPECT_TRUE(scene.host.stats(5)->ice_connected);
  scene.check(fresh, scene.path);
  EXPECT_EQ(scene.host.unknown_packets(), 0u);
  EXPECT_EQ(scene.host.stats(5)->bad_packets, 0u);
}

TEST(RoomHost, RefusesWhatDoesNotFit) {
  Scene scene;
  scene.host.add_peer(scene.now, 1, 5, scene.transport, {});
  EXPECT_FALSE(scene.host.stats(5)) << "no such room";
  scene.host.open_room(1);
  scene.host.add_peer(scene.now, 1, 5, scene.transport, {});
  scene.host.add_peer(scene.now, 1, 6, scene.transport, {});
  EXPECT_TRUE(scene.ears.heard("lost 6: the user fragment is taken"));
  scene.host.close_room(1);
  EXPECT_FALSE(scene.host.stats(5));
  scene.host.update_peer(scene.now, 5, {});
  scene.host.send(5, "control", true, "x");
}

}  // namespace
}  // namespace parley::media
