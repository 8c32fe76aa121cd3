// Messages in channels and threads: who gets them, who may touch them, what they do to counters and positions.
#include "tests/scenarios/attachments_fixture.hpp"
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

constexpr const char* kNoMember = "User must be a chat member to send messages";

class SpacesMessages : public SpacesFixture {
 protected:
  void SetUp() override {
    secret_ = new_private_channel("ann", "Secret", {"ben"});
    thread_ = new_thread("cat", channel_, "Thread");
    whisper_ = new_thread("ben", channel_, "Whisper", true);
    device("ben").ask("addMembersToThread", in_thread(channel_, whisper_, {{"members", json::array{"cat"}}}));
    settle();
  }
  static json::object with(json::object target, const json::object& more) {
    for (const auto& field : more) target[field.key()] = field.value();
    return target;
  }
  /// Sends a message; its status.
  json::object say(const std::string& name, const json::object& target, const std::string& body,
                   json::object more = {}) {
    more["body"] = body;
    const json::object answer = device(name).ask("sendMessage", with(target, more));
    EXPECT_EQ(text(answer, {"type"}), "SFU_MESSAGE_STATE") << json::serialize(answer);
    return answer.at("status").as_object();
  }
  std::string bodies(const std::string& name, const json::object& target) {
    const json::object answer = device(name).ask("loadMessages", target);
    if (text(answer, {"type"}) != "CHAT_MESSAGES") return text(answer, {"error"});
    std::string all;
    for (const json::value& message : answer.at("messages").as_array()) {
      all += (all.empty() ? "" : ", ") + text(message.as_object(), {"body"});
    }
    return all;
  }
  std::int64_t unread(const std::string& name, const json::object& target) {
    return device(name).ask("getUnreadMessagesCount", target).at("unreadMessagesCount").as_int64();
  }
  /// As the SDK: announces the file, sends it, finishes the message.
  json::object send_file(const std::string& name, const json::object& target, const TestFile& file) {
    const UploadIds ids(
        device(name).ask("sendMessage", with(target, {{"attachments", json::array{file.announcement()}}})));
    device(name).send_binary(ids.frame(0, true, file.content));
    device(name).answer(ids.key(0));
    device(name).send("sendMessageWithAttachments", {{"id", ids.message}, {"transferId", ids.transfer}});
    return device(name).answer(ids.message);
  }

  std::string secret_, thread_, whisper_;
};

TEST_F(SpacesMessages, AMessageReachesTheMembersOfItsPlaceAndNobodyElse) {
  struct Place {
    json::object target;
    const char* sender;
    const char* told;
    std::map<std::string, const char*> recipients;
  };
  const std::vector<Place> places = {
      {to_channel(channel_), "ben", "ann ann2 cat: SFU_MESSAGE; ben2: SEND_MESSAGE_SYNC", {{"ann", ""}, {"cat", ""}}},
      {to_channel(secret_), "ben", "ann ann2: SFU_MESSAGE; ben2: SEND_MESSAGE_SYNC", {{"ann", ""}}},
      {to_thread(channel_, thread_), "cat", "ann ann2 ben ben2: SFU_MESSAGE", {{"ann", ""}, {"ben", ""}}},
      {to_thread(channel_, whisper_), "cat", "ben ben2: SFU_MESSAGE", {{"ben", ""}}},
  };
  for (const Place& place : places) {
    SCOPED_TRACE(json::serialize(place.target));
    const Told told = does(place.sender, "sendMessage", "SFU_MESSAGE_STATE", with(place.target, {{"body", "hello"}}));
    EXPECT_EQ(told.lines(), heard(place.told));
    const json::object& status = told.answer.at("status").as_object();
    EXPECT_EQ(status.at("targetEntityType"), place.target.at("targetEntityType"));
    EXPECT_EQ(status.at("targetEntityId"), place.target.at("targetEntityId")) << "with exactly these fields";
    EXPECT_EQ(text(status, {"state"}), "FULL_DELIVERY_NO_READ");
    EXPECT_EQ(status.at("deliveryStatus").as_object().size(), place.recipients.size());
    for (const auto& [user, unused] : place.recipients) EXPECT_EQ(text(status, {"deliveryStatus", user}), "DELIVERED");
    for (const auto& [name, events] : told.events) {
      for (const json::object& event : events) {
        const json::object& message = event.at("message").as_object();
        EXPECT_EQ(message.at("id"), status.at("id"));
        EXPECT_EQ(message.at("targetEntityId"), place.target.at("targetEntityId"));
        EXPECT_EQ(text(message, {"body"}), "hello");
        EXPECT_EQ(text(message, {"from"}), place.sender);
        EXPECT_EQ(text(message, {"type"}), "REGULAR");
      }
    }
  }
  EXPECT_EQ(bodies("cat", to_channel(channel_)), "hello") << "threads have their own";
}

