#pragma once
// RFC 6455, the server's sending side: frame headers, Close payloads, the handshake's answer. Pure functions.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "transport/websocket_decoder.hpp"

namespace parley::transport {

/// The unmasked header of an unfragmented frame.
struct FrameHeader {
  std::array<std::uint8_t, 10> bytes{};
  std::uint8_t size = 0;
};
FrameHeader frame_header(WebSocketDecoder::Kind kind, std::size_t payload);

/// Code and reason; the reason is cut at 123 bytes, between characters.
std::string close_payload(std::uint16_t code, std::string_view reason);

/// What is wrong with a Close payload that came in (RFC 6455 sections 5.5.1 and 7.4); nothing: it is right.
std::optional<CloseReason> check_close_payload(std::string_view payload);

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key, empty when the key is not 16 bytes in base64 (section 4.2).
std::string accept_key(std::string_view key);

}  // namespace parley::transport
