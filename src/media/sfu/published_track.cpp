#include "media/sfu/published_track.hpp"

#include <algorithm>

#include "media/sfu/slot_sender.hpp"

namespace parley::media {

PublishedTrack::PublishedTrack(Track description, ActivityListener& listener) : listener_(listener) {
  // Nobody is attached yet, so the time does not matter.
  update(Time{}, std::move(description));
}

PublishedTrack::~PublishedTrack() {
  while (!slots_.empty()) slots_.back()->detach();
}

void PublishedTrack::update(Time now, Track description) {
  const bool same = description.codecs == description_.codecs && description.extensions == description_.extensions &&
                    description.rids == description_.rids;
  std::vector<std::unique_ptr<TrackReceiver>> kept = std::move(encodings_);
  encodings_.clear();
  const auto take = [&](const std::string& rid) {
    const auto found =
        std::find_if(kept.begin(), kept.end(), [&](const auto& one) { return one && one->rid() == rid; });
    encodings_.push_back(found != kept.end() ? std::move(*found)
                                             : std::make_unique<TrackReceiver>(description.kind, rid));
  };
  if (description.rids.empty()) {
    take({});
  } else {
    for (const std::string& rid : description.rids) take(rid);
  }
  description_ = std::move(description);
  index_codecs();
  if (same) return;
  // While `kept` still holds what goes: slots forget it.
  for (SlotSender* slot : slots_) slot->track_changed(now);
}

void PublishedTrack::index_codecs() {
  codec_index_.fill(kNone);
  repeated_index_.fill(kNone);
  formats_.fill(PayloadFormat::opaque);
  for (std::size_t i = 0; i < std::min<std::size_t>(description_.codecs.size(), kNone); ++i) {
    const Codec& codec = description_.codecs[i];
    codec_index_[codec.payload_type & 0x7F] = static_cast<std::uint8_t>(i);
    formats_[codec.payload_type & 0x7F] = payload_format(codec.name);
    if (codec.rtx_payload_type) repeated_index_[*codec.rtx_payload_type & 0x7F] = static_cast<std::uint8_t>(i);
  }
}

const Codec* PublishedTrack::codec(std::uint8_t payload_type) const {
  const std::uint8_t index = codec_index_[payload_type & 0x7F];
  return index == kNone ? nullptr : &description_.codecs[index];
}

const Codec* PublishedTrack::repeated_codec(std::uint8_t rtx_payload_type) const {
  const std::uint8_t index = repeated_index_[rtx_payload_type & 0x7F];
  return index == kNone ? nullptr : &description_.codecs[index];
}

bool PublishedTrack::uses_transport_cc() const {
  return description_.extensions.transport_cc != 0 &&
         std::any_of(description_.codecs.begin(), description_.codecs.end(),
                     [](const Codec& codec) { return codec.transport_cc; });
}

TrackReceiver* PublishedTrack::encoding(std::string_view rid) const {
  for (const auto& one : encodings_) {
    if (one->rid() == rid) return one.get();
  }
  return nullptr;
}

TrackReceiver& PublishedTrack::best_encoding(const std::optional<std::string>& quality) const {
  std::size_t wished = 0;
  for (std::size_t i = 0; quality && i < encodings_.size(); ++i) {
    if (encodings_[i]->rid() == *quality) wished = i;
  }
  for (std::size_t i = wished; i < encodings_.size(); ++i) {
    if (encodings_[i]->active()) return *encodings_[i];
  }
  for (std::size_t i = wished; i-- > 0;) {
    if (encodings_[i]->active()) return *encodings_[i];
  }
  return *encodings_[wished];
}

void PublishedTrack::forward(Time now, const IncomingPacket& packet) {
  if (muted_) return;
  for (SlotSender* slot : slots_) slot->forward(now, packet);
}

void PublishedTrack::set_muted(Time now, bool muted) {
  if (muted_ == muted) return;
  muted_ = muted;
  for (SlotSender* slot : slots_) slot->interrupt(now);
}

void PublishedTrack::encodings_changed(Time now) {
  for (SlotSender* slot : slots_) slot->choose_encoding(now);
}

}  // namespace parley::media