TEST_F(SpacesMessages, WhoIsNotInItCanDoNothing) {
  const std::string in_secret = text(say("ben", to_channel(secret_), "hush"), {"id"});
  const std::string in_whisper = text(say("ben", to_thread(channel_, whisper_), "hush"), {"id"});
  const auto tries = [&](const std::string& names, const json::object& target, const std::string& message) {
    refused_to(names, "sendMessage", with(target, {{"body", "let me in"}}), kNoMember);
    const json::object marked = with(target, {{"id", message}});
    for (const char* method :
         {"loadMessages", "getMessagesCount", "getFirstAndLastMessage", "getUnreadMessagesCount"}) {
      refused_to(names, method, target);
    }
    std::istringstream list(names);
    for (std::string name; list >> name;) {
      for (const Told& told :
           {by(name, "markMessageRead", marked), by(name, "markMessageUnread", marked),
            by(name, "editMessage", with(marked, {{"body", "mine"}})), by(name, "deleteMessage", marked),
            by(name, "addReactionOnMessage", with(target, {{"messageId", message}, {"reaction", "+1"}})),
            by(name, "getMessagesDifference", target)}) {
        EXPECT_EQ(text(told.answer, {"type"}), "OPERATION_FAILED") << name << json::serialize(told.answer);
        EXPECT_EQ(json::serialize(told.answer).find("hush"), std::string::npos);
        EXPECT_EQ(told.lines(), Heard{});
      }
    }
  };
  tries("cat eve gus", to_channel(secret_), in_secret);
  tries("ann eve gus", to_thread(channel_, whisper_), in_whisper);
  tries("eve", to_channel(channel_), "nothing");
  // A channel or thread is addressed through what it is in.
  json::object crooked = to_thread(secret_, thread_);
  EXPECT_EQ(text(by("ben", "sendMessage", with(crooked, {{"body", "x"}})).answer, {"type"}), "OPERATION_FAILED");
  crooked = to_channel(channel_);
  crooked["targetEntityId"].as_object()["spaceId"] = "nothing";
  EXPECT_EQ(text(by("ben", "sendMessage", with(crooked, {{"body", "x"}})).answer, {"type"}), "OPERATION_FAILED");
  for (const char* missing : {"spaceId", "channelId", "threadId"}) {
    crooked = to_thread(channel_, thread_);
    crooked["targetEntityId"].as_object().erase(missing);
    EXPECT_EQ(text(by("ben", "loadMessages", crooked).answer, {"type"}), "OPERATION_FAILED") << missing;
  }
  EXPECT_EQ(bodies("ann", to_channel(secret_)), "hush");
}

TEST_F(SpacesMessages, CountersAndPositionsFollow) {
  for (const bool in_thread : {false, true}) {
    SCOPED_TRACE(in_thread ? "thread" : "channel");
    const json::object target = in_thread ? to_thread(channel_, thread_) : to_channel(channel_);
    const auto place = [&](const std::string& name) {
      return in_thread ? thread(name, channel_, thread_) : channel(name, channel_);
    };
    const json::object first = say("ben", target, "one"), second = say("ben", target, "two");
    for (const char* name : {"ann", "ben2", "cat"}) {
      const json::object seen = place(name);
      EXPECT_EQ(seen.at("messagesCount").as_int64(), 2);
      EXPECT_EQ(seen.at("firstMessageId"), first.at("id"));
      EXPECT_EQ(seen.at("firstMessageDate"), first.at("date"));
      EXPECT_EQ(seen.at("lastMessageId"), second.at("id"));
      EXPECT_EQ(seen.at("lastMessageDate"), second.at("date"));
      EXPECT_TRUE(is_none(seen.at("lastReadMessageId"))) << name;
    }
    EXPECT_EQ(unread("ann", target), 2);
    EXPECT_EQ(unread("ben", target), 0);
    const Told read =
        does("ann", "markMessageRead", "LAST_READ_MESSAGE_UPDATED", with(target, {{"id", second.at("id")}}));
    EXPECT_EQ(read.lines(), heard("ann2: LAST_READ_MESSAGE_UPDATED; ben ben2: UPDATE_MESSAGES_DELIVERY_STATUS"));
    EXPECT_EQ(read.answer.at("updateInfo").at("lastReadMessageDate"), second.at("date"));
    EXPECT_EQ(read.answer.at("targetEntityId"), target.at("targetEntityId"));
    EXPECT_EQ(place("ann2").at("lastReadMessageId"), second.at("id"));
    EXPECT_TRUE(is_none(place("cat").at("lastReadMessageId")));
    const Told back =
        does("ann", "markMessageUnread", "LAST_READ_MESSAGE_UPDATED", with(target, {{"id", second.at("id")}}));
    EXPECT_EQ(back.lines(), heard("ann2: LAST_READ_MESSAGE_UPDATED"));
    EXPECT_EQ(back.answer.at("updateInfo").at("lastReadMessageDate"), first.at("date"));
    EXPECT_EQ(place("ann").at("lastReadMessageId"), first.at("id"));
    EXPECT_EQ(unread("ann", target), 1);
    EXPECT_EQ(device("cat").ask("getMessagesCount", target).at("messagesCount").as_int64(), 2);
    EXPECT_EQ(device("cat").ask("getFirstAndLastMessage", target).at("lastMessageId"), second.at("id"));
  }
  std::map<std::string, json::object> before;
  for (const char* name : {"ann", "ben", "cat"}) before[name] = view(name);
  restart();
  for (const char* name : {"ann", "ben", "cat"}) EXPECT_EQ(view(name), before[name]) << name;
  EXPECT_EQ(bodies("cat", to_channel(channel_)), "one, two");
}

