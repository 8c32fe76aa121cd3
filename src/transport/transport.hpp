#pragma once
// The listener: HTTP, WebSocket and TLS on one port. It knows frames, sessions, limits and pushing, not what calls
// mean.
//
// Threads: a few network loops; a connection lives on one and never moves. The Application is called on that loop and
// must not block; it answers later, from any thread, through Server.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "events/bus.hpp"

namespace parley::transport {

using events::ConnectionId;
using Frame = std::shared_ptr<const std::string>;

/// How much news a connection had been handed at some moment: events of the bus and frames of Server::send. An answer
/// that was read from the database after stamp S was taken knows of all news up to S.
using Stamp = std::uint64_t;

/// What the server's side of the wire is told. The text frames are whole JSON texts (valid UTF-8), not yet parsed
/// beyond the envelope. Called on the connection's loop, for one connection never from two threads. Must outlive the
/// Server.
class Application {
 public:
  virtual ~Application() = default;
  /// The first frame: the whole text of a frame `{"message":"connection","data":[…]}`. The application answers with
  /// Server::admit or Server::close. Pings flow meanwhile; frames that come before the answer are kept (a few) and
  /// handed over after admit.
  virtual void on_connection(ConnectionId connection, std::string_view remote_address, std::string text) = 0;
  /// Every later text frame but pong (and ping): whole text. In the order of arrival. `now`: the connection's stamp.
  virtual void on_text(ConnectionId connection, std::string text, Stamp now) = 0;
  virtual void on_binary(ConnectionId connection, std::string bytes) = 0;
  /// The connection is over, however it ended: no frame of it follows, and none reaches it. Exactly once for each
  /// connection that on_connection was called for, admitted or not; its user is no longer `connected` by it.
  virtual void on_closed(ConnectionId connection) = 0;
};

struct HttpRequest {
  std::string method;
  std::string target;  ///< path and query
  std::string host;    ///< the Host header, for absolute links
  std::string body{};
  bool secure = false;                                       ///< came over TLS, as far as to a trusted proxy
  std::string remote_address;                                ///< of the client, as trusted proxies tell it
  std::vector<std::pair<std::string, std::string>> headers;  ///< all of them; names in lower case
  std::shared_ptr<void> hold{};  ///< of the route's Admission; let go of when the request is over
};
struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
};
/// May be called on any loop; must not block; calls `reply` once, from any thread.
using HttpHandler = std::function<void(HttpRequest request, std::function<void(HttpResponse)> reply)>;

/// What a route says to a request whose headers have come and whose body has not.
struct Admission {
  std::optional<HttpResponse> refusal{};  ///< sent at once; the body is not read and the connection ends
  std::shared_ptr<void> hold{};  ///< handed on with the request, and let go of if it never becomes complete: whatever
                                 ///< bounds how many such requests there may be at once
};
/// How requests of a path are taken.
struct Route {
  HttpHandler handler;
  std::size_t body_limit = 0;                 ///< bytes; above: 413. 0: Limits::http_body
  std::chrono::milliseconds body_deadline{};  ///< for the body to come; 0: Limits::http_deadline
  /// Decides by the headers, before memory is spent on the body. Called on any loop; must not block. May be empty.
  std::function<Admission(const HttpRequest& head)> admit{};
};

