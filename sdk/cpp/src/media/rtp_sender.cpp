#include "media/rtp_sender.hpp"

#include <algorithm>
#include <array>

#include "base/random.hpp"
#include "media/rtp/packet.hpp"
#include "media/rtp/payload.hpp"
#include "media/rtp/rtx.hpp"

namespace parley::sdk {

// Numbers begin at random (RFC 3550 section 5.1), sequences low enough not to wrap at once.
RtpSender::RtpSender()
    : ssrc_(random_u32() | 1),
      rtx_ssrc_(ssrc_ ^ (random_u32() | 2)),
      timestamp_offset_(random_u32()),
      sequence_(static_cast<std::uint16_t>(random_u32() & 0x3FFF)),
      rtx_sequence_(static_cast<std::uint16_t>(random_u32() & 0x3FFF)),
      picture_id_(static_cast<std::uint16_t>(random_u32() & 0x3FFF)) {}

void RtpSender::send_frame(media::Time now, media::Bytes frame, std::uint32_t timestamp, const Send& send) {
  if (!ready() || frame.empty()) return;
  timestamp_ = timestamp + timestamp_offset_;
  timestamp_time_ = now;
  counters.frames += 1;
  if (!format_.video) return send_packet(now, false, {}, frame.first(std::min(frame.size(), kMaxPacket)), send);
  std::array<std::uint8_t, 4> descriptor;
  const std::size_t room = kMaxPacket - media::kRtpHeaderSize - descriptor.size();
  // Parts of equal size, so that none is tiny.
  const std::size_t parts = (frame.size() + room - 1) / room;
  const std::size_t size = (frame.size() + parts - 1) / parts;
  media::Vp8Descriptor head;
  head.picture_id = picture_id_;
  for (std::size_t at = 0; at < frame.size(); at += size) {
    head.frame_start = at == 0;
    media::write_vp8_descriptor(descriptor, head);
    const bool last = at + size >= frame.size();
    send_packet(now, last, descriptor, frame.subspan(at, last ? frame.size() - at : size), send);
  }
  picture_id_ = (picture_id_ + 1) & 0x7FFF;
}

void RtpSender::send_packet(media::Time now, bool marker, media::Bytes head, media::Bytes payload, const Send& send) {
  std::vector<std::uint8_t> packet(media::kRtpHeaderSize + head.size() + payload.size());
  const media::RtpHeader header{format_.payload_type, marker, sequence_++, timestamp_, ssrc_};
  media::write_rtp(packet, header, {}, head, payload);
  ++packets_;
  octets_ += static_cast<std::uint32_t>(head.size() + payload.size());
  counters.packets += 1;
  counters.bytes += packet.size();
  send(packet);
  if (format_.rtx_payload_type == 0) return;
  kept_.push_back({now, std::move(packet)});
  while (kept_.size() > kMaxKept || now - kept_.front().sent > kKeepTime) kept_.pop_front();
}

void RtpSender::repeat(std::uint16_t sequence, const Send& send) {
  if (format_.rtx_payload_type == 0) return;
  const std::size_t back = static_cast<std::uint16_t>(sequence_ - sequence);
  if (back == 0 || back > kept_.size()) return;
  auto packet = media::RtpPacket::parse(kept_[kept_.size() - back].packet);
  if (!packet) return;
  std::array<std::uint8_t, kMaxPacket + 2> out;
  const media::RtpHeader header{format_.rtx_payload_type, packet->marker(), rtx_sequence_++, packet->timestamp(),
                                rtx_ssrc_};
  const std::size_t size = media::write_rtx(out, header, {}, sequence, packet->payload());
  if (size == 0) return;
  counters.retransmitted += 1;
  send(media::Bytes(out).first(size));
}

std::optional<media::SenderReport> RtpSender::report(media::Time now) const {
  if (packets_ == 0) return std::nullopt;
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now - timestamp_time_).count();
  const std::int64_t clock = format_.video ? 90'000 : 48'000;
  const auto wall =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
  media::SenderReport report;
  report.ssrc = ssrc_;
  report.ntp = media::ntp_from_unix(wall);
  report.rtp_timestamp = timestamp_ + static_cast<std::uint32_t>(since * clock / 1'000'000);
  report.packets = packets_;
  report.octets = octets_;
  return report;
}

}  // namespace parley::sdk
