#include <algorithm>
#include <cstring>

#include "media/rtp/rtcp.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kReportBlockSize = 24;
constexpr std::size_t kMaxBlocks = 31;

}  // namespace

std::uint8_t* RtcpWriter::open(std::uint8_t count, std::uint8_t type, std::size_t body) {
  if (out_.size() - size_ < 4 + body) return nullptr;
  std::uint8_t* p = out_.data() + size_;
  p[0] = static_cast<std::uint8_t>(0x80 | (count & 0x1F));
  p[1] = type;
  write_u16(p + 2, static_cast<std::uint32_t>(body / 4));
  size_ += 4 + body;
  return p + 4;
}

void RtcpWriter::write_blocks(std::uint8_t* p, std::span<const ReportBlock> blocks) {
  for (const ReportBlock& block : blocks) {
    write_u32(p, block.ssrc);
    p[4] = block.fraction_lost;
    const std::int32_t lost = std::clamp(block.cumulative_lost, -0x800000, 0x7FFFFF);
    write_u24(p + 5, static_cast<std::uint32_t>(lost) & 0xFFFFFF);
    write_u32(p + 8, block.highest_sequence);
    write_u32(p + 12, block.jitter);
    write_u32(p + 16, block.last_sender_report);
    write_u32(p + 20, block.delay_since);
    p += kReportBlockSize;
  }
}

bool RtcpWriter::sender_report(const SenderReport& report, std::span<const ReportBlock> blocks) {
  if (blocks.size() > kMaxBlocks) return false;
  std::uint8_t* p =
      open(static_cast<std::uint8_t>(blocks.size()), rtcp_type::kSenderReport, 24 + blocks.size() * kReportBlockSize);
  if (p == nullptr) return false;
  write_u32(p, report.ssrc);
  write_u64(p + 4, report.ntp);
  write_u32(p + 12, report.rtp_timestamp);
  write_u32(p + 16, report.packets);
  write_u32(p + 20, report.octets);
  write_blocks(p + 24, blocks);
  return true;
}

bool RtcpWriter::receiver_report(std::uint32_t ssrc, std::span<const ReportBlock> blocks) {
  if (blocks.size() > kMaxBlocks) return false;
  std::uint8_t* p =
      open(static_cast<std::uint8_t>(blocks.size()), rtcp_type::kReceiverReport, 4 + blocks.size() * kReportBlockSize);
  if (p == nullptr) return false;
  write_u32(p, ssrc);
  write_blocks(p + 4, blocks);
  return true;
}

// RFC 3550 section 6.5: one chunk, one CNAME item, at least one zero byte behind it.
bool RtcpWriter::cname(std::uint32_t ssrc, std::string_view name) {
  name = name.substr(0, 255);
  const std::size_t body = (4 + 2 + name.size() + 1 + 3) & ~std::size_t{3};
  std::uint8_t* p = open(1, rtcp_type::kSourceDescription, body);
  if (p == nullptr) return false;
  std::memset(p, 0, body);
  write_u32(p, ssrc);
  p[4] = 1;
  p[5] = static_cast<std::uint8_t>(name.size());
  std::memcpy(p + 6, name.data(), name.size());
  return true;
}

bool RtcpWriter::bye(std::uint32_t ssrc) {
  std::uint8_t* p = open(1, rtcp_type::kBye, 4);
  if (p == nullptr) return false;
  write_u32(p, ssrc);
  return true;
}

bool RtcpWriter::nack(std::uint32_t sender, std::uint32_t media, std::span<const std::uint16_t> lost) {
  // Counted first, since the length stands in front.
  std::size_t items = 0;
  for (std::size_t i = 0; i < lost.size(); ++items) {
    const std::uint16_t first = lost[i];
    while (i < lost.size() && static_cast<std::uint16_t>(lost[i] - first) <= 16) ++i;
  }
  std::uint8_t* p = open(rtcp_format::kNack, rtcp_type::kTransportFeedback, 8 + 4 * items);
  if (p == nullptr) return false;
  write_u32(p, sender);
  write_u32(p + 4, media);
  p += 8;
  for (std::size_t i = 0; i < lost.size();) {
    const std::uint16_t first = lost[i];
    std::uint16_t mask = 0;
    for (; i < lost.size() && static_cast<std::uint16_t>(lost[i] - first) <= 16; ++i) {
      if (lost[i] != first)
        mask = static_cast<std::uint16_t>(mask | 1U << (static_cast<std::uint16_t>(lost[i] - first) - 1));
    }
    write_u16(p, first);
    write_u16(p + 2, mask);
    p += 4;
  }
  return true;
}

bool RtcpWriter::pli(std::uint32_t sender, std::uint32_t media) {
  std::uint8_t* p = open(rtcp_format::kPli, rtcp_type::kPayloadFeedback, 8);
  if (p == nullptr) return false;
  write_u32(p, sender);
  write_u32(p + 4, media);
  return true;
}

// RFC 5104 section 4.3.1.1: the media SSRC of the head is zero, the entry names the source.
bool RtcpWriter::fir(std::uint32_t sender, std::uint32_t media, std::uint8_t command_number) {
  std::uint8_t* p = open(rtcp_format::kFir, rtcp_type::kPayloadFeedback, 16);
  if (p == nullptr) return false;
  std::memset(p, 0, 16);
  write_u32(p, sender);
  write_u32(p + 8, media);
  p[12] = command_number;
  return true;
}

bool RtcpWriter::remb(std::uint32_t sender, std::uint64_t bits_per_second, std::span<const std::uint32_t> ssrcs) {
  if (ssrcs.size() > 255) return false;
  std::uint8_t* p = open(rtcp_format::kApplicationLayer, rtcp_type::kPayloadFeedback, 16 + 4 * ssrcs.size());
  if (p == nullptr) return false;
  unsigned exponent = 0;
  while (bits_per_second >> exponent > 0x3FFFF) ++exponent;
  write_u32(p, sender);
  write_u32(p + 4, 0);
  std::memcpy(p + 8, "REMB", 4);
  p[12] = static_cast<std::uint8_t>(ssrcs.size());
  write_u24(p + 13, exponent << 18 | static_cast<std::uint32_t>(bits_per_second >> exponent));
  for (std::size_t i = 0; i < ssrcs.size(); ++i) write_u32(p + 16 + 4 * i, ssrcs[i]);
  return true;
}

}  // namespace parley::media
