#include "domain/chats/chats.hpp"

#include "domain/chats/chat_store.hpp"
#include "domain/chats/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::ChannelSendPolicy;
using protocol::ChatType;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ChatsTest : public ChatsWorld {
 protected:
  Result<protocol::NewChatEvent> create(const Caller& caller, const protocol::calls::CreateChat& call) {
    return write([&](storage::Transaction& t) { return chats.create(t, caller, call); });
  }
  auto rename(const Caller& caller, const std::string& id, const std::string& name) {
    return write([&](storage::Transaction& t) { return chats.rename(t, caller, {.id = id, .name = name}); });
  }
  auto remove(const Caller& caller, const std::string& id) {
    return write([&](storage::Transaction& t) { return chats.remove(t, caller, {.id = id}); });
  }
};

TEST_F(ChatsTest, ANewChatHasTheDefaults) {
  const auto made = create(ann, {.members = {{"ann", "ben"}}});
  ASSERT_TRUE(made);
  const protocol::UserSpecificChatInfo& info = made->info;
  EXPECT_EQ(info.id.size(), 36u);
  EXPECT_EQ(info.roomId, "");
  EXPECT_EQ(info.name, "Nick-ann, Nick-ben");
  EXPECT_EQ(info.owner, "ann");
  EXPECT_THAT(info.members, ElementsAre("ann", "ben"));
  EXPECT_EQ(info.type, ChatType::PRIVATE);
  EXPECT_EQ(info.creationDate, clock.now());
  EXPECT_TRUE(info.canSend);
  EXPECT_FALSE(info.favourite || info.hidden || info.channel || info.encryptionEnabled ||
               info.allowedToAddExternalUser);
  EXPECT_EQ(info.icon, std::nullopt);
  EXPECT_EQ(info.muteSettings, std::nullopt);
  EXPECT_EQ(info.notificationSettings, protocol::NotificationMode::ALL_MESSAGES);
  EXPECT_EQ(info.channelSendPolicy, ChannelSendPolicy::EVERYONE);
  EXPECT_EQ(info.chatReceivePolicy, protocol::ChatReceivePolicy::EVERYONE);
  EXPECT_THAT(info.sendPermissionList, IsEmpty());
  EXPECT_EQ(info.messagesCount + info.firstMessageDate + info.lastMessageDate + info.lastReadMessageDate, 0);
  EXPECT_EQ(info.firstMessageId + info.lastMessageId + info.lastReadMessageId, "");
  EXPECT_THAT(summaries(), ElementsAre("SFU_NEW_CHAT to ann ben but 1"));
  EXPECT_EQ(list("ben").at(info.id), info);
  EXPECT_THAT(list("cat"), IsEmpty());
}

TEST_F(ChatsTest, MembersKeepTheOrderGiven) {
  EXPECT_EQ(create(ann, {.members = {{"ben", "ann", "ben", "cat"}}})->info.name, "Nick-ben, Nick-ann, Nick-cat");
  EXPECT_EQ(create(ann, {.members = {{"ben", "cat"}}})->info.name, "Nick-ann, Nick-ben, Nick-cat");
  const auto alone = create(ann, {});
  EXPECT_EQ(alone->info.name, "Nick-ann");
  EXPECT_TRUE(alone->info.canSend);
  EXPECT_EQ(alone->info.type, ChatType::PRIVATE);
  EXPECT_EQ(create(ann, {.name = "Team", .members = {{"ben"}}})->info.name, "Team");
  EXPECT_EQ(create(ann, {.members = {{"ben", "cat"}}})->info.type, ChatType::PUBLIC);
}

TEST_F(ChatsTest, AFavouriteIsTheCreatorsOnly) {
  const auto made = create(ann, {.members = {{"ben"}}, .favourite = true});
  EXPECT_TRUE(made->info.favourite);
  const std::vector<Notice> notices = told();
  ASSERT_EQ(notices.size(), 2u);
  for (const Notice& notice : notices) {
    EXPECT_EQ(notice.as<protocol::NewChatEvent>().info.favourite, notice.users == std::vector<std::string>{"ann"});
  }
}

