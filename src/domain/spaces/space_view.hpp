#pragma once
// A space and its parts as one member sees them. Pure functions.
#include <string>
#include <vector>

#include "domain/spaces/space_state.hpp"
#include "domain/spaces/space_store.hpp"
#include "protocol/spaces_types.hpp"

namespace parley::domain {

protocol::SfuSpaceRole role_view(const SpaceRole& role);
protocol::SfuSpaceCategory category_view(const SpaceCategory& category);
protocol::SfuSpaceInvite invite_view(const SpaceInvite& invite);
protocol::SfuSpaceThread thread_view(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread,
                                     const PlaceView& own);
/// With the threads the viewer is in. `own`: what he keeps about the channel and its threads.
protocol::SfuSpaceChannel channel_view(const SpaceState& space, const SpaceChannel& channel, const std::string& viewer,
                                       const PlaceViews& own);
/// What changes of a channel, the same for all who see it.
protocol::SpaceChannelUpdated channel_update(const SpaceState& space, const SpaceChannel& channel);
/// With the channels the viewer is in. `invites`: all; they are left out when he may not invite.
protocol::SfuSpace space_view(const SpaceState& space, const std::string& viewer, const SpaceSettings& settings,
                              const PlaceViews& own, const std::vector<SpaceInvite>& invites);

}  // namespace parley::domain
