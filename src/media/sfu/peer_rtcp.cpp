// The feedback half of Peer: what comes and goes as RTCP.
#include <algorithm>
#include <array>

#include "media/sfu/peer.hpp"

namespace parley::media {
namespace {

// There is no estimate of the way to us yet; where only REMB is spoken, losses alone hold the sender back.
constexpr std::uint64_t kReceiveBitrate = 20'000'000;
constexpr std::chrono::milliseconds kFeedbackInterval{50};
constexpr std::chrono::milliseconds kMaxRoundTrip{2000};
constexpr std::size_t kRtcpRoom = 1200;
constexpr std::size_t kMaxBlocks = 31;

std::chrono::microseconds since_boot(Time time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
}

}  // namespace

bool Peer::on_rtcp(Time now, Bytes compound) {
  RtcpReader reader(compound);
  while (const auto packet = reader.next()) {
    switch (packet->type) {
      case rtcp_type::kSenderReport:
        if (const auto report = parse_sender_report(*packet)) on_sender_report(now, *report);
        on_reports(now, *packet);
        break;
      case rtcp_type::kReceiverReport:
        on_reports(now, *packet);
        break;
      case rtcp_type::kBye:
        on_bye(now, *packet);
        break;
      case rtcp_type::kTransportFeedback:
      case rtcp_type::kPayloadFeedback:
        on_feedback(now, *packet);
        break;
      default:
        break;  // SDES, APP, XR: nothing in them is needed
    }
  }
  return !reader.malformed();
}

void Peer::on_sender_report(Time now, const SenderReport& report) {
  const auto found = bindings_.find(report.ssrc);
  if (found == bindings_.end() || found->second.repeats) return;
  found->second.receiver->sender_report(now, report);
  // The quickest report tells the clocks' difference best; a slow creep follows clocks that drift apart, a jump is a
  // clock that was set.
  const auto offset = ntp_difference(ntp_from_unix(since_boot(now)), report.ntp);
  if (!clock_offset_ || offset < *clock_offset_ || offset - *clock_offset_ > std::chrono::seconds(2)) {
    clock_offset_ = offset;
  } else {
    *clock_offset_ += (offset - *clock_offset_) / 128;
  }
  for (const auto& [mid, track] : tracks_) track->set_clock_offset(*clock_offset_);
}

void Peer::on_reports(Time now, const RtcpPacket& packet) {
  for (std::size_t i = 0; i < kMaxBlocks; ++i) {
    const auto block = parse_report_block(packet, i);
    if (!block) return;
    if (block->last_sender_report == 0 || slot_by_ssrc(block->ssrc) == nullptr) continue;
    // RFC 3550 section 6.4.1, figure 2.
    const std::uint32_t units =
        ntp_middle(ntp_from_unix(since_boot(now))) - block->last_sender_report - block->delay_since;
    const std::chrono::milliseconds sample(static_cast<std::int64_t>(units) * 1000 / 65'536);
    if (sample > kMaxRoundTrip) continue;  // wrapped below zero, or made up
    context_.round_trip = std::max(std::chrono::milliseconds(5), (context_.round_trip * 3 + sample) / 4);
  }
}

void Peer::on_feedback(Time now, const RtcpPacket& packet) {
  const auto feedback = parse_feedback(packet);
  if (!feedback) return;
  if (packet.type == rtcp_type::kTransportFeedback && packet.count == rtcp_format::kNack) {
    SlotSender* slot = slot_by_ssrc(feedback->media_ssrc);
    if (slot != nullptr) for_each_lost(*feedback, [&](std::uint16_t sequence) { slot->repeat(now, sequence); });
  } else if (packet.type == rtcp_type::kPayloadFeedback && packet.count == rtcp_format::kPli) {
    if (SlotSender* slot = slot_by_ssrc(feedback->media_ssrc)) slot->want_keyframe(now);
  } else if (packet.type == rtcp_type::kPayloadFeedback && packet.count == rtcp_format::kFir) {
    for_each_fir(*feedback, [&](std::uint32_t ssrc, std::uint8_t) {
      if (SlotSender* slot = slot_by_ssrc(ssrc)) slot->want_keyframe(now);
    });
  }
}

void Peer::on_bye(Time, const RtcpPacket& packet) {
  for_each_bye(packet, [&](std::uint32_t ssrc) {
    const auto found = bindings_.find(ssrc);
    if (found == bindings_.end() || found->second.repeats || found->second.track->muted()) return;
    // As if the time of silence were over; the next pulse tells.
    found->second.receiver->set_last_packet(Time{});
  });
}

SlotSender* Peer::slot_by_ssrc(std::uint32_t ssrc) {
  for (const auto& [mid, slot] : slots_) {
    if (slot->description().ssrc == ssrc) return slot.get();
  }
  return nullptr;
}

void Peer::send_losses_and_keyframe_requests(Time now) {
  std::array<std::uint8_t, kRtcpRoom> room;
  RtcpWriter writer(room);
  for (const auto& [mid, track] : tracks_) {
    for (const auto& encoding : track->encodings()) {
      if (!encoding->ssrc()) continue;
      lost_.clear();
      encoding->take_lost(now, context_.round_trip, lost_);
      const bool keyframe = encoding->take_keyframe_request(now);
      if (!connected_ || (lost_.empty() && !keyframe)) continue;
      const std::uint32_t ssrc = *encoding->ssrc();
      const auto& codecs = track->description().codecs;
      const bool only_fir = std::any_of(codecs.begin(), codecs.end(), [](const Codec& codec) { return codec.fir; }) &&
                            std::none_of(codecs.begin(), codecs.end(), [](const Codec& codec) { return codec.pli; });
      const auto add = [&](auto&& write) {
        if (write()) return;
        outlet_.send_rtcp(writer.bytes());
        writer = RtcpWriter(room);
        write();
      };
      if (!lost_.empty()) add([&] { return writer.nack(own_ssrc_, ssrc, lost_); });
      if (keyframe && only_fir) {
        const std::uint8_t number = encoding->next_fir();
        add([&] { return writer.fir(own_ssrc_, ssrc, number); });
      } else if (keyframe) {
        add([&] { return writer.pli(own_ssrc_, ssrc); });
      }
    }
  }
  if (!writer.empty()) outlet_.send_rtcp(writer.bytes());
}

void Peer::send_transport_feedback(Time now) {
  feedback_due_ = now + kFeedbackInterval;
  // The message is about the transport; by custom it names one of the media sources.
  std::uint32_t media = 0;
  for (const auto& [ssrc, binding] : bindings_) {
    if (!binding.repeats) media = ssrc;
  }
  std::array<std::uint8_t, kRtcpRoom> room;
  while (const std::size_t size = transport_feedback_.write(room, own_ssrc_, media)) {
    if (connected_) outlet_.send_rtcp(Bytes(room).first(size));
  }
}

void Peer::send_reports(Time now) {
  std::array<std::uint8_t, kRtcpRoom> room;
  RtcpWriter writer(room);
  const auto flush = [&] {
    if (!writer.empty()) outlet_.send_rtcp(writer.bytes());
    writer = RtcpWriter(room);
  };
  for (const auto& [mid, slot] : slots_) {
    if (writer.rest().size() < 28 + 272) flush();
    slot->write_report(now, writer);
  }
  flush();

  std::array<std::uint32_t, kMaxBlocks> ssrcs{};
  blocks_.clear();
  for (const auto& [mid, track] : tracks_) {
    for (const auto& encoding : track->encodings()) {
      if (!encoding->ssrc() || blocks_.size() == kMaxBlocks) continue;
      if (auto block = encoding->reception().report(now, *encoding->ssrc())) {
        ssrcs[blocks_.size()] = block->ssrc;
        blocks_.push_back(*block);
      }
    }
  }
  if (blocks_.empty()) return;
  writer.receiver_report(own_ssrc_, blocks_);
  if (uses_remb_ && !uses_transport_cc_)
    writer.remb(own_ssrc_, kReceiveBitrate, std::span(ssrcs).first(blocks_.size()));
  flush();
}

void Peer::send_bye(std::uint32_t ssrc) {
  std::array<std::uint8_t, 16> room;
  RtcpWriter writer(room);
  if (writer.bye(ssrc)) outlet_.send_rtcp(writer.bytes());
}

}  // namespace parley::media
