#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "media/rtp/bytes.hpp"
#include "media/rtp/rtcp.hpp"
#include "media/rtp/time.hpp"

namespace parley::sdk {

/// Read by any thread while the loop counts.
struct SentCounters {
  std::atomic<std::uint64_t> frames = 0, packets = 0, bytes = 0, retransmitted = 0, keyframes_wanted = 0;
};

/// Makes one stream's RTP packets of frames, and keeps the newest for repetition. Plain packets and the time in and
/// out, no sockets. Not thread-safe, but for the counters.
class RtpSender {
 public:
  using Send = std::function<void(media::Bytes packet)>;
  /// As negotiated; 0 in `payload_type`: the other side does not take the stream.
  struct Format {
    bool video = false;
    std::uint8_t payload_type = 0;
    std::uint8_t rtx_payload_type = 0;  ///< 0: lost packets are not repeated
  };
  /// Packets with their SRTP tag still fit a datagram of 1200 bytes.
  static constexpr std::size_t kMaxPacket = 1180;
  /// Packets are kept this long for repetition, and no more than that many.
  static constexpr std::chrono::milliseconds kKeepTime{1000};
  static constexpr std::size_t kMaxKept = 1024;

  RtpSender();

  std::uint32_t ssrc() const { return ssrc_; }
  std::uint32_t rtx_ssrc() const { return rtx_ssrc_; }
  void set_format(Format format) { format_ = format; }
  bool ready() const { return format_.payload_type != 0; }

  /// VP8 (RFC 7741) or Opus (RFC 7587). An empty frame is nothing.
  void send_frame(media::Time now, media::Bytes frame, std::uint32_t timestamp, const Send& send);
  /// Repeats a packet the receiver misses (RFC 4588), when it is still there.
  void repeat(std::uint16_t sequence, const Send& send);
  /// nullopt: nothing was sent yet.
  std::optional<media::SenderReport> report(media::Time now) const;

  SentCounters counters;

 private:
  struct Kept {
    media::Time sent;
    std::vector<std::uint8_t> packet;
  };
  void send_packet(media::Time now, bool marker, media::Bytes head, media::Bytes payload, const Send& send);

  Format format_;
  const std::uint32_t ssrc_, rtx_ssrc_;
  const std::uint32_t timestamp_offset_;
  std::uint16_t sequence_, rtx_sequence_, picture_id_;
  std::deque<Kept> kept_;  ///< consecutive numbers, the newest is sequence_ - 1
  std::uint32_t packets_ = 0, octets_ = 0;
  std::uint32_t timestamp_ = 0;
  media::Time timestamp_time_;
};

}  // namespace parley::sdk
