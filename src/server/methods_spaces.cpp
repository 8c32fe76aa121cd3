// Calls about spaces.
#include "server/guards.hpp"
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;
using storage::Reader;
using storage::Transaction;

void add_space_methods(CallTable& table, const Services& s) {
  using domain::Spaces;
  MethodsOf spaces(table, s.spaces);
  const auto first = [&]<class Method>(const protocol::EventInfo& answer, Method method) {
    spaces.write_answer_first(answer, s.outbox, method);
  };

  // The answer is followed by the meetings that run in these spaces.
  table.set<calls::GetUserSpaces>([&s](RequestPointer request, auto call) {
    Job job;
    job.read = [&s, request, call](Reader& reader) -> Outcome {
      return {CallTable::answer(event::USER_SPACES, *request, s.spaces.list(reader, request->caller, *call))};
    };
    job.then = [&s, request](Transaction& transaction) {
      s.meetings.tell_channel_meetings(transaction, request->caller);
    };
    return job;
  });
  spaces.read(event::ROLE_PERMISSION_SECTIONS, &Spaces::permissions);
  spaces.write(event::SPACE_CREATED, &Spaces::create);
  spaces.write(event::SPACE_OVERVIEW_UPDATED, &Spaces::rename);
  table.write_answer_first<calls::UpdateSpaceIcon>(
      event::UPLOAD_ICON, s.outbox,
      [&s](Transaction& transaction, const Request& request, const calls::UpdateSpaceIcon& call) {
        return s.icons.change(transaction, request.caller, domain::IconKind::space, call.id,
                              {call.iconName, call.iconSize, call.remove.value_or(false)});
      });
  table.write_answer_first<calls::JoinSpaceByInviteCode>(
      event::NEW_SPACE, s.outbox,
      [&s](Transaction& transaction, const Request& request,
           const calls::JoinSpaceByInviteCode& call) -> Result<protocol::NewSpaceEvent> {
        const std::string& address = request.session->remote_address;
        PARLEY_CHECK(s.guards.may_try_invite(address, request.caller.user));
        auto joined = s.spaces.join(transaction, request.caller, call);
        if (!joined && joined.error().text == domain::kInviteNotFound) {
          s.guards.wrong_invite(address, request.caller.user);
        }
        return joined;
      });
  // What ends meetings is told before the answer: a client closes its room before the channel disappears.
  spaces.write(event::SPACE_DELETED, &Spaces::remove);
  spaces.write(event::USER_LEFT_SPACE, &Spaces::leave);
  spaces.write(event::SPACE_CHANNEL_DELETED, &Spaces::remove_channel);

  spaces.write(event::USER_SPACE_NICKNAME_UPDATED, &Spaces::update_nickname);
  spaces.write(event::SPACE_INVITE_CREATED, &Spaces::create_invite);
  spaces.write(event::SPACE_INVITE_REVOKED, &Spaces::revoke_invite);
  spaces.write(event::NEW_SPACE_CATEGORY, &Spaces::create_category);
  spaces.write(event::SPACE_CATEGORY_UPDATED, &Spaces::rename_category);
  spaces.write(event::SPACE_CATEGORY_DELETED, &Spaces::remove_category);

  first(event::NEW_SPACE_CHANNEL, &Spaces::create_channel);
  first(event::SPACE_CHANNEL_UPDATED, &Spaces::update_channel);
  spaces.write(event::SPACE_CHANNEL_MOVED, &Spaces::move_channel);

  spaces.write(event::NEW_SPACE_THREAD, &Spaces::create_thread);
  spaces.write(event::SPACE_THREAD_UPDATED, &Spaces::rename_thread);
  first(event::ADDED_MEMBERS_TO_THREAD, &Spaces::add_thread_members);
  first(event::REMOVED_MEMBER_FROM_THREAD, &Spaces::remove_thread_member);
  spaces.write(event::SPACE_THREAD_DELETED, &Spaces::remove_thread);

  first(event::NEW_SPACE_ROLE, &Spaces::add_role);
  first(event::SPACE_ROLE_UPDATED, &Spaces::update_role);
  first(event::SPACE_ROLE_DELETED, &Spaces::remove_role);
  first(event::ADDED_ROLE_TO_MEMBER, &Spaces::give_role);
  first(event::REMOVED_ROLE_FROM_MEMBER, &Spaces::take_role);

  spaces.write(event::SPACE_NOTIFICATION_SETTINGS_UPDATED, &Spaces::set_notifications);
  spaces.write(event::CHANNEL_NOTIFICATION_SETTINGS_UPDATED, &Spaces::set_channel_notifications);
  spaces.write(event::THREAD_NOTIFICATION_SETTINGS_UPDATED, &Spaces::set_thread_notifications);
  spaces.write(event::SPACE_MUTED, &Spaces::mute);
  spaces.write(event::CHANNEL_MUTED, &Spaces::mute_channel);
  spaces.write(event::THREAD_MUTED, &Spaces::mute_thread);
  spaces.write(event::SPACE_UNMUTED, &Spaces::unmute);
  spaces.write(event::CHANNEL_UNMUTED, &Spaces::unmute_channel);
  spaces.write(event::THREAD_UNMUTED, &Spaces::unmute_thread);
}

}  // namespace parley::server
