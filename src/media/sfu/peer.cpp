#include "media/sfu/peer.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "media/rtp/rtx.hpp"

namespace parley::media {
namespace {

// Reports leave every second pulse; silence is noticed at each.
constexpr std::chrono::milliseconds kPulse{500};
// Streams a peer may make us remember: what it needs, some to spare, never without end.
constexpr std::size_t kMaxBindings = 128;

std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

Peer::Peer(PeerId id, Outlet& outlet, ActivityListener& listener)
    : id_(id), outlet_(outlet), listener_(listener), context_{outlet}, own_ssrc_(random_u32() | 1) {}

void Peer::update(Time now, const Description& description) {
  update_tracks(now, description.tracks);
  update_slots(now, description.slots);
  if (pulse_due_ == Time{}) pulse_due_ = now + kPulse;
}

void Peer::update_tracks(Time now, const std::vector<Track>& tracks) {
  std::erase_if(tracks_, [&](auto& entry) {
    const bool gone = std::none_of(tracks.begin(), tracks.end(), [&](const Track& track) {
      return track.mid == entry.first && track.kind == entry.second->description().kind;
    });
    if (gone) unbind(*entry.second);
    return gone;
  });
  uses_transport_cc_ = uses_remb_ = false;
  ids_ = {};
  for (const Track& track : tracks) {
    auto& known = tracks_[track.mid];
    if (!known) {
      known = std::make_unique<PublishedTrack>(track, listener_);
      bind_announced(*known);
    } else if (known->description() != track) {
      const bool same_streams =
          known->description().ssrcs == track.ssrcs && known->description().rtx_ssrcs == track.rtx_ssrcs;
      known->update(now, track);
      unbind_gone(*known);
      if (!same_streams) bind_announced(*known);
    }
    uses_transport_cc_ = uses_transport_cc_ || known->uses_transport_cc();
    for (const Codec& codec : track.codecs) uses_remb_ = uses_remb_ || codec.remb;
    // In a bundle an id means the same in all sections (RFC 8843 section 9.2).
    if (track.extensions.mid != 0) ids_.mid = track.extensions.mid;
    if (track.extensions.rid != 0) ids_.rid = track.extensions.rid;
    if (track.extensions.repaired_rid != 0) ids_.repaired_rid = track.extensions.repaired_rid;
  }
}

void Peer::update_slots(Time now, const std::vector<Slot>& slots) {
  std::erase_if(slots_, [&](auto& entry) {
    const bool gone = std::none_of(slots.begin(), slots.end(), [&](const Slot& slot) {
      return slot.mid == entry.first && slot.kind == entry.second->description().kind;
    });
    if (gone && connected_ && entry.second->packets() != 0) send_bye(entry.second->description().ssrc);
    return gone;
  });
  for (const Slot& slot : slots) {
    auto& known = slots_[slot.mid];
    if (!known) {
      known = std::make_unique<SlotSender>(context_, slot);
    } else {
      known->update(now, slot);
    }
  }
}

PublishedTrack* Peer::track(const std::string& mid) {
  const auto found = tracks_.find(mid);
  return found == tracks_.end() ? nullptr : found->second.get();
}

SlotSender* Peer::slot(const std::string& mid) {
  const auto found = slots_.find(mid);
  return found == slots_.end() ? nullptr : found->second.get();
}

void Peer::mute_track(Time now, const std::string& mid, bool muted) {
  PublishedTrack* found = track(mid);
  if (found == nullptr || found->muted() == muted) return;
  found->set_muted(now, muted);
  // Its silence isn't told while muted; afterwards it gets the usual time.
  if (!muted) {
    for (const auto& encoding : found->encodings()) encoding->set_last_packet(now);
  }
}

void Peer::bind(std::uint32_t ssrc, Binding binding) {
  if (!binding.repeats) {
    // One source per encoding: a stream with a new SSRC takes the place of the old one.
    std::erase_if(bindings_, [&](const auto& entry) {
      return entry.first != ssrc && entry.second.receiver == binding.receiver && !entry.second.repeats;
    });
    binding.receiver->bind(ssrc);
  }
  if (bindings_.size() < kMaxBindings || bindings_.contains(ssrc)) bindings_[ssrc] = binding;
}

void Peer::unbind(const PublishedTrack& track) {
  std::erase_if(bindings_, [&](const auto& entry) { return entry.second.track == &track; });
}

// What was learnt of encodings that stay is kept: browsers cease to send mid and rid once they were heard.
void Peer::unbind_gone(const PublishedTrack& track) {
  std::erase_if(bindings_, [&](const auto& entry) {
    const auto& encodings = track.encodings();
    return entry.second.track == &track && std::none_of(encodings.begin(), encodings.end(), [&](const auto& encoding) {
             return encoding.get() == entry.second.receiver;
           });
  });
}

void Peer::bind_announced(PublishedTrack& track) {
  const Track& description = track.description();
  if (!description.rids.empty()) return;  // rids tell which SSRC is which encoding
  const auto repeats = [&](std::uint32_t ssrc) {
    return std::any_of(description.rtx_ssrcs.begin(), description.rtx_ssrcs.end(),
                       [&](const auto& pair) { return pair.second == ssrc; });
  };
  const auto media = std::find_if_not(description.ssrcs.begin(), description.ssrcs.end(), repeats);
  if (media == description.ssrcs.end()) return;
  TrackReceiver* receiver = track.encodings().front().get();
  bind(*media, {&track, receiver, false});
  for (const auto& [original, rtx] : description.rtx_ssrcs) {
    if (original == *media) bind(rtx, {&track, receiver, true});
  }
}

std::optional<Peer::Binding> Peer::find_binding(const RtpPacket& packet) {
  if (const auto found = bindings_.find(packet.ssrc()); found != bindings_.end()) return found->second;
  auto binding = resolve(packet);
  if (binding) bind(packet.ssrc(), *binding);
  return binding;
}

// RFC 8843 section 9.2: by the mid, else by a payload type only one section has. Encodings by RFC 8852.
std::optional<Peer::Binding> Peer::resolve(const RtpPacket& packet) {
  PublishedTrack* found = nullptr;
  if (const auto mid = packet.extension(ids_.mid)) {
    found = track(std::string(as_text(*mid)));
  } else {
    found = track_by_payload_type(packet.payload_type());
  }
  if (found == nullptr) return std::nullopt;
  const bool repeats = found->repeated_codec(packet.payload_type()) != nullptr;
  if (!repeats && found->codec(packet.payload_type()) == nullptr) return std::nullopt;
  if (found->description().rids.empty()) return Binding{found, found->encodings().front().get(), repeats};
  const auto rid = packet.extension(repeats ? ids_.repaired_rid : ids_.rid);
  if (!rid) return std::nullopt;
  TrackReceiver* receiver = found->encoding(as_text(*rid));
  if (receiver == nullptr) return std::nullopt;
  return Binding{found, receiver, repeats};
}

PublishedTrack* Peer::track_by_payload_type(std::uint8_t payload_type) {
  PublishedTrack* found = nullptr;
  for (const auto& [mid, track] : tracks_) {
    if (track->codec(payload_type) == nullptr && track->repeated_codec(payload_type) == nullptr) continue;
    if (found != nullptr) return nullptr;
    found = track.get();
  }
  return found;
}

bool Peer::on_rtp(Time now, MutableBytes bytes) {
  auto packet = RtpPacket::parse(bytes);
  if (!packet) return false;
  const auto binding = find_binding(*packet);
  if (!binding) return false;
  PublishedTrack& track = *binding->track;
  TrackReceiver& receiver = *binding->receiver;
  if (uses_transport_cc_) {
    const auto number = packet->extension(track.description().extensions.transport_cc);
    if (number && number->size() >= 2) {
      if (!transport_feedback_.pending()) feedback_due_ = now + std::chrono::milliseconds(50);
      transport_feedback_.received(read_u16(number->data()), now);
    }
  }
  const Codec* codec = nullptr;
  if (binding->repeats) {
    codec = track.repeated_codec(packet->payload_type());
    if (codec == nullptr) return false;
    if (!receiver.ssrc()) return true;  // nothing to repeat yet
    packet = unpack_rtx(*packet, bytes, codec->payload_type, *receiver.ssrc());
    if (!packet) return true;  // a probe
  } else {
    codec = track.codec(packet->payload_type());
    if (codec == nullptr) return false;
  }
  note_packet(now, *binding);
  const auto incoming = receiver.receive(now, *packet, *codec, track.format(codec->payload_type), binding->repeats);
  if (incoming) track.forward(now, *incoming);
  return true;
}

void Peer::note_packet(Time now, const Binding& binding) {
  TrackReceiver& receiver = *binding.receiver;
  receiver.set_last_packet(now);
  if (receiver.active() || binding.track->muted()) return;
  receiver.set_active(true);
  binding.track->encodings_changed(now);
  listener_.on_track_activity(id_, binding.track->description().mid, receiver.rid(), true);
}

void Peer::note_silence(Time now, PublishedTrack& track, TrackReceiver& receiver) {
  if (!receiver.active()) return;
  receiver.set_active(false);
  track.encodings_changed(now);
  listener_.on_track_activity(id_, track.description().mid, receiver.rid(), false);
}

Time Peer::next_timeout() const {
  Time next = pulse_due_;
  if (transport_feedback_.pending()) next = std::min(next, feedback_due_);
  for (const auto& [mid, track] : tracks_) {
    for (const auto& encoding : track->encodings()) {
      if (const auto due = encoding->next_timeout()) next = std::min(next, *due);
    }
  }
  return next;
}

void Peer::on_timeout(Time now) {
  send_losses_and_keyframe_requests(now);
  if (transport_feedback_.pending() && now >= feedback_due_) send_transport_feedback(now);
  if (now < pulse_due_) return;
  pulse_due_ = now + kPulse;
  for (const auto& [mid, track] : tracks_) {
    if (track->muted()) continue;
    for (const auto& encoding : track->encodings()) {
      if (now - encoding->last_packet() >= TrackReceiver::kSilence) note_silence(now, *track, *encoding);
    }
  }
  odd_pulse_ = !odd_pulse_;
  if (!odd_pulse_ && connected_) send_reports(now);
}

void Peer::add_stats(PeerStats& stats) const {
  for (const auto& [mid, track] : tracks_) {
    TrackStats one;
    one.mid = mid;
    for (const auto& encoding : track->encodings()) {
      one.packets += encoding->reception().packets();
      one.bytes += encoding->reception().bytes();
      one.lost += encoding->reception().lost();
      one.nacks_sent += encoding->nacks_sent();
      one.keyframe_requests += encoding->keyframe_requests();
    }
    stats.tracks.push_back(std::move(one));
  }
  for (const auto& [mid, slot] : slots_) {
    stats.slots.push_back({mid, slot->packets(), slot->bytes(), slot->repeated()});
  }
}

}  // namespace parley::media
