#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/media.hpp"
#include "media/sfu/codec_match.hpp"
#include "media/sfu/track_receiver.hpp"

namespace parley::media {

class SlotSender;

/// Hears what a peer's tracks do; on the media thread.
class ActivityListener {
 public:
  virtual ~ActivityListener() = default;
  virtual void on_track_activity(PeerId peer, const std::string& mid, const std::string& rid, bool active) = 0;
  /// Another peer's wish made Peer::next_timeout earlier.
  virtual void on_timeout_changed() = 0;
};

/// What a peer publishes in one media section: one encoding, or several under rids; and the slots it goes to.
/// Slots attach and detach themselves. Not thread-safe.
class PublishedTrack {
 public:
  /// `listener` must outlive the track.
  PublishedTrack(Track description, ActivityListener& listener);
  ~PublishedTrack();
  PublishedTrack(const PublishedTrack&) = delete;
  PublishedTrack& operator=(const PublishedTrack&) = delete;

  /// Keeps encodings whose rid stays.
  void update(Time now, Track description);
  const Track& description() const { return description_; }

  /// The format of a payload type; nullptr: not negotiated.
  const Codec* codec(std::uint8_t payload_type) const;
  /// The format whose repetitions have this payload type.
  const Codec* repeated_codec(std::uint8_t rtx_payload_type) const;
  PayloadFormat format(std::uint8_t payload_type) const { return formats_[payload_type & 0x7F]; }
  bool uses_transport_cc() const;

  const std::vector<std::unique_ptr<TrackReceiver>>& encodings() const { return encodings_; }
  /// nullptr: no such rid. A track without rids has one encoding, under the empty rid.
  TrackReceiver* encoding(std::string_view rid) const;
  /// The best encoding that is being sent and not above `quality`; without one the least of those sent, or the
  /// wished for while nothing is sent.
  TrackReceiver& best_encoding(const std::optional<std::string>& quality) const;

  void forward(Time now, const IncomingPacket& packet);
  bool muted() const { return muted_; }
  void set_muted(Time now, bool muted);
  void want_keyframe(Time now, TrackReceiver& encoding) {
    encoding.want_keyframe(now);
    listener_.on_timeout_changed();
  }
  /// An encoding began or ceased to be sent: slots may have to change.
  void encodings_changed(Time now);

  /// What to add to the publisher's NTP time to have ours; one for all tracks of a peer, so that they stay in step.
  std::optional<std::chrono::microseconds> clock_offset() const { return clock_offset_; }
  void set_clock_offset(std::chrono::microseconds offset) { clock_offset_ = offset; }

  void attach(SlotSender& slot) { slots_.push_back(&slot); }
  void detach(SlotSender& slot) { std::erase(slots_, &slot); }

 private:
  static constexpr std::uint8_t kNone = 0xFF;

  void index_codecs();

  ActivityListener& listener_;
  Track description_;
  std::array<std::uint8_t, 128> codec_index_{};  // payload type → position in description_.codecs
  std::array<std::uint8_t, 128> repeated_index_{};
  std::array<PayloadFormat, 128> formats_{};
  std::vector<std::unique_ptr<TrackReceiver>> encodings_;  // never empty
  std::vector<SlotSender*> slots_;
  bool muted_ = false;
  std::optional<std::chrono::microseconds> clock_offset_;
};

}  // namespace parley::media
