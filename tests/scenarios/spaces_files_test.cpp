// Files in channels of spaces: nothing of them reaches who isn't in the channel, also when he was when it began.
#include "tests/scenarios/attachments_fixture.hpp"

namespace parley::test {
namespace {

constexpr const char* kRestricted = "Restricted access";

/// The place is a private channel of ann's space, with ben in it. Eve is in the space only.
class SpacesFiles : public AttachmentsFixture {
 protected:
  void SetUp() override {
    const json::object made = ann_->ask("createSpace", {{"name", "Team"}});
    space_ = text(made, {"space", "id"});
    const std::string code = text(ann_->ask("generateNewSpaceInvite", {{"spaceId", space_}, {"lifespan", 60'000}}),
                                  {"invite", "inviteCode"});
    for (auto* client : {&ben_, &eve_}) (*client)->ask("joinSpaceByInviteCode", {{"inviteCode", code}});
    channel_ = text(ann_->ask("createSpaceChannel", access(json::array{"ben"})), {"channel", "id"});
    chat_ = space_ + '/' + channel_;
    settle();
  }

  json::object access(json::array members) const {
    return {{"spaceId", space_}, {"name", "Closed"}, {"private", true}, {"members", std::move(members)}};
  }
  void let_in(json::array members) {
    json::object call = access(std::move(members));
    call["channelId"] = channel_;
    const json::object answer = ann_->ask("updateSpaceChannel", std::move(call));
    ASSERT_EQ(text(answer, {"type"}), "SPACE_CHANNEL_UPDATED") << json::serialize(answer);
    settle();
  }
  static std::string listed(WireClient& client) {
    std::string names;
    const json::object answer = client.ask("listAttachments", {{"offset", -1}, {"pageSize", -1}});
    for (const json::value& item : answer.at("result").as_array()) names += text(item.as_object(), {"name"}) + ' ';
    return names;
  }
  static json::object sizes(WireClient& client) { return client.ask("getAttachmentsSize").at("result").as_object(); }

  const TestFile file_{.name = "plan.bin", .content = some_bytes(250'000)};
  std::string space_, channel_;
};

TEST_F(SpacesFiles, TheMembersGetAFileAndNobodyElse) {
  const json::object sent = send_files(*ben_, {file_}, {{"body", "the plan"}});
  ASSERT_EQ(text(sent, {"type"}), "SFU_MESSAGE_STATE") << json::serialize(sent);
  const std::string id = text(sent, {"status", "id"});
  EXPECT_EQ(sent.at("status").at("targetEntityId"), (json::object{{"spaceId", space_}, {"channelId", channel_}}));
  for (auto* client : {&ann_, &ann2_}) {
    EXPECT_EQ(text((*client)->event("SFU_MESSAGE"), {"message", "id"}), id);
    EXPECT_TRUE(download(**client, id, file_) == file_.content);
  }
  EXPECT_TRUE(eve_->settle().empty());
  EXPECT_EQ(download(*eve_, id, file_), kRestricted);
  EXPECT_EQ(text(eve_->ask("loadMessages", in_chat()), {"error"}), kRestricted);
  EXPECT_EQ(listed(*ben_), "plan.bin ");
  EXPECT_EQ(listed(*ann_), "");
  EXPECT_EQ(sizes(*ben_), (json::object{{"SPACE", 250'000}}));

  ann_->ask("deleteSpaceChannel", {{"spaceId", space_}, {"channelId", channel_}});
  EXPECT_EQ(listed(*ben_), "");
  EXPECT_EQ(sizes(*ben_), json::object());
  EXPECT_TRUE(comes_to(0));
}

TEST_F(SpacesFiles, WhatWasUnderWayIsNotPublishedByOneWhoIsOut) {
  const UploadIds ids(announce(*ben_, {file_}, {{"body", "the plan"}}));
  upload(*ben_, ids, 0, file_.content);
  let_in({});
  EXPECT_EQ(text(finish(*ben_, ids), {"error"}), "User must be a chat member to send messages");
  EXPECT_TRUE(ann_->settle().empty());
  EXPECT_TRUE(load(*ann_).empty());
}

TEST_F(SpacesFiles, AnEditOfOneWhoIsOutIsToldOfWithoutItsFiles) {
  const std::string id = text(ben_->ask("sendMessage", in_chat({{"body", "draft"}})), {"status", "id"});
  const UploadIds ids(
      ben_->ask("editMessage", in_chat({{"id", id}, {"body", "final"}, {"attachments", announcements({file_})}})));
  upload(*ben_, ids, 0, file_.content);
  let_in({});
  finish(*ben_, ids);
  for (auto* client : {&ann_, &ann2_}) {
    const json::object edited = (*client)->event("CHAT_MESSAGE_EDITED");
    EXPECT_EQ(text(edited, {"message", "body"}), "final");
    EXPECT_TRUE(edited.at("message").at("attachments").as_array().empty());
  }
  EXPECT_TRUE(ben_->settle().empty());
  EXPECT_TRUE(load(*ann_).at(0).at("attachments").as_array().empty());
}

TEST_F(SpacesFiles, WhoIsOutSeesNeitherOthersFilesNorHisOwnThere) {
  const std::string id = text(send_files(*ben_, {file_}), {"status", "id"});
  const json::object ack = ben_->ask("downloadAttachment", download_request(id, file_));
  ASSERT_EQ(text(ack, {"type"}), "SFU_ATTACHMENT_REQUEST_ACK") << json::serialize(ack);
  let_in({});
  // The right he was given is void.
  WireClient transfer = transfer_connection();
  transfer.call("downloadAttachment", {{"sessionId", text(ack, {"sessionId"})}});
  EXPECT_EQ(text(transfer.event("OPERATION_FAILED"), {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(download(*ben_, id, file_), kRestricted);
  EXPECT_EQ(listed(*ben_), "");
  EXPECT_EQ(sizes(*ben_), json::object());
  EXPECT_EQ(ben_->ask("searchMessageAttachments", {{"sortOrder", 0}}).at("totalSize").as_int64(), 0);
  EXPECT_TRUE(download(*ann_, id, file_) == file_.content) << "what he sent stays";

  let_in(json::array{"ben"});
  EXPECT_TRUE(download(*ben_, id, file_) == file_.content);
  EXPECT_EQ(listed(*ben_), "plan.bin ");
}

}  // namespace
}  // namespace parley::test
