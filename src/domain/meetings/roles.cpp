// Who may moderate, and what people are called.
#include "domain/meetings/meetings.hpp"
#include "domain/meetings/payloads.hpp"
#include "domain/meetings/sync.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
using protocol::ParticipantRole;
namespace errors = protocol::errors;
namespace event = protocol::event;

namespace {
Error refusal(std::string_view text) { return Error{std::string(text)}; }
}  // namespace

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::AssignRole& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId, Need::owner));
  auto& [room, self] = seat;
  auto* person = room->by_user(call.userId);
  if (person == nullptr || person->stage != Stage::joined) return Error{"Participant not found"};
  if (person == self && call.role != ParticipantRole::OWNER)
    return Error{"A room needs an owner: make somebody else the owner"};
  Announcer announcer(outbox_, transaction);
  if (person->role != call.role) {
    const auto everybody = room->in(Stage::joined);
    person->role = call.role;
    if (call.role == ParticipantRole::OWNER) {
      self->role = ParticipantRole::PARTICIPANT;
      announcer.to_all(*room, everybody, event::ROLE_ASSIGNED, meetings::role_assigned(*self));
    }
    announcer.to_all(*room, everybody, event::ROLE_ASSIGNED, meetings::role_assigned(*person));
    if (call.role == ParticipantRole::OWNER) make_owner(announcer, *room, *person, self);
  }
  announcer.acknowledge(caller, room->id);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::ReclaimOwnerRights& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  auto& [room, self] = seat;
  if (room->owner != self->user) return refusal(errors::SpaceError::RESTRICTED_ACCESS);
  Announcer announcer(outbox_, transaction);
  if (!self->owner()) {
    const auto everybody = room->in(Stage::joined);
    Participant* before = nullptr;
    for (auto* person : everybody)
      if (person->owner()) before = person;
    if (before != nullptr) {
      before->role = ParticipantRole::PARTICIPANT;
      announcer.to_all(*room, everybody, event::ROLE_ASSIGNED, meetings::role_assigned(*before));
    }
    self->role = ParticipantRole::OWNER;
    announcer.to_all(*room, everybody, event::ROLE_ASSIGNED, meetings::role_assigned(*self));
    make_owner(announcer, *room, *self, before);
  }
  // Last: callers read their role when the call returns.
  announcer.acknowledge(caller, room->id);
  return {};
}

/// The new owner is free of mutes and learns everybody's; the one before learns what holds for him.
void Meetings::make_owner(Announcer& announcer, Room& room, Participant& owner, const Participant* before) {
  owner.config = {};
  apply_mutes(room, owner);
  for (const auto* person : room.in(Stage::joined))
    announcer.to(room, owner, event::PARTICIPANT_CONFIG, meetings::participant_config(*person));
  if (before != nullptr) announcer.to(room, *before, event::PARTICIPANT_CONFIG, meetings::participant_config(*before));
  if (!room.in(Stage::waiting).empty())
    announcer.to(room, owner, event::SFU_WAITING_LIST, meetings::waiting_list(room));
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::RenameParticipant& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  auto& [room, self] = seat;
  const bool own = call.userId == self->user;
  if (!self->moderator() && (!own || !room->config.canChangeNickname))
    return refusal(errors::RoomError::RENAMING_PROHIBITED);
  auto* person = room->by_user(call.userId);
  if (person == nullptr || person->stage != Stage::joined) return Error{"Participant not found"};
  protocol::ParticipantRenamed renamed;
  renamed.userId = person->user;
  renamed.previousName = person->name;
  renamed.updatedName = call.newNickname;
  Announcer announcer(outbox_, transaction);
  const bool changed = person->name != call.newNickname;
  person->name = call.newNickname;
  announcer.answer(caller, event::PARTICIPANT_RENAMED, room->id, renamed);
  if (changed) tell_renamed(announcer, *room, room->joined_but(self), renamed);
  return {};
}

void Meetings::tell_renamed(Announcer& announcer, const Room& room, const std::vector<Participant*>& inside,
                            const protocol::ParticipantRenamed& renamed) {
  announcer.to_all(room, inside, event::PARTICIPANT_RENAMED, renamed);
  protocol::ParticipantRenamedSyncEvent outside;
  outside.id = room.id;
  outside.userId = renamed.userId;
  outside.nickname = renamed.updatedName;
  sync(announcer, room, renamed.userId, false, event::PARTICIPANT_RENAMED_SYNC, outside);
}

}  // namespace parley::domain
