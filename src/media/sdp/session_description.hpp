#pragma once
// A session description (RFC 8866) as WebRTC uses it (RFC 8829), and its reading and writing. Plain values without
// threads. Nothing here throws; what a peer can make us remember is bounded.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "media/media.hpp"

namespace parley::media::sdp {

inline constexpr std::size_t max_text = 1u << 20;  ///< bytes of a whole description
inline constexpr std::size_t max_line = 4096;      ///< bytes of one line
inline constexpr std::size_t max_sections = 256;
inline constexpr std::size_t max_section_lines = 2000;

enum class SectionKind : std::uint8_t { audio, video, application, other };
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };
enum class Setup : std::uint8_t { none, actpass, active, passive };

std::string_view text(Direction direction);  ///< "sendonly" …

struct Format {  ///< a=rtpmap and a=fmtp of one payload type
  std::uint8_t payload_type = 0;
  std::string name;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 0;  ///< 0 when not given
  std::string fmtp;
  bool operator==(const Format&) const = default;
};

struct Feedback {                            ///< a=rtcp-fb (RFC 4585 section 4.2)
  std::optional<std::uint8_t> payload_type;  ///< nullopt: "*"
  std::string value;                         ///< "nack pli"
  bool operator==(const Feedback&) const = default;
};

struct Extension {  ///< a=extmap (RFC 8285 section 8)
  std::uint8_t id = 0;
  std::string uri;
  bool operator==(const Extension&) const = default;
};

struct Source {  ///< the a=ssrc lines of one SSRC (RFC 5576 section 4.1)
  std::uint32_t ssrc = 0;
  std::string cname;
  std::string msid;  ///< "<stream> <track>"
  bool operator==(const Source&) const = default;
};

struct SourceGroup {  ///< a=ssrc-group (RFC 5576 section 4.2)
  std::string semantics;
  std::vector<std::uint32_t> ssrcs;
  bool operator==(const SourceGroup&) const = default;
};

struct Rid {  ///< a=rid (RFC 8851)
  std::string id;
  bool send = true;
  bool operator==(const Rid&) const = default;
};

struct IceCandidate {  ///< a=candidate (RFC 8839 section 5.1, RFC 6544 section 4.5)
  std::string foundation;
  std::uint32_t priority = 0;
  std::string address;
  std::uint16_t port = 0;
  bool tcp = false;
  std::string type = "host";
  std::string tcp_type;
  bool operator==(const IceCandidate&) const = default;
};

/// One m-line and what follows it. Fields that stand at session level only are left empty here: see `ice_of` & co.
struct MediaSection {
  std::string media = "audio";  ///< first word of the m-line
  SectionKind kind = SectionKind::audio;
  std::uint16_t port = 9;
  std::string protocol = "UDP/TLS/RTP/SAVPF";
  std::vector<std::string> format_list;  ///< the m-line's formats, in order of preference
  std::string mid;
  Direction direction = Direction::sendrecv;
  bool bundle_only = false, rtcp_mux = false, rtcp_rsize = false, extmap_allow_mixed = false, end_of_candidates = false;
  IceCredentials ice;
  std::string fingerprint;  ///< SHA-256, "AB:CD:…"
  Setup setup = Setup::none;
  std::vector<Format> formats;
  std::vector<Feedback> feedback;
  std::vector<Extension> extensions;
  std::vector<Source> sources;
  std::vector<SourceGroup> source_groups;
  std::string stream_id, track_id;     ///< a=msid (RFC 8830), or that of the first a=ssrc
  std::optional<std::string> content;  ///< a=content; nullopt: no such line
  std::vector<Rid> rids;
  std::vector<std::string> simulcast_send, simulcast_receive;  ///< rids (RFC 8853), the first alternative of each
  std::vector<IceCandidate> candidates;
  std::optional<std::uint16_t> sctp_port;
  std::optional<std::uint64_t> max_message_size;

  /// A zero port rejects the m-line, unless it only says that its transport is the bundle's (RFC 8843 section 7.2.2).
  bool stopped() const { return port == 0 && !bundle_only; }
};

struct SessionDescription {
  std::uint64_t session_id = 0;
  std::uint64_t version = 0;
  std::vector<std::string> bundle;  ///< mids of the first a=group:BUNDLE
  bool ice_lite = false;
  bool extmap_allow_mixed = false;
  IceCredentials ice;
  std::string fingerprint;
  Setup setup = Setup::none;
  std::vector<MediaSection> sections;
};

/// Reads an offer or answer; lines end with LF or CRLF. Attributes it doesn't know are skipped, malformed ones it
/// knows are errors, as is anything beyond the limits above.
Result<SessionDescription> parse(std::string_view text);
/// The text of a description, with CRLF.
std::string write(const SessionDescription& description);

/// What holds for a section, from itself or from the session.
const IceCredentials& ice_of(const SessionDescription& description, const MediaSection& section);
const std::string& fingerprint_of(const SessionDescription& description, const MediaSection& section);
Setup setup_of(const SessionDescription& description, const MediaSection& section);

/// The section's formats Parley forwards (Opus, VP8, VP9, H264, AV1), each with its RTX and feedback, in its order.
std::vector<Codec> codecs_of(const MediaSection& section);
/// The ids of the header extensions Parley knows.
HeaderExtensions extensions_of(const MediaSection& section);
/// Writes codecs (formats, RTX, feedback) and extensions into a section.
void set_codecs(MediaSection& section, const std::vector<Codec>& codecs);
void set_extensions(MediaSection& section, const HeaderExtensions& extensions);

}  // namespace parley::media::sdp
