// HTTP through real sockets: the web app, health, handlers, deadlines, limits.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "transport/address.hpp"
#include "transport/test_server.hpp"

namespace parley::transport::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class HttpTest : public ServerTest {
 protected:
  HttpTest() : folder_(fs::temp_directory_path() / ("parley_http_test_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "app" / "assets");
    write("app/index.html", "<!doctype html>the app");
    write("app/assets/index-BxT91kQz.js", "let app;");
    write("app/assets/index-BxT91kQz.js.gz", "zipped");
    write("app/favicon.svg", "<svg/>");
    write("app/.hidden", "hidden");
    write("secret.txt", "secret");
    fs::create_symlink(folder_ / "secret.txt", folder_ / "app" / "link.txt");
    config.web_root = (folder_ / "app").string();
  }
  ~HttpTest() override { fs::remove_all(folder_); }
  void write(const std::string& name, std::string_view text) { std::ofstream(folder_ / name) << text; }
  ReceivedResponse get(std::string_view target, std::string_view headers = "") {
    return TestClient(server->port()).get(target, headers);
  }

  const fs::path folder_;
};

TEST_F(HttpTest, ServesTheApp) {
  start();
  const auto index = get("/");
  EXPECT_EQ(index.status, 200);
  EXPECT_EQ(index.body, "<!doctype html>the app");
  EXPECT_TRUE(index.has("content-type: text/html; charset=utf-8\r\n"));
  EXPECT_TRUE(index.has("cache-control: no-cache\r\n"));
  EXPECT_TRUE(index.has("x-content-type-options: nosniff\r\n"));
  EXPECT_TRUE(index.has("referrer-policy: no-referrer\r\n"));
  EXPECT_TRUE(index.has("frame-ancestors 'none'"));
  EXPECT_TRUE(index.has("connect-src 'self' ws://chat.example:8080 wss://chat.example:8080;"));
  EXPECT_TRUE(index.has("img-src 'self' data: blob:;"));
  EXPECT_FALSE(index.has("strict-transport-security"));
  EXPECT_EQ(get("/join-space/A1B2C3D4?from=mail").body, index.body) << "the app's own addresses";
  EXPECT_EQ(get("/join-space/assets/index-BxT91kQz.js").body, "let app;") << "named relative to such an address";
  EXPECT_EQ(get("/join-space/favicon.svg").body, "<svg/>");
  EXPECT_EQ(get("/join-space/assets/gone.js").status, 404);
  EXPECT_EQ(get("/join-space/../favicon.svg").status, 404);
  EXPECT_EQ(get("/favicon.svg").body, "<svg/>");
  EXPECT_TRUE(get("/favicon.svg").has("content-type: image/svg+xml\r\n"));

  const auto script = get("/assets/index-BxT91kQz.js");
  EXPECT_EQ(script.body, "let app;");
  EXPECT_TRUE(script.has("cache-control: public, max-age=31536000, immutable\r\n"));
  EXPECT_TRUE(script.has("content-type: text/javascript; charset=utf-8\r\n"));
  EXPECT_FALSE(script.has("content-encoding"));
  const auto zipped = get("/assets/index-BxT91kQz.js", "Accept-Encoding: br, gzip;q=0.8\r\n");
  EXPECT_EQ(zipped.body, "zipped");
  EXPECT_TRUE(zipped.has("content-encoding: gzip\r\n"));
  EXPECT_TRUE(zipped.has("vary: accept-encoding\r\n"));
}

TEST_F(HttpTest, TheAppMayLoadFromTheOriginOfLinks) {
  config.origin = "https://chat.example.com";
  start();
  EXPECT_TRUE(get("/").has("img-src 'self' data: blob: https://chat.example.com;"));
  EXPECT_TRUE(get("/").has("wss://chat.example:8080 https://chat.example.com; img-src"));
  config.origin = "https://x; script-src *";
  start();
  EXPECT_FALSE(get("/").has("script-src *"));
}

TEST_F(HttpTest, AnswersFromTheCacheByTag) {
  start();
  const auto first = get("/");
  const std::size_t at = first.head.find("etag: ") + 6;
  const std::string tag = first.head.substr(at, first.head.find('\r', at) - at);
  TestClient client(server->port());
  const auto second = client.get("/", "If-None-Match: \"other\", " + tag + "\r\n");
  EXPECT_EQ(second.status, 304);
  EXPECT_FALSE(second.has("content-length"));
  EXPECT_EQ(client.get("/", "If-None-Match: \"other\"\r\n").status, 200) << "the connection is still in step";
}

TEST_F(HttpTest, ServesNothingOutsideOfTheFolder) {
  start();
  for (const char* target :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt", "/link.txt", "/.hidden", "/%2Ehidden", "//secret.txt",
        "/..\\secret.txt", "/%00index.html", "/a.b/%zz", "/%", "/%2", "/nothing.js"}) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_EQ(response.body.find("secret"), std::string::npos) << target;
  }
}

