#include "media/sctp/data_channel_protocol.hpp"

namespace parley::media {
namespace {

constexpr std::uint8_t kAck = 0x02, kOpen = 0x03;
constexpr std::size_t kOpenHeader = 12;

std::size_t read16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::size_t{bytes[at]} << 8 | bytes[at + 1];
}
void put16(std::vector<std::uint8_t>& bytes, std::size_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

std::optional<DataChannelOpen> parse_data_channel_open(std::span<const std::uint8_t> bytes) {
  // RFC 8832 section 5.1: type, channel type, priority, reliability, two lengths, label, protocol.
  if (bytes.size() < kOpenHeader || bytes[0] != kOpen) return std::nullopt;
  const std::size_t label = read16(bytes, 8), protocol = read16(bytes, 10);
  if (bytes.size() != kOpenHeader + label + protocol) return std::nullopt;
  DataChannelOpen open;
  open.channel_type = bytes[1];
  open.priority = static_cast<std::uint16_t>(read16(bytes, 2));
  open.reliability = static_cast<std::uint32_t>(read16(bytes, 4) << 16 | read16(bytes, 6));
  const auto* text = reinterpret_cast<const char*>(bytes.data()) + kOpenHeader;
  open.label.assign(text, label);
  open.protocol.assign(text + label, protocol);
  return open;
}

std::vector<std::uint8_t> write_data_channel_open(const DataChannelOpen& open) {
  std::vector<std::uint8_t> bytes = {kOpen, open.channel_type};
  put16(bytes, open.priority);
  put16(bytes, open.reliability >> 16);
  put16(bytes, open.reliability & 0xFFFF);
  put16(bytes, open.label.size());
  put16(bytes, open.protocol.size());
  bytes.insert(bytes.end(), open.label.begin(), open.label.end());
  bytes.insert(bytes.end(), open.protocol.begin(), open.protocol.end());
  return bytes;
}

bool is_data_channel_ack(std::span<const std::uint8_t> bytes) { return bytes.size() == 1 && bytes[0] == kAck; }
std::vector<std::uint8_t> write_data_channel_ack() { return {kAck}; }

}  // namespace parley::media
