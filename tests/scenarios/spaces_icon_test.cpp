// A space's icon: the call, the upload over HTTP, who is told, and what stays.
#include "tests/harness/http_client.hpp"
#include "tests/harness/test_pictures.hpp"
#include "tests/scenarios/spaces_fixture.hpp"

namespace parley::test {
namespace {

class SpacesIcon : public SpacesFixture {
 protected:
  json::object announced() const { return {{"id", space_}, {"iconName", "logo.png"}, {"iconSize", picture_.size()}}; }
  std::string upload_url(const std::string& name) {
    const Told told = does(name, "updateSpaceIcon", "UPLOAD_ICON", announced());
    EXPECT_EQ(told.lines(), Heard{}) << "nothing has changed before the picture is there";
    return text(told.answer, {"url"});
  }
  HttpAnswer post(const std::string& url) { return http(server_->port(), "POST", url, form_type, form_with(picture_)); }
  /// What all are told without any call.
  Told meanwhile() {
    Told told;
    for (auto& [name, client] : devices_) {
      for (json::object& event : client->settle()) told.events[name].push_back(std::move(event));
    }
    return told;
  }
  int status_of(const std::string& url) { return http(server_->port(), "GET", url).status; }

  const std::string picture_ = plain_png(40, 30, {255, 0, 0, 255});
};

TEST_F(SpacesIcon, AnUploadIsToldToAllMembersAndARemovalToo) {
  const std::string upload = upload_url("ann");
  EXPECT_TRUE(upload.starts_with(server_->http())) << upload;
  settle();
  const HttpAnswer answer = post(upload);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string icon = text(json::parse(answer.body).as_object(), {"url"});
  EXPECT_EQ(text(view("cat"), {"icon"}), icon) << "it is there before the answer";
  const Told told = meanwhile();
  EXPECT_EQ(told.lines(), heard("ann ann2 ben ben2 cat: SPACE_OVERVIEW_UPDATED"));
  EXPECT_EQ(told.same("SPACE_OVERVIEW_UPDATED"), (json::object{{"id", space_}, {"name", "Team"}, {"icon", icon}}));
  EXPECT_EQ(status_of(icon), 200);
  EXPECT_EQ(post(upload).status, 410) << "good for one upload";

  // A rename carries it along.
  EXPECT_EQ(
      text(does("ann", "updateSpaceOverview", "SPACE_OVERVIEW_UPDATED", {{"id", space_}, {"name", "Crew"}}).answer,
           {"icon"}),
      icon);
  restart();
  EXPECT_EQ(path_of(text(view("ben"), {"icon"})), path_of(icon));
  EXPECT_EQ(status_of(path_of(icon)), 200);

  const Told removed = by("ann", "updateSpaceIcon", {{"id", space_}, {"remove", true}});
  EXPECT_NE(text(removed.answer, {"type"}), "OPERATION_FAILED") << json::serialize(removed.answer);
  EXPECT_NE(text(removed.answer, {"type"}), "SPACE_OVERVIEW_UPDATED") << "clients would take it for a URL";
  EXPECT_EQ(text(removed.answer, {"url"}), "");
  EXPECT_EQ(removed.lines(), heard("ann ann2 ben ben2 cat: SPACE_OVERVIEW_UPDATED"));
  EXPECT_EQ(removed.same("SPACE_OVERVIEW_UPDATED"),
            (json::object{{"id", space_}, {"name", "Crew"}, {"icon", nullptr}}));
  EXPECT_TRUE(view("cat").at("icon").is_null());
}

TEST_F(SpacesIcon, WhoMayManageTheSpaceMayChangeIt) {
  refused_to("ben cat eve gus", "updateSpaceIcon", announced());
  refused_to("ben cat eve gus", "updateSpaceIcon", {{"id", space_}, {"remove", true}});
  refused("ann", "updateSpaceIcon", {{"id", "nothing"}, {"remove", true}});
  refused("ann", "updateSpaceIcon", {{"id", space_}, {"iconName", "logo.png"}, {"iconSize", 1'000'000'000'000}}, "");
  refused("ann", "updateSpaceIcon", {{"id", space_}, {"iconName", "logo.png"}, {"iconSize", -1}}, "");
  new_role("Managers", {"ALLOWS_TO_MANAGE_SPACE"}, {"ben"});
  const std::string upload = upload_url("ben");
  settle();
  ASSERT_EQ(post(upload).status, 200);
  EXPECT_EQ(meanwhile().lines(), heard("ann ann2 ben ben2 cat: SPACE_OVERVIEW_UPDATED"));
}

TEST_F(SpacesIcon, WhatIsNoPictureChangesNothing) {
  const std::string upload = upload_url("ann");
  settle();
  EXPECT_GE(http(server_->port(), "POST", upload, form_type, form_with("no picture")).status, 400);
  EXPECT_EQ(meanwhile().lines(), Heard{});
  EXPECT_TRUE(view("ann").at("icon").is_null());
}

TEST_F(SpacesIcon, AnUploadForWhatIsGoneIsRefused) {
  const std::string upload = upload_url("ann");
  device("ann").ask("deleteSpace", {{"id", space_}});
  settle();
  EXPECT_GE(post(upload).status, 400);
  EXPECT_EQ(meanwhile().lines(), Heard{});
}

}  // namespace
}  // namespace parley::test
