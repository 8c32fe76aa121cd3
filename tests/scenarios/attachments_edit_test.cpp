// Files that come to and go from messages already sent.
#include "tests/scenarios/attachments_fixture.hpp"

namespace parley::test {
namespace {

class AttachmentsEdit : public AttachmentsFixture {
 protected:
  void SetUp() override {
    const json::object sent = send_files(*ann_, {old_}, {{"body", "before"}});
    message_ = text(sent, {"status", "id"});
    date_ = sent.at("status").at("date").as_int64();
    settle();
  }
  json::object edit(json::object arguments) {
    arguments["id"] = message_;
    return ann_->ask("editMessage", in_chat(std::move(arguments)));
  }
  std::vector<std::string> ids_now() {
    std::vector<std::string> ids;
    const json::array messages = load(*ben_);
    for (const json::value& file : messages[0].at("attachments").as_array()) {
      ids.emplace_back(file.at("id").as_string());
    }
    return ids;
  }

  const TestFile old_{.name = "old.txt", .content = "old content", .id = "old"};
  const TestFile new_{.name = "new.png", .content = some_bytes(150'000), .id = "new"};
  std::string message_;
  std::int64_t date_ = 0;
};

TEST_F(AttachmentsEdit, FilesNotNamedStay) {
  const json::object answer = edit({{"body", "after"}});
  EXPECT_FALSE(answer.at("waitingUploadingAttachments").as_bool());
  EXPECT_EQ(answer.at("status").at("attachments").as_array().size(), 1u);
  EXPECT_EQ(ids_now(), std::vector<std::string>{"old"});
}

TEST_F(AttachmentsEdit, RemovedFilesAreGoneAtOnce) {
  const json::object answer = edit({{"body", "after"}, {"attachmentIdsToDelete", {"old", "never there"}}});
  EXPECT_TRUE(answer.at("status").at("attachments").as_array().empty());
  EXPECT_TRUE(answer.at("status").at("edited").as_bool());
  for (auto* client : {&ann2_, &ben_}) {
    const auto events = (*client)->settle();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(text(events[0], {"type"}), "CHAT_MESSAGE_EDITED");
    EXPECT_TRUE(events[0].at("message").at("attachments").as_array().empty());
  }
  EXPECT_TRUE(ann_->settle().empty());
  EXPECT_TRUE(eve_->settle().empty());
  EXPECT_TRUE(ann_->ask("getAttachmentsSize").at("result").as_object().empty());
  EXPECT_EQ(download(*ben_, message_, old_), "The message has no such file");
  EXPECT_TRUE(comes_to(0));
}

TEST_F(AttachmentsEdit, SomethingHasToRemain) {
  const std::string nothing = "Failed to edit message, message must have body or attachments";
  EXPECT_EQ(text(edit({{"body", ""}, {"attachmentIdsToDelete", {"old"}}}), {"error"}), nothing);
  EXPECT_EQ(ids_now(), std::vector<std::string>{"old"});
  EXPECT_FALSE(edit({{"body", ""}}).at("waitingUploadingAttachments").as_bool()) << "the file remains";
  EXPECT_EQ(text(load(*ben_)[0].as_object(), {"body"}), "");
}

TEST_F(AttachmentsEdit, WithoutABodyFilesAloneChange) {
  const UploadIds ids(edit({{"attachments", announcements({new_})}}));
  EXPECT_EQ(text(load(*ben_)[0].as_object(), {"body"}), "before");
  upload(*ann_, ids, 0, new_.content);
  finish(*ann_, ids);
  edit({{"body", nullptr}, {"attachmentIdsToDelete", {"old", "new"}}});
  EXPECT_EQ(text(load(*ben_)[0].as_object(), {"body"}), "before");
  EXPECT_TRUE(ids_now().empty());
  const std::string nothing = "Failed to edit message, message must have body or attachments";
  EXPECT_EQ(text(edit({}), {"error"}), nothing);
  EXPECT_EQ(text(edit({{"attachments", json::array()}, {"attachmentIdsToDelete", json::array()}}), {"error"}), nothing);
}

TEST_F(AttachmentsEdit, NewFilesAreToldOnceWhenTheyAreThere) {
  const json::object answer =
      edit({{"body", "after"}, {"attachments", announcements({new_})}, {"attachmentIdsToDelete", {"old"}}});
  EXPECT_TRUE(answer.at("waitingUploadingAttachments").as_bool());
  EXPECT_EQ(text(answer, {"status", "state"}), "PENDING_ATTACHMENTS");
  EXPECT_TRUE(answer.at("status").at("edited").as_bool());
  const UploadIds ids(answer);
  EXPECT_EQ(ids.message, message_);
  for (auto* client : {&ann2_, &ben_}) EXPECT_TRUE((*client)->settle().empty());
  const json::object meanwhile = load(*ben_)[0].as_object();
  EXPECT_EQ(text(meanwhile, {"body"}), "after");
  EXPECT_TRUE(meanwhile.at("attachments").as_array().empty());
  upload(*ann_, ids, 0, new_.content);
  const json::object done = finish(*ann_, ids);
  EXPECT_EQ(text(done, {"status", "state"}), "FULL_DELIVERY_NO_READ");
  EXPECT_EQ(done.at("status").at("date").as_int64(), date_);
  EXPECT_EQ(done.at("status").at("attachments").at(0).at("mediaType").as_string(), "media");
  for (auto* client : {&ann2_, &ben_}) {
    const auto events = (*client)->settle();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(text(events[0], {"type"}), "CHAT_MESSAGE_EDITED");
    EXPECT_EQ(text(events[0], {"message", "body"}), "after");
    EXPECT_EQ(events[0].at("message").at("attachments").as_array().size(), 1u);
  }
  EXPECT_TRUE(ann_->settle().empty());
  EXPECT_TRUE(eve_->settle().empty());
  EXPECT_EQ(ids_now(), std::vector<std::string>{"new"});
  EXPECT_EQ(download(*ben_, message_, new_), new_.content);
  EXPECT_EQ(ben_->ask("getMessagesCount", in_chat()).at("messagesCount").as_int64(), 1);
}

TEST_F(AttachmentsEdit, FilesAreAddedBehindThoseThereAndIdsStayUnique) {
  EXPECT_EQ(text(edit({{"body", "x"}, {"attachments", announcements({old_})}}), {"type"}), "OPERATION_FAILED");
  const UploadIds ids(edit({{"body", "x"}, {"attachments", announcements({new_})}}));
  upload(*ann_, ids, 0, new_.content);
  EXPECT_EQ(finish(*ann_, ids).at("status").at("attachments").as_array().size(), 2u);
  EXPECT_EQ(ids_now(), (std::vector<std::string>{"old", "new"}));
  EXPECT_EQ(download(*ben_, message_, old_), old_.content);
}

TEST_F(AttachmentsEdit, AnEditWhoseFilesAreTakenBackIsAnEditAllTheSame) {
  const UploadIds ids(edit({{"body", "after"}, {"attachments", announcements({new_})}}));
  const json::object done = finish(*ann_, ids);
  EXPECT_EQ(text(done, {"status", "state"}), "FULL_DELIVERY_NO_READ");
  const auto events = ben_->settle();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(text(events[0], {"message", "body"}), "after");
  EXPECT_EQ(ids_now(), std::vector<std::string>{"old"});
}

TEST_F(AttachmentsEdit, AnEditThatLeavesNothingDeletesTheMessage) {
  const UploadIds ids(edit({{"body", ""}, {"attachments", announcements({new_})}, {"attachmentIdsToDelete", {"old"}}}));
  EXPECT_EQ(text(finish(*ann_, ids), {"status", "state"}), "DELETED");
  EXPECT_EQ(count(ben_->settle(), "CHAT_MESSAGE_DELETED"), 1u);
  EXPECT_EQ(text(load(*ben_)[0].as_object(), {"status"}), "DELETED");
}

TEST_F(AttachmentsEdit, WhenTheConnectionEndsTheOthersHearOfTheTextAndTheFilesAreDropped) {
  const UploadIds ids(edit({{"body", "after"}, {"attachments", announcements({new_})}}));
  piece(*ann_, ids, 0, false, "half");
  ann_->abort();
  const json::object event = ben_->event("CHAT_MESSAGE_EDITED");
  EXPECT_EQ(text(event, {"message", "body"}), "after");
  EXPECT_EQ(event.at("message").at("attachments").as_array().size(), 1u);
  EXPECT_EQ(text(ann2_->event("CHAT_MESSAGE_EDITED"), {"message", "body"}), "after");
  EXPECT_EQ(ids_now(), std::vector<std::string>{"old"});
  EXPECT_TRUE(comes_to(1));
}

TEST_F(AttachmentsEdit, WhenTheServerIsKilledThoseWhoCatchUpHearOfTheText) {
  const json::value cursor = ben_->ask("getChatsSyncSummary").at("cursors").at(0).at("currentCursor");
  edit({{"body", "after"}, {"attachments", announcements({new_})}});
  server_.kill();
  ServerProcess again(folder_.path());
  WireClient ben = WireClient::login(again.port(), "ben");
  const json::array changed =
      ben.ask("getMessagesDifference", in_chat({{"sinceCursor", cursor}})).at("messages").as_array();
  ASSERT_EQ(changed.size(), 1u);
  EXPECT_EQ(text(changed[0].as_object(), {"body"}), "after");
  EXPECT_EQ(changed[0].at("attachments").as_array().size(), 1u) << "the old one";
  EXPECT_EQ(text(load(ben)[0].as_object(), {"body"}), "after");
}

TEST_F(AttachmentsEdit, AMessageDeletedMeanwhileTakesNoFiles) {
  const UploadIds ids(edit({{"body", "after"}, {"attachments", announcements({new_})}}));
  upload(*ann_, ids, 0, new_.content);
  ann2_->ask("deleteMessage", in_chat({{"id", message_}}));
  EXPECT_EQ(text(finish(*ann_, ids), {"error"}), "Failed to edit message, message doesn't exist");
}

TEST_F(AttachmentsEdit, DeletingMessageOrChatDeletesFilesButNotThoseOthersStillHave) {
  const std::string copy = text(send_files(*ben_, {old_}), {"status", "id"});  // the same bytes, stored once
  const std::string other_chat = new_chat();
  const TestFile third{.name = "c", .content = "third"};
  send_files(*ann_, {third}, {}, other_chat);
  EXPECT_EQ(files_stored(), 2u);
  EXPECT_EQ(text(ann_->ask("deleteMessage", in_chat({{"id", message_}})), {"type"}), "ACK");
  EXPECT_TRUE(load(*ben_)[0].at("attachments").as_array().empty());
  EXPECT_EQ(download(*ben_, message_, old_), "The message has no such file");
  EXPECT_EQ(download(*ann_, copy, old_), old_.content);
  ann_->ask("deleteChat", {{"id", chat_}});
  EXPECT_TRUE(comes_to(1));
  EXPECT_EQ(ann_->ask("getAttachmentsSize").at("result").at("DIRECT").as_int64(), 5);
  ann_->ask("deleteChat", {{"id", other_chat}});
  EXPECT_TRUE(comes_to(0));
}

TEST_F(AttachmentsEdit, OnlyTheAuthorMay) {
  json::object call = in_chat({{"id", message_}, {"body", "x"}, {"attachmentIdsToDelete", {"old"}}});
  EXPECT_EQ(text(ben_->ask("editMessage", call), {"error"}), "Restricted access");
  EXPECT_EQ(text(eve_->ask("editMessage", call), {"error"}), "Restricted access");
  EXPECT_EQ(ids_now(), std::vector<std::string>{"old"});
}

}  // namespace
}  // namespace parley::test
