#include "sfu_extended_impl.hpp"

namespace parley::sdk {

Pending<std::vector<protocol::SfuSpace>> SfuExtended::getUserSpaces() {
  return impl_->ask(calls::GetUserSpaces{}, &protocol::UserSpacesEvent::spaces);
}
Pending<protocol::SfuSpace> SfuExtended::createSpace(calls::CreateSpace c) {
  return impl_->ask(c, &protocol::SpaceCreatedEvent::space);
}
Pending<Done> SfuExtended::updateSpaceOverview(calls::UpdateSpaceOverview c) { return impl_->ask_done(c); }
Pending<std::string> SfuExtended::deleteSpace(calls::DeleteSpace c) {
  return impl_->ask(c, &protocol::SpaceDeletedEvent::id);
}
Pending<Done> SfuExtended::leaveSpace(calls::LeaveSpace c) { return impl_->ask_done(c); }
Pending<protocol::UserSpaceNicknameUpdated> SfuExtended::updateSpaceNickname(calls::UpdateSpaceNickname c) {
  return impl_->ask<protocol::UserSpaceNicknameUpdated>(c);
}
Pending<protocol::SfuSpaceInvite> SfuExtended::generateNewSpaceInvite(calls::GenerateNewSpaceInvite c) {
  return impl_->ask(c, &protocol::SpaceInviteCreated::invite);
}
Pending<protocol::SpaceInviteRevoked> SfuExtended::revokeSpaceInvite(calls::RevokeSpaceInvite c) {
  return impl_->ask<protocol::SpaceInviteRevoked>(c);
}
Pending<protocol::SfuSpace> SfuExtended::joinSpaceByInviteCode(calls::JoinSpaceByInviteCode c) {
  return impl_->ask(c, &protocol::NewSpaceEvent::space);
}
Pending<protocol::SfuSpaceCategory> SfuExtended::createSpaceCategory(calls::CreateSpaceCategory c) {
  return impl_->ask(c, &protocol::NewSpaceCategoryEvent::category);
}
Pending<Done> SfuExtended::updateSpaceCategory(calls::UpdateSpaceCategory c) { return impl_->ask_done(c); }
Pending<protocol::SpaceCategoryDeleted> SfuExtended::deleteSpaceCategory(calls::DeleteSpaceCategory c) {
  return impl_->ask<protocol::SpaceCategoryDeleted>(c);
}
Pending<protocol::SfuSpaceChannel> SfuExtended::createSpaceChannel(calls::CreateSpaceChannel c) {
  return impl_->ask(c, &protocol::NewSpaceChannelEvent::channel);
}
Pending<protocol::SpaceChannelUpdated> SfuExtended::updateSpaceChannel(calls::UpdateSpaceChannel c) {
  return impl_->ask<protocol::SpaceChannelUpdated>(c);
}
Pending<protocol::SpaceChannelMoved> SfuExtended::moveSpaceChannel(calls::MoveSpaceChannel c) {
  return impl_->ask<protocol::SpaceChannelMoved>(c);
}
Pending<Done> SfuExtended::deleteSpaceChannel(calls::DeleteSpaceChannel c) { return impl_->ask_done(c); }
Pending<protocol::SfuSpaceThread> SfuExtended::createSpaceThread(calls::CreateSpaceThread c) {
  return impl_->ask(c, &protocol::NewSpaceThreadEvent::thread);
}
Pending<Done> SfuExtended::updateSpaceThread(calls::UpdateSpaceThread c) { return impl_->ask_done(c); }
Pending<protocol::AddedMembersToThread> SfuExtended::addMembersToThread(calls::AddMembersToThread c) {
  return impl_->ask<protocol::AddedMembersToThread>(c);
}
Pending<protocol::RemovedMemberFromThread> SfuExtended::removeMemberFromThread(calls::RemoveMemberFromThread c) {
  return impl_->ask<protocol::RemovedMemberFromThread>(c);
}
Pending<Done> SfuExtended::deleteSpaceThread(calls::DeleteSpaceThread c) { return impl_->ask_done(c); }
Pending<std::vector<protocol::SfuSpaceRolePermissionSection>> SfuExtended::getRolePermissions() {
  return impl_->ask(calls::GetRolePermissions{}, &protocol::RolePermissionSectionsEvent::permissionSections);
}
Pending<protocol::SfuSpaceRole> SfuExtended::addSpaceRole(calls::AddSpaceRole c) {
  return impl_->ask(c, &protocol::NewSpaceRoleAdded::role);
}
Pending<protocol::SpaceRoleUpdated> SfuExtended::updateSpaceRole(calls::UpdateSpaceRole c) {
  return impl_->ask<protocol::SpaceRoleUpdated>(c);
}
Pending<protocol::SpaceRoleDeleted> SfuExtended::deleteSpaceRole(calls::DeleteSpaceRole c) {
  return impl_->ask<protocol::SpaceRoleDeleted>(c);
}
Pending<protocol::AddedRoleToMember> SfuExtended::addRoleToMember(calls::AddRoleToMember c) {
  return impl_->ask<protocol::AddedRoleToMember>(c);
}
Pending<protocol::RemovedRoleFromMember> SfuExtended::removeRoleFromMember(calls::RemoveRoleFromMember c) {
  return impl_->ask<protocol::RemovedRoleFromMember>(c);
}
Pending<protocol::SpaceNotificationSettingsUpdated> SfuExtended::updateSpaceNotificationSettings(
    calls::UpdateSpaceNotificationSettings c) {
  return impl_->ask<protocol::SpaceNotificationSettingsUpdated>(c);
}
Pending<protocol::SpaceMuted> SfuExtended::muteSpace(calls::MuteSpace c) { return impl_->ask<protocol::SpaceMuted>(c); }
Pending<protocol::SpaceUnmuted> SfuExtended::unmuteSpace(calls::UnmuteSpace c) {
  return impl_->ask<protocol::SpaceUnmuted>(c);
}
Pending<protocol::ChannelNotificationSettingsUpdated> SfuExtended::updateChannelNotificationSettings(
    calls::UpdateChannelNotificationSettings c) {
  return impl_->ask<protocol::ChannelNotificationSettingsUpdated>(c);
}
Pending<protocol::ChannelMuted> SfuExtended::muteChannel(calls::MuteChannel c) {
  return impl_->ask<protocol::ChannelMuted>(c);
}
Pending<protocol::ChannelUnmuted> SfuExtended::unmuteChannel(calls::UnmuteChannel c) {
  return impl_->ask<protocol::ChannelUnmuted>(c);
}
Pending<protocol::ThreadNotificationSettingsUpdated> SfuExtended::updateThreadNotificationSettings(
    calls::UpdateThreadNotificationSettings c) {
  return impl_->ask<protocol::ThreadNotificationSettingsUpdated>(c);
}
Pending<protocol::ThreadMuted> SfuExtended::muteThread(calls::MuteThread c) {
  return impl_->ask<protocol::ThreadMuted>(c);
}
Pending<protocol::ThreadUnmuted> SfuExtended::unmuteThread(calls::UnmuteThread c) {
  return impl_->ask<protocol::ThreadUnmuted>(c);
}

}  // namespace parley::sdk
