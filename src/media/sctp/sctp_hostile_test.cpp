#include <gtest/gtest.h>

#include <random>

#include "media/sctp/sctp_link.hpp"

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;
using std::chrono::seconds;

class SctpHostileTest : public ::testing::Test {
 protected:
  static std::uint32_t crc32c(const Bytes& bytes) {
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const std::uint8_t byte : bytes) {
      crc ^= byte;
      for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? 0x82F63B78u ^ crc >> 1 : crc >> 1;
    }
    return ~crc;
  }
  /// With a right checksum, so that it isn't dropped at the door (RFC 9260 section 6.8).
  static Bytes checked(Bytes packet) {
    std::fill(packet.begin() + 8, packet.begin() + 12, std::uint8_t{0});
    const std::uint32_t crc = crc32c(packet);
    for (std::size_t i = 0; i < 4; ++i) packet[8 + i] = static_cast<std::uint8_t>(crc >> (8 * i));
    return packet;
  }

  SctpLibrary library;
  SctpAssociation server{library, SctpRole::dtls_server};
  SctpAssociation client{library, SctpRole::dtls_client};
  SimulatedLink link{library, server, client};
  std::mt19937 random{9};
};

TEST_F(SctpHostileTest, GarbageIsDropped) {
  client.open("control");
  link.start();
  for (int i = 0; i < 2000; ++i) {
    Bytes packet(random() % 200);
    for (auto& byte : packet) byte = static_cast<std::uint8_t>(random());
    server.handle(packet);
    if (packet.size() >= 12) server.handle(checked(packet));
  }
  ASSERT_TRUE(link.run(seconds(5), [&] { return link.count<SctpAssociation::ChannelOpen>(1) == 1; }));
  for (int i = 0; i < 2000; ++i) {
    Bytes packet(12 + random() % 200);
    for (auto& byte : packet) byte = static_cast<std::uint8_t>(random());
    packet[0] = packet[2] = 5000 >> 8;
    packet[1] = packet[3] = 5000 & 0xFF;
    server.handle(checked(packet));
  }
  EXPECT_TRUE(client.send("control", false, Bytes{1}));
  EXPECT_TRUE(link.run(seconds(5), [&] { return link.count<SctpAssociation::Message>(0) == 1; }));
}

TEST_F(SctpHostileTest, ChangedPacketsNeverCrash) {
  for (int round = 0; round < 60; ++round) {
    SctpAssociation one(library, SctpRole::dtls_server), other(library, SctpRole::dtls_client);
    SimulatedLink pair(library, one, other, static_cast<unsigned>(round));
    other.open("control");
    pair.start();
    pair.run(std::chrono::milliseconds(500));
    other.send("control", true, Bytes(5000, 1));
    pair.run(std::chrono::milliseconds(500));
    for (int i = 0; i < 200; ++i) {
      Bytes packet = pair.seen[random() % pair.seen.size()];
      for (unsigned n = random() % 4; n > 0; --n)
        packet[12 + random() % (packet.size() - 12)] = static_cast<std::uint8_t>(random());
      if (random() % 8 == 0) packet.resize(12 + random() % (packet.size() - 12));
      (random() % 2 ? one : other).handle(checked(packet));
      pair.collect();
    }
    pair.run(std::chrono::milliseconds(200));
  }
}

TEST_F(SctpHostileTest, NothingBeforeTheStart) {
  server.handle(Bytes(100, 0));
  EXPECT_FALSE(server.have_output());
  EXPECT_FALSE(server.poll_packet());
  EXPECT_FALSE(server.poll_event());
  server.close();
  server.start();
  EXPECT_FALSE(server.poll_packet()) << "closed for good";
}

}  // namespace
}  // namespace parley::media
