// Bad input through a real socket: every call of the protocol with its arguments bent out of shape gets exactly one
// answer, the connection and the server live on, and a client that does not read harms nobody.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "tests/harness/sdp_offer.hpp"
#include "tests/harness/server_process.hpp"
#include "tests/harness/source_folder.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

/// One sample of every call there is.
std::vector<json::object> sample_calls() {
  std::vector<json::object> calls;
  std::ifstream file(source_folder() / "protocol/golden/every_call.jsonl");
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) calls.push_back(json::parse(line).as_object());
  }
  return calls;
}

class Bender {
 public:
  Bender(unsigned seed, std::vector<std::string> known) : random_(seed), known_(std::move(known)) {}

  /// Changes something somewhere in the value.
  void bend(json::value& value) {
    if (value.is_object() && !value.as_object().empty() && below(4) > 0) {
      auto& object = value.as_object();
      auto member = object.begin() + static_cast<std::ptrdiff_t>(below(object.size()));
      if (below(8) == 0) {
        object.erase(member);
      } else {
        bend(member->value());
      }
    } else if (value.is_array() && !value.as_array().empty() && below(4) > 0) {
      bend(value.as_array()[below(value.as_array().size())]);
    } else {
      value = something();
    }
  }
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  /// Ids of things that exist, so that calls get further than the first check.
  const std::string& known() { return known_[below(known_.size())]; }

 private:
  json::value something() {
    switch (below(14)) {
      case 0:
        return nullptr;
      case 1:
        return true;
      case 2:
        return -1;
      case 3:
        return 9'223'372'036'854'775'807;
      case 4:
        return 1e300;
      case 5:
        return 0.5;
      case 6:
        return "";
      case 7:
        return json::string(5000, 'x');
      case 8:
        return "\xF0\x9F\x91\x8B \xE2\x80\xAE '; DROP TABLE users; -- <b>%s%n";
      case 9:
        return json::array{1, "two", nullptr};
      case 10:
        return json::object{{"a", json::object{{"b", 1}}}};
      case 11:
        return json::array(300);
      default:
        return json::value(known());
    }
  }

  std::mt19937 random_;
  std::vector<std::string> known_;
};

TEST(Robustness, EveryCallBentOutOfShapeGetsExactlyOneAnswer) {
  TemporaryFolder folder;
  ServerProcess server(folder.path(), {"--log-level", "error"});
  for (const char* user : {"ann", "ben", "eve"}) server.add_user(user);
  WireClient ann = WireClient::login(server.port(), "ann");
  WireClient eve = WireClient::login(server.port(), "eve");
  const std::string chat =
      text(ann.ask("createChat", {{"members", json::array{"ben"}}, {"type", "PUBLIC"}}), {"info", "id"});
  const std::string message = text(
      ann.ask("sendMessage", {{"targetEntityType", "CHAT"}, {"targetEntityId", {{"chatId", chat}}}, {"body", "x"}}),
      {"status", "id"});
  const std::string room = text(ann.ask("createRoom"), {"roomId"});
  const std::string sdp = sdp_offer({"track", "video", "", 2, "ufra"});
  ann.ask("joinRoom", {{"id", room}, {"sdp", sdp}, {"sdpType", "offer"}, {"tid", "t"}});

  const auto samples = sample_calls();
  ASSERT_GT(samples.size(), 100u);
  const unsigned seed = 20260117;
  Bender bender(seed,
                {"ann", "ben", "eve", "nobody", chat, message, room, "track", "video", "0", "1", "2", "CHAT", "OWNER"});
  std::size_t answered = 0;
  std::set<std::string> late;  // joins that wait
  for (int round = 0; round < 20; ++round) {
    for (WireClient* client : {&ann, &eve}) {
      std::map<std::string, std::string> waiting;
      for (const json::object& sample : samples) {
        const std::string method(sample.at("message").as_string());
        // Ends this room or chat for the rest of the test, or the login.
        if (method == "destroyRoom" || method == "leaveRoom" || method == "deleteChat" || method == "logout") continue;
        json::value arguments = sample.at("data").as_array().at(0);
        if (!arguments.is_object()) arguments = json::object();
        // First real ids where ids belong, then damage.
        for (auto& member : arguments.as_object()) {
          if (member.value().is_string() && bender.below(2) == 0) member.value() = bender.known();
        }
        if (arguments.as_object().contains("sdp") && bender.below(2) == 0) arguments.as_object()["sdp"] = sdp;
        if (arguments.as_object().contains("targetEntityId"))
          arguments.as_object()["targetEntityId"] = {{"chatId", chat}};
        for (std::size_t i = bender.below(3); i > 0; --i) bender.bend(arguments);
        if (!arguments.is_object()) arguments = json::object();
        waiting[client->call(method, arguments.as_object())] = method;
      }
      // Reads answer in any order, so the question settle() asks may overtake some: those are waited for.
      for (const json::object& event : client->settle()) {
        const std::string id = text(event, {"internalMessageId"});
        if (id.empty()) continue;
        EXPECT_TRUE(waiting.erase(id) == 1 || late.erase(id) == 1)
            << "seed " << seed << ": not one answer: " << json::serialize(event);
        ++answered;
      }
      for (const auto& [id, method] : waiting) {
        // A join may wait in a lobby or waiting room, as the protocol wants it, and be answered when that ends.
        if (method == "joinRoom") {
          late.insert(id);
          continue;
        }
        EXPECT_NO_THROW(client->answer(id)) << "seed " << seed << ": no answer to " << method;
        ++answered;
      }
    }
  }
  EXPECT_GT(answered, 4000u);
  EXPECT_EQ(text(WireClient::login(server.port(), "ben").ask("getUserInfo"), {"type"}), "USER_INFO");
  EXPECT_EQ(server.terminate(), 0);
}

