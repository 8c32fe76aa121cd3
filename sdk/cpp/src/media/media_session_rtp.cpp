// The part of MediaSession that meets packets.
#include <algorithm>
#include <array>

#include "media/media_session.hpp"

namespace parley::sdk {
namespace {

constexpr std::chrono::milliseconds kReportInterval{1000}, kRestlessInterval{10};
/// Report blocks that go into one packet, with room to spare.
constexpr std::size_t kBlocks = 24;

}  // namespace

void MediaSession::on_connected() {
  connected_ = true;
  report_due_ = std::chrono::steady_clock::now() + kReportInterval;
  wake_at(report_due_);
  // Frames written before were dropped: decoders need a beginning.
  for (const Section& section : sections_) {
    if (section.track && section.track->kind() == protocol::TrackType::VIDEO) section.track->want_keyframe();
  }
}

void MediaSession::send_frame(PublishedTrack& track, media::Bytes frame, std::uint32_t timestamp) {
  if (closed_ || !connected_) return;
  track.sender.send_frame(std::chrono::steady_clock::now(), frame, timestamp, send_);
}

void MediaSession::on_rtp(media::MutableBytes bytes) {
  const auto packet = media::RtpPacket::parse(bytes);
  if (!packet) return;
  const auto found = slots_by_ssrc_.find(packet->ssrc());
  if (found == slots_by_ssrc_.end()) return;
  const std::shared_ptr<Slot> slot = found->second;
  const auto now = std::chrono::steady_clock::now();
  slot->receiver.receive(now, *packet, bytes, [&slot](const Frame& frame) { slot->deliver(frame); });
  if (!closed_ && slot->receiver.restless()) wake_at(now + kRestlessInterval);
}

void MediaSession::on_rtcp(media::Bytes bytes) {
  media::RtcpReader reader(bytes);
  while (const auto packet = reader.next()) {
    switch (packet->type) {
      case media::rtcp_type::kSenderReport:
        if (const auto report = media::parse_sender_report(*packet)) {
          const auto found = slots_by_ssrc_.find(report->ssrc);
          if (found != slots_by_ssrc_.end())
            found->second->receiver.sender_report(std::chrono::steady_clock::now(), *report);
        }
        measure_round_trip(*packet);
        break;
      case media::rtcp_type::kReceiverReport:
        measure_round_trip(*packet);
        break;
      case media::rtcp_type::kTransportFeedback:
      case media::rtcp_type::kPayloadFeedback:
        on_feedback(*packet);
        break;
      default:
        break;
    }
  }
}

void MediaSession::on_feedback(const media::RtcpPacket& packet) {
  const auto feedback = media::parse_feedback(packet);
  if (!feedback) return;
  const auto wanted = [this](std::uint32_t ssrc) {
    PublishedTrack* track = find_track(ssrc);
    if (track == nullptr) return;
    track->sender.counters.keyframes_wanted += 1;
    track->want_keyframe();
  };
  if (packet.type == media::rtcp_type::kTransportFeedback) {
    PublishedTrack* track = packet.count == media::rtcp_format::kNack ? find_track(feedback->media_ssrc) : nullptr;
    if (track == nullptr) return;
    media::for_each_lost(*feedback, [&](std::uint16_t sequence) { track->sender.repeat(sequence, send_); });
  } else if (packet.count == media::rtcp_format::kPli) {
    wanted(feedback->media_ssrc);
  } else if (packet.count == media::rtcp_format::kFir) {
    media::for_each_fir(*feedback, [&](std::uint32_t ssrc, std::uint8_t) { wanted(ssrc); });
  }
}

void MediaSession::measure_round_trip(const media::RtcpPacket& packet) {
  for (std::size_t i = 0; const auto block = media::parse_report_block(packet, i); ++i) {
    if (find_track(block->ssrc) == nullptr || block->last_sender_report == 0) continue;
    const auto wall =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
    const std::uint32_t middle = media::ntp_middle(media::ntp_from_unix(wall));
    const auto units = static_cast<std::int32_t>(middle - block->last_sender_report - block->delay_since);
    round_trip_ =
        std::chrono::milliseconds(std::clamp(units * std::int64_t{1000} / 65536, std::int64_t{1}, std::int64_t{2000}));
  }
}

PublishedTrack* MediaSession::find_track(std::uint32_t ssrc) {
  for (const Section& section : sections_) {
    if (section.track && section.track->sender.ssrc() == ssrc) return section.track.get();
  }
  return nullptr;
}

/// The source our feedback comes from: one that reports are sent for, if there is any.
std::uint32_t MediaSession::reporter() const {
  for (const Section& section : sections_) {
    if (section.track) return section.track->sender.ssrc();
  }
  return own_ssrc_;
}

void MediaSession::send_reports(media::Time now) {
  std::vector<media::ReportBlock> blocks;
  std::vector<media::SenderReport> reports;
  for (const Section& section : sections_) {
    if (section.slot) {
      if (const auto block = section.slot->receiver.report(now)) blocks.push_back(*block);
    } else if (section.track) {
      if (const auto report = section.track->sender.report(now)) reports.push_back(*report);
    }
  }
  std::size_t next = 0;
  const auto take_blocks = [&] {
    const std::size_t count = std::min(kBlocks, blocks.size() - next);
    return std::span(blocks).subspan(std::exchange(next, next + count), count);
  };
  for (std::size_t i = 0; i < reports.size() || next < blocks.size(); ++i) {
    std::array<std::uint8_t, 1200> buffer;
    media::RtcpWriter writer(buffer);
    if (i < reports.size()) {
      writer.sender_report(reports[i], take_blocks());
      writer.cname(reports[i].ssrc, parameters_.cname);
    } else {
      writer.receiver_report(reporter(), take_blocks());
      writer.cname(reporter(), parameters_.cname);
    }
    transport_.send_rtcp(writer.bytes());
  }
}

void MediaSession::wake_at(media::Time when) {
  if (timer_ != 0 && timer_due_ <= when) return;
  loop_.cancel(timer_);
  timer_due_ = when;
  timer_ = loop_.at(when, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->on_timer();
  });
}

void MediaSession::on_timer() {
  timer_ = 0;
  if (closed_ || !connected_) return;
  const auto now = std::chrono::steady_clock::now();
  bool restless = false;
  std::array<std::uint8_t, 1200> buffer;
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const std::shared_ptr<Slot> slot = sections_[i].slot;
    if (!slot || !slot->receiver.restless()) continue;
    media::RtcpWriter writer(buffer);
    slot->receiver.on_timeout(now, round_trip_, reporter(), writer,
                              [&slot](const Frame& frame) { slot->deliver(frame); });
    if (!writer.empty()) transport_.send_rtcp(writer.bytes());
    restless = restless || slot->receiver.restless();
  }
  if (now >= report_due_) {
    send_reports(now);
    report_due_ = now + kReportInterval;
  }
  wake_at(restless ? now + kRestlessInterval : report_due_);
}

}  // namespace parley::sdk
