// What strangers and misbehaving peers send must not disturb a call, and gets no answer.
#include <gtest/gtest.h>

#include <random>

#include "media/ice/stun_message.hpp"
#include "media/net/sfu_fixture.hpp"

namespace parley::media {
namespace {

using namespace testing_peer;

/// A socket that belongs to nobody.
class Stranger {
 public:
  explicit Stranger(const Address& server, int type = SOCK_DGRAM) : fd_(socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    sockaddr_storage storage{};
    const auto size = static_cast<socklen_t>(server.to_sockaddr(storage));
    EXPECT_EQ(connect(fd_.get(), reinterpret_cast<sockaddr*>(&storage), size), 0);
  }
  void send(std::span<const std::uint8_t> bytes) { (void)!::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  /// Whether anything came, or the connection was closed.
  bool answered() {
    std::array<std::uint8_t, 2048> bytes;
    return recv(fd_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT) >= 0;
  }

 private:
  FileDescriptor fd_;
};

Buffer check(const PeerTransport& transport, const std::string& ufrag, const std::string& password) {
  TransactionId id{};
  random_bytes(id);
  return StunBuilder(StunClass::request, id)
      .username(ufrag + ":" + transport.remote.ufrag)
      .priority(1)
      .use_candidate()
      .ice_controlling(1)
      .finish(password);
}

using HostileTest = SfuTest;

TEST_F(HostileTest, StrangersGetNoAnswerAndChangeNothing) {
  start();
  start_call();
  const PeerTransport transport = peers_[0]->transport();
  const Address server = peers_[0]->server();
  Stranger stranger(server);
  std::mt19937 random(1);
  const Buffer own = peers_[0]->last_protected;
  for (int i = 0; i < 3000; ++i) {
    stranger.send(check(transport, "nobody", "wrong password wrong password"));
    stranger.send(check(transport, transport.local.ufrag, "wrong password wrong password"));
    Buffer hello{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(i), 0, 60};
    hello.resize(73, 1);
    stranger.send(hello);
    stranger.send(own);
    Buffer noise(1 + random() % 200);
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
    stranger.send(noise);
    if (i % 100 == 0) run_until([n = 0]() mutable { return ++n > 2; });
  }
  expect_call_goes_on();
  EXPECT_FALSE(stranger.answered());
  // Only the checks with the right fragment were looked at.
  EXPECT_LE(sfu_->stats(kRoom, 1)->bad_packets, 3000u);
  EXPECT_EQ(sfu_->stats(kRoom, 2)->bad_packets, 0u);
  EXPECT_FALSE(ears_.heard("lost"));
}

TEST_F(HostileTest, ForgedMediaOnThePeersOwnAddressOnlyCounts) {
  start();
  start_call();
  std::mt19937 random(2);
  const auto frames = publisher_->frames;
  int forged = 0;
  for (int i = 0; i < 3000; ++i) {
    Buffer packet = peers_[0]->last_protected;
    if (i % 2 == 0) packet[2] = static_cast<std::uint8_t>(random());  // another sequence number
    packet[20 + random() % (packet.size() - 20)] ^= 0x5A;
    peers_[0]->send_raw(packet);
    ++forged;
    Buffer report{0x80, 201, 0, 1, 0, 0, 0, 1, 0x80, 0, 0, 0};
    report.resize(40, static_cast<std::uint8_t>(i));
    peers_[0]->send_raw(report);
    ++forged;
    Buffer alert{21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 40};
    peers_[0]->send_raw(alert);
    if (i % 100 == 0) run_until([n = 0]() mutable { return ++n > 2; });
  }
  expect_call_goes_on();
  EXPECT_GT(publisher_->frames, frames);
  const auto stats = sfu_->stats(kRoom, 1);
  EXPECT_GT(stats->bad_packets, static_cast<std::uint64_t>(forged) / 2) << "some may be lost on loopback, but not most";
  EXPECT_FALSE(ears_.heard("lost"));
}

TEST_F(HostileTest, ReplayedPacketsAreNotForwarded) {
  start();
  start_call();
  const auto before = sfu_->stats(kRoom, 1)->bad_packets;
  const Buffer old = peers_[0]->last_protected;
  for (int i = 0; i < 500; ++i) peers_[0]->send_raw(old);
  ASSERT_TRUE(run_until([&] { return sfu_->stats(kRoom, 1)->bad_packets > before + 400; }));
  EXPECT_EQ(subscribers_[0]->duplicates, 0u);
  expect_call_goes_on();
}

// A participant who forges the address of another one in a check with his own credentials must not get his packets.
TEST_F(HostileTest, AnotherPeersCheckDoesNotTakeAPathAway) {
  start();
  start_call();
  TestPeer& third = join(3, {});
  ASSERT_TRUE(run_until([&] { return third.connected(); }));
  const PeerTransport transport = third.transport();
  for (int i = 0; i < 50; ++i) {
    peers_[0]->send_raw(check(transport, transport.local.ufrag, transport.local.password));
    run_until([n = 0]() mutable { return ++n > 2; });
  }
  expect_call_goes_on();
}

TEST_F(HostileTest, BadFramesEndATcpConnectionAndNothingElse) {
  start();
  start_call(true);
  std::vector<std::unique_ptr<Stranger>> strangers;
  const Buffer too_long{0xFF, 0xFF, 1, 2, 3};
  for (int i = 0; i < 20; ++i) {
    strangers.push_back(std::make_unique<Stranger>(peers_[0]->server(), SOCK_STREAM));
    strangers.back()->send(too_long);
  }
  Stranger silent(peers_[0]->server(), SOCK_STREAM);
  const Buffer noise{0, 12, 0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1};
  silent.send(noise);
  EXPECT_TRUE(run_until([&] {
    return std::all_of(strangers.begin(), strangers.end(), [](const auto& one) { return one->answered(); });
  })) << "closed";
  expect_call_goes_on();
  EXPECT_FALSE(silent.answered());
}

TEST_F(HostileTest, AReaderThatStopsLosesOnlyItsOwnPackets) {
  start();
  start_call();
  TestPeer& slow = join(3, {{}, {video_slot()}, false, 5000}, true);
  sfu_->lease(kRoom, 3, "1", 1, "0");
  ASSERT_TRUE(run_until([&] { return slow.connected(); }));
  slow.vanish();
  expect_call_goes_on();
  expect_call_goes_on();
}

}  // namespace
}  // namespace parley::media
