#include <gtest/gtest.h>

#include <random>

#include "media/dtls/dtls_link.hpp"
#include "media/dtls/dtls_transport.hpp"

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;
using std::chrono::seconds;

class DtlsHostileTest : public ::testing::Test {
 protected:
  DtlsContext context{Certificate::create()};
  DtlsTransport server{context, DtlsRole::server, context.fingerprint()};
  DtlsTransport client{context, DtlsRole::client, context.fingerprint()};
  DtlsLink link{server, client, 1};
  std::mt19937 random{3};

  Bytes garbage() {
    Bytes bytes(random() % 300 + 1);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
  }
  /// A DTLS record of epoch 0.
  static Bytes record(std::uint8_t type, const Bytes& body, std::uint16_t sequence) {
    Bytes bytes = {type,
                   0xFE,
                   0xFD,
                   0,
                   0,
                   0,
                   0,
                   0,
                   0,
                   static_cast<std::uint8_t>(sequence >> 8),
                   static_cast<std::uint8_t>(sequence),
                   static_cast<std::uint8_t>(body.size() >> 8),
                   static_cast<std::uint8_t>(body.size())};
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
  }
};

TEST_F(DtlsHostileTest, GarbageDoesNotDisturbTheHandshake) {
  link.start();
  for (int i = 0; i < 100; ++i) {
    server.handle(link.now, garbage());
    client.handle(link.now, garbage());
  }
  link.run();
  EXPECT_TRUE(server.connected());
  EXPECT_TRUE(client.connected());
}

TEST_F(DtlsHostileTest, GarbageDoesNotDisturbTheConnection) {
  link.start();
  link.run();
  ASSERT_TRUE(server.connected());
  const std::vector<Bytes> old = link.seen;
  const std::size_t sent = link.sent;
  for (std::uint16_t i = 0; i < 2000; ++i) {
    Bytes bytes = garbage();
    server.handle(link.now, bytes);
    server.handle(link.now, record(static_cast<std::uint8_t>(20 + i % 6), bytes, i));
    bytes = old[random() % old.size()];
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1 << random() % 8);
    server.handle(link.now, bytes);
  }
  server.handle(link.now, record(21, {2, 40}, 60000));  // a forged fatal alert
  server.handle(link.now, record(21, {1, 0}, 60001));   // a forged goodbye
  link.collect();
  EXPECT_TRUE(server.connected());
  EXPECT_EQ(link.sent, sent) << "nothing forged is answered";
  EXPECT_TRUE(client.send(Bytes{1, 2, 3}));
  link.run();
  EXPECT_TRUE(link.find<DtlsTransport::Data>(0));
}

TEST_F(DtlsHostileTest, ProtectedRecordsTooShortToBeGenuineAreDropped) {
  link.start();
  link.run();
  ASSERT_TRUE(server.connected());
  const std::size_t sent = link.sent;
  for (std::uint8_t type = 20; type < 26; ++type) {
    for (std::size_t size = 0; size < 40; ++size) {
      Bytes forged = record(type, Bytes(size, 0), static_cast<std::uint16_t>(1000 + 40 * type + size));
      forged[4] = 1;  // the epoch of the protected records
      server.handle(link.now, forged);
      client.handle(link.now, forged);
    }
  }
  link.collect();
  EXPECT_TRUE(server.connected());
  EXPECT_TRUE(client.connected());
  EXPECT_EQ(link.sent, sent);
}

TEST_F(DtlsHostileTest, AReplayedHandshakeChangesNothing) {
  link.start();
  link.run();
  const std::vector<Bytes> old = link.seen;
  for (int i = 0; i < 50; ++i) {
    for (const Bytes& datagram : old) {
      server.handle(link.now, datagram);
      client.handle(link.now, datagram);
    }
  }
  link.collect();
  EXPECT_TRUE(server.connected());
  EXPECT_TRUE(client.connected());
  EXPECT_EQ(link.events[0].size(), 1u);
  EXPECT_EQ(link.events[1].size(), 1u);
}