struct Limits {
  std::size_t text_frame = 1u << 20;           ///< bytes of one message, fragments joined; above: closed with 1009
  std::size_t binary_frame = (8u << 20) + 4;   ///< the same
  std::size_t frame_before_login = 16u << 10;  ///< for the first frame, and each one until the login is done
  std::size_t outgoing_queue = 4u << 20;       ///< bytes waiting for a client that doesn't read, besides
                                               ///< the largest frame; above: dropped
  std::size_t connections = 100'000;
  std::size_t connections_per_address = 10'000;      ///< an IPv6 /64 counts as one address
  std::chrono::milliseconds login_deadline{10'000};  ///< for the first frame to come
  std::chrono::milliseconds ping_period{5'000};
  int missing_pongs = 10;  ///< periods without a pong after which a connection is dead
  std::chrono::milliseconds close_deadline{5'000};
  std::chrono::milliseconds write_stall{30'000};      ///< a client that takes nothing for so long is dropped
  std::size_t http_header = 16u << 10;                ///< bytes of a request's line and headers; above: 431
  std::size_t http_body = 1u << 20;                   ///< bytes of a request's body; above: 413
  std::chrono::milliseconds header_deadline{10'000};  ///< from the accept (TLS included) to the headers' end
  std::chrono::milliseconds http_deadline{30'000};    ///< for a request's body, and then for the handler's reply
  std::chrono::milliseconds keep_alive{15'000};       ///< an HTTP connection without a request is closed after it
};

struct Config {
  std::string host = "127.0.0.1";  ///< address or name to listen on; "::" is every address, IPv4 too
  std::uint16_t port = 0;          ///< 0: a free one
  std::string certificate_file;    ///< PEM, the chain; empty: no TLS
  std::string private_key_file;
  std::string web_root;  ///< folder of the web app; empty: a short page that says so
  std::string origin;  ///< of links the server makes ("https://chat.example.com"): the app may load and send there too
  int loops = 1;       ///< network threads, 1 to 64
  /// Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto count: addresses and networks ("10.0.0.0/8").
  std::vector<std::string> trusted_proxies{};
  Limits limits;
};

/// Counters for /metrics and tests; taken without stopping anything.
struct Counters {
  std::uint64_t connections = 0;            ///< open now, HTTP ones too
  std::uint64_t accepted = 0;               ///< ever
  std::uint64_t refused = 0;                ///< over a limit of connections
  std::uint64_t dropped_slow = 0;           ///< read too slowly
  std::uint64_t dropped_dead = 0;           ///< sent no pongs
  std::uint64_t bad_frames = 0;             ///< connections closed for breaking the rules of WebSocket or of the login
  std::uint64_t text_in = 0, text_out = 0;  ///< text frames, pings and pongs not counted
  std::uint64_t requests = 0;               ///< HTTP
};

/// Thread-safe. Also tells who is connected, and delivers the bus's events to its connections.
class Server : public events::Connections {
 public:
  /// Called on the connection's loop: true when the bytes have left to the kernel, false when they never will.
  using Sent = std::function<void(bool sent)>;

  /// Called by start() when the port is known and before the first connection: the place to add routes.
  using Prepare = std::function<void(Server&)>;

  /// Listens and starts the loops; an error says what is wrong with the address, the certificate or the folder.
  static Result<std::unique_ptr<Server>> start(const Config& config, Application& application, events::Bus& bus,
                                               const Prepare& prepare = {});
  /// Stops, if that was not done. Not from a loop.
  ~Server() override = default;

  virtual std::uint16_t port() const = 0;
  /// Paths that begin with `prefix` (the longest wins); before the first connection only. /livez and /readyz are built
  /// in.
  virtual void route(std::string prefix, Route route) = 0;
  void route(std::string prefix, HttpHandler handler) {
    route(std::move(prefix), Route{.handler = std::move(handler)});
  }
  virtual void set_ready(bool ready) = 0;
  /// Reads the certificate and key files anew, for connections accepted from now on. On an error the old ones stay.
  virtual Result<void> reload_certificates() = 0;

  /// The login is done: `user` (empty for anonymous) gets the bus's events from now on, and `first_frame` is sent.
  /// Nothing of the bus is delivered before it, and what is published after this returns is delivered after it.
  virtual void admit(ConnectionId connection, std::string user, Frame first_frame) = 0;
  /// Queues a text frame. Frames of one calling thread keep their order, also relative to the bus's events it
  /// publishes.
  virtual void send(ConnectionId connection, Frame frame) = 0;
  /// Called on the connection's loop with whether the frame was sent, and the stamp as of then; never when the
  /// connection is gone.
  using Settled = std::function<void(bool sent, Stamp now)>;
  /// Sends an answer that is no older than what the client has been told: only when the connection was handed no news
  /// after `stamp`. Such an answer is no news itself.
  virtual void send_unless_overtaken(ConnectionId connection, Frame frame, Stamp stamp, Settled settled) = 0;
  /// Calls back on the connection's loop with its stamp, which covers all news that this thread has sent it before;
  /// never when the connection is gone.
  virtual void stamp(ConnectionId connection, std::function<void(Stamp now)> taken) = 0;
  virtual void send_binary(ConnectionId connection, Frame bytes) = 0;
  /// The same, and tells when: send the next part of something long then, to stay below `outgoing_queue`.
  virtual void send_binary(ConnectionId connection, Frame bytes, Sent sent) = 0;
  /// Reads no more from the connection, but for what has arrived in this turn of its loop; its client soon can't send.
  virtual void pause_reading(ConnectionId connection) = 0;
  virtual void resume_reading(ConnectionId connection) = 0;
  /// Sends what is queued, then a Close frame with this code and reason (cut to 123 bytes).
  virtual void close(ConnectionId connection, std::uint16_t code, std::string reason) = 0;
  /// Between the two, what the calling thread sends and publishes waits, up to a millisecond, to leave together. For
  /// one thread that has much to tell at once.
  virtual void hold() = 0;
  virtual void release() = 0;
  virtual Counters counters() const = 0;
  /// Stops accepting, closes every connection with 1001, waits up to `deadline`. Not from a loop.
  virtual void drain(std::chrono::milliseconds deadline) = 0;
  /// Ends every connection (on_closed is called for each) and joins the loops; what is sent afterwards goes nowhere.
  /// For taking a program apart in order. Not from a loop; a second call does nothing.
  virtual void stop() = 0;
};

}  // namespace parley::transport
