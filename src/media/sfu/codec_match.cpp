#include "media/sfu/codec_match.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

namespace parley::media {
namespace {

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "a=1;b=2" as in RFC 6838 media type parameters; the default when it isn't there.
std::string_view parameter(std::string_view fmtp, std::string_view name, std::string_view otherwise) {
  while (!fmtp.empty()) {
    const std::size_t end = std::min(fmtp.find(';'), fmtp.size());
    const std::string_view item = trim(fmtp.substr(0, end));
    fmtp.remove_prefix(std::min(end + 1, fmtp.size()));
    const std::size_t equals = item.find('=');
    if (equals != std::string_view::npos && same_word(trim(item.substr(0, equals)), name)) {
      return trim(item.substr(equals + 1));
    }
  }
  return otherwise;
}

// RFC 6184 section 8.1, table 5: several spellings of one profile. The level may differ, it only limits.
enum class H264Profile : std::uint8_t { unknown, constrained_baseline, baseline, main, constrained_high, high };

H264Profile h264_profile(std::string_view level_id) {
  std::uint32_t value = 0;
  const auto [end, failure] = std::from_chars(level_id.data(), level_id.data() + level_id.size(), value, 16);
  if (failure != std::errc() || end != level_id.data() + level_id.size() || level_id.size() != 6) {
    return H264Profile::unknown;
  }
  const std::uint32_t profile = value >> 16;
  const std::uint32_t constraints = value >> 8 & 0xFF;
  if ((profile == 0x42 && (constraints & 0x40) != 0) || (profile == 0x4D && (constraints & 0x80) != 0) ||
      (profile == 0x58 && (constraints & 0xC0) == 0xC0)) {
    return H264Profile::constrained_baseline;
  }
  if (profile == 0x42 || (profile == 0x58 && (constraints & 0x80) != 0)) return H264Profile::baseline;
  if (profile == 0x4D) return H264Profile::main;
  if (profile == 0x64) return (constraints & 0x0C) == 0x0C ? H264Profile::constrained_high : H264Profile::high;
  return H264Profile::unknown;
}

}  // namespace

bool same_codec(const Codec& a, const Codec& b) {
  if (!same_word(a.name, b.name) || a.clock_rate != b.clock_rate) return false;
  if (std::max<int>(a.channels, 1) != std::max<int>(b.channels, 1)) return false;
  if (same_word(a.name, "H264")) {
    const auto profile = [](const Codec& codec) {
      return h264_profile(parameter(codec.fmtp, "profile-level-id", "420010"));
    };
    return profile(a) == profile(b) && profile(a) != H264Profile::unknown &&
           parameter(a.fmtp, "packetization-mode", "0") == parameter(b.fmtp, "packetization-mode", "0");
  }
  if (same_word(a.name, "VP9")) return parameter(a.fmtp, "profile-id", "0") == parameter(b.fmtp, "profile-id", "0");
  if (same_word(a.name, "AV1")) return parameter(a.fmtp, "profile", "0") == parameter(b.fmtp, "profile", "0");
  return true;
}

PayloadTypeMap map_payload_types(const std::vector<Codec>& from, const std::vector<Codec>& to) {
  PayloadTypeMap map;
  map.fill(kNoPayloadType);
  for (const Codec& source : from) {
    const auto found =
        std::find_if(to.begin(), to.end(), [&](const Codec& codec) { return same_codec(source, codec); });
    if (found != to.end() && source.payload_type < map.size()) map[source.payload_type] = found->payload_type;
  }
  return map;
}

}  // namespace parley::media
