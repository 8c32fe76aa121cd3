// Avatars and chat icons: the call, the upload over HTTP, who is told what, and what stays.
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "tests/harness/http_client.hpp"
#include "tests/harness/server_process.hpp"
#include "tests/harness/test_pictures.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

namespace fs = std::filesystem;

WireClient new_user(const ServerProcess& server, const std::string& id) {
  server.add_user(id);
  return WireClient::login(server.port(), id);
}

const std::string kRed = plain_png(40, 30, {255, 0, 0, 255});
const std::string kBlue = plain_png(40, 30, {0, 0, 255, 255});

class Icons : public testing::Test {
 protected:
  std::string upload_url(WireClient& client, const std::string& picture, const std::string& call = "updateUserIcon",
                         json::object arguments = {}) {
    arguments["iconName"] = "me.png";
    arguments["iconSize"] = picture.size();
    const json::object answer = client.ask(call, std::move(arguments));
    EXPECT_EQ(text(answer, {"type"}), "UPLOAD_ICON") << json::serialize(answer);
    EXPECT_EQ(text(answer, {"roomId"}), "");
    return text(answer, {"url"});
  }
  HttpAnswer post(const std::string& url, const std::string& picture) {
    return http(server_.port(), "POST", url, form_type, form_with(picture));
  }
  /// The whole of it: returns the download URL.
  std::string change(WireClient& client, const std::string& picture, const std::string& call = "updateUserIcon",
                     json::object arguments = {}) {
    const HttpAnswer answer = post(upload_url(client, picture, call, std::move(arguments)), picture);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 ? text(json::parse(answer.body).as_object(), {"url"}) : "";
  }
  HttpAnswer get(const std::string& url, std::string_view headers = {}) {
    return http(server_.port(), "GET", url, headers);
  }
  /// Files of the store: those that are there, and those that are being written.
  std::vector<std::string> stored_files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path() / "blobs")) {
      if (entry.is_regular_file() && entry.path().filename() != "lock") names.push_back(entry.path().filename());
    }
    return names;
  }
  /// The removal of files follows the answer.
  bool files_become(std::size_t count) const {
    for (int i = 0; i < 500; ++i) {
      if (stored_files().size() == count) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
  WireClient ann_ = new_user(server_, "ann");
  WireClient ann2_ = WireClient::login(server_.port(), "ann");
  WireClient ben_ = new_user(server_, "ben");
};

TEST_F(Icons, AnUploadChangesTheAvatarAndTellsAllOfTheUsersDevices) {
  const std::string url = upload_url(ann_, kRed);
  EXPECT_TRUE(url.starts_with(server_.http() + "/icons/upload/")) << url;
  EXPECT_EQ(count(ann_.settle(), "USER_INFO_CHANGED") + count(ann2_.settle(), "USER_INFO_CHANGED"), 0u)
      << "nothing has changed before the picture is there";
  const HttpAnswer answer = post(url, kRed);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(answer.header("access-control-allow-origin"), "*");
  const std::string icon = text(json::parse(answer.body).as_object(), {"url"});
  EXPECT_TRUE(icon.starts_with(server_.http() + "/icons/")) << icon;
  // The change is there before the answer.
  EXPECT_EQ(text(ann2_.ask("getUserInfo"), {"userInfo", "icon"}), icon);
  for (WireClient* device : {&ann_, &ann2_}) {
    const auto events = device->settle();
    ASSERT_EQ(count(events, "USER_INFO_CHANGED"), 1u);
    for (const json::object& event : events) {
      EXPECT_EQ(text(event, {"internalMessageId"}), "");
      EXPECT_EQ(text(event, {"roomId"}), "");
      if (text(event, {"type"}) != "USER_INFO_CHANGED") continue;
      EXPECT_EQ(text(event, {"userId"}), "ann");
      EXPECT_EQ(text(event, {"info", "icon"}), icon);
      EXPECT_EQ(text(event, {"info", "email"}), "ann@example.com");
    }
  }
  EXPECT_EQ(count(ben_.settle(), "USER_INFO_CHANGED"), 0u);
}

TEST_F(Icons, ADownloadIsSafeToShowAndToKeep) {
  const std::string hidden = "<script>alert(1)</script>";
  const std::string picture = png(900, 600,
                                  [](std::uint32_t x, std::uint32_t) {
                                    return Rgba{static_cast<std::uint8_t>(x / 4), 0, 0, 255};
                                  }) +
                              hidden;
  const std::string url = change(ann_, picture);
  const HttpAnswer got = get(url);
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(got.header("content-type"), "image/webp");
  EXPECT_EQ(got.body.substr(8, 4), "WEBP");
  EXPECT_EQ(got.body.find(hidden), std::string::npos);
  EXPECT_EQ(got.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(got.header("content-security-policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(got.header("access-control-allow-origin"), "*");
  EXPECT_EQ(got.header("cross-origin-resource-policy"), "cross-origin");
  EXPECT_EQ(got.header("cache-control"), "public, max-age=31536000, immutable");
  const HttpAnswer again = get(url, "If-None-Match: " + got.header("etag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  const HttpAnswer head = http(server_.port(), "HEAD", url);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), std::to_string(got.body.size()));
  EXPECT_EQ(http(server_.port(), "OPTIONS", url).status, 204);
  EXPECT_EQ(http(server_.port(), "DELETE", url).status, 405);
  const std::string path = path_of(url);
  for (const std::string& wrong :
       {std::string("/icons/"), std::string("/icons/.webp"),
        std::string("/icons/00112233445566778899aabbccddeeff.webp"), path.substr(0, path.size() - 5), path + "x",
        std::string("/icons/../parley.db.webp"), "/icons/" + std::string(200, 'a') + ".webp"}) {
    EXPECT_EQ(get(wrong).status, 404) << wrong;
  }
}

TEST_F(Icons, AnUploadUrlIsGoodForOneUpload) {
  const std::string url = upload_url(ann_, kRed);
  EXPECT_EQ(post(url, kRed).status, 200);
  const HttpAnswer second = post(url, kBlue);
  EXPECT_EQ(second.status, 410);
  EXPECT_EQ(second.body, "This upload link was used already or has expired; ask for a new one");
  EXPECT_EQ(second.header("access-control-allow-origin"), "*");
  EXPECT_EQ(post("/icons/upload/" + std::string(64, '0'), kRed).status, 410);
  EXPECT_EQ(post("/icons/upload/", kRed).status, 410);
  EXPECT_EQ(count(ann_.settle(), "USER_INFO_CHANGED"), 1u);
}

TEST_F(Icons, TheUrlAloneGivesTheRight) {
  // Whoever posts: the picture is for the user who asked for the URL.
  const std::string of_ann = upload_url(ann_, kRed), of_ben = upload_url(ben_, kBlue);
  EXPECT_NE(of_ann, of_ben);
  EXPECT_EQ(post(of_ben, kBlue).status, 200);
  EXPECT_EQ(post(of_ann, kRed).status, 200);
  const std::string ann = text(ann_.ask("getUserInfo"), {"userInfo", "icon"});
  const std::string ben = text(ben_.ask("getUserInfo"), {"userInfo", "icon"});
  EXPECT_NE(get(ann).body, get(ben).body);
}

TEST_F(Icons, WhatUploadsAreRefused) {
  const auto refused = [&](const std::string& body, std::string_view headers, int status, const std::string& why) {
    const std::string url = upload_url(ann_, std::string(2'000'000, 'x'));
    const HttpAnswer answer = http(server_.port(), "POST", url, headers, body);
    EXPECT_EQ(answer.status, status) << why;
    EXPECT_EQ(answer.body, why);
    EXPECT_EQ(answer.header("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.header("access-control-allow-origin"), "*");
  };
  const std::string no_picture = "This is not a picture that can be read; use JPEG, PNG, WebP or GIF";
  const std::string no_form = "The request has to be a form with a part named 'file'";
  refused(form_with("just text"), form_type, 422, no_picture);
  refused(form_with("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), form_type, 422, no_picture);
  refused(form_with(""), form_type, 422, "The picture is empty");
  refused(form_with(kRed.substr(0, kRed.size() / 2)), form_type, 422, "The picture is damaged or cut off");
  refused(form_with(png_header(50'000, 50'000) + png_chunk("IDAT", "x")), form_type, 422,
          "The picture has too many pixels");
  refused(form_with(kRed, "icon"), form_type, 400, no_form);
  refused(kRed, "Content-Type: image/png\r\n", 400, no_form);
  refused("", form_type, 400, no_form);
  refused(form_with(std::string(11 << 20, 'x')), form_type, 413, "The picture is too large");
  const std::string small = upload_url(ann_, "1234567890");
  EXPECT_EQ(post(small, kRed).body, "The picture is larger than was announced");
  const std::string url = upload_url(ann_, kRed);
  const HttpAnswer get_it = get(url);
  EXPECT_EQ(get_it.status, 405);
  EXPECT_EQ(get_it.header("allow"), "POST, OPTIONS");
  const HttpAnswer preflight = http(server_.port(), "OPTIONS", url,
                                    "Origin: https://elsewhere.example\r\nAccess-Control-Request-Method: POST\r\n");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.header("access-control-allow-origin"), "*");
  EXPECT_EQ(preflight.header("access-control-allow-methods"), "POST, OPTIONS");
  EXPECT_EQ(post(url, kRed).status, 200) << "the URL was not used up by these two";
  EXPECT_EQ(count(ann_.settle(), "USER_INFO_CHANGED"), 1u);
  EXPECT_EQ(stored_files().size(), 1u);
}

TEST_F(Icons, FormsComeInPiecesAndInManySpellings) {
  // As Node's form-data sends a stream: chunked, without any length, without a size in the call.
  const json::object answer = ann_.ask("updateUserIcon", {{"iconName", "me.png"}});
  const std::string body =
      "----------------------------1234\r\nContent-Disposition: form-data; filename=\"me.png\"; name=\"file\"\r\n"
      "Content-Type: application/octet-stream\r\n\r\n" +
      kRed + "\r\n----------------------------1234--\r\n";
  HttpClient client(server_.port());
  client.send("POST " + path_of(text(answer, {"url"})) +
              " HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
              "boundary=\"--------------------------1234\"\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::size_t at = 0; at < body.size(); at += 100) {
    const std::string piece = body.substr(at, 100);
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    client.send(size + piece + "\r\n");
  }
  client.send("0\r\n\r\n");
  EXPECT_EQ(client.read().status, 200);
}

TEST_F(Icons, AnUploadThatIsCutOffMayBeTriedAgain) {
  const std::string url = upload_url(ann_, kRed);
  const std::string form = form_with(kRed);
  {
    HttpClient half(server_.port());
    half.send("POST " + path_of(url) + " HTTP/1.1\r\nHost: x\r\n" + std::string(form_type) +
              "Content-Length: " + std::to_string(form.size()) + "\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(half.read(true).status, 100) << "the URL is taken now";
    half.send(form.substr(0, form.size() / 2));
    EXPECT_EQ(post(url, kRed).status, 409);
  }
  HttpAnswer answer;
  for (int i = 0; i < 500 && answer.status != 200; ++i) {
    answer = post(url, kRed);
    if (answer.status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(answer.status, 200);
}

TEST_F(Icons, TheCallIsRefusedForWhatCanNeverBeTaken) {
  const auto error_of = [&](json::object arguments) {
    const json::object answer = ann_.ask("updateUserIcon", std::move(arguments));
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED");
    EXPECT_EQ(text(answer, {"operation"}), "UPDATE_USER_ICON");
    return text(answer, {"error"});
  };
  EXPECT_EQ(error_of({{"iconName", "a.png"}, {"iconSize", 11 << 20}}),
            "The picture is too large: at most 10240 KiB are taken");
  EXPECT_EQ(error_of({{"iconName", "a.png"}, {"iconSize", 0}}), "The picture is empty");
  EXPECT_EQ(error_of({{"iconName", "a.png"}, {"iconSize", -5}}), "The picture is empty");
  error_of({{"iconName", 7}, {"iconSize", "many"}});
  const json::object nothing = ann_.ask("updateUserIcon");
  EXPECT_EQ(text(nothing, {"type"}), "UPLOAD_ICON");
  EXPECT_TRUE(nothing.at("url").is_null());
}

TEST_F(Icons, RemovalTellsEverybodyOnceAndTakesTheFileAway) {
  const std::string url = change(ann_, kRed);
  ann_.settle();
  ann2_.settle();
  EXPECT_EQ(get(url).status, 200);
  const json::object answer = ann_.ask("updateUserIcon", {{"remove", true}});
  EXPECT_EQ(text(answer, {"type"}), "UPLOAD_ICON");
  EXPECT_TRUE(answer.at("url").is_null());
  for (WireClient* device : {&ann_, &ann2_}) {
    const auto events = device->settle();
    ASSERT_EQ(count(events, "USER_INFO_CHANGED"), 1u);
    for (const json::object& event : events) {
      if (text(event, {"type"}) == "USER_INFO_CHANGED") {
        EXPECT_TRUE(event.at("info").as_object().at("icon").is_null());
      }
    }
  }
  EXPECT_EQ(get(url).status, 404);
  EXPECT_TRUE(files_become(0));
  EXPECT_TRUE(ann_.ask("updateUserIcon", {{"remove", true}}).at("url").is_null());
  EXPECT_EQ(count(ann_.settle(), "USER_INFO_CHANGED"), 0u) << "nothing was there to be removed";
}

TEST_F(Icons, EqualPicturesAreOneFileUntilTheLastGoes) {
  const std::string of_ann = change(ann_, kRed), of_ben = change(ben_, kRed);
  EXPECT_NE(of_ann, of_ben) << "a link does not tell who has the same picture";
  EXPECT_EQ(stored_files().size(), 1u);
  ann_.ask("updateUserIcon", {{"remove", true}});
  EXPECT_EQ(get(of_ann).status, 404);
  EXPECT_EQ(get(of_ben).status, 200);
  const std::string again = change(ben_, kBlue);
  EXPECT_EQ(get(of_ben).status, 404);
  EXPECT_EQ(get(again).status, 200);
  EXPECT_TRUE(files_become(1));
}

TEST_F(Icons, AChatsIconIsItsMembersAffair) {
  WireClient eve = new_user(server_, "eve");
  const std::string chat = text(ann_.ask("createChat", {{"members", json::array{"ben"}}}), {"info", "id"});
  for (WireClient* client : {&ann_, &ann2_, &ben_, &eve}) client->settle();
  for (const char* id : {chat.c_str(), "no-such-chat"}) {
    const json::object refused = eve.ask("updateChatIcon", {{"id", id}, {"iconName", "a.png"}, {"iconSize", 5}});
    EXPECT_EQ(text(refused, {"type"}), "OPERATION_FAILED");
    EXPECT_EQ(refused.if_contains("url"), nullptr);
  }
  const std::string icon = change(ben_, kRed, "updateChatIcon", {{"id", chat}});
  for (WireClient* client : {&ann_, &ann2_, &ben_}) {
    const auto events = client->settle();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(text(events[0], {"type"}), "CHAT_ICON_UPDATED");
    EXPECT_EQ(text(events[0], {"chatId"}), chat);
    EXPECT_EQ(text(events[0], {"icon"}), icon);
    EXPECT_EQ(text(events[0], {"internalMessageId"}), "");
    EXPECT_EQ(text(events[0], {"roomId"}), "");
  }
  EXPECT_TRUE(eve.settle().empty());
  const json::object chats = ann_.ask("getUserChats").at("chats").as_object();
  EXPECT_EQ(text(chats.at(chat).as_object(), {"icon"}), icon);
  EXPECT_EQ(text(ann_.ask("getUserInfo"), {"userInfo", "icon"}), "") << "the chat's, nobody's own";

  EXPECT_TRUE(ann_.ask("updateChatIcon", {{"id", chat}, {"remove", true}}).at("url").is_null());
  const auto removed = ben_.settle();
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_TRUE(removed[0].at("icon").is_null());
  EXPECT_EQ(count(ann_.settle(), "CHAT_ICON_UPDATED"), 1u);

  change(ann_, kBlue, "updateChatIcon", {{"id", chat}});
  EXPECT_TRUE(files_become(1));
  ann_.ask("deleteChat", {{"id", chat}});
  EXPECT_TRUE(files_become(0)) << "the icon goes with its chat";
}

TEST_F(Icons, AChannelsIconIsItsOwnersAffairAndRightsAreAskedTwice) {
  const std::string channel = text(
      ann_.ask("createChat", {{"members", json::array{"ben"}}, {"channel", true}, {"name", "news"}}), {"info", "id"});
  const json::object arguments{{"id", channel}, {"iconName", "a.png"}, {"iconSize", kRed.size()}};
  EXPECT_EQ(text(ben_.ask("updateChatIcon", arguments), {"error"}), "Restricted access");
  const std::string group = text(
      ann_.ask("createChat", {{"members", json::array{"ben"}}, {"type", "PUBLIC"}, {"name", "all"}}), {"info", "id"});
  const std::string url = upload_url(ben_, kRed, "updateChatIcon", {{"id", group}});
  ann_.ask("removeMemberFromChat", {{"id", group}, {"member", "ben"}});
  ann_.settle();
  const HttpAnswer late = post(url, kRed);
  EXPECT_EQ(late.status, 422);
  EXPECT_EQ(late.body, "Restricted access");
  EXPECT_EQ(count(ann_.settle(), "CHAT_ICON_UPDATED"), 0u);
}

TEST_F(Icons, ARestartKeepsUrlsAndFilesAndEndsOpenUploads) {
  const std::string icon = change(ann_, kRed);
  const std::string open = upload_url(ann_, kBlue);
  const std::string bytes = get(icon).body;
  const std::string listen = "127.0.0.1:" + std::to_string(server_.port());
  server_.terminate();
  {
    ServerProcess same(folder_.path(), {"--listen", listen});
    WireClient ann = WireClient::login(same.port(), "ann");
    EXPECT_EQ(text(ann.ask("getUserInfo"), {"userInfo", "icon"}), icon);
    EXPECT_EQ(http(same.port(), "GET", icon).body, bytes);
    EXPECT_EQ(http(same.port(), "POST", open, form_type, form_with(kBlue)).status, 410);
  }
  // Where the server is reached by another address, so are its icons.
  ServerProcess other(folder_.path(), {"--public-url", "https://chat.example.com/"});
  WireClient ann = WireClient::login(other.port(), "ann");
  const std::string moved = text(ann.ask("getUserInfo"), {"userInfo", "icon"});
  EXPECT_EQ(moved, "https://chat.example.com" + path_of(icon));
  EXPECT_EQ(http(other.port(), "GET", moved).body, bytes);
  EXPECT_TRUE(text(ann.ask("updateUserIcon", {{"iconName", "a.png"}}), {"url"})
                  .starts_with("https://chat.example.com/icons/upload/"));
}

TEST_F(Icons, ASuddenEndLeavesNoHalfFile) {
  const std::string before = change(ann_, kRed);
  // Uploads in all stages, and the end in the middle of them.
  std::vector<std::string> urls;
  for (int i = 0; i < 8; ++i) urls.push_back(upload_url(i % 2 == 0 ? ann_ : ben_, std::string(1'000'000, 'x')));
  std::vector<std::thread> uploads;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    uploads.emplace_back([this, i, &urls] {
      try {
        post(urls[i], png(300, 300, [i](std::uint32_t x, std::uint32_t y) {
               return Rgba{static_cast<std::uint8_t>(x * y + i), static_cast<std::uint8_t>(x * 7), 9, 255};
             }));
      } catch (const std::exception&) {
      }
    });
  }
  files_become(3);
  server_.kill();
  for (std::thread& upload : uploads) upload.join();
  ServerProcess again(folder_.path());
  WireClient ann = WireClient::login(again.port(), "ann"), ben = WireClient::login(again.port(), "ben");
  std::size_t icons = 0;
  for (WireClient* client : {&ann, &ben}) {
    const std::string icon = text(client->ask("getUserInfo"), {"userInfo", "icon"});
    if (icon.empty()) continue;
    ++icons;
    const HttpAnswer got = http(again.port(), "GET", icon);
    EXPECT_EQ(got.status, 200) << "what is told is there";
    EXPECT_EQ(got.body.substr(8, 4), "WEBP");
  }
  EXPECT_GE(icons, 1u);
  EXPECT_TRUE(files_become(icons)) << "and nothing else is";
}

TEST_F(Icons, ManyUploadsAtOnceAreEachAnsweredOnce) {
  std::vector<std::string> urls;
  for (int i = 0; i < 10; ++i) {
    urls.push_back(upload_url(ann_, kRed));
    urls.push_back(upload_url(ben_, kBlue));
  }
  std::vector<int> statuses(urls.size());
  std::vector<std::thread> uploads;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    uploads.emplace_back([&, i] { statuses[i] = post(urls[i], i % 2 == 0 ? kRed : kBlue).status; });
  }
  for (std::thread& upload : uploads) upload.join();
  std::size_t good = 0;
  for (const int status : statuses) {
    EXPECT_TRUE(status == 200 || status == 503) << status;
    good += status == 200;
  }
  EXPECT_GE(good, 1u);
  EXPECT_EQ(count(ann_.settle(), "USER_INFO_CHANGED") + count(ben_.settle(), "USER_INFO_CHANGED"), good);
}

}  // namespace
}  // namespace parley::test
