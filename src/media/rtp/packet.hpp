#pragma once
// RTP packets (RFC 3550 section 5) with header extensions in both forms of RFC 8285.
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "media/rtp/bytes.hpp"
#include "media/rtp/extension.hpp"

namespace parley::media {

inline constexpr std::size_t kRtpHeaderSize = 12;

/// A view of one RTP packet in somebody else's buffer; cheap to copy, allocates nothing. The setters change the
/// buffer in place. Lives no longer than the buffer. Not thread-safe.
class RtpPacket {
 public:
  /// nullopt when the bytes are no well-formed RTP packet. Broken extension elements end the list of extensions but
  /// not the packet: RFC 8285 section 4.2 tells receivers to ignore what they cannot parse.
  static std::optional<RtpPacket> parse(MutableBytes bytes);

  std::uint8_t payload_type() const { return data_[1] & 0x7F; }
  bool marker() const { return (data_[1] & 0x80) != 0; }
  std::uint16_t sequence() const { return read_u16(data_ + 2); }
  std::uint32_t timestamp() const { return read_u32(data_ + 4); }
  std::uint32_t ssrc() const { return read_u32(data_ + 8); }

  /// Without padding; may be empty (probing packets hold padding alone).
  Bytes payload() const { return {data_ + payload_offset_, payload_size_}; }
  MutableBytes payload() { return {data_ + payload_offset_, payload_size_}; }
  std::size_t header_size() const { return payload_offset_; }
  std::size_t padding_size() const { return size_ - payload_offset_ - payload_size_; }
  Bytes bytes() const { return {data_, size_}; }

  /// The element's data; nullopt when the packet has none with that id. Id 0 is "not negotiated": always nullopt.
  std::optional<Bytes> extension(std::uint8_t id) const {
    const auto found = find(id);
    if (!found) return std::nullopt;
    return Bytes{data_ + found->offset, found->size};
  }
  std::optional<MutableBytes> mutable_extension(std::uint8_t id) {
    const auto found = find(id);
    if (!found) return std::nullopt;
    return MutableBytes{data_ + found->offset, found->size};
  }

  void set_payload_type(std::uint8_t type) { data_[1] = static_cast<std::uint8_t>((data_[1] & 0x80) | (type & 0x7F)); }
  void set_marker(bool marker) { data_[1] = static_cast<std::uint8_t>((data_[1] & 0x7F) | (marker ? 0x80 : 0)); }
  void set_sequence(std::uint16_t sequence) { write_u16(data_ + 2, sequence); }
  void set_timestamp(std::uint32_t timestamp) { write_u32(data_ + 4, timestamp); }
  void set_ssrc(std::uint32_t ssrc) { write_u32(data_ + 8, ssrc); }

 private:
  struct Element {
    std::uint8_t id = 0;
    std::uint8_t size = 0;
    std::uint16_t offset = 0;
  };
  static constexpr std::size_t kMaxElements = 16;

  RtpPacket() = default;
  std::optional<Element> find(std::uint8_t id) const;
  void parse_one_byte(std::size_t begin, std::size_t end);
  void parse_two_byte(std::size_t begin, std::size_t end);
  void add(std::uint8_t id, std::size_t offset, std::size_t size);

  std::uint8_t* data_ = nullptr;
  std::uint16_t size_ = 0;
  std::uint16_t payload_offset_ = 0;
  std::uint16_t payload_size_ = 0;
  std::uint8_t element_count_ = 0;
  std::array<Element, kMaxElements> elements_;
};

/// The fixed header of a packet to be written.
struct RtpHeader {
  std::uint8_t payload_type = 0;
  bool marker = false;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
};

/// Writes header, extensions and payload to `out`; returns the size, 0 when `out` is too small.
std::size_t write_rtp(MutableBytes out, const RtpHeader& header, const ExtensionList& extensions, Bytes payload);

/// Same, with the payload in two parts (RTX: the original sequence number, then the original payload).
std::size_t write_rtp(MutableBytes out, const RtpHeader& header, const ExtensionList& extensions, Bytes first,
                      Bytes second);

}  // namespace parley::media
