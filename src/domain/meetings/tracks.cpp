// What people publish: from their descriptions to what the others are told.
#include <algorithm>

#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
namespace errors = protocol::errors;
namespace event = protocol::event;

namespace {
constexpr std::size_t most_remembered_contents = 64;

/// The owner has turned this sort of the person's tracks off.
bool moderated(const meetings::Participant& person, const meetings::RoomTrack& track) {
  if (track.share()) return person.config.screenSharingMuted;
  return track.kind == media::Kind::audio ? person.config.audioMuted : person.config.videoMuted;
}
}  // namespace

std::vector<Meetings::Participant*> Meetings::audience(const Room& room, const Participant& publisher) const {
  if (publisher.stage == Stage::joined) return room.joined_but(&publisher);
  auto people = room.in(Stage::joined);
  std::erase_if(people, [&](const Participant* person) { return !person->watched.contains(publisher.user); });
  return people;
}

std::string Meetings::unique_track_id(Room& room, const Participant& publisher, const std::string& local_id) const {
  const auto base = local_id.empty() ? "track" : local_id;
  auto id = local_id;
  for (int i = 2; id.empty() || room.track(id).second != nullptr; ++i)
    id = base + "@" + publisher.user + (i == 2 ? "" : std::to_string(i));
  return id;
}

void Meetings::apply(Announcer& announcer, Room& room, Participant& self, const media::sdp::Answer& answer,
                     bool announce) {
  // Content types last as long as their track's id is known; a missing line changes nothing.
  for (const auto& track : answer.tracks)
    if (track.content) self.contents[track.id] = *track.content;
  while (self.contents.size() > most_remembered_contents) {
    const auto gone = std::find_if(self.contents.begin(), self.contents.end(),
                                   [&](auto& entry) { return self.track(entry.first) == nullptr; });
    self.contents.erase(gone == self.contents.end() ? self.contents.begin() : gone);
  }
  const auto content_of = [&](const std::string& local_id) {
    const auto found = self.contents.find(local_id);
    return found == self.contents.end() ? std::string() : found->second;
  };

  std::vector<RoomTrack> removed;
  std::erase_if(self.tracks, [&](const RoomTrack& track) {
    const bool stays = std::any_of(answer.tracks.begin(), answer.tracks.end(), [&](auto& offered) {
      return offered.mid == track.mid && offered.id == track.local_id && offered.kind == track.kind &&
             content_of(offered.id) == track.content;
    });
    if (!stays) removed.push_back(track);
    return !stays;
  });
  for (const auto& track : removed) {
    release_leases_on(room, self, track.id);
    // Media keeps what it was told about a mid; what comes next on it starts afresh.
    if (!track.forwarded) media_.mute_track(room.media, self.peer, track.mid, false);
  }
  std::erase_if(removed, [](const RoomTrack& track) { return track.refused; });
  if (announce) announce_removed(announcer, room, self, removed);

  std::vector<std::string> added;
  for (std::size_t i = 0; i < answer.tracks.size(); ++i) {
    const auto& offered = answer.tracks[i];
    const auto& description = answer.description.tracks[i];
    auto known = std::find_if(self.tracks.begin(), self.tracks.end(), [&](auto& t) { return t.mid == offered.mid; });
    if (known == self.tracks.end()) {
      RoomTrack track;
      track.id = unique_track_id(room, self, offered.id);
      track.local_id = offered.id;
      track.mid = offered.mid;
      track.kind = offered.kind;
      track.content = content_of(offered.id);
      track.created = clock_.now();
      added.push_back(track.id);
      known = self.tracks.insert(self.tracks.end(), std::move(track));
    }
    known->codec = description.codecs.front().name;
    known->rids = description.rids;
    std::erase_if(known->arriving, [&](auto& rid) {
      return std::find(known->rids.begin(), known->rids.end(), rid) == known->rids.end();
    });
  }

  std::map<std::string, meetings::RoomSlot> slots;
  for (const auto& offered : answer.description.slots) {
    auto before = self.slots.extract(offered.mid);
    auto& slot = slots[offered.mid];
    if (!before.empty() && before.mapped().kind == offered.kind) slot = std::move(before.mapped());
    slot.kind = offered.kind;
  }
  for (const auto& [mid, slot] : self.slots)
    if (slot.lease) media_.release(room.media, self.peer, mid);
  self.slots = std::move(slots);

  if (!announce) return;
  std::vector<RoomTrack> shown;
  for (auto& track : self.tracks) {
    if (std::find(added.begin(), added.end(), track.id) == added.end()) continue;
    if (self.stage == Stage::joined) judge_share(announcer, room, self, track);
    if (!track.refused) shown.push_back(track);
  }
  apply_mutes(room, self);
  announce_added(announcer, room, self, shown);
}

