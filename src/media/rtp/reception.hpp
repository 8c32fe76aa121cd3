#pragma once
// What a receiver reports about one source (RFC 3550 section 6.4 and appendix A).
#include <cstdint>
#include <optional>
#include <utility>

#include "media/rtp/packet.hpp"
#include "media/rtp/rtcp.hpp"
#include "media/rtp/sequence.hpp"
#include "media/rtp/time.hpp"

namespace parley::media {

/// Counts one source's packets and makes its report blocks. Repetitions that came as RTX don't belong in here: RFC
/// 4588 reports the original stream as it came. Not thread-safe.
class Reception {
 public:
  /// Takes a packet into account; returns its sequence number with wraps, nullopt when it is so far from the others
  /// that it must be a stray one (appendix A.1) — after two in a row of those the source counts as restarted.
  std::optional<std::int64_t> received(Time now, const RtpPacket& packet, std::uint32_t clock_rate);
  /// True once after the source restarted its sequence numbers.
  bool take_restarted() { return std::exchange(restarted_, false); }

  void sender_report(Time now, const SenderReport& report);
  const std::optional<SenderReport>& last_sender_report() const { return sender_report_; }
  Time last_sender_report_time() const { return sender_report_time_; }

  /// The block for a report sent now; begins the next interval. nullopt: nothing came yet.
  std::optional<ReportBlock> report(Time now, std::uint32_t ssrc);

  std::uint64_t packets() const { return packets_; }
  std::uint64_t bytes() const { return bytes_; }
  /// Expected less received, never negative.
  std::uint64_t lost() const;
  const SequenceUnwrapper& sequence() const { return unwrapper_; }

 private:
  static constexpr std::int64_t kMaxDropout = 3000;
  static constexpr std::int64_t kMaxMisorder = 1000;

  void restart(std::uint16_t sequence);
  void update_jitter(Time now, std::uint32_t timestamp, std::uint32_t clock_rate);

  SequenceUnwrapper unwrapper_;
  std::int64_t first_ = 0;
  std::int32_t bad_sequence_ = -1;  // the one a restarted source would send next
  bool restarted_ = false;
  std::uint64_t packets_ = 0, bytes_ = 0;
  std::uint64_t received_ = 0;  // since the source's last restart
  std::uint64_t lost_before_ = 0;
  std::uint64_t expected_prior_ = 0, received_prior_ = 0;
  std::optional<std::int64_t> transit_;
  std::uint32_t transit_clock_ = 0;
  std::int64_t jitter_ = 0;  // times 16, as appendix A.8 keeps it
  std::optional<SenderReport> sender_report_;
  Time sender_report_time_;
};

}  // namespace parley::media
