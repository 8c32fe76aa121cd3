#include "media/rtp/rtcp.hpp"

namespace parley::media {
namespace {

constexpr std::uint64_t kNtpUnixOffset = 2'208'988'800ULL;  // seconds from 1900 to 1970
constexpr std::size_t kReportBlockSize = 24;

}  // namespace

NtpTime ntp_from_unix(std::chrono::microseconds since_epoch) {
  const auto total = static_cast<std::uint64_t>(since_epoch.count());
  const std::uint64_t seconds = total / 1'000'000 + kNtpUnixOffset;
  const std::uint64_t fraction = ((total % 1'000'000) << 32) / 1'000'000;
  return seconds << 32 | fraction;
}

std::chrono::microseconds ntp_difference(NtpTime later, NtpTime earlier) {
  const auto difference = static_cast<std::int64_t>(later - earlier);
  const std::int64_t seconds = difference >> 32;
  const std::int64_t fraction = difference & 0xFFFFFFFF;
  return std::chrono::microseconds(seconds * 1'000'000 + (fraction * 1'000'000 >> 32));
}

std::uint32_t ntp_units(std::chrono::microseconds duration) {
  return static_cast<std::uint32_t>(duration.count() * 65'536 / 1'000'000);
}

// RFC 3550 section 6.4.1 and appendix A.2; first packets other than SR and RR are allowed by RFC 5506.
std::optional<RtcpPacket> RtcpReader::next() {
  if (rest_.empty()) return std::nullopt;
  malformed_ = true;
  if (rest_.size() < 4 || rest_[0] >> 6 != 2) return std::nullopt;
  const std::size_t size = 4 * (static_cast<std::size_t>(read_u16(rest_.data() + 2)) + 1);
  if (size > rest_.size()) return std::nullopt;
  std::size_t padding = 0;
  if ((rest_[0] & 0x20) != 0) {
    padding = rest_[size - 1];
    if (padding == 0 || padding > size - 4) return std::nullopt;
  }
  malformed_ = false;
  RtcpPacket packet{rest_[1], static_cast<std::uint8_t>(rest_[0] & 0x1F), rest_.subspan(4, size - 4 - padding)};
  rest_ = rest_.subspan(size);
  return packet;
}

std::optional<SenderReport> parse_sender_report(const RtcpPacket& packet) {
  if (packet.type != rtcp_type::kSenderReport || packet.body.size() < 24) return std::nullopt;
  const std::uint8_t* p = packet.body.data();
  return SenderReport{read_u32(p), read_u64(p + 4), read_u32(p + 12), read_u32(p + 16), read_u32(p + 20)};
}

std::optional<ReportBlock> parse_report_block(const RtcpPacket& packet, std::size_t n) {
  if (n >= packet.count) return std::nullopt;
  const std::size_t head = packet.type == rtcp_type::kSenderReport ? 24 : 4;
  const std::size_t at = head + n * kReportBlockSize;
  if (at + kReportBlockSize > packet.body.size()) return std::nullopt;
  const std::uint8_t* p = packet.body.data() + at;
  ReportBlock block;
  block.ssrc = read_u32(p);
  block.fraction_lost = p[4];
  std::uint32_t lost = read_u24(p + 5);
  if ((lost & 0x800000) != 0) lost |= 0xFF000000;
  block.cumulative_lost = static_cast<std::int32_t>(lost);
  block.highest_sequence = read_u32(p + 8);
  block.jitter = read_u32(p + 12);
  block.last_sender_report = read_u32(p + 16);
  block.delay_since = read_u32(p + 20);
  return block;
}

std::optional<FeedbackHead> parse_feedback(const RtcpPacket& packet) {
  const bool feedback = packet.type == rtcp_type::kTransportFeedback || packet.type == rtcp_type::kPayloadFeedback;
  if (!feedback || packet.body.size() < 8) return std::nullopt;
  return FeedbackHead{read_u32(packet.body.data()), read_u32(packet.body.data() + 4), packet.body.subspan(8)};
}

// draft-alvestrand-rmcat-remb-03 section 2.2: "REMB", number of SSRCs, 6 bits exponent, 18 bits mantissa.
std::optional<std::uint64_t> parse_remb(const FeedbackHead& feedback) {
  const Bytes control = feedback.control;
  if (control.size() < 8 || read_u32(control.data()) != 0x52454D42) return std::nullopt;
  const unsigned exponent = control[5] >> 2;
  const std::uint64_t mantissa = read_u24(control.data() + 5) & 0x3FFFF;
  if (exponent > 45) return std::nullopt;  // would not fit 64 bits
  return mantissa << exponent;
}

}  // namespace parley::media
