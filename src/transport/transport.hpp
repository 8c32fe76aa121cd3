#pragma once
// The listener: HTTP, WebSocket and TLS on one port. It knows frames, sessions, limits and pushing, not what calls mean.
//
// Threads: a few network loops; a connection lives on one and never moves. The Application is called on that loop and
// must not block; it answers later, from any thread, through Server.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "events/bus.hpp"

namespace parley::transport {

using events::ConnectionId;
using Frame = std::shared_ptr<const std::string>;

/// What the server's side of the wire is told. The text frames are whole JSON texts, not yet parsed beyond the envelope.
class Application {
 public:
  virtual ~Application() = default;
  /// The first frame: the whole text of a frame `{"message":"connection","data":[…]}`. The application answers with
  /// Server::admit or Server::close. Pings flow meanwhile.
  virtual void on_connection(ConnectionId connection, std::string_view remote_address, std::string text) = 0;
  /// Every later text frame but pong (and ping): whole text. In the order of arrival.
  virtual void on_text(ConnectionId connection, std::string text) = 0;
  virtual void on_binary(ConnectionId connection, std::string bytes) = 0;
  /// The connection is gone, however it ended; also for one that was never admitted. Nothing follows.
  virtual void on_closed(ConnectionId connection) = 0;
};

struct HttpRequest {
  std::string method;
  std::string target;  ///< path and query
  std::string host;    ///< the Host header, for absolute links
  std::string body;
  bool secure = false;
  std::string remote_address;
};
struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};
/// May be called on any loop; must not block; calls `reply` once, from any thread.
using HttpHandler = std::function<void(HttpRequest request, std::function<void(HttpResponse)> reply)>;

struct Limits {
  std::size_t text_frame = 1u << 20;         ///< bytes of one message, fragments joined; above: closed with 1009
  std::size_t binary_frame = 16u << 20;
  std::size_t frame_before_login = 16u << 10;  ///< for the first frame
  std::size_t outgoing_queue = 4u << 20;     ///< bytes waiting for a client that doesn't read; above: dropped
  std::size_t connections = 100'000;
  std::size_t connections_per_address = 10'000;
  std::chrono::milliseconds login_deadline{10'000};   ///< for the first frame to come
  std::chrono::milliseconds ping_period{5'000};
  int missing_pongs = 10;                    ///< periods without a pong after which a connection is dead
  std::chrono::milliseconds close_deadline{5'000};
  std::chrono::milliseconds write_stall{30'000};  ///< a client that takes nothing for so long is dropped
};

struct Config {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;                ///< 0: a free one
  std::string certificate_file;          ///< PEM; empty: no TLS
  std::string private_key_file;
  std::string web_root;                  ///< folder of the web app; empty: a short page that says so
  int loops = 1;
  Limits limits;
};

/// Counters for /metrics and tests; taken without stopping anything.
struct Counters {
  std::uint64_t connections = 0, accepted = 0, dropped_slow = 0, bad_frames = 0, text_in = 0, text_out = 0;
};

/// Thread-safe. Also tells who is connected, and delivers the bus's events to its connections.
class Server : public events::Connections {
 public:
  static Result<std::unique_ptr<Server>> start(const Config& config, Application& application, events::Bus& bus);
  ~Server() override = default;

  virtual std::uint16_t port() const = 0;
  /// Paths that begin with `prefix`; before the first connection only. /livez and /readyz are built in.
  virtual void route(std::string prefix, HttpHandler handler) = 0;
  virtual void set_ready(bool ready) = 0;

  /// The login is done: `user` (empty for anonymous) gets the bus's events from now on, and `first_frame` is sent.
  /// Nothing of the bus is delivered before it, and what is published after this returns is delivered after it.
  virtual void admit(ConnectionId connection, std::string user, Frame first_frame) = 0;
  /// Queues a text frame. Frames of one calling thread keep their order, also relative to the bus's events it publishes.
  virtual void send(ConnectionId connection, Frame frame) = 0;
  virtual void send_binary(ConnectionId connection, Frame bytes) = 0;
  /// Sends what is queued, then a Close frame with this code and reason.
  virtual void close(ConnectionId connection, std::uint16_t code, std::string reason) = 0;
  virtual Counters counters() const = 0;
  /// Stops accepting, closes every connection with 1001, waits up to `deadline`.
  virtual void drain(std::chrono::milliseconds deadline) = 0;
};

}  // namespace parley::transport