void Meetings::announce_added(Announcer& announcer, const Room& room, const Participant& publisher,
                              const std::vector<RoomTrack>& tracks) {
  if (tracks.empty()) return;
  protocol::AddRemoveTracks added;
  added.info = meetings::tracks_info(publisher, tracks);
  const auto people = audience(room, publisher);
  announcer.to_all(room, people, event::ADD_TRACKS, added);
  const auto state = meetings::quality_state(publisher, tracks);
  if (!state.info.tracks.empty()) announcer.to_all(room, people, event::TRACK_QUALITY_STATE, state);
  if (publisher.stage != Stage::joined) return;
  protocol::AddRemoveTracksSync outside;
  outside.id = room.id;
  outside.info = added.info;
  sync(announcer, room, publisher.user, false, event::ADD_TRACKS_SYNC, outside);
}

void Meetings::announce_removed(Announcer& announcer, const Room& room, const Participant& publisher,
                                const std::vector<RoomTrack>& tracks) {
  if (tracks.empty()) return;
  protocol::AddRemoveTracks removed;
  removed.info = meetings::tracks_info(publisher, tracks);
  announcer.to_all(room, audience(room, publisher), event::REMOVE_TRACKS, removed);
  if (publisher.stage != Stage::joined) return;
  protocol::AddRemoveTracksSync outside;
  outside.id = room.id;
  outside.info = removed.info;
  sync(announcer, room, publisher.user, false, event::REMOVE_TRACKS_SYNC, outside);
}

/// Decides whether a new screen share is permitted (protocol chapter 04, section 8.3). One that isn't is neither
/// announced nor forwarded; one that replaces others ends theirs.
void Meetings::judge_share(Announcer& announcer, Room& room, Participant& self, RoomTrack& track) {
  if (!track.share() || track.refused) return;
  const auto& rules = room.config.screenSharingConfig;
  const bool others_share = room.sharing_but(self);
  if (!self.owner() && (self.config.screenSharingMuted || !rules.everyoneCanShare ||
                        (others_share && !rules.everyoneCanDoSubsequentShare))) {
    track.refused = true;
    protocol::StopScreenSharingEvent stop;
    stop.userId = self.user;
    stop.reason = "Screen sharing is not permitted";
    announcer.to(room, self, event::STOP_SCREEN_SHARING, stop);
    return;
  }
  if (!others_share || rules.multipleShares) return;
  for (const auto* other : room.joined_but(&self)) stop_sharing(announcer, room, *other, "Somebody else shares now");
}

void Meetings::stop_sharing(Announcer& announcer, const Room& room, const Participant& person,
                            const std::string& reason) {
  const bool shares = std::any_of(person.tracks.begin(), person.tracks.end(),
                                  [](const RoomTrack& track) { return track.share() && !track.refused; });
  if (!shares) return;
  protocol::StopScreenSharingEvent stop;
  stop.userId = person.user;
  stop.reason = reason;
  announcer.to(room, person, event::STOP_SCREEN_SHARING, stop);
}

void Meetings::apply_mutes(const Room& room, Participant& person) {
  for (auto& track : person.tracks) {
    const bool forward = !track.muted && !track.refused && !moderated(person, track);
    if (forward == track.forwarded) continue;
    track.forwarded = forward;
    media_.mute_track(room.media, person.peer, track.mid, !forward);
  }
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::MuteTrack& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  auto& [room, self] = seat;
  auto* track = self->track(call.id);
  if (track == nullptr) return Error{"Track not found"};
  if (!call.mute && moderated(*self, *track)) return Error{std::string(errors::SpaceError::RESTRICTED_ACCESS)};
  Announcer announcer(outbox_, transaction);
  if (track->muted != call.mute) {
    track->muted = call.mute;
    apply_mutes(*room, *self);
    if (!track->refused) {
      protocol::AddRemoveTracks changed;
      changed.info = meetings::tracks_info(*self, {*track});
      announcer.to_all(*room, room->joined_but(self), event::MUTE_TRACKS, changed);
      protocol::AddRemoveTracksSync outside;
      outside.id = room->id;
      outside.info = changed.info;
      sync(announcer, *room, self->user, false, event::MUTE_TRACKS_SYNC, outside);
    }
  }
  announcer.acknowledge(caller, room->id);
  return {};
}

}  // namespace parley::domain
