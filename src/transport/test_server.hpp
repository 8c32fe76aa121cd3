#pragma once
// A server on a free port with an application that remembers what it was told.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "events/local_bus.hpp"
#include "transport/test_client.hpp"
#include "transport/transport.hpp"

namespace parley::transport::test {

inline constexpr std::string_view connection_text = R"({"message":"connection","data":[{"appKey":"sfuZClientApp"}]})";
inline constexpr std::string_view welcome = R"({"message":"getUserData","data":[{"sipLogin":"u"}]})";

inline Frame frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

/// Thread-safe. Admits each connection as the user its first frame names in "user", unless told otherwise.
class RecordingApplication final : public Application {
 public:
  struct Seen {
    std::string address, first;
    std::vector<std::string> texts, binaries;
    int closed = 0;
  };

  void on_connection(ConnectionId connection, std::string_view remote_address, std::string text) override {
    std::string user;
    if (const auto at = text.find("\"user\":\""); at != std::string::npos) {
      user = text.substr(at + 8, text.find('"', at + 8) - at - 8);
    }
    note([&] {
      seen_[connection].address = remote_address;
      seen_[connection].first = std::move(text);
      order_.push_back(connection);
    });
    if (admits) server.load()->admit(connection, user, frame(std::string(welcome)));
  }
  void on_text(ConnectionId connection, std::string text, Stamp now) override {
    if (on_call) on_call(connection, text, now);
    if (echoes) server.load()->send(connection, frame("echo " + text));
    note([&] { seen_[connection].texts.push_back(std::move(text)); });
  }
  void on_binary(ConnectionId connection, std::string bytes) override {
    note([&] { seen_[connection].binaries.push_back(std::move(bytes)); });
  }
  void on_closed(ConnectionId connection) override {
    note([&] { ++seen_[connection].closed; });
  }

  /// What is known of the n-th connection, as soon as `enough` holds of it.
  Seen wait(std::size_t number, const std::function<bool(const Seen&)>& enough) {
    std::unique_lock lock(mutex_);
    Seen result;
    const bool came = changed_.wait_for(lock, std::chrono::seconds(10), [&] {
      if (order_.size() <= number) return false;
      result = seen_[order_[number]];
      return enough(result);
    });
    if (!came) ADD_FAILURE() << "the application was not told in ten seconds";
    return result;
  }
  ConnectionId id(std::size_t number) {
    wait(number, [](const Seen&) { return true; });
    const std::lock_guard lock(mutex_);
    return number < order_.size() ? order_[number] : 0;
  }
  std::size_t connections() {
    const std::lock_guard lock(mutex_);
    return order_.size();
  }

  std::atomic<Server*> server = nullptr;
  std::atomic<bool> admits = true;
  std::atomic<bool> echoes = false;
  std::function<void(ConnectionId, const std::string&, Stamp)> on_call;  ///< set before the first connection

 private:
  void note(const std::function<void()>& change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<ConnectionId, Seen> seen_;
  std::vector<ConnectionId> order_;
};

class ServerTest : public ::testing::Test {
 protected:
  void start() {
    auto started = Server::start(config, application, bus);
    ASSERT_TRUE(started) << started.error().text;
    server = std::move(*started);
    application.server = server.get();
  }
  /// A connection that is logged in; its welcome is read.
  std::unique_ptr<TestClient> logged_in(const std::string& user = "", int receive_buffer = 0) {
    auto client = std::make_unique<TestClient>(server->port(), !config.certificate_file.empty(), receive_buffer);
    EXPECT_EQ(client->upgrade().status, 101);
    client->send_text(R"({"message":"connection","data":[{"user":")" + user + R"("}]})");
    EXPECT_EQ(client->read_answer().payload, welcome);
    return client;
  }
  static void expect_close(TestClient& client, int code, const std::string& reason) {
    const ReceivedFrame last = client.read_answer();
    EXPECT_EQ(last.opcode, 8);
    EXPECT_EQ(last.close_code(), code);
    EXPECT_EQ(last.close_reason(), reason);
  }
  void publish(std::vector<std::string> users, const std::string& text, ConnectionId except = 0,
               std::vector<ConnectionId> connections = {}) {
    bus.publish({std::move(users), except, std::move(connections), frame(text)});
  }

  events::LocalBus bus;
  RecordingApplication application;
  Config config;
  std::unique_ptr<Server> server;  // ends before what it uses
};

}  // namespace parley::transport::test
