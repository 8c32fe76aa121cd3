#include "media/local_track.hpp"

#include "base/random.hpp"
#include "media/media_session.hpp"

namespace parley::sdk {

std::shared_ptr<LocalTrack> LocalTrack::video(std::string content) {
  return std::make_shared<PublishedTrack>(protocol::TrackType::VIDEO, std::move(content));
}
std::shared_ptr<LocalTrack> LocalTrack::audio(std::string content) {
  return std::make_shared<PublishedTrack>(protocol::TrackType::AUDIO, std::move(content));
}

PublishedTrack::PublishedTrack(protocol::TrackType kind, std::string content)
    : id_(random_uuid()), kind_(kind), content_(std::move(content)) {}

void PublishedTrack::write_frame(std::span<const std::uint8_t> frame, std::uint32_t timestamp) {
  // Posted under the lock: so nothing is posted after detach(), when the loop may go away.
  const std::lock_guard lock(mutex_);
  if (session_ == nullptr || !session_->connected()) return;
  session_->loop().post([self = shared_from_this(), session = session_->weak_from_this(),
                         bytes = std::vector<std::uint8_t>(frame.begin(), frame.end()), timestamp] {
    if (const auto alive = session.lock()) alive->send_frame(*self, bytes, timestamp);
  });
}

void PublishedTrack::on_keyframe_wanted(std::function<void()> callback) {
  const std::lock_guard lock(mutex_);
  keyframe_wanted_ = std::move(callback);
}

bool PublishedTrack::attach(MediaSession& session) {
  const std::lock_guard lock(mutex_);
  if (session_ != nullptr && session_ != &session) return false;
  session_ = &session;
  return true;
}

void PublishedTrack::detach(const MediaSession& session) {
  const std::lock_guard lock(mutex_);
  if (session_ != &session) return;
  session_ = nullptr;
}

void PublishedTrack::want_keyframe() const {
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    callback = keyframe_wanted_;
  }
  if (callback) callback();
}

}  // namespace parley::sdk
