// Members, preferences, and the chats of meetings.
#include "domain/chats/test_world.hpp"

namespace parley::domain {
namespace {

using protocol::ChatReceivePolicy;
using protocol::ChatType;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Writes down what a folder to the right would hear.
class Listener final : public ChatObserver {
 public:
  void chat_created(storage::Transaction&, const Chat& chat) override { heard.push_back("created " + chat.name); }
  void chat_renamed(storage::Transaction&, const Chat& chat) override { heard.push_back("renamed " + chat.name); }
  void chat_member_added(storage::Transaction&, const Chat& chat, const std::string& user) override {
    EXPECT_TRUE(chat.has(user));
    heard.push_back("added " + user);
  }
  void chat_member_removed(storage::Transaction&, const Chat& chat, const std::string& user) override {
    EXPECT_FALSE(chat.has(user));
    heard.push_back("removed " + user);
  }
  void chat_deleted(storage::Transaction&, const Chat&) override { heard.emplace_back("deleted"); }
  std::vector<std::string> heard;
};

class ChatChangesTest : public ChatsWorld {
 protected:
  ChatChangesTest() { chats.observe(listener); }
  std::vector<std::string> heard() { return std::exchange(listener.heard, {}); }

  Listener listener;
};

TEST_F(ChatChangesTest, AddingAMemberTellsEverybody) {
  const std::string id = make_chat(ann, {}, ChatType::PUBLIC).id;
  const auto added = add(ann, id, "ben");
  EXPECT_EQ(added->info.name, "Nick-ann, Nick-ben");
  auto notices = told();
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_EQ(summary(notices[0]), "SFU_UPDATE_CHAT to ann but 1");
  EXPECT_EQ(summary(notices[1]), "SFU_NEW_CHAT to ben but 1");
  EXPECT_THAT(notices[1].as<protocol::NewChatEvent>().info.members, ElementsAre("ann", "ben"));
  ASSERT_TRUE(add(ben, id, "cat"));
  EXPECT_THAT(summaries(), UnorderedElementsAre("SFU_UPDATE_CHAT to ann ben but 2", "SFU_NEW_CHAT to cat but 2"));
  ASSERT_TRUE(add(ben, id, "cat"));  // is one already
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(text(add(ann, id, "nobody")), "User not found");
  EXPECT_EQ(text(add(dan, id, "dan")), "Restricted access");
  EXPECT_THAT(heard(), ElementsAre("created Nick-ann", "added ben", "added cat"));
}

TEST_F(ChatChangesTest, ASecureChatsNewMemberNeedsAPassword) {
  protocol::calls::CreateChat call{.type = ChatType::PUBLIC, .encryptionEnabled = true};
  call.publicKey = call.encryptedPrivateKey = call.encryptedAttachmentsSecretKey = "key";
  call.encryptedChatPasswords = {{{"ann", "for ann"}}};
  const auto made = write([&](auto& t) { return chats.create(t, ann, call); });
  ASSERT_TRUE(made) << text(made);
  EXPECT_EQ(text(add(ann, made->info.id, "ben")), "Incorrect chat encryption settings");
  ASSERT_TRUE(add(ann, made->info.id, "ben", "for ben"));
  EXPECT_EQ(list("ben").at(made->info.id).encryptedChatPassword, "for ben");
  EXPECT_EQ(list("ann").at(made->info.id).encryptedChatPassword, "for ann");
}

TEST_F(ChatChangesTest, RemovingAMemberTellsEverybody) {
  const std::string id = make_chat(ann, {"ben", "cat"}).id;
  const auto removed = remove(ann, id, "ben");
  EXPECT_THAT(removed->info.members, ElementsAre("ann", "cat"));
  EXPECT_EQ(removed->info.name, "Nick-ann, Nick-cat");
  EXPECT_THAT(summaries(), UnorderedElementsAre("SFU_UPDATE_CHAT to ann cat but 1", "SFU_CHAT_DELETED to ben but 1"));
  EXPECT_THAT(list("ben"), IsEmpty());
  // Somebody who is no member learns the id and nothing else.
  ASSERT_TRUE(remove(ann, id, "dan"));
  const auto notices = told();
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_EQ(summary(notices[0]), "SFU_UPDATE_CHAT to ann cat but 1");
  EXPECT_EQ(summary(notices[1]), "SFU_CHAT_DELETED to dan");
  EXPECT_EQ(notices[1].as<protocol::RemovedChatEvent>().info, (protocol::UserSpecificChatInfo{.id = id}));
}

TEST_F(ChatChangesTest, LeavingPassesTheChatOn) {
  const std::string id = make_chat(ann, {"ben", "cat"}, ChatType::PRIVATE).id;
  EXPECT_EQ(text(remove(ben, id, "cat")), "Restricted access");
  ASSERT_TRUE(remove(ann, id, "ann"));
  EXPECT_THAT(summaries(), UnorderedElementsAre("SFU_UPDATE_CHAT to ben cat but 1", "SFU_CHAT_DELETED to ann but 1"));
  EXPECT_EQ(list("cat").at(id).owner, "ben");
  ASSERT_TRUE(remove(cat, id, "cat"));
  told();
  heard();
  ASSERT_TRUE(remove(ben, id, "ben"));
  EXPECT_THAT(summaries(), ElementsAre("SFU_CHAT_DELETED to ben but 2"));
  EXPECT_THAT(heard(), ElementsAre("deleted"));
  read([&](storage::Reader& r) {
    EXPECT_FALSE(chats.seat(r, id, "ben"));
    return true;
  });
}

TEST_F(ChatChangesTest, PreferencesAreTheCallersOwn) {
  const std::string id = make_chat(ann, {"ben"}).id;
  EXPECT_TRUE(write([&](auto& t) { return chats.add_to_favourites(t, ben, {.id = id}); })->info.favourite);
  EXPECT_THAT(summaries(), ElementsAre("SFU_UPDATE_CHAT to ben but 2"));
  EXPECT_TRUE(write([&](auto& t) { return chats.add_to_favourites(t, ben, {.id = id}); })->info.favourite);
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_FALSE(list("ann").at(id).favourite);
  EXPECT_FALSE(write([&](auto& t) { return chats.remove_from_favourites(t, ben, {.id = id}); })->info.favourite);
  EXPECT_TRUE(write([&](auto& t) { return chats.update_hiding(t, ben, {.id = id, .value = true}); })->info.hidden);
  EXPECT_THAT(summaries(), ElementsAre("SFU_UPDATE_CHAT to ben but 2", "SFU_UPDATE_CHAT to ben but 2"));
  EXPECT_TRUE(list("ben").at(id).hidden);
  EXPECT_FALSE(list("ann").at(id).hidden);
  const auto mode = protocol::NotificationMode::MENTIONS_ONLY;
  EXPECT_EQ(write([&](auto& t) { return chats.update_notifications(t, ben, {.id = id, .value = mode}); })->value, mode);
  EXPECT_THAT(summaries(), ElementsAre("CHAT_NOTIFICATION_SETTINGS_UPDATED to ben but 2"));
  EXPECT_EQ(list("ben").at(id).notificationSettings, mode);
  EXPECT_EQ(text(write([&](auto& t) { return chats.update_hiding(t, cat, {.id = id, .value = true}); })),
            "Restricted access");
}

TEST_F(ChatChangesTest, Muting) {
  const std::string id = make_chat(ann, {"ben"}).id;
  const auto mute = [&](std::optional<std::int64_t> time, std::optional<bool> forever) {
    return write(
        [&](auto& t) { return chats.mute(t, ann, {.id = id, .muteTime = time, .mutedIndefinitely = forever}); });
  };
  auto muted = mute(60'000, std::nullopt);
  EXPECT_EQ(muted->muteSettings.muteTime, 60'000);
  EXPECT_EQ(muted->muteSettings.mutedUntil, clock.now() + 60'000);
  EXPECT_EQ(list("ann").at(id).muteSettings, muted->muteSettings);
  EXPECT_EQ(list("ben").at(id).muteSettings, std::nullopt);
  muted = mute(std::nullopt, true);
  EXPECT_EQ(muted->muteSettings.muteTime, 0);
  EXPECT_EQ(muted->muteSettings.mutedUntil, std::nullopt);
  EXPECT_EQ(muted->muteSettings.mutedIndefinitely, true);
  EXPECT_THAT(summaries(), ElementsAre("CHAT_MUTED to ann but 1", "CHAT_MUTED to ann but 1"));
  EXPECT_NE(text(mute(-1, std::nullopt)), "");
  EXPECT_NE(text(mute(std::numeric_limits<std::int64_t>::max(), std::nullopt)), "");
  EXPECT_EQ(write([&](auto& t) { return chats.unmute(t, ann, {.id = id}); })->id, id);
  EXPECT_THAT(summaries(), ElementsAre("CHAT_UNMUTED to ann but 1"));
  EXPECT_EQ(list("ann").at(id).muteSettings, std::nullopt);
}

TEST_F(ChatChangesTest, AMeetingsChatFollowsItsMeeting) {
  std::string id;
  change([&](auto& t) { id = chats.create_room_chat(t, "100001", "ann", "Standup"); });
  EXPECT_EQ(id, "100001");
  EXPECT_THAT(summaries(), ElementsAre("SFU_NEW_CHAT to ann"));
  change([&](auto& t) { chats.join_room_chat(t, id, "ann"); });
  EXPECT_THAT(told(), IsEmpty());
  change([&](auto& t) { chats.join_room_chat(t, id, "ben"); });
  const auto notices = told();
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_EQ(summary(notices[0]), "SFU_UPDATE_CHAT to ann");
  EXPECT_EQ(summary(notices[1]), "SFU_NEW_CHAT to ben");
  EXPECT_EQ(notices[1].as<protocol::NewChatEvent>().info.roomId, "100001");
  EXPECT_EQ(text(add(ann, id, "cat")), "Restricted access");
  EXPECT_EQ(text(remove(ben, id, "ben")), "Restricted access");
  EXPECT_EQ(text(write([&](auto& t) { return chats.rename(t, ann, {.id = id, .name = "x"}); })), "Restricted access");
  EXPECT_EQ(text(write([&](auto& t) { return chats.remove(t, ann, {.id = id}); })), "Restricted access");
  change([&](auto& t) { chats.set_room_chat_policy(t, id, ChatReceivePolicy::NOBODY); });
  EXPECT_THAT(summaries(), UnorderedElementsAre("SFU_UPDATE_CHAT to ann", "SFU_UPDATE_CHAT to ben"));
  EXPECT_FALSE(list("ben").at(id).canSend);
  change([&](auto& t) { chats.leave_room_chat(t, id, "ann"); });
  EXPECT_THAT(summaries(), UnorderedElementsAre("SFU_UPDATE_CHAT to ben", "SFU_CHAT_DELETED to ann"));
  EXPECT_EQ(list("ben").at(id).owner, "ann");
  change([&](auto& t) { chats.leave_room_chat(t, id, "ann"); });
  EXPECT_THAT(told(), IsEmpty());
  change([&](auto& t) { t.execute("UPDATE chats SET senders = 'ben' WHERE id = $1", {id}); });
  change([&](auto& t) { chats.leave_room_chat(t, id, "ben"); });
  EXPECT_THAT(summaries(), ElementsAre("SFU_CHAT_DELETED to ben"));
  EXPECT_THAT(read([&](auto& r) { return chats.seat(r, id, "ben"); })->chat.senders, ElementsAre("ben"));
  change([&](auto& t) { chats.join_room_chat(t, id, "cat"); });
  EXPECT_THAT(summaries(), ElementsAre("SFU_NEW_CHAT to cat"));
  change([&](auto& t) { chats.delete_room_chat(t, id); });
  EXPECT_THAT(summaries(), ElementsAre("SFU_CHAT_DELETED to cat"));
}

TEST_F(ChatChangesTest, RoomCallsNeverTouchOtherChats) {
  const std::string id = make_chat(ann, {"ben", "cat"}).id;
  std::string taken;
  change([&](auto& t) {
    taken = chats.create_room_chat(t, id, "dan", "Room");
    chats.join_room_chat(t, id, "dan");
    chats.leave_room_chat(t, id, "ann");
    chats.delete_room_chat(t, id);
    chats.delete_room_chat(t, "unknown");
  });
  EXPECT_NE(taken, id);
  EXPECT_THAT(summaries(), ElementsAre("SFU_NEW_CHAT to dan"));
  change([&](auto& t) { chats.delete_all_room_chats(t); });
  EXPECT_THAT(summaries(), ElementsAre("SFU_CHAT_DELETED to dan"));
  EXPECT_TRUE(list("ann").contains(id));
}

TEST_F(ChatChangesTest, AnIconIsToldToAllConnectionsOfAllMembers) {
  const std::string id = make_chat(ann, {"ben"}).id;
  const std::string url = "http://one/icons/1.webp";
  change([&](storage::Transaction& t) { chats.set_icon(t, id, url); });
  auto notices = told();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(summary(notices[0]), "CHAT_ICON_UPDATED to ann ben");
  EXPECT_EQ(notices[0].as<protocol::ChatIconUpdated>().chatId, id);
  EXPECT_EQ(notices[0].as<protocol::ChatIconUpdated>().icon, url);
  change([&](storage::Transaction& t) { chats.rebase_icons(t, "http://one/", "https://two/"); });
  change([&](storage::Transaction& t) { chats.rebase_icons(t, "http://o%/", "https://three/"); });
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(list("ben").at(id).icon, "https://two/icons/1.webp");
  change([&](storage::Transaction& t) { chats.set_icon(t, id, std::nullopt); });
  EXPECT_EQ(told().at(0).as<protocol::ChatIconUpdated>().icon, std::nullopt);
  change([&](storage::Transaction& t) { chats.set_icon(t, "gone", url); });
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ChatChangesTest, WhoMayChangeAnIcon) {
  const auto refusal = [&](const std::string& user, const std::string& chat) {
    return text(read([&](storage::Reader& r) { return chats.may_change_icon(r, user, chat); }));
  };
  const std::string pair = make_chat(ann, {"ben"}).id, group = make_chat(ann, {"ben", "cat"}, ChatType::PUBLIC).id;
  EXPECT_EQ(refusal("ann", pair), "");
  EXPECT_EQ(refusal("ben", pair), "");
  EXPECT_EQ(refusal("cat", pair), "Restricted access");
  EXPECT_EQ(refusal("cat", group), "");
  EXPECT_EQ(refusal("dan", group), "Restricted access");
  EXPECT_EQ(refusal("ann", "no-such-chat"), "Chat not found");
  protocol::calls::CreateChat call;
  call.members = std::vector<std::string>{"ben"};
  call.channel = true;
  call.type = ChatType::PUBLIC;
  const std::string channel = write([&](storage::Transaction& t) { return chats.create(t, ann, call); })->info.id;
  EXPECT_EQ(refusal("ann", channel), "");
  EXPECT_EQ(refusal("ben", channel), "Restricted access");
  EXPECT_EQ(refusal("dan", channel), "Restricted access");
}

TEST_F(ChatChangesTest, AUserWhoIsRemovedLeavesAllHisChats) {
  const std::string own = make_chat(ben, {"ann", "cat"}).id;
  const std::string pair = make_chat(ann, {"ben"}).id;
  const std::string alone = make_chat(ben, {}).id;
  const std::string others = make_chat(ann, {"cat"}).id;
  heard();
  change([&](storage::Transaction& t) { chats.user_removed(t, "ben"); });
  EXPECT_THAT(summaries(),
              UnorderedElementsAre("SFU_UPDATE_CHAT to ann cat", "SFU_CHAT_DELETED to ben", "SFU_UPDATE_CHAT to ann",
                                   "SFU_CHAT_DELETED to ben", "SFU_CHAT_DELETED to ben"));
  EXPECT_THAT(heard(), UnorderedElementsAre("removed ben", "removed ben", "deleted"));
  EXPECT_THAT(list("ben"), IsEmpty());
  EXPECT_EQ(list("ann").at(own).owner, "ann") << "what he owned passes on";
  EXPECT_THAT(list("ann").at(pair).members, ElementsAre("ann")) << "what was said stays";
  EXPECT_EQ(list("ann").count(others), 1u);
}

}  // namespace
}  // namespace parley::domain
