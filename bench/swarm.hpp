#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/samples.hpp"
#include "bench/sockets.hpp"

namespace parley::bench {

/// Thousands of clients on one thread that only look for a few words in each frame: a client that parses what it gets
/// would cost more than the server. Answers pings.
class Swarm {
 public:
  /// A text frame has come; valid until the callback returns, which may send.
  using OnText = std::function<void(std::size_t client, std::string_view text)>;

  Swarm(std::uint16_t port, OnText on_text, Sockets::Security security = Sockets::Security::plain);
  ~Swarm();

  /// Connects and sends the frame once the socket is a WebSocket. Returns the client's number: 0, 1, 2 …
  std::size_t open(std::string first_frame);
  void send(std::size_t client, std::string_view text);
  /// Deals with what has come, or waits for it until the given time.
  void serve(Time until) { sockets_.serve(until); }

  std::uint64_t bytes_received() const { return sockets_.bytes_received(); }

 private:
  struct Client;
  void take(std::size_t number, std::string_view bytes);
  /// Takes whole frames from the front of `bytes`; returns how much that was.
  std::size_t take_frames(std::size_t number, std::string_view bytes);

  const OnText on_text_;
  std::vector<std::unique_ptr<Client>> clients_;
  Sockets sockets_;
};

/// The text of a call with one argument object, `arguments` being its members ("" for none).
std::string call_text(std::string_view name, std::string_view id, std::string_view arguments = {});
/// Whether a text is of this type: the type is among its first words.
bool is_of_type(std::string_view text, std::string_view type);

}  // namespace parley::bench
