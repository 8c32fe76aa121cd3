#include "domain/spaces/space_view.hpp"

#include "domain/spaces/access.hpp"
#include "domain/spaces/permission_catalogue.hpp"

namespace parley::domain {
namespace {

const PlaceView& view_in(const PlaceViews& views, const std::string& place) {
  static const PlaceView untouched;
  const auto found = views.find(place);
  return found == views.end() ? untouched : found->second;
}

/// What channels and threads have in common.
template <class View>
void fill_own(View& view, const PlaceView& own) {
  view.notificationSettings = own.own.notifications;
  if (own.own.mute) view.muteSettings = own.own.mute->view();
  const MessageCounters messages = own.messages.plus(own.own.private_messages);
  view.messagesCount = messages.count;
  view.firstMessageId = messages.first_id;
  view.firstMessageDate = messages.first_date;
  view.lastMessageId = messages.last_id;
  view.lastMessageDate = messages.last_date;
  view.lastReadMessageId = own.own.position.message;
  view.lastReadMessageDate = own.own.position.date;
}

}  // namespace

protocol::SfuSpaceRole role_view(const SpaceRole& role) {
  return {.id = role.id,
          .name = role.name,
          .color = role.color,
          .createdAt = role.created,
          .permissions = keys_of(role.permissions)};
}

protocol::SfuSpaceCategory category_view(const SpaceCategory& category) {
  return {.id = category.id, .name = category.name, .creator = category.creator, .createdAt = category.created};
}

protocol::SfuSpaceInvite invite_view(const SpaceInvite& invite) {
  return {.inviteCode = invite.code,
          .inviter = invite.inviter,
          .uses = invite.uses,
          .createdAt = invite.created,
          .expiresAt = invite.expires};
}

protocol::SfuSpaceThread thread_view(const SpaceState& space, const SpaceChannel& channel, const SpaceThread& thread,
                                     const PlaceView& own) {
  protocol::SfuSpaceThread view;
  view.id = thread.id;
  view.name = thread.name;
  view.creator = thread.creator;
  view.private_ = thread.is_private;
  view.createdAt = thread.created;
  view.members = access::members(space, channel, thread);
  fill_own(view, own);
  return view;
}

protocol::SfuSpaceChannel channel_view(const SpaceState& space, const SpaceChannel& channel, const std::string& viewer,
                                       const PlaceViews& own) {
  protocol::SfuSpaceChannel view;
  view.id = channel.id;
  view.categoryId = channel.category;
  view.name = channel.name;
  view.creator = channel.creator;
  view.private_ = channel.is_private;
  view.accessRights = {.roles = channel.access_roles, .members = channel.access_members};
  view.createdAt = channel.created;
  view.members = access::members(space, channel);
  for (const auto& thread : channel.threads) {
    if (!access::in_thread(space, channel, *thread, viewer)) continue;
    view.threads.push_back(thread_view(space, channel, *thread, view_in(own, thread->id)));
  }
  fill_own(view, view_in(own, channel.id));
  return view;
}

protocol::SpaceChannelUpdated channel_update(const SpaceState& space, const SpaceChannel& channel) {
  return {.spaceId = space.id,
          .channelId = channel.id,
          .private_ = channel.is_private,
          .name = channel.name,
          .accessRights = {.roles = channel.access_roles, .members = channel.access_members},
          .members = access::members(space, channel)};
}

protocol::SfuSpace space_view(const SpaceState& space, const std::string& viewer, const SpaceSettings& settings,
                              const PlaceViews& own, const std::vector<SpaceInvite>& invites) {
  protocol::SfuSpace view;
  view.id = space.id;
  view.name = space.name;
  view.owner = space.owner;
  view.icon = space.icon;
  view.createdAt = space.created;
  view.notificationSettings = settings.notifications;
  if (settings.mute) view.muteSettings = settings.mute->view();
  for (const auto& role : space.roles) view.roles.push_back(role_view(*role));
  view.members.reserve(space.members->size());
  for (const auto& member : space.members->list()) {
    view.members.push_back({.userId = member->user, .nickname = member->nickname, .roles = member->roles});
  }
  for (const SpaceCategory& category : space.categories) view.categories.push_back(category_view(category));
  for (const auto& channel : space.channels) {
    if (access::in_channel(space, *channel, viewer))
      view.channels.push_back(channel_view(space, *channel, viewer, own));
  }
  const SpacePermissions permissions = access::permissions(space, viewer);
  if (permissions.has(SpacePermission::ALLOWS_TO_CREATE_INVITE)) {
    for (const SpaceInvite& invite : invites) view.invites.push_back(invite_view(invite));
  }
  view.permissions = catalogue_entries(permissions);
  return view;
}

}  // namespace parley::domain
