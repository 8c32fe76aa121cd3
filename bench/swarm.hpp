#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/samples.hpp"

namespace parley::bench {

/// Thousands of clients on one thread that only look for a few words in each frame: a client that parses what it gets
/// would cost more than the server. Answers pings.
class Swarm {
 public:
  /// A text frame has come; valid until the callback returns, which may send.
  using OnText = std::function<void(std::size_t client, std::string_view text)>;

  Swarm(std::uint16_t port, OnText on_text);
  ~Swarm();
  Swarm(const Swarm&) = delete;
  Swarm& operator=(const Swarm&) = delete;

  /// Connects and sends the frame once the socket is a WebSocket. Returns the client's number: 0, 1, 2 …
  std::size_t open(std::string first_frame);
  void send(std::size_t client, std::string_view text);
  /// Deals with what has come, or waits for it until the given time.
  void serve(Time until);

  std::uint64_t bytes_received() const { return bytes_received_; }

 private:
  struct Client;
  void receive(std::size_t number);
  /// Deals with whole frames at the beginning of the bytes; how many bytes that were.
  std::size_t take(std::size_t number, std::string_view bytes);
  void write(Client& client);

  const std::uint16_t port_;
  const OnText on_text_;
  int epoll_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::uint64_t bytes_received_ = 0;
};

/// The text of a call with one argument object, `arguments` being its members ("" for none).
std::string call_text(std::string_view name, std::string_view id, std::string_view arguments = {});

}  // namespace parley::bench
