#pragma once
// RFC 6455 framing, the server's receiving side: bytes in, messages out. No sockets, no clock.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "transport/utf8.hpp"

namespace parley::transport {

/// RFC 6455 section 7.4.1, as far as we send them.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  not_utf8 = 1007,
  policy = 1008,
  too_big = 1009,
};

/// Why a connection has to be closed.
struct CloseReason {
  CloseCode code;
  std::string_view text;  ///< a literal
};

/// Joins fragments, unmasks, checks the rules and UTF-8. Holds no memory between messages. Not thread-safe.
class WebSocketDecoder {
 public:
  enum class Kind : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

  /// The bytes of a message: to look at, or to take without a copy where it was joined from pieces.
  class Payload {
   public:
    explicit Payload(std::string_view view) : view_(view) {}
    explicit Payload(std::string& joined) : view_(joined), joined_(&joined) {}
    std::string_view view() const { return view_; }
    std::string take() { return joined_ ? std::move(*joined_) : std::string(view_); }

   private:
    std::string_view view_;
    std::string* joined_ = nullptr;
  };

  class Sink {
   public:
    virtual ~Sink() = default;
    /// A whole message or control frame; the payload is gone after the call. False: decode no further.
    virtual bool on_message(Kind kind, Payload payload) = 0;
  };

  struct Limits {
    std::size_t text = 1u << 20;  ///< bytes of a text message
    std::size_t binary = 16u << 20;
    std::size_t fragments = 4'096;  ///< frames of one message
  };

  explicit WebSocketDecoder(Limits limits) : limits_(limits) {}
  void set_limits(Limits limits) { limits_ = limits; }

  /// Decodes in place: `bytes` are unmasked. An answer is a breach of the rules; nothing may be fed after it, nor after
  /// the sink said stop.
  std::optional<CloseReason> feed(std::span<std::uint8_t> bytes, Sink& sink);
  /// In the middle of a binary message: someone is uploading.
  bool receiving_binary() const { return in_message_ && message_kind_ == Kind::binary; }

 private:
  std::size_t header_size() const;
  std::optional<CloseReason> begin_frame();
  std::optional<CloseReason> end_frame(std::string_view tail, Sink& sink);
  void unmask(std::span<std::uint8_t> bytes);
  bool is_control() const { return static_cast<std::uint8_t>(frame_kind_) >= 8; }

  Limits limits_;
  std::array<std::uint8_t, 14> header_{};
  std::uint8_t header_have_ = 0;
  bool in_frame_ = false;    // the header is read, payload follows
  bool in_message_ = false;  // a data message has begun and its last frame is not complete
  bool final_ = false;
  bool stopped_ = false;
  Kind frame_kind_ = Kind::text;
  Kind message_kind_ = Kind::text;
  std::array<std::uint8_t, 4> mask_{};
  std::uint8_t mask_at_ = 0;
  Utf8Validator utf8_;
  std::uint64_t left_ = 0;  // payload bytes of this frame still to come
  std::size_t fragments_ = 0;
  std::string message_;
  std::string control_;
};

}  // namespace parley::transport
