#include "media/ice/ice_client.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "media/ice/ice_lite.hpp"

namespace parley::media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Time kStart = Time(seconds(1000));

/// One client and one server with a link that loses, delays and reorders; time is made up.
class World {
 public:
  World(unsigned seed, std::vector<RemoteCandidate> candidates)
      : random_(seed),
        server(kStart, "server", "server-password", "client"),
        client(kStart, {"client", "client-password", "server", "server-password", std::move(candidates)}) {}

  void run(milliseconds time) {
    const Time end = now + time;
    while (true) {
      drain();
      Time next = client.next_timeout().value_or(Time::max());
      if (!flying_.empty()) next = std::min(next, flying_.begin()->first);
      if (next > end) break;
      now = std::max(now, next);
      if (!flying_.empty() && flying_.begin()->first <= now) {
        const Packet packet = std::move(flying_.begin()->second);
        flying_.erase(flying_.begin());
        deliver(packet);
      } else {
        client.on_timeout(now);
      }
    }
    now = end;
  }

  Time now = kStart;
  double loss = 0;
  std::vector<bool> blocked = std::vector<bool>(16);  ///< candidates whose packets never arrive

 private:
  struct Packet {
    std::size_t candidate;
    bool to_server;
    std::vector<std::uint8_t> bytes;
  };
  void fly(Packet packet) {
    if (blocked[packet.candidate] || std::uniform_real_distribution(0.0, 1.0)(random_) < loss) return;
    flying_.emplace(now + milliseconds(5 + random_() % 100), std::move(packet));
  }
  void drain() {
    while (auto out = client.poll()) fly({out->candidate, true, std::move(out->packet)});
  }
  void deliver(const Packet& packet) {
    if (!packet.to_server) {
      client.handle(now, packet.candidate, packet.bytes);
      return;
    }
    const Path from{*Address::parse("192.0.2.9", static_cast<std::uint16_t>(1000 + packet.candidate)),
                    static_cast<std::uint32_t>(packet.candidate)};
    auto outcome = server.handle(now, from, packet.bytes);
    if (!outcome.response.empty()) fly({packet.candidate, false, std::move(outcome.response)});
  }

  std::mt19937 random_;
  std::multimap<Time, Packet> flying_;

 public:
  IceLite server;
  IceClient client;
};

const RemoteCandidate kUdp{*Address::parse("198.51.100.1:5000"), false};
const RemoteCandidate kUdp6{*Address::parse("[2001:db8::1]:5000"), false};
const RemoteCandidate kTcp{*Address::parse("198.51.100.1:5000"), true};

TEST(IceClientTest, ConnectsOnTheFirstAnswer) {
  World world(1, {kUdp});
  world.run(seconds(1));
  EXPECT_EQ(world.client.state(), IceClient::State::connected);
  EXPECT_EQ(world.client.selected(), 0u);
  ASSERT_TRUE(world.server.selected());
  EXPECT_EQ(world.server.selected()->remote.port(), 1000);
}

TEST(IceClientTest, ConnectsAndKeepsConsentOverALossyLink) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    World world(seed, {kUdp6, kUdp});
    world.loss = 0.3;
    world.run(seconds(20));
    ASSERT_EQ(world.client.state(), IceClient::State::connected) << seed;
    world.loss = 0.1;
    world.run(seconds(300));
    EXPECT_EQ(world.client.state(), IceClient::State::connected) << seed;
    EXPECT_FALSE(world.server.lost(world.now)) << seed;
    EXPECT_EQ(world.server.selected()->link, *world.client.selected());
  }
}

TEST(IceClientTest, EndsAfterThirtySecondsOfSilence) {
  World world(2, {kUdp});
  world.run(seconds(5));
  ASSERT_EQ(world.client.state(), IceClient::State::connected);
  world.loss = 1;
  world.run(seconds(20));
  EXPECT_EQ(world.client.state(), IceClient::State::connected);
  world.run(seconds(15));
  EXPECT_EQ(world.client.state(), IceClient::State::failed);
  EXPECT_FALSE(world.client.selected());
  EXPECT_FALSE(world.client.next_timeout());
  EXPECT_TRUE(world.server.lost(world.now));
}

TEST(IceClientTest, FailsWhenNobodyAnswers) {
  World world(3, {kUdp, kTcp});
  world.loss = 1;
  world.client.set_usable(world.now, 1, true);
  world.run(seconds(29));
  EXPECT_EQ(world.client.state(), IceClient::State::checking);
  world.run(seconds(2));
  EXPECT_EQ(world.client.state(), IceClient::State::failed);
}

TEST(IceClientTest, PrefersUdpButTakesTcp) {
  World both(4, {kTcp, kUdp});
  both.client.set_usable(both.now, 0, true);
  both.run(seconds(2));
  EXPECT_EQ(both.client.selected(), 1u);

  World blocked(5, {kTcp, kUdp});
  blocked.blocked[1] = true;
  blocked.client.set_usable(blocked.now, 0, true);
  blocked.run(seconds(3));
  EXPECT_EQ(blocked.client.selected(), 0u);

  World unconnected(6, {kTcp});
  unconnected.run(seconds(2));
  EXPECT_FALSE(unconnected.client.selected()) << "no connection yet, nothing to send on";
  unconnected.client.set_usable(unconnected.now, 0, true);
  unconnected.run(seconds(1));
  EXPECT_EQ(unconnected.client.selected(), 0u);
}

TEST(IceClientTest, TakesAnotherWayWhenTheConnectionBreaks) {
  World world(7, {kTcp, kUdp});
  world.blocked[1] = true;
  world.client.set_usable(world.now, 0, true);
  world.run(seconds(5));
  ASSERT_EQ(world.client.selected(), 0u);
  world.blocked[1] = false;
  world.client.set_usable(world.now, 0, false);
  EXPECT_EQ(world.client.state(), IceClient::State::checking);
  world.run(seconds(5));
  EXPECT_EQ(world.client.selected(), 1u);
  EXPECT_EQ(world.client.state(), IceClient::State::connected);
}

TEST(IceClientTest, IgnoresForgedAnswers) {
  IceClient client(kStart, {"client", "x", "server", "right", {kUdp, kUdp6}});
  const auto check = client.poll();
  ASSERT_TRUE(check);
  const auto request = StunMessage::parse(check->packet);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->username(), "server:client");
  EXPECT_TRUE(request->ice_controlling());
  const auto answer = [&](StunClass message_class, const TransactionId& id, std::string_view password) {
    return StunBuilder(message_class, id).xor_mapped_address(kUdp.address).finish(password);
  };
  EXPECT_FALSE(client.handle(kStart, 0, answer(StunClass::success, request->transaction(), "wrong")));
  EXPECT_FALSE(client.handle(kStart, 0, answer(StunClass::success, TransactionId{}, "right")));
  EXPECT_FALSE(client.handle(kStart, 0, answer(StunClass::request, request->transaction(), "right")));
  EXPECT_FALSE(client.handle(kStart, 1, answer(StunClass::success, request->transaction(), "right")));
  EXPECT_FALSE(client.handle(kStart, 99, answer(StunClass::success, request->transaction(), "right")));
  EXPECT_TRUE(client.handle(kStart, 0, answer(StunClass::error, request->transaction(), "right")));
  EXPECT_TRUE(client.handle(kStart, 0, answer(StunClass::success, request->transaction(), "right")));
  EXPECT_EQ(client.find_candidate(kUdp6.address, false), 1u);
  EXPECT_FALSE(client.find_candidate(kUdp.address, true));
}

}  // namespace
}  // namespace parley::media