TEST(Robustness, AClientThatDoesNotReadIsDroppedAndTheOthersFeelNothing) {
  TemporaryFolder folder;
  ServerProcess server(folder.path(), {"--log-level", "error"});
  for (const char* user : {"ann", "ben"}) server.add_user(user);
  WireClient ann = WireClient::login(server.port(), "ann");
  WireClient ben = WireClient::login(server.port(), "ben");
  WireClient sleeper = WireClient::login(server.port(), "ben");  // never reads again
  const std::string chat = text(ann.ask("createChat", {{"members", json::array{"ben"}}}), {"info", "id"});
  const std::string body(60'000, 'z');
  const int messages = 400;  // 24 MB: more than the kernel and the server together hold back for one client
  for (int i = 0; i < messages; ++i) {
    EXPECT_EQ(text(ann.ask("sendMessage",
                           {{"targetEntityType", "CHAT"}, {"targetEntityId", {{"chatId", chat}}}, {"body", body}}),
                   {"type"}),
              "SFU_MESSAGE_STATE");
    EXPECT_EQ(text(ben.event("SFU_MESSAGE"), {"message", "body"}).size(), body.size());
  }
  const auto told = ann.settle();
  EXPECT_EQ(count(told, "NEW_CONTACT"), told.size());
  EXPECT_THROW(
      {
        while (true) sleeper.next_frame();
      },
      std::runtime_error);
  // Whoever comes back finds everything.
  WireClient again = WireClient::login(server.port(), "ben");
  EXPECT_EQ(again.ask("getMessagesCount", {{"targetEntityType", "CHAT"}, {"targetEntityId", {{"chatId", chat}}}})
                .at("messagesCount")
                .as_int64(),
            messages);
}

TEST(Robustness, GarbageOnTheMediaPortIsIgnored) {
  TemporaryFolder folder;
  ServerProcess server(folder.path(), {"--log-level", "error"});
  server.add_user("ann");
  WireClient ann = WireClient::login(server.port(), "ann");
  const std::string room = text(ann.ask("createRoom"), {"roomId"});
  const std::string id = ann.call(
      "joinRoom", {{"id", room}, {"sdp", sdp_offer({"a", "v", "", 1, "ufra"})}, {"sdpType", "offer"}, {"tid", "t"}});
  const std::string answer = text(ann.event("REMOTE_SDP"), {"info", "sdp"});
  const auto candidate = answer.find(" udp ");
  ASSERT_NE(candidate, std::string::npos);
  int port = 0;
  ASSERT_EQ(std::sscanf(answer.c_str() + candidate, " udp %*s %*s %d", &port), 1) << answer;

  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string packet(random() % 1400, '\0');
    for (char& byte : packet) byte = static_cast<char>(random());
    // First bytes of STUN, DTLS, RTP and RTCP among them.
    if (!packet.empty())
      packet[0] = static_cast<char>(std::array{0, 1, 22, 128, 144, static_cast<int>(random() % 256)}[random() % 6]);
    ::sendto(socket, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  char byte;
  EXPECT_LT(::recv(socket, &byte, 1, MSG_DONTWAIT), 0) << "garbage gets no reply";
  ::close(socket);
  EXPECT_EQ(text(ann.answer(id), {"type"}), "JOINED");
  EXPECT_EQ(text(ann.ask("leaveRoom", {{"id", room}}), {"type"}), "LEFT");
  EXPECT_EQ(server.terminate(), 0);
}

}  // namespace
}  // namespace parley::test
