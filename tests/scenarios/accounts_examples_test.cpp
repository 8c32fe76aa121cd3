// Demo accounts: lent to whoever asks, where the server does so, and gone when they are not used.
#include <chrono>
#include <thread>

#include "tests/scenarios/accounts_fixture.hpp"

namespace parley::test {
namespace {

json::object lend(std::uint16_t port) {
  WireClient client = anonymous(port, "sfuZExamplesManagementApp");
  return client.ask("getFreeUser");
}

TEST(Examples, AreOffByDefaultAndHaveTheirOwnApplication) {
  TemporaryFolder folder;
  ServerProcess server(folder.path());
  const json::object refused = lend(server.port());
  EXPECT_EQ(text(refused, {"type"}), "OPERATION_FAILED");
  EXPECT_EQ(text(refused, {"error"}), "This server lends no demo accounts");
  WireClient wrong = anonymous(server.port());
  EXPECT_EQ(text(wrong.ask("getFreeUser"), {"type"}), "OPERATION_FAILED");
}

TEST(Examples, ALentAccountWorksAndGoesWhenItIsNotUsedAnyMore) {
  TemporaryFolder folder;
  ServerProcess server(folder.path(),
                       {"--examples-mode", "true", "--examples-limit", "2", "--examples-cleaning-interval-s", "1",
                        "--examples-issued-user-timeout-s", "2", "--examples-disconnected-user-timeout-s", "2"});
  const json::object first = lend(server.port());
  ASSERT_EQ(text(first, {"type"}), "FREE_EXAMPLES_USER") << json::serialize(first);
  const std::string user = text(first, {"user", "userId"});
  const std::string password = text(first, {"user", "password"});
  WireClient borrower = WireClient::login(server.port(), text(first, {"user", "email"}), password);
  EXPECT_EQ(text(borrower.user_data(), {"sipLogin"}), user);
  WireClient stranger = anonymous(server.port());
  EXPECT_NE(text(lend(server.port()), {"user", "userId"}), user) << "each has his own";
  EXPECT_EQ(text(lend(server.port()), {"error"}), "All demo accounts are lent; try again later");

  // The second one is never used: after a while there is room again, while the first one's user stays.
  json::object again;
  for (int i = 0; i < 100 && text(again, {"type"}) != "FREE_EXAMPLES_USER"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    again = lend(server.port());
  }
  EXPECT_EQ(text(again, {"type"}), "FREE_EXAMPLES_USER");
  EXPECT_EQ(text(borrower.ask("getUserInfo"), {"userInfo", "id"}), user);
  borrower.disconnect();
  bool good = true;
  for (int i = 0; i < 100 && good; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    good =
        json::serialize(stranger.ask("ensureUsernameAvailable", {{"username", user}})).find("ACK") == std::string::npos;
  }
  EXPECT_FALSE(good) << "the account is gone with its name";
}

}  // namespace
}  // namespace parley::test
