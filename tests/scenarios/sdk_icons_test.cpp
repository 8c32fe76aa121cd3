// Avatars and chat icons with the C++ client: the call, the upload over HTTP, and what others see.
#include "tests/harness/http_client.hpp"
#include "tests/harness/test_pictures.hpp"
#include "tests/scenarios/sdk_fixture.hpp"

namespace parley::test {
namespace {

class SdkIcons : public Sdk {
 protected:
  static sdk::IconFile picture(std::uint8_t red) {
    const std::string png = plain_png(40, 30, {red, 0, 0, 255});
    return {.name = "me.png", .contentType = "image/png", .bytes = {png.begin(), png.end()}};
  }
  int status_of(const std::string& url) { return http(server_.port(), "GET", url, {}).status; }
};

TEST_F(SdkIcons, AvatarsAreUploadedSeenAndRemoved) {
  const auto ann = login("ann"), phone = connect("ann");
  Inbox<protocol::UserInfoChangedEvent> own, phones;
  ann->on<protocol::UserInfoChangedEvent>(SfuEvent::USER_INFO_CHANGED, [own](const auto& event) { own.add(event); });
  phone->on<protocol::UserInfoChangedEvent>(SfuEvent::USER_INFO_CHANGED,
                                            [phones](const auto& event) { phones.add(event); });
  const auto url = take(ann->updateUserIcon({.icon = picture(200)}));
  ASSERT_TRUE(url);
  EXPECT_EQ(status_of(*url), 200);
  ASSERT_TRUE(until([&] { return own.size() == 1 && phones.size() == 1; }));
  EXPECT_EQ(own.all()[0].info.icon, url);
  EXPECT_EQ(phones.all()[0].info.icon, url);
  EXPECT_EQ(take(phone->getUserInfo()).icon, url);
  EXPECT_EQ(ann->reachableUrl(*url), *url);
  EXPECT_EQ(take(ann->updateUserIcon({.remove = true})), std::nullopt);
  ASSERT_TRUE(until([&] { return phones.size() == 2; }));
  EXPECT_EQ(phones.all()[1].info.icon, std::nullopt);
}

TEST_F(SdkIcons, WhatIsNoPictureIsRefusedWithTheServersText) {
  const auto ann = login("ann");
  const auto refused = ann->updateUserIcon({.icon = sdk::IconFile{.name = "me.png", .bytes = {1, 2, 3}}}).get(20s);
  ASSERT_FALSE(refused.ok());
  EXPECT_FALSE(refused.failure().error.empty());
  EXPECT_FALSE(refused.failure().retryable);
  EXPECT_EQ(take(ann->getUserInfo()).icon, std::nullopt);
}

TEST_F(SdkIcons, ChatsHaveIcons) {
  const auto ann = login("ann"), ben = login("ben"), eve = login("eve");
  sdk::calls::CreateChat create;
  create.members = std::vector<std::string>{"ben"};
  const std::string id = take(ann->createChat(create)).id;
  Inbox<protocol::ChatIconUpdated> anns, bens;
  ann->on<protocol::ChatIconUpdated>(SfuEvent::CHAT_ICON_UPDATED, [anns](const auto& event) { anns.add(event); });
  ben->on<protocol::ChatIconUpdated>(SfuEvent::CHAT_ICON_UPDATED, [bens](const auto& event) { bens.add(event); });
  const auto url = take(ann->updateChatIcon({.id = id, .icon = picture(100)}));
  ASSERT_TRUE(until([&] { return anns.size() == 1 && bens.size() == 1; }));
  EXPECT_EQ(bens.all()[0].icon, url);
  EXPECT_EQ(take(ben->getUserChats()).at(id).icon, url);
  EXPECT_FALSE(eve->updateChatIcon({.id = id, .icon = picture(1)}).get(20s).ok());
  EXPECT_EQ(take(ben->updateChatIcon({.id = id, .remove = true})), std::nullopt);
  ASSERT_TRUE(until([&] { return anns.size() == 2; }));
  EXPECT_EQ(anns.all()[1].icon, std::nullopt);
}

TEST_F(SdkIcons, AnUploadUnderWayEndsWithItsContext) {
  server_.add_user("ann");
  Pending<std::optional<std::string>> pending;
  {
    SfuExtended client;
    take(client.connect({.url = server_.url(), .username = "ann", .password = "secret1"}));
    pending = client.updateUserIcon({.icon = picture(50)});
  }
  EXPECT_TRUE(until([&] { return pending.settled(); }));
}

}  // namespace
}  // namespace parley::test
