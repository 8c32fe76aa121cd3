#include "media/rtp_receiver.hpp"

#include "media/rtp/rtx.hpp"

namespace parley::sdk {

void RtpReceiver::receive(media::Time now, media::RtpPacket packet, media::MutableBytes bytes,
                          const FrameAssembler::Emit& emit) {
  counters.packets += 1;
  counters.bytes += bytes.size();
  if (packet.ssrc() == format_.rtx_ssrc && format_.rtx_ssrc != 0) {
    const auto repeated = media::unpack_rtx(packet, bytes, format_.payload_type, format_.ssrc);
    if (!repeated || !reception_.sequence().started()) return;
    const std::int64_t sequence = reception_.sequence().peek(repeated->sequence());
    nacks_.received(now, sequence);
    return pass_on(now, sequence, *repeated, emit);
  }
  const auto sequence = reception_.received(now, packet, format_.clock_rate);
  if (!sequence) return;
  if (reception_.take_restarted()) {
    nacks_.clear();
    assembler_.reset();
  }
  if (format_.nack) nacks_.received(now, *sequence);
  pass_on(now, *sequence, packet, emit);
}

void RtpReceiver::pass_on(media::Time now, std::int64_t sequence, const media::RtpPacket& packet,
                          const FrameAssembler::Emit& emit) {
  heard_ = true;
  assembler_.push(now, sequence, packet, [&](Frame frame) {
    counters.frames += 1;
    emit(std::move(frame));
  });
}

void RtpReceiver::on_timeout(media::Time now, std::chrono::milliseconds round_trip, std::uint32_t reporter,
                             media::RtcpWriter& out, const FrameAssembler::Emit& emit) {
  const auto counted = [&](Frame frame) {
    counters.frames += 1;
    emit(std::move(frame));
  };
  due_.clear();
  nacks_.take_due(now, round_trip, 64, due_);
  if (!due_.empty()) {
    counters.nacks += due_.size();
    out.nack(reporter, format_.ssrc, due_);
  }
  if (nacks_.take_gave_up()) {
    nacks_.clear();
    do assembler_.skip_gap(counted);
    while (assembler_.waiting());
    asked_ = now - kKeyframeInterval;
  }
  assembler_.on_timeout(now, counted);
  if (!wants_keyframe()) return;
  if (!asked_) asked_ = now;  // a new stream begins with a key frame, which may be on its way
  if (now - *asked_ < kKeyframeInterval) return;
  asked_ = now;
  heard_ = false;
  out.pli(reporter, format_.ssrc);
}

std::optional<media::ReportBlock> RtpReceiver::report(media::Time now) {
  if (format_.ssrc == 0) return std::nullopt;
  counters.lost = reception_.lost();
  return reception_.report(now, format_.ssrc);
}

}  // namespace parley::sdk
