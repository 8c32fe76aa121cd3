#include "domain/chats/chat_view.hpp"

namespace parley::domain {

protocol::UserSpecificChatInfo chat_view(const Chat& chat, const ChatMember& viewer) {
  // Who isn't a member looks at a public channel, or hears that he has been removed.
  const bool member = chat.has(viewer.user);
  protocol::UserSpecificChatInfo info;
  info.id = chat.id;
  info.roomId = chat.room;
  info.favourite = viewer.favourite;
  info.hidden = viewer.hidden;
  info.channel = chat.channel;
  info.name = chat.name;
  info.owner = chat.owner;
  info.icon = chat.icon;
  info.creationDate = chat.created;
  info.members = chat.members;
  info.lastReadMessageId = viewer.position.message;
  info.lastReadMessageDate = viewer.position.date;
  info.canSend = member && send_right(chat, viewer.user) != SendRight::refused;
  info.type = chat.type;
  info.notificationSettings = viewer.notifications;
  if (viewer.mute) info.muteSettings = viewer.mute->view();
  info.channelSendPolicy = chat.send_policy;
  info.chatReceivePolicy = chat.receive_policy;
  info.sendPermissionList = chat.senders;
  info.allowedToAddExternalUser = chat.external_users;
  const MessageCounters messages = chat.messages.plus(viewer.private_messages);
  info.messagesCount = messages.count;
  info.firstMessageId = messages.first_id;
  info.firstMessageDate = messages.first_date;
  info.lastMessageId = messages.last_id;
  info.lastMessageDate = messages.last_date;
  info.encryptionEnabled = chat.encrypted;
  info.publicKey = chat.public_key;
  if (member) {
    info.encryptedPrivateKey = chat.encrypted_private_key;
    info.encryptedChatPassword = viewer.encrypted_password;
    info.encryptedAttachmentsSecretKey = chat.encrypted_attachments_secret_key;
  }
  return info;
}

}  // namespace parley::domain
