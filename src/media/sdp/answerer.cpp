#include "media/sdp/answerer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/random.hpp"

namespace parley::media::sdp {
namespace {

/// RFC 8839 section 5.4: 4 to 256 and 22 to 256 ice-chars.
bool valid(const IceCredentials& ice) {
  const auto ice_chars = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) || c == '+' || c == '/'; });
  };
  return ice.ufrag.size() >= 4 && ice.ufrag.size() <= 256 && ice.password.size() >= 22 && ice.password.size() <= 256 &&
         ice_chars(ice.ufrag) && ice_chars(ice.password);
}

bool is_rtp(const MediaSection& section) {
  return section.kind == SectionKind::audio || section.kind == SectionKind::video;
}

/// What of the offer we can serve; everything else is rejected with a zero port.
bool acceptable(const MediaSection& section, bool data_channels_taken) {
  if (section.stopped() || section.mid.empty()) return false;
  if (section.kind == SectionKind::application)
    return !data_channels_taken && section.protocol.ends_with("DTLS/SCTP") &&
           section.format_list.front() == "webrtc-datachannel";
  return is_rtp(section) && section.rtcp_mux && section.protocol.find("RTP/SAVP") != std::string::npos &&
         !codecs_of(section).empty();
}

MediaSection rejected(const MediaSection& offered) {
  MediaSection section;
  section.media = offered.media;
  section.kind = offered.kind;
  section.port = 0;
  section.protocol = offered.protocol;
  section.format_list = offered.format_list;
  section.mid = offered.mid;
  section.direction = Direction::inactive;
  return section;
}

std::uint32_t random_ssrc() {
  // Small ones are left to peers, which have been seen to use them for tests and defaults.
  return static_cast<std::uint32_t>(random_between(0x10000, 0xffffffff));
}

/// Best first. Names that tell their rank decide; otherwise the order of a=simulcast is turned round, because browsers
/// list encodings from small to large.
std::vector<std::string> by_rank(std::vector<std::string> rids) {
  const auto rank = [](const std::string& rid) {
    static constexpr std::string_view ladders[] = {"fhmql"};
    if (rid == "high" || rid == "hi") return 1;
    if (rid == "mid" || rid == "medium") return 2;
    if (rid == "low" || rid == "lo") return 4;
    const auto at = rid.size() == 1 ? ladders[0].find(rid[0]) : std::string_view::npos;
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
  };
  const bool all_known = std::all_of(rids.begin(), rids.end(), [&](auto& rid) { return rank(rid) >= 0; });
  if (all_known)
    std::stable_sort(rids.begin(), rids.end(), [&](auto& a, auto& b) { return rank(a) < rank(b); });
  else
    std::reverse(rids.begin(), rids.end());
  return rids;
}

}  // namespace

Answerer::Answerer(LocalParameters local) : local_(std::move(local)) {}

void Answerer::prefer_codec(const std::string& slot_mid, std::string codec_name) {
  preferred_codecs_[slot_mid] = std::move(codec_name);
}

/// Candidates of one component, UDP above TCP (RFC 8445 section 5.1.2, RFC 6544 section 4.2).
std::vector<IceCandidate> Answerer::candidates() const {
  std::vector<IceCandidate> result;
  std::uint32_t local_preference = 65535;
  for (const auto& candidate : local_.candidates) {
    if (local_.transports == Transports::udp && candidate.tcp) continue;
    if (local_.transports == Transports::tcp && !candidate.tcp) continue;
    IceCandidate entry;
    entry.foundation = fmt::to_string(result.size() + 1);
    entry.priority = ((candidate.tcp ? 90u : 126u) << 24) + (local_preference-- << 8) + 255;
    entry.address = candidate.address;
    entry.port = candidate.port;
    entry.tcp = candidate.tcp;
    if (candidate.tcp) entry.tcp_type = "passive";
    result.push_back(std::move(entry));
  }
  return result;
}

