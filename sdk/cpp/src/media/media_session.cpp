#include "media/media_session.hpp"

#include <algorithm>
#include <cctype>

#include "base/random.hpp"

namespace parley::sdk {

using media::sdp::Direction;
using media::sdp::SectionKind;
using protocol::TrackType;

namespace {

media::Codec codec_of(SectionKind kind) {
  media::Codec codec;
  if (kind == SectionKind::audio) {
    codec.payload_type = 111;
    codec.name = "opus";
    codec.clock_rate = 48'000;
    codec.channels = 2;
    codec.fmtp = "minptime=10;useinbandfec=1";
  } else {
    codec.payload_type = 96;
    codec.name = "VP8";
    codec.clock_rate = 90'000;
    codec.rtx_payload_type = 97;
    codec.nack = codec.pli = codec.fir = true;
  }
  return codec;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

SectionKind kind_of(TrackType type) { return type == TrackType::AUDIO ? SectionKind::audio : SectionKind::video; }

}  // namespace

MediaSession::MediaSession(Context::Impl& context, Loop& loop, Handlers handlers)
    : context_(context),
      loop_(loop),
      handlers_(std::move(handlers)),
      transport_(context, loop,
                 {[this] { on_connected(); }, [this](media::MutableBytes packet) { on_rtp(packet); },
                  [this](media::MutableBytes packet) { on_rtcp(packet); },
                  [this](const std::string& label) {
                    if (label == "control") handlers_.control_open();
                  },
                  [this](const std::string& label, std::string_view text) {
                    if (label == "control") handlers_.control_text(text);
                  },
                  [this](const std::string&) { connected_ = false; }}),
      own_ssrc_(random_u32() | 1),
      send_([this](media::Bytes packet) { transport_.send_rtp(packet); }) {
  parameters_.session_id = random_u64() >> 2;
  parameters_.version = 0;
  parameters_.ice = {random_ice_text(8), random_ice_text(24)};
  parameters_.fingerprint = context_.dtls.fingerprint();
  parameters_.cname = random_ice_text(16);
}

MediaSession::~MediaSession() = default;

MediaSession::Section& MediaSession::add_section(SectionKind kind) {
  Section section;
  section.offer.kind = kind;
  section.offer.mid = std::to_string(sections_.size());
  if (kind != SectionKind::application) section.offer.codecs = {codec_of(kind)};
  sections_.push_back(std::move(section));
  return sections_.back();
}

Result<void> MediaSession::publish(const std::vector<std::shared_ptr<LocalTrack>>& tracks) {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<PublishedTrack>> wanted;
  for (const auto& track : tracks) {
    auto ours = std::dynamic_pointer_cast<PublishedTrack>(track);
    if (!ours || !ours->attach(*this)) return Error{"A track can be published in one room at a time only"};
    wanted.push_back(std::move(ours));
  }
  for (Section& section : sections_) {
    if (!section.track) continue;
    const auto found = std::find(wanted.begin(), wanted.end(), section.track);
    if (found != wanted.end()) {
      wanted.erase(found);
      continue;
    }
    section.track->detach(*this);
    section.track->sender.set_format({});
    section.track = nullptr;
    section.offer.direction = Direction::inactive;
  }
  for (auto& track : wanted) {
    const SectionKind kind = kind_of(track->kind());
    const auto unused = std::find_if(sections_.begin(), sections_.end(), [&](const Section& section) {
      return section.offer.kind == kind && !section.track && !section.slot;
    });
    Section& section = unused != sections_.end() ? *unused : add_section(kind);
    section.offer.direction = Direction::sendonly;
    section.offer.ssrc = track->sender.ssrc();
    section.offer.rtx_ssrc = kind == SectionKind::video ? track->sender.rtx_ssrc() : 0;
    section.offer.stream_id = "-";
    section.offer.track_id = track->id();
    section.offer.content = track->content().empty() ? std::nullopt : std::optional(track->content());
    section.track = std::move(track);
  }
  return {};
}

void MediaSession::add_slots(int video, int audio) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < video + audio; ++i) {
    const TrackType type = i < video ? TrackType::VIDEO : TrackType::AUDIO;
    Section& section = add_section(kind_of(type));
    section.offer.direction = Direction::recvonly;
    section.slot = std::make_shared<Slot>(section.offer.mid, type);
  }
  add_section(SectionKind::application);
}