TEST_F(SpacesMessages, EditsDeletionsAndReactionsReachTheSame) {
  const json::object target = to_channel(secret_);
  const std::string id = text(say("ben", target, "draft"), {"id"});
  const Told edited = does("ben", "editMessage", "SFU_MESSAGE_STATE", with(target, {{"id", id}, {"body", "final"}}));
  EXPECT_EQ(edited.lines(), heard("ann ann2 ben2: CHAT_MESSAGE_EDITED"));
  EXPECT_EQ(text(edited.to("ann", "CHAT_MESSAGE_EDITED"), {"message", "body"}), "final");
  const json::object heart = with(target, {{"messageId", id}, {"reaction", "heart"}});
  for (const char* type : {"REACTION_ON_MESSAGE_ADDED", "REACTION_ON_MESSAGE_REMOVED"}) {
    const Told told =
        does("ann",
             type == std::string_view("REACTION_ON_MESSAGE_ADDED") ? "addReactionOnMessage" : "removeReactionOnMessage",
             type, heart);
    EXPECT_EQ(told.lines(), Heard({{"ann2", type}, {"ben", type}, {"ben2", type}}));
    EXPECT_EQ(told.answer.at("targetEntityId"), target.at("targetEntityId"));
    EXPECT_EQ(text(told.answer, {"reactedUser"}), "ann");
  }
  // The owner of the space has no say over what others wrote.
  EXPECT_EQ(text(by("ann", "editMessage", with(target, {{"id", id}, {"body", "mine"}})).answer, {"type"}),
            "OPERATION_FAILED");
  EXPECT_EQ(text(by("ann", "deleteMessage", with(target, {{"id", id}})).answer, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(bodies("ann", target), "final");
  EXPECT_EQ(does("ben", "deleteMessage", "ACK", with(target, {{"id", id}})).lines(),
            heard("ann ann2 ben2: CHAT_MESSAGE_DELETED"));
  EXPECT_EQ(bodies("ann", target), "");
  // In a public thread everybody of the channel hears of a reaction.
  const json::object in_thread = to_thread(channel_, thread_);
  const std::string said = text(say("cat", in_thread, "well?"), {"id"});
  EXPECT_EQ(does("ben", "addReactionOnMessage", "REACTION_ON_MESSAGE_ADDED",
                 with(in_thread, {{"messageId", said}, {"reaction", "+1"}}))
                .lines(),
            heard("ann ann2 ben2 cat: REACTION_ON_MESSAGE_ADDED"));
}

TEST_F(SpacesMessages, APrivateMessageIsForItsTwoParties) {
  const json::object target = to_channel(channel_);
  EXPECT_EQ(does("ben", "sendMessage", "SFU_MESSAGE_STATE", with(target, {{"body", "psst"}, {"to", "cat"}})).lines(),
            heard("ben2: SEND_MESSAGE_SYNC; cat: SFU_MESSAGE"));
  EXPECT_EQ(bodies("cat", target), "psst");
  EXPECT_EQ(bodies("ann", target), "");
  EXPECT_EQ(channel("cat", channel_).at("messagesCount").as_int64(), 1);
  EXPECT_EQ(channel("ann", channel_).at("messagesCount").as_int64(), 0);
  EXPECT_EQ(
      text(by("ben", "sendMessage", with(to_channel(secret_), {{"body", "psst"}, {"to", "cat"}})).answer, {"type"}),
      "OPERATION_FAILED")
      << "he is not there";
}

TEST_F(SpacesMessages, WhoComesLaterHasReadWhatIsOldAndMayLoadIt) {
  const json::object open = to_channel(channel_), in_thread = to_thread(channel_, thread_),
                     closed = to_channel(secret_);
  say("ben", open, "old");
  const json::object last = say("cat", open, "older"), in_it = say("cat", in_thread, "there");
  const json::object hidden = say("ben", closed, "secret");
  join("gus");
  EXPECT_EQ(channel("gus", channel_).at("lastReadMessageId"), last.at("id"));
  EXPECT_EQ(thread("gus", channel_, thread_).at("lastReadMessageDate"), in_it.at("date"));
  EXPECT_EQ(unread("gus", open) + unread("gus", in_thread), 0);
  EXPECT_EQ(bodies("gus", open), "old, older");
  say("ben", open, "new");
  EXPECT_EQ(unread("gus", open), 1);
  // The same with a channel that opens.
  const Told opened = does("ann", "updateSpaceChannel", "SPACE_CHANNEL_UPDATED",
                           in_channel(secret_, {{"name", "Less secret"}, {"private", false}}));
  EXPECT_EQ(opened.to("gus", "NEW_SPACE_CHANNEL").at("channel").at("lastReadMessageId"), hidden.at("id"));
  EXPECT_EQ(unread("gus", closed) + unread("cat", closed), 0);
  EXPECT_EQ(unread("ann", closed), 1);
  EXPECT_EQ(bodies("cat", closed), "secret");
  // And with a private thread.
  const json::object whispered = say("ben", to_thread(channel_, whisper_), "hush");
  device("ben").ask("addMembersToThread",
                    SpacesFixture::in_thread(channel_, whisper_, {{"members", json::array{"ann"}}}));
  EXPECT_EQ(thread("ann", channel_, whisper_).at("lastReadMessageId"), whispered.at("id"));
}

TEST_F(SpacesMessages, WhoIsOutHearsAndFindsNothingMore) {
  const json::object target = to_channel(secret_);
  const std::string own = text(say("ben", target, "needle <@ben> mine"), {"id"});
  say("ann", target, "needle <@ben> yours");
  device("ann").ask("updateSpaceChannel", in_channel(secret_, {{"name", "Secret"}, {"private", true}}));
  EXPECT_EQ(does("ann", "sendMessage", "SFU_MESSAGE_STATE", with(target, {{"body", "alone"}})).lines(),
            heard("ann2: SEND_MESSAGE_SYNC"));
  EXPECT_EQ(bodies("ben", target), "Restricted access");
  for (const Told& told : {by("ben", "editMessage", with(target, {{"id", own}, {"body", "changed"}})),
                           by("ben", "deleteMessage", with(target, {{"id", own}})),
                           by("ben", "markMessageRead", with(target, {{"id", own}}))}) {
    EXPECT_EQ(text(told.answer, {"type"}), "OPERATION_FAILED");
    EXPECT_EQ(told.lines(), Heard{});
  }
  const json::object found = device("ben").ask("loadMessagesWithMentions", {{"userTag", "<@ben>"}, {"sortOrder", 0}});
  EXPECT_EQ(json::serialize(found).find("needle"), std::string::npos);
  // Given back, it is all there.
  device("ann").ask("updateSpaceChannel",
                    in_channel(secret_, {{"name", "Secret"}, {"private", true}, {"members", json::array{"ben"}}}));
  EXPECT_EQ(bodies("ben", target), "needle <@ben> mine, needle <@ben> yours, alone");
  EXPECT_EQ(unread("ben", target), 0);
}

TEST_F(SpacesMessages, MentionsAreFoundWhereOneIs) {
  const json::object open = say("ann", to_channel(channel_), "<@ben> open");
  say("cat", to_thread(channel_, thread_), "<@all> thread");
  say("ann", to_channel(secret_), "<@ben> <@cat> secret");
  const auto mentions = [&](const std::string& name) {
    const json::object answer =
        device(name).ask("loadMessagesWithMentions", {{"userTag", "<@" + name + ">"}, {"sortOrder", 0}});
    std::string all;
    for (const json::value& message : answer.at("messages").as_array()) {
      all += text(message.as_object(), {"body"}) + ";";
      EXPECT_TRUE(message.at("targetEntityId").as_object().contains("channelId")) << json::serialize(message);
    }
    return all;
  };
  EXPECT_EQ(mentions("ben"), "<@ben> open;<@all> thread;<@ben> <@cat> secret;");
  EXPECT_EQ(mentions("cat"), "") << "his own is none, and the secret is not for him";
  EXPECT_EQ(mentions("eve"), "");
}

TEST_F(SpacesMessages, JournalsHoldChannelsAndThreads) {
  const json::object target = to_channel(secret_);
  const json::object sent = device("ben").ask("sendMessage", with(target, {{"body", "one"}}));
  EXPECT_EQ(sent.at("cursor").as_int64(), 1);
  say("cat", to_thread(channel_, whisper_), "two");
  const auto cursor = [&](const std::string& name, const json::object& of) {
    const json::object summary = device(name).ask("getChatsSyncSummary");
    for (const json::value& entry : summary.at("cursors").as_array()) {
      if (entry.at("targetEntityId") == of.at("targetEntityId") &&
          entry.at("targetEntityType") == of.at("targetEntityType")) {
        return entry.at("currentCursor").as_int64();
      }
    }
    return std::int64_t{-1};
  };
  EXPECT_EQ(cursor("ann", target), 1);
  EXPECT_EQ(cursor("cat", target), -1);
  EXPECT_EQ(cursor("cat", to_channel(channel_)), 0);
  EXPECT_EQ(cursor("ben", to_thread(channel_, whisper_)), 1);
  EXPECT_EQ(cursor("ann", to_thread(channel_, whisper_)), -1);
  const json::object difference =
      does("ann", "getMessagesDifference", "MESSAGES_DIFFERENCE", with(target, {{"sinceCursor", 0}})).answer;
  ASSERT_EQ(difference.at("messages").as_array().size(), 1u);
  EXPECT_EQ(difference.at("newCursor").as_int64(), 1);
  EXPECT_EQ(difference.at("targetEntityId"), target.at("targetEntityId"));
}

TEST_F(SpacesMessages, FilesAreCountedForSpacesAndGoWithTheirPlace) {
  const auto sizes = [&](const std::string& name) {
    return device(name).ask("getAttachmentsSize").at("result").as_object();
  };
  const auto listed = [&](const std::string& name) {
    std::string all;
    const json::object answer = device(name).ask("listAttachments", {{"offset", -1}, {"pageSize", -1}});
    for (const json::value& item : answer.at("result").as_array()) all += text(item.as_object(), {"name"}) + " ";
    return all;
  };
  const TestFile one{.name = "one.txt", .content = "12345"}, two{.name = "two.txt", .content = "1234567"};
  settle();
  const json::object sent = send_file("ben", to_channel(secret_), one);
  ASSERT_EQ(text(sent, {"type"}), "SFU_MESSAGE_STATE") << json::serialize(sent);
  EXPECT_EQ(count(device("ann").settle(), "SFU_MESSAGE"), 1u);
  EXPECT_EQ(count(device("ben2").settle(), "SEND_MESSAGE_SYNC"), 1u);
  EXPECT_EQ(count(device("cat").settle(), "SFU_MESSAGE"), 0u);
  send_file("ben", to_thread(channel_, thread_), two);
  EXPECT_EQ(sizes("ben"), (json::object{{"SPACE", 12}}));
  EXPECT_EQ(listed("ben"), "two.txt one.txt ");
  EXPECT_EQ(sizes("ann"), json::object());
  const json::object asked =
      with(to_channel(secret_),
           {{"messageId", text(sent, {"status", "id"})}, {"attachmentId", one.id}, {"name", one.name}, {"size", 1000}});
  EXPECT_EQ(text(device("ann").ask("downloadAttachment", asked), {"type"}), "SFU_ATTACHMENT_REQUEST_ACK");
  for (const char* stranger : {"cat", "eve", "gus"}) {
    EXPECT_EQ(text(device(stranger).ask("downloadAttachment", asked), {"type"}), "OPERATION_FAILED") << stranger;
  }
  device("ann").ask("deleteSpaceThread", in_thread(channel_, thread_));
  EXPECT_EQ(listed("ben"), "one.txt ");
  device("ann").ask("deleteSpaceChannel", in_channel(secret_));
  EXPECT_EQ(listed("ben"), "");
  EXPECT_EQ(sizes("ben"), json::object());
  send_file("ben", to_channel(channel_), one);
  EXPECT_EQ(sizes("ben"), (json::object{{"SPACE", 5}}));
  device("ann").ask("deleteSpace", {{"id", space_}});
  EXPECT_EQ(sizes("ben"), json::object());
}

}  // namespace
}  // namespace parley::test
