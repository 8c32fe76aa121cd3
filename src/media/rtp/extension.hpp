#pragma once
// Header extensions (RFC 8285): a list to write, and the contents of those we understand.
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "media/rtp/bytes.hpp"

namespace parley::media {

/// URIs as they stand in a=extmap.
namespace extension_uri {
inline constexpr std::string_view kMid = "urn:ietf:params:rtp-hdrext:sdes:mid";
inline constexpr std::string_view kRid = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
inline constexpr std::string_view kRepairedRid = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
inline constexpr std::string_view kTransportCc =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
inline constexpr std::string_view kAbsSendTime = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
inline constexpr std::string_view kAudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
inline constexpr std::string_view kDependencyDescriptor =
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";
inline constexpr std::string_view kVideoOrientation = "urn:3gpp:video-orientation";
inline constexpr std::string_view kPlayoutDelay = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";
}  // namespace extension_uri

/// Elements to put in one packet's header. Holds views: the data must outlive it. Uses the one-byte form when all
/// elements fit it (id 1 to 14, 1 to 16 bytes), else the two-byte form.
class ExtensionList {
 public:
  /// Ignored when id is 0 (not negotiated), and when the list is full or the data longer than 255 bytes.
  void add(std::uint8_t id, Bytes data);
  void clear() { count_ = 0; }
  bool empty() const { return count_ == 0; }
  /// The whole extension block with its four-byte header, padded to words; 0 when it does not fit.
  std::size_t write(MutableBytes out) const;

 private:
  struct Element {
    std::uint8_t id = 0;
    Bytes data;
  };
  std::array<Element, 12> elements_;
  std::size_t count_ = 0;
};

/// RFC 6464.
struct AudioLevel {
  bool voice = false;
  std::uint8_t level = 127;  ///< -dBov: 0 is loudest
};
std::optional<AudioLevel> parse_audio_level(Bytes data);

/// 24 bits of seconds as 6.18 fixed point, of any clock.
std::array<std::uint8_t, 3> abs_send_time(std::chrono::microseconds time);

}  // namespace parley::media
