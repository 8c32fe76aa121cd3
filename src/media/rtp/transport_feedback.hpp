#pragma once
// Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "media/rtp/rtcp.hpp"
#include "media/rtp/sequence.hpp"
#include "media/rtp/time.hpp"

namespace parley::media {

/// Remembers when packets arrived and writes feedback messages about them. One per transport. Not thread-safe.
class TransportFeedbackRecorder {
 public:
  /// Room every message fits in.
  static constexpr std::size_t kMaxMessage = 1000;

  /// A packet with this transport-wide sequence number came.
  void received(std::uint16_t sequence, Time now);
  /// Whether anything came since the last message.
  bool pending() const { return pending_; }
  /// Writes the next message; 0 when nothing is pending or `out` has less than kMaxMessage. Call until 0.
  std::size_t write(MutableBytes out, std::uint32_t sender_ssrc, std::uint32_t media_ssrc);

 private:
  // At 100 ms between messages this is 20,000 packets a second; more fall out unreported, as if lost.
  static constexpr std::size_t kWindow = 2048;
  static constexpr std::size_t kMaxStatuses = 400;  // 20 bytes of head, 2 per delta, 2 bits in chunks

  struct Arrival {
    std::int64_t sequence = -1;
    std::int64_t ticks = 0;  // of 250 us
  };

  std::vector<Arrival> arrivals_;  // made at the first packet: most peers never need it
  SequenceUnwrapper unwrapper_;
  std::int64_t next_ = 0;  // first not yet reported
  bool pending_ = false;
  std::uint8_t message_count_ = 0;
};

/// What a feedback message tells about one packet.
struct TransportStatus {
  std::uint16_t sequence = 0;
  bool received = false;
  std::chrono::microseconds arrival{};  ///< on the receiver's clock, wraps after 12 days
};

/// Reads a message's statuses, at most `limit`; nullopt when it is malformed.
std::optional<std::vector<TransportStatus>> parse_transport_feedback(const FeedbackHead& feedback,
                                                                     std::size_t limit = 4096);

}  // namespace parley::media
