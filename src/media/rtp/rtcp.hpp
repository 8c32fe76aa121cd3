#pragma once
// RTCP: RFC 3550 section 6, feedback of RFC 4585 and RFC 5104, REMB (draft-alvestrand-rmcat-remb-03).
// Reading walks a compound packet in place; writing appends to a caller's buffer. Neither allocates nor throws.
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "media/rtp/bytes.hpp"

namespace parley::media {

namespace rtcp_type {
inline constexpr std::uint8_t kSenderReport = 200;
inline constexpr std::uint8_t kReceiverReport = 201;
inline constexpr std::uint8_t kSourceDescription = 202;
inline constexpr std::uint8_t kBye = 203;
inline constexpr std::uint8_t kTransportFeedback = 205;  ///< RTPFB: NACK (1), transport-wide congestion control (15)
inline constexpr std::uint8_t kPayloadFeedback = 206;    ///< PSFB: PLI (1), FIR (4), REMB (15)
}  // namespace rtcp_type

namespace rtcp_format {
inline constexpr std::uint8_t kNack = 1;
inline constexpr std::uint8_t kTransportCc = 15;
inline constexpr std::uint8_t kPli = 1;
inline constexpr std::uint8_t kFir = 4;
inline constexpr std::uint8_t kApplicationLayer = 15;
}  // namespace rtcp_format

/// 32.32 fixed point seconds since 1900 (RFC 3550 section 4).
using NtpTime = std::uint64_t;
NtpTime ntp_from_unix(std::chrono::microseconds since_epoch);
/// The middle 32 bits, as LSR and DLSR carry them.
inline std::uint32_t ntp_middle(NtpTime time) { return static_cast<std::uint32_t>(time >> 16); }
/// A difference of two NTP times.
std::chrono::microseconds ntp_difference(NtpTime later, NtpTime earlier);
/// In units of 1/65536 s, as DLSR is.
std::uint32_t ntp_units(std::chrono::microseconds duration);

struct ReportBlock {
  std::uint32_t ssrc = 0;
  std::uint8_t fraction_lost = 0;      ///< of 256, since the last report
  std::int32_t cumulative_lost = 0;    ///< 24 bits, signed: duplicates make it negative
  std::uint32_t highest_sequence = 0;  ///< with its wraps in the upper half
  std::uint32_t jitter = 0;            ///< in timestamp units
  std::uint32_t last_sender_report = 0;
  std::uint32_t delay_since = 0;  ///< 1/65536 s
};

struct SenderReport {
  std::uint32_t ssrc = 0;
  NtpTime ntp = 0;
  std::uint32_t rtp_timestamp = 0;
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;
};

/// One packet of a compound.
struct RtcpPacket {
  std::uint8_t type = 0;
  std::uint8_t count = 0;  ///< report, source or chunk count; or the feedback message type
  Bytes body;              ///< after the four-byte header, without padding
};

/// Walks a compound packet; ends early when the rest is malformed.
class RtcpReader {
 public:
  explicit RtcpReader(Bytes bytes) : rest_(bytes) {}
  std::optional<RtcpPacket> next();
  /// True when the walk ended at something that is no RTCP.
  bool malformed() const { return malformed_; }

 private:
  Bytes rest_;
  bool malformed_ = false;
};

std::optional<SenderReport> parse_sender_report(const RtcpPacket& packet);
/// The n-th report block of an SR or RR; nullopt behind the last.
std::optional<ReportBlock> parse_report_block(const RtcpPacket& packet, std::size_t n);

/// The head every feedback message has (RFC 4585 section 6.1).
struct FeedbackHead {
  std::uint32_t sender_ssrc = 0;
  std::uint32_t media_ssrc = 0;
  Bytes control;  ///< the message's own part
};
std::optional<FeedbackHead> parse_feedback(const RtcpPacket& packet);

/// Calls `visit(sequence)` for each lost packet a generic NACK names (RFC 4585 section 6.2.1).
template <class Visit>
void for_each_lost(const FeedbackHead& nack, Visit&& visit) {
  for (std::size_t at = 0; at + 4 <= nack.control.size(); at += 4) {
    const std::uint16_t first = read_u16(nack.control.data() + at);
    const std::uint16_t mask = read_u16(nack.control.data() + at + 2);
    visit(first);
    for (int bit = 0; bit < 16; ++bit) {
      if ((mask >> bit & 1) != 0) visit(static_cast<std::uint16_t>(first + bit + 1));
    }
  }
}

/// Calls `visit(ssrc, command_number)` for each entry of a full intra request (RFC 5104 section 4.3.1).
template <class Visit>
void for_each_fir(const FeedbackHead& fir, Visit&& visit) {
  for (std::size_t at = 0; at + 8 <= fir.control.size(); at += 8) {
    visit(read_u32(fir.control.data() + at), fir.control[at + 4]);
  }
}

/// Calls `visit(ssrc)` for each source that leaves.
template <class Visit>
void for_each_bye(const RtcpPacket& bye, Visit&& visit) {
  for (std::size_t i = 0; i < bye.count && 4 * (i + 1) <= bye.body.size(); ++i)
    visit(read_u32(bye.body.data() + 4 * i));
}

/// Bits per second of a receiver estimated maximum bitrate message.
std::optional<std::uint64_t> parse_remb(const FeedbackHead& feedback);

/// Appends packets to a buffer; each call is whole or does nothing and returns false for want of room.
class RtcpWriter {
 public:
  explicit RtcpWriter(MutableBytes out) : out_(out) {}

  bool sender_report(const SenderReport& report, std::span<const ReportBlock> blocks);
  bool receiver_report(std::uint32_t ssrc, std::span<const ReportBlock> blocks);
  bool cname(std::uint32_t ssrc, std::string_view name);
  bool bye(std::uint32_t ssrc);
  /// `lost` in ascending order (modulo 2^16).
  bool nack(std::uint32_t sender, std::uint32_t media, std::span<const std::uint16_t> lost);
  bool pli(std::uint32_t sender, std::uint32_t media);
  bool fir(std::uint32_t sender, std::uint32_t media, std::uint8_t command_number);
  bool remb(std::uint32_t sender, std::uint64_t bits_per_second, std::span<const std::uint32_t> ssrcs);
  /// Room behind what is written, for a packet made elsewhere; `commit` takes it in.
  MutableBytes rest() const { return out_.subspan(size_); }
  void commit(std::size_t size) { size_ += size; }

  Bytes bytes() const { return out_.first(size_); }
  bool empty() const { return size_ == 0; }

 private:
  std::uint8_t* open(std::uint8_t count, std::uint8_t type, std::size_t body);
  static void write_blocks(std::uint8_t* p, std::span<const ReportBlock> blocks);

  MutableBytes out_;
  std::size_t size_ = 0;
};

}  // namespace parley::media
