// The ways of the C++ client to the server: without an account, through TLS, past a wall that UDP does not pass.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

using sdk::Sfu;

TEST(SdkPlain, TwoTalkWithoutAccounts) {
  TemporaryFolder folder;
  ServerProcess server(folder.path());
  sdk::Context context;
  Sfu zoe(context), yan(context);
  Inbox<int> connected, disconnected;
  zoe.on(SfuEvent::CONNECTED, [connected] { connected.add(1); });
  const auto removed = zoe.on(SfuEvent::CONNECTED, [connected] { connected.add(1); });
  zoe.off(removed);
  yan.on(SfuEvent::DISCONNECTED, [disconnected] { disconnected.add(1); });
  take(zoe.connect({.url = server.url(), .nickname = "Zoe", .logGroup = "daily"}));
  take(yan.connect({.url = server.url(), .nickname = "Yan"}));
  EXPECT_EQ(zoe.state(), sdk::State::CONNECTED);
  EXPECT_EQ(zoe.nickname(), "Zoe");
  EXPECT_FALSE(zoe.connect({.url = server.url()}).get().ok());
  EXPECT_FALSE(zoe.room());

  auto zoes = zoe.createRoom({.name = "standup", .pin = "1234"});
  ASSERT_TRUE(zoes.ok());
  EXPECT_EQ(zoe.room(), zoes.value());
  EXPECT_EQ(zoes.value()->id(), "standup");
  EXPECT_EQ(zoes.value()->state(), sdk::RoomState::NEW);
  EXPECT_FALSE(zoe.createRoom({.name = "another"}).ok());
  JoinOptions join;
  join.nickname = "Zoe";
  EXPECT_EQ(take(zoes.value()->join(join)).name, "Zoe");

  auto wrong = yan.createRoom({.name = "standup", .pin = "4321"});
  ASSERT_TRUE(wrong.ok());
  join.nickname = "Yan";
  EXPECT_EQ(wrong.value()->join(join).get().failure().error, "Wrong pin");
  EXPECT_EQ(wrong.value()->state(), sdk::RoomState::DISPOSED);
  auto yans = yan.createRoom({.name = "standup", .pin = "1234"});
  ASSERT_TRUE(yans.ok());
  EXPECT_EQ(take(yans.value()->join(join)).name, "Yan");
  EXPECT_NE(yans.value()->userId(), zoes.value()->userId());

  Inbox<protocol::RoomMessage> got;
  Inbox<protocol::LeftRoom> left;
  zoes.value()->on<protocol::RoomMessage>(RoomEvent::MESSAGE,
                                          [got](const protocol::RoomMessage& message) { got.add(message); });
  zoes.value()->on<protocol::LeftRoom>(RoomEvent::LEFT, [left](const protocol::LeftRoom& who) { left.add(who); });
  ASSERT_TRUE(until([&] { return zoes.value()->stats().connected && yans.value()->stats().connected; }));
  take(yans.value()->sendMessage("Good morning ☕"));
  ASSERT_TRUE(until([&] { return got.size() == 1; }));
  EXPECT_EQ(got.all()[0].message.message, "Good morning ☕");
  EXPECT_EQ(got.all()[0].message.nickName, "Yan");

  take(yan.disconnect());
  EXPECT_EQ(yan.state(), sdk::State::DISCONNECTED);
  EXPECT_TRUE(until([&] { return left.size() == 1 && disconnected.size() == 1; }));
  EXPECT_FALSE(yans.value()->sendMessage("late").get().ok());
  take(zoes.value()->leaveRoom());
  EXPECT_TRUE(zoe.createRoom({.name = "standup"}).ok());
  EXPECT_EQ(connected.size(), 1u);
}

TEST(SdkPlain, ALostConnectionFails) {
  TemporaryFolder folder;
  ServerProcess server(folder.path());
  Sfu zoe;
  Inbox<int> failed;
  zoe.on(SfuEvent::FAILED, [failed] { failed.add(1); });
  take(zoe.connect({.url = server.url(), .nickname = "Zoe"}));
  auto room = zoe.createRoom({.name = "standup"});
  ASSERT_TRUE(room.ok());
  take(room.value()->join({}));
  server.kill();
  EXPECT_TRUE(until([&] { return failed.size() == 1; }));
  EXPECT_EQ(zoe.state(), sdk::State::FAILED);
  EXPECT_EQ(room.value()->state(), sdk::RoomState::DISPOSED);
  EXPECT_FALSE(zoe.connect({.url = server.url()}).get().ok());
}

