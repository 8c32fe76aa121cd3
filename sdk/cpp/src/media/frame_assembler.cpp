#include "media/frame_assembler.hpp"

#include "media/rtp/payload.hpp"

namespace parley::sdk {

std::optional<std::size_t> vp8_descriptor_size(media::Bytes payload) {
  if (payload.empty()) return std::nullopt;
  std::size_t at = 1;
  if ((payload[0] & 0x80) != 0) {
    if (payload.size() < 2) return std::nullopt;
    const std::uint8_t flags = payload[1];
    at = 2;
    if ((flags & 0x80) != 0) {  // picture id, of 7 or 15 bits
      if (at >= payload.size()) return std::nullopt;
      at += (payload[at] & 0x80) != 0 ? 2 : 1;
    }
    if ((flags & 0x40) != 0) ++at;
    if ((flags & 0x30) != 0) ++at;
  }
  return at <= payload.size() ? std::optional(at) : std::nullopt;
}

void FrameAssembler::push(media::Time now, std::int64_t sequence, const media::RtpPacket& packet, const Emit& emit) {
  if (!next_) next_ = sequence;
  if (sequence < *next_) return;
  Part part{{packet.payload().begin(), packet.payload().end()}, packet.timestamp(), packet.marker()};
  if (sequence == *next_ && waiting_.empty()) {
    next_ = sequence + 1;
    return take(part, emit);
  }
  if (waiting_.empty()) waiting_since_ = now;
  waiting_.emplace(sequence, std::move(part));
  const std::int64_t before = *next_;
  drain(emit);
  if (*next_ != before) waiting_since_ = now;
  if (waiting_.size() > kMaxWaiting) skip_gap(emit);
  if (!waiting_.empty()) on_timeout(now, emit);
}

void FrameAssembler::drain(const Emit& emit) {
  while (!waiting_.empty() && waiting_.begin()->first == *next_) {
    const Part part = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    next_ = *next_ + 1;
    take(part, emit);
  }
}

void FrameAssembler::skip_gap(const Emit& emit) {
  open_ = false;
  need_keyframe_ = video_;
  if (waiting_.empty()) return;
  next_ = waiting_.begin()->first;
  drain(emit);
}

void FrameAssembler::on_timeout(media::Time now, const Emit& emit) {
  if (waiting_.empty() || now - waiting_since_ < (video_ ? kVideoWait : kAudioWait)) return;
  waiting_since_ = now;
  skip_gap(emit);
}

void FrameAssembler::reset() {
  waiting_.clear();
  next_.reset();
  open_ = false;
  need_keyframe_ = video_;
}

void FrameAssembler::take(const Part& part, const Emit& emit) {
  if (part.payload.empty()) return;  // probing
  if (!video_) return emit({part.payload, part.timestamp, false});
  const auto skip = vp8_descriptor_size(part.payload);
  if (!skip) return;
  const media::PayloadInfo info = media::inspect_vp8(part.payload);
  if (info.frame_start) {
    // A frame that never got its marker ends here: the server changed the slot's source.
    if (open_) need_keyframe_ = true;
    frame_ = {{}, part.timestamp, info.keyframe_start};
    open_ = true;
  } else if (open_ && part.timestamp != frame_.timestamp) {
    open_ = false;
    need_keyframe_ = true;
  }
  if (!open_) {
    need_keyframe_ = true;  // it lacks its beginning
    return;
  }
  frame_.bytes.insert(frame_.bytes.end(), part.payload.begin() + static_cast<std::ptrdiff_t>(*skip),
                      part.payload.end());
  if (frame_.bytes.size() > kMaxFrame) {
    open_ = false;
    need_keyframe_ = true;
  }
  if (!open_ || !part.marker) return;
  open_ = false;
  if (need_keyframe_ && !frame_.keyframe) return;
  need_keyframe_ = false;
  emit(std::move(frame_));
}

}  // namespace parley::sdk
