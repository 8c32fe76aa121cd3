#include "media/rtp/packet.hpp"

#include <cstring>

namespace parley::media {

// RFC 3550 section 5.1.
std::optional<RtpPacket> RtpPacket::parse(MutableBytes bytes) {
  if (bytes.size() < kRtpHeaderSize || bytes.size() > 0xFFFF) return std::nullopt;
  std::uint8_t* data = bytes.data();
  if (data[0] >> 6 != 2) return std::nullopt;
  RtpPacket packet;
  packet.data_ = data;
  packet.size_ = static_cast<std::uint16_t>(bytes.size());
  std::size_t offset = kRtpHeaderSize + 4 * static_cast<std::size_t>(data[0] & 0x0F);
  if (offset > bytes.size()) return std::nullopt;
  if ((data[0] & 0x10) != 0) {
    // Section 5.3.1: 16 bits of profile, 16 bits of length in words.
    if (offset + 4 > bytes.size()) return std::nullopt;
    const std::uint16_t profile = read_u16(data + offset);
    const std::size_t begin = offset + 4;
    const std::size_t end = begin + 4 * static_cast<std::size_t>(read_u16(data + offset + 2));
    if (end > bytes.size()) return std::nullopt;
    if (profile == 0xBEDE) {
      packet.parse_one_byte(begin, end);
    } else if ((profile & 0xFFF0) == 0x1000) {
      packet.parse_two_byte(begin, end);
    }
    offset = end;
  }
  std::size_t padding = 0;
  if ((data[0] & 0x20) != 0) {
    // The last octet counts itself, so it can be neither zero nor more than what follows the header.
    if (offset >= bytes.size()) return std::nullopt;
    padding = data[bytes.size() - 1];
    if (padding == 0 || padding > bytes.size() - offset) return std::nullopt;
  }
  packet.payload_offset_ = static_cast<std::uint16_t>(offset);
  packet.payload_size_ = static_cast<std::uint16_t>(bytes.size() - offset - padding);
  return packet;
}

// RFC 8285 section 4.2: id 0 is a padding byte, id 15 stops the processing, the length field is one less.
void RtpPacket::parse_one_byte(std::size_t begin, std::size_t end) {
  while (begin < end) {
    const std::uint8_t id = data_[begin] >> 4;
    if (id == 0) {
      ++begin;
      continue;
    }
    if (id == 15) return;
    const std::size_t size = static_cast<std::size_t>(data_[begin] & 0x0F) + 1;
    ++begin;
    if (begin + size > end) return;
    add(id, begin, size);
    begin += size;
  }
}

// RFC 8285 section 4.3: id 0 is a single padding byte, lengths may be 0, id 15 is an id like others.
void RtpPacket::parse_two_byte(std::size_t begin, std::size_t end) {
  while (begin < end) {
    const std::uint8_t id = data_[begin];
    if (id == 0) {
      ++begin;
      continue;
    }
    if (begin + 2 > end) return;
    const std::size_t size = data_[begin + 1];
    begin += 2;
    if (begin + size > end) return;
    add(id, begin, size);
    begin += size;
  }
}

void RtpPacket::add(std::uint8_t id, std::size_t offset, std::size_t size) {
  if (element_count_ == kMaxElements) return;
  elements_[element_count_++] = {id, static_cast<std::uint8_t>(size), static_cast<std::uint16_t>(offset)};
}

std::optional<RtpPacket::Element> RtpPacket::find(std::uint8_t id) const {
  if (id == 0) return std::nullopt;
  for (std::size_t i = 0; i < element_count_; ++i) {
    if (elements_[i].id == id) return elements_[i];
  }
  return std::nullopt;
}

std::size_t write_rtp(MutableBytes out, const RtpHeader& header, const ExtensionList& extensions, Bytes payload) {
  return write_rtp(out, header, extensions, {}, payload);
}

std::size_t write_rtp(MutableBytes out, const RtpHeader& header, const ExtensionList& extensions, Bytes first,
                      Bytes second) {
  if (out.size() < kRtpHeaderSize) return 0;
  std::uint8_t* data = out.data();
  data[0] = 0x80;
  data[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | (header.payload_type & 0x7F));
  write_u16(data + 2, header.sequence);
  write_u32(data + 4, header.timestamp);
  write_u32(data + 8, header.ssrc);
  std::size_t size = kRtpHeaderSize;
  if (!extensions.empty()) {
    const std::size_t written = extensions.write(out.subspan(size));
    if (written == 0) return 0;
    data[0] |= 0x10;
    size += written;
  }
  if (out.size() - size < first.size() + second.size()) return 0;
  if (!first.empty()) std::memcpy(data + size, first.data(), first.size());
  size += first.size();
  if (!second.empty()) std::memcpy(data + size, second.data(), second.size());
  return size + second.size();
}

}  // namespace parley::media
