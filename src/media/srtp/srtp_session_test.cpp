#include "media/srtp/srtp_session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes rtp(std::uint16_t sequence, std::uint32_t ssrc, std::size_t payload) {
  Bytes packet = {0x90, 96, static_cast<std::uint8_t>(sequence >> 8), static_cast<std::uint8_t>(sequence), 0, 0, 0, 1};
  for (int shift = 24; shift >= 0; shift -= 8) packet.push_back(static_cast<std::uint8_t>(ssrc >> shift));
  for (const std::uint8_t byte : {0xBE, 0xDE, 0, 1, 0x10, 0xFF, 0, 0}) packet.push_back(byte);  // header extension
  for (std::size_t i = 0; i < payload; ++i) packet.push_back(static_cast<std::uint8_t>(i * 7));
  return packet;
}

Bytes rtcp(std::uint32_t ssrc) {
  Bytes packet = {0x80, 201, 0, 1};
  for (int shift = 24; shift >= 0; shift -= 8) packet.push_back(static_cast<std::uint8_t>(ssrc >> shift));
  return packet;
}

class SrtpSessionTest : public ::testing::TestWithParam<SrtpProfile> {
 protected:
  static SrtpKeys keys(SrtpProfile profile) {
    SrtpKeys keys;
    keys.profile = profile;
    for (std::size_t i = 0; i < srtp_key_size(profile); ++i) {
      keys.local_key.push_back(static_cast<std::uint8_t>(i));
      keys.remote_key.push_back(static_cast<std::uint8_t>(100 + i));
    }
    for (std::size_t i = 0; i < srtp_salt_size(profile); ++i) {
      keys.local_salt.push_back(static_cast<std::uint8_t>(50 + i));
      keys.remote_salt.push_back(static_cast<std::uint8_t>(150 + i));
    }
    return keys;
  }
  void SetUp() override {
    SrtpKeys ours = keys(GetParam());
    alice = std::move(SrtpSession::create(library, ours)).value();
    std::swap(ours.local_key, ours.remote_key);
    std::swap(ours.local_salt, ours.remote_salt);
    bob = std::move(SrtpSession::create(library, ours)).value();
  }
  static Bytes protect(SrtpSession& session, Bytes packet, bool is_rtcp = false) {
    std::size_t size = packet.size();
    packet.resize(size + SrtpSession::kMaxOverhead);
    EXPECT_TRUE(is_rtcp ? session.protect_rtcp(packet, size) : session.protect_rtp(packet, size));
    packet.resize(size);
    return packet;
  }
  static bool unprotect(SrtpSession& session, Bytes& packet, bool is_rtcp = false) {
    std::size_t size = 0;
    const bool fine = is_rtcp ? session.unprotect_rtcp(packet, size) : session.unprotect_rtp(packet, size);
    if (fine) packet.resize(size);
    return fine;
  }

  SrtpLibrary library;
  std::unique_ptr<SrtpSession> alice, bob;
};

TEST_P(SrtpSessionTest, CarriesBothWays) {
  for (std::uint16_t i = 0; i < 200; ++i) {
    for (auto [from, to] : {std::pair(alice.get(), bob.get()), std::pair(bob.get(), alice.get())}) {
      const Bytes plain = rtp(static_cast<std::uint16_t>(65450 + i), 1 + i % 5u, i * 6u);  // wraps: the ROC counts
      Bytes packet = protect(*from, plain);
      EXPECT_GT(packet.size(), plain.size());
      EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + 20, packet.begin())) << "headers stay readable";
      ASSERT_TRUE(unprotect(*to, packet)) << i;
      EXPECT_EQ(packet, plain);
      const Bytes report = rtcp(1 + i % 5u);
      packet = protect(*from, report, true);
      ASSERT_TRUE(unprotect(*to, packet, true)) << i;
      EXPECT_EQ(packet, report);
    }
  }
}

