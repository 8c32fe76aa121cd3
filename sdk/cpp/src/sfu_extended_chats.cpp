#include "sfu_extended_impl.hpp"

namespace parley::sdk {

Pending<SfuExtended::ChatMap> SfuExtended::getUserChats() {
  return impl_->ask(calls::GetUserChats{}, &protocol::ChatsEvent::chats);
}
Pending<SfuExtended::ChatMap> SfuExtended::getPublicChannels() {
  return impl_->ask(calls::GetPublicChannels{}, &protocol::PublicChannelsEvent::channels);
}
Pending<protocol::Chat> SfuExtended::loadChat(calls::LoadChat c) {
  return impl_->ask(c, &protocol::ChatLoadedEvent::chat);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::createChat(calls::CreateChat c) {
  return impl_->ask(c, &protocol::NewChatEvent::info);
}
Pending<Done> SfuExtended::deleteChat(calls::DeleteChat c) { return impl_->ask_done(c); }
Pending<Done> SfuExtended::renameChat(calls::RenameChat c) { return impl_->ask_done(c); }
Pending<protocol::UserSpecificChatInfo> SfuExtended::addMemberToChat(calls::AddMemberToChat c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::removeMemberFromChat(calls::RemoveMemberFromChat c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::addChatToFavourites(calls::AddChatToFavourites c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::removeChatFromFavourites(calls::RemoveChatFromFavourites c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::updateChatHiding(calls::UpdateChatHiding c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::updateChatReceivePolicy(calls::UpdateChatReceivePolicy c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::ChatNotificationSettingsUpdated> SfuExtended::updateChatNotificationSettings(
    calls::UpdateChatNotificationSettings c) {
  return impl_->ask<protocol::ChatNotificationSettingsUpdated>(c);
}
Pending<protocol::ChatMuted> SfuExtended::muteChat(calls::MuteChat c) { return impl_->ask<protocol::ChatMuted>(c); }
Pending<protocol::ChatUnmuted> SfuExtended::unmuteChat(calls::UnmuteChat c) {
  return impl_->ask<protocol::ChatUnmuted>(c);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::updateChannelSendPolicy(calls::UpdateChannelSendPolicy c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::addChannelSendPermissionListMember(
    calls::AddChannelSendPermissionListMember c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::removeChannelSendPermissionListMember(
    calls::RemoveChannelSendPermissionListMember c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::updateChatConfiguration(calls::UpdateChatConfiguration c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}

}  // namespace parley::sdk
