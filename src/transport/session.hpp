#pragma once
// What is spoken on a connection: HTTP first, WebSocket after the upgrade.
#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "transport/transport.hpp"
#include "transport/websocket_decoder.hpp"

namespace parley::transport {

using Time = std::chrono::steady_clock::time_point;
inline constexpr Time never = Time::max();

/// What a receiver of an event gets: shared with all others.
struct Delivery {
  Frame bytes;                ///< the payload of a text frame, or whole text frames
  std::uint32_t frames = 1;   ///< how many
  bool with_headers = false;  ///< whole frames
};

/// One side of a conversation; told of bytes, time and commands, and answers through its Connection. Confined to the
/// connection's loop.
class Session {
 public:
  virtual ~Session() = default;

  /// Bytes came in; they may be changed.
  virtual void on_bytes(std::span<std::uint8_t> bytes) = 0;
  /// The client has sent its last byte (and may still read). The session ends the connection, now or soon.
  virtual void on_end_of_input() = 0;
  /// The connection is over; the last call.
  virtual void on_gone() = 0;
  /// When on_deadline is due at the latest.
  virtual Time deadline() const = 0;
  virtual void on_deadline(Time now) = 0;
  /// The server stops.
  virtual void on_going_away() = 0;

  /// Commands from other threads. A session they are not meant for lets them pass.
  virtual void admit(std::string user, Frame first_frame) = 0;
  virtual void send(WebSocketDecoder::Kind kind, Frame payload, Server::Sent sent) = 0;
  virtual void send_unless_overtaken(Frame payload, Stamp stamp, const Server::Settled& settled) = 0;
  virtual Stamp stamp() const = 0;
  virtual void deliver(const Delivery& delivery) = 0;
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  virtual void answer(std::uint64_t request, HttpResponse response) = 0;
};

}  // namespace parley::transport
