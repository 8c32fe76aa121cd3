// Calls about contacts, friends and presence.
#include "server/methods.hpp"

namespace parley::server {

namespace calls = protocol::calls;
namespace event = protocol::event;

void add_contact_methods(CallTable& table, const Services& s) {
  using domain::Contacts;
  using domain::Presence;
  // It answers for itself, in the order with what else it tells.
  table.set<calls::GetContacts>([&s](RequestPointer request, auto) {
    Job job;
    job.read = [&s, request](storage::Reader&) -> Outcome {
      Outcome outcome;
      outcome.from_memory = [&s, request] { s.contacts.list(request->caller, request->frame.internalMessageId); };
      return outcome;
    };
    return job;
  });
  // So does this one, but for refusals.
  table.set<calls::AcceptFriendInvite>([&s](RequestPointer request, auto call) {
    Job job;
    job.write = [&s, request, call](storage::Transaction& transaction) -> Outcome {
      const auto accepted =
          s.contacts.accept_invite(transaction, request->caller, *call, request->frame.internalMessageId);
      if (accepted) return {};
      transaction.abandon();
      return {refusal_frame(*request, accepted.error())};
    };
    return job;
  });
  MethodsOf<Contacts> contacts(table, s.contacts);
  contacts.write(event::ACK, &Contacts::add_friend);
  contacts.write(event::ACK, &Contacts::remove_friend);
  contacts.write(event::OUTGOING_FRIEND_INVITE_DELETED, &Contacts::revoke_invite);
  contacts.write(event::INCOMING_FRIEND_INVITE_DELETED, &Contacts::reject_invite);
  contacts.write(event::CONTACT_PERSONAL_SETTINGS_UPDATED, &Contacts::update_volume);
  MethodsOf<Presence> presence(table, s.presence);
  presence.write(event::USER_INFO_CHANGED, &Presence::select);
  presence.write(event::ACK, &Presence::set_active);
}

}  // namespace parley::server
