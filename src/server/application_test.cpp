// Answers and events of one connection tell of one history: no answer is older than what came before it, and what
// comes after it is newer.
#include "server/application.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/worker_pool.hpp"
#include "domain/users/sessions.hpp"
#include "events/local_bus.hpp"
#include "events/local_outbox.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"
#include "protocol/rooms_calls.hpp"
#include "server/schema.hpp"
#include "storage/sqlite/testing.hpp"
#include "transport/test_client.hpp"

namespace parley::server {
namespace {

namespace calls = protocol::calls;
namespace event = protocol::event;
using transport::test::TestClient;

/// A database whose snapshots grow old: `between` runs after a read's body and before its answer.
class SlowSnapshots final : public storage::Database {
 public:
  explicit SlowSnapshots(storage::Database& database) : database_(database) {}
  void write(std::function<void(storage::Transaction&)> body, std::function<void(std::exception_ptr)> done) override {
    database_.write(std::move(body), std::move(done));
  }
  void read(std::function<void(storage::Reader&)> body, std::function<void(std::exception_ptr)> done) override {
    ++reads;
    database_.read(std::move(body), [this, done = std::move(done)](std::exception_ptr failure) {
      between();
      done(failure);
    });
  }
  std::function<void()> between = [] {};
  std::atomic<int> reads = 0;

 private:
  storage::Database& database_;
};

/// A server for plain clients with one number in its database: `destroyRoom` reads it, `leaveRoom` adds one to it, and
/// everybody else is told each time it grows. (With a PIN it only makes the connection known.)
class ApplicationTest : public ::testing::Test {
 protected:
  ApplicationTest() {
    log::set_level(log::Level::warn);
    storage::migrate(file_->get(), schema());
    file_->get().write_and_wait([](storage::Transaction& t) {
      t.execute("CREATE TABLE number (value INTEGER NOT NULL) STRICT");
      t.execute("INSERT INTO number VALUES (0)");
    });
    calls_.read<calls::DestroyRoom>(event::CHAT_MESSAGES_COUNT,
                                    [this](storage::Reader& r, const Request&, const auto&) {
                                      return Result<protocol::ChatMessagesCount>(told(number(r)));
                                    });
    calls_.write<calls::LeaveRoom>(event::CHAT_MESSAGES_COUNT,
                                   [this](storage::Transaction& t, const Request& request, const auto& call) {
                                     if (call.pin) connections_.push_back(request.caller.connection);
                                     if (!call.pin) grow(t, request.caller.connection);
                                     return Result<protocol::ChatMessagesCount>(told(number(t)));
                                   });
    auto started = transport::Server::start({}, application_, bus_);
    EXPECT_TRUE(started);
    transport_ = std::move(*started);
    application_.attach(*transport_, login_);
  }
  ~ApplicationTest() override {
    transport_->stop();
    file_.reset();  // its jobs, those of the ends of the connections too, use the application
  }

  static std::int64_t number(storage::Reader& reader) {
    const auto rows = reader.query("SELECT value FROM number");
    rows->next();
    return rows->integer(0);
  }
  static protocol::ChatMessagesCount told(std::int64_t number) {
    protocol::ChatMessagesCount count;
    count.targetEntityId.chatId = "c";
    count.messagesCount = number;
    return count;
  }
  /// As a message would: stored, told to everybody but the caller.
  void grow(storage::Transaction& t, events::ConnectionId except) {
    t.execute("UPDATE number SET value = value + 1");
    std::vector<events::ConnectionId> others = connections_;
    std::erase(others, except);
    auto frame = protocol::event_frame(event::CHAT_MESSAGES_COUNT, "", "", told(number(t)));
    outbox_.emit(t, {{}, 0, others, std::make_shared<const std::string>(std::move(frame))});
  }
  /// A client that is told of everything.
  std::unique_ptr<TestClient> connect() {
    auto client = std::make_unique<TestClient>(transport_->port());
    client->upgrade();
    client->send_text(R"({"message":"connection","data":[{"appKey":"sfuApp","custom":{"nickname":"n"}}]})");
    client->read_answer();
    client->send_text(R"({"message":"leaveRoom","data":[{"id":"r","pin":"1","internalMessageId":"hello"}]})");
    EXPECT_EQ(next(*client).id, "hello");
    return client;
  }
  static std::string call(const std::string& name, const std::string& id) {
    return R"({"message":")" + name + R"(","data":[{"id":"r","internalMessageId":")" + id + R"("}]})";
  }
  struct Told {
    std::string id;
    std::int64_t number;
    bool operator==(const Told&) const = default;
    friend void PrintTo(const Told& told, std::ostream* out) { *out << told.id << " " << told.number; }
  };
  static Told next(TestClient& client) {
    const auto frame = protocol::parse_server_frame(client.read_answer().payload);
    EXPECT_TRUE(frame) << frame.error().text;
    return {std::string(frame->internalMessageId), frame->payload.get("messagesCount").integer().value_or(-1)};
  }

