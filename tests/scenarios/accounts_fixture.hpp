#pragma once
// What the scenarios of accounts share: a server with a user on two connections and another user.
#include <gtest/gtest.h>

#include <string>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {

/// An anonymous connection of the given application key, admitted.
inline WireClient anonymous(std::uint16_t port, const std::string& app = "sfuZUserManagementApp") {
  WireClient client(port);
  client.send(
      "connection",
      {{"appKey", app}, {"authToken", nullptr}, {"custom", {{"username", ""}, {"password", ""}, {"nickname", ""}}}});
  client.next_frame();
  return client;
}

/// A connection that asked to be let in as application clients do, with whatever is in `custom`; the answer is to come.
inline WireClient connect_with(std::uint16_t port, json::object custom, json::value token = nullptr) {
  WireClient client(port);
  client.send("connection", {{"appKey", "sfuZClientApp"},
                             {"authToken", std::move(token)},
                             {"clientBrowserVersion", "Mozilla/5.0 (X11; Linux x86_64)"},
                             {"custom", std::move(custom)}});
  return client;
}

/// Whether the token opens a connection.
inline bool token_is_good(std::uint16_t port, const std::string& token) {
  WireClient client = connect_with(port, {}, token.c_str());
  try {
    return client.next_frame().at("message").as_string() == "getUserData";
  } catch (const std::runtime_error&) {
    return false;
  }
}

/// Whether the password opens a connection.
inline bool password_is_good(std::uint16_t port, const std::string& user, const std::string& password) {
  try {
    WireClient::login(port, user, password);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

/// The secret in the newest mail to the address, as the development mailbox shows it; "" when there is none.
inline std::string mailed_secret(const ServerProcess& server, const std::string& to) {
  const std::string tool = (program_folder() / "parley").string();
  const std::string mail = run({tool, "mail", "--data", server.data().string(), "--to", to, "--last"}).output;
  const std::size_t mark = mail.find("secret=");
  return mark == std::string::npos ? "" : mail.substr(mark + 7, 64);
}

/// Presses a button ("confirm" or "decline") on the page of a link; returns the status of the answer.
inline std::string press(const ServerProcess& server, const std::string& page, const std::string& secret,
                         const std::string& button) {
  return run({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-d", "secret=" + secret + "&answer=" + button,
              server.http() + page})
      .output;
}

class AccountScenario : public testing::Test {
 protected:
  explicit AccountScenario(std::vector<std::string> flags = {}) : server_(folder_.path(), std::move(flags)) {}

  WireClient user(const std::string& id) {
    server_.add_user(id);
    return WireClient::login(server_.port(), id);
  }
  std::uint16_t port() const { return server_.port(); }

  TemporaryFolder folder_;
  ServerProcess server_;
  WireClient ann_ = user("ann");
  WireClient ann2_ = WireClient::login(port(), "ann");
  WireClient ben_ = user("ben");
};

/// One event of the type `copy` came, it names no call and no room; returned.
inline json::object only_copy(WireClient& client, const std::string& copy) {
  std::deque<json::object> events = client.settle();
  EXPECT_EQ(events.size(), 1u);
  if (events.size() != 1) return {};
  EXPECT_EQ(text(events[0], {"type"}), copy);
  EXPECT_EQ(text(events[0], {"internalMessageId"}), "");
  EXPECT_EQ(text(events[0], {"roomId"}), "");
  return events[0];
}

}  // namespace parley::test
