#include "transport/websocket_frame.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>

#include "transport/utf8.hpp"

namespace parley::transport {

FrameHeader frame_header(WebSocketDecoder::Kind kind, std::size_t payload) {
  FrameHeader header;
  header.bytes[0] = static_cast<std::uint8_t>(0x80 | static_cast<std::uint8_t>(kind));
  const auto put = [&](int count) {
    for (int i = count - 1; i >= 0; --i) {
      header.bytes[header.size++] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(payload) >> (8 * i));
    }
  };
  header.size = 2;
  if (payload < 126) {
    header.bytes[1] = static_cast<std::uint8_t>(payload);
  } else if (payload <= 0xFFFF) {
    header.bytes[1] = 126;
    put(2);
  } else {
    header.bytes[1] = 127;
    put(8);
  }
  return header;
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  if (reason.size() > 123) {
    std::size_t end = 123;
    while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0) == 0x80) --end;
    reason = reason.substr(0, end);
  }
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return payload.append(reason);
}

std::optional<CloseReason> check_close_payload(std::string_view payload) {
  if (payload.empty()) return std::nullopt;
  if (payload.size() == 1) return CloseReason{CloseCode::protocol_error, "Close frame of one byte"};
  const int code = static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
  const bool known =
      (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) || (code >= 3000 && code <= 4999);
  if (!known) return CloseReason{CloseCode::protocol_error, "Bad close code"};
  Utf8Validator reason;
  if (!reason.feed(payload.substr(2)) || !reason.complete()) {
    return CloseReason{CloseCode::not_utf8, "Close reason is not UTF-8"};
  }
  return std::nullopt;
}

std::string accept_key(std::string_view key) {
  // 16 bytes are 22 base64 characters and two of padding.
  const auto is_base64 = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  if (key.size() != 24 || !key.ends_with("==") || !std::all_of(key.begin(), key.end() - 2, is_base64)) return {};
  const std::string joined = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
  std::array<unsigned char, 29> text{};
  const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

}  // namespace parley::transport
