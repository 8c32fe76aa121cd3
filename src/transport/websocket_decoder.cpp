#include "transport/websocket_decoder.hpp"

#include <algorithm>
#include <cstring>

namespace parley::transport {

std::size_t WebSocketDecoder::header_size() const {
  // RFC 6455 section 5.2: two bytes, an extended length, the mask. Without a mask bit the frame is refused anyway.
  if (header_have_ < 2) return 2;
  const std::size_t length = header_[1] & 0x7F;
  return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + 4;
}

std::optional<CloseReason> WebSocketDecoder::begin_frame() {
  constexpr auto broken = CloseCode::protocol_error;
  if (header_[0] & 0x70) return CloseReason{broken, "Reserved bits are set"};
  const auto opcode = static_cast<std::uint8_t>(header_[0] & 0x0F);
  if ((opcode > 2 && opcode < 8) || opcode > 10) return CloseReason{broken, "Unknown opcode"};
  // Section 5.1: a server closes upon an unmasked frame.
  if (!(header_[1] & 0x80)) return CloseReason{broken, "Frame without mask"};
  frame_kind_ = static_cast<Kind>(opcode);
  final_ = header_[0] & 0x80;

  const std::uint8_t short_length = header_[1] & 0x7F;
  std::size_t at = 2;
  left_ = short_length;
  if (short_length >= 126) {
    const std::size_t count = short_length == 126 ? 2 : 8;
    left_ = 0;
    for (std::size_t i = 0; i < count; ++i) left_ = left_ << 8 | header_[at++];
    // Section 5.2: the fewest bytes that can hold the length, and the highest bit of eight is zero.
    if (left_ <= (count == 2 ? 125u : 0xFFFFu) || left_ >> 63) return CloseReason{broken, "Length badly encoded"};
  }
  std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(at), 4, mask_.begin());
  mask_at_ = 0;

  if (is_control()) {
    // Section 5.5.
    if (!final_ || left_ > 125) return CloseReason{broken, "Control frame is fragmented or too long"};
    return std::nullopt;
  }
  if (frame_kind_ == Kind::continuation) {
    if (!in_message_) return CloseReason{broken, "Continuation of nothing"};
    if (++fragments_ > limits_.fragments) return CloseReason{CloseCode::policy, "Too many fragments"};
  } else {
    if (in_message_) return CloseReason{broken, "New message within another"};
    in_message_ = true;
    message_kind_ = frame_kind_;
    fragments_ = 1;
    utf8_.reset();
  }
  const std::size_t limit = message_kind_ == Kind::text ? limits_.text : limits_.binary;
  // Before a byte of it is kept: the announced length costs us nothing.
  if (left_ > limit || message_.size() > limit - left_) return CloseReason{CloseCode::too_big, "Message is too big"};
  return std::nullopt;
}

void WebSocketDecoder::unmask(std::span<std::uint8_t> bytes) {
  std::array<std::uint8_t, 8> key;
  for (std::size_t i = 0; i < 8; ++i) key[i] = mask_[(mask_at_ + i) & 3];
  std::uint64_t wide;
  std::memcpy(&wide, key.data(), 8);
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, 8);
    word ^= wide;
    std::memcpy(bytes.data() + i, &word, 8);
  }
  for (; i < bytes.size(); ++i) bytes[i] ^= key[i & 7];
  mask_at_ = static_cast<std::uint8_t>((mask_at_ + bytes.size()) & 3);
}

std::optional<CloseReason> WebSocketDecoder::end_frame(std::string_view tail, Sink& sink) {
  in_frame_ = false;
  header_have_ = 0;
  const auto deliver = [&](Kind kind, std::string& joined) {
    bool more;
    if (joined.empty()) {
      more = sink.on_message(kind, Payload(tail));
    } else {
      joined.append(tail);
      more = sink.on_message(kind, Payload(joined));
      joined = std::string();  // gives the memory back, also of what was taken
    }
    stopped_ = !more;
  };
  if (is_control()) {
    deliver(frame_kind_, control_);
    return std::nullopt;
  }
  if (!final_) {
    message_.append(tail);
    return std::nullopt;
  }
  if (message_kind_ == Kind::text && !utf8_.complete()) return CloseReason{CloseCode::not_utf8, "Text is not UTF-8"};
  in_message_ = false;
  deliver(message_kind_, message_);
  return std::nullopt;
}

std::optional<CloseReason> WebSocketDecoder::feed(std::span<std::uint8_t> bytes, Sink& sink) {
  while (!stopped_) {
    if (!in_frame_) {
      while (header_have_ < header_size() && !bytes.empty()) {
        header_[header_have_++] = bytes.front();
        bytes = bytes.subspan(1);
      }
      if (header_have_ < 2) return std::nullopt;
      // An unmasked frame has no mask to wait for.
      if ((header_[1] & 0x80) && header_have_ < header_size()) return std::nullopt;
      if (auto breach = begin_frame()) return breach;
      in_frame_ = true;
    }
    const auto part = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_)));
    bytes = bytes.subspan(part.size());
    left_ -= part.size();
    unmask(part);
    const std::string_view text(reinterpret_cast<const char*>(part.data()), part.size());
    if (!is_control() && message_kind_ == Kind::text && !utf8_.feed(text)) {
      return CloseReason{CloseCode::not_utf8, "Text is not UTF-8"};
    }
    if (left_ == 0) {
      if (auto breach = end_frame(text, sink)) return breach;
      if (bytes.empty()) return std::nullopt;
    } else {
      (is_control() ? control_ : message_).append(text);
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace parley::transport
