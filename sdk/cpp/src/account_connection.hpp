#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client.hpp"

namespace parley::sdk {

/// An anonymous connection for calls about accounts. Loop only.
class AccountConnection : public std::enable_shared_from_this<AccountConnection> {
 public:
  AccountConnection(Context::Impl& context, Loop& loop, std::string_view app)
      : client_(std::make_shared<Client>(context, loop)), app_(app) {}

  /// Opens; `ready` is called once, with why not if so.
  void open(const std::string& url, std::chrono::milliseconds timeout, std::function<void(Outcome<Done>)> ready);
  /// Makes a call; when the connection ends first, it fails with the protocol's text for that.
  template <class Call>
  void ask(const Call& call, Client::Settle settle) {
    client_->call(call, std::move(settle));
  }
  /// Something newer takes its place: says so to who waits, and closes.
  void give_up();
  void on_given_up(std::function<void()> handler) { given_up_ = std::move(handler); }
  void close() { client_->disconnect(); }
  /// Ends without a word; what is under way fails.
  void abandon() { client_->abandon(); }
  Subscriptions& events() { return client_->events; }

 private:
  std::string explain(const Client::Ended& how) const;

  const std::shared_ptr<Client> client_;
  const std::string_view app_;
  std::function<void()> given_up_;
};

}  // namespace parley::sdk
