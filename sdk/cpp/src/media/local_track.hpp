#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "media/rtp_sender.hpp"
#include "parley/media.h"

namespace parley::sdk {

class MediaSession;

/// The LocalTrack of the API. A session takes it, sends what it is given, and lets it go.
class PublishedTrack final : public LocalTrack, public std::enable_shared_from_this<PublishedTrack> {
 public:
  PublishedTrack(protocol::TrackType kind, std::string content);

  const std::string& id() const override { return id_; }
  protocol::TrackType kind() const override { return kind_; }
  const std::string& content() const { return content_; }
  void write_frame(std::span<const std::uint8_t> frame, std::uint32_t timestamp) override;
  void on_keyframe_wanted(std::function<void()> callback) override;

  /// (loop) False: another session has it.
  bool attach(MediaSession& session);
  /// (loop) From here on no frame is posted to that session's loop.
  void detach(const MediaSession& session);
  /// (loop)
  void want_keyframe() const;

  RtpSender sender;  ///< (loop)

 private:
  const std::string id_;
  const protocol::TrackType kind_;
  const std::string content_;
  mutable std::mutex mutex_;
  MediaSession* session_ = nullptr;
  std::function<void()> keyframe_wanted_;
};

}  // namespace parley::sdk
