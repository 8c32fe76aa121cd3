// Calls about chats.
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;
using storage::Reader;
using storage::Transaction;

void add_chat_methods(CallTable& table, const Services& s) {
  using domain::Chats;
  MethodsOf methods(table, s.chats);
  // The answer is followed by the meetings that run in these chats; they live where writes run.
  table.set<calls::GetUserChats>([&s](RequestPointer request, auto) {
    Job job;
    job.write = [&s, request](Transaction& transaction) -> Outcome {
      auto chats = s.chats.list(transaction, request->caller);
      auto frame = std::make_shared<const std::string>(CallTable::answer(event::SFU_USER_CHATS, *request, chats));
      if (!frame->empty()) s.outbox.emit(transaction, {{}, 0, {request->caller.connection}, std::move(frame)});
      s.meetings.tell_direct_meetings(transaction, request->caller);
      return {};
    };
    return job;
  });
  table.read<calls::GetPublicChannels>(event::SFU_PUBLIC_CHANNELS,
                                       [&s](Reader& reader, const Request& request, const auto&) {
                                         return s.chats.list_public_channels(reader, request.caller);
                                       });
  methods.write(event::SFU_NEW_CHAT, &Chats::create);
  methods.write(event::SFU_CHAT_DELETED, &Chats::remove);
  methods.write(event::ACK, &Chats::rename);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::add_member);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::remove_member);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::add_to_favourites);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::remove_from_favourites);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::update_hiding);
  methods.write(event::CHAT_NOTIFICATION_SETTINGS_UPDATED, &Chats::update_notifications);
  methods.write(event::CHAT_MUTED, &Chats::mute);
  methods.write(event::CHAT_UNMUTED, &Chats::unmute);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::update_receive_policy);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::update_send_policy);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::add_sender);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::remove_sender);
  methods.write(event::SFU_UPDATE_CHAT, &Chats::update_configuration);
  table.write<calls::UpdateChatIcon>(
      event::UPLOAD_ICON, [&s](Transaction& transaction, const Request& request, const calls::UpdateChatIcon& call) {
        return s.icons.change(transaction, request.caller, domain::IconKind::chat, call.id,
                              {call.iconName, call.iconSize, call.remove.value_or(false)});
      });
}

}  // namespace parley::server
