#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "media/frame_assembler.hpp"
#include "media/rtp/nack_list.hpp"
#include "media/rtp/reception.hpp"

namespace parley::sdk {

/// Read by any thread while the loop counts.
struct ReceivedCounters {
  std::atomic<std::uint64_t> frames = 0, packets = 0, bytes = 0, lost = 0, nacks = 0;
};

/// Receives one slot's stream: order, repetitions, key frame requests, reports. Plain packets and the time in, frames
/// and RTCP out. Not thread-safe, but for the counters.
class RtpReceiver {
 public:
  struct Format {
    std::uint32_t ssrc = 0, rtx_ssrc = 0;
    std::uint8_t payload_type = 0, rtx_payload_type = 0;
    std::uint32_t clock_rate = 90'000;
    bool nack = false, pli = false;
  };
  static constexpr std::chrono::milliseconds kKeyframeInterval{300};

  explicit RtpReceiver(bool video) : video_(video), assembler_(video) {}

  void set_format(const Format& format) { format_ = format; }
  const Format& format() const { return format_; }

  /// A packet on the slot's SSRC or its RTX SSRC.
  void receive(media::Time now, media::RtpPacket packet, media::MutableBytes bytes, const FrameAssembler::Emit& emit);
  void sender_report(media::Time now, const media::SenderReport& report) { reception_.sender_report(now, report); }

  /// Something waits for on_timeout, which should come every 10 ms or so.
  bool restless() const { return nacks_.missing() > 0 || assembler_.waiting() || wants_keyframe(); }
  /// Writes what is to be asked for now.
  void on_timeout(media::Time now, std::chrono::milliseconds round_trip, std::uint32_t reporter, media::RtcpWriter& out,
                  const FrameAssembler::Emit& emit);
  /// For the next regular report.
  std::optional<media::ReportBlock> report(media::Time now);

  ReceivedCounters counters;

 private:
  bool wants_keyframe() const { return video_ && format_.pli && heard_ && assembler_.need_keyframe(); }
  void pass_on(media::Time now, std::int64_t sequence, const media::RtpPacket& packet,
               const FrameAssembler::Emit& emit);

  const bool video_;
  Format format_;
  media::Reception reception_;
  media::NackList nacks_;
  FrameAssembler assembler_;
  bool heard_ = false;  ///< since a key frame was asked for: a silent stream needs none
  std::optional<media::Time> asked_;
  std::vector<std::uint16_t> due_;
};

}  // namespace parley::sdk
