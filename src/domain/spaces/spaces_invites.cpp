#include <algorithm>
#include <string_view>

#include "base/random.hpp"
#include "domain/spaces/access.hpp"
#include "domain/spaces/space_rules.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/space_view.hpp"
#include "domain/spaces/spaces.hpp"

namespace parley::domain {
namespace {

constexpr std::int64_t longest_lifespan = std::int64_t{1000} * 60 * 60 * 24 * 366 * 100;

/// 62^8 codes: guessing is limited by the server besides.
std::string random_code() {
  constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string code;
  for (int i = 0; i < 8; ++i) code += letters[random_between(0, letters.size() - 1)];
  return code;
}

}  // namespace

Result<protocol::SpaceInviteCreated> Spaces::create_invite(storage::Transaction& transaction, const Caller& caller,
                                                           const protocol::calls::GenerateNewSpaceInvite& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_CREATE_INVITE));
  if (call.lifespan > longest_lifespan) return Error{"The lifespan is out of range"};
  const Millis now = clock_.now();
  if (space_store::count_invites(transaction, space->id, now) >= max_space_invites) return Error{"Too many invites"};
  SpaceInvite invite{.code = random_code(),
                     .space = space->id,
                     .inviter = caller.user,
                     .uses = 0,
                     .created = now,
                     .expires = call.lifespan > 0 ? now + call.lifespan : 0};
  while (space_store::invite(transaction, invite.code)) invite.code = random_code();
  space_store::add_invite(transaction, invite);
  protocol::SpaceInviteCreated answer{.spaceId = space->id, .invite = invite_view(invite)};
  notices_.tell(transaction, access::inviters(*space), caller.connection, protocol::event::SPACE_INVITE_CREATED,
                answer);
  return answer;
}

Result<protocol::SpaceInviteRevoked> Spaces::revoke_invite(storage::Transaction& transaction, const Caller& caller,
                                                           const protocol::calls::RevokeSpaceInvite& call) {
  PARLEY_TRY(const SpaceStatePointer space, joined(transaction, caller.user, call.spaceId));
  const std::optional<SpaceInvite> invite = space_store::invite(transaction, call.inviteCode);
  const bool known = invite && invite->space == space->id && (invite->expires == 0 || invite->expires > clock_.now());
  // Who may revoke none isn't told which there are.
  const bool allowed = known ? access::may_revoke(*space, *invite, caller.user)
                             : access::may(*space, caller.user, SpacePermission::ALLOWS_TO_MANAGE_SPACE) ||
                                   access::may(*space, caller.user, SpacePermission::ALLOWS_TO_CREATE_INVITE);
  if (!allowed) return restricted();
  if (!known) return Error{std::string(kInviteNotFound)};
  space_store::remove_invite(transaction, invite->code);
  protocol::SpaceInviteRevoked answer{.spaceId = space->id, .inviteCode = invite->code};
  std::vector<std::string> users = access::inviters(*space);
  if (std::find(users.begin(), users.end(), caller.user) == users.end()) users.push_back(caller.user);
  notices_.tell(transaction, std::move(users), caller.connection, protocol::event::SPACE_INVITE_REVOKED, answer);
  return answer;
}

void Spaces::expire_invites(storage::Transaction& transaction) {
  space_store::expire_invites(transaction, clock_.now());
}

}  // namespace parley::domain