TEST_P(SrtpSessionTest, RefusesWhatWasTamperedWith) {
  const Bytes good = protect(*alice, rtp(5, 9, 100));
  const Bytes good_rtcp = protect(*alice, rtcp(9), true);
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(unprotect(*bob, bad)) << bit;
  }
  for (std::size_t bit = 0; bit < good_rtcp.size() * 8; ++bit) {
    Bytes bad = good_rtcp;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(unprotect(*bob, bad, true)) << bit;
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    Bytes bad(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(unprotect(*bob, bad)) << size;
  }
  for (std::size_t size = 0; size < good_rtcp.size(); ++size) {
    Bytes bad(good_rtcp.begin(), good_rtcp.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(unprotect(*bob, bad, true)) << size;
  }
  Bytes own = good;
  EXPECT_FALSE(unprotect(*alice, own)) << "reflected";
  Bytes still = good;
  EXPECT_TRUE(unprotect(*bob, still)) << "forgeries change nothing";
  Bytes still_rtcp = good_rtcp;
  EXPECT_TRUE(unprotect(*bob, still_rtcp, true));
}

TEST_P(SrtpSessionTest, RefusesReplays) {
  std::vector<Bytes> sent;
  for (std::uint16_t i = 0; i < 500; ++i) sent.push_back(protect(*alice, rtp(i, 3, 50)));
  std::mt19937 random(1);
  std::shuffle(sent.begin() + 1, sent.end(), random);  // within the window any order is fine
  for (const Bytes& packet : sent) {
    Bytes first = packet, second = packet;
    EXPECT_TRUE(unprotect(*bob, first));
    EXPECT_FALSE(unprotect(*bob, second));
  }
  for (Bytes packet : sent) EXPECT_FALSE(unprotect(*bob, packet));
  Bytes report = protect(*alice, rtcp(3), true);
  Bytes again = report;
  EXPECT_TRUE(unprotect(*bob, report, true));
  EXPECT_FALSE(unprotect(*bob, again, true));
}

TEST_P(SrtpSessionTest, MayRepeatTheSamePacket) {
  const Bytes plain = rtp(7, 3, 50);
  const Bytes first = protect(*alice, plain);
  protect(*alice, rtp(8, 3, 50));
  EXPECT_EQ(protect(*alice, plain), first);
}

TEST_P(SrtpSessionTest, BoundsThePeersSsrcs) {
  std::size_t accepted = 0;
  for (std::uint32_t ssrc = 1; ssrc <= 400; ++ssrc) {
    Bytes packet = protect(*alice, rtp(1, ssrc, 10));
    accepted += unprotect(*bob, packet);
  }
  EXPECT_EQ(accepted, SrtpSession::kMaxRemoteSsrcs);
  Bytes packet = protect(*alice, rtp(2, 1, 10));
  EXPECT_TRUE(unprotect(*bob, packet)) << "those it knows stay";
}

TEST_P(SrtpSessionTest, NeedsRoomBehindThePacket) {
  Bytes packet = rtp(1, 1, 10);
  std::size_t size = packet.size();
  EXPECT_FALSE(alice->protect_rtp(packet, size));
  packet.resize(packet.size() + SrtpSession::kMaxOverhead - 1);
  EXPECT_FALSE(alice->protect_rtp(packet, size));
  size = packet.size() + 1;
  EXPECT_FALSE(alice->protect_rtp(packet, size));
  size = 5;
  EXPECT_FALSE(alice->protect_rtp(packet, size));
  EXPECT_FALSE(alice->protect_rtcp(packet, size));
}

TEST_P(SrtpSessionTest, SurvivesGarbage) {
  std::mt19937 random(5);
  for (int i = 0; i < 20'000; ++i) {
    Bytes packet(random() % 120);
    for (auto& byte : packet) byte = static_cast<std::uint8_t>(random());
    if (!packet.empty()) packet[0] = static_cast<std::uint8_t>(0x80 | random() % 64);
    Bytes copy = packet;
    EXPECT_FALSE(unprotect(*bob, packet));
    EXPECT_FALSE(unprotect(*bob, copy, true));
  }
}

TEST_P(SrtpSessionTest, RefusesKeysThatDoNotFit) {
  SrtpKeys bad = keys(GetParam());
  bad.remote_salt.pop_back();
  EXPECT_FALSE(SrtpSession::create(library, bad));
  bad = keys(GetParam());
  bad.local_key.clear();
  EXPECT_FALSE(SrtpSession::create(library, bad));
}

INSTANTIATE_TEST_SUITE_P(AllProfiles, SrtpSessionTest,
                         ::testing::Values(SrtpProfile::aead_aes_128_gcm, SrtpProfile::aead_aes_256_gcm,
                                           SrtpProfile::aes128_cm_sha1_80));

}  // namespace
}  // namespace parley::media