  std::optional<storage::testing::TemporaryDatabase> file_{std::chrono::milliseconds(5)};
  events::LocalBus bus_;
  events::LocalOutbox outbox_{bus_};
  SlowSnapshots database_{file_->get()};
  SystemClock clock_;
  domain::Sessions sessions_{clock_};
  WorkerPool pool_{"hashing", 1, 10};
  domain::NoLoginGuard guard_;
  domain::Login login_{database_, pool_, sessions_, guard_};
  CallTable calls_;
  LiveSessions live_;
  Application application_{database_, live_, calls_,
                           [](storage::Transaction&, const std::string&, transport::ConnectionId) {},
                           [](storage::Transaction&, const Session&) {}};
  std::unique_ptr<transport::Server> transport_;
  std::vector<events::ConnectionId> connections_;  ///< touched on the writer thread
};

TEST_F(ApplicationTest, AReadThatAnEventOvertakesIsReadAgain) {
  const auto ann = connect(), ben = connect();
  int grown = 0;
  database_.between = [&] {
    if (++grown > 1) return;
    file_->get().write_and_wait([this](storage::Transaction& t) { grow(t, 0); });
  };
  database_.reads = 0;
  ann->send_text(call("destroyRoom", "read"));
  EXPECT_EQ(next(*ann), (Told{"", 1}));
  EXPECT_EQ(next(*ann), (Told{"read", 1})) << "not the 0 of the first snapshot";
  EXPECT_EQ(database_.reads, 2);
  EXPECT_EQ(next(*ben), (Told{"", 1}));
}

TEST_F(ApplicationTest, AReadThatIsOvertakenEachTimeEndsOnTheWriter) {
  const auto ann = connect();
  database_.between = [&] { file_->get().write_and_wait([this](storage::Transaction& t) { grow(t, 0); }); };
  database_.reads = 0;
  ann->send_text(call("destroyRoom", "read"));
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(next(*ann), (Told{"", i}));
  EXPECT_EQ(next(*ann), (Told{"read", 3}));
  EXPECT_EQ(database_.reads, 3);
}

TEST_F(ApplicationTest, AReadThatALaterWriteOfTheSameClientOvertakesIsReadAgain) {
  const auto ann = connect();
  // The snapshot is taken, then the write runs, though it was called later; its answer comes first.
  std::promise<void> written;
  bool waited = false;
  database_.between = [&] {
    if (!std::exchange(waited, true)) written.get_future().wait();
  };
  database_.reads = 0;
  ann->send_text(call("destroyRoom", "read"));
  while (database_.reads == 0) std::this_thread::yield();
  ann->send_text(call("leaveRoom", "write"));
  EXPECT_EQ(next(*ann), (Told{"write", 1}));
  written.set_value();
  EXPECT_EQ(next(*ann), (Told{"read", 1}));
}

TEST_F(ApplicationTest, AReadBehindTheWritesOfItsClientIsReadOnce) {
  const auto ann = connect();
  database_.reads = 0;
  ann->send_text(call("leaveRoom", "write"));
  ann->send_text(call("destroyRoom", "read"));
  EXPECT_EQ(next(*ann), (Told{"write", 1}));
  EXPECT_EQ(next(*ann), (Told{"read", 1}));
  EXPECT_EQ(database_.reads, 1);
}

TEST_F(ApplicationTest, ManyReadersUnderChangeNeverHearOfThePast) {
  constexpr int kReaders = 4, kRounds = 40, kChangesPerRound = 50;
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < kReaders; ++i) clients.push_back(connect());
  std::atomic<int> answered = 0, ended = 0;
  const auto read_to_the_end = [&answered](TestClient& client) {
    std::int64_t known = 0;
    int calls = 0;
    client.send_text(call("destroyRoom", "read"));
    while (known < kRounds * kChangesPerRound) {
      const Told told = next(client);
      if (told.id.empty()) {
        ASSERT_EQ(told.number, known + 1) << "after " << calls << " answers";
        known = told.number;
        continue;
      }
      ASSERT_EQ(told.number, known) << "after " << calls << " answers";
      ++answered;
      ++calls;
      client.send_text(call("destroyRoom", "read"));
    }
  };
  std::vector<std::thread> readers;
  for (const auto& client : clients) {
    readers.emplace_back([&] {
      read_to_the_end(*client);
      ++ended;
    });
  }
  for (int round = 1; round <= kRounds; ++round) {
    for (int i = 0; i < kChangesPerRound; ++i) {
      file_->get().write([this](storage::Transaction& t) { grow(t, 0); }, [](std::exception_ptr) {});
    }
    // However fast the disk is, the readers ask in between.
    while (answered < round * kReaders && ended == 0) std::this_thread::yield();
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace parley::server
