#include <functional>

#include "domain/messages/test_world.hpp"

namespace parley::domain {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MessagesSearchTest : public MessagesWorld {
 protected:
  static protocol::calls::SearchChatMessages words(const std::string& chat, const std::string& text,
                                                   std::optional<std::int64_t> limit = std::nullopt) {
    return {.chatId = chat, .searchString = text, .searchId = std::nullopt, .limit = limit};
  }
  Result<protocol::ChatSearchResultEvent> search(const Caller& caller,
                                                 const protocol::calls::SearchChatMessages& call) {
    return read([&](storage::Reader& r) { return messages.search(r, caller, call); });
  }
  std::vector<std::string> found(const Caller& caller, const protocol::calls::SearchChatMessages& call) {
    const auto answer = search(caller, call);
    EXPECT_TRUE(answer) << text(answer);
    std::vector<std::string> bodies;
    if (!answer) return bodies;
    for (const protocol::Message& message : answer->messages) bodies.push_back(message.body);
    return bodies;
  }
  std::vector<std::string> found(const Caller& caller, const std::string& text) {
    return found(caller, words(chat, text));
  }
  /// As the server does again and again, until nothing is left.
  void index() {
    change([&](storage::Transaction& t) {
      for (std::int64_t after = 0; (after = messages.index_messages(t, after)) != 0;) {
      }
    });
  }
  std::int64_t rows_in_index() {
    std::int64_t count = 0;
    database->read_and_wait([&](storage::Reader& reader) {
      auto rows = reader.query("SELECT COUNT(*) FROM message_words");
      rows->next();
      count = rows->integer(0);
    });
    return count;
  }
  /// Everything has to be the same whether the index holds nothing, some or all of the messages.
  void in_each_state(const std::function<void()>& first, const std::function<void()>& second,
                     const std::function<void(const std::string&)>& check) {
    for (const int indexed_after : {0, 1, 2}) {
      chat = make_chat(ann, {"ben", "cat"}).id;
      first();
      if (indexed_after == 1) index();
      second();
      if (indexed_after == 2) index();
      check("index written after part " + std::to_string(indexed_after));
    }
  }

