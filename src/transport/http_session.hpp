#pragma once
// HTTP/1.1 on a connection: the web app, health, handlers, and the way to WebSocket.
#include <memory>
#include <string>
#include <string_view>

#include "transport/http_parser.hpp"
#include "transport/http_response.hpp"
#include "transport/session.hpp"

namespace parley::transport {

class Connection;

/// One request at a time, in order; while a handler works on one, no more is read. Confined to the connection's loop.
class HttpSession final : public Session {
 public:
  explicit HttpSession(Connection& connection);

  void on_bytes(std::span<std::uint8_t> bytes) override;
  void on_end_of_input() override;
  void on_gone() override {}
  Time deadline() const override { return deadline_; }
  void on_deadline(Time now) override;
  void on_going_away() override;

  void admit(std::string user, Frame first_frame) override;
  void send(WebSocketDecoder::Kind kind, Frame payload, Server::Sent sent) override;
  void send_unless_overtaken(Frame, Stamp, const Server::Settled&) override {}
  Stamp stamp() const override { return 0; }
  void deliver(const Delivery&) override {}
  void close(std::uint16_t, std::string_view) override {}
  void answer(std::uint64_t request, HttpResponse response) override;

 private:
  enum class Phase { idle, reading_headers, reading_body, waiting_for_handler, over };

  void parse();
  /// The headers have come: whose request is it, and may its body come? False: it was refused.
  bool take_head();
  void handle(HttpRequest request);
  void tell_origin(HttpRequest& request) const;
  void upgrade(const HttpRequest& request);
  void serve_file(const HttpRequest& request);
  void reply_with(HttpResponse response);
  void reply_text(int status, std::string_view text, HttpHeaders headers = {});
  void reply(int status, HttpHeaders headers, Frame body);

  Connection& connection_;
  std::unique_ptr<HttpParser> parser_;
  std::shared_ptr<const Route> route_;  // of the request being read; null: the app's files
  std::string buffer_;                  // bytes of requests not yet parsed
  Phase phase_ = Phase::reading_headers;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool last_ = false;  // no request after this one: the client or the server goes away
  std::uint64_t request_ = 0;
  Time deadline_;
};

}  // namespace parley::transport
