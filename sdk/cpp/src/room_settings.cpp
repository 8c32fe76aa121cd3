// The owner's calls: settings, mutes, the waiting room (protocol, chapter 04 sections 6 to 8).
#include "room_impl.hpp"

namespace parley::sdk {

namespace calls = protocol::calls;

namespace {

/// A call with a boolean that the answering event repeats.
template <class Call>
Pending<bool> set(RoomExtended::Impl& room, Call call, bool value) {
  call.id = room.id();
  call.value = value;
  const Pending<bool> pending;
  room.call<protocol::BooleanEvent>(call).then([pending](const Outcome<protocol::BooleanEvent>& outcome) {
    outcome ? pending.settle(outcome.value().value) : pending.settle(outcome.failure());
  });
  return pending;
}

template <class Call>
Pending<bool> set_of(RoomExtended::Impl& room, Call call, const std::string& user, bool value) {
  call.userId = user;
  return set(room, std::move(call), value);
}

template <class Call>
Call about(const RoomExtended::Impl& room, const std::string& user) {
  Call call;
  call.roomId = room.id();
  call.userId = user;
  return call;
}

}  // namespace

Pending<bool> RoomExtended::setLock(bool locked) { return set(*impl_, calls::SetRoomLock{}, locked); }
Pending<bool> RoomExtended::setInitialAudioMuted(bool muted) {
  return set(*impl_, calls::SetRoomInitialAudioMuted{}, muted);
}
Pending<bool> RoomExtended::setInitialVideoMuted(bool muted) {
  return set(*impl_, calls::SetRoomInitialVideoMuted{}, muted);
}
Pending<bool> RoomExtended::setInitialScreenSharingMuted(bool muted) {
  return set(*impl_, calls::SetRoomInitialScreenSharingMuted{}, muted);
}
Pending<bool> RoomExtended::setAudioMuted(bool muted) { return set(*impl_, calls::SetRoomAudioMuted{}, muted); }
Pending<bool> RoomExtended::setVideoMuted(bool muted) { return set(*impl_, calls::SetRoomVideoMuted{}, muted); }
Pending<bool> RoomExtended::setScreenSharingMuted(bool muted) {
  return set(*impl_, calls::SetRoomScreenSharingMuted{}, muted);
}
Pending<bool> RoomExtended::setChatMuted(bool muted) { return set(*impl_, calls::SetRoomChatMuted{}, muted); }
Pending<bool> RoomExtended::setCanChangeNickname(bool canChange) {
  return set(*impl_, calls::SetRoomCanChangeNickname{}, canChange);
}
Pending<bool> RoomExtended::setScreenSharingMultipleShares(bool multipleShares) {
  return set(*impl_, calls::SetRoomScreenSharingMultipleShares{}, multipleShares);
}
Pending<bool> RoomExtended::setScreenSharingEveryoneCanShare(bool everyoneCanShare) {
  return set(*impl_, calls::SetRoomScreenSharingEveryoneCanShare{}, everyoneCanShare);
}
Pending<bool> RoomExtended::setScreenSharingEveryoneCanDoSubsequentShare(bool canDoSubsequentShare) {
  return set(*impl_, calls::SetRoomScreenSharingEveryoneCanDoSubsequentShare{}, canDoSubsequentShare);
}

Pending<bool> RoomExtended::setParticipantAudioMuted(const std::string& userId, bool muted) {
  return set_of(*impl_, calls::SetParticipantAudioMuted{}, userId, muted);
}
Pending<bool> RoomExtended::setParticipantVideoMuted(const std::string& userId, bool muted) {
  return set_of(*impl_, calls::SetParticipantVideoMuted{}, userId, muted);
}
Pending<bool> RoomExtended::setParticipantScreenSharingMuted(const std::string& userId, bool muted) {
  return set_of(*impl_, calls::SetParticipantScreenSharingMuted{}, userId, muted);
}

Pending<Done> RoomExtended::turnOffParticipantScreenSharing(const std::optional<std::string>& userId,
                                                            const std::optional<std::string>& reason) {
  calls::TurnOffParticipantScreenSharing call;
  call.id = id();
  call.userId = userId;
  call.reason = reason;
  return impl_->call_done(call);
}

Pending<Done> RoomExtended::reclaimOwnerRights() {
  calls::ReclaimOwnerRights call;
  call.roomId = id();
  return impl_->call_done(call);
}

Pending<Done> RoomExtended::authorizeWaitingList(const std::string& userId, bool authorized) {
  calls::AuthorizeWaitingList call;
  call.id = id();
  call.userId = userId;
  call.authorized = authorized;
  return impl_->call_done(call);
}

Pending<Done> RoomExtended::moveToWaitingRoom(const std::string& userId) {
  return impl_->call_done(about<calls::MoveToWaitingRoom>(*impl_, userId));
}

Pending<protocol::WaitingRoomUpdate> RoomExtended::configureWaitingRoom(bool enabled) {
  calls::ConfigureWaitingRoom call;
  call.id = id();
  call.enabled = enabled;
  return impl_->call<protocol::WaitingRoomUpdate>(call);
}

Pending<protocol::AddRemoveTracks> RoomExtended::subscribeToWaitingParticipant(const std::string& userId) {
  return impl_->call<protocol::AddRemoveTracks>(about<calls::SubscribeToWaitingParticipant>(*impl_, userId));
}

Pending<protocol::AddRemoveTracks> RoomExtended::unsubscribeFromWaitingParticipant(const std::string& userId) {
  return impl_->call<protocol::AddRemoveTracks>(about<calls::UnsubscribeFromWaitingParticipant>(*impl_, userId));
}

}  // namespace parley::sdk
