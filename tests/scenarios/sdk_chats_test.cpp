// The C++ client's calls about chats and messages against the real server; secure chats from end to end.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;

class SdkChats : public Sdk {
 protected:
  template <class Call>
  static Call in_chat(const std::string& id) {
    Call call;
    call.targetEntityType = protocol::MessageTargetEntityType::CHAT;
    if constexpr (requires { call.targetEntityId.emplace(); }) {
      call.targetEntityId.emplace().chatId = id;
    } else {
      call.targetEntityId.chatId = id;
    }
    return call;
  }
  static protocol::MessageStatus say(SfuExtended& client, const std::string& chat, const std::string& body) {
    auto call = in_chat<sdk::calls::SendMessage>(chat);
    call.body = body;
    return take(client.sendMessage(call));
  }
  static std::vector<protocol::Message> history(SfuExtended& client, const std::string& chat) {
    return take(client.loadMessages(in_chat<sdk::calls::LoadMessages>(chat)));
  }
  std::string chat_of(SfuExtended& owner, std::vector<std::string> members) {
    sdk::calls::CreateChat create;
    create.members = std::move(members);
    create.name = "Team";
    create.type = protocol::ChatType::PUBLIC;
    return take(owner.createChat(create)).id;
  }
};

TEST_F(SdkChats, EveryCallOfAChatWorks) {
  const auto ann = login("ann"), phone = connect("ann"), ben = login("ben"), eve = login("eve");
  Inbox<protocol::UserSpecificChatInfo> bens, phones, eves;
  ben->on<protocol::UserSpecificChatInfo>(SfuEvent::CHAT_UPDATED, [bens](const auto& chat) { bens.add(chat); });
  phone->on<protocol::UserSpecificChatInfo>(SfuEvent::CHAT_UPDATED, [phones](const auto& chat) { phones.add(chat); });
  eve->on<protocol::UserSpecificChatInfo>(SfuEvent::NEW_CHAT, [eves](const auto& chat) { eves.add(chat); });
  const std::string id = chat_of(*ann, {"ben"});
  take(ann->renameChat({.id = id, .name = "Crew"}));
  EXPECT_THAT(take(ann->addMemberToChat({.id = id, .member = "eve"})).members, ElementsAre("ann", "ben", "eve"));
  ASSERT_TRUE(until([&] { return eves.size() == 1; }));
  EXPECT_EQ(eves.all()[0].name, "Crew");
  EXPECT_THAT(take(ann->removeMemberFromChat({.id = id, .member = "eve"})).members, ElementsAre("ann", "ben"));
  ASSERT_TRUE(until([&] { return bens.size() == 3; }));
  EXPECT_TRUE(take(ann->addChatToFavourites({.id = id})).favourite);
  EXPECT_FALSE(take(ann->removeChatFromFavourites({.id = id})).favourite);
  EXPECT_TRUE(take(ann->updateChatHiding({.id = id, .value = true})).hidden);
  EXPECT_EQ(take(ann->updateChatNotificationSettings({.id = id, .value = protocol::NotificationMode::NOTHING})).value,
            protocol::NotificationMode::NOTHING);
  EXPECT_EQ(take(ann->muteChat({.id = id, .muteTime = 60'000})).muteSettings.muteTime, 60'000);
  EXPECT_EQ(take(ann->unmuteChat({.id = id})).id, id);
  ASSERT_TRUE(until([&] { return phones.size() == 6; }));
  EXPECT_TRUE(phones.all().back().hidden);
  EXPECT_EQ(take(ann->updateChatReceivePolicy({.id = id, .chatReceivePolicy = protocol::ChatReceivePolicy::NOBODY}))
                .chatReceivePolicy,
            protocol::ChatReceivePolicy::NOBODY);
  EXPECT_EQ(take(ann->getUserChats()).at(id).notificationSettings, protocol::NotificationMode::NOTHING);
  EXPECT_EQ(take(ann->loadChat({.id = id})).name, "Crew");
  take(ann->deleteChat({.id = id}));
  EXPECT_TRUE(take(ann->getUserChats()).empty());
  EXPECT_EQ(bens.size(), 4u);  // his own view changed by four of these calls
}

TEST_F(SdkChats, ChannelsHavePolicies) {
  const auto ann = login("ann"), ben = login("ben");
  sdk::calls::CreateChat create;
  create.channel = true;
  create.type = protocol::ChatType::PUBLIC;
  create.members = std::vector<std::string>{"ben"};
  const std::string id = take(ann->createChat(create)).id;
  EXPECT_TRUE(take(ben->getPublicChannels()).contains(id));
  EXPECT_EQ(
      take(ann->updateChannelSendPolicy({.id = id, .channelSendPolicy = protocol::ChannelSendPolicy::ADMIN_AND_LIST}))
          .channelSendPolicy,
      protocol::ChannelSendPolicy::ADMIN_AND_LIST);
  EXPECT_THAT(take(ann->addChannelSendPermissionListMember({.id = id, .member = "ben"})).sendPermissionList,
              ElementsAre("ben"));
  say(*ben, id, "I may");
  EXPECT_THAT(take(ann->removeChannelSendPermissionListMember({.id = id, .member = "ben"})).sendPermissionList,
              ElementsAre());
  auto refused = in_chat<sdk::calls::SendMessage>(id);
  refused.body = "I may not";
  EXPECT_FALSE(ben->sendMessage(refused).get(20s).ok());
  sdk::calls::UpdateChatConfiguration configuration;
  configuration.id = id;
  configuration.type = protocol::ChatType::PRIVATE;
  EXPECT_EQ(take(ann->updateChatConfiguration(configuration)).type, protocol::ChatType::PRIVATE);
  EXPECT_FALSE(take(ben->getPublicChannels()).contains(id));
}

TEST_F(SdkChats, EveryCallOfAMessageWorks) {
  const auto ann = login("ann"), phone = connect("ann"), ben = login("ben");
  const std::string id = chat_of(*ann, {"ben"});
  Inbox<protocol::Message> synced;
  phone->on<protocol::Message>(SfuEvent::SEND_MESSAGE_SYNC, [synced](const auto& message) { synced.add(message); });
  Inbox<protocol::MessageEdited> edits;
  ben->on<protocol::MessageEdited>(SfuEvent::CHAT_MESSAGE_EDITED, [edits](const auto& event) { edits.add(event); });
  Inbox<protocol::UpdateMessagesDeliveryStatusEvent> read;
  ann->on<protocol::UpdateMessagesDeliveryStatusEvent>(SfuEvent::UPDATE_MESSAGES_DELIVERY_STATUS,
                                                       [read](const auto& event) { read.add(event); });
  const auto first = say(*ann, id, "one"), second = say(*ann, id, "two");
  ASSERT_TRUE(until([&] { return synced.size() == 2; }));
  EXPECT_EQ(take(ben->getUnreadMessagesCount(in_chat<sdk::calls::GetUnreadMessagesCount>(id))).unreadMessagesCount, 2);
  auto mark = in_chat<sdk::calls::MarkMessageRead>(id);
  mark.id = second.id;
  EXPECT_EQ(take(ben->markMessageRead(mark)).updateInfo.lastReadMessageId, second.id);
  ASSERT_TRUE(until([&] { return read.size() == 1; }));
  EXPECT_EQ(read.all()[0].userId, "ben");
  auto unmark = in_chat<sdk::calls::MarkMessageUnread>(id);
  unmark.id = second.id;
  EXPECT_EQ(take(ben->markMessageUnread(unmark)).updateInfo.lastReadMessageId, first.id);
  auto edit = in_chat<sdk::calls::EditMessage>(id);
  edit.id = first.id;
  edit.body = "uno";
  EXPECT_TRUE(take(ann->editMessage(edit)).edited);
  ASSERT_TRUE(until([&] { return edits.size() == 1; }));
  EXPECT_EQ(edits.all()[0].message.body, "uno");
  auto reaction = in_chat<sdk::calls::AddReactionOnMessage>(id);
  reaction.messageId = first.id;
  reaction.reaction = "👍";
  EXPECT_EQ(take(ben->addReactionOnMessage(reaction)).reactedUser, "ben");
  auto no_reaction = in_chat<sdk::calls::RemoveReactionOnMessage>(id);
  no_reaction.messageId = first.id;
  no_reaction.reaction = "👍";
  EXPECT_EQ(take(ben->removeReactionOnMessage(no_reaction)).reaction, "👍");
  auto gone = in_chat<sdk::calls::DeleteMessage>(id);
  gone.id = second.id;
  take(ann->deleteMessage(gone));
  EXPECT_EQ(take(ann->getMessagesCount(in_chat<sdk::calls::GetMessagesCount>(id))).messagesCount, 2);
  EXPECT_EQ(take(ann->getFirstAndLastMessage(in_chat<sdk::calls::GetFirstAndLastMessage>(id))).firstMessageId,
            first.id);
  const auto all = history(*ben, id);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].body, "uno");
  EXPECT_EQ(all[1].status, protocol::MessageState::DELETED);
}

TEST_F(SdkChats, MessagesAreFoundByWordsAndMentions) {
  const auto ann = login("ann"), ben = login("ben"), eve = login("eve");
  const std::string id = chat_of(*ann, {"ben"});
  const auto needle = say(*ann, id, "I'm a needle <@ben>");
  say(*ann, id, "hay");
  Inbox<protocol::ChatSearchResultEvent> events;
  ben->on<protocol::ChatSearchResultEvent>(SfuEvent::CHAT_SEARCH_RESULT, [events](const auto& e) { events.add(e); });
  const auto found = take(ben->searchChatMessages({.chatId = id, .searchString = "a needle", .searchId = "s-1"}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, needle.id);
  ASSERT_TRUE(until([&] { return events.size() == 1; }));
  EXPECT_EQ(events.all()[0].searchId, "s-1");
  EXPECT_TRUE(take(ben->searchChatMessages({.chatId = id, .searchString = "a need"})).empty());
  EXPECT_FALSE(eve->searchChatMessages({.chatId = id, .searchString = "needle"}).get(20s).ok());
  sdk::calls::LoadMessagesWithMentions mentions;
  mentions.userTag = "<@ben>";
  const auto mentioned = take(ben->loadMessagesWithMentions(mentions));
  ASSERT_EQ(mentioned.messages.size(), 1u);
  EXPECT_EQ(mentioned.totalSize, 1);
  EXPECT_EQ(mentioned.messages[0].id, needle.id);
  EXPECT_TRUE(take(eve->loadMessagesWithMentions(mentions)).messages.empty());
}

TEST_F(SdkChats, SecureChatsAreReadByTheirMembersAlone) {
  const auto ann = login("ann"), ben = login("ben"), eve = login("eve");
  std::map<std::string, sdk::secure::UserKey> keys;
  for (auto* client : {ann.get(), ben.get(), eve.get()}) {
    const std::string id = client->user()->username;
    const auto& key = keys.emplace(id, sdk::secure::UserKey::create(id)).first->second;
    auto locked = key.lock("correct horse of " + id);
    ASSERT_TRUE(locked.ok());
    take(client->addUserEncryptionInfo(*locked));
  }
  const auto member = [&](const std::string& id) {
    return sdk::secure::ChatKeys::Member{id, keys.at(id).public_key()};
  };
  const auto made = sdk::secure::ChatKeys::create();
  sdk::calls::CreateChat create;
  create.type = protocol::ChatType::PUBLIC;
  create.members = std::vector<std::string>{"ben"};
  EXPECT_FALSE(ann->createChat([&] {
                    auto bare = create;
                    bare.encryptionEnabled = true;
                    return bare;
                  }())
                   .get(20s)
                   .ok());
  const auto protected_call = made.protect(create, {member("ann"), member("ben")});
  ASSERT_TRUE(protected_call.ok());
  const std::string id = take(ann->createChat(*protected_call)).id;

  const auto anns = sdk::secure::ChatKeys::open(take(ann->getUserChats()).at(id), keys.at("ann"));
  const auto bens = sdk::secure::ChatKeys::open(take(ben->getUserChats()).at(id), keys.at("ben"));
  ASSERT_TRUE(anns.ok() && bens.ok());
  const std::string canary = "canary-b7c1d3";
  say(*ann, id, anns->seal(id, "ann", {SfuExtended::generateAttachmentId(), 0, 1, canary}));
  const auto got = history(*ben, id);
  ASSERT_EQ(got.size(), 1u);
  const auto opened = bens->open_message(id, got[0].from, got[0].body);
  ASSERT_TRUE(opened.ok()) << opened.failure().error;
  EXPECT_EQ(opened->text, canary);

  // Without a password nobody is added; with it he reads all there is.
  EXPECT_FALSE(ann->addMemberToChat({.id = id, .member = "eve"}).get(20s).ok());
  const auto password = anns->password_for(member("eve"));
  ASSERT_TRUE(password.ok());
  take(ann->addMemberToChat({.id = id, .member = "eve", .encryptedChatPassword = *password}));
  const auto eves = sdk::secure::ChatKeys::open(take(eve->getUserChats()).at(id), keys.at("eve"));
  ASSERT_TRUE(eves.ok()) << eves.failure().error;
  EXPECT_EQ(eves->open_message(id, got[0].from, got[0].body)->text, canary);

  // Nothing of it is in the server's folder.
  server_.terminate();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(server_.data())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(content.find(canary), std::string::npos) << entry.path();
    EXPECT_EQ(content.find("correct horse"), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace parley::test
