#pragma once
// What waits for a client to read it.
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "transport/websocket_frame.hpp"

struct iovec;

namespace parley::transport {

using Frame = std::shared_ptr<const std::string>;

/// Frames in order, payloads shared with the other receivers and never copied. No memory while empty.
/// Confined to its connection's loop.
class OutgoingQueue {
 public:
  /// Called with true when the bytes have been taken by the kernel, false when they never will be.
  using Sent = std::function<void(bool)>;

  /// Bytes as they are: HTTP, or whole frames with their headers.
  void push_raw(Frame bytes);
  void push_frame(WebSocketDecoder::Kind kind, Frame payload, Sent sent = nullptr);
  /// Answers a WebSocket Ping. RFC 6455 section 5.5.3: only the latest Ping needs one, so a flood costs one Pong.
  void push_pong(Frame payload);

  bool empty() const { return head_ == pieces_.size(); }
  /// Bytes waiting, and what the keeping of them costs.
  std::size_t cost() const { return bytes_ + (pieces_.size() - head_) * piece_cost; }
  /// Whether more waits than `most`, the largest frame not counted: an answer may be larger than that by nature, and
  /// what is told while a client reads it must not count against him.
  bool over(std::size_t most);

  /// Fills up to `count` buffers with what comes next; the number filled.
  std::size_t gather(iovec* buffers, std::size_t count) const;
  /// The first `bytes` have gone out.
  void consume(std::size_t bytes);
  /// The next `bytes` have been shown to TLS, which wants to be given the same again: they are not changed any more.
  void promise(std::size_t bytes) { promised_ = bytes; }
  /// Drops every piece that has neither begun to leave nor been promised: whole frames only.
  void drop_waiting();
  /// Drops everything: the connection is gone.
  void drop_all();

 private:
  struct Piece {
    Frame payload;
    FrameHeader header;
    bool pong = false;
    std::unique_ptr<Sent> sent;
    std::size_t size() const { return header.size + payload->size(); }
  };
  static constexpr std::size_t piece_cost = 64;

  void push(Piece piece);
  void drop_back();
  bool back_is_free() const;
  void shrink();
  std::size_t find_largest() const;

  std::vector<Piece> pieces_;
  std::size_t head_ = 0;         // first piece not yet gone
  std::size_t head_offset_ = 0;  // bytes of it that are
  std::size_t bytes_ = 0;
  std::size_t promised_ = 0;
  static constexpr std::size_t unknown = static_cast<std::size_t>(-1);
  std::size_t largest_ = unknown;  // its place in pieces_; looked for when it is asked for
};

}  // namespace parley::transport
