#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "media/rtp/packet.hpp"
#include "media/rtp/time.hpp"
#include "parley/media.h"

namespace parley::sdk {

/// Bytes of the VP8 payload descriptor (RFC 7741 section 4.2); nullopt when the payload is shorter than it says.
std::optional<std::size_t> vp8_descriptor_size(media::Bytes payload);

/// Puts a stream's packets in order and whole frames together. Frames come out in order; after a gap that stays, video
/// goes on with the next key frame. Bounded: kMaxWaiting packets. Not thread-safe.
class FrameAssembler {
 public:
  using Emit = std::function<void(Frame)>;
  static constexpr std::size_t kMaxWaiting = 1024;
  static constexpr std::size_t kMaxFrame = 4u << 20;
  /// How long a missing packet is waited for, unless skip_gap() says before that it won't come.
  static constexpr std::chrono::milliseconds kAudioWait{60}, kVideoWait{1500};

  explicit FrameAssembler(bool video) : video_(video), need_keyframe_(video) {}

  /// A packet with its unwrapped sequence number; late and repeated ones are ignored.
  void push(media::Time now, std::int64_t sequence, const media::RtpPacket& packet, const Emit& emit);
  /// What is missing won't come any more: goes on behind the gap.
  void skip_gap(const Emit& emit);
  /// Skips a gap that has lasted too long.
  void on_timeout(media::Time now, const Emit& emit);
  void reset();

  /// Packets wait for one that is missing.
  bool waiting() const { return !waiting_.empty(); }
  /// Video can't go on without a key frame.
  bool need_keyframe() const { return need_keyframe_; }

 private:
  struct Part {
    std::vector<std::uint8_t> payload;
    std::uint32_t timestamp = 0;
    bool marker = false;
  };
  void drain(const Emit& emit);
  void take(const Part& part, const Emit& emit);

  const bool video_;
  bool need_keyframe_;
  std::optional<std::int64_t> next_;
  std::map<std::int64_t, Part> waiting_;
  media::Time waiting_since_;
  bool open_ = false;  ///< frame_ has its beginning
  Frame frame_;
};

}  // namespace parley::sdk