Result<void> Answerer::check(const SessionDescription& offer, const MediaSection& tagged, State& state,
                             bool& restarted) const {
  const auto& remote = ice_of(offer, tagged);
  const auto& fingerprint = fingerprint_of(offer, tagged);
  if (!valid(remote)) return Error{"The offer lacks ICE credentials"};
  if (fingerprint.empty()) return Error{"The offer lacks a SHA-256 fingerprint"};
  if (setup_of(offer, tagged) == Setup::passive)
    return Error{"The offer must let the server wait for DTLS (setup:actpass)"};
  if (!state.remote_fingerprint.empty() && state.remote_fingerprint != fingerprint)
    return Error{"The DTLS fingerprint changed within a session"};
  if (offer.sections.size() < state.sections) return Error{"The offer has fewer media sections than the one before"};
  const bool first = state.remote.ufrag.empty();
  restarted = !first && (state.remote.ufrag != remote.ufrag || state.remote.password != remote.password);
  if (first) state.session_id = random_u64() >> 2;
  if (first || restarted) state.local = {random_ice_text(16), random_ice_text(24)};
  state.remote = remote;
  state.remote_fingerprint = fingerprint;
  state.sections = offer.sections.size();
  return {};
}

void Answerer::add_track(const MediaSection& offered, MediaSection& answered, std::vector<Codec> codecs,
                         Answer& result) const {
  Track track;
  track.mid = offered.mid;
  track.kind = offered.kind == SectionKind::audio ? Kind::audio : Kind::video;
  track.codecs = std::move(codecs);
  track.extensions = extensions_of(offered);
  std::set<std::uint32_t> repairs;
  for (const auto& group : offered.source_groups)
    if (group.semantics == "FID" && group.ssrcs.size() == 2) {
      track.rtx_ssrcs.emplace_back(group.ssrcs[0], group.ssrcs[1]);
      repairs.insert(group.ssrcs[1]);
    }
  for (const auto& source : offered.sources)
    if (!repairs.contains(source.ssrc)) track.ssrcs.push_back(source.ssrc);
  std::vector<std::string> rids;
  for (const auto& rid : offered.rids) {
    if (!rid.send || std::find(rids.begin(), rids.end(), rid.id) != rids.end()) continue;
    rids.push_back(rid.id);
    answered.rids.push_back({rid.id, false});
  }
  for (const auto& rid : offered.simulcast_send)
    if (std::find(rids.begin(), rids.end(), rid) != rids.end()) answered.simulcast_receive.push_back(rid);
  track.rids = by_rank(answered.simulcast_receive.empty() ? rids : answered.simulcast_receive);
  answered.direction = Direction::recvonly;
  result.tracks.push_back({track.mid, track.kind, offered.track_id, offered.content});
  result.description.tracks.push_back(std::move(track));
}

void Answerer::add_slot(MediaSection& answered, std::vector<Codec> codecs, State& state, Answer& result) const {
  const auto kind = answered.kind == SectionKind::audio ? Kind::audio : Kind::video;
  auto& identity = state.slots[answered.mid];
  if (identity.ssrc == 0 || identity.kind != kind) {
    identity = {kind, random_ssrc(), random_ssrc(), random_uuid(), random_uuid()};
  }
  Slot slot;
  slot.mid = answered.mid;
  slot.kind = kind;
  slot.codecs = std::move(codecs);
  slot.extensions = extensions_of(answered);
  slot.ssrc = identity.ssrc;
  slot.cname = local_.cname;
  for (const auto& codec : slot.codecs)
    if (codec.rtx_payload_type) slot.rtx_ssrc = identity.rtx_ssrc;
  answered.direction = Direction::sendonly;
  answered.stream_id = identity.stream_id;
  answered.track_id = identity.track_id;
  const auto msid = identity.stream_id + " " + identity.track_id;
  answered.sources.push_back({slot.ssrc, slot.cname, msid});
  if (slot.rtx_ssrc != 0) {
    answered.source_groups.push_back({"FID", {slot.ssrc, slot.rtx_ssrc}});
    answered.sources.push_back({slot.rtx_ssrc, slot.cname, msid});
  }
  result.description.slots.push_back(std::move(slot));
}

