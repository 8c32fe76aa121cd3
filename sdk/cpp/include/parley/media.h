#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parley/pending.h"
#include "protocol/enums.hpp"

namespace parley::sdk {

/// One encoded picture, or one Opus packet.
struct Frame {
  std::vector<std::uint8_t> bytes;
  std::uint32_t timestamp = 0;  ///< 90 kHz for video, 48 kHz for audio; where it starts is random
  bool keyframe = false;        ///< video: can be decoded without any before it
};

/// A track to publish: VP8 video or Opus audio, encoded by the application. Thread-safe.
class LocalTrack {
 public:
  static std::shared_ptr<LocalTrack> video(std::string content = {});
  static std::shared_ptr<LocalTrack> audio(std::string content = {});
  virtual ~LocalTrack() = default;

  virtual const std::string& id() const = 0;
  virtual protocol::TrackType kind() const = 0;
  /// Sends a frame; dropped until media is connected. `timestamp` in the clock of Frame, rising.
  virtual void write_frame(std::span<const std::uint8_t> frame, std::uint32_t timestamp) = 0;
  /// Called when somebody needs a key frame; the next write_frame should bring one. On the client's thread.
  virtual void on_keyframe_wanted(std::function<void()> callback) = 0;
};

/// A slot on which another participant's track is received. Thread-safe.
class RemoteTrack {
 public:
  virtual ~RemoteTrack() = default;
  virtual const std::string& mid() const = 0;
  virtual protocol::TrackType kind() const = 0;
  /// Puts that track on the slot; the server asks its publisher for a key frame.
  virtual Pending<Done> demandTrack(const std::string& trackId) = 0;
  virtual Pending<Done> mute() = 0;
  virtual Pending<Done> unmute() = 0;
  /// Of those TRACK_QUALITY_STATE offers; none: the server's choice. A new demand forgets it, as the next two.
  virtual Pending<Done> setPreferredQuality(const std::optional<std::string>& quality) = 0;
  virtual Pending<Done> setSid(std::int64_t sid) = 0;  ///< highest spatial layer to forward
  virtual Pending<Done> setTid(std::int64_t tid) = 0;  ///< highest temporal layer to forward
  /// Releases the slot: getRemoteTrack gives it again. The destructor does the same.
  virtual void dispose() = 0;
  /// Whole frames, in order, on the client's thread.
  virtual void on_frame(std::function<void(const Frame&)> callback) = 0;
};

struct SentStats {
  std::string trackId;
  std::uint64_t frames = 0, packets = 0, bytes = 0, retransmitted = 0, keyframes_wanted = 0;
};
struct ReceivedStats {
  std::string mid;
  std::string trackId;  ///< what is demanded; empty: nothing
  std::uint64_t frames = 0, packets = 0, bytes = 0, lost = 0, nacks = 0;
};
struct MediaStats {
  bool connected = false;  ///< ICE and DTLS are up
  std::vector<SentStats> sent;
  std::vector<ReceivedStats> received;
};

}  // namespace parley::sdk
