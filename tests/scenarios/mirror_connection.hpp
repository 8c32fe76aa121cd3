#pragma once
// What clients that mirror the server's state share: a user's connection and its calls.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tests/harness/wire_client.hpp"

namespace parley::test {

class MirrorConnection {
 public:
  struct Call {
    std::string method;
    json::object arguments;
    bool finishes = false;  ///< it is the end of an upload, `method` began it
  };

  MirrorConnection(std::uint16_t port, std::string user) : port_(port), user_(std::move(user)) { connect(); }
  virtual ~MirrorConnection() = default;

  const std::string& user() const { return user_; }
  bool connected() const { return client_ != nullptr; }
  void connect() {
    client_ = std::make_unique<WireClient>(WireClient::login(port_, user_));
    waiting_.clear();
  }
  void disconnect() {
    client_->disconnect();
    client_.reset();
  }

  /// Sends a call and returns its id; wait() takes its answer.
  std::string call(const std::string& method, json::object arguments) {
    const std::string id = client_->call(method, arguments);
    expect(id, {method, std::move(arguments)});
    return id;
  }
  /// Takes what comes until all calls are answered.
  void wait() {
    while (!waiting_.empty()) {
      const json::object frame = client_->next_frame(milliseconds(10'000));
      const json::object& event = frame.at("data").as_array().at(0).as_object();
      const std::string id = text(event, {"internalMessageId"});
      const std::optional<Call> call = take_call(id);
      if (call) answers_[id] = event;
      take(event, call);
    }
  }
  /// The answer to a call that was waited for; once.
  json::object take_answer(const std::string& id) {
    const auto node = answers_.extract(id);
    return node ? std::move(node.mapped()) : json::object();
  }
  /// One call and its answer.
  json::object ask(const std::string& method, json::object arguments = {}) {
    const std::string id = call(method, std::move(arguments));
    wait();
    return take_answer(id);
  }
  /// Everything the server has sent until now is taken.
  void settle() { ask("thereIsNoSuchCall"); }

 protected:
  WireClient& client() { return *client_; }
  /// Something that will be answered under `id` was sent.
  void expect(const std::string& id, Call call) { waiting_[id].push_back(std::move(call)); }
  /// An event has come; it may answer a call.
  virtual void take(const json::object& event, const std::optional<Call>& call) = 0;

 private:
  std::optional<Call> take_call(const std::string& id) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return std::nullopt;
    Call call = std::move(found->second.front());
    found->second.pop_front();
    if (found->second.empty()) waiting_.erase(found);
    return call;
  }

  const std::uint16_t port_;
  const std::string user_;
  std::unique_ptr<WireClient> client_;
  /// By what their answers name. Two uploads of edits of one message are answered under the same id, in their order.
  std::map<std::string, std::deque<Call>> waiting_;
  std::map<std::string, json::object> answers_;
};

}  // namespace parley::test