void Answerer::accept_media(const MediaSection& offered, MediaSection& answered, State& state, Answer& result) const {
  auto codecs = codecs_of(offered);
  if (const auto preferred = preferred_codecs_.find(offered.mid); preferred != preferred_codecs_.end())
    std::stable_partition(codecs.begin(), codecs.end(), [&](auto& codec) { return codec.name == preferred->second; });
  set_codecs(answered, codecs);
  auto extensions = extensions_of(offered);
  // Only a sender of several encodings needs to name them; the streams we send have their SSRC announced.
  if (offered.direction == Direction::recvonly) extensions.rid = extensions.repaired_rid = 0;
  set_extensions(answered, extensions);
  answered.rtcp_mux = true;
  answered.rtcp_rsize = offered.rtcp_rsize;
  answered.extmap_allow_mixed = offered.extmap_allow_mixed;
  switch (offered.direction) {
    case Direction::sendrecv:  // this protocol's clients never send and receive on one m-line
    case Direction::sendonly:
      return add_track(offered, answered, std::move(codecs), result);
    case Direction::recvonly:
      return add_slot(answered, std::move(codecs), state, result);
    case Direction::inactive:
      answered.direction = Direction::inactive;
  }
}

Result<Answer> Answerer::answer(std::string_view offer_text) {
  PARLEY_TRY(const auto offer, parse(offer_text));
  std::set<std::string_view> mids;
  std::vector<bool> accepted;
  std::size_t alive = 0;
  bool data_channels = false;
  for (const auto& section : offer.sections) {
    if (!section.mid.empty() && !mids.insert(section.mid).second)
      return Error{fmt::format("The offer uses the mid {} twice", section.mid)};
    accepted.push_back(acceptable(section, data_channels));
    data_channels |= accepted.back() && section.kind == SectionKind::application;
    alive += section.stopped() ? 0 : 1;
  }
  if (offer.bundle.empty() && alive > 1) return Error{"The offer must bundle its media sections (a=group:BUNDLE)"};

  // The first accepted section of the group carries the transport (RFC 8843 section 7.3.1).
  const MediaSection* tagged = nullptr;
  std::vector<std::string> bundle;
  for (std::size_t i = 0; i < offer.sections.size() && offer.bundle.empty(); ++i)
    if (accepted[i]) tagged = &offer.sections[i];
  for (const auto& mid : offer.bundle)
    for (std::size_t i = 0; i < offer.sections.size(); ++i)
      if (accepted[i] && offer.sections[i].mid == mid) {
        if (tagged == nullptr) tagged = &offer.sections[i];
        if (std::find(bundle.begin(), bundle.end(), mid) == bundle.end()) bundle.push_back(mid);
      }
  if (tagged == nullptr) return Error{"The offer holds nothing this server can accept"};

  auto state = state_;
  Answer result;
  PARLEY_CHECK(check(offer, *tagged, state, result.ice_restarted));
  std::erase_if(state.slots, [&](auto& slot) { return !mids.contains(slot.first); });

  SessionDescription answer;
  answer.session_id = state.session_id;
  answer.ice_lite = true;
  answer.bundle = bundle;
  answer.extmap_allow_mixed = offer.extmap_allow_mixed;
  for (std::size_t i = 0; i < offer.sections.size(); ++i) {
    const auto& offered = offer.sections[i];
    auto section = rejected(offered);
    const bool bundled = offer.bundle.empty() || std::find(bundle.begin(), bundle.end(), offered.mid) != bundle.end();
    if (accepted[i] && bundled) {
      section.port = 9;
      section.ice = state.local;
      section.fingerprint = local_.fingerprint;
      section.setup = Setup::passive;
      if (&offered == tagged) {
        section.candidates = candidates();
        section.end_of_candidates = true;
        if (section.candidates.empty()) return Error{"This server doesn't offer that transport"};
      }
      if (is_rtp(offered)) {
        accept_media(offered, section, state, result);
      } else {
        section.sctp_port = 5000;
        section.max_message_size = 262144;
        result.description.data_channels = true;
        result.description.remote_sctp_port = offered.sctp_port.value_or(5000);
      }
    }
    answer.sections.push_back(std::move(section));
  }

  auto body = write(answer);
  if (body != state.body) ++state.version;
  answer.version = state.version;
  state.body = std::move(body);
  result.text = write(answer);
  result.transport = {state.local, state.remote, state.remote_fingerprint};
  state_ = std::move(state);
  return result;
}

}  // namespace parley::media::sdp