std::string MediaSession::offer() {
  ++parameters_.version;
  parameters_.sections.clear();
  for (const Section& section : sections_) parameters_.sections.push_back(section.offer);
  return media::sdp::build_offer(parameters_);
}

Result<void> MediaSession::apply_answer(std::string_view text) {
  if (closed_) return {};
  PARLEY_TRY(const auto answer, media::sdp::read_answer(text));
  for (const auto& from : answer.sections) {
    for (Section& section : sections_) {
      if (section.offer.mid == from.mid) apply_section(section, from);
    }
  }
  if (!std::exchange(started_, true)) transport_.start(parameters_.ice, answer);
  return {};
}

void MediaSession::apply_section(Section& section, const media::sdp::AnswerSection& answer) {
  if (section.offer.kind == SectionKind::application) return;
  const media::Codec* codec = nullptr;
  for (const auto& one : answer.codecs) {
    if (answer.accepted && same_name(one.name, section.offer.codecs.front().name)) codec = &one;
  }
  const bool video = section.offer.kind == SectionKind::video;
  if (section.track) {
    RtpSender::Format format;
    format.video = video;
    if (codec != nullptr && answer.direction == Direction::recvonly) {
      format.payload_type = codec->payload_type;
      format.rtx_payload_type = codec->nack ? codec->rtx_payload_type.value_or(0) : std::uint8_t{0};
    }
    section.track->sender.set_format(format);
  }
  if (section.slot && codec != nullptr && answer.direction == Direction::sendonly) {
    RtpReceiver::Format format;
    format.ssrc = answer.ssrc;
    format.rtx_ssrc = answer.rtx_ssrc;
    format.payload_type = codec->payload_type;
    format.rtx_payload_type = codec->rtx_payload_type.value_or(0);
    format.clock_rate = codec->clock_rate;
    format.nack = codec->nack;
    format.pli = codec->pli;
    section.slot->receiver.set_format(format);
    if (format.ssrc != 0) slots_by_ssrc_[format.ssrc] = section.slot;
    if (format.rtx_ssrc != 0) slots_by_ssrc_[format.rtx_ssrc] = section.slot;
  }
}

std::shared_ptr<Slot> MediaSession::take_slot(TrackType kind) {
  const std::lock_guard lock(mutex_);
  for (const Section& section : sections_) {
    if (section.slot && section.slot->kind() == kind && section.slot->take()) return section.slot;
  }
  return nullptr;
}

MediaStats MediaSession::stats() const {
  const std::lock_guard lock(mutex_);
  MediaStats stats;
  stats.connected = connected_;
  for (const Section& section : sections_) {
    if (section.track) {
      const SentCounters& from = section.track->sender.counters;
      stats.sent.push_back(
          {section.track->id(), from.frames, from.packets, from.bytes, from.retransmitted, from.keyframes_wanted});
    }
    if (section.slot) {
      const ReceivedCounters& from = section.slot->receiver.counters;
      stats.received.push_back(
          {section.slot->mid(), section.slot->track(), from.frames, from.packets, from.bytes, from.lost, from.nacks});
    }
  }
  return stats;
}

void MediaSession::close() {
  if (std::exchange(closed_, true)) return;
  connected_ = false;
  loop_.cancel(timer_);
  transport_.close();
  for (const Section& section : sections_) {
    if (section.track) section.track->detach(*this);
    if (section.slot) section.slot->set_callback(nullptr);
  }
}

}  // namespace parley::sdk
