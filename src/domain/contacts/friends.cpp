// Friends and the invites that lead there.
#include <mutex>
#include <utility>

#include "base/random.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/users/users.hpp"
#include "protocol/errors.hpp"
#include "protocol/events.hpp"

namespace parley::domain {
namespace {

namespace errors = protocol::errors;
namespace event = protocol::event;

Error invite_not_found() { return {"Invite not found"}; }
Error user_not_found() { return {std::string(errors::UserManagementError::USER_NOT_FOUND)}; }

}  // namespace

Result<void> Contacts::add_friend(storage::Transaction& transaction, const Caller& caller,
                                  const protocol::calls::AddFriend& call) {
  if (call.userId == caller.user) {
    return Error{std::string(errors::ContactError::USER_CAN_NOT_SEND_INVITE_TO_HIMSELF)};
  }
  if (!users_.exists(transaction, call.userId)) return user_not_found();
  if (contact_store::are_friends(transaction, caller.user, call.userId)) return {};
  // An invite he rejected counts as well: the other side still offers it.
  if (const auto theirs = contact_store::invite_between(transaction, call.userId, caller.user)) {
    befriend(transaction, *theirs, caller.user, nullptr, {});
    return {};
  }
  const auto previous = contact_store::invite_between(transaction, caller.user, call.userId);
  if (previous) {
    contact_store::remove_invite(transaction, previous->id);
  } else if (contact_store::count_invites_of(transaction, caller.user) >= max_friend_invites) {
    return Error{"Too many invites wait for an answer; revoke some first"};
  }
  const contact_store::Invite invite{
      .id = random_uuid(), .inviter = caller.user, .receiver = call.userId, .created = clock_.now()};
  contact_store::add_invite(transaction, invite);
  transaction.after_commit([this, invite, previous = previous ? previous->id : std::string(),
                            profiles = missing_profiles(transaction, {caller.user, call.userId})] {
    const std::lock_guard lock(book_.mutex);
    put_profiles(profiles);
    if (FriendRequest* replaced = book_.find_request(previous)) drop_request(*replaced);
    const FriendRequest& request = book_.add_request(
        {.id = invite.id, .inviter = &book_.person(invite.inviter), .receiver = &book_.person(invite.receiver)});
    notices_.invited(event::NEW_OUTGOING_FRIEND_INVITE, request);
    notices_.invited(event::NEW_INCOMING_FRIEND_INVITE, request);
  });
  return {};
}

Result<void> Contacts::remove_friend(storage::Transaction& transaction, const Caller& caller,
                                     const protocol::calls::RemoveFriend& call) {
  if (!contact_store::are_friends(transaction, caller.user, call.userId)) return user_not_found();
  contact_store::remove_friendship(transaction, caller.user, call.userId);
  transaction.after_commit([this, user = caller.user, other = call.userId] {
    const std::lock_guard lock(book_.mutex);
    Person& one = book_.person(user);
    Person& two = book_.person(other);
    book_.part(one, two);
    if (strangers(one, {&two}).empty()) {
      notices_.contact(event::CONTACT_UPDATED, one, {&two});
      notices_.contact(event::CONTACT_UPDATED, two, {&one});
    } else {
      notices_.parted(one, {&two});
      notices_.parted(two, {&one});
    }
  });
  return {};
}

Result<protocol::FriendInviteDeleted> Contacts::revoke_invite(storage::Transaction& transaction, const Caller& caller,
                                                              const protocol::calls::RevokeFriendInvite& call) {
  const auto invite = contact_store::invite(transaction, call.inviteId);
  if (!invite || invite->inviter != caller.user) return invite_not_found();
  contact_store::remove_invite(transaction, invite->id);
  transaction.after_commit([this, id = invite->id, connection = caller.connection] {
    const std::lock_guard lock(book_.mutex);
    FriendRequest* request = book_.find_request(id);
    if (!request) return;
    notices_.invite_gone(event::OUTGOING_FRIEND_INVITE_DELETED, *request, connection);
    if (!request->rejected) notices_.invite_gone(event::INCOMING_FRIEND_INVITE_DELETED, *request);
    book_.remove_request(*request);
  });
  return protocol::FriendInviteDeleted{.inviteId = invite->id};
}

Result<protocol::FriendInviteDeleted> Contacts::reject_invite(storage::Transaction& transaction, const Caller& caller,
                                                              const protocol::calls::RejectFriendInvite& call) {
  PARLEY_TRY(const contact_store::Invite invite, invite_to(transaction, caller.user, call.inviteId));
  contact_store::reject_invite(transaction, invite.id);
  transaction.after_commit([this, id = invite.id, connection = caller.connection] {
    const std::lock_guard lock(book_.mutex);
    FriendRequest* request = book_.find_request(id);
    if (!request) return;
    request->rejected = true;
    notices_.invite_gone(event::INCOMING_FRIEND_INVITE_DELETED, *request, connection);
  });
  return protocol::FriendInviteDeleted{.inviteId = invite.id};
}

Result<void> Contacts::accept_invite(storage::Transaction& transaction, const Caller& caller,
                                     const protocol::calls::AcceptFriendInvite& call, const std::string& message_id) {
  PARLEY_TRY(const contact_store::Invite invite, invite_to(transaction, caller.user, call.inviteId));
  befriend(transaction, invite, caller.user, &caller, message_id);
  return {};
}

void Contacts::befriend(storage::Transaction& transaction, const contact_store::Invite& invite,
                        const std::string& accepting, const Caller* answer_to, const std::string& message_id) {
  contact_store::remove_invite(transaction, invite.id);
  contact_store::add_friendship(transaction, invite.inviter, accepting);
  const events::ConnectionId connection = answer_to ? answer_to->connection : 0;
  transaction.after_commit([this, invite, accepting, connection, message_id] {
    const std::lock_guard lock(book_.mutex);
    Person& inviter = book_.person(invite.inviter);
    Person& receiver = book_.person(accepting);
    if (FriendRequest* request = book_.find_request(invite.id)) drop_request(*request);
    const auto& news = strangers(inviter, {&receiver}).empty() ? event::CONTACT_UPDATED : event::NEW_CONTACT;
    book_.befriend(inviter, receiver);
    notices_.contact_as_answer(news, inviter, receiver, connection, message_id);
    notices_.contact(news, receiver, {&inviter});
  });
}

void Contacts::drop_request(FriendRequest& request) {
  if (!request.rejected) notices_.invite_gone(event::INCOMING_FRIEND_INVITE_DELETED, request);
  notices_.invite_gone(event::OUTGOING_FRIEND_INVITE_DELETED, request);
  book_.remove_request(request);
}

Result<contact_store::Invite> Contacts::invite_to(storage::Reader& reader, const std::string& receiver,
                                                  const std::string& id) const {
  auto invite = contact_store::invite(reader, id);
  if (!invite || invite->receiver != receiver || invite->rejected) return invite_not_found();
  return std::move(*invite);
}

}  // namespace parley::domain
