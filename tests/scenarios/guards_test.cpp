// How often strangers may try, through real sockets, with and without proxies in front.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

using ::testing::HasSubstr;
using Flags = std::vector<std::string>;

/// They fall out of the period one after the other, and with the minute they fell in.
MATCHER(IsTooMany, "") {
  return arg == "Too many attempts; try again in 10 minutes" || arg == "Too many attempts; try again in 11 minutes";
}

std::string forwarded(const std::string& addresses) { return "X-Forwarded-For: " + addresses + "\r\n"; }

/// The reason of the refusal, or "" when the login works.
std::string log_in(std::uint16_t port, const json::value& token, const std::string& user, const std::string& password,
                   const std::string& headers = {}) {
  WireClient client(port, "/", headers);
  client.send(
      "connection",
      {{"appKey", "sfuZClientApp"}, {"authToken", token}, {"custom", {{"username", user}, {"password", password}}}});
  try {
    client.next_frame();
    return {};
  } catch (const std::runtime_error&) {
    const CloseInfo closed = client.wait_for_close();
    EXPECT_EQ(closed.code, 1008);
    return closed.reason;
  }
}

WireClient management(std::uint16_t port, const std::string& headers = {}) {
  WireClient client(port, "/", headers);
  client.send("connection", {{"appKey", "sfuZUserManagementApp"}, {"authToken", nullptr}});
  client.next_frame();
  return client;
}

class Guards : public testing::Test {
 protected:
  ServerProcess& start(const Flags& flags = {}) {
    server_.emplace(folder_.path(), flags);
    server_->add_user("ann");
    server_->add_user("bob");
    return *server_;
  }
  TemporaryFolder folder_;
  std::optional<ServerProcess> server_;
};

TEST_F(Guards, TenWrongPasswordsAreEnoughButLockOutNobodyElse) {
  const std::uint16_t port = start().port();
  WireClient ann = WireClient::login(port, "ann");
  for (int i = 0; i < 10; ++i) {
    // Name and address are one account.
    EXPECT_EQ(log_in(port, nullptr, i % 2 ? "ann" : "Ann@example.com", "wrong"), "Authentication failed");
    EXPECT_EQ(log_in(port, nullptr, "nobody", "wrong"), "Authentication failed");
  }
  // Whether it exists shows in nothing.
  EXPECT_THAT(log_in(port, nullptr, "ann", "wrong"), IsTooMany());
  EXPECT_THAT(log_in(port, nullptr, "nobody", "wrong"), IsTooMany());
  EXPECT_THAT(log_in(port, nullptr, "ann", "secret1"), IsTooMany());
  EXPECT_EQ(log_in(port, json::value(ann.token()), "", ""), "");
  EXPECT_EQ(log_in(port, json::value(ann.token()), "ann", "wrong"), "");
  EXPECT_EQ(log_in(port, nullptr, "bob", "secret1"), "");
  EXPECT_EQ(text(ann.ask("getUserInfo"), {"userInfo", "id"}), "ann");
}

TEST_F(Guards, LogInsThatWorkAreNotLimited) {
  const std::uint16_t port = start({"--guards-login-failures-per-account", "2"}).port();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(log_in(port, nullptr, "ann", "secret1"), "");
}

TEST_F(Guards, ChangingThePasswordIsNoWayAround) {
  const std::uint16_t port = start({"--guards-login-failures-per-account", "3"}).port();
  WireClient ann = WireClient::login(port, "ann");
  const auto change = [&](const std::string& current) {
    return text(
        ann.ask("changeUserPassword", {{"password", {{"currentPassword", current}, {"newPassword", "secret2"}}}}),
        {"error"});
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(change("wrong"), "You entered incorrect current password");
  EXPECT_THAT(change("secret1"), IsTooMany());
}

TEST_F(Guards, AnAddressCannotBeInvented) {
  const std::uint16_t port = start({"--trusted-proxies", "192.0.2.1"}).port();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(log_in(port, nullptr, "ann", "wrong", forwarded("203.0.113." + std::to_string(i))),
              "Authentication failed");
  }
  EXPECT_THAT(log_in(port, nullptr, "ann", "secret1", forwarded("203.0.113.99")), IsTooMany());
}

TEST_F(Guards, BehindATrustedProxyClientsCountApart) {
  const std::uint16_t port = start({"--trusted-proxies", "127.0.0.1,10.0.0.0/8"}).port();
  for (int i = 0; i < 10; ++i) {
    // What the client wrote himself stands on the left and is passed over.
    const std::string invented = "198.51.100." + std::to_string(i);
    EXPECT_EQ(log_in(port, nullptr, "ann", "wrong", forwarded(invented + ", 203.0.113.1, 10.0.0.7")),
              "Authentication failed");
  }
  EXPECT_THAT(log_in(port, nullptr, "ann", "secret1", forwarded("203.0.113.1")), IsTooMany());
  EXPECT_EQ(log_in(port, nullptr, "ann", "secret1", forwarded("203.0.113.2")), "");
  EXPECT_EQ(log_in(port, nullptr, "ann", "secret1"), "");
}

TEST_F(Guards, ProbesSignUpsAndLinksCountPerAddress) {
  ServerProcess& server = start({"--guards-name-probes-per-address", "3", "--guards-sign-ups-per-address", "2",
                                 "--guards-wrong-links-per-address", "2", "--trusted-proxies", "127.0.0.1"});
  WireClient one = management(server.port(), forwarded("203.0.113.1"));
  WireClient again = management(server.port(), forwarded("203.0.113.1"));
  WireClient other = management(server.port(), forwarded("203.0.113.2"));
  const auto probe = [](WireClient& client) {
    const json::object answer = client.ask("ensureUsernameAvailable", {{"username", "carl"}});
    return text(answer, {"type"}) + text(answer, {"error"});
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(probe(one), "ACK");
  EXPECT_THAT(probe(one), HasSubstr("Too many attempts; try again in 1"));
  EXPECT_THAT(probe(again), HasSubstr("Too many attempts; try again in 1"));
  EXPECT_EQ(probe(other), "ACK");

  const auto sign_up = [](WireClient& client, const std::string& name) {
    return text(client.ask("signUp", {{"username", name}, {"email", name + "@x.org"}, {"password", "secret1"}}),
                {"error"});
  };
  EXPECT_EQ(sign_up(one, "a"), "");
  EXPECT_EQ(sign_up(again, "b"), "");
  EXPECT_THAT(sign_up(one, "c"), IsTooMany());
  EXPECT_EQ(sign_up(other, "c"), "");

  const auto guess = [&](const std::string& address) {
    return run({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "X-Forwarded-For: " + address, "-d",
                "answer=confirm&secret=" + std::string(64, '0'), server.http() + "/confirm-email"})
        .output;
  };
  EXPECT_EQ(guess("203.0.113.1"), "410");
  EXPECT_EQ(guess("203.0.113.1"), "410");
  EXPECT_EQ(guess("203.0.113.1"), "429");
  EXPECT_EQ(guess("203.0.113.2"), "410");
}

TEST_F(Guards, ProxiesThatAreNoAddressesAreSaidAtStart) {
  const CommandResult wrong = run({(program_folder() / "parleyd").string(), "--listen", "127.0.0.1:0", "--data",
                                   folder_.path().string(), "--trusted-proxies", "127.0.0.1,localhost"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.output, HasSubstr("'localhost'"));
}

}  // namespace
}  // namespace parley::test
