#include "media/sdp/offer.hpp"

#include <algorithm>

namespace parley::media::sdp {
namespace {

std::string_view media_of(SectionKind kind) {
  if (kind == SectionKind::audio) return "audio";
  return kind == SectionKind::video ? "video" : "application";
}

void announce_sources(const OfferSection& from, const std::string& cname, MediaSection& section) {
  section.stream_id = from.stream_id;
  section.track_id = from.track_id;
  section.content = from.content;
  for (const auto& rid : from.rids) section.rids.push_back({rid, true});
  if (from.rids.size() > 1) section.simulcast_send = from.rids;
  if (from.ssrc == 0 || !from.rids.empty()) return;
  section.sources.push_back({from.ssrc, cname, {}});
  if (from.rtx_ssrc == 0) return;
  section.sources.push_back({from.rtx_ssrc, cname, {}});
  section.source_groups.push_back({"FID", {from.ssrc, from.rtx_ssrc}});
}

}  // namespace

std::string build_offer(const OfferParameters& parameters) {
  SessionDescription offer;
  offer.session_id = parameters.session_id;
  offer.version = parameters.version;
  for (const auto& from : parameters.sections) {
    MediaSection section;
    section.kind = from.kind;
    section.media = media_of(from.kind);
    section.mid = from.mid;
    if (from.stopped) {
      section.port = 0;
      section.direction = Direction::inactive;
    } else {
      offer.bundle.push_back(from.mid);
      section.ice = parameters.ice;
      section.fingerprint = parameters.fingerprint;
      section.setup = Setup::actpass;
    }
    if (from.kind == SectionKind::application) {
      section.protocol = "UDP/DTLS/SCTP";
      section.format_list = {"webrtc-datachannel"};
      if (!from.stopped) {
        section.sctp_port = 5000;
        section.max_message_size = 262144;
      }
    } else {
      set_codecs(section, from.codecs);
      if (section.format_list.empty()) section.format_list = {"0"};
      section.rtcp_mux = section.rtcp_rsize = true;
      set_extensions(section, from.extensions);
      if (!from.stopped) {
        section.direction = from.direction;
        if (from.direction == Direction::sendonly) announce_sources(from, parameters.cname, section);
      }
    }
    offer.sections.push_back(std::move(section));
  }
  return write(offer);
}

Result<RemoteAnswer> read_answer(std::string_view text) {
  PARLEY_TRY(const auto description, parse(text));
  RemoteAnswer answer;
  answer.ice_lite = description.ice_lite;
  for (const auto& section : description.sections) {
    AnswerSection out;
    out.mid = section.mid;
    out.kind = section.kind;
    out.accepted = !section.stopped();
    out.direction = section.direction;
    out.codecs = codecs_of(section);
    out.extensions = extensions_of(section);
    if (section.direction == Direction::sendonly) {
      if (!section.sources.empty()) out.ssrc = section.sources.front().ssrc;
      for (const auto& group : section.source_groups)
        if (group.semantics == "FID" && group.ssrcs.size() == 2) {
          out.ssrc = group.ssrcs[0];
          out.rtx_ssrc = group.ssrcs[1];
        }
    }
    for (const auto& rid : section.rids)
      if (!rid.send) out.rids.push_back(rid.id);
    if (out.accepted) {
      // Bundled: every accepted section shares the transport, and the first that names it counts.
      if (answer.ice.ufrag.empty()) answer.ice = ice_of(description, section);
      if (answer.fingerprint.empty()) answer.fingerprint = fingerprint_of(description, section);
      if (answer.setup == Setup::none) answer.setup = setup_of(description, section);
      answer.candidates.insert(answer.candidates.end(), section.candidates.begin(), section.candidates.end());
      if (section.kind == SectionKind::application) {
        answer.sctp_port = section.sctp_port.value_or(5000);
        if (section.max_message_size) answer.max_message_size = *section.max_message_size;
      }
    }
    answer.sections.push_back(std::move(out));
  }
  if (answer.ice.ufrag.empty() || answer.fingerprint.empty()) return Error{"The answer lacks a transport"};
  return answer;
}

}  // namespace parley::media::sdp
