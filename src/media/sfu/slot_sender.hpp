#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "media/media.hpp"
#include "media/rtp/rtcp.hpp"
#include "media/sfu/codec_match.hpp"
#include "media/sfu/outlet.hpp"
#include "media/sfu/published_track.hpp"
#include "media/sfu/renumbering.hpp"

namespace parley::media {

/// What a subscriber's slots share.
struct SlotContext {
  Outlet& outlet;
  std::uint16_t transport_sequence = 0;  ///< next transport-wide number
  std::chrono::milliseconds round_trip{50};
};

/// One continuous RTP stream to a subscriber that any track of its kind can be put on. Video begins at a key frame.
/// Payloads aren't kept: repetitions come from the publisher's PacketRing. Not thread-safe.
class SlotSender {
 public:
  /// `context` must outlive the slot.
  SlotSender(SlotContext& context, Slot description);
  ~SlotSender();
  SlotSender(const SlotSender&) = delete;
  SlotSender& operator=(const SlotSender&) = delete;

  const Slot& description() const { return description_; }
  void update(Time now, Slot description);

  /// Puts a track on the slot, at once off the one before. A new lease resets the preference.
  void attach(Time now, PublishedTrack& track);
  void detach();
  const PublishedTrack* track() const { return track_; }
  void set_muted(Time now, bool muted);
  void prefer(Time now, Sfu::Preference preference);

  void forward(Time now, const IncomingPacket& incoming);
  /// Forwarding was or is stopped at the track: what follows begins a new stretch.
  void interrupt(Time now);
  /// The track's encodings or formats are others now.
  void track_changed(Time now);
  void choose_encoding(Time now);

  /// The subscriber misses a packet of ours.
  void repeat(Time now, std::uint16_t sequence);
  /// The subscriber can't decode what it has.
  void want_keyframe(Time now);

  /// Adds a sender report. False: nothing was sent yet, or no room.
  bool write_report(Time now, RtcpWriter& out) const;

  std::uint64_t packets() const { return packets_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t repeated() const { return repeated_; }
  /// Packets of a codec the subscriber did not negotiate.
  std::uint64_t unmapped() const { return unmapped_; }

 private:
  struct Repetition {
    std::uint16_t sequence = 0;
    Time sent{};
  };
  /// What a packet's bytes depend on; time of sending is none of it unless `timed`, since a repetition on the same
  /// SSRC must be bit for bit the same (RFC 3711 section 9.1: one key stream, one plain text).
  struct Framing {
    RtpHeader header;
    std::optional<std::uint16_t> original;  ///< RTX: the number repeated
    Renumbering::Offsets offsets;
    bool timed = false;
  };

  bool waiting(const TrackReceiver& source) const { return current_ != source.origin(); }
  void begin(Time now, const IncomingPacket& incoming);
  void catch_up(Time now, const IncomingPacket& first);
  void place(Time now, const IncomingPacket& incoming);
  bool left_out(const IncomingPacket& incoming);
  bool write(Time now, const RtpPacket& packet, const PayloadInfo& info, const Framing& framing);
  void reframe();
  /// The format whose packets are repeated as RTX; nullptr: they are sent again as they were.
  const Codec* repetition_codec(std::uint8_t payload_type) const;
  bool may_repeat(Time now, std::uint16_t sequence);

  SlotContext& context_;
  Slot description_;
  PublishedTrack* track_ = nullptr;
  bool muted_ = false;
  Sfu::Preference preference_;
  PayloadTypeMap payload_types_{};

  TrackReceiver* target_ = nullptr;  // where packets shall come from
  Renumbering::Origin current_;      // where they come from now; none while waiting to begin
  Renumbering renumbering_;
  bool started_ = false;
  std::int64_t last_sequence_;  // the newest sent, unwrapped
  std::uint32_t last_timestamp_;
  Time last_sent_{};
  std::uint32_t clock_rate_ = 0;
  std::uint16_t last_picture_ = 0;
  std::uint8_t last_tl0_ = 0;
  std::uint8_t temporal_ = 0xFF;  // highest layer let through
  std::int32_t picture_left_out_ = -1;

  std::uint16_t rtx_sequence_;
  std::vector<Repetition> repetitions_;  // by sequence number modulo size; made at the first loss
  std::int64_t repeat_allowance_;

  std::uint64_t packets_ = 0, octets_ = 0, bytes_ = 0, repeated_ = 0, unmapped_ = 0;
};

}  // namespace parley::media
