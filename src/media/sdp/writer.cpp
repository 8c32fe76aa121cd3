#include <fmt/format.h>

#include <iterator>

#include "media/sdp/session_description.hpp"

namespace parley::media::sdp {
namespace {

std::string_view text(Setup setup) {
  switch (setup) {
    case Setup::actpass:
      return "actpass";
    case Setup::active:
      return "active";
    case Setup::passive:
      return "passive";
    case Setup::none:
      break;
  }
  return {};
}

class Writer {
 public:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += "\r\n";
  }

  void transport(const IceCredentials& ice, const std::string& fingerprint, Setup setup) {
    if (!ice.ufrag.empty()) line("a=ice-ufrag:{}", ice.ufrag);
    if (!ice.password.empty()) line("a=ice-pwd:{}", ice.password);
    if (!fingerprint.empty()) line("a=fingerprint:sha-256 {}", fingerprint);
    if (setup != Setup::none) line("a=setup:{}", text(setup));
  }

  void section(const MediaSection& section) {
    line("m={} {} {} {}", section.media, section.port, section.protocol, fmt::join(section.format_list, " "));
    line("c=IN IP4 0.0.0.0");
    const bool rtp = section.kind == SectionKind::audio || section.kind == SectionKind::video;
    if (rtp) line("a=rtcp:9 IN IP4 0.0.0.0");
    for (const auto& candidate : section.candidates) this->candidate(candidate);
    if (section.end_of_candidates) line("a=end-of-candidates");
    transport(section.ice, section.fingerprint, section.setup);
    if (!section.mid.empty()) line("a=mid:{}", section.mid);
    if (section.bundle_only) line("a=bundle-only");
    if (section.extmap_allow_mixed) line("a=extmap-allow-mixed");
    if (rtp) this->rtp(section);
    if (section.sctp_port) line("a=sctp-port:{}", *section.sctp_port);
    if (section.max_message_size) line("a=max-message-size:{}", *section.max_message_size);
  }

  std::string take() { return std::move(out_); }

 private:
  void candidate(const IceCandidate& candidate) {
    line("a=candidate:{} 1 {} {} {} {} typ {}{}{}", candidate.foundation, candidate.tcp ? "tcp" : "udp",
         candidate.priority, candidate.address, candidate.port, candidate.type,
         candidate.tcp_type.empty() ? "" : " tcptype ", candidate.tcp_type);
  }

  void rtp(const MediaSection& section) {
    for (const auto& extension : section.extensions) line("a=extmap:{} {}", extension.id, extension.uri);
    line("a={}", sdp::text(section.direction));
    // The content type stands right after the a=msid line, where readers of this protocol look for it.
    if (!section.track_id.empty())
      line("a=msid:{} {}", section.stream_id.empty() ? "-" : section.stream_id, section.track_id);
    if (section.content) line("a=content:{}", *section.content);
    if (section.rtcp_mux) line("a=rtcp-mux");
    if (section.rtcp_rsize) line("a=rtcp-rsize");
    for (const auto& format : section.formats) {
      if (format.channels != 0)
        line("a=rtpmap:{} {}/{}/{}", format.payload_type, format.name, format.clock_rate, format.channels);
      else
        line("a=rtpmap:{} {}/{}", format.payload_type, format.name, format.clock_rate);
      for (const auto& feedback : section.feedback)
        if (feedback.payload_type == format.payload_type) line("a=rtcp-fb:{} {}", format.payload_type, feedback.value);
      if (!format.fmtp.empty()) line("a=fmtp:{} {}", format.payload_type, format.fmtp);
    }
    for (const auto& rid : section.rids) line("a=rid:{} {}", rid.id, rid.send ? "send" : "recv");
    if (!section.simulcast_send.empty()) line("a=simulcast:send {}", fmt::join(section.simulcast_send, ";"));
    if (!section.simulcast_receive.empty()) line("a=simulcast:recv {}", fmt::join(section.simulcast_receive, ";"));
    for (const auto& group : section.source_groups)
      line("a=ssrc-group:{} {}", group.semantics, fmt::join(group.ssrcs, " "));
    for (const auto& source : section.sources) {
      line("a=ssrc:{} cname:{}", source.ssrc, source.cname);
      if (!source.msid.empty()) line("a=ssrc:{} msid:{}", source.ssrc, source.msid);
    }
  }

  std::string out_;
};

}  // namespace

std::string write(const SessionDescription& description) {
  Writer writer;
  writer.line("v=0");
  writer.line("o=- {} {} IN IP4 127.0.0.1", description.session_id, description.version);
  writer.line("s=-");
  writer.line("t=0 0");
  if (description.ice_lite) writer.line("a=ice-lite");
  if (!description.bundle.empty()) writer.line("a=group:BUNDLE {}", fmt::join(description.bundle, " "));
  if (description.extmap_allow_mixed) writer.line("a=extmap-allow-mixed");
  writer.line("a=msid-semantic: WMS *");
  writer.transport(description.ice, description.fingerprint, description.setup);
  for (const auto& section : description.sections) writer.section(section);
  return writer.take();
}

}  // namespace parley::media::sdp
