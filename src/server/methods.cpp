// The table "call → service". Reading it shows everything the server can be asked.
#include "protocol/enums.hpp"
#include "protocol/events.hpp"
#include "server/call_table.hpp"
#include "server/services.hpp"

namespace parley::server {
namespace {

namespace calls = protocol::calls;
namespace event = protocol::event;
using Reader = storage::Reader;
using Transaction = storage::Transaction;

void add_account_methods(CallTable& table, const Services& s) {
  table.set<calls::SignUp>([&s](RequestPointer request, auto call) {
    Job job;
    job.start = [&s, request, call](std::function<void(Outcome)> reply) {
      const domain::Applicant applicant{request->caller.connection, request->frame.internalMessageId};
      s.sign_up.sign_up(*call, applicant, [request, reply](Result<protocol::SignUpStatus> status) {
        reply({CallTable::answer(event::SIGN_UP_STATUS, *request, status)});
      });
    };
    return job;
  });
  table.read<calls::EnsureUsernameAvailable>(event::ACK, [&s](Reader& reader, const Request&, const auto& call) {
    return s.users.ensure_username_available(reader, call);
  });
  table.write<calls::Logout>(event::ACK,
                             [&s](Transaction& transaction, const Request& request, const auto&) -> Result<void> {
                               s.sessions.logout(transaction, request.session->token_hash);
                               return {};
                             });
  table.read<calls::GetUserInfo>(event::USER_INFO, [&s](Reader& reader, const Request& request, const auto&) {
    return s.users.get_user_info(reader, request.caller);
  });
  table.read<calls::GetSystemConfig>(
      event::SYSTEM_CONFIG, [&s](Reader&, const Request&, const auto&) { return s.users.get_system_config(); });
}

void add_chat_methods(CallTable& table, const Services& s) {
  using domain::Chats;
  // A write whose method takes the caller and the call.
  const auto write = [&]<class Call, class R>(const protocol::EventInfo& answer,
                                              R (Chats::*method)(Transaction&, const domain::Caller&, const Call&)) {
    table.write<Call>(answer, [&s, method](Transaction& transaction, const Request& request, const Call& call) {
      return (s.chats.*method)(transaction, request.caller, call);
    });
  };
  // The answer is followed by the meetings that run in these chats; they live where writes run.
  table.set<calls::GetUserChats>([&s](RequestPointer request, auto) {
    Job job;
    job.write = [&s, request](Transaction& transaction) -> Outcome {
      auto chats = s.chats.list(transaction, request->caller);
      auto frame = std::make_shared<const std::string>(CallTable::answer(event::SFU_USER_CHATS, *request, chats));
      if (!frame->empty())
        s.outbox.emit_transient(transaction, {{}, 0, {request->caller.connection}, std::move(frame)});
      s.meetings.tell_direct_meetings(transaction, request->caller);
      return {};
    };
    return job;
  });
  table.read<calls::GetPublicChannels>(event::SFU_PUBLIC_CHANNELS,
                                       [&s](Reader& reader, const Request& request, const auto&) {
                                         return s.chats.list_public_channels(reader, request.caller);
                                       });
  write(event::SFU_NEW_CHAT, &Chats::create);
  write(event::SFU_CHAT_DELETED, &Chats::remove);
  write(event::ACK, &Chats::rename);
  write(event::SFU_UPDATE_CHAT, &Chats::add_member);
  write(event::SFU_UPDATE_CHAT, &Chats::remove_member);
  write(event::SFU_UPDATE_CHAT, &Chats::add_to_favourites);
  write(event::SFU_UPDATE_CHAT, &Chats::remove_from_favourites);
  write(event::SFU_UPDATE_CHAT, &Chats::update_hiding);
  write(event::CHAT_NOTIFICATION_SETTINGS_UPDATED, &Chats::update_notifications);
  write(event::CHAT_MUTED, &Chats::mute);
  write(event::CHAT_UNMUTED, &Chats::unmute);
  write(event::SFU_UPDATE_CHAT, &Chats::update_receive_policy);
  write(event::SFU_UPDATE_CHAT, &Chats::update_send_policy);
  write(event::SFU_UPDATE_CHAT, &Chats::add_sender);
  write(event::SFU_UPDATE_CHAT, &Chats::remove_sender);
  write(event::SFU_UPDATE_CHAT, &Chats::update_configuration);
}

void add_message_methods(CallTable& table, const Services& s) {
  using domain::Messages;
  const auto write = [&]<class Call, class R>(const protocol::EventInfo& answer,
                                              R (Messages::*method)(Transaction&, const domain::Caller&, const Call&)) {
    table.write<Call>(answer, [&s, method](Transaction& transaction, const Request& request, const Call& call) {
      return (s.messages.*method)(transaction, request.caller, call);
    });
  };
  const auto read = [&]<class Call, class R>(const protocol::EventInfo& answer,
                                             R (Messages::*method)(Reader&, const domain::Caller&, const Call&) const) {
    table.read<Call>(answer, [&s, method](Reader& reader, const Request& request, const Call& call) {
      return (s.messages.*method)(reader, request.caller, call);
    });
  };
  write(event::SFU_MESSAGE_STATE, &Messages::send);
  write(event::SFU_MESSAGE_STATE, &Messages::edit);
  write(event::ACK, &Messages::remove);
  write(event::REACTION_ON_MESSAGE_ADDED, &Messages::add_reaction);
  write(event::REACTION_ON_MESSAGE_REMOVED, &Messages::remove_reaction);
  write(event::LAST_READ_MESSAGE_UPDATED, &Messages::mark_read);
  write(event::LAST_READ_MESSAGE_UPDATED, &Messages::mark_unread);
  read(event::SFU_CHAT_LOADED, &Messages::load_chat);
  read(event::CHAT_MESSAGES_COUNT, &Messages::count);
  read(event::FIRST_AND_LAST_CHAT_MESSAGE, &Messages::first_and_last);
  read(event::UNREAD_MESSAGES_COUNT, &Messages::count_unread);
  // Most loads only read; one that delivers what was pending has to write.
  table.set<calls::LoadMessages>([&s](RequestPointer request, auto call) {
    Job job;
    job.read = [&s, request, call](Reader& reader) -> Outcome {
      auto loaded = s.messages.load(reader, request->caller, *call);
      if (!loaded) return {refusal_frame(*request, loaded.error())};
      if (!*loaded) return {{}, true};
      return {
          CallTable::answer(event::CHAT_MESSAGES, *request, Result<protocol::ChatMessagesEvent>(std::move(**loaded)))};
    };
    job.write = [&s, request, call](Transaction& transaction) -> Outcome {
      auto loaded = s.messages.load_and_deliver(transaction, request->caller, *call);
      if (!loaded) transaction.abandon();
      return {CallTable::answer(event::CHAT_MESSAGES, *request, loaded)};
    };
    return job;
  });
}

/// Rooms answer for themselves, in the order the protocol wants; the server only tells refusals.
template <class... Call>
void add_meeting_methods(CallTable& table, const Services& s) {
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

void add_methods(CallTable& table, const Services& s) {
  add_account_methods(table, s);
  add_chat_methods(table, s);
  add_message_methods(table, s);
  add_meeting_methods<
      calls::CreateRoom, calls::CreateDirectMeeting, calls::RoomAvailable, calls::RoomExists, calls::GetActiveRooms,
      calls::JoinRoom, calls::UpdateRoomState, calls::LeaveRoom, calls::DestroyRoom, calls::EvictParticipant,
      calls::MuteTrack, calls::LeaseTrack, calls::MuteRemoteTrack, calls::ChangeQuality, calls::ChangeSid,
      calls::ChangeTid, calls::AssignRole, calls::ReclaimOwnerRights, calls::RenameParticipant, calls::SetRoomLock,
      calls::SetRoomInitialAudioMuted, calls::SetRoomInitialVideoMuted, calls::SetRoomInitialScreenSharingMuted,
      calls::SetRoomAudioMuted, calls::SetRoomVideoMuted, calls::SetRoomScreenSharingMuted, calls::SetRoomChatMuted,
      calls::SetRoomCanChangeNickname, calls::SetRoomScreenSharingMultipleShares,
      calls::SetRoomScreenSharingEveryoneCanShare, calls::SetRoomScreenSharingEveryoneCanDoSubsequentShare,
      calls::SetParticipantAudioMuted, calls::SetParticipantVideoMuted, calls::SetParticipantScreenSharingMuted,
      calls::TurnOffParticipantScreenSharing, calls::AuthorizeWaitingList, calls::MoveToWaitingRoom,
      calls::ConfigureWaitingRoom, calls::SubscribeToWaitingParticipant, calls::UnsubscribeFromWaitingParticipant,
      calls::SendControlMessage, calls::StartBitrateTest, calls::GetBitrateLatency, calls::EndBitrateTest>(table, s);
}

}  // namespace parley::server
