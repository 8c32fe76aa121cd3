// The whole media plane through real sockets on loopback.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <numeric>

#include "media/media.hpp"
#include "media/net/sfu_fixture.hpp"

namespace parley::media {
namespace {

using namespace testing_peer;

TEST_F(SfuTest, ForwardsVideoOverUdp) {
  start();
  start_call();
  EXPECT_TRUE(ears_.heard("connected 1"));
  EXPECT_TRUE(ears_.heard("connected 2"));
  EXPECT_TRUE(ears_.heard("1/0/ on"));
  EXPECT_TRUE(run_until([&] { return publisher_->transport_feedbacks > 3; }));
  const auto stats = sfu_->stats(kRoom, 1);
  ASSERT_TRUE(stats);
  EXPECT_TRUE(stats->ice_connected && stats->dtls_connected);
  EXPECT_EQ(stats->bad_packets, 0u);
  EXPECT_GT(stats->tracks.at(0).packets, 60u);
  EXPECT_GT(sfu_->stats(kRoom, 2)->slots.at(0).packets, 60u);
  EXPECT_EQ(peers_[1]->bad_packets, 0u);
  EXPECT_FALSE(sfu_->stats(kRoom, 77));
  EXPECT_FALSE(sfu_->stats(kRoom + 1, 1));
}

TEST_F(SfuTest, ForwardsVideoOverTcp) {
  start();
  start_call(true);
  expect_call_goes_on();
}

TEST_F(SfuTest, RepeatsWhatASubscriberMisses) {
  start();
  start_call();
  std::uint64_t count = 0;
  peers_[1]->on_rtp = [&](Buffer packet) {
    if (++count % 10 != 0) subscribers_[0]->on_rtp(std::move(packet));
  };
  ASSERT_TRUE(run_until([&] { return subscribers_[0]->repeated > 20; }));
  peers_[1]->on_rtp = [&](Buffer packet) { subscribers_[0]->on_rtp(std::move(packet)); };
  EXPECT_TRUE(run_until([&] { return subscribers_[0]->completeness() > 0.98; }));
  EXPECT_GT(sfu_->stats(kRoom, 2)->slots.at(0).retransmitted, 20u);
}

TEST_F(SfuTest, TakesManySubscribersAndCommands) {
  Config config;
  config.threads = 2;
  start(config);
  start_call();
  for (PeerId id = 10; id < 20; ++id) {
    TestPeer& peer = join(id, {{}, {video_slot()}, false, 5000}, id % 2 == 0);
    subscribe(peer, video_slot());
    sfu_->lease(kRoom, id, "1", 1, "0");
  }
  ASSERT_TRUE(run_until([&] {
    return std::all_of(subscribers_.begin(), subscribers_.end(),
                       [](const auto& one) { return one->packets.size() > 60; });
  }));
  for (const auto& one : subscribers_) EXPECT_GE(one->completeness(), 0.99);
  sfu_->mute_track(kRoom, 1, "0", true);
  EXPECT_TRUE(sfu_->stats(kRoom, 1)) << "the mute has been done before";
  const auto muted = sfu_->stats(kRoom, 10)->slots.at(0).packets;
  const auto received = sfu_->stats(kRoom, 1)->tracks.at(0).packets;
  ASSERT_TRUE(run_until([&] { return sfu_->stats(kRoom, 1)->tracks.at(0).packets > received + 50; }));
  EXPECT_EQ(sfu_->stats(kRoom, 10)->slots.at(0).packets, muted);
  sfu_->mute_track(kRoom, 1, "0", false);
  EXPECT_TRUE(run_until([&] { return sfu_->stats(kRoom, 10)->slots.at(0).packets > muted + 50; }));
  sfu_->remove_peer(kRoom, 1);
  sfu_->release(kRoom, 10, "1");
  EXPECT_FALSE(sfu_->stats(kRoom, 1));
  sfu_->close_room(kRoom);
  EXPECT_FALSE(sfu_->stats(kRoom, 10));
}

TEST_F(SfuTest, CarriesMessagesBothWays) {
  start();
  std::atomic<int> heard{0};
  ears_.answer = [&](RoomId room, PeerId peer, const std::string& label, bool binary,
                     std::span<const std::uint8_t> bytes) {
    ++heard;
    sfu_->send(room, peer, label, binary, std::string(bytes.begin(), bytes.end()));
  };
  TestPeer& peer = join(1, {{}, {}, true, 5000});
  std::map<std::string, std::vector<Buffer>> got;
  peer.on_message = [&](const std::string& label, bool, Buffer bytes) { got[label].push_back(std::move(bytes)); };
  ASSERT_TRUE(run_until([&] { return peer.connected(); }));
  peer.open_channel("control");
  peer.open_channel("bitrate");
  ASSERT_TRUE(run_until([&] { return peer.open_channels.size() == 2; }));
  Buffer large(256 * 1024);
  std::iota(large.begin(), large.end(), std::uint8_t{0});
  const Buffer small{1, 2, 3};
  ASSERT_TRUE(peer.send_message("control", true, large));
  ASSERT_TRUE(peer.send_message("bitrate", true, small));
  ASSERT_TRUE(run_until([&] { return got["control"].size() == 1 && got["bitrate"].size() == 1; }));
  EXPECT_EQ(got["control"][0], large);
  EXPECT_EQ(got["bitrate"][0], small);
  EXPECT_EQ(heard, 2);
  sfu_->send(kRoom, 1, "nowhere", true, "dropped");
  sfu_->send(kRoom, 99, "control", true, "dropped");
}

TEST_F(SfuTest, FollowsAPeerToItsNewAddress) {
  start();
  start_call();
  peers_[0]->rebind();
  peers_[1]->rebind();
  // Nothing may be sent to or taken from an address before ICE has checked it, so some is lost on the way.
  const auto before = subscribers_[0]->packets.size();
  EXPECT_TRUE(run_until([&] { return subscribers_[0]->packets.size() > before + 60; }));
}

TEST_F(SfuTest, TellsWhenAPeerSaysGoodbye) {
  start();
  start_call();
  peers_[0]->close();
  EXPECT_TRUE(run_until([&] { return ears_.heard("lost 1: the peer closed"); }));
}

TEST_F(SfuTest, SaysGoodbyeItself) {
  start();
  start_call();
  sfu_->remove_peer(kRoom, 2);
  EXPECT_TRUE(run_until([&] { return peers_[1]->closed(); }));
  EXPECT_FALSE(peers_[0]->closed());
  sfu_.reset();
  EXPECT_TRUE(run_until([&] { return peers_[0]->closed(); }));
}

TEST_F(SfuTest, RefusesPeersBeyondTheLimit) {
  Config config;
  config.max_peers = 1;
  start(config);
  TestPeer& first = join(1, {});
  join(2, {});
  EXPECT_TRUE(run_until([&] { return ears_.heard("lost 2: the server is full") && first.connected(); }));
}

TEST_F(SfuTest, NamesItsCandidates) {
  Config config;
  config.address = "0.0.0.0";
  config.announced = {"192.0.2.1", "2001:db8::1"};
  start(config);
  ASSERT_EQ(endpoint_.candidates.size(), 4u);
  EXPECT_EQ(endpoint_.candidates[0].address, "192.0.2.1");
  EXPECT_FALSE(endpoint_.candidates[1].tcp);
  EXPECT_TRUE(endpoint_.candidates[2].tcp);
  EXPECT_EQ(endpoint_.candidates[0].port, endpoint_.candidates[3].port);
  EXPECT_EQ(endpoint_.fingerprint.size(), 95u);
  const Endpoint again = sfu_->open_room(kRoom);
  EXPECT_EQ(again.candidates.size(), 4u);
}

// Bound to all addresses, answers come from the one that was asked.
TEST_F(SfuTest, AnswersFromTheAddressThatWasAsked) {
  Config config;
  config.address = "0.0.0.0";
  config.announced = {"127.0.0.5"};
  start(config);
  start_call();
  expect_call_goes_on();
  sfu_.reset();
  peers_.clear();
  publisher_.reset();
  subscribers_.clear();
}

TEST_F(SfuTest, FindsItsAddressesItself) {
  Config config;
  config.address = "0.0.0.0";
  config.tcp = false;
  start(config);
  ASSERT_FALSE(endpoint_.candidates.empty());
  for (const Candidate& candidate : endpoint_.candidates) {
    EXPECT_FALSE(candidate.tcp);
    EXPECT_NE(candidate.address, "0.0.0.0");
    EXPECT_FALSE(candidate.address.starts_with("fe80"));
  }
}

TEST_F(SfuTest, SaysWhyItCannotStart) {
  start();
  Config config;
  config.address = "no address";
  EXPECT_NE(Sfu::start(config, ears_).error().text.find("no address"), std::string::npos);
  config.address = "127.0.0.1";
  config.port = endpoint_.candidates[0].port;
  const auto taken = Sfu::start(config, ears_);
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().text.find("127.0.0.1:" + std::to_string(config.port)), std::string::npos)
      << taken.error().text;
  config.port = 65535;
  config.threads = 3;
  EXPECT_FALSE(Sfu::start(config, ears_));
}

}  // namespace
}  // namespace parley::media
