#include "media/rtp/reception.hpp"

#include <algorithm>
#include <cstdlib>

namespace parley::media {

std::optional<std::int64_t> Reception::received(Time now, const RtpPacket& packet, std::uint32_t clock_rate) {
  const std::uint16_t sequence = packet.sequence();
  if (!unwrapper_.started()) {
    restart(sequence);
  } else {
    // Appendix A.1: a big jump counts only when the next packet confirms it.
    const std::int64_t distance = unwrapper_.peek(sequence) - unwrapper_.newest();
    if (distance > kMaxDropout || distance < -kMaxMisorder) {
      if (bad_sequence_ != sequence) {
        bad_sequence_ = static_cast<std::uint16_t>(sequence + 1);
        return std::nullopt;
      }
      lost_before_ = lost();
      restart(sequence);
      restarted_ = true;
    }
    bad_sequence_ = -1;
  }
  const std::int64_t number = unwrapper_.unwrap(sequence);
  // A packet from before the first one would make more received than expected.
  first_ = std::min(first_, number);
  ++packets_;
  ++received_;
  bytes_ += packet.bytes().size();
  update_jitter(now, packet.timestamp(), clock_rate);
  return number;
}

void Reception::restart(std::uint16_t sequence) {
  unwrapper_.reset();
  first_ = unwrapper_.unwrap(sequence);
  received_ = 0;
  expected_prior_ = 0;
  received_prior_ = 0;
  transit_.reset();
}

// Appendix A.8, integer form.
void Reception::update_jitter(Time now, std::uint32_t timestamp, std::uint32_t clock_rate) {
  if (clock_rate == 0) return;
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  const std::int64_t arrival = micros / 1'000'000 * clock_rate + micros % 1'000'000 * clock_rate / 1'000'000;
  const std::int64_t transit = static_cast<std::uint32_t>(static_cast<std::uint32_t>(arrival) - timestamp);
  if (transit_ && transit_clock_ == clock_rate) {
    const auto difference = static_cast<std::int32_t>(static_cast<std::uint32_t>(transit - *transit_));
    const std::int64_t size = std::abs(static_cast<std::int64_t>(difference));
    // Appendix A.8 knows no jumps; one of more than ten seconds is a new timestamp origin, not jitter.
    if (size < static_cast<std::int64_t>(clock_rate) * 10) jitter_ += size - ((jitter_ + 8) >> 4);
  }
  transit_ = transit;
  transit_clock_ = clock_rate;
}

void Reception::sender_report(Time now, const SenderReport& report) {
  sender_report_ = report;
  sender_report_time_ = now;
}

std::uint64_t Reception::lost() const {
  if (!unwrapper_.started()) return lost_before_;
  const auto expected = static_cast<std::uint64_t>(unwrapper_.newest() - first_ + 1);
  return lost_before_ + (expected > received_ ? expected - received_ : 0);
}

std::optional<ReportBlock> Reception::report(Time now, std::uint32_t ssrc) {
  if (!unwrapper_.started()) return std::nullopt;
  const auto expected = static_cast<std::uint64_t>(unwrapper_.newest() - first_ + 1);
  // Appendix A.3. An older first packet may have raised `expected` since: all in one interval, as it came.
  const std::uint64_t expected_interval = expected - expected_prior_;
  const std::uint64_t received_interval = received_ - received_prior_;
  expected_prior_ = expected;
  received_prior_ = received_;
  ReportBlock block;
  block.ssrc = ssrc;
  if (expected_interval > received_interval && expected_interval != 0) {
    block.fraction_lost = static_cast<std::uint8_t>(
        std::min<std::uint64_t>(255, (expected_interval - received_interval) * 256 / expected_interval));
  }
  block.cumulative_lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(
      static_cast<std::int64_t>(lost_before_ + expected) - static_cast<std::int64_t>(received_), -0x800000, 0x7FFFFF));
  block.highest_sequence = static_cast<std::uint32_t>(unwrapper_.newest());
  block.jitter = static_cast<std::uint32_t>(jitter_ >> 4);
  if (sender_report_) {
    block.last_sender_report = ntp_middle(sender_report_->ntp);
    block.delay_since = ntp_units(std::chrono::duration_cast<std::chrono::microseconds>(now - sender_report_time_));
  }
  return block;
}

}  // namespace parley::media
