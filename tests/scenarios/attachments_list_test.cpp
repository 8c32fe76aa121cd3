// Lists, sizes and searches of files, and the limits an administrator sets.
#include <chrono>

#include "tests/scenarios/attachments_fixture.hpp"

namespace parley::test {
namespace {

class AttachmentsList : public AttachmentsFixture {
 protected:
  void SetUp() override {
    second_chat_ = new_chat();
    for (int i = 0; i < 5; ++i) {
      const std::string number = std::to_string(i);
      const TestFile file{.name = i % 2 == 0 ? "Sample" + number + ".jpeg" : "report" + number + ".pdf",
                          .content = std::string(static_cast<std::size_t>(i) + 1, 'x'),
                          .id = "same id"};
      files_.push_back(file);
      const json::object sent = send_files(*ann_, {file}, {}, i < 3 ? chat_ : second_chat_);
      messages_.push_back(text(sent, {"status", "id"}));
      dates_.push_back(sent.at("status").at("date").as_int64());
      another_millisecond();
    }
    send_files(*ben_, {{.name = "ben's SAMPLE", .content = "1234567890"}});
    settle();
  }
  /// Dates are unique within a chat only; tests that order files of two chats need them apart.
  static void another_millisecond() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }
  static std::vector<std::string> names(const json::value& list) {
    std::vector<std::string> names;
    for (const json::value& item : list.as_array()) names.emplace_back(item.at("name").as_string());
    return names;
  }
  std::vector<std::string> search(WireClient& client, json::object arguments) {
    arguments.emplace("sortOrder", 0);
    return names(client.ask("searchMessageAttachments", std::move(arguments)).at("attachmentsInfo"));
  }
  using Names = std::vector<std::string>;

