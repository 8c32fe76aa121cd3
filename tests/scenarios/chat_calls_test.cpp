// Every call of a chat: its answer, exactly who is told, who may, and what is refused.
#include "tests/scenarios/told_fixture.hpp"

namespace parley::test {
namespace {

const std::string kRestricted = "Restricted access";
const std::string kNotFound = "Chat not found";

class ChatCalls : public ToldFixture {
 protected:
  const std::string group_ = new_chat({{"members", json::array{"ben", "cat"}}, {"name", "Team"}});
  const std::string personal_ = new_chat({{"members", json::array{"ben"}}});
  const std::string channel_ =
      new_chat({{"members", json::array{"ben"}}, {"channel", true}, {"type", "PRIVATE"}, {"name", "News"}});
};

TEST_F(ChatCalls, RenamingTellsAllMembers) {
  const json::object answer = ask("ann", "renameChat", {{"id", group_}, {"name", "Crew"}});
  EXPECT_EQ(text(answer, {"type"}), "ACK");
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT, ben SFU_UPDATE_CHAT, ben2 SFU_UPDATE_CHAT, cat SFU_UPDATE_CHAT");
  EXPECT_EQ(text(only("cat"), {"info", "name"}), "Crew");
  EXPECT_EQ(refusal("cat", "renameChat", {{"id", group_}, {"name", "By a member"}}), "") << "any, in a public group";
  EXPECT_EQ(told(), "ann SFU_UPDATE_CHAT, ann2 SFU_UPDATE_CHAT, ben SFU_UPDATE_CHAT, ben2 SFU_UPDATE_CHAT");
  EXPECT_EQ(refusal("ann", "renameChat", {{"id", personal_}, {"name", "x"}}),
            "Renaming the private chat is not allowed");
  EXPECT_EQ(refusal("ben", "renameChat", {{"id", channel_}, {"name", "x"}}), kRestricted)
      << "the owner's, in a channel";
  EXPECT_EQ(refusal("eve", "renameChat", {{"id", group_}, {"name", "x"}}), kRestricted);
  EXPECT_EQ(refusal("ann", "renameChat", {{"id", "unknown"}, {"name", "x"}}), kNotFound);
  for (const char* empty : {"", " \n "}) EXPECT_NE(refusal("ann", "renameChat", {{"id", group_}, {"name", empty}}), "");
  EXPECT_EQ(told(), "");
  const std::string unnamed = new_chat({{"members", json::array{"ben", "cat"}}, {"name", "  "}});
  EXPECT_EQ(text(*view("ben", unnamed), {"name"}), "Nick-ann, Nick-ben, Nick-cat");
}

TEST_F(ChatCalls, ANewMemberHearsOfTheChatAndTheOthersOfHim) {
  const json::object answer = ask("ann", "addMemberToChat", {{"id", group_}, {"member", "eve"}});
  EXPECT_EQ(text(answer, {"type"}), "SFU_UPDATE_CHAT");
  const json::array members{"ann", "ben", "cat", "eve"};
  EXPECT_EQ(answer.at("info").at("members").as_array(), members);
  EXPECT_EQ(told(),
            "ann2 SFU_UPDATE_CHAT, ben SFU_UPDATE_CHAT, ben2 SFU_UPDATE_CHAT, cat SFU_UPDATE_CHAT, eve SFU_NEW_CHAT");
  EXPECT_EQ(only("eve").at("info").at("members").as_array(), members);
  EXPECT_FALSE(only("eve").at("info").at("favourite").as_bool());
  const json::object again = ask("ann", "addMemberToChat", {{"id", group_}, {"member", "eve"}});
  EXPECT_EQ(again.at("info").at("members").as_array(), members);
  EXPECT_EQ(told(), "") << "he was there already";

  EXPECT_EQ(refusal("ann", "addMemberToChat", {{"id", personal_}, {"member", "cat"}}),
            "Adding a member to the private chat is not allowed");
  EXPECT_EQ(refusal("ben", "addMemberToChat", {{"id", channel_}, {"member", "cat"}}), kRestricted);
  EXPECT_NE(refusal("ann", "addMemberToChat", {{"id", group_}, {"member", "nobody"}}), "");
  EXPECT_EQ(refusal("ann", "addMemberToChat", {{"id", "unknown"}, {"member", "cat"}}), kNotFound);
  EXPECT_EQ(told(), "");
  EXPECT_EQ(refusal("ann", "addMemberToChat", {{"id", channel_}, {"member", "cat"}}), "");
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT, ben SFU_UPDATE_CHAT, ben2 SFU_UPDATE_CHAT, cat SFU_NEW_CHAT");
}

TEST_F(ChatCalls, ARemovedMemberHearsThatTheChatIsGone) {
  ask("ben", "sendMessage", in(group_, {{"body", "secret"}}));
  told();
  const json::object answer = ask("ann", "removeMemberFromChat", {{"id", group_}, {"member", "ben"}});
  EXPECT_EQ(text(answer, {"type"}), "SFU_UPDATE_CHAT");
  EXPECT_EQ(answer.at("info").at("members").as_array(), (json::array{"ann", "cat"}));
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT, ben SFU_CHAT_DELETED, ben2 SFU_CHAT_DELETED, cat SFU_UPDATE_CHAT");
  EXPECT_FALSE(only("ben").at("info").at("canSend").as_bool());
  EXPECT_FALSE(view("ben", group_));
  EXPECT_EQ(refusal("ben", "loadMessages", in(group_)), kRestricted) << "not even his own";
  // One who never was a member learns nothing but the id.
  EXPECT_EQ(refusal("ann", "removeMemberFromChat", {{"id", group_}, {"member", "eve"}}), "");
  EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT, cat SFU_UPDATE_CHAT, eve SFU_CHAT_DELETED");
  const json::object nothing = only("eve").at("info").as_object();
  EXPECT_EQ(text(nothing, {"id"}), group_);
  const json::object whole = *view("ann", group_);
  for (const auto& [field, value] : whole) {
    ASSERT_TRUE(nothing.contains(field)) << "clients look at all of it: " << std::string(field);
    if (field == "members" || field == "sendPermissionList") EXPECT_TRUE(nothing.at(field).as_array().empty());
    if (field == "name" || field == "owner") EXPECT_EQ(nothing.at(field).as_string(), "");
    if (field == "creationDate") EXPECT_EQ(nothing.at(field).as_int64(), 0);
  }

  EXPECT_EQ(refusal("ann", "removeMemberFromChat", {{"id", personal_}, {"member", "ben"}}),
            "Removing a member from the private chat is not allowed");
  EXPECT_EQ(refusal("ben", "removeMemberFromChat", {{"id", channel_}, {"member", "ann"}}), kRestricted);
  EXPECT_EQ(refusal("eve", "removeMemberFromChat", {{"id", group_}, {"member", "cat"}}), kRestricted);
  EXPECT_EQ(refusal("ann", "removeMemberFromChat", {{"id", "unknown"}, {"member", "cat"}}), kNotFound);
  EXPECT_EQ(told(), "");
}

TEST_F(ChatCalls, LeavingPassesTheChatOnUntilTheLastHasLeft) {
  EXPECT_EQ(refusal("ann", "removeMemberFromChat", {{"id", group_}, {"member", "ann"}}), "");
  EXPECT_EQ(told(), "ann2 SFU_CHAT_DELETED, ben SFU_UPDATE_CHAT, ben2 SFU_UPDATE_CHAT, cat SFU_UPDATE_CHAT");
  EXPECT_EQ(text(only("cat"), {"info", "owner"}), "ben") << "the next in order";
  EXPECT_EQ(refusal("ben", "removeMemberFromChat", {{"id", group_}, {"member", "ben"}}), "");
  EXPECT_EQ(told(), "ben2 SFU_CHAT_DELETED, cat SFU_UPDATE_CHAT");
  EXPECT_EQ(refusal("cat", "removeMemberFromChat", {{"id", group_}, {"member", "cat"}}), "");
  EXPECT_EQ(told(), "");
  EXPECT_EQ(refusal("cat", "loadChat", {{"id", group_}}), kNotFound);
}

TEST_F(ChatCalls, DeletingIsTheOwnersAndInAPersonalChatEithers) {
  ask("ben", "sendMessage", in(group_, {{"body", "x"}}));
  told();
  EXPECT_EQ(refusal("ben", "deleteChat", {{"id", group_}}), kRestricted);
  EXPECT_EQ(refusal("eve", "deleteChat", {{"id", personal_}}), kRestricted);
  EXPECT_EQ(refusal("ann", "deleteChat", {{"id", "unknown"}}), kNotFound);
  EXPECT_EQ(told(), "");
  EXPECT_EQ(text(ask("ann", "deleteChat", {{"id", group_}}), {"type"}), "SFU_CHAT_DELETED");
  EXPECT_EQ(told(), "ann2 SFU_CHAT_DELETED, ben SFU_CHAT_DELETED, ben2 SFU_CHAT_DELETED, cat SFU_CHAT_DELETED");
  EXPECT_EQ(refusal("ben", "loadMessages", in(group_)), kNotFound);
  EXPECT_EQ(text(ask("ben", "deleteChat", {{"id", personal_}}), {"type"}), "SFU_CHAT_DELETED");
  EXPECT_EQ(told(), "ann SFU_CHAT_DELETED, ann2 SFU_CHAT_DELETED, ben2 SFU_CHAT_DELETED");
  restart();
  EXPECT_FALSE(view("ann", group_));
  EXPECT_FALSE(view("ann", personal_));
}

TEST_F(ChatCalls, GeneratedNamesFollowNicknamesAndMembers) {
  const std::string id = new_chat({{"type", "PUBLIC"}});
  EXPECT_EQ(text(*view("ann", id), {"name"}), "Nick-ann");
  const json::object answer = ask("ann", "addMemberToChat", {{"id", id}, {"member", "cat"}});
  EXPECT_EQ(text(answer, {"info", "name"}), "Nick-ann, Nick-cat");
  told();
  ask("cat", "changeUserNickname", {{"nickname", "Kitty"}});
  EXPECT_EQ(text(*view("ann", id), {"name"}), "Nick-ann, Kitty");
  EXPECT_EQ(text(*view("ann", group_), {"name"}), "Team") << "given names stay";
  const std::string heard = told();
  EXPECT_NE(heard.find("ann SFU_UPDATE_CHAT, ann2 SFU_UPDATE_CHAT"), std::string::npos) << heard;
  EXPECT_EQ(heard.find("ben SFU"), std::string::npos) << heard;
}

TEST_F(ChatCalls, IdsAreGivenOrWishedFor) {
  const json::object wished = ask("ann", "createChat", {{"id", "team-1.a_b"}, {"members", json::array{"ben"}}});
  EXPECT_EQ(text(wished, {"info", "id"}), "team-1.a_b");
  // Times, and ids made of the members' names, which may be addresses.
  for (const char* good : {"1700000000000", "42", "ann@example.com_ben+1@example.com"}) {
    EXPECT_EQ(text(ask("ann", "createChat", {{"id", good}}), {"info", "id"}), good);
  }
  told();
  EXPECT_NE(refusal("ben", "createChat", {{"id", "team-1.a_b"}, {"members", json::array{"ann"}}}), "") << "taken";
  for (const char* bad : {"a/b", "../x", "a b", ".hidden", "123456", "123456789", "\xC3\xA4", "a\"b"}) {
    EXPECT_NE(refusal("ann", "createChat", {{"id", bad}, {"members", json::array{"ben"}}}), "") << bad;
  }
  EXPECT_NE(refusal("ann", "createChat", {{"id", std::string(300, 'a')}}), "");
  EXPECT_NE(refusal("ann", "createChat", {{"members", json::array{1}}}), "");
  EXPECT_NE(refusal("ann", "createChat", {{"type", "SECRET"}}), "");
  EXPECT_EQ(told(), "");
  const json::object alone = ask("ann", "createChat", {});
  EXPECT_EQ(alone.at("info").at("members").as_array(), (json::array{"ann"}));
  EXPECT_TRUE(alone.at("info").at("canSend").as_bool());
  EXPECT_EQ(told(), "ann2 SFU_NEW_CHAT");
  const json::object twice = ask("ann", "createChat", {{"members", json::array{"ben", "ben", "ann"}}});
  EXPECT_EQ(twice.at("info").at("members").as_array(), (json::array{"ben", "ann"})) << "as given, each once";
  EXPECT_EQ(text(twice, {"info", "owner"}), "ann");
}

}  // namespace
}  // namespace parley::test
