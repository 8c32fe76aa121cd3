// Frames on their way to clients: the bus, order, slow readers.
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <future>
#include <iterator>
#include <thread>

#include "transport/test_server.hpp"

namespace parley::transport::test {
namespace {

using namespace std::chrono_literals;
using Seen = RecordingApplication::Seen;
using DeliveryTest = ServerTest;

TEST_F(DeliveryTest, ReachesEveryConnectionOfAUserButTheExcepted) {
  config.loops = 2;
  start();
  const auto one = logged_in("ann"), two = logged_in("ann"), three = logged_in("ann"), bob = logged_in("bob");
  EXPECT_TRUE(server->connected("ann"));
  EXPECT_FALSE(server->connected("carl"));
  publish({"ann", "carl", "bob"}, "for all");
  publish({"ann"}, "not for the second", application.id(1));
  publish({"ann", "ann"}, "named twice, once for each", 0, {application.id(0), application.id(3)});
  publish({"ann", "bob"}, "end");
  const auto expect = [](TestClient& client, std::vector<std::string> texts) {
    for (const std::string& text : texts) EXPECT_EQ(client.read_answer().payload, text);
  };
  expect(*one, {"for all", "not for the second", "named twice, once for each", "end"});
  expect(*two, {"for all", "named twice, once for each", "end"});
  expect(*three, {"for all", "not for the second", "named twice, once for each", "end"});
  expect(*bob, {"for all", "named twice, once for each", "end"});
}

TEST_F(DeliveryTest, FramesPublishedTogetherComeAsFramesInOrder) {
  config.loops = 2;
  start();
  const auto one = logged_in("ann"), two = logged_in("bob");
  std::vector<std::string> texts;
  for (const std::size_t size : {1, 125, 126, 65'535, 65'536, 10, 200'000, 5}) texts.emplace_back(size, 'x');
  events::Event event{.connections = {application.id(0), application.id(1)}, .frame = frame(texts[0])};
  for (std::size_t i = 1; i < texts.size(); ++i) event.more.push_back(frame(texts[i]));
  const auto before = server->counters().text_out;
  publish({"ann"}, "begin");
  bus.publish(event);
  publish({"ann", "bob"}, "end");
  EXPECT_EQ(one->read_answer().payload, "begin");
  for (TestClient* client : {one.get(), two.get()}) {
    for (const std::string& text : texts) EXPECT_EQ(client->read_answer().payload, text);
    EXPECT_EQ(client->read_answer().payload, "end");
  }
  EXPECT_EQ(server->counters().text_out, before + 2 * texts.size() + 3);
}

TEST_F(DeliveryTest, ASlowReaderOfFramesPublishedTogetherGetsWholeOnes) {
  config.limits.outgoing_queue = 256u << 10;
  start();
  const auto slow = logged_in("slow", 4'096);
  events::Event event{.connections = {application.id(0)}, .frame = frame(std::string(1'000, 'x'))};
  event.more.assign(100, event.frame);
  for (int i = 0; server->connected("slow"); ++i) {
    ASSERT_LT(i, 10'000);
    bus.publish(event);
    std::this_thread::yield();
  }
  ReceivedFrame last = slow->read_answer();
  while (last.opcode == 1) {
    EXPECT_EQ(last.payload.size(), 1'000u);
    last = slow->read_answer();
  }
  EXPECT_EQ(last.opcode, 8);
  EXPECT_EQ(last.close_reason(), "Reading too slowly");
}

TEST_F(DeliveryTest, ReachesThoseWhoAreConnectedAmongMany) {
  config.loops = 2;
  start();
  const auto ann = logged_in("ann"), bob = logged_in("bob"), again = logged_in("bob");
  std::vector<std::string> many;
  for (int i = 0; i < 200; ++i) many.push_back("user" + std::to_string(i));
  many[20] = "ann";
  many[150] = "bob";
  publish(many, "for many", application.id(2));
  publish({"ann", "bob"}, "for two");
  EXPECT_EQ(ann->read_answer().payload, "for many");
  EXPECT_EQ(ann->read_answer().payload, "for two");
  EXPECT_EQ(bob->read_answer().payload, "for many");
  EXPECT_EQ(bob->read_answer().payload, "for two");
  EXPECT_EQ(again->read_answer().payload, "for two");
}

TEST_F(DeliveryTest, DeliversNothingOfTheBusBeforeTheLoginIsDone) {
  application.admits = false;
  start();
  TestClient client(server->port());
  client.upgrade();
  client.send_text(connection_text);
  const ConnectionId id = application.id(0);
  publish({"ann"}, "too early", 0, {id});
  server->admit(id, "ann", frame("welcome"));
  publish({"ann"}, "after");
  EXPECT_EQ(client.read_answer().payload, "welcome");
  EXPECT_EQ(client.read_answer().payload, "after");
}

// A connection may publish as soon as there are loops, and the bus takes no subscribers from then on.
TEST_F(DeliveryTest, SubscribesToTheBusBeforeAnyLoopRuns) {
  struct NotingBus final : events::Bus {
    static std::ptrdiff_t threads() {
      return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
    }
    void publish(const events::Event&) override {}
    void subscribe(Subscriber) override { at_subscription = threads(); }
    std::ptrdiff_t at_subscription = -1;
  };
  NotingBus noting;
  const auto before = NotingBus::threads();
  config.loops = 4;
  const auto started = Server::start(config, application, noting);
  ASSERT_TRUE(started) << started.error().text;
  EXPECT_GT(noting.at_subscription, 0);
  EXPECT_LE(noting.at_subscription, before);
}

TEST_F(DeliveryTest, KeepsTheOrderOfEachThread) {
  config.loops = 2;
  start();
  const auto ann = logged_in("ann"), bob = logged_in("bob");
  constexpr int count = 2'000;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < count; ++i) {
        const std::string text = std::to_string(thread) + " " + std::to_string(i);
        if (i % 3 == 0) {
          server->send(application.id(0), frame(text));
          server->send(application.id(1), frame(text));
        } else {
          publish({"ann", "bob"}, text);
        }
      }
    });
  }
  for (TestClient* client : {ann.get(), bob.get()}) {
    std::vector<int> next(3, 0);
    for (int i = 0; i < 3 * count; ++i) {
      const std::string text = client->read_answer().payload;
      const std::size_t thread = static_cast<std::size_t>(text.at(0) - '0');
      ASSERT_EQ(std::stoi(text.substr(2)), next.at(thread)++);
    }
  }
  for (auto& thread : threads) thread.join();
}

TEST_F(DeliveryTest, SendsNoAnswerThatNewsHasOvertaken) {
  // Everything happens on the loop, in the call itself: nothing depends on time.
  std::vector<std::pair<bool, Stamp>> settled;
  application.on_call = [&](ConnectionId id, const std::string& text, Stamp now) {
    const auto answer = [&, id](const std::string& body, Stamp stamp) {
      server->send_unless_overtaken(id, frame(body), stamp,
                                    [&](bool sent, Stamp later) { settled.emplace_back(sent, later); });
    };
    answer(text + " fresh", now);
    answer(text + " too: answers are no news", now);
    publish({"ann"}, text + " news");
    answer(text + " overtaken by the bus", now);
    answer(text + " that knows the news", now + 1);
    server->send(id, frame(text + " another answer"));
    answer(text + " overtaken by it", now + 1);
    server->stamp(id, [answer, text, now](Stamp later) {
      EXPECT_EQ(later, now + 2);
      answer(text + " in step again", later);
    });
  };
  start();
  const auto ann = logged_in("ann");
  for (const char* call : {"a", "b"}) {
    ann->send_text(call);
    for (const char* text : {" fresh", " too: answers are no news", " news", " that knows the news", " another answer",
                             " in step again"}) {
      EXPECT_EQ(ann->read_answer().payload, std::string(call) + text);
    }
  }
  server->stop();
  ASSERT_EQ(settled.size(), 12u);
  const Stamp first = settled[0].second;
  for (std::size_t call = 0; call < 2; ++call) {
    const std::vector<bool> expected = {true, true, false, true, false, true};
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_EQ(settled[call * 6 + i].first, expected[i]) << i;
      EXPECT_EQ(settled[call * 6 + i].second, first + call * 2 + (i < 2 ? 0 : i < 4 ? 1 : 2)) << i;
    }
  }
}

TEST_F(DeliveryTest, DropsASlowReaderWhileTheOthersGetEverything) {
  config.limits.outgoing_queue = 256u << 10;
  config.limits.close_deadline = 200ms;
  start();
  const auto slow = logged_in("slow", 4'096), quick = logged_in("quick");
  const std::string block(16'000, 'x');
  constexpr int count = 1'000;
  for (int i = 0; i < count; ++i) {
    publish({"slow", "quick"}, std::to_string(i) + " " + block);
    ASSERT_EQ(quick->read_answer().payload, std::to_string(i) + " " + block);
  }
  application.wait(0, [](const Seen& seen) { return seen.closed == 1; });
  EXPECT_EQ(server->counters().dropped_slow, 1u);
  EXPECT_FALSE(server->connected("slow"));
  EXPECT_TRUE(server->connected("quick"));
}

TEST_F(DeliveryTest, TellsASlowReaderWhyWhenItReadsAgain) {
  config.limits.outgoing_queue = 256u << 10;
  start();
  const auto slow = logged_in("slow", 4'096);
  const std::string block(100'000, 'x');
  for (int i = 0; server->connected("slow"); ++i) {
    ASSERT_LT(i, 10'000);
    publish({"slow"}, block);
    std::this_thread::yield();
  }
  ReceivedFrame last = slow->read_answer();
  while (last.opcode == 1) {
    EXPECT_EQ(last.payload.size(), block.size()) << "whole frames only";
    last = slow->read_answer();
  }
  EXPECT_EQ(last.opcode, 8);
  EXPECT_EQ(last.close_reason(), "Reading too slowly");
}

TEST_F(DeliveryTest, DropsAClientThatTakesNothing) {
  config.limits.write_stall = 50ms;
  config.limits.outgoing_queue = 64u << 20;
  start();
  const auto stalled = logged_in("ann", 4'096);
  for (int i = 0; i < 20; ++i) server->send(application.id(0), frame(std::string(1'000'000, 'x')));
  application.wait(0, [](const Seen& seen) { return seen.closed == 1; });
  EXPECT_EQ(server->counters().dropped_slow, 1u);
}

TEST_F(DeliveryTest, SendsMoreThanTheQueueHoldsWhenAskedForInParts) {
  config.limits.outgoing_queue = 64u << 10;
  start();
  const auto client = logged_in();
  const ConnectionId id = application.id(0);
  const Frame part = frame(std::string(50'000, 'p'));
  std::promise<void> done;
  std::function<void(int)> next = [&](int left) {
    if (left == 0) return done.set_value();
    server->send_binary(id, part, [&next, left](bool sent) {
      EXPECT_TRUE(sent);
      next(left - 1);
    });
  };
  next(40);
  for (int i = 0; i < 40; ++i) {
    const auto got = client->read_answer();
    ASSERT_EQ(got.opcode, 2);
    ASSERT_EQ(got.payload.size(), 50'000u);
  }
  done.get_future().wait();
  client->reset();
  application.wait(0, [](const Seen& seen) { return seen.closed == 1; });
  std::promise<bool> outcome;
  server->send_binary(id, part, [&](bool sent) { outcome.set_value(sent); });
  EXPECT_FALSE(outcome.get_future().get());
}

TEST_F(DeliveryTest, SendsAFrameLargerThanTheQueueMayBe) {
  config.limits.outgoing_queue = 1'000;
  start();
  const auto client = logged_in();
  server->send(application.id(0), frame(std::string(3'000'000, 'x')));
  EXPECT_EQ(client->read_answer().payload.size(), 3'000'000u);
}

TEST_F(DeliveryTest, SendsWhatIsToldWhileALargeFrameIsRead) {
  config.limits.outgoing_queue = 20'000;
  start();
  const auto client = logged_in("ann", 4'096);
  server->send(application.id(0), frame(std::string(8'000'000, 'x')));
  for (int i = 0; i < 100; ++i) publish({"ann"}, std::to_string(i));
  EXPECT_EQ(client->read_answer().payload.size(), 8'000'000u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client->read_answer().payload, std::to_string(i));
  EXPECT_EQ(server->counters().dropped_slow, 0u);
}

TEST_F(DeliveryTest, ReadsNoFurtherWhileReadingIsPaused) {
  start();
  const auto client = logged_in();
  const ConnectionId id = application.id(0);
  client->send_frame(2, "before");
  application.wait(0, [](const Seen& seen) { return seen.binaries.size() == 1; });
  server->pause_reading(id);
  server->send(id, frame("paused"));  // behind the order to pause
  EXPECT_EQ(client->read_answer().payload, "paused") << "sending goes on";
  client->send_frame(2, "while");
  client->send_text("text");
  // Another connection of the same loop has had its turn after these had come.
  const auto other = logged_in();
  other->send_text("other");
  application.wait(1, [](const Seen& seen) { return seen.texts.size() == 1; });
  EXPECT_EQ(application.wait(0, [](const Seen&) { return true; }).binaries.size(), 1u);
  server->resume_reading(id);
  const Seen seen = application.wait(0, [](const Seen& s) { return s.binaries.size() + s.texts.size() == 3; });
  EXPECT_EQ(seen.binaries[1], "while");
  EXPECT_EQ(seen.texts[0], "text");
}

TEST_F(DeliveryTest, ForgetsALoginThatComesAfterTheEnd) {
  application.admits = false;
  start();
  TestClient client(server->port());
  client.upgrade();
  client.send_text(connection_text);
  const ConnectionId id = application.id(0);
  client.reset();
  application.wait(0, [](const Seen& seen) { return seen.closed == 1; });
  server->admit(id, "ann", frame("welcome"));
  for (int i = 0; i < 10'000 && server->connected("ann"); ++i) std::this_thread::sleep_for(1ms);
  EXPECT_FALSE(server->connected("ann"));
}

TEST_F(DeliveryTest, BoundsThePongsOfAPingFlood) {
  config.limits.outgoing_queue = 64u << 10;
  start();
  const auto client = logged_in();
  std::string pings;
  for (int i = 0; i < 20'000; ++i) pings += TestClient::masked_frame(9, std::to_string(i));
  client->send_raw(pings);
  ReceivedFrame pong;
  do {
    pong = client->read_answer();
    ASSERT_EQ(pong.opcode, 10);
  } while (pong.payload != "19999");
}

TEST_F(DeliveryTest, LimitsConnectionsByAddressAndInAll) {
  config.limits.connections_per_address = 3;
  start();
  const auto one = logged_in(), two = logged_in();
  auto three = logged_in();
  TestClient refused(server->port());
  EXPECT_EQ(refused.read_response().status, 503);
  EXPECT_TRUE(refused.ended());
  EXPECT_EQ(server->counters().refused, 1u);
  three->reset();
  for (int i = 0; i < 10'000 && server->counters().connections > 2; ++i) std::this_thread::sleep_for(1ms);
  logged_in()->send_frame(8, "");
}

}  // namespace
}  // namespace parley::transport::test
