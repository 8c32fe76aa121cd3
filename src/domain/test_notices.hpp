#pragma once
// A world whose bus remembers who was told what.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "domain/test_world.hpp"

namespace parley::domain {

/// An event, and who gets it.
struct Notice : TestEvent {
  std::vector<std::string> users;  ///< sorted
  events::ConnectionId except = 0;
};

/// "TYPE to ann ben", the way the tests write down what they expect.
inline std::string addressed(const Notice& notice) {
  std::string line = notice.type + " to";
  for (const std::string& user : notice.users) line += ' ' + user;
  return line;
}
/// The same with the connection that is left out: "TYPE to ann ben but 7".
inline std::string summary(const Notice& notice) {
  return addressed(notice) + (notice.except != 0 ? " but " + std::to_string(notice.except) : "");
}

class NoticesWorld : public World {
 protected:
  explicit NoticesWorld(const std::vector<storage::Migrations>& migrations, UsersConfig config = test_users())
      : World(migrations, std::move(config)) {
    bus.subscribe([this](const events::Event& event) { record(event); });
  }

  /// What everybody was told since the last call.
  std::vector<Notice> told() { return std::exchange(recorded, {}); }

  std::vector<Notice> recorded;    ///< touched on the writer thread; read after a wait for it
  std::vector<Notice> watermarks;  ///< these apart: only tests of the journal look at them

 private:
  void record(const events::Event& event) {
    auto frame = protocol::parse_server_frame(*event.frame);
    ASSERT_TRUE(frame) << frame.error().text;
    EXPECT_EQ(frame->message, "sfuCallback");
    EXPECT_EQ(frame->roomId, "");
    EXPECT_EQ(frame->internalMessageId, "");
    EXPECT_TRUE(event.connections.empty());
    Notice notice{{frame->type, frame->payload}, {}, event.except};
    events::each_user(event, [&](const std::string& user) { notice.users.push_back(user); });
    std::sort(notice.users.begin(), notice.users.end());
    (notice.type == "MESSAGES_CURSOR_ADVANCED" ? watermarks : recorded).push_back(std::move(notice));
  }
};

}  // namespace parley::domain