  std::string chat = make_chat(ann, {"ben", "cat"}).id;
};

TEST_F(MessagesSearchTest, WholeWordsSideBySide) {
  in_each_state([&] { send(ann, chat, "I'm a needle 0"); }, [&] { send(ben, chat, "I'M A NEEDLE 1"); },
                [&](const std::string& state) {
                  SCOPED_TRACE(state);
                  for (const char* query : {"I'm a needle", "needle", "a needle", "a nee*", "A  \"Needle\""}) {
                    EXPECT_THAT(found(cat, query), ElementsAre("I'm a needle 0", "I'M A NEEDLE 1")) << query;
                  }
                  EXPECT_THAT(found(ann, "needle 1"), ElementsAre("I'M A NEEDLE 1"));
                  for (const char* query : {"a need", "needle a", "I'm needle", "0 1", "?!", "*", ""}) {
                    EXPECT_THAT(found(ann, query), IsEmpty()) << query;
                  }
                });
}

TEST_F(MessagesSearchTest, QueriesAreNoSyntax) {
  in_each_state(
      [&] { send(ann, chat, "plain text NOT near"); }, [&] { send(ann, chat, "words: text"); },
      [&](const std::string& state) {
        SCOPED_TRACE(state);
        for (const char* query : {"\"", "\"\"\"", "plain OR words", "text NEAR(text)", "words:", "(", "plain* words",
                                  "text AND plain", "^plain text near", "{words}: plain", "x\" OR \"text",
                                  "plain'; DROP TABLE messages; --", "-text plain", "+", "a\\"}) {
          EXPECT_TRUE(search(ann, words(chat, query))) << query;
        }
        EXPECT_THAT(found(ann, "plain OR words"), IsEmpty());
        EXPECT_THAT(found(ann, "x\" OR \"text"), IsEmpty());
        EXPECT_THAT(found(ann, "text NOT"), ElementsAre("plain text NOT near"));
        EXPECT_THAT(found(ann, "\"words: text\""), ElementsAre("words: text"));
      });
}

TEST_F(MessagesSearchTest, NewestMatchesOldestFirst) {
  in_each_state(
      [&] {
        for (int i = 0; i < 3; ++i) send(ann, chat, "word " + std::to_string(i));
      },
      [&] {
        for (int i = 3; i < 5; ++i) send(ann, chat, "word " + std::to_string(i));
      },
      [&](const std::string& state) {
        SCOPED_TRACE(state);
        EXPECT_THAT(found(ben, words(chat, "word", 1)), ElementsAre("word 4"));
        EXPECT_THAT(found(ben, words(chat, "word", 3)), ElementsAre("word 2", "word 3", "word 4"));
        EXPECT_THAT(found(ben, words(chat, "word", 0)), IsEmpty());
        EXPECT_EQ(found(ben, words(chat, "word", -1)).size(), 5u);
        EXPECT_EQ(found(ben, words(chat, "word", 1'000'000'000)).size(), 5u);
      });
}

TEST_F(MessagesSearchTest, WhatMessagesSayNow) {
  std::string edited;
  std::string deleted;
  in_each_state(
      [&] {
        edited = send(ann, chat, "before edit").id;
        deleted = send(ann, chat, "before deletion").id;
      },
      [&] {
        ASSERT_TRUE(edit(ann, chat, edited, "after change"));
        ASSERT_TRUE(remove(ann, chat, deleted));
      },
      [&](const std::string& state) {
        SCOPED_TRACE(state);
        EXPECT_THAT(found(ben, "before"), IsEmpty());
        EXPECT_THAT(found(ben, "after change"), ElementsAre("after change"));
        ASSERT_TRUE(edit(ann, chat, edited, "again before"));
        EXPECT_THAT(found(ben, "before"), ElementsAre("again before"));
        EXPECT_THAT(found(ben, "change"), IsEmpty());
      });
}

TEST_F(MessagesSearchTest, PrivateMessagesAreForTheirParties) {
  in_each_state([&] { send_to(ann, chat, "ben", "secret one"); }, [&] { send_to(ben, chat, "ann", "secret two"); },
                [&](const std::string& state) {
                  SCOPED_TRACE(state);
                  EXPECT_THAT(found(ann, "secret"), ElementsAre("secret one", "secret two"));
                  EXPECT_THAT(found(ben, "secret"), ElementsAre("secret one", "secret two"));
                  EXPECT_THAT(found(cat, "secret"), IsEmpty());
                });
}

TEST_F(MessagesSearchTest, OnlyThisChatAndOnlyItsMembers) {
  const std::string other = make_chat(ann, {"dan"}).id;
  send(ann, other, "needle elsewhere");
  in_each_state([&] { send(ann, chat, "needle"); }, [] {},
                [&](const std::string& state) {
                  SCOPED_TRACE(state);
                  EXPECT_THAT(found(ann, "needle"), ElementsAre("needle"));
                  EXPECT_EQ(text(search(dan, words(chat, "needle"))), "Restricted access");
                });
  EXPECT_EQ(text(search(ann, words("no-such-chat", "needle"))), "Chat not found");
}

TEST_F(MessagesSearchTest, AnswerEchoesAndIsWhole) {
  const auto parent = send(ben, chat, "a question");
  auto reply = message(chat, "the needle");
  reply.parentId = parent.id;
  ASSERT_TRUE(send(ann, reply));
  auto call = words(chat, "needle");
  call.searchId = "search-7";
  const auto answer = search(cat, call);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->chatId, chat);
  EXPECT_EQ(answer->searchId, "search-7");
  ASSERT_EQ(answer->messages.size(), 1u);
  protocol::Message found_message = answer->messages[0];
  protocol::Message loaded = load(cat, chat).back();
  ASSERT_TRUE(found_message.parentMessage && loaded.parentMessage);
  EXPECT_EQ(*found_message.parentMessage, *loaded.parentMessage);
  found_message.parentMessage = loaded.parentMessage = nullptr;
  EXPECT_EQ(found_message, loaded);
  EXPECT_EQ(search(cat, words(chat, "x"))->searchId, "");
}

TEST_F(MessagesSearchTest, SearchingDeliversNothing) {
  connections.online = {"ann"};
  send(ann, chat, "needle");
  told();
  const auto answer = search(ben, words(chat, "needle"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->messages.at(0).deliveryStatus.at("ben"), protocol::DeliveryStatus::PENDING);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(MessagesSearchTest, SecureChatsFindNothingAndAreNotIndexed) {
  protocol::calls::CreateChat call;
  call.members = std::vector<std::string>{"ben"};
  call.encryptionEnabled = true;
  call.publicKey = "public";
  call.encryptedPrivateKey = "private";
  call.encryptedChatPasswords = {{{"ann", "a"}, {"ben", "b"}}};
  call.encryptedAttachmentsSecretKey = "secret";
  const auto made = write([&](storage::Transaction& t) { return chats.create(t, ann, call); });
  ASSERT_TRUE(made) << text(made);
  send(ann, made->info.id, "needle");
  EXPECT_THAT(found(ben, words(made->info.id, "needle")), IsEmpty());
  index();
  EXPECT_THAT(found(ben, words(made->info.id, "needle")), IsEmpty());
  EXPECT_EQ(rows_in_index(), 0);
}

TEST_F(MessagesSearchTest, SystemMessagesAreNotText) {
  change([&](storage::Transaction& t) {
    messages.add_meeting_history(t, in_chat, target(chat), "ann", R"({"title":"needle"})");
  });
  EXPECT_THAT(found(ann, "needle"), IsEmpty());
  index();
  EXPECT_THAT(found(ann, "needle"), IsEmpty());
}

TEST_F(MessagesSearchTest, IndexOfADeletedChatGoesAndIsNotMistakenForAnothers) {
  for (int i = 0; i < 3; ++i) send(ann, chat, "needle");
  index();
  EXPECT_EQ(rows_in_index(), 3);
  ASSERT_TRUE(write([&](storage::Transaction& t) { return chats.remove(t, ann, {.id = chat}); }));
  chat = make_chat(ann, {"ben"}).id;  // its messages take the numbers of the former ones
  send(ann, chat, "needle again");
  EXPECT_THAT(found(ben, "needle"), ElementsAre("needle again"));
  index();
  EXPECT_EQ(rows_in_index(), 1);
  EXPECT_THAT(found(ben, "needle"), ElementsAre("needle again"));
}

TEST_F(MessagesSearchTest, IndexesInBatches) {
  for (int i = 0; i < 1100; ++i) send(ann, chat, "needle " + std::to_string(i));
  std::vector<std::int64_t> rows;
  std::int64_t after = 0;
  do {
    change([&](storage::Transaction& t) { after = messages.index_messages(t, after); });
    rows.push_back(rows_in_index());
    EXPECT_THAT(found(ben, words(chat, "needle", 1)), ElementsAre("needle 1099"));
    EXPECT_THAT(found(ben, "needle 3"), ElementsAre("needle 3"));
    EXPECT_EQ(found(ben, "need*").size(), 1000u);
  } while (rows.back() < 1100 && rows.size() < 10);
  EXPECT_THAT(rows, Contains(500));
  EXPECT_EQ(rows.back(), 1100);
}

TEST_F(MessagesSearchTest, ManyWordsAreRefused) {
  std::string many;
  for (int i = 0; i < 65; ++i) many += "a ";
  EXPECT_EQ(text(search(ann, words(chat, many))), "A search has up to 64 words");
}

}  // namespace
}  // namespace parley::domain
