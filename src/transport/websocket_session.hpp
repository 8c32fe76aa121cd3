#pragma once
// WebSocket on a connection: login, liveness, orderly ends.
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "transport/session.hpp"
#include "transport/websocket_decoder.hpp"

namespace parley::transport {

class Connection;

/// Hands whole frames to the Application and sends its own. The phases: waiting for the first frame; waiting for the
/// login's outcome (what comes in is kept); admitted; closing (nothing comes in or goes out any more, but Close
/// frames). Confined to the connection's loop.
class WebSocketSession final : public Session, private WebSocketDecoder::Sink {
 public:
  explicit WebSocketSession(Connection& connection);

  void on_bytes(std::span<std::uint8_t> bytes) override;
  void on_end_of_input() override;
  void on_gone() override { leave(); }
  Time deadline() const override;
  void on_deadline(Time now) override;
  void on_going_away() override;

  void admit(std::string user, Frame first_frame) override;
  void send(WebSocketDecoder::Kind kind, Frame payload, Server::Sent sent) override;
  void send_unless_overtaken(Frame payload, Stamp stamp, const Server::Settled& settled) override;
  Stamp stamp() const override { return news_; }
  void deliver(const Delivery& delivery) override;
  void close(std::uint16_t code, std::string_view reason) override;
  void answer(std::uint64_t, HttpResponse) override {}

 private:
  enum class Phase { waiting_for_login, deciding, admitted, closing };
  struct Kept {
    std::vector<std::string> texts;
    std::size_t bytes = 0;
  };

  bool on_message(WebSocketDecoder::Kind kind, WebSocketDecoder::Payload payload) override;
  bool on_text(WebSocketDecoder::Payload payload);
  void on_close_frame(std::string_view payload);
  void ping();
  /// Queues behind what waits.
  void push(WebSocketDecoder::Kind kind, Frame payload, Server::Sent sent = nullptr);
  /// A client that lets too much wait is given up.
  void check_backlog();
  void begin_close(std::uint16_t code, std::string_view reason);
  /// Closes for a breach of the rules; the input can't be understood any more.
  void refuse(CloseReason reason);
  /// Takes the connection from the user and the Application.
  void leave();

  Connection& connection_;
  WebSocketDecoder decoder_;
  Phase phase_ = Phase::waiting_for_login;
  bool known_ = false;  // the Application has heard of it
  int unanswered_ = 0;  // pings since the last pong
  std::string user_;
  std::unique_ptr<Kept> kept_;
  Stamp news_ = 0;
  Time next_ping_;
  Time login_by_;
  Time close_by_ = never;
};

}  // namespace parley::transport