  std::string second_chat_;
  std::vector<TestFile> files_;
  std::vector<std::string> messages_;
  std::vector<std::int64_t> dates_;
};

TEST_F(AttachmentsList, OwnFilesNewestFirst) {
  const json::object all = ann_->ask("listAttachments", {{"offset", -1}, {"pageSize", -1}});
  EXPECT_EQ(text(all, {"type"}), "ATTACHMENTS_LIST_RESULT");
  EXPECT_EQ(text(all, {"roomId"}), "");
  EXPECT_EQ(names(all.at("result")),
            (Names{"Sample4.jpeg", "report3.pdf", "Sample2.jpeg", "report1.pdf", "Sample0.jpeg"}));
  EXPECT_EQ(
      all.at("result").at(0),
      (json::object{{"id", "same id"}, {"name", "Sample4.jpeg"}, {"size", 5}, {"from", "ann"}, {"date", dates_[4]}}));
  EXPECT_EQ(ann_->ask("listAttachments", {{"offset", 0}, {"pageSize", 3}}).at("result").as_array().size(), 3u);
  EXPECT_EQ(names(ann_->ask("listAttachments", {{"offset", 3}, {"pageSize", 3}}).at("result")),
            (Names{"report1.pdf", "Sample0.jpeg"}));
  EXPECT_TRUE(eve_->ask("listAttachments", {{"offset", -1}, {"pageSize", -1}}).at("result").as_array().empty());
}

TEST_F(AttachmentsList, SizesAreNumbersAndEmptySortsAreAbsent) {
  EXPECT_EQ(ann_->ask("getAttachmentsSize").at("result"), (json::object{{"DIRECT", 15}}));
  EXPECT_EQ(ann_->ask("getAttachmentsSize", {{"type", "DIRECT"}}).at("result"), (json::object{{"DIRECT", 15}}));
  EXPECT_EQ(ann_->ask("getAttachmentsSize", {{"type", "SPACE"}}).at("result"), json::object());
  EXPECT_EQ(eve_->ask("getAttachmentsSize").at("result"), json::object());
  EXPECT_EQ(text(ann_->ask("getAttachmentsSize", {{"type", "NONSENSE"}}), {"type"}), "OPERATION_FAILED");
  ann_->ask("deleteMessage", in_chat({{"id", messages_[4]}}, second_chat_));
  EXPECT_EQ(ann_->ask("getAttachmentsSize").at("result"), (json::object{{"DIRECT", 10}}));
  ann_->ask("deleteChat", {{"id", chat_}});
  EXPECT_EQ(ann_->ask("getAttachmentsSize").at("result"), (json::object{{"DIRECT", 4}}));
  EXPECT_EQ(names(ann_->ask("listAttachments", {{"offset", -1}, {"pageSize", -1}}).at("result")), Names{"report3.pdf"});
}

TEST_F(AttachmentsList, LaterClientsGetPages) {
  const json::object page = ann_->ask("listAttachments", {{"sectionType", "Direct"}, {"offset", 1}, {"pageSize", 2}});
  EXPECT_EQ(text(page, {"type"}), "ATTACHMENTS_LIST_RESULT");
  EXPECT_EQ(page.at("result").at("totalCount").as_int64(), 5);
  EXPECT_EQ(names(page.at("result").at("items")), (Names{"report3.pdf", "Sample2.jpeg"}));
  const json::object& item = page.at("result").at("items").at(0).as_object();
  EXPECT_EQ(text(item, {"messageId"}), messages_[3]);
  EXPECT_EQ(item.at("targetEntityId"), (json::object{{"chatId", second_chat_}}));
  const auto sorted = [&](const char* field, int order) {
    return names(
        ann_->ask(
                "listAttachments",
                {{"sectionType", "Direct"}, {"offset", 0}, {"pageSize", 2}, {"sortField", field}, {"sortOrder", order}})
            .at("result")
            .at("items"));
  };
  EXPECT_EQ(sorted("NAME", 0), (Names{"report1.pdf", "report3.pdf"}));
  EXPECT_EQ(sorted("SIZE", 1), (Names{"Sample4.jpeg", "report3.pdf"}));
  EXPECT_EQ(sorted("DATE", 0), (Names{"Sample0.jpeg", "report1.pdf"}));
  const json::object none = ann_->ask("listAttachments", {{"sectionType", "Spaces"}, {"offset", 0}, {"pageSize", 2}});
  EXPECT_EQ(none.at("result").at("totalCount").as_int64(), 0);
  EXPECT_EQ(text(ann_->ask("listAttachments", {{"sectionType", "Else"}, {"offset", 0}, {"pageSize", 2}}), {"type"}),
            "OPERATION_FAILED");
  const json::array sections = ann_->ask("getStorageSections").at("sections").as_array();
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_EQ(sections[0], (json::object{{"name", "Direct"}, {"size", 15}, {"childSections", json::array()}}));
  EXPECT_EQ(sections[1].at("size").as_int64(), 0);
}

TEST_F(AttachmentsList, StorageIsFreedByTheSenderAndMembersHear) {
  const auto item = [&](int message, const std::string& chat) {
    return in_chat({{"id", "same id"}, {"messageId", messages_[static_cast<std::size_t>(message)]}}, chat);
  };
  EXPECT_EQ(text(ben_->ask("removeStorageAttachments", {{"attachments", json::array{item(0, chat_)}}}), {"type"}),
            "OPERATION_FAILED")
      << "not his";
  const json::object with_text = send_files(*ann_, {files_[0]}, {{"body", "text"}});
  settle();
  json::object third = in_chat({{"id", "same id"}, {"messageId", text(with_text, {"status", "id"})}});
  const json::object freed = ann_->ask("removeStorageAttachments",
                                       {{"attachments", json::array{item(1, chat_), item(4, second_chat_), third}}});
  EXPECT_EQ(text(freed, {"type"}), "REMOVE_STORAGE_ATTACHMENTS_RESULT");
  EXPECT_EQ(freed.at("deletedSize").as_int64(), 2 + 5 + 1);
  for (auto* client : {&ann_, &ann2_, &ben_}) {
    const auto events = (*client)->settle();
    EXPECT_EQ(count(events, "CHAT_MESSAGE_DELETED"), 2u) << "nothing was left of them";
    EXPECT_EQ(count(events, "CHAT_MESSAGE_EDITED"), 1u);
  }
  EXPECT_TRUE(eve_->settle().empty());
  EXPECT_EQ(ann_->ask("getAttachmentsSize").at("result"), (json::object{{"DIRECT", 1 + 3 + 4}}));
  const json::object nothing = ann_->ask("removeStorageAttachments", {{"attachments", json::array{item(1, chat_)}}});
  EXPECT_EQ(nothing.at("deletedSize").as_int64(), 0);
  EXPECT_TRUE(ben_->settle().empty());
}

TEST_F(AttachmentsList, WhatIsGoneOrNotHisKeepsNoOtherFromBeingFreed) {
  const auto item = [&](const std::string& message, const std::string& chat) {
    return in_chat({{"id", "same id"}, {"messageId", message}}, chat);
  };
  const std::string of_ben = text(send_files(*ben_, {files_[0]}), {"status", "id"});
  ann_->ask("deleteChat", {{"id", second_chat_}});
  settle();
  const json::array items = {item("no such message", chat_), item(messages_[0], chat_), item(of_ben, chat_),
                             item(messages_[4], second_chat_), item(messages_[1], chat_)};
  const json::object freed = ann_->ask("removeStorageAttachments", {{"attachments", items}});
  EXPECT_EQ(text(freed, {"type"}), "REMOVE_STORAGE_ATTACHMENTS_RESULT");
  EXPECT_EQ(freed.at("deletedSize").as_int64(), 1 + 2);
  EXPECT_EQ(count(ben_->settle(), "CHAT_MESSAGE_DELETED"), 2u) << "his own stays";
  EXPECT_EQ(ben_->ask("getAttachmentsSize").at("result"), (json::object{{"DIRECT", 10 + 1}}));
  const json::object refused =
      ann_->ask("removeStorageAttachments", {{"attachments", json::array{items[0], items[2], items[3]}}});
  EXPECT_EQ(text(refused, {"error"}), "Message not found") << "when none is left to look at";
  EXPECT_TRUE(ben_->settle().empty());
}

TEST_F(AttachmentsList, SearchingByPartOfTheNameTypeSenderAndChat) {
  const json::object found = ben_->ask("searchMessageAttachments", {{"searchString", "sAm"}, {"sortOrder", 0}});
  EXPECT_EQ(text(found, {"type"}), "MESSAGE_ATTACHMENTS_SEARCH_RESULT");
  EXPECT_EQ(found.at("totalSize").as_int64(), 4);
  EXPECT_EQ(names(found.at("attachmentsInfo")),
            (Names{"Sample0.jpeg", "Sample2.jpeg", "Sample4.jpeg", "ben's SAMPLE"}));
  const json::object& first = found.at("attachmentsInfo").at(0).as_object();
  EXPECT_EQ(first, (json::object{{"targetEntityType", "CHAT"},
                                 {"targetEntityId", {{"chatId", chat_}}},
                                 {"messageId", messages_[0]},
                                 {"id", "same id"},
                                 {"name", "Sample0.jpeg"},
                                 {"type", "file"},
                                 {"mediaType", "media"},
                                 {"size", 1},
                                 {"from", "ann"},
                                 {"date", dates_[0]}}));
  EXPECT_EQ(search(*ben_, {{"searchString", "sam"}, {"from", "ben"}}), Names{"ben's SAMPLE"});
  EXPECT_EQ(search(*ben_, {{"attachmentsType", "media"}, {"chatId", second_chat_}}), Names{"Sample4.jpeg"});
  EXPECT_EQ(search(*ben_, {{"attachmentsType", "other"}, {"from", "ann"}}), (Names{"report1.pdf", "report3.pdf"}));
  EXPECT_EQ(search(*ben_, {{"searchString", "sam"}, {"chatId", ""}, {"from", ""}}).size(), 4u) << "empty is absent";
  EXPECT_EQ(search(*ben_, {{"searchString", "%"}}), Names{}) << "no pattern";
  EXPECT_EQ(search(*ben_, {{"searchString", "s_m"}}), Names{});
  EXPECT_EQ(search(*eve_, {{"searchString", "sam"}}), Names{});
  EXPECT_EQ(text(eve_->ask("searchMessageAttachments", {{"chatId", chat_}, {"sortOrder", 0}}), {"error"}),
            "Restricted access");
  ann_->ask("deleteMessage", in_chat({{"id", messages_[0]}}));
  EXPECT_EQ(search(*ben_, {{"searchString", "sample0"}}), Names{});
}

TEST_F(AttachmentsList, BoundariesCutAroundTheMarkAsTheOrderSays) {
  const auto around = [&](int order, int mark, int lower, int upper) {
    const json::object found = ann_->ask(
        "searchMessageAttachments",
        {{"from", "ann"},
         {"sortOrder", order},
         {"boundaries",
          {{"dateMark", dates_[static_cast<std::size_t>(mark)]}, {"lowerLimit", lower}, {"upperLimit", upper}}}});
    EXPECT_EQ(found.at("totalSize").as_int64(), 5) << "whatever is cut out";
    std::string numbers;
    for (const std::string& name : names(found.at("attachmentsInfo"))) numbers += name[6];
    return numbers;
  };
  EXPECT_EQ(around(1, 2, 2, 1), "321") << "newest first: list[1], list[2], list[3]";
  EXPECT_EQ(around(0, 2, 2, 1), "234");
  EXPECT_EQ(around(1, 0, 9, 9), "43210");
  EXPECT_EQ(around(0, 4, 9, 0), "");
  EXPECT_EQ(around(0, 4, -1, 1), "4");
  const auto framed = [&](json::object frame) {
    std::string numbers;
    for (const std::string& name : search(*ann_, {{"from", "ann"}, {"timeFrame", frame}})) numbers += name[6];
    return numbers;
  };
  EXPECT_EQ(framed({{"start", dates_[1]}, {"end", dates_[3]}}), "123");
  EXPECT_EQ(framed({{"start", 0}, {"end", -1}, {"limit", 2}}), "34");
  EXPECT_EQ(framed({{"start", dates_[4]}, {"end", dates_[0]}}), "");
}

class AttachmentsLimits : public AttachmentsFixture {
 protected:
  AttachmentsLimits()
      : AttachmentsFixture({"--attachments-max-bytes", "200000", "--attachments-quota-bytes", "300000"}) {}
};

TEST_F(AttachmentsLimits, FilesOverTheLimitAreRefusedHoweverTheyAreAnnounced) {
  EXPECT_EQ(text(announce(*ann_, {{.name = "a", .content = "", .announced = 200'001}}), {"error"}),
            "A file can have up to 200000 bytes");
  const UploadIds ids(announce(*ann_, {{.name = "a", .content = "", .announced = 10}}));
  EXPECT_EQ(text(piece(*ann_, ids, 0, false, some_bytes(150'000)), {"status", "state"}), "PENDING");
  EXPECT_EQ(text(piece(*ann_, ids, 0, false, some_bytes(150'000)), {"status", "state"}), "CANCELLED");
  EXPECT_EQ(text(piece(*ann_, ids, 0, true, "end"), {"status", "state"}), "UPLOADED");
  EXPECT_EQ(text(finish(*ann_, ids), {"type"}), "OPERATION_FAILED");
  EXPECT_TRUE(load(*ben_).empty());
  EXPECT_TRUE(comes_to(0));
}

TEST_F(AttachmentsLimits, FilesOfOneSenderHaveALimitTogether) {
  const TestFile file{.name = "a", .content = some_bytes(160'000)};
  const std::string message = text(send_files(*ann_, {file}), {"status", "id"});
  EXPECT_EQ(text(announce(*ann_, {file}), {"type"}), "OPERATION_FAILED");
  EXPECT_TRUE(send_files(*ben_, {file}).at("status").at("delivered").as_bool());
  ann_->ask("deleteMessage", in_chat({{"id", message}}));
  EXPECT_TRUE(send_files(*ann_, {file}).at("status").at("delivered").as_bool());
}

TEST_F(AttachmentsLimits, WhatComesBeyondTheLimitIsNotKept) {
  const TestFile small{.name = "small", .content = some_bytes(200'000, 1), .id = "small", .announced = 1};
  const TestFile other{.name = "other", .content = some_bytes(200'000, 2), .id = "other", .announced = 1};
  const UploadIds first(announce(*ann_, {small})), second(announce(*ann2_, {other}));
  upload(*ann_, first, 0, small.content);
  upload(*ann2_, second, 0, other.content);
  EXPECT_EQ(text(finish(*ann_, first), {"type"}), "SFU_MESSAGE_STATE");
  EXPECT_EQ(text(finish(*ann2_, second), {"error"}), "Your files can have up to 300000 bytes together");
  EXPECT_TRUE(comes_to(1)) << "its bytes are gone";
  EXPECT_EQ(load(*ben_).size(), 1u);
  // An edit has changed the text already: it goes without the file.
  const UploadIds edit(ann_->ask(
      "editMessage",
      in_chat({{"id", first.message}, {"body", "text"}, {"attachments", json::array{other.announcement()}}})));
  upload(*ann_, edit, 0, other.content);
  const json::object edited = finish(*ann_, edit);
  EXPECT_EQ(edited.at("status").at("attachments").as_array().size(), 1u);
  EXPECT_EQ(load(*ben_).at(0).at("body").as_string(), "text");
}

}  // namespace
}  // namespace parley::test
