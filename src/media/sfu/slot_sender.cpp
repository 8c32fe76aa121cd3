#include "media/sfu/slot_sender.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "media/rtp/rtx.hpp"

namespace parley::media {
namespace {

constexpr std::int64_t kFirstCycle = 0x10000;  // sequence numbers stay positive whatever is subtracted
constexpr std::size_t kRepetitionsRemembered = 256;
// Repetitions may cost as much as the stream itself, and this much at once: a subscriber can't make us send more.
constexpr std::int64_t kRepeatBurst = 256 * 1024;
constexpr std::uint8_t kAllLayers = 0xFF;

std::int64_t micros(Time time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

std::uint32_t ticks(std::chrono::microseconds duration, std::uint32_t clock_rate) {
  return static_cast<std::uint32_t>(duration.count() * static_cast<std::int64_t>(clock_rate) / 1'000'000);
}

}  // namespace

// Random first values: RFC 3550 section 5.1.
SlotSender::SlotSender(SlotContext& context, Slot description)
    : context_(context),
      description_(std::move(description)),
      last_sequence_(kFirstCycle + random_u32() % 0x7FFF),
      last_timestamp_(random_u32()),
      last_picture_(static_cast<std::uint16_t>(random_u32() & 0x7FFF)),
      rtx_sequence_(static_cast<std::uint16_t>(random_u32() & 0x7FFF)),
      repeat_allowance_(kRepeatBurst) {
  payload_types_.fill(kNoPayloadType);
}

SlotSender::~SlotSender() { detach(); }

void SlotSender::update(Time now, Slot description) {
  if (description == description_) return;
  description_ = std::move(description);
  if (track_ == nullptr) return;
  reframe();
  choose_encoding(now);
}

// Packets would look different from here on, so those sent before can't be repeated.
void SlotSender::reframe() {
  payload_types_ = map_payload_types(track_->description().codecs, description_.codecs);
  renumbering_.clear();
  current_ = {};
}

void SlotSender::attach(Time now, PublishedTrack& track) {
  preference_ = {};
  temporal_ = kAllLayers;
  if (track_ != &track) {
    detach();
    track_ = &track;
    track.attach(*this);
    payload_types_ = map_payload_types(track.description().codecs, description_.codecs);
  }
  choose_encoding(now);
}

void SlotSender::detach() {
  if (track_ != nullptr) track_->detach(*this);
  track_ = nullptr;
  target_ = nullptr;
  current_ = {};
  renumbering_.clear();
}

void SlotSender::set_muted(Time now, bool muted) {
  if (muted_ == muted) return;
  muted_ = muted;
  interrupt(now);
}

void SlotSender::prefer(Time now, Sfu::Preference preference) {
  preference_ = std::move(preference);
  choose_encoding(now);
}

void SlotSender::interrupt(Time now) {
  current_ = {};
  choose_encoding(now);
}

void SlotSender::track_changed(Time now) {
  target_ = nullptr;
  reframe();
  choose_encoding(now);
}

void SlotSender::choose_encoding(Time now) {
  if (track_ == nullptr) return;
  target_ = &track_->best_encoding(preference_.quality);
  const bool forwarding = !muted_ && !track_->muted();
  if (forwarding && description_.kind == Kind::video && waiting(*target_)) track_->want_keyframe(now, *target_);
}

void SlotSender::want_keyframe(Time now) {
  if (track_ == nullptr || muted_ || track_->muted() || target_ == nullptr) return;
  if (description_.kind == Kind::video) track_->want_keyframe(now, *target_);
}

void SlotSender::forward(Time now, const IncomingPacket& incoming) {
  if (muted_) return;
  if (payload_types_[incoming.packet.payload_type()] == kNoPayloadType) {
    ++unmapped_;
    return;
  }
  if (current_ == incoming.receiver.origin()) {
    place(now, incoming);
    return;
  }
  // Another encoding or track, or the same one's new life.
  if (&incoming.receiver != target_) return;
  const bool needs_keyframe = track_->format(incoming.packet.payload_type()) != PayloadFormat::opaque;
  if (needs_keyframe && !incoming.info.keyframe_start) {
    track_->want_keyframe(now, *target_);
    return;
  }
  if (incoming.packet.payload().empty()) return;
  begin(now, incoming);
  place(now, incoming);
  catch_up(now, incoming);
}

void SlotSender::begin(Time now, const IncomingPacket& incoming) {
  std::uint32_t timestamp = last_timestamp_;
  if (started_) {
    // The stream's clock went on while nothing was sent, and never stands still between two frames.
    const auto pause = std::chrono::duration_cast<std::chrono::microseconds>(now - last_sent_);
    timestamp += std::max<std::uint32_t>(1, ticks(pause, incoming.clock_rate));
  }
  Renumbering::Offsets offsets;
  offsets.sequence = incoming.sequence - (last_sequence_ + 1);
  offsets.timestamp = incoming.packet.timestamp() - timestamp;
  offsets.picture = static_cast<std::uint16_t>(incoming.info.picture_id - (last_picture_ + 1));
  offsets.tl0 = static_cast<std::uint8_t>(incoming.info.tl0_index - (last_tl0_ + 1));
  current_ = incoming.receiver.origin();
  renumbering_.begin(current_, incoming.sequence, offsets);
  picture_left_out_ = -1;
  temporal_ = kAllLayers;
  clock_rate_ = incoming.clock_rate;
}

// When the key frame's first packet came late, by repetition, the packets behind it are here already.
void SlotSender::catch_up(Time now, const IncomingPacket& first) {
  TrackReceiver& source = first.receiver;
  const std::int64_t newest = source.reception().sequence().newest();
  for (std::int64_t sequence = first.sequence + 1; sequence <= newest; ++sequence) {
    const auto bytes = source.ring().find(sequence);
    if (!bytes) continue;
    const auto packet = RtpPacket::parse(*bytes);
    if (!packet || payload_types_[packet->payload_type()] == kNoPayloadType) continue;
    const PayloadInfo info = inspect_payload(track_->format(packet->payload_type()), packet->payload());
    place(now, {source, *packet, sequence, info, first.clock_rate});
  }
}

bool SlotSender::left_out(const IncomingPacket& incoming) {
  const PayloadInfo& info = incoming.info;
  const auto wished =
      static_cast<std::uint8_t>(std::clamp(preference_.temporal.value_or(kAllLayers), 0, int{kAllLayers}));
  if (info.frame_start && temporal_ != wished) {
    // Layers can be dropped at any frame; a higher one begins where it depends on nothing left out.
    if (wished < temporal_) {
      temporal_ = wished;
    } else if (info.keyframe_start) {
      temporal_ = wished;
    } else if (info.temporal > temporal_ && info.temporal <= wished && info.layer_sync) {
      temporal_ = info.temporal;
    }
  }
  // Probing packets without payload tell the subscriber nothing.
  return info.temporal > temporal_ || incoming.packet.payload().empty();
}

void SlotSender::place(Time now, const IncomingPacket& incoming) {
  if (left_out(incoming)) {
    const bool picture = !incoming.packet.payload().empty() && incoming.info.picture_offset != 0;
    renumbering_.leave_out(incoming.sequence, picture && picture_left_out_ != incoming.info.picture_id);
    if (picture) picture_left_out_ = incoming.info.picture_id;
    return;
  }
  const auto offsets = renumbering_.map(current_, incoming.sequence);
  if (!offsets) return;
  const std::int64_t sequence = incoming.sequence - offsets->sequence;
  Framing framing;
  framing.header.payload_type = payload_types_[incoming.packet.payload_type()];
  framing.header.marker = incoming.packet.marker();
  framing.header.sequence = static_cast<std::uint16_t>(sequence);
  framing.header.timestamp = incoming.packet.timestamp() - offsets->timestamp;
  framing.header.ssrc = description_.ssrc;
  framing.offsets = *offsets;
  framing.timed = repetition_codec(framing.header.payload_type) != nullptr;
  if (sequence > last_sequence_) {
    last_sequence_ = sequence;
    last_timestamp_ = framing.header.timestamp;
    last_sent_ = now;
    last_picture_ = static_cast<std::uint16_t>(incoming.info.picture_id - offsets->picture);
    last_tl0_ = static_cast<std::uint8_t>(incoming.info.tl0_index - offsets->tl0);
    started_ = true;
  }
  if (!write(now, incoming.packet, incoming.info, framing)) return;
  ++packets_;
  octets_ += incoming.packet.payload().size();
  repeat_allowance_ = std::min<std::int64_t>(
      kRepeatBurst, repeat_allowance_ + static_cast<std::int64_t>(incoming.packet.payload().size()));
}

bool SlotSender::write(Time now, const RtpPacket& packet, const PayloadInfo& info, const Framing& framing) {
  const MutableBytes room = context_.outlet.rtp_room();
  if (room.empty()) return false;
  const HeaderExtensions& from = track_->description().extensions;
  const HeaderExtensions& to = description_.extensions;
  ExtensionList extensions;
  const std::string& mid = description_.mid;
  extensions.add(to.mid, {reinterpret_cast<const std::uint8_t*>(mid.data()), mid.size()});
  std::array<std::uint8_t, 3> send_time{};
  std::array<std::uint8_t, 2> transport_sequence{};
  if (framing.timed) {
    send_time = abs_send_time(std::chrono::microseconds(micros(now)));
    extensions.add(to.abs_send_time, send_time);
    if (to.transport_cc != 0) {
      write_u16(transport_sequence.data(), context_.transport_sequence++);
      extensions.add(to.transport_cc, transport_sequence);
    }
  }
  const auto pass = [&](std::uint8_t source, std::uint8_t target) {
    if (target == 0) return;
    if (const auto data = packet.extension(source)) extensions.add(target, *data);
  };
  pass(from.audio_level, to.audio_level);
  pass(from.video_orientation, to.video_orientation);
  pass(from.playout_delay, to.playout_delay);
  pass(from.dependency_descriptor, to.dependency_descriptor);
  const std::size_t size = framing.original
                               ? write_rtx(room, framing.header, extensions, *framing.original, packet.payload())
                               : write_rtp(room, framing.header, extensions, packet.payload());
  if (size == 0) return false;
  if (info.picture_offset != 0 || info.tl0_offset != 0) {
    rewrite_picture(room.subspan(size - packet.payload().size(), packet.payload().size()), info,
                    static_cast<std::uint16_t>(info.picture_id - framing.offsets.picture),
                    static_cast<std::uint8_t>(info.tl0_index - framing.offsets.tl0));
  }
  bytes_ += size;
  context_.outlet.send_rtp(size);
  return true;
}

const Codec* SlotSender::repetition_codec(std::uint8_t payload_type) const {
  if (description_.rtx_ssrc == 0) return nullptr;
  for (const Codec& codec : description_.codecs) {
    if (codec.payload_type == payload_type) return codec.rtx_payload_type ? &codec : nullptr;
  }
  return nullptr;
}

bool SlotSender::may_repeat(Time now, std::uint16_t sequence) {
  if (repeat_allowance_ <= 0) return false;
  if (repetitions_.empty()) repetitions_.resize(kRepetitionsRemembered);
  Repetition& last = repetitions_[sequence % kRepetitionsRemembered];
  // One still on its way would be doubled. Two lost packets a ring apart may hide each other for a round trip.
  if (last.sent != Time{} && last.sequence == sequence && now - last.sent < context_.round_trip) return false;
  last = {sequence, now};
  return true;
}

void SlotSender::repeat(Time now, std::uint16_t sequence) {
  if (track_ == nullptr || muted_ || !started_ || track_->muted()) return;
  // The number nearest below the newest one sent.
  const std::int64_t outgoing =
      last_sequence_ - static_cast<std::uint16_t>(static_cast<std::uint16_t>(last_sequence_) - sequence);
  const auto found = renumbering_.find(outgoing);
  if (!found) return;
  TrackReceiver* source = nullptr;
  for (const auto& encoding : track_->encodings()) {
    if (encoding->origin() == found->origin) source = encoding.get();
  }
  if (source == nullptr) return;
  const auto bytes = source->ring().find(found->sequence);
  if (!bytes) return;
  const auto packet = RtpPacket::parse(*bytes);
  if (!packet || payload_types_[packet->payload_type()] == kNoPayloadType || !may_repeat(now, sequence)) return;
  const std::uint8_t payload_type = payload_types_[packet->payload_type()];
  Framing framing;
  framing.header = {payload_type, packet->marker(), sequence, packet->timestamp() - found->offsets.timestamp,
                    description_.ssrc};
  framing.offsets = found->offsets;
  if (const Codec* codec = repetition_codec(payload_type)) {
    framing.original = sequence;
    framing.header.payload_type = *codec->rtx_payload_type;
    framing.header.sequence = rtx_sequence_++;
    framing.header.ssrc = description_.rtx_ssrc;
    framing.timed = true;
  }
  const PayloadInfo info = inspect_payload(track_->format(packet->payload_type()), packet->payload());
  if (!write(now, *packet, info, framing)) return;
  repeat_allowance_ -= static_cast<std::int64_t>(packet->payload().size());
  ++repeated_;
}

bool SlotSender::write_report(Time now, RtcpWriter& out) const {
  if (!started_ || packets_ == 0) return false;
  SenderReport report;
  report.ssrc = description_.ssrc;
  report.ntp = ntp_from_unix(std::chrono::microseconds(micros(now)));
  report.packets = static_cast<std::uint32_t>(packets_);
  report.octets = static_cast<std::uint32_t>(octets_);
  report.rtp_timestamp =
      last_timestamp_ + ticks(std::chrono::duration_cast<std::chrono::microseconds>(now - last_sent_), clock_rate_);
  // With the publisher's own report its audio and video stay in step: both are put on our clock by the same offset.
  if (track_ != nullptr && track_->clock_offset() && current_ != Renumbering::Origin{}) {
    const auto newest = renumbering_.find(last_sequence_);
    const auto& encodings = track_->encodings();
    const auto source = std::find_if(encodings.begin(), encodings.end(),
                                     [&](const auto& one) { return newest && one->origin() == newest->origin; });
    if (source != encodings.end() && (*source)->reception().last_sender_report()) {
      const SenderReport& theirs = *(*source)->reception().last_sender_report();
      const auto age = ntp_difference(report.ntp, theirs.ntp) - *track_->clock_offset();
      report.rtp_timestamp = theirs.rtp_timestamp + ticks(age, clock_rate_) - newest->offsets.timestamp;
    }
  }
  return out.sender_report(report, {}) && out.cname(description_.ssrc, description_.cname);
}

}  // namespace parley::media
