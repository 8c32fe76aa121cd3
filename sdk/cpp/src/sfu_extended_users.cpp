// A user's profile, presence and contacts.
#include "sfu_extended_impl.hpp"

namespace parley::sdk {

Pending<protocol::UserInfo> SfuExtended::getUserInfo() {
  return impl_->ask(calls::GetUserInfo{}, &protocol::UserInfoEvent::userInfo);
}
Pending<Done> SfuExtended::changeUserEmail(const std::string& email) {
  return impl_->ask_done(calls::ChangeUserEmail{.email = email});
}
Pending<Done> SfuExtended::changeUserNickname(const std::string& nickname) {
  return impl_->ask_done(calls::ChangeUserNickname{.nickname = nickname});
}
Pending<Done> SfuExtended::changeUserPhoneNumber(const std::string& phoneNumber) {
  return impl_->ask_done(calls::ChangeUserPhoneNumber{.phoneNumber = phoneNumber});
}
Pending<Done> SfuExtended::changeUserHostKey(const std::string& hostKey) {
  return impl_->ask_done(calls::ChangeUserHostKey{.hostKey = hostKey});
}
Pending<Done> SfuExtended::changeUserTimezone(const std::string& timezone) {
  return impl_->ask_done(calls::ChangeUserTimezone{.timezone = timezone});
}
Pending<Done> SfuExtended::changeUserPassword(const std::string& currentPassword, const std::string& newPassword) {
  calls::ChangeUserPassword c;
  c.password = protocol::PasswordChange{.currentPassword = currentPassword, .newPassword = newPassword};
  return impl_->ask_done(c);
}

Pending<std::vector<protocol::UserSession>> SfuExtended::getUserSessions() {
  return impl_->ask(calls::GetUserSessions{}, &protocol::UserSessionsEvent::sessions);
}
Pending<Done> SfuExtended::endUserSession(calls::EndUserSession c) { return impl_->ask_done(c); }

Pending<protocol::UserPmiSettings> SfuExtended::getUserPmiSettings() {
  return impl_->ask<protocol::UserPmiSettings>(calls::GetUserPmiSettings{});
}
Pending<protocol::UserPmiSettings> SfuExtended::updateUserPmiSettings(calls::UpdateUserPmiSettings c) {
  return impl_->ask<protocol::UserPmiSettings>(c);
}
Pending<protocol::UserEncryptionInfo> SfuExtended::addUserEncryptionInfo(calls::AddUserEncryptionInfo c) {
  return impl_->ask(c, &protocol::UserEncryptionInfoEvent::info);
}
Pending<protocol::UserEncryptionInfo> SfuExtended::getUserEncryptionInfo() {
  return impl_->ask(calls::GetUserEncryptionInfo{}, &protocol::UserEncryptionInfoEvent::info);
}
Pending<Done> SfuExtended::updatePresenceStatus(protocol::PresenceStatus status) {
  return impl_->ask_done(calls::UpdatePresenceStatus{.status = status});
}
Pending<Done> SfuExtended::updateActivityStatus(bool isActive) {
  return impl_->ask_done(calls::UpdateActivityStatus{.isActive = isActive});
}
Pending<protocol::SystemConfig> SfuExtended::getSystemConfig() {
  return impl_->ask(calls::GetSystemConfig{}, &protocol::SystemConfigEvent::config);
}

Pending<protocol::UserContacts> SfuExtended::getContacts() {
  return impl_->ask(calls::GetContacts{}, &protocol::UserContactsEvent::contacts);
}
Pending<Done> SfuExtended::addFriend(calls::AddFriend c) { return impl_->ask_done(c); }
Pending<Done> SfuExtended::removeFriend(calls::RemoveFriend c) { return impl_->ask_done(c); }
Pending<protocol::FriendInviteDeleted> SfuExtended::revokeFriendInvite(calls::RevokeFriendInvite c) {
  return impl_->ask<protocol::FriendInviteDeleted>(c);
}
Pending<protocol::Contact> SfuExtended::acceptFriendInvite(calls::AcceptFriendInvite c) {
  // NEW_CONTACT or CONTACT_UPDATED: both have the one member.
  return impl_->ask(c, &protocol::NewContact::contact);
}
Pending<protocol::FriendInviteDeleted> SfuExtended::rejectFriendInvite(calls::RejectFriendInvite c) {
  return impl_->ask<protocol::FriendInviteDeleted>(c);
}
Pending<protocol::ContactPersonalSettings> SfuExtended::updateContactVolume(calls::UpdateContactVolume c) {
  return impl_->ask(c, &protocol::ContactPersonalSettingsUpdated::personalSettings);
}

}  // namespace parley::sdk