TEST(SdkTls, TrustsWhatItIsToldAndNothingElse) {
  TemporaryFolder folder;
  const auto make = [&](const std::string& name, const std::string& address) {
    const std::string key = (folder.path() / (name + "_key.pem")).string(),
                      certificate = (folder.path() / (name + ".pem")).string();
    EXPECT_EQ(
        run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:" + address, "-keyout", key, "-out", certificate})
            .exit_code,
        0);
    return std::pair(certificate, key);
  };
  const auto [certificate, key] = make("server", "127.0.0.1");
  const auto [foreign, foreign_key] = make("foreign", "127.0.0.2");
  ServerProcess server(folder.path() / "data", {"--tls-certificate", certificate, "--tls-key", key});
  server.add_user("ann");
  const std::string host = ":" + std::to_string(server.port()) + "/";
  const auto connect = [](const sdk::Context::Options& options, const std::string& url) {
    sdk::Context context(options);
    SfuExtended client(context);
    return client.connect({.url = url, .username = "ann", .password = "secret1"}).get();
  };
  const auto trusted = connect({.ca_file = certificate}, "wss://127.0.0.1" + host);
  ASSERT_TRUE(trusted.ok()) << trusted.failure().error;
  EXPECT_EQ(trusted.value().username, "ann");
  const auto refusal = [&](const sdk::Context::Options& options, const std::string& url) {
    const auto outcome = connect(options, url + host);
    return outcome.ok() ? "none" : outcome.failure().error;
  };
  EXPECT_EQ(refusal({}, "wss://127.0.0.1"), "self-signed certificate");
  EXPECT_EQ(refusal({.ca_file = foreign}, "wss://127.0.0.1"), "self-signed certificate");
  EXPECT_EQ(refusal({.ca_file = certificate}, "wss://localhost"), "hostname mismatch");
  EXPECT_NE(refusal({.ca_file = certificate}, "ws://127.0.0.1"), "none");
}

/// Carries TCP from 127.0.0.2 to the same port of 127.0.0.1; UDP has no such way.
class TcpOnlyWay {
 public:
  TcpOnlyWay() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = at("127.0.0.2", 0);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("cannot listen on 127.0.0.2");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  /// Whoever uses it must have ended: then the carriers end by themselves.
  ~TcpOnlyWay() {
    shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (std::thread& carrier : carriers_) carrier.join();
    for (const int fd : sockets_) close(fd);
    close(listener_);
  }
  std::uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  static sockaddr_in at(const char* ip, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, ip, &address.sin_addr);
    return address;
  }
  static void carry(int from, int to) {
    char buffer[16384];
    for (ssize_t got; (got = recv(from, buffer, sizeof buffer, 0)) > 0;) {
      for (ssize_t sent = 0; sent < got;) {
        const ssize_t moved = send(to, buffer + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
        if (moved <= 0) return;  // the other way's carrier sees that end too
        sent += moved;
      }
    }
    shutdown(from, SHUT_RDWR);
    shutdown(to, SHUT_RDWR);
  }
  void accept_all() {
    for (int client; (client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockets_.insert(sockets_.end(), {client, server});
      const sockaddr_in address = at("127.0.0.1", port_);
      if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) continue;
      ++connections_;
      carriers_.emplace_back([client, server] { carry(client, server); });
      carriers_.emplace_back([client, server] { carry(server, client); });
    }
  }

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::vector<int> sockets_;
  std::vector<std::thread> carriers_;
  std::thread accepting_;
};

TEST(SdkTcp, MediaGoesOverTcpWhereUdpDoesNotPass) {
  TcpOnlyWay way;  // outlives all who use it
  TemporaryFolder folder;
  ServerProcess server(folder.path(), {"--media-address", "127.0.0.1", "--media-announce", "127.0.0.2", "--media-port",
                                       std::to_string(way.port()), "--media-threads", "1"});
  sdk::Context context;
  Sfu zoe(context), yan(context);
  take(zoe.connect({.url = server.url(), .nickname = "Zoe"}));
  take(yan.connect({.url = server.url(), .nickname = "Yan"}));
  const auto zoes = zoe.createRoom({.name = "behind"}).value(), yans = yan.createRoom({.name = "behind"}).value();
  const auto video = LocalTrack::video("camera");
  JoinOptions join;
  join.nickname = "Zoe";
  join.tracks = {video};
  take(zoes->join(join));
  join = {};
  join.nickname = "Yan";
  join.video_slots = 1;
  take(yans->join(join));
  ASSERT_TRUE(until([&] { return zoes->stats().connected && yans->stats().connected; }));
  EXPECT_EQ(way.connections(), 2);
  const auto slot = yans->getRemoteTrack(TrackType::VIDEO);
  ASSERT_TRUE(slot);
  const auto frames = std::make_shared<std::atomic<int>>(0);
  slot->on_frame([frames](const Frame& frame) { *frames += Camera::intact(frame, 3000) ? 1 : 0; });
  Camera camera(video, 3000);
  take(slot->demandTrack(video->id()));
  EXPECT_TRUE(until([&] { return *frames > 20; }));
}

}  // namespace
}  // namespace parley::test
