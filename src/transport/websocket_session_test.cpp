// The rules of a WebSocket connection, through real sockets: handshake, login, liveness, closing.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "transport/test_server.hpp"

namespace parley::transport::test {
namespace {

using namespace std::chrono_literals;
using Seen = RecordingApplication::Seen;
using WebSocketTest = ServerTest;

bool closed_once(const Seen& seen) { return seen.closed == 1; }

TEST_F(WebSocketTest, UpgradesOnEveryPath) {
  start();
  for (const char* target : {"/", "/any/path?with=query&and=more", "/livez", "/x%20y", "/?", "/index.html"}) {
    TestClient client(server->port());
    const auto response = client.upgrade(target,
                                         "Sec-WebSocket-Protocol: chat\r\nOrigin: https://elsewhere.example\r\n"
                                         "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    EXPECT_EQ(response.status, 101) << target;
    EXPECT_TRUE(response.has("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=")) << response.head;
    EXPECT_FALSE(response.has("sec-websocket-protocol"));
    EXPECT_FALSE(response.has("sec-websocket-extensions"));
  }
}

TEST_F(WebSocketTest, RefusesABadHandshake) {
  start();
  const std::string common = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  TestClient old(server->port());
  const auto answer =
      old.get("/", common + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  EXPECT_EQ(answer.status, 426);
  EXPECT_TRUE(answer.has("sec-websocket-version: 13\r\n"));
  TestClient keyless(server->port());
  EXPECT_EQ(keyless.get("/", common + "Sec-WebSocket-Version: 13\r\n").status, 400);
}

TEST_F(WebSocketTest, HandsTheFirstFrameOverAndAdmits) {
  start();
  TestClient client(server->port());
  ASSERT_EQ(client.upgrade().status, 101);
  client.send_text(connection_text);
  EXPECT_EQ(client.read_answer().payload, welcome);
  client.send_text(R"({"message":"getUserInfo","data":[{}]})");
  client.send_frame(2, "bytes");
  const Seen seen = application.wait(0, [](const Seen& s) { return s.texts.size() == 1 && s.binaries.size() == 1; });
  EXPECT_EQ(seen.address, "127.0.0.1");
  EXPECT_EQ(seen.first, connection_text);
  EXPECT_EQ(seen.texts[0], R"({"message":"getUserInfo","data":[{}]})");
  EXPECT_EQ(seen.binaries[0], "bytes");
}

TEST_F(WebSocketTest, TakesAFrameSentTogetherWithTheHandshake) {
  start();
  TestClient client(server->port());
  client.send_raw(
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
      TestClient::masked_frame(1, connection_text));
  EXPECT_EQ(client.read_response().status, 101);
  EXPECT_EQ(client.read_answer().payload, welcome);
}

TEST_F(WebSocketTest, KeepsEarlyFramesUntilTheLoginIsDone) {
  application.admits = false;
  start();
  TestClient client(server->port());
  client.upgrade();
  client.send_text(connection_text);
  for (const char* text : {"one", "two", "three"}) client.send_text(text);
  client.send_frame(9, "all read?");
  EXPECT_EQ(client.read_answer().opcode, 10);
  EXPECT_TRUE(application.wait(0, [](const Seen&) { return true; }).texts.empty());
  server->send(application.id(0), frame("waiting for the second factor"));
  EXPECT_EQ(client.read_answer().payload, "waiting for the second factor");
  application.echoes = true;
  server->admit(application.id(0), "ann", frame("welcome"));
  for (const char* text : {"welcome", "echo one", "echo two", "echo three"})
    EXPECT_EQ(client.read_answer().payload, text);
}

TEST_F(WebSocketTest, DropsEarlyFramesWhenTheLoginIsRefused) {
  application.admits = false;
  start();
  TestClient client(server->port());
  client.upgrade();
  client.send_text(connection_text);
  client.send_text("early");
  server->close(application.id(0), 1008, "Wrong password");
  expect_close(client, 1008, "Wrong password");
  const Seen seen = application.wait(0, closed_once);
  EXPECT_TRUE(seen.texts.empty());
}

TEST_F(WebSocketTest, BoundsWhatComesBeforeTheLogin) {
  application.admits = false;
  start();
  TestClient flood(server->port());
  flood.upgrade();
  flood.send_text(connection_text);
  for (int i = 0; i < 17; ++i) flood.send_text("early");
  expect_close(flood, 1008, "Too much before the login is done");
  application.wait(0, closed_once);

  TestClient big(server->port());
  big.upgrade();
  big.send_text(std::string(config.limits.frame_before_login + 1, 'x'));
  expect_close(big, 1009, "Message is too big");

  TestClient binary(server->port());
  binary.upgrade();
  binary.send_frame(2, "bytes");
  expect_close(binary, 1008, "Binary frame before the login");
  EXPECT_EQ(application.connections(), 1u) << "the other two were never told of";
  EXPECT_EQ(server->counters().bad_frames, 3u);
}

TEST_F(WebSocketTest, WantsTheFirstFrameInTime) {
  config.limits.login_deadline = 50ms;
  start();
  TestClient client(server->port());
  client.upgrade();
  expect_close(client, 1008, "No connection frame in time");
  EXPECT_TRUE(client.ended());
  // Pings and pongs are no login.
  TestClient chatter(server->port());
  chatter.upgrade();
  chatter.send_text(R"({"message":"pong","data":[null]})");
  expect_close(chatter, 1008, "No connection frame in time");
  EXPECT_EQ(application.connections(), 0u);
}

TEST_F(WebSocketTest, PingsBeforeAndAfterTheLoginAtThePeriod) {
  config.limits.ping_period = 100ms;
  application.admits = false;
  start();
  TestClient client(server->port());
  client.upgrade();
  const auto opened = std::chrono::steady_clock::now();
  for (int i = 1; i <= 3; ++i) {
    const auto ping = client.read_frame();
    EXPECT_EQ(ping.opcode, 1);
    EXPECT_EQ(ping.payload, R"({"message":"ping","data":[]})");
    // Never early: a client with a short watch relies on the silence. (Half a period of slack for the reading of the
    // clock on this side.)
    EXPECT_GE(std::chrono::steady_clock::now() - opened, i * 100ms - 50ms);
    if (i == 1) client.send_text(connection_text);
    if (i == 2) server->admit(application.id(0), "", frame("welcome"));
    if (i == 2) {
      EXPECT_EQ(client.read_frame().payload, "welcome");
    }
  }
}

TEST_F(WebSocketTest, DropsAConnectionThatDoesNotAnswerPings) {
  config.limits.ping_period = 20ms;
  config.limits.missing_pongs = 3;
  start();
  const auto client = logged_in("ann");
  std::size_t pings = 0;
  ReceivedFrame last;
  for (last = client->read_frame(); last.opcode == 1; last = client->read_frame()) {
    ++pings;
    client->send_text(R"({"message":"ping","data":[""]})");  // no pong, and not for the application
  }
  EXPECT_LE(pings, 3u);
  EXPECT_EQ(last.close_reason(), "Pings are not answered");
  EXPECT_TRUE(application.wait(0, closed_once).texts.empty());
  EXPECT_EQ(server->counters().dropped_dead, 1u);
  EXPECT_FALSE(server->connected("ann"));
}

TEST_F(WebSocketTest, KeepsAConnectionThatAnswersPings) {
  config.limits.ping_period = 20ms;
  config.limits.missing_pongs = 10;
  start();
  const auto client = logged_in("ann");
  for (int i = 0; i < 25; ++i) {
    ASSERT_EQ(client->read_frame().opcode, 1);
    client->send_text(i % 2 ? R"({"message":"pong","data":[null]})" : R"({"data": [], "message": "pong"})");
  }
  client->send_frame(8, "");
  expect_close(*client, 1000, "Normal disconnect");
  EXPECT_TRUE(application.wait(0, closed_once).texts.empty()) << "pongs are not the application's";
}

TEST_F(WebSocketTest, AnswersACloseWithItsOwnReason) {
  start();
  for (const std::string& payload :
       {std::string(), std::string("\x03\xE8"), std::string("\x03\xE9leaving"), std::string("\x0F\xA0own code")}) {
    const auto client = logged_in();
    client->send_frame(8, payload);
    const ReceivedFrame answer = client->read_frame();
    EXPECT_EQ(answer.opcode, 8);
    EXPECT_EQ(answer.close_code(), 1000);
    EXPECT_EQ(answer.close_reason(), "Normal disconnect");
    EXPECT_TRUE(client->ended());
  }
  for (std::size_t i = 0; i < 4; ++i) application.wait(i, closed_once);
  // Before the login just so.
  TestClient early(server->port());
  early.upgrade();
  early.send_frame(8, "");
  expect_close(early, 1000, "Normal disconnect");
}

TEST_F(WebSocketTest, SendsWhatIsQueuedBeforeTheCloseAnswer) {
  application.echoes = true;
  start();
  const auto client = logged_in();
  const std::string large(300'000, 'l');
  client->send_raw(TestClient::masked_frame(1, large) + TestClient::masked_frame(1, "last"));
  EXPECT_EQ(client->read_answer().payload.size(), large.size() + 5);
  EXPECT_EQ(client->read_answer().payload, "echo last");
  client->send_frame(8, "");
  expect_close(*client, 1000, "Normal disconnect");
}

TEST_F(WebSocketTest, ClosesOnPurposeAfterWhatIsQueued) {
  start();
  const auto client = logged_in("ann");
  const ConnectionId id = application.id(0);
  server->send(id, frame("goodbye"));
  server->close(id, 1000, "Normal disconnect");
  server->send(id, frame("too late"));
  EXPECT_EQ(client->read_answer().payload, "goodbye");
  expect_close(*client, 1000, "Normal disconnect");
  application.wait(0, closed_once);
  EXPECT_FALSE(server->connected("ann"));
  client->send_text("not for the application any more");
  client->send_frame(8, "\x03\xE8");
  EXPECT_TRUE(client->ended());
  EXPECT_TRUE(application.wait(0, closed_once).texts.empty());
}

TEST_F(WebSocketTest, GivesUpAClientThatDoesNotAnswerTheClose) {
  config.limits.close_deadline = 50ms;
  start();
  const auto client = logged_in();
  server->close(application.id(0), 1008, "Out");
  expect_close(*client, 1008, "Out");
  EXPECT_TRUE(client->ended()) << "without an answer of this side";
}

TEST_F(WebSocketTest, ClosesForBreachesOfTheFraming) {
  start();
  const auto expect = [&](const std::string& bytes, int code) {
    const auto client = logged_in();
    client->send_raw(bytes);
    const ReceivedFrame last = client->read_answer();
    EXPECT_EQ(last.opcode, 8);
    EXPECT_EQ(last.close_code(), code);
    EXPECT_TRUE(client->ended());
  };
  expect(std::string("\x81\x02hi", 4), 1002);
  expect(TestClient::masked_frame(1, "bad \xFF utf"), 1007);
  expect(TestClient::masked_frame(1, std::string(config.limits.text_frame + 1, 'x')), 1009);
  expect(TestClient::masked_frame(8, "\x03"), 1002);
  expect(TestClient::masked_frame(3, "?"), 1002);
  EXPECT_EQ(server->counters().bad_frames, 5u);
  for (std::size_t i = 0; i < 5; ++i) application.wait(i, closed_once);
}

TEST_F(WebSocketTest, TakesTheLargestMessagesWholeAndInFragments) {
  config.limits.binary_frame = 3u << 20;
  start();
  const auto client = logged_in();
  const std::string text(config.limits.text_frame, 't');
  const std::string bytes(config.limits.binary_frame, 'b');
  client->send_frame(1, std::string_view(text).substr(0, 5), false);
  client->send_frame(9, "between");
  client->send_frame(0, std::string_view(text).substr(5, 1000), false);
  client->send_frame(0, std::string_view(text).substr(1005));
  client->send_frame(2, bytes);
  const Seen seen = application.wait(0, [](const Seen& s) { return s.texts.size() + s.binaries.size() == 2; });
  EXPECT_TRUE(seen.texts[0] == text);
  EXPECT_TRUE(seen.binaries[0] == bytes);
  const auto pong = client->read_answer();
  EXPECT_EQ(pong.opcode, 10);
  EXPECT_EQ(pong.payload, "between");
}

TEST_F(WebSocketTest, NoticesEveryKindOfEnd) {
  start();
  logged_in("ann")->reset();
  application.wait(0, closed_once);
  { const auto vanishing = logged_in("ann"); }
  application.wait(1, closed_once);
  const auto half = logged_in("ann");
  half->shut_down_writing();
  EXPECT_TRUE(half->ended());
  application.wait(2, closed_once);
  const auto middle = logged_in("ann");
  middle->send_raw(TestClient::masked_frame(1, "cut in the middle").substr(0, 9));
  middle->reset();
  application.wait(3, closed_once);
  EXPECT_FALSE(server->connected("ann"));
}

TEST_F(WebSocketTest, GoesAwayInOrder) {
  config.loops = 2;
  start();
  const auto first = logged_in("ann"), second = logged_in("bob");
  TestClient idle(server->port());
  EXPECT_EQ(idle.get("/livez").status, 200);
  std::thread draining([&] { server->drain(10s); });
  for (TestClient* client : {first.get(), second.get()}) {
    expect_close(*client, 1001, "Server is shutting down");
    client->send_frame(8, "\x03\xE9");
    EXPECT_TRUE(client->ended());
    client->reset();
  }
  EXPECT_TRUE(idle.ended());
  idle.reset();
  draining.join();
  EXPECT_EQ(server->counters().connections, 0u);
  EXPECT_THROW(TestClient(server->port()), std::runtime_error);
  for (std::size_t i = 0; i < 2; ++i) application.wait(i, closed_once);
}

TEST_F(WebSocketTest, TellsOfTheEndWhenTheServerEnds) {
  start();
  const auto client = logged_in("ann");
  server.reset();
  EXPECT_EQ(application.wait(0, closed_once).closed, 1);
  EXPECT_TRUE(client->ended());
  publish({"ann"}, "to nobody");  // the bus still knows the subscriber
}

}  // namespace
}  // namespace parley::transport::test