TEST_F(DtlsHostileTest, FragmentsCannotPileUp) {
  // Pieces of later handshake messages that never become whole, among them empty ones (CVE-2022-29189, CVE-2022-29190).
  server.start(link.now);
  std::size_t fed = 0;
  for (std::uint16_t i = 0; i < 10'000 && !link.find<DtlsTransport::Failed>(0); ++i) {
    const std::uint8_t message = static_cast<std::uint8_t>(1 + i % 9), length = i % 5 == 0 ? 0 : 1;
    Bytes body = {11, 0, 0x2F, 0xFF, 0, message, 0, static_cast<std::uint8_t>(i % 40), 0, 0, length, 0};
    if (length) body.resize(body.size() + 256);
    const Bytes datagram = record(22, body, i);
    fed += datagram.size();
    server.handle(link.now, datagram);
    link.collect();
  }
  const auto* failed = link.find<DtlsTransport::Failed>(0);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, "the DTLS handshake took too much data");
  EXPECT_LE(fed, DtlsTransport::kMaxHandshakeBytes + 2048);
  EXPECT_EQ(link.sent, 0u);
}

TEST_F(DtlsHostileTest, AcceptsAClientHelloInTwoPieces) {
  // Browsers with post-quantum key shares send one that fills more than a datagram.
  server.start(link.now);
  client.start(link.now);
  const auto hello = client.poll_datagram();
  ASSERT_TRUE(hello);
  const Bytes message(hello->begin() + 13 + 12, hello->end());
  const std::size_t half = message.size() / 2;
  const auto piece = [&](std::size_t from, std::size_t to, std::uint16_t sequence) {
    const auto low = [](std::size_t value) { return static_cast<std::uint8_t>(value); };
    const auto high = [](std::size_t value) { return static_cast<std::uint8_t>(value >> 8); };
    Bytes body = {1,         0, high(message.size()), low(message.size()), 0, 0, 0, high(from),
                  low(from), 0, high(to - from),      low(to - from)};
    body.insert(body.end(), message.begin() + static_cast<std::ptrdiff_t>(from),
                message.begin() + static_cast<std::ptrdiff_t>(to));
    return record(22, body, sequence);
  };
  server.handle(link.now, piece(half, message.size(), 41));
  server.handle(link.now, piece(0, half, 40));
  link.run();
  EXPECT_TRUE(server.connected());
  EXPECT_TRUE(client.connected());
}

TEST_F(DtlsHostileTest, BrokenMessagesNeverCrash) {
  for (int round = 0; round < 400; ++round) {
    DtlsTransport broken_server(context, DtlsRole::server, context.fingerprint());
    DtlsTransport broken_client(context, DtlsRole::client, context.fingerprint());
    const auto now = link.now;
    broken_server.start(now);
    broken_client.start(now);
    for (int step = 0; step < 6; ++step) {
      for (auto [from, to] : {std::pair(&broken_client, &broken_server), std::pair(&broken_server, &broken_client)}) {
        while (auto datagram = from->poll_datagram()) {
          if (random() % 2) (*datagram)[random() % datagram->size()] ^= static_cast<std::uint8_t>(1 << random() % 8);
          if (random() % 20 == 0) datagram->resize(random() % datagram->size());
          to->handle(now, *datagram);
        }
      }
    }
    if (broken_server.connected()) {
      broken_server.send(Bytes{1});
    }
    while (broken_server.poll_event() || broken_client.poll_event()) {
    }
  }
}

TEST_F(DtlsHostileTest, IgnoresWhatIsTooLongOrTooEarly) {
  server.handle(link.now, Bytes(100, 22));
  link.start();
  server.handle(link.now, Bytes(5000, 22));
  server.handle(link.now, {});
  link.run();
  EXPECT_TRUE(server.connected());
}

}  // namespace
}  // namespace parley::media
