// Sign-up, login and the user's data, through a real socket.
#include <gtest/gtest.h>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

WireClient management(std::uint16_t port) {
  WireClient client(port);
  client.send("connection", {{"appKey", "sfuZUserManagementApp"},
                             {"authToken", nullptr},
                             {"custom", {{"username", ""}, {"password", ""}, {"nickname", ""}}}});
  client.next_frame();
  return client;
}

json::object sign_up(std::uint16_t port, const std::string& name, const std::string& email,
                     const std::string& password) {
  WireClient client = management(port);
  return client.ask("signUp", {{"username", name}, {"email", email}, {"password", password}});
}

class Accounts : public testing::Test {
 protected:
  TemporaryFolder folder_;
  ServerProcess server_{folder_.path()};
};

TEST_F(Accounts, SignUpWithoutMailIsVerifiedAtOnceAndLoginWorks) {
  const json::object status = sign_up(server_.port(), "dora", "dora@example.com", "secret1");
  EXPECT_EQ(text(status, {"type"}), "SIGN_UP_STATUS");
  EXPECT_EQ(text(status, {"roomId"}), "");
  EXPECT_EQ(text(status, {"id"}), "dora");
  EXPECT_EQ(text(status, {"nickname"}), "dora");
  EXPECT_EQ(text(status, {"email"}), "dora@example.com");
  EXPECT_TRUE(status.at("verified").as_bool());
  WireClient dora = WireClient::login(server_.port(), "dora");
  const json::object info = dora.ask("getUserInfo");
  EXPECT_EQ(text(info, {"userInfo", "id"}), "dora");
  EXPECT_EQ(text(info, {"userInfo", "email"}), "dora@example.com");
  EXPECT_EQ(text(info, {"userInfo", "status"}), "ONLINE");
}

TEST_F(Accounts, WhatSignUpRefuses) {
  sign_up(server_.port(), "dora", "dora@example.com", "secret1");
  const struct {
    const char *name, *email, *password, *error;
  } cases[] = {
      {"dora2", "dora@example.com", "secret1", "User with this email already exists"},
      {"dora2", "DORA@Example.Com", "secret1", "User with this email already exists"},
      {"dora", "other@example.com", "secret1", "Username is already in use"},
      {"DORA", "other@example.com", "secret1", "Username is already in use"},
      {"dora3", "dora3@example.com", "five5", "New password should be at least 6 characters"},
  };
  for (const auto& refused : cases) {
    const json::object answer = sign_up(server_.port(), refused.name, refused.email, refused.password);
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED") << refused.error;
    EXPECT_EQ(text(answer, {"operation"}), "SIGN_UP");
    EXPECT_EQ(text(answer, {"error"}), refused.error);
  }
  for (const auto& [name, email] :
       {std::pair{"", "e@example.com"}, {"has@sign", "e@example.com"}, {"no-mail", ""}, {"no-mail", "nonsense"}}) {
    const json::object answer = sign_up(server_.port(), name, email, "secret1");
    EXPECT_EQ(text(answer, {"type"}), "OPERATION_FAILED") << name << ' ' << email;
  }
}

TEST_F(Accounts, UsernameAvailability) {
  server_.add_user("ann");
  WireClient taken = management(server_.port());
  const json::object refused = taken.ask("ensureUsernameAvailable", {{"username", "Ann"}});
  EXPECT_EQ(text(refused, {"error"}), "Username is already in use");
  EXPECT_EQ(text(refused, {"operation"}), "ENSURE_USERNAME_AVAILABLE");
  WireClient free = management(server_.port());
  EXPECT_EQ(text(free.ask("ensureUsernameAvailable", {{"username", "bernd"}}), {"type"}), "ACK");
}

TEST_F(Accounts, AccountsTokensAndPersonalIdsSurviveARestart) {
  sign_up(server_.port(), "dora", "dora@example.com", "secret1");
  const WireClient before = WireClient::login(server_.port(), "dora");
  server_.kill();
  ServerProcess again(folder_.path());
  WireClient client(again.port());
  client.send("connection", {{"appKey", "sfuZClientApp"}, {"authToken", before.token()}});
  const json::object data = client.next_frame().at("data").as_array().at(0).as_object();
  EXPECT_EQ(text(data, {"sipLogin"}), "dora");
  EXPECT_EQ(text(data, {"pmi"}), text(before.user_data(), {"pmi"}));
}

TEST_F(Accounts, TheToolAddsUsersWhileTheServerRunsAndSaysWhatIsWrong) {
  const std::string tool = (program_folder() / "parley").string();
  const std::string data = folder_.path().string();
  const std::vector<std::string> add = {
      tool,         "user", "add",        "--data", data, "--id", "ivy@example.com", "--email", "ivy@example.com",
      "--nickname", "Ivy",  "--password", "secret1"};
  EXPECT_EQ(run(add).exit_code, 0);
  EXPECT_EQ(text(WireClient::login(server_.port(), "ivy@example.com").user_data(), {"sipVisibleName"}), "Ivy");
  const CommandResult twice = run(add);
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_NE(twice.output.find("ivy@example.com"), std::string::npos) << twice.output;
  const CommandResult incomplete = run({tool, "user", "add", "--data", data, "--id", "jim"});
  EXPECT_EQ(incomplete.exit_code, 2);
  EXPECT_NE(incomplete.output.find("--email"), std::string::npos) << incomplete.output;
}

TEST_F(Accounts, PasswordsAndTokensAreNowhereInTheDatabase) {
  sign_up(server_.port(), "dora", "dora@example.com", "a-canary-password");
  const std::string token = WireClient::login(server_.port(), "dora", "a-canary-password").token();
  EXPECT_EQ(server_.terminate(), 0);
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!file.is_regular_file()) continue;
    const CommandResult found =
        run({"grep", "-c", "-a", "-F", "-e", "a-canary-password", "-e", token, file.path().string()});
    EXPECT_EQ(found.output.substr(0, found.output.find('\n')), "0") << file.path();
  }
}

}  // namespace
}  // namespace parley::test
