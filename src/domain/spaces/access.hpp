#pragma once
// Who may see and do what in a space: the one place that decides it, for this folder and for those to the right of it.
// Pure functions of a state.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/spaces/space_state.hpp"

namespace parley::domain::access {

/// Of a member: what the default role and his own allow together; of the owner: all; of anybody else: none.
SpacePermissions permissions(const SpaceState& space, std::string_view user);
bool may(const SpaceState& space, std::string_view user, SpacePermission permission);

// What isn't a matter of permissions alone.
bool may_manage(const SpaceState& space, const SpaceCategory& category, std::string_view user);
/// To rename and delete it, and to take members out of it.
bool may_manage(const SpaceState& space, const SpaceThread& thread, std::string_view user);
bool may_add_members(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread,
                     std::string_view user);
bool may_revoke(const SpaceState& space, const SpaceInvite& invite, std::string_view user);

// Who is in a channel or a thread. Members alone see it, write in it, and start meetings there.
bool in_public_channels(const SpaceState& space, std::string_view user);
bool in_channel(const SpaceState& space, const SpaceChannel& channel, std::string_view user);
bool in_thread(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread, std::string_view user);

// The same as lists, in order of joining; made once for each state that differs.
protocol::SharedTexts public_members(const SpaceState& space);
protocol::SharedTexts members(const SpaceState& space, const SpaceChannel& channel);
protocol::SharedTexts members(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread);
/// Who may invite, and so sees the invites.
std::vector<std::string> inviters(const SpaceState& space);

/// Tells one list of members from another: a place never has the same number with other members.
std::int64_t members_version(const SpaceState& space, const SpaceChannel& channel);
std::int64_t members_version(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread);

}  // namespace parley::domain::access
