#include "media/dtls/dtls_transport.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "media/dtls/dtls_link.hpp"

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;
using std::chrono::milliseconds;
using std::chrono::seconds;

class DtlsTransportTest : public ::testing::Test {
 protected:
  DtlsContext server_context{Certificate::create()};
  DtlsContext client_context{Certificate::create()};
};

struct Pair {
  Pair(const DtlsContext& server_context, const DtlsContext& client_context, unsigned seed = 1)
      : server(server_context, DtlsRole::server, client_context.fingerprint()),
        client(client_context, DtlsRole::client, server_context.fingerprint()),
        link(server, client, seed) {}
  DtlsTransport server, client;
  DtlsLink link;
};

TEST_F(DtlsTransportTest, YieldsTheSameKeysOnBothSides) {
  Pair pair(server_context, client_context);
  pair.link.start();
  pair.link.run();
  const auto* server = pair.link.find<DtlsTransport::Connected>(0);
  const auto* client = pair.link.find<DtlsTransport::Connected>(1);
  ASSERT_TRUE(server && client);
  EXPECT_EQ(server->keys.profile, SrtpProfile::aead_aes_128_gcm);
  EXPECT_EQ(server->keys.local_key.size(), 16u);
  EXPECT_EQ(server->keys.local_salt.size(), 12u);
  EXPECT_EQ(server->keys.local_key, client->keys.remote_key);
  EXPECT_EQ(server->keys.remote_key, client->keys.local_key);
  EXPECT_EQ(server->keys.local_salt, client->keys.remote_salt);
  EXPECT_EQ(server->keys.remote_salt, client->keys.local_salt);
  EXPECT_NE(server->keys.local_key, server->keys.remote_key);
  EXPECT_FALSE(pair.server.next_timeout());
  EXPECT_FALSE(pair.client.next_timeout());
  EXPECT_LE(pair.link.longest, DtlsTransport::kMtu);
  EXPECT_LE(pair.link.sent, 8u) << "nothing is lost, so nothing is sent twice";
}

TEST_F(DtlsTransportTest, HandshakeSurvivesLossReorderingAndDoubling) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    Pair pair(server_context, client_context, seed);
    pair.link.loss = 0.25;
    pair.link.doubling = 0.1;
    pair.link.jitter = 150;
    pair.link.start();
    pair.link.run();
    EXPECT_TRUE(pair.server.connected()) << seed;
    EXPECT_TRUE(pair.client.connected()) << seed;
    EXPECT_LE(pair.link.longest, DtlsTransport::kMtu);
  }
}

TEST_F(DtlsTransportTest, ServerMayStartLate) {
  Pair pair(server_context, client_context);
  pair.client.start(pair.link.now);
  pair.link.run(milliseconds(900));
  pair.server.start(pair.link.now);
  pair.link.run();
  EXPECT_TRUE(pair.server.connected());
  EXPECT_TRUE(pair.client.connected());
}

TEST_F(DtlsTransportTest, CarriesData) {
  Pair pair(server_context, client_context);
  EXPECT_FALSE(pair.client.send(Bytes(10, 1))) << "not connected yet";
  pair.link.start();
  pair.link.run();
  const Bytes large(DtlsTransport::kMaxData, 7);
  EXPECT_TRUE(pair.client.send(Bytes{1, 2, 3}));
  EXPECT_TRUE(pair.client.send(large));
  EXPECT_TRUE(pair.server.send(Bytes{4}));
  EXPECT_FALSE(pair.server.send(Bytes(DtlsTransport::kMaxData + 1)));
  EXPECT_FALSE(pair.server.send({}));
  pair.link.run();
  EXPECT_LE(pair.link.longest, DtlsTransport::kMtu);
  ASSERT_EQ(pair.link.events[0].size(), 3u);
  EXPECT_EQ(std::get<DtlsTransport::Data>(pair.link.events[0][1]).bytes, (Bytes{1, 2, 3}));
  EXPECT_EQ(std::get<DtlsTransport::Data>(pair.link.events[0][2]).bytes, large);
  ASSERT_EQ(pair.link.events[1].size(), 2u);
  EXPECT_EQ(std::get<DtlsTransport::Data>(pair.link.events[1][1]).bytes, Bytes{4});
}

TEST_F(DtlsTransportTest, SaysGoodbye) {
  Pair pair(server_context, client_context);
  pair.link.start();
  pair.link.run();
  pair.client.close();
  pair.link.run();
  EXPECT_TRUE(pair.link.find<DtlsTransport::Closed>(0));
  EXPECT_FALSE(pair.link.find<DtlsTransport::Closed>(1));
  EXPECT_FALSE(pair.server.connected());
  EXPECT_FALSE(pair.server.send(Bytes{1}));
  EXPECT_FALSE(pair.client.send(Bytes{1}));
}

TEST_F(DtlsTransportTest, WrongServerFingerprintFails) {
  DtlsTransport server(server_context, DtlsRole::server, client_context.fingerprint());
  DtlsTransport client(client_context, DtlsRole::client, client_context.fingerprint());
  DtlsLink link(server, client, 1);
  link.start();
  link.run();
  const auto* failed = link.find<DtlsTransport::Failed>(1);
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, "the peer's certificate does not have the announced fingerprint");
  EXPECT_TRUE(link.find<DtlsTransport::Failed>(0)) << "told by an alert";
  EXPECT_FALSE(link.find<DtlsTransport::Connected>(0));
  EXPECT_FALSE(link.find<DtlsTransport::Connected>(1));
}

TEST_F(DtlsTransportTest, WrongClientFingerprintFails) {
  DtlsTransport server(server_context, DtlsRole::server, server_context.fingerprint());
  DtlsTransport client(client_context, DtlsRole::client, server_context.fingerprint());
  DtlsLink link(server, client, 1);
  link.start();
  link.run();
  EXPECT_TRUE(link.find<DtlsTransport::Failed>(0));
  EXPECT_FALSE(link.find<DtlsTransport::Connected>(0));
  EXPECT_FALSE(client.connected());
}

TEST_F(DtlsTransportTest, EndsWhenNobodyAnswers) {
  Pair pair(server_context, client_context);
  pair.link.loss = 1;
  pair.link.start();
  pair.link.run();
  EXPECT_TRUE(pair.link.find<DtlsTransport::Failed>(0));
  EXPECT_TRUE(pair.link.find<DtlsTransport::Failed>(1));
  EXPECT_GT(pair.link.sent, 8u) << "the ClientHello is repeated";
  EXPECT_LT(pair.link.sent, 20u) << "with growing pauses";
  EXPECT_FALSE(pair.client.next_timeout());
}

TEST(CertificateTest, HasAFingerprint) {
  const Certificate one = Certificate::create(), other = Certificate::create();
  EXPECT_EQ(one.fingerprint().size(), 95u);
  EXPECT_NE(one.fingerprint(), other.fingerprint());
  std::string lower = one.fingerprint();
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  EXPECT_TRUE(same_fingerprint(one.fingerprint(), lower));
  EXPECT_FALSE(same_fingerprint(one.fingerprint(), other.fingerprint()));
  EXPECT_FALSE(same_fingerprint("", ""));
  EXPECT_FALSE(same_fingerprint(one.fingerprint(), one.fingerprint() + ":00"));
}

}  // namespace
}  // namespace parley::media
