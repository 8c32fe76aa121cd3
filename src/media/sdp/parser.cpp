// RFC 8866 section 5 (lines), RFC 8829 section 5.8 (what WebRTC reads of them).
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "media/sdp/session_description.hpp"

namespace parley::media::sdp {
namespace {

/// Cuts `text` at the first `separator`; what follows it stays in `text`.
std::string_view take(std::string_view& text, char separator = ' ') {
  const auto end = text.find(separator);
  const auto word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

template <class Number>
bool number(std::string_view text, Number& out) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc() && end == text.data() + text.size();
}

/// RFC 8866 section 9 "token", which mids are, kept short: the mid travels in every packet's header extension.
bool is_token(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"(),/:;<=>?@[\\]").find(c) == std::string_view::npos;
  });
}

SectionKind kind_of(std::string_view media) {
  if (media == "audio") return SectionKind::audio;
  if (media == "video") return SectionKind::video;
  if (media == "application") return SectionKind::application;
  return SectionKind::other;
}

class Parser {
 public:
  Result<SessionDescription> run(std::string_view rest) {
    if (rest.size() > max_text) return Error{"The session description is too long"};
    while (!rest.empty()) {
      ++line_number_;
      auto line = take(rest, '\n');
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) continue;
      if (!read_line(line))
        return Error{fmt::format("The session description is wrong in line {}: {}", line_number_, why_)};
    }
    if (!version_seen_) return Error{"The session description is empty"};
    return std::move(description_);
  }

 private:
  bool fail(std::string_view why) {
    why_ = why;
    return false;
  }

  bool read_line(std::string_view line) {
    if (line.size() > max_line) return fail("too long");
    if (line.size() < 2 || line[1] != '=') return fail("not of the form type=value");
    if (std::any_of(line.begin(), line.end(), [](unsigned char c) { return c < ' ' && c != '\t'; }))
      return fail("control characters");
    if (++section_lines_ > max_section_lines) return fail("too many lines in one section");
    const auto value = line.substr(2);
    if (!version_seen_) {
      if (line != "v=0") return fail("v=0 expected");
      version_seen_ = true;
      return true;
    }
    switch (line[0]) {
      case 'o':
        return origin(value);
      case 'm':
        return media(value);
      case 'a':
        return attribute(value);
      default:
        return true;
    }
  }

  bool origin(std::string_view value) {
    take(value);
    if (!number(take(value), description_.session_id) || !number(take(value), description_.version))
      return fail("the origin needs numbers");
    return true;
  }

  bool media(std::string_view value) {
    if (description_.sections.size() == max_sections) return fail("too many media sections");
    MediaSection section;
    section.media = take(value);
    section.kind = kind_of(section.media);
    auto port = take(value);
    if (!is_token(section.media, 32) || !number(take(port, '/'), section.port))
      return fail("a media section needs a port");
    section.protocol = take(value);
    if (section.protocol.empty()) return fail("a media section needs a protocol");
    while (!value.empty()) {
      const auto format = take(value);
      if (format.empty()) continue;
      if (section.format_list.size() == 256) return fail("too many formats");
      section.format_list.emplace_back(format);
    }
    if (section.format_list.empty()) return fail("a media section needs a format");
    description_.sections.push_back(std::move(section));
    section_lines_ = 0;
    return true;
  }

  bool attribute(std::string_view value) {
    auto rest = value;
    const auto name = take(rest, ':');
    if (description_.sections.empty()) return session_attribute(name, rest);
    auto& section = description_.sections.back();
    if (section.kind == SectionKind::application || section.kind == SectionKind::other)
      return common_attribute(section, name, rest) && sctp_attribute(section, name, rest);
    return common_attribute(section, name, rest) && rtp_attribute(section, name, rest);
  }

  bool session_attribute(std::string_view name, std::string_view rest) {
    if (name == "group") {
      if (take(rest) != "BUNDLE" || !description_.bundle.empty()) return true;
      while (!rest.empty()) {
        const auto mid = take(rest);
        if (mid.empty()) continue;
        if (description_.bundle.size() == max_sections) return fail("too many mids in a group");
        description_.bundle.emplace_back(mid);
      }
      return true;
    }
    if (name == "ice-lite") description_.ice_lite = true;
    if (name == "extmap-allow-mixed") description_.extmap_allow_mixed = true;
    return transport_attribute(description_.ice, description_.fingerprint, description_.setup, name, rest);
  }

  bool transport_attribute(IceCredentials& ice, std::string& fingerprint, Setup& setup, std::string_view name,
                           std::string_view rest) {
    if (name == "ice-ufrag") ice.ufrag = rest;
    if (name == "ice-pwd") ice.password = rest;
    if (name == "fingerprint") {
      auto algorithm = std::string(take(rest));
      std::transform(algorithm.begin(), algorithm.end(), algorithm.begin(),
                     [](unsigned char c) { return std::tolower(c); });
      if (algorithm == "sha-256") {
        fingerprint = rest;
        std::transform(fingerprint.begin(), fingerprint.end(), fingerprint.begin(),
                       [](unsigned char c) { return std::toupper(c); });
        if (fingerprint.size() != 95 || fingerprint.find_first_not_of("0123456789ABCDEF:") != std::string::npos)
          return fail("not a SHA-256 fingerprint");
      }
    }
    if (name == "setup")
      setup = rest == "actpass"   ? Setup::actpass
              : rest == "active"  ? Setup::active
              : rest == "passive" ? Setup::passive
                                  : Setup::none;
    return true;
  }

  bool common_attribute(MediaSection& section, std::string_view name, std::string_view rest) {
    if (name == "mid") {
      if (!is_token(rest, 32)) return fail("a mid is a word of at most 32 characters");
      section.mid = rest;
    } else if (name == "sendrecv") {
      section.direction = Direction::sendrecv;
    } else if (name == "sendonly") {
      section.direction = Direction::sendonly;
    } else if (name == "recvonly") {
      section.direction = Direction::recvonly;
    } else if (name == "inactive") {
      section.direction = Direction::inactive;
    } else if (name == "bundle-only") {
      section.bundle_only = true;
    } else if (name == "end-of-candidates") {
      section.end_of_candidates = true;
    } else if (name == "candidate") {
      return candidate(section, rest);
    }
    return transport_attribute(section.ice, section.fingerprint, section.setup, name, rest);
  }

  /// RFC 8839 section 5.1. Candidates we can't use (other components, names instead of addresses) are skipped.
  bool candidate(MediaSection& section, std::string_view rest) {
    IceCandidate candidate;
    candidate.foundation = take(rest);
    std::uint32_t component = 0;
    if (!number(take(rest), component)) return fail("a candidate needs a component");
    auto transport = std::string(take(rest));
    std::transform(transport.begin(), transport.end(), transport.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (!number(take(rest), candidate.priority)) return fail("a candidate needs a priority");
    candidate.address = take(rest);
    if (!number(take(rest), candidate.port)) return fail("a candidate needs a port");
    if (take(rest) != "typ") return fail("a candidate needs a type");
    candidate.type = take(rest);
    while (!rest.empty()) {
      const auto key = take(rest);
      const auto value = take(rest);
      if (key == "tcptype") candidate.tcp_type = value;
    }
    candidate.tcp = transport == "tcp";
    if (component != 1 || (transport != "udp" && transport != "tcp") || section.candidates.size() == 64) return true;
    section.candidates.push_back(std::move(candidate));
    return true;
  }

  bool sctp_attribute(MediaSection& section, std::string_view name, std::string_view rest) {
    if (name == "sctp-port") {
      std::uint16_t port = 0;
      if (!number(rest, port)) return fail("the SCTP port is a number");
      section.sctp_port = port;
    } else if (name == "max-message-size") {
      std::uint64_t size = 0;
      if (!number(rest, size)) return fail("the message size is a number");
      section.max_message_size = size;
    }
    return true;
  }

  bool rtp_attribute(MediaSection& section, std::string_view name, std::string_view rest) {
    if (name == "rtpmap") return rtpmap(section, rest);
    if (name == "fmtp") return fmtp(section, rest);
    if (name == "rtcp-fb") return feedback(section, rest);
    if (name == "extmap") return extmap(section, rest);
    if (name == "ssrc") return source(section, rest);
    if (name == "ssrc-group") return source_group(section, rest);
    if (name == "rid") return rid(section, rest);
    if (name == "simulcast") return simulcast(section, rest);
    if (name == "rtcp-mux") section.rtcp_mux = true;
    if (name == "rtcp-rsize") section.rtcp_rsize = true;
    if (name == "extmap-allow-mixed") section.extmap_allow_mixed = true;
    if (name == "content") section.content = std::string(rest.substr(0, 256));
    if (name == "msid" && section.track_id.empty()) {
      section.stream_id = take(rest).substr(0, 256);
      section.track_id = take(rest).substr(0, 256);
    }
    return true;
  }

  Format& format(MediaSection& section, std::uint8_t payload_type) {
    for (auto& known : section.formats)
      if (known.payload_type == payload_type) return known;
    section.formats.push_back(Format{payload_type, {}, 0, 0, {}});
    return section.formats.back();
  }

  bool payload_type(std::string_view word, std::uint8_t& out) {
    return (number(word, out) && out < 128) || fail("a payload type is a number below 128");
  }

  bool rtpmap(MediaSection& section, std::string_view rest) {
    std::uint8_t type = 0;
    if (!payload_type(take(rest), type)) return false;
    auto& entry = format(section, type);
    entry.name = take(rest, '/');
    if (!number(take(rest, '/'), entry.clock_rate)) return fail("a format needs a clock rate");
    if (!rest.empty() && !number(rest, entry.channels)) return fail("the channels of a format are a number");
    return true;
  }

  bool fmtp(MediaSection& section, std::string_view rest) {
    std::uint8_t type = 0;
    if (!payload_type(take(rest), type)) return false;
    format(section, type).fmtp = rest;
    return true;
  }

  bool feedback(MediaSection& section, std::string_view rest) {
    Feedback entry;
    const auto word = take(rest);
    std::uint8_t type = 0;
    if (word != "*") {
      if (!payload_type(word, type)) return false;
      entry.payload_type = type;
    }
    entry.value = rest;
    section.feedback.push_back(std::move(entry));
    return true;
  }

  bool extmap(MediaSection& section, std::string_view rest) {
    auto word = take(rest);
    Extension entry;
    if (!number(take(word, '/'), entry.id) || entry.id == 0)
      return fail("a header extension needs an id from 1 to 255");
    if (word == "inactive") return true;
    entry.uri = take(rest);
    if (section.extensions.size() == 64) return fail("too many header extensions");
    section.extensions.push_back(std::move(entry));
    return true;
  }

  bool source(MediaSection& section, std::string_view rest) {
    std::uint32_t ssrc = 0;
    if (!number(take(rest), ssrc)) return fail("an SSRC is a number");
    auto found = std::find_if(section.sources.begin(), section.sources.end(), [&](auto& s) { return s.ssrc == ssrc; });
    if (found == section.sources.end()) {
      if (section.sources.size() == 64) return fail("too many SSRCs in one section");
      found = section.sources.insert(section.sources.end(), Source{ssrc, {}, {}});
    }
    const auto name = take(rest, ':');
    if (name == "cname") found->cname = rest;
    if (name == "msid") {
      found->msid = rest;
      if (section.track_id.empty()) {
        section.stream_id = take(rest).substr(0, 256);
        section.track_id = take(rest).substr(0, 256);
      }
    }
    return true;
  }

  bool source_group(MediaSection& section, std::string_view rest) {
    SourceGroup group;
    group.semantics = take(rest);
    while (!rest.empty()) {
      std::uint32_t ssrc = 0;
      if (!number(take(rest), ssrc)) return fail("a group of SSRCs holds numbers");
      if (group.ssrcs.size() == 16) return fail("too many SSRCs in a group");
      group.ssrcs.push_back(ssrc);
    }
    if (section.source_groups.size() == 64) return fail("too many groups of SSRCs");
    section.source_groups.push_back(std::move(group));
    return true;
  }

  bool rid(MediaSection& section, std::string_view rest) {
    Rid entry;
    entry.id = take(rest);
    if (!is_token(entry.id, 32)) return fail("a rid is a word of at most 32 characters");
    entry.send = take(rest) == "send";
    if (section.rids.size() == 16) return fail("too many rids");
    section.rids.push_back(std::move(entry));
    return true;
  }

  /// RFC 8853 section 5.1: "send a;~b,c recv d": streams parted by ";", alternatives by ",", "~" for initially paused.
  bool simulcast(MediaSection& section, std::string_view rest) {
    while (!rest.empty()) {
      const auto way = take(rest);
      auto list = take(rest);
      if (way != "send" && way != "recv") return fail("simulcast is send or recv");
      auto& out = way == "send" ? section.simulcast_send : section.simulcast_receive;
      while (!list.empty()) {
        auto stream = take(list, ';');
        auto first = take(stream, ',');
        if (first.starts_with('~')) first.remove_prefix(1);
        if (!is_token(first, 32) || out.size() == 16) return fail("simulcast lists up to 16 rids");
        out.emplace_back(first);
      }
    }
    return true;
  }

  SessionDescription description_;
  std::string_view why_;
  std::size_t line_number_ = 0;
  std::size_t section_lines_ = 0;
  bool version_seen_ = false;
};

}  // namespace

Result<SessionDescription> parse(std::string_view text) { return Parser().run(text); }

}  // namespace parley::media::sdp
