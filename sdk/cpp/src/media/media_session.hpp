#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "media/local_track.hpp"
#include "media/media_transport.hpp"
#include "media/sdp/offer.hpp"
#include "media/slot.hpp"

namespace parley::sdk {

/// One participant's media in one room: what is published, what is received, the offers that say so, RTCP. Belongs to
/// the loop; functions marked (any) are for every thread.
class MediaSession : public std::enable_shared_from_this<MediaSession> {
 public:
  struct Handlers {
    std::function<void()> control_open;                       ///< texts may be sent
    std::function<void(std::string_view text)> control_text;  ///< from the channel `control`
  };
  MediaSession(Context::Impl& context, Loop& loop, Handlers handlers);
  ~MediaSession();

  Loop& loop() { return loop_; }                 ///< (any)
  bool connected() const { return connected_; }  ///< (any)

  /// Publishes exactly these tracks from now on. Fails when another room has one of them.
  Result<void> publish(const std::vector<std::shared_ptr<LocalTrack>>& tracks);
  /// Once, after the first publish(): the slots, and the data channels' section.
  void add_slots(int video, int audio);
  /// The text that says all this; each is a new version.
  std::string offer();
  /// The first answer opens the transport.
  Result<void> apply_answer(std::string_view text);

  void send_frame(PublishedTrack& track, media::Bytes frame, std::uint32_t timestamp);
  /// On the channel `control`. False: not now.
  bool send_control(std::string_view text) { return transport_.send_text("control", text); }
  /// (any) Taken for the caller; null: all are taken.
  std::shared_ptr<Slot> take_slot(protocol::TrackType kind);
  MediaStats stats() const;  ///< (any)
  /// Ends all; no callback comes any more, and no thread will use the loop because of this session.
  void close();

 private:
  struct Section {
    media::sdp::OfferSection offer;
    std::shared_ptr<PublishedTrack> track;
    std::shared_ptr<Slot> slot;
  };
  Section& add_section(media::sdp::SectionKind kind);
  void apply_section(Section& section, const media::sdp::AnswerSection& answer);
  void on_connected();
  void on_rtp(media::MutableBytes bytes);
  void on_rtcp(media::Bytes bytes);
  void on_feedback(const media::RtcpPacket& packet);
  void measure_round_trip(const media::RtcpPacket& packet);
  PublishedTrack* find_track(std::uint32_t ssrc);
  std::uint32_t reporter() const;
  void send_reports(media::Time now);
  void wake_at(media::Time when);
  void on_timer();

  Context::Impl& context_;
  Loop& loop_;
  const Handlers handlers_;
  MediaTransport transport_;
  std::atomic<bool> connected_ = false;
  bool closed_ = false;

  mutable std::mutex mutex_;  ///< guards sections_ against readers on other threads
  std::vector<Section> sections_;
  media::sdp::OfferParameters parameters_;
  bool started_ = false;
  std::unordered_map<std::uint32_t, std::shared_ptr<Slot>> slots_by_ssrc_;

  const std::uint32_t own_ssrc_;
  const RtpSender::Send send_;
  std::chrono::milliseconds round_trip_{100};
  Loop::TimerId timer_ = 0;
  media::Time timer_due_{}, report_due_{};
};

}  // namespace parley::sdk