TEST_F(ChatsTest, RefusesWhatCanNotBeCreated) {
  EXPECT_EQ(text(create(ann, {.members = {{"ben", "nobody"}}})), "User not found");
  EXPECT_EQ(text(create(ann, {.sendPermissionList = {{"a\nb"}}})), "User not found");
  EXPECT_EQ(text(create(ann, {.id = "mine"})), "");
  EXPECT_EQ(text(create(ben, {.id = "mine"})), "Chat id is already in use");
  for (const char* id : {"a/b", "..", "a b", "ä", "a\nb"}) EXPECT_NE(text(create(ann, {.id = id})), "") << id;
  EXPECT_NE(text(create(ann, {.id = std::string(129, 'a')})), "");
  EXPECT_NE(text(create(ann, {.id = "100001"})), "");
  EXPECT_EQ(list("ann").size(), 1u);
  EXPECT_THAT(list("ben"), IsEmpty());
}

TEST_F(ChatsTest, ASecureChatNeedsItsKeys) {
  const std::string refused = "Incorrect chat encryption settings";
  protocol::calls::CreateChat call{.encryptionEnabled = true};
  EXPECT_EQ(text(create(ann, call)), refused);
  call.publicKey = "public";
  call.encryptedPrivateKey = "private";
  call.encryptedAttachmentsSecretKey = "secret";
  EXPECT_EQ(text(create(ann, call)), refused);
  call.encryptedChatPasswords = {{{"ben", "for ben"}}};
  EXPECT_EQ(text(create(ann, call)), refused);
  call.encryptedChatPasswords = {{{"ben", "for ben"}, {"ann", "for ann"}}};
  call.members = {{"cat"}};
  EXPECT_EQ(text(create(ann, call)), refused);
  call.members.reset();
  told();
  const auto made = create(ann, call);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->info.encryptionEnabled);
  EXPECT_EQ(made->info.encryptedChatPassword, "for ann");
  EXPECT_THAT(made->info.members, ElementsAre("ann", "ben"));
  const auto bens = list("ben").at(made->info.id);
  EXPECT_EQ(bens.encryptedChatPassword, "for ben");
  EXPECT_EQ(bens.publicKey, "public");
  EXPECT_EQ(bens.encryptedPrivateKey, "private");
  EXPECT_EQ(bens.encryptedAttachmentsSecretKey, "secret");
  // Each gets his own password and nobody else's.
  for (const Notice& notice : told()) {
    ASSERT_EQ(notice.users.size(), 1u);
    EXPECT_EQ(notice.as<protocol::NewChatEvent>().info.encryptedChatPassword, "for " + notice.users[0]);
  }
  // Without the flag keys are ignored.
  call.encryptionEnabled.reset();
  EXPECT_EQ(create(ann, call)->info.publicKey, std::nullopt);
}

TEST_F(ChatsTest, ASecureChannelsKeysAreForMembers) {
  protocol::calls::CreateChat call{.channel = true, .type = ChatType::PUBLIC, .encryptionEnabled = true};
  call.publicKey = "public";
  call.encryptedPrivateKey = "private";
  call.encryptedAttachmentsSecretKey = "secret";
  call.encryptedChatPasswords = {{{"ann", "for ann"}, {"ben", "for ben"}}};
  const auto id = create(ann, call)->info.id;
  const auto view = [&](const Caller& who) {
    return read([&](auto& r) { return chats.list_public_channels(r, who); })->channels.at(id);
  };
  EXPECT_EQ(view(ben).encryptedPrivateKey, "private");
  EXPECT_EQ(view(ben).encryptedChatPassword, "for ben");
  EXPECT_EQ(view(dan).publicKey, "public");
  EXPECT_EQ(view(dan).encryptedPrivateKey, std::nullopt);
  EXPECT_EQ(view(dan).encryptedAttachmentsSecretKey, std::nullopt);
  EXPECT_EQ(view(dan).encryptedChatPassword, std::nullopt);
}

TEST_F(ChatsTest, APersonalChatIsFixed) {
  const std::string id = make_chat(ann, {"ben"}).id;
  EXPECT_EQ(text(rename(ann, id, "x")), "Renaming the private chat is not allowed");
  EXPECT_EQ(text(write([&](auto& t) { return chats.add_member(t, ann, {.id = id, .member = "cat"}); })),
            "Adding a member to the private chat is not allowed");
  EXPECT_EQ(text(write([&](auto& t) { return chats.remove_member(t, ann, {.id = id, .member = "ben"}); })),
            "Removing a member from the private chat is not allowed");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(text(remove(ben, id)), "");  // either may delete it
}

