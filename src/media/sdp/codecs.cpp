// What of a section's formats and header extensions Parley forwards, to and from the lines that say it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "media/sdp/session_description.hpp"

namespace parley::media::sdp {
namespace {

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool forwarded(SectionKind kind, std::string_view name) {
  if (kind == SectionKind::audio) return same_word(name, "opus");
  return same_word(name, "VP8") || same_word(name, "VP9") || same_word(name, "H264") || same_word(name, "AV1");
}

/// RFC 4588 section 8.6: "apt=<payload type>", maybe among other parameters.
std::optional<std::uint8_t> associated_type(std::string_view fmtp) {
  const auto at = fmtp.find("apt=");
  if (at == std::string_view::npos) return std::nullopt;
  std::uint8_t type = 0;
  const auto [end, failure] = std::from_chars(fmtp.data() + at + 4, fmtp.data() + fmtp.size(), type);
  if (failure != std::errc() || type > 127) return std::nullopt;
  return type;
}

struct KnownExtension {
  std::string_view uri;
  std::uint8_t HeaderExtensions::*id;
};
constexpr std::array<KnownExtension, 9> known_extensions{{
    {"urn:ietf:params:rtp-hdrext:sdes:mid", &HeaderExtensions::mid},
    {"urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", &HeaderExtensions::rid},
    {"urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id", &HeaderExtensions::repaired_rid},
    {"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", &HeaderExtensions::transport_cc},
    {"http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", &HeaderExtensions::abs_send_time},
    {"urn:ietf:params:rtp-hdrext:ssrc-audio-level", &HeaderExtensions::audio_level},
    {"urn:3gpp:video-orientation", &HeaderExtensions::video_orientation},
    {"http://www.webrtc.org/experiments/rtp-hdrext/playout-delay", &HeaderExtensions::playout_delay},
    {"https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
     &HeaderExtensions::dependency_descriptor},
}};

}  // namespace

std::string_view text(Direction direction) {
  switch (direction) {
    case Direction::sendrecv:
      return "sendrecv";
    case Direction::sendonly:
      return "sendonly";
    case Direction::recvonly:
      return "recvonly";
    case Direction::inactive:
      break;
  }
  return "inactive";
}

const IceCredentials& ice_of(const SessionDescription& description, const MediaSection& section) {
  return section.ice.ufrag.empty() ? description.ice : section.ice;
}
const std::string& fingerprint_of(const SessionDescription& description, const MediaSection& section) {
  return section.fingerprint.empty() ? description.fingerprint : section.fingerprint;
}
Setup setup_of(const SessionDescription& description, const MediaSection& section) {
  return section.setup == Setup::none ? description.setup : section.setup;
}

std::vector<Codec> codecs_of(const MediaSection& section) {
  std::vector<Codec> codecs;
  const auto format_of = [&](std::string_view word) -> const Format* {
    for (const auto& format : section.formats)
      if (fmt::to_string(format.payload_type) == word) return &format;
    return nullptr;
  };
  for (const auto& word : section.format_list) {
    const auto* format = format_of(word);
    if (format == nullptr || !forwarded(section.kind, format->name)) continue;
    Codec codec;
    codec.payload_type = format->payload_type;
    codec.name = format->name;
    codec.clock_rate = format->clock_rate;
    codec.channels = format->channels;
    codec.fmtp = format->fmtp;
    for (const auto& feedback : section.feedback) {
      if (feedback.payload_type && feedback.payload_type != codec.payload_type) continue;
      codec.nack |= feedback.value == "nack";
      codec.pli |= feedback.value == "nack pli";
      codec.fir |= feedback.value == "ccm fir";
      codec.transport_cc |= feedback.value == "transport-cc";
      codec.remb |= feedback.value == "goog-remb";
    }
    codecs.push_back(std::move(codec));
  }
  for (const auto& word : section.format_list) {
    const auto* format = format_of(word);
    if (format == nullptr || !same_word(format->name, "rtx")) continue;
    const auto type = associated_type(format->fmtp);
    for (auto& codec : codecs)
      if (type == codec.payload_type && !codec.rtx_payload_type) codec.rtx_payload_type = format->payload_type;
  }
  return codecs;
}

HeaderExtensions extensions_of(const MediaSection& section) {
  HeaderExtensions extensions;
  for (const auto& extension : section.extensions)
    for (const auto& known : known_extensions)
      if (extension.uri == known.uri && extensions.*known.id == 0) extensions.*known.id = extension.id;
  return extensions;
}

void set_codecs(MediaSection& section, const std::vector<Codec>& codecs) {
  section.format_list.clear();
  section.formats.clear();
  section.feedback.clear();
  for (const auto& codec : codecs) {
    const auto type = codec.payload_type;
    section.format_list.push_back(fmt::to_string(type));
    section.formats.push_back(Format{type, codec.name, codec.clock_rate, codec.channels, codec.fmtp});
    if (codec.remb) section.feedback.push_back({type, "goog-remb"});
    if (codec.transport_cc) section.feedback.push_back({type, "transport-cc"});
    if (codec.fir) section.feedback.push_back({type, "ccm fir"});
    if (codec.nack) section.feedback.push_back({type, "nack"});
    if (codec.pli) section.feedback.push_back({type, "nack pli"});
    if (!codec.rtx_payload_type) continue;
    section.format_list.push_back(fmt::to_string(*codec.rtx_payload_type));
    section.formats.push_back(Format{*codec.rtx_payload_type, "rtx", codec.clock_rate, 0, fmt::format("apt={}", type)});
  }
}

void set_extensions(MediaSection& section, const HeaderExtensions& extensions) {
  section.extensions.clear();
  for (const auto& known : known_extensions)
    if (extensions.*known.id != 0) section.extensions.push_back({extensions.*known.id, std::string(known.uri)});
  std::sort(section.extensions.begin(), section.extensions.end(), [](auto& a, auto& b) { return a.id < b.id; });
}

}  // namespace parley::media::sdp
