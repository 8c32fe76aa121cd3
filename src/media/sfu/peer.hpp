#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "media/media.hpp"
#include "media/rtp/transport_feedback.hpp"
#include "media/sfu/outlet.hpp"
#include "media/sfu/published_track.hpp"
#include "media/sfu/slot_sender.hpp"

namespace parley::media {

/// One participant's media: what it publishes, what it receives, and the feedback both ways. Takes plain packets and
/// the time, gives plain packets to its Outlet; knows nothing of ICE, DTLS and sockets. Not thread-safe.
class Peer {
 public:
  /// `outlet` and `listener` must outlive the peer.
  Peer(PeerId id, Outlet& outlet, ActivityListener& listener);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  PeerId id() const { return id_; }
  void update(Time now, const Description& description);
  PublishedTrack* track(const std::string& mid);
  SlotSender* slot(const std::string& mid);
  void mute_track(Time now, const std::string& mid, bool muted);

  /// A packet that passed authentication. The bytes may be changed. False: unusable, count it as bad.
  bool on_rtp(Time now, MutableBytes packet);
  bool on_rtcp(Time now, Bytes compound);

  Time next_timeout() const;
  void on_timeout(Time now);
  /// The way to the peer is open: reports may go out. Until then on_timeout only keeps the tracks' states.
  void set_connected(bool connected) { connected_ = connected; }

  void add_stats(PeerStats& stats) const;

 private:
  struct Binding {
    PublishedTrack* track = nullptr;
    TrackReceiver* receiver = nullptr;
    bool repeats = false;  ///< an RTX stream
  };
  struct ExtensionIds {
    std::uint8_t mid = 0, rid = 0, repaired_rid = 0;
  };

  void update_tracks(Time now, const std::vector<Track>& tracks);
  void update_slots(Time now, const std::vector<Slot>& slots);
  void bind_announced(PublishedTrack& track);
  void bind(std::uint32_t ssrc, Binding binding);
  void unbind(const PublishedTrack& track);
  void unbind_gone(const PublishedTrack& track);
  std::optional<Binding> find_binding(const RtpPacket& packet);
  std::optional<Binding> resolve(const RtpPacket& packet);
  PublishedTrack* track_by_payload_type(std::uint8_t payload_type);
  void note_packet(Time now, const Binding& binding);
  void note_silence(Time now, PublishedTrack& track, TrackReceiver& receiver);

  // peer_rtcp.cpp
  void on_reports(Time now, const RtcpPacket& packet);
  void on_sender_report(Time now, const SenderReport& report);
  void on_feedback(Time now, const RtcpPacket& packet);
  void on_bye(Time now, const RtcpPacket& packet);
  SlotSender* slot_by_ssrc(std::uint32_t ssrc);
  void send_losses_and_keyframe_requests(Time now);
  void send_transport_feedback(Time now);
  void send_reports(Time now);
  void send_bye(std::uint32_t ssrc);

  const PeerId id_;
  Outlet& outlet_;
  ActivityListener& listener_;
  SlotContext context_;
  const std::uint32_t own_ssrc_;  // what our feedback comes from
  bool connected_ = false;

  std::map<std::string, std::unique_ptr<PublishedTrack>> tracks_;
  std::map<std::string, std::unique_ptr<SlotSender>> slots_;
  std::unordered_map<std::uint32_t, Binding> bindings_;
  ExtensionIds ids_;

  TransportFeedbackRecorder transport_feedback_;
  bool uses_transport_cc_ = false;
  bool uses_remb_ = false;
  std::optional<std::chrono::microseconds> clock_offset_;  // the peer's NTP time plus this is ours
  std::vector<std::uint16_t> lost_;                        // scratch
  std::vector<ReportBlock> blocks_;                        // scratch

  Time feedback_due_{};
  Time pulse_due_{};
  bool odd_pulse_ = false;
};

}  // namespace parley::media