TEST_F(ChatsTest, RenamingTellsMembers) {
  const std::string id = make_chat(ann, {"ben", "cat"}).id;
  EXPECT_EQ(text(rename(dan, id, "x")), "Restricted access");
  EXPECT_EQ(text(rename(dan, "unknown", "x")), "Chat not found");
  EXPECT_NE(text(rename(ann, id, "")), "");
  EXPECT_THAT(told(), IsEmpty());
  ASSERT_EQ(text(rename(ben, id, "Team")), "");
  EXPECT_THAT(summaries(), ElementsAre("SFU_UPDATE_CHAT to ann ben cat but 2"));
  ASSERT_EQ(text(rename(ben, id, "Team")), "");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(list("cat").at(id).name, "Team");
  // In a private group the owner alone manages.
  const std::string closed = make_chat(ann, {"ben", "cat"}, ChatType::PRIVATE).id;
  EXPECT_EQ(text(rename(ben, closed, "x")), "Restricted access");
  EXPECT_EQ(text(rename(ann, closed, "x")), "");
}

TEST_F(ChatsTest, GeneratedNamesFollowNicknames) {
  const std::string unnamed = make_chat(ann, {"ben"}).id;
  const std::string named = create(ann, {.name = "Team", .members = {{"ben"}}})->info.id;
  make_chat(ann, {"cat"});
  told();
  change([&](storage::Transaction& t) {
    t.execute("UPDATE users SET nickname = 'Benjamin' WHERE id = 'ben'");
    chats.user_renamed(t, "ben");
  });
  EXPECT_THAT(summaries(), ElementsAre("SFU_UPDATE_CHAT to ann ben"));
  EXPECT_EQ(list("ann").at(unnamed).name, "Nick-ann, Benjamin");
  EXPECT_EQ(list("ann").at(named).name, "Team");
  change([&](storage::Transaction& t) { chats.user_renamed(t, "ben"); });
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ChatsTest, DeletingIsTheOwners) {
  const std::string id = make_chat(ann, {"ben", "cat"}).id;
  EXPECT_EQ(text(remove(ben, id)), "Restricted access");
  EXPECT_EQ(text(remove(dan, id)), "Restricted access");
  EXPECT_EQ(remove(ann, id)->info.id, id);
  EXPECT_THAT(summaries(), ElementsAre("SFU_CHAT_DELETED to ann ben cat but 1"));
  EXPECT_THAT(list("ann"), IsEmpty());
  EXPECT_EQ(text(remove(ann, id)), "Chat not found");
}

TEST_F(ChatsTest, PublicChannelsAreListedForEverybody) {
  const auto open =
      create(ann, {.channel = true, .type = ChatType::PUBLIC, .channelSendPolicy = ChannelSendPolicy::EVERYONE});
  const auto closed = create(ann, {.members = {{"ben"}}, .channel = true, .type = ChatType::PRIVATE});
  const auto found = read([&](auto& r) { return chats.list_public_channels(r, dan); })->channels;
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found.at(open->info.id).canSend) << "whatever the policy: he is no member";
  EXPECT_THAT(list("dan"), IsEmpty());
  EXPECT_EQ(list("ann").size(), 2u);
  EXPECT_EQ(text(read([&](auto& r) { return chats.chat(r, dan, open->info.id); })), "");
  EXPECT_EQ(text(read([&](auto& r) { return chats.chat(r, dan, closed->info.id); })), "Restricted access");
  EXPECT_EQ(text(read([&](auto& r) { return chats.chat(r, dan, "unknown"); })), "Chat not found");
}

TEST_F(ChatsTest, SurvivesARestart) {
  const auto made = make_chat(ann, {"ben", "cat"});
  ASSERT_TRUE(write([&](auto& t) { return chats.add_to_favourites(t, ben, {.id = made.id}); }));
  const auto mute =
      write([&](auto& t) { return chats.mute(t, ben, {.id = made.id, .muteTime = 5000, .mutedIndefinitely = true}); });
  const auto before = list("ben");
  EXPECT_EQ(before.at(made.id).muteSettings, mute->muteSettings);
  database.reopen();
  EXPECT_EQ(list("ben"), before);
  EXPECT_EQ(list("ann").at(made.id), made);
}

