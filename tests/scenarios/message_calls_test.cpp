// Every call about a message: its answer, exactly who is told, who may, and what is refused.
#include "tests/scenarios/told_fixture.hpp"

namespace parley::test {
namespace {

const std::string kRestricted = "Restricted access";
const std::string kToMembers =  // of a group, by a call of ann's
    "ann2 %, ben %, ben2 %, cat %";

class MessageCalls : public ToldFixture {
 protected:
  struct Sent {
    std::string id;
    std::int64_t date = 0;
  };
  Sent send(const std::string& who, const std::string& chat, json::object arguments) {
    const json::object answer = ask(who, "sendMessage", in(chat, std::move(arguments)));
    EXPECT_EQ(text(answer, {"type"}), "SFU_MESSAGE_STATE") << json::serialize(answer);
    told();
    return {text(answer, {"status", "id"}), answer.at("status").at("date").as_int64()};
  }
  Sent say(const std::string& who, const std::string& body) { return send(who, group_, {{"body", body}}); }
  static std::string to_members(const std::string& type) {
    std::string all = kToMembers;
    for (std::size_t at = all.find('%'); at != std::string::npos; at = all.find('%')) all.replace(at, 1, type);
    return all;
  }
  json::object stored(const std::string& who, const std::string& id) {
    for (const json::value& message : load(who, group_)) {
      if (message.at("id").as_string() == id) return message.as_object();
    }
    return {};
  }
  std::int64_t unread(const std::string& who) {
    return ask(who, "getUnreadMessagesCount", in(group_)).at("unreadMessagesCount").as_int64();
  }
  const std::string group_ = new_chat({{"members", json::array{"ben", "cat"}}, {"name", "Team"}});
};

TEST_F(MessageCalls, EditingTellsAllMembersTheWholeMessage) {
  const Sent sent = say("ann", "before");
  const json::object answer = ask("ann", "editMessage", in(group_, {{"id", sent.id}, {"body", "after"}}));
  EXPECT_EQ(text(answer, {"type"}), "SFU_MESSAGE_STATE");
  EXPECT_TRUE(answer.at("messageWithUploadingAttachments").is_null());
  const json::object& status = answer.at("status").as_object();
  EXPECT_TRUE(status.at("edited").as_bool());
  EXPECT_GE(status.at("dateOfEdit").as_int64(), sent.date);
  EXPECT_EQ(status.at("date").as_int64(), sent.date);
  EXPECT_EQ(status.at("targetEntityId"), (json::object{{"chatId", group_}}));
  EXPECT_EQ(told(), to_members("CHAT_MESSAGE_EDITED"));
  const json::object& message = only("cat").at("message").as_object();
  EXPECT_EQ(text(message, {"body"}), "after");
  EXPECT_EQ(message.at("date").as_int64(), sent.date);
  EXPECT_EQ(message.at("dateOfEdit"), status.at("dateOfEdit"));
  EXPECT_EQ(stored("ben", sent.id), message);
  restart();
  EXPECT_EQ(text(stored("ben", sent.id), {"body"}), "after");
}

TEST_F(MessageCalls, WhatCanNotBeEditedIsRefusedInTheOrderOfTheDocuments) {
  const Sent sent = say("ann", "before");
  const auto edit = [&](const std::string& who, const std::string& chat, json::object arguments) {
    return refusal(who, "editMessage", in(chat, std::move(arguments)));
  };
  EXPECT_EQ(edit("ann", "unknown", {{"id", ""}, {"body", "x"}}), "Can't edit message without messageId");
  EXPECT_EQ(edit("ann", "unknown", {{"body", "x"}}), "Can't edit message without messageId");
  EXPECT_EQ(edit("ann", "unknown", {{"id", sent.id}, {"body", "x"}}), "Failed to edit message, chat doesn't exist");
  EXPECT_EQ(edit("ann", "", {{"id", sent.id}, {"body", "x"}}), "Failed to edit message, chat doesn't exist");
  EXPECT_EQ(edit("ann", group_, {{"id", "unknown"}, {"body", "x"}}), "Failed to edit message, message doesn't exist");
  EXPECT_EQ(edit("ann", group_, {{"id", sent.id}, {"body", ""}}),
            "Failed to edit message, message must have body or attachments");
  EXPECT_EQ(edit("ben", group_, {{"id", sent.id}, {"body", "x"}}), kRestricted) << "the author's alone";
  EXPECT_EQ(edit("eve", group_, {{"id", sent.id}, {"body", "x"}}), kRestricted);
  const std::string other = new_chat({{"members", json::array{"ben"}}});
  EXPECT_EQ(edit("ann", other, {{"id", sent.id}, {"body", "x"}}), "Failed to edit message, message doesn't exist")
      << "it is in another chat";
  EXPECT_NE(edit("ann", group_, {{"id", sent.id}, {"body", std::string(70'000, 'x')}}), "");
  ask("ann", "deleteMessage", in(group_, {{"id", sent.id}}));
  told();
  EXPECT_EQ(edit("ann", group_, {{"id", sent.id}, {"body", "x"}}), "Failed to edit message, message doesn't exist");
  EXPECT_EQ(told(), "");
}

TEST_F(MessageCalls, ADeletedMessageStaysAsAnEmptyOne) {
  const Sent first = say("ann", "first");
  const Sent sent = say("ann", "gone");
  EXPECT_EQ(unread("ben"), 2);
  const json::object answer = ask("ann", "deleteMessage", in(group_, {{"id", sent.id}}));
  EXPECT_EQ(text(answer, {"type"}), "ACK");
  EXPECT_EQ(told(), to_members("CHAT_MESSAGE_DELETED"));
  EXPECT_EQ(text(only("ben"), {"messageId"}), sent.id);
  EXPECT_EQ(text(only("ben"), {"state"}), "DELETED");
  EXPECT_EQ(only("ben").at("targetEntityId"), (json::object{{"chatId", group_}}));
  const json::object left = stored("cat", sent.id);
  EXPECT_EQ(text(left, {"body"}), "");
  EXPECT_EQ(text(left, {"status"}), "DELETED");
  EXPECT_EQ(left.at("attachments"), json::array());
  EXPECT_EQ(left.at("date").as_int64(), sent.date);
  EXPECT_EQ(ask("cat", "getMessagesCount", in(group_)).at("messagesCount").as_int64(), 2);
  EXPECT_EQ(text(ask("cat", "getFirstAndLastMessage", in(group_)), {"lastMessageId"}), sent.id);
  EXPECT_EQ(unread("ben"), 1) << "nothing there to be read";
  EXPECT_EQ(refusal("ann", "deleteMessage", in(group_, {{"id", sent.id}})), "") << "it is deleted already";
  EXPECT_EQ(told(), "");

  EXPECT_EQ(refusal("ben", "deleteMessage", in(group_, {{"id", first.id}})), kRestricted);
  EXPECT_EQ(refusal("eve", "deleteMessage", in(group_, {{"id", first.id}})), kRestricted);
  EXPECT_EQ(refusal("ann", "deleteMessage", in("unknown", {{"id", first.id}})),
            "Failed to delete message, chat doesn't exist");
  EXPECT_EQ(refusal("ann", "deleteMessage", in("", {{"id", first.id}})),
            "Failed to delete message, chat doesn't exist");
  EXPECT_EQ(refusal("ann", "deleteMessage", in(group_, {{"id", "unknown"}})),
            "Failed to delete message, message doesn't exist");
  EXPECT_EQ(refusal("ann", "deleteMessage", in(group_)), "Failed to delete message, message doesn't exist");
  EXPECT_EQ(told(), "");
  restart();
  EXPECT_EQ(text(stored("cat", sent.id), {"status"}), "DELETED");
}

TEST_F(MessageCalls, ReactionsAreToldOnceAndAddUp) {
  const Sent sent = say("ben", "hello");
  const auto react = [&](const char* how, const std::string& who, const std::string& reaction) {
    return ask(who, how, in(group_, {{"messageId", sent.id}, {"reaction", reaction}}));
  };
  const json::object answer = react("addReactionOnMessage", "ann", "+1");
  EXPECT_EQ(text(answer, {"type"}), "REACTION_ON_MESSAGE_ADDED");
  EXPECT_EQ(text(answer, {"reactedUser"}), "ann");
  EXPECT_EQ(answer.at("targetEntityId"), (json::object{{"chatId", group_}}));
  EXPECT_EQ(told(), to_members("REACTION_ON_MESSAGE_ADDED")) << "the author too";
  EXPECT_EQ(text(only("ben"), {"messageId"}), sent.id);
  EXPECT_EQ(text(only("ben"), {"reaction"}), "+1");
  EXPECT_EQ(text(react("addReactionOnMessage", "ann", "+1"), {"type"}), "REACTION_ON_MESSAGE_ADDED");
  EXPECT_EQ(text(react("removeReactionOnMessage", "ann", "never there"), {"type"}), "REACTION_ON_MESSAGE_REMOVED");
  EXPECT_EQ(told(), "") << "nothing has changed";
  react("addReactionOnMessage", "ann", "\xF0\x9F\x8E\x89");
  react("addReactionOnMessage", "cat", "+1");
  told();
  const json::array both{json::object{{"reaction", "+1"}, {"reactedUsers", json::array{"ann", "cat"}}},
                         json::object{{"reaction", "\xF0\x9F\x8E\x89"}, {"reactedUsers", json::array{"ann"}}}};
  EXPECT_EQ(stored("ben", sent.id).at("reactions"), both);
  const json::object removed = react("removeReactionOnMessage", "ann", "\xF0\x9F\x8E\x89");
  EXPECT_EQ(text(removed, {"type"}), "REACTION_ON_MESSAGE_REMOVED");
  EXPECT_EQ(told(), to_members("REACTION_ON_MESSAGE_REMOVED"));
  EXPECT_EQ(stored("ben", sent.id).at("reactions").as_array().size(), 1u) << "what nobody chose any more is gone";
  EXPECT_EQ(text(react("addReactionOnMessage", "eve", "+1"), {"error"}), kRestricted);
  EXPECT_EQ(text(react("addReactionOnMessage", "ann", ""), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(refusal("ann", "addReactionOnMessage", in(group_, {{"messageId", "unknown"}, {"reaction", "+1"}})),
            "Message not found");
  EXPECT_EQ(told(), "");
  restart();
  EXPECT_EQ(stored("ben", sent.id).at("reactions").as_array().size(), 1u);
}

TEST_F(MessageCalls, RepliesCarryACopyOfTheirParent) {
  const Sent parent = say("ben", "question");
  const json::object answer = ask("ann", "sendMessage", in(group_, {{"body", "answer"}, {"parentId", parent.id}}));
  EXPECT_EQ(text(answer, {"status", "parentMessage", "id"}), parent.id);
  EXPECT_EQ(told(), "ann2 SEND_MESSAGE_SYNC, ben SFU_MESSAGE, ben2 SFU_MESSAGE, cat SFU_MESSAGE");
  for (const char* who : {"ann2", "ben", "cat"}) {
    EXPECT_EQ(text(only(who), {"message", "parentMessage", "id"}), parent.id);
    EXPECT_EQ(text(only(who), {"message", "parentMessage", "body"}), "question");
  }
  const std::string reply = text(answer, {"status", "id"});
  ask("ben", "editMessage", in(group_, {{"id", parent.id}, {"body", "better question"}}));
  told();
  EXPECT_EQ(text(stored("cat", reply), {"parentMessage", "body"}), "better question") << "as it is now";
  const std::string other = new_chat({{"members", json::array{"ben"}}});
  EXPECT_EQ(refusal("ann", "sendMessage", in(other, {{"body", "x"}, {"parentId", parent.id}})),
            "The message replied to doesn't exist");
  EXPECT_EQ(refusal("ann", "sendMessage", in(group_, {{"body", "x"}, {"parentId", "unknown"}})),
            "The message replied to doesn't exist");
  EXPECT_EQ(told(), "");
}

TEST_F(MessageCalls, APrivateMessageStaysBetweenItsParties) {
  const Sent sent = send("ann", group_, {{"body", "between us"}, {"to", "ben"}});
  ask("ann", "editMessage", in(group_, {{"id", sent.id}, {"body", "still between us"}}));
  EXPECT_EQ(told(), "ann2 CHAT_MESSAGE_EDITED, ben CHAT_MESSAGE_EDITED, ben2 CHAT_MESSAGE_EDITED");
  ask("ben", "addReactionOnMessage", in(group_, {{"messageId", sent.id}, {"reaction", "+1"}}));
  EXPECT_EQ(told(), "ann REACTION_ON_MESSAGE_ADDED, ann2 REACTION_ON_MESSAGE_ADDED, ben2 REACTION_ON_MESSAGE_ADDED");
  ask("ben", "markMessageRead", in(group_, {{"id", sent.id}}));
  EXPECT_EQ(told(),
            "ann UPDATE_MESSAGES_DELIVERY_STATUS, ann2 UPDATE_MESSAGES_DELIVERY_STATUS, "
            "ben2 LAST_READ_MESSAGE_UPDATED");
  EXPECT_EQ(text(stored("ann", sent.id), {"status"}), "FULL_DELIVERY_FULL_READ") << "of one recipient";

  EXPECT_EQ(load("cat", group_).size(), 0u);
  EXPECT_EQ(unread("cat"), 0);
  EXPECT_EQ(view("cat", group_)->at("messagesCount").as_int64(), 0);
  EXPECT_EQ(text(*view("cat", group_), {"lastMessageId"}), "");
  EXPECT_EQ(view("ben", group_)->at("messagesCount").as_int64(), 1);
  EXPECT_EQ(ask("cat", "getMessagesCount", in(group_)).at("messagesCount").as_int64(), 0);
  EXPECT_EQ(text(ask("cat", "getFirstAndLastMessage", in(group_)), {"firstMessageId"}), "");
  EXPECT_TRUE(ask("cat", "searchChatMessages", {{"chatId", group_}, {"searchString", "between"}})
                  .at("messages")
                  .as_array()
                  .empty());
  for (const char* call : {"addReactionOnMessage", "removeReactionOnMessage"}) {
    EXPECT_EQ(refusal("cat", call, in(group_, {{"messageId", sent.id}, {"reaction", "+1"}})), "Message not found");
  }
  for (const char* call : {"markMessageRead", "markMessageUnread"}) {
    EXPECT_EQ(refusal("cat", call, in(group_, {{"id", sent.id}})), "Message not found");
  }
  EXPECT_EQ(refusal("cat", "sendMessage", in(group_, {{"body", "x"}, {"parentId", sent.id}})),
            "The message replied to doesn't exist");
  EXPECT_NE(refusal("ben", "sendMessage", in(group_, {{"body", "x"}, {"parentId", sent.id}})), "")
      << "an answer to all would show it";
  EXPECT_NE(refusal("ann", "sendMessage", in(group_, {{"body", "x"}, {"to", "eve"}})), "") << "no member";
  EXPECT_EQ(told(), "");
  ask("ann", "deleteMessage", in(group_, {{"id", sent.id}}));
  EXPECT_EQ(told(), "ann2 CHAT_MESSAGE_DELETED, ben CHAT_MESSAGE_DELETED, ben2 CHAT_MESSAGE_DELETED");
}

TEST_F(MessageCalls, WhatIsPrivateIsNotSentToTheOwnerWhoGetsAllElse) {
  ask("ann", "updateChatReceivePolicy", {{"id", group_}, {"chatReceivePolicy", "OWNER_ONLY"}});
  told();
  for (const char* to : {"cat", "ben"}) {
    EXPECT_EQ(refusal("ben", "sendMessage", in(group_, {{"body", "between us"}, {"to", to}})), kRestricted);
  }
  EXPECT_EQ(told(), "");
  const std::string to_owner = "ann SFU_MESSAGE, ann2 SFU_MESSAGE, ben2 SEND_MESSAGE_SYNC";
  ask("ben", "sendMessage", in(group_, {{"body", "to you"}, {"to", "ann"}}));
  EXPECT_EQ(told(), to_owner);
  ask("ben", "sendMessage", in(group_, {{"body", "to all"}}));
  EXPECT_EQ(told(), to_owner);
  EXPECT_EQ(text(only("ann"), {"message", "to"}), "ann");
}

TEST_F(MessageCalls, WhoComesBackSeesAndCountsHisPrivateMessages) {
  say("ann", "to all");
  send("ann", group_, {{"body", "between us"}, {"to", "ben"}});
  const Sent last = send("ben", group_, {{"body", "and back"}, {"to", "ann"}});
  ask("ann", "removeMemberFromChat", {{"id", group_}, {"member", "ben"}});
  told();
  const auto come_back = [&] {
    ask("ann", "addMemberToChat", {{"id", group_}, {"member", "ben"}});
    EXPECT_EQ(told(), "ann2 SFU_UPDATE_CHAT, ben SFU_NEW_CHAT, ben2 SFU_NEW_CHAT, cat SFU_UPDATE_CHAT");
    return only("ben").at("info").as_object();
  };
  const json::object info = come_back();
  EXPECT_EQ(load("ben", group_).size(), 3u);
  EXPECT_EQ(info.at("messagesCount").as_int64(), 3);
  EXPECT_EQ(text(info, {"lastMessageId"}), last.id);
  EXPECT_EQ(*view("ben", group_), info);
  EXPECT_EQ(ask("ben", "getMessagesCount", in(group_)).at("messagesCount").as_int64(), 3);
  EXPECT_EQ(text(ask("ben", "getFirstAndLastMessage", in(group_)), {"lastMessageId"}), last.id);
  EXPECT_EQ(view("cat", group_)->at("messagesCount").as_int64(), 1);
  ask("ben", "removeMemberFromChat", {{"id", group_}, {"member", "ben"}});
  told();
  EXPECT_EQ(come_back(), info) << "nor does it grow";
}

TEST_F(MessageCalls, ANoteToOneselfReachesOnesOwnDevices) {
  const json::object answer = ask("ann", "sendMessage", in(group_, {{"body", "note"}, {"to", "ann"}}));
  EXPECT_EQ(text(answer, {"status", "state"}), "NO_DELIVERY_NO_READ");
  EXPECT_EQ(answer.at("status").at("deliveryStatus"), json::object());
  EXPECT_EQ(told(), "ann2 SEND_MESSAGE_SYNC");
  EXPECT_TRUE(only("ann2").at("message").at("privateMessage").as_bool());
  EXPECT_EQ(load("ann", group_).size(), 1u);
  EXPECT_EQ(load("ben", group_).size(), 0u);
  EXPECT_EQ(unread("ann"), 0);
}

TEST_F(MessageCalls, ReadingGoesForwardAndTellsEachAuthorOnce) {
  const Sent m1 = say("ann", "1"), m2 = say("cat", "2"), m3 = say("ann", "3");
  const auto mark = [&](const char* how, const Sent& sent) { return ask("ben", how, in(group_, {{"id", sent.id}})); };
  const std::string ann_hears = "ann UPDATE_MESSAGES_DELIVERY_STATUS, ann2 UPDATE_MESSAGES_DELIVERY_STATUS";
  const std::string own = "ben2 LAST_READ_MESSAGE_UPDATED";
  mark("markMessageRead", m1);
  EXPECT_EQ(told(), ann_hears + ", " + own);
  EXPECT_EQ(only("ann").at("dateFrom").as_int64(), 0);
  EXPECT_EQ(only("ann").at("dateTo").as_int64(), m1.date);
  EXPECT_EQ(unread("ben"), 2);
  const json::object read = mark("markMessageRead", m3);
  EXPECT_EQ(read.at("updateInfo").at("oldLastReadMessageDate").as_int64(), m1.date);
  EXPECT_EQ(text(read, {"updateInfo", "lastReadMessageId"}), m3.id);
  EXPECT_EQ(told(), ann_hears + ", " + own + ", cat UPDATE_MESSAGES_DELIVERY_STATUS");
  for (const char* author : {"ann2", "cat"}) {
    EXPECT_EQ(only(author).at("dateFrom").as_int64(), m1.date);
    EXPECT_EQ(only(author).at("dateTo").as_int64(), m3.date);
    EXPECT_EQ(text(only(author), {"userId"}), "ben");
    EXPECT_EQ(text(only(author), {"status"}), "READ");
  }
  const json::object older = mark("markMessageRead", m2);
  EXPECT_EQ(older.at("updateInfo").at("oldLastReadMessageDate"), older.at("updateInfo").at("lastReadMessageDate"));
  EXPECT_EQ(text(older, {"updateInfo", "lastReadMessageId"}), m3.id) << "it doesn't go back";
  EXPECT_EQ(told(), "");

  const json::object back = mark("markMessageUnread", m1);
  EXPECT_EQ(text(back, {"updateInfo", "lastReadMessageId"}), "");
  EXPECT_EQ(back.at("updateInfo").at("lastReadMessageDate").as_int64(), 0);
  EXPECT_EQ(back.at("updateInfo").at("oldLastReadMessageDate").as_int64(), m3.date);
  EXPECT_EQ(told(), own) << "what was read stays read for its author";
  EXPECT_EQ(text(stored("ann", m1.id), {"deliveryStatus", "ben"}), "READ");
  EXPECT_EQ(unread("ben"), 3);
  mark("markMessageRead", m3);
  EXPECT_EQ(told(), own) << "again, so that no author hears of it twice";

  // Marking a far newer message unread reads what is before it.
  const Sent m4 = say("ann", "4"), m5 = say("ann", "5");
  const json::object ahead = mark("markMessageUnread", m5);
  EXPECT_EQ(text(ahead, {"updateInfo", "lastReadMessageId"}), m4.id);
  EXPECT_EQ(told(), ann_hears + ", " + own);
  EXPECT_EQ(only("ann").at("dateTo").as_int64(), m4.date);
  EXPECT_EQ(unread("ben"), 1);
  const Sent mine = say("ben", "mine");
  mark("markMessageRead", mine);
  EXPECT_EQ(told(), ann_hears + ", " + own) << "of m5";
  mark("markMessageUnread", mine);
  told();
  mark("markMessageRead", mine);
  EXPECT_EQ(told(), own) << "nobody's but his own";
  for (const char* call : {"markMessageRead", "markMessageUnread"}) {
    EXPECT_EQ(refusal("ben", call, in(group_, {{"id", "unknown"}})), "Message not found");
    EXPECT_EQ(refusal("eve", call, in(group_, {{"id", m1.id}})), kRestricted);
  }
  EXPECT_EQ(told(), "");
  restart();
  EXPECT_EQ(text(*view("ben", group_), {"lastReadMessageId"}), mine.id);
  EXPECT_EQ(text(stored("ann", m5.id), {"deliveryStatus", "ben"}), "READ");
}

TEST_F(MessageCalls, WhatWasMissedIsDeliveredByLoadingTheChatToo) {
  leave("cat");
  const Sent first = say("ann", "1"), second = say("ann", "2");
  EXPECT_EQ(text(stored("ann", second.id), {"status"}), "PARTIAL_DELIVERY_NO_READ");
  come("cat");
  EXPECT_EQ(told(), "") << "connecting delivers nothing";
  const json::object chat = ask("cat", "loadChat", {{"id", group_}});
  EXPECT_EQ(text(chat, {"type"}), "SFU_CHAT_LOADED");
  EXPECT_EQ(chat.at("chat").at("messages").as_array().size(), 2u);
  EXPECT_EQ(told(), "ann UPDATE_MESSAGES_DELIVERY_STATUS, ann2 UPDATE_MESSAGES_DELIVERY_STATUS");
  EXPECT_EQ(text(only("ann"), {"status"}), "DELIVERED");
  EXPECT_EQ(only("ann").at("dateFrom").as_int64(), first.date - 1) << "of several messages";
  EXPECT_EQ(only("ann").at("dateTo").as_int64(), second.date);
  ask("cat", "loadChat", {{"id", group_}});
  EXPECT_EQ(told(), "") << "once";
  EXPECT_EQ(text(stored("ann", second.id), {"status"}), "FULL_DELIVERY_NO_READ");
}

}  // namespace
}  // namespace parley::test
