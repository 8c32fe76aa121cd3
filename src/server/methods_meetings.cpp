// Calls about meetings.
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;
using storage::Reader;
using storage::Transaction;

namespace {

/// Rooms answer for themselves, in the order the protocol wants; the server only tells refusals.
template <class... Call>
void add_room_calls(CallTable& table, const Services& s) {
  (table.set<Call>([&s](RequestPointer request, auto call) {
    Job job;
    job.write = [&s, request, call](Transaction& transaction) -> Outcome {
      domain::RoomCaller caller;
      static_cast<domain::Caller&>(caller) = request->caller;
      caller.message_id = request->frame.internalMessageId;
      caller.plain = request->session->app == protocol::apps::P_APP;
      caller.nickname = request->session->nickname;
      const domain::Handled handled = s.meetings.handle(transaction, caller, *call);
      if (handled.answered()) return {};
      transaction.abandon();
      return {refusal_frame(*request, handled.refusal(), handled.room_id())};
    };
    return job;
  }),
   ...);
}

}  // namespace

void add_meeting_methods(CallTable& table, const Services& s) {
  add_room_calls<
      calls::CreateRoom, calls::CreateDirectMeeting, calls::CreateChannelMeeting, calls::RoomAvailable,
      calls::RoomExists, calls::GetActiveRooms, calls::JoinRoom, calls::UpdateRoomState, calls::LeaveRoom,
      calls::DestroyRoom, calls::EvictParticipant, calls::MuteTrack, calls::LeaseTrack, calls::MuteRemoteTrack,
      calls::ChangeQuality, calls::ChangeSid, calls::ChangeTid, calls::AssignRole, calls::ReclaimOwnerRights,
      calls::RenameParticipant, calls::SetRoomLock, calls::SetRoomInitialAudioMuted, calls::SetRoomInitialVideoMuted,
      calls::SetRoomInitialScreenSharingMuted, calls::SetRoomAudioMuted, calls::SetRoomVideoMuted,
      calls::SetRoomScreenSharingMuted, calls::SetRoomChatMuted, calls::SetRoomCanChangeNickname,
      calls::SetRoomScreenSharingMultipleShares, calls::SetRoomScreenSharingEveryoneCanShare,
      calls::SetRoomScreenSharingEveryoneCanDoSubsequentShare, calls::SetParticipantAudioMuted,
      calls::SetParticipantVideoMuted, calls::SetParticipantScreenSharingMuted, calls::TurnOffParticipantScreenSharing,
      calls::AuthorizeWaitingList, calls::MoveToWaitingRoom, calls::ConfigureWaitingRoom,
      calls::SubscribeToWaitingParticipant, calls::UnsubscribeFromWaitingParticipant, calls::SendControlMessage,
      calls::StartBitrateTest, calls::GetBitrateLatency, calls::EndBitrateTest>(table, s);
}

}  // namespace parley::server
