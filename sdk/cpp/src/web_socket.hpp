#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "context_impl.hpp"
#include "url.hpp"

struct ssl_st;

namespace parley::sdk {

/// A client's WebSocket (RFC 6455) without extensions, over TCP or TLS. Lives on one loop: every function and every
/// callback there. Kept alive by the loop until it has ended.
class WebSocket : public std::enable_shared_from_this<WebSocket> {
 public:
  struct Handlers {
    std::function<void()> opened;
    std::function<void(std::string_view)> text;
    std::function<void(std::string_view)> binary;
    /// Once, at the end. `clean`: by Close frames; then code (1005: none given) and reason are the server's.
    std::function<void(bool clean, int code, std::string reason)> ended;
  };
  static std::shared_ptr<WebSocket> open(Context::Impl& context, Loop& loop, Url url, std::chrono::milliseconds timeout,
                                         Handlers handlers);
  ~WebSocket();

  /// Dropped unless the connection is open.
  void send_text(std::string_view text);
  void send_binary(std::string_view bytes);
  /// Sends a Close frame without code; the end comes when the server has answered.
  void close();
  /// Ends at once, without a word and without a callback.
  void abandon();

 private:
  WebSocket(Context::Impl& context, Loop& loop, Url url, Handlers handlers);
  /// Tries the addresses in turn; `problem` is why the one before failed.
  void connect_next(std::string problem);
  void on_ready(std::uint32_t events);
  void on_connected();
  void advance_handshake();
  void read_some();
  void take_upgrade();
  void read_rest();
  void take_frames();
  bool take_message(int opcode, bool final, std::string_view payload);
  void send_frame(int opcode, std::string_view payload);
  void flush();
  void end(bool clean, int code, std::string reason);
  /// Bytes moved, 0: would block, -1: ended.
  long receive(char* into, std::size_t size);
  long transmit(const char* from, std::size_t size);

  enum class State { resolving, connecting, tls, upgrading, open, closing, ended };
  Context::Impl& context_;
  Loop& loop_;
  const Url url_;
  std::deque<std::string> addresses_;  ///< not tried yet
  Handlers handlers_;
  State state_ = State::resolving;
  int socket_ = -1;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_;
  Loop::TimerId timer_ = 0;
  std::string in_, out_;
  std::string message_;              ///< what came of a message in several frames
  int message_opcode_ = 0;           ///< its kind; 0: there is none
  std::string key_;                  ///< Sec-WebSocket-Key
  std::shared_ptr<WebSocket> self_;  ///< until ended
};

}  // namespace parley::sdk