TEST_F(ChatsTest, OthersAskWhoIsAMember) {
  const std::string id = make_chat(ann, {"ben", "cat"}).id;
  make_chat(ann, {"ben"});
  ASSERT_TRUE(create(ann, {.members = {{"dan"}}, .channel = true}));
  read([&](storage::Reader& r) {
    EXPECT_TRUE(chats.is_member(r, id, "ben"));
    EXPECT_FALSE(chats.is_member(r, id, "dan"));
    EXPECT_FALSE(chats.is_member(r, "unknown", "ann"));
    EXPECT_THAT(chats.members(r, id), ElementsAre("ann", "ben", "cat"));
    EXPECT_THAT(chats.members(r, "unknown"), IsEmpty());
    EXPECT_EQ(chats.seat(r, id, "ben")->chat.owner, "ann");
    EXPECT_FALSE(chats.seat(r, id, "dan")->member);
    EXPECT_TRUE(contacts.are_contacts(r, "ann", "ben"));
    EXPECT_TRUE(contacts.are_contacts(r, "ann", "cat"));
    EXPECT_FALSE(contacts.are_contacts(r, "ann", "dan"));  // they share a channel only
    return true;
  });
}

TEST_F(ChatsTest, MembersAreContactsAsLongAsTheyShareAChat) {
  const auto related = [&](const char* one, const char* other) {
    return read([&](storage::Reader& r) { return contacts.are_contacts(r, one, other); });
  };
  const std::string group = make_chat(ann, {"ben"}, protocol::ChatType::PUBLIC).id;
  const std::string pair = make_chat(ann, {"ben"}).id;
  ASSERT_TRUE(write([&](auto& t) { return chats.add_member(t, ann, {.id = group, .member = "cat"}); }));
  EXPECT_TRUE(related("ben", "cat"));
  ASSERT_TRUE(write([&](auto& t) { return chats.remove_member(t, ann, {.id = group, .member = "cat"}); }));
  EXPECT_FALSE(related("ben", "cat"));
  ASSERT_TRUE(write([&](auto& t) { return chats.remove(t, ann, {.id = group}); }));
  EXPECT_TRUE(related("ann", "ben"));
  ASSERT_TRUE(write([&](auto& t) { return chats.remove(t, ben, {.id = pair}); }));
  EXPECT_FALSE(related("ann", "ben"));
  change([&](auto& t) {
    const std::string room = chats.create_room_chat(t, "r1", "ann", "Meeting");
    chats.join_room_chat(t, room, "ben");
  });
  EXPECT_FALSE(related("ann", "ben"));
}

TEST(ChatsMigration, MembersOfOldChatsBecomeContacts) {
  storage::testing::TemporaryDatabase database;
  auto before = chats_migrations();
  before.steps.resize(1);
  storage::migrate(*database, {users_migrations(), contacts_migrations(), before});
  database->write_and_wait([](storage::Transaction& t) {
    const auto add = [&](const std::string& id, const char* room, std::int64_t channel) {
      Chat chat;
      chat.id = id;
      chat.room = room;
      chat.channel = channel != 0;
      chat_store::add(t, chat);
      for (const std::string& user : {std::string("ann"), id + "-other"}) {
        ChatMember member;
        member.user = user;
        chat_store::add_member(t, id, member);
      }
    };
    add("chat", "", 0);
    add("channel", "", 1);
    add("meeting", "room", 0);
  });
  storage::migrate(*database, {users_migrations(), contacts_migrations(), chats_migrations()});
  database->read_and_wait([](storage::Reader& r) {
    std::vector<std::string> rows;
    for (auto found = r.query("SELECT circle, user_id FROM circle_members ORDER BY user_id"); found->next();) {
      rows.push_back(found->string(0) + " " + found->string(1));
    }
    EXPECT_THAT(rows, ElementsAre("chat:chat ann", "chat:chat chat-other"));
  });
}

}  // namespace
}  // namespace parley::domain
