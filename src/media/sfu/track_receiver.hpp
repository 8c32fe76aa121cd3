#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "media/media.hpp"
#include "media/rtp/nack_list.hpp"
#include "media/rtp/packet.hpp"
#include "media/rtp/payload.hpp"
#include "media/rtp/reception.hpp"
#include "media/sfu/keyframe_request.hpp"
#include "media/sfu/packet_ring.hpp"
#include "media/sfu/renumbering.hpp"

namespace parley::media {

class TrackReceiver;

/// One packet on its way through a room.
struct IncomingPacket {
  TrackReceiver& receiver;
  RtpPacket packet;
  std::int64_t sequence;  ///< unwrapped
  PayloadInfo info;
  std::uint32_t clock_rate;
};

/// One encoding a peer sends: its statistics, losses, key frames and newest packets. Lives as long as its track's
/// description names it; may change its SSRC. Not thread-safe.
class TrackReceiver {
 public:
  /// Without a packet for so long it counts as not sending.
  static constexpr std::chrono::milliseconds kSilence{2000};

  TrackReceiver(Kind kind, std::string rid);

  const std::string& rid() const { return rid_; }
  std::optional<std::uint32_t> ssrc() const { return ssrc_; }
  /// Another SSRC is another source: everything begins anew.
  void bind(std::uint32_t ssrc);
  /// Which source, and which life of it; changes when its numbering does.
  Renumbering::Origin origin() const { return {this, generation_}; }

  /// Takes in a media packet, `repeated` when it came as RTX. nullopt: it is of no use (stray, or there already).
  std::optional<IncomingPacket> receive(Time now, const RtpPacket& packet, const Codec& codec, PayloadFormat format,
                                        bool repeated);
  void sender_report(Time now, const SenderReport& report) { reception_.sender_report(now, report); }

  void want_keyframe(Time now) { keyframe_.want(now); }
  /// Appends sequence numbers to ask for again; they go in one NACK.
  void take_lost(Time now, std::chrono::milliseconds round_trip, std::vector<std::uint16_t>& out);
  bool take_keyframe_request(Time now);
  /// When one of the two above has something; nullopt: not by itself.
  std::optional<Time> next_timeout() const;

  bool active() const { return active_; }
  void set_active(bool active) { active_ = active; }
  Time last_packet() const { return last_packet_; }
  void set_last_packet(Time now) { last_packet_ = now; }

  Reception& reception() { return reception_; }
  const Reception& reception() const { return reception_; }
  PacketRing& ring() { return ring_; }
  std::uint64_t nacks_sent() const { return nacks_sent_; }
  std::uint64_t keyframe_requests() const { return keyframe_requests_; }
  /// For FIR (RFC 5104 section 4.3.1.1): one more for each new request.
  std::uint8_t next_fir() { return fir_number_++; }

 private:
  void restart();

  const Kind kind_;
  const std::string rid_;
  std::optional<std::uint32_t> ssrc_;
  std::uint32_t generation_ = 0;
  Reception reception_;
  NackList nacks_;
  PacketRing ring_;
  KeyframeRequest keyframe_;
  bool active_ = false;
  Time last_packet_;
  std::uint64_t nacks_sent_ = 0, keyframe_requests_ = 0;
  std::uint8_t fir_number_ = 0;
};

}  // namespace parley::media
