#pragma once
// Messages of the Data Channel Establishment Protocol (RFC 8832) and what a payload protocol identifier says.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::media {

/// Payload protocol identifiers (RFC 8831 section 8). SCTP can't carry empty messages, hence two for those, which
/// come with one byte that doesn't count.
enum class DataPpid : std::uint32_t { control = 50, text = 51, binary = 53, empty_text = 56, empty_binary = 57 };

/// DATA_CHANNEL_OPEN (RFC 8832 section 5.1), as far as it matters here: every channel is treated as ordered and
/// reliable, which satisfies any peer that asked for less.
struct DataChannelOpen {
  std::uint8_t channel_type = 0;
  std::uint16_t priority = 256;
  std::uint32_t reliability = 0;
  std::string label;
  std::string protocol;
};

/// nullopt: not an OPEN message, or its lengths don't add up.
std::optional<DataChannelOpen> parse_data_channel_open(std::span<const std::uint8_t> bytes);
/// Label and protocol are at most 65,535 bytes.
std::vector<std::uint8_t> write_data_channel_open(const DataChannelOpen& open);

bool is_data_channel_ack(std::span<const std::uint8_t> bytes);
std::vector<std::uint8_t> write_data_channel_ack();

}  // namespace parley::media
