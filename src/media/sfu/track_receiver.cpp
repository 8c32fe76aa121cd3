#include "media/sfu/track_receiver.hpp"

#include <algorithm>
#include <utility>

namespace parley::media {
namespace {

// Two seconds of 4 Mbit/s video and of 64 kbit/s audio. Audio isn't repeated after half a second anyway.
constexpr std::size_t kVideoBytes = 1024 * 1024, kVideoPackets = 1024;
constexpr std::size_t kAudioBytes = 32 * 1024, kAudioPackets = 128;
constexpr std::size_t kMaxNackItems = 128;
constexpr std::int64_t kMaxRepeatedAge = 512;

}  // namespace

TrackReceiver::TrackReceiver(Kind kind, std::string rid)
    : kind_(kind),
      rid_(std::move(rid)),
      ring_(kind == Kind::video ? kVideoBytes : kAudioBytes, kind == Kind::video ? kVideoPackets : kAudioPackets) {}

void TrackReceiver::bind(std::uint32_t ssrc) {
  if (ssrc_ == ssrc) return;
  if (ssrc_) {
    reception_ = {};
    restart();
  }
  ssrc_ = ssrc;
}

void TrackReceiver::restart() {
  ++generation_;
  nacks_ = {};
  ring_.clear();
}

std::optional<IncomingPacket> TrackReceiver::receive(Time now, const RtpPacket& packet, const Codec& codec,
                                                     PayloadFormat format, bool repeated) {
  std::int64_t sequence = 0;
  if (repeated) {
    // A repetition says nothing about the source's numbering; without any packet before it there is none.
    if (!reception_.sequence().started()) return std::nullopt;
    sequence = reception_.sequence().peek(packet.sequence());
    // Browsers also probe the path with repetitions nobody asked for.
    if (sequence <= reception_.sequence().newest() - kMaxRepeatedAge) return std::nullopt;
  } else {
    const auto number = reception_.received(now, packet, codec.clock_rate);
    if (!number) return std::nullopt;
    if (reception_.take_restarted()) restart();
    sequence = *number;
  }
  if (ring_.find(sequence)) return std::nullopt;
  if (codec.nack) nacks_.received(now, sequence);
  ring_.store(sequence, packet.bytes());
  IncomingPacket incoming{*this, packet, sequence, inspect_payload(format, packet.payload()), codec.clock_rate};
  if (incoming.info.keyframe_start) {
    keyframe_.satisfied();
    nacks_.forget_before(sequence);
  }
  if (nacks_.take_gave_up() && kind_ == Kind::video) keyframe_.want(now);
  return incoming;
}

void TrackReceiver::take_lost(Time now, std::chrono::milliseconds round_trip, std::vector<std::uint16_t>& out) {
  const std::size_t before = out.size();
  nacks_.take_due(now, round_trip, kMaxNackItems, out);
  nacks_sent_ += out.size() - before;
  if (nacks_.take_gave_up() && kind_ == Kind::video) keyframe_.want(now);
}

bool TrackReceiver::take_keyframe_request(Time now) {
  // Nobody to ask yet, or nobody there: the wish stays until the source speaks.
  if (!ssrc_ || !active_ || !keyframe_.take_due(now)) return false;
  ++keyframe_requests_;
  return true;
}

std::optional<Time> TrackReceiver::next_timeout() const {
  std::optional<Time> next = nacks_.next_due();
  if (ssrc_ && active_ && keyframe_.due()) next = next ? std::min(*next, *keyframe_.due()) : keyframe_.due();
  return next;
}

}  // namespace parley::media
