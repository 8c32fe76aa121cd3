#include "transport/trusted_proxies.hpp"

#include <gtest/gtest.h>

#include "transport/test_server.hpp"

namespace parley::transport::test {
namespace {

using Seen = RecordingApplication::Seen;

TrustedProxies proxies(const std::vector<std::string>& networks) {
  auto parsed = TrustedProxies::parse(networks);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? std::move(*parsed) : TrustedProxies();
}

TEST(TrustedProxies, AreAddressesAndNetworks) {
  const TrustedProxies some = proxies({"127.0.0.1", "10.20.0.0/14", "2001:db8::/33", "::1"});
  for (const char* good : {"127.0.0.1", "10.20.0.1", "10.23.255.255", "2001:db8:7fff::1", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(some.trusts(good)) << good;
  }
  for (const char* other :
       {"127.0.0.2", "10.24.0.1", "10.19.0.1", "2001:db8:8000::1", "::2", "", "unix", "127.0.0.1 "}) {
    EXPECT_FALSE(some.trusts(other)) << other;
  }
  EXPECT_TRUE(proxies({"0.0.0.0/0"}).trusts("203.0.113.1"));
  EXPECT_FALSE(proxies({"0.0.0.0/0"}).trusts("2001:db8::1"));
  EXPECT_FALSE(proxies({}).trusts("127.0.0.1"));
  for (const char* wrong :
       {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/8x", "10.0.0.0/-1", "/8"}) {
    EXPECT_FALSE(TrustedProxies::parse({wrong})) << wrong;
  }
}

TEST(TrustedProxies, TheLastUntrustedIsTheClient) {
  const TrustedProxies some = proxies({"127.0.0.1", "10.0.0.0/8"});
  EXPECT_EQ(some.client("127.0.0.1", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(some.client("127.0.0.1", "1.1.1.1, 203.0.113.9 ,\t10.1.2.3"), "203.0.113.9");
  EXPECT_EQ(some.client("127.0.0.1", "10.9.9.9, 10.1.2.3"), "10.9.9.9");
  EXPECT_EQ(some.client("127.0.0.1", ""), "127.0.0.1");
  EXPECT_EQ(some.client("203.0.113.1", "1.1.1.1"), "203.0.113.1");  // its word doesn't count
  EXPECT_EQ(some.client("127.0.0.1", "203.0.113.9:4711"), "203.0.113.9");
  EXPECT_EQ(some.client("127.0.0.1", "[2001:DB8:0::1]:4711"), "2001:db8::1");
  EXPECT_EQ(some.client("127.0.0.1", "2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(some.client("127.0.0.1", "::ffff:203.0.113.9"), "203.0.113.9");
  for (const char* nonsense :
       {"unknown", "1.1.1.1, ", ",", "1.1.1.1, 300.1.1.1", "1.1.1.1, x\r\ny", "[", "]:1", "1.1.1.1 2.2.2.2"}) {
    EXPECT_EQ(some.client("127.0.0.1", nonsense), "127.0.0.1") << nonsense;
  }
}

using ProxiedServerTest = ServerTest;

TEST_F(ProxiedServerTest, ConnectionsCountForTheirClients) {
  config.trusted_proxies = {"127.0.0.1"};
  config.limits.connections_per_address = 2;
  start();
  std::vector<std::unique_ptr<TestClient>> clients;
  const auto connect = [&](const std::string& header) {
    clients.push_back(std::make_unique<TestClient>(server->port()));
    const int status = clients.back()->upgrade("/", header).status;
    if (status == 101) clients.back()->send_text(connection_text);
    return status;
  };
  EXPECT_EQ(connect("X-Forwarded-For: 203.0.113.1\r\n"), 101);
  EXPECT_EQ(connect("X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 203.0.113.1\r\n"), 101);
  EXPECT_EQ(connect("X-Forwarded-For: 203.0.113.1\r\n"), 503);
  EXPECT_EQ(connect("X-Forwarded-For: 203.0.113.2\r\n"), 101);
  // The proxy's own connections are not limited by address.
  for (int i = 0; i < 3; ++i) EXPECT_EQ(connect(""), 101);
  EXPECT_EQ(application.wait(0, [](const Seen&) { return true; }).address, "203.0.113.1");
  EXPECT_EQ(application.wait(1, [](const Seen&) { return true; }).address, "203.0.113.1");
  EXPECT_EQ(application.wait(2, [](const Seen&) { return true; }).address, "203.0.113.2");
  EXPECT_EQ(application.wait(3, [](const Seen&) { return true; }).address, "127.0.0.1");
  // A place is free again once its connection is gone.
  clients.erase(clients.begin());
  application.wait(0, [](const Seen& seen) { return seen.closed == 1; });
  int status = 503;
  for (int i = 0; i < 200 && status == 503; ++i) status = connect("X-Forwarded-For: 203.0.113.1\r\n");
  EXPECT_EQ(status, 101);
}

TEST_F(ProxiedServerTest, WhoIsNotTrustedIsHimself) {
  config.trusted_proxies = {"192.0.2.0/24"};
  start();
  TestClient client(server->port());
  client.upgrade("/", "X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-Proto: https\r\n");
  client.send_text(connection_text);
  EXPECT_EQ(application.wait(0, [](const Seen&) { return true; }).address, "127.0.0.1");
}

TEST_F(ProxiedServerTest, EachRequestOfAConnectionHasItsOwnOrigin) {
  for (const bool trusted : {true, false}) {
    config.trusted_proxies = {trusted ? "127.0.0.1" : "192.0.2.1"};
    start();
    server->route("/origin", [](const HttpRequest& request, const auto& reply) {
      reply({.body = request.remote_address + (request.secure ? " secure" : " plain")});
    });
    TestClient proxy(server->port());
    const auto ask = [&](const std::string& headers) { return proxy.get("/origin", headers).body; };
    EXPECT_EQ(ask("X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-Proto: https\r\n"),
              trusted ? "203.0.113.1 secure" : "127.0.0.1 plain");
    EXPECT_EQ(ask("X-Forwarded-For: 203.0.113.2\r\nX-Forwarded-Proto: http\r\n"),
              trusted ? "203.0.113.2 plain" : "127.0.0.1 plain");
    EXPECT_EQ(ask(""), "127.0.0.1 plain");
  }
}

TEST_F(ProxiedServerTest, NonsenseIsSaidAtStart) {
  config.trusted_proxies = {"nonsense"};
  const auto started = Server::start(config, application, bus);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().text.find("nonsense"), std::string::npos);
}

}  // namespace
}  // namespace parley::transport::test