TEST_F(HttpTest, ReadsARebuiltAppAnew) {
  start();
  EXPECT_EQ(get("/").body, "<!doctype html>the app");
  write("app/index.html", "<!doctype html>the next app");
  fs::last_write_time(folder_ / "app" / "index.html", fs::file_time_type::clock::now() + 5s);
  std::string body;
  for (int i = 0; i < 200 && body != "<!doctype html>the next app"; ++i) {
    body = get("/").body;
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(body, "<!doctype html>the next app");
}

TEST_F(HttpTest, SaysSoWhenThereIsNoApp) {
  config.web_root.clear();
  start();
  const auto page = get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("web_root"), std::string::npos);
}

TEST_F(HttpTest, RefusesAFolderThatIsNone) {
  config.web_root = (folder_ / "missing").string();
  const auto started = Server::start(config, application, bus);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().text.find("missing"), std::string::npos);
}

TEST_F(HttpTest, KnowsHeadAndRefusesOtherMethods) {
  start();
  TestClient client(server->port());
  const auto head = client.request("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("content-length: 22\r\n"));
  const auto post = client.request("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(post.status, 405);
  EXPECT_TRUE(post.has("allow: get, head\r\n"));
  EXPECT_EQ(client.get("/").status, 200) << "kept alive through all of it";
}

TEST_F(HttpTest, TellsItsHealth) {
  start();
  EXPECT_EQ(get("/livez").body, "ok\n");
  EXPECT_EQ(get("/readyz").status, 503);
  server->set_ready(true);
  EXPECT_EQ(get("/readyz").status, 200);
  server->set_ready(false);
  EXPECT_EQ(get("/readyz?verbose").status, 503);
}

TEST_F(HttpTest, AnswersPipelinedRequestsInOrder) {
  start();
  server->route("/slow", [](HttpRequest request, std::function<void(HttpResponse)> reply) {
    std::thread([request = std::move(request), reply = std::move(reply)] {
      reply({.body = request.target + " " + request.body});
      reply({.status = 500, .body = "a second answer goes nowhere"});
    }).detach();
  });
  TestClient client(server->port());
  client.send_raw(
      "POST /slow/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
      "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
      "POST /slow/2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_response().body, "/slow/1 one");
  EXPECT_EQ(client.read_response().body, "ok\n");
  EXPECT_EQ(client.read_response().body, "/slow/2 two");
}

TEST_F(HttpTest, RoutesByTheLongestPrefix) {
  start();
  const auto say = [](std::string text) {
    return [text](HttpRequest request, std::function<void(HttpResponse)> reply) {
      HttpResponse response{.content_type = "text/html", .body = text + request.host + " " + request.remote_address};
      for (const auto& [name, value] : request.headers) {
        if (name == "x-test") response.headers.emplace_back("X-Answer", value + "\r\nInjected: yes");
      }
      reply(std::move(response));
    };
  };
  server->route("/verify", say("short "));
  server->route("/verify/email", say("long "));
  EXPECT_EQ(get("/verify?token=1").body, "short chat.example:8080 127.0.0.1");
  const auto response = get("/verify/email/2", "X-Test: a\r\n");
  EXPECT_EQ(response.body, "long chat.example:8080 127.0.0.1");
  EXPECT_TRUE(response.has("content-type: text/html\r\n"));
  EXPECT_TRUE(response.has("cache-control: no-store\r\n"));
  EXPECT_TRUE(response.has("default-src 'none'"));
  EXPECT_FALSE(response.has("\r\ninjected:"));
}

TEST_F(HttpTest, ContinuesWhenAsked) {
  start();
  server->route("/echo",
                [](HttpRequest request, std::function<void(HttpResponse)> reply) { reply({.body = request.body}); });
  TestClient client(server->port());
  client.send_raw("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  client.send_raw("body");
  EXPECT_EQ(client.read_response().body, "body");
}

TEST_F(HttpTest, ARouteMayTakeLongerBodiesThanOthers) {
  start();
  const HttpHandler tell_size = [](HttpRequest request, std::function<void(HttpResponse)> reply) {
    reply({.body = std::to_string(request.body.size())});
  };
  server->route("/usual", tell_size);
  server->route("/large", Route{.handler = tell_size, .body_limit = 3'000'000});
  server->route("/small", Route{.handler = tell_size, .body_limit = 10});
  const std::string body(2'500'000, 'x');
  const auto post = [&](const std::string& target, std::size_t size) {
    TestClient client(server->port());
    return client.request("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) +
                          "\r\n\r\n" + body.substr(0, size));
  };
  EXPECT_EQ(post("/large", 2'500'000).body, "2500000");
  EXPECT_EQ(post("/usual", 1'000'000).body, "1000000");
  EXPECT_EQ(post("/usual", 1'100'000).status, 413);
  EXPECT_EQ(post("/small", 10).body, "10");
  EXPECT_EQ(post("/small", 11).status, 413);
  const auto chunked = [&](const std::string& target, int chunks) {
    std::string text = "POST " + target + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < chunks; ++i) text += "5\r\nabcde\r\n";
    return TestClient(server->port()).request(text + "0\r\n\r\n");
  };
  EXPECT_EQ(chunked("/small", 2).body, "10");
  EXPECT_EQ(chunked("/small", 3).status, 413) << "no length is announced";
}

TEST_F(HttpTest, ARouteMayRefuseByTheHeadersAlone) {
  start();
  const auto holds = std::make_shared<int>();
  server->route("/guarded", Route{.handler =
                                      [](HttpRequest request, std::function<void(HttpResponse)> reply) {
                                        reply({.body = request.body + (request.hold ? " held" : " free")});
                                      },
                                  .admit = [holds](const HttpRequest& head) -> Admission {
                                    if (head.method == "DELETE")
                                      return {.refusal = HttpResponse{.status = 403, .body = "no"}};
                                    return {.hold = holds};
                                  }});
  TestClient client(server->port());
  EXPECT_EQ(client.request("POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody").body, "body held");
  EXPECT_EQ(client.request("GET /guarded HTTP/1.1\r\nHost: x\r\n\r\n").body, " held") << "also without a body";
  EXPECT_EQ(client.get("/livez").body, "ok\n");
  // The refusal comes although the body does not.
  const auto refused = client.request("DELETE /guarded HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, "no");
  EXPECT_TRUE(client.ended());
  {
    TestClient half(server->port());
    half.send_raw("POST /guarded HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbo");
    for (int i = 0; i < 500 && holds.use_count() < 3; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(holds.use_count(), 3) << "ours, the route's, and that of the request under way";
  }
  for (int i = 0; i < 500 && holds.use_count() > 2; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(holds.use_count(), 2) << "a request that never becomes whole lets go";
}

TEST_F(HttpTest, AnswersAClientThatHasEndedItsSide) {
  start();
  server->route("/late", [](HttpRequest, std::function<void(HttpResponse)> reply) {
    std::thread([reply = std::move(reply)] { reply({.body = "late"}); }).detach();
  });
  TestClient client(server->port());
  client.send_raw("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
  client.shut_down_writing();
  EXPECT_EQ(client.read_response().body, "late");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpTest, RefusesWhatIsNoRequest) {
  start();
  const auto status = [&](const std::string& text) {
    TestClient client(server->port());
    const int got = client.request(text).status;
    EXPECT_TRUE(client.ended());
    return got;
  };
  EXPECT_EQ(status("nonsense\r\n\r\n"), 400);
  EXPECT_EQ(status(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11) + std::string(40, '\x7F')), 400);
  EXPECT_EQ(status("GET / HTTP/2.0\r\n\r\n"), 505);
  EXPECT_EQ(status("GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), 400);
  EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x')), 431) << "without an end";
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n"), 413);
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            400)
      << "two lengths are how requests are smuggled";
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(status("GET / HTTP/1.0\r\n\r\n"), 200) << "and no keep-alive";
}

TEST_F(HttpTest, EndsSlowRequests) {
  config.limits.header_deadline = 250ms;
  config.limits.http_deadline = 250ms;
  config.limits.keep_alive = 250ms;
  start();
  server->route("/never", [](HttpRequest, std::function<void(HttpResponse)>) {});
  TestClient silent(server->port());
  EXPECT_TRUE(silent.ended());
  TestClient dripping(server->port());
  dripping.send_raw("GET / HTTP/1.1\r\nX-A: ");
  EXPECT_EQ(dripping.read_response().status, 408);
  EXPECT_TRUE(dripping.ended());
  TestClient body(server->port());
  EXPECT_EQ(body.request("POST /never HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf").status, 408);
  TestClient waiting(server->port());
  EXPECT_EQ(waiting.get("/never").status, 504);
  TestClient idle(server->port());
  EXPECT_EQ(idle.get("/livez").status, 200);
  EXPECT_TRUE(idle.ended());
}

TEST_F(HttpTest, RefusesAnAddressInUse) {
  start();
  Config second = config;
  second.port = server->port();
  const auto other = Server::start(second, application, bus);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().text.find("cannot listen on 127.0.0.1 port "), std::string::npos) << other.error().text;
}

TEST(Address, CountsByNetwork) {
  EXPECT_EQ(network_of("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2:ffff::1"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  ConnectionCount count(3, 2);
  EXPECT_TRUE(count.enter("a"));
  EXPECT_TRUE(count.enter("a"));
  EXPECT_FALSE(count.enter("a"));
  EXPECT_TRUE(count.enter("b"));
  EXPECT_FALSE(count.enter("c"));
  count.leave("a");
  EXPECT_TRUE(count.enter("c"));
}

}  // namespace
}  // namespace parley::transport::test
