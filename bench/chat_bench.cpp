// The chat path: messages acknowledged (on disk) and delivered, for groups of several sizes.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/crowd.hpp"
#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/samples.hpp"

namespace parley::bench {
namespace {

using std::chrono::steady_clock;
constexpr int max_receiving_users = 20;
/// Of one flood under way at once. More would make long waves at large fan-outs, whose crests fall in or out of a
/// round.
constexpr int max_deliveries_under_way = 8000;

double seconds_between(Time from, Time to) { return milliseconds_between(from, to) / 1000; }

/// One fan-out: every sender has a group chat of his own with the same receivers, so that each message goes to exactly
/// `fan_out` connections.
class Groups {
 public:
  Groups(const Crowd& senders, const Crowd& receivers, int fan_out, int body_bytes)
      : fan_out_(fan_out), body_bytes_(static_cast<std::size_t>(body_bytes)) {
    const int users = std::min(fan_out, max_receiving_users);
    senders_ = senders.connect(static_cast<int>(senders.users().size()), static_cast<int>(senders.users().size()));
    receivers_ = receivers.connect(fan_out, users);
    for (const Client& sender : senders_) {
      sdk::calls::CreateChat chat;
      chat.members = std::vector(receivers.users().begin(), receivers.users().begin() + users);
      chats_.push_back(must(sender->createChat(std::move(chat)).get()).id);
    }
  }
  ~Groups() { end(); }
  Groups(const Groups&) = delete;
  Groups& operator=(const Groups&) = delete;

  /// After it nothing calls back any more.
  void end() {
    disconnect(receivers_);
    disconnect(senders_);
  }
  /// Ends, so that nobody is called back who is gone, and throws.
  [[noreturn]] void fail(const std::string& why) {
    end();
    throw std::runtime_error(why);
  }
  int fan_out() const { return fan_out_; }
  std::size_t senders() const { return senders_.size(); }

  /// Calls back on the SDK's thread for every delivery.
  void on_delivery(std::function<void(const protocol::Json& message)> callback) {
    for (const Client& receiver : receivers_) receiver->on_json("MESSAGE", callback);
  }
  sdk::Pending<protocol::MessageStatus> send(std::size_t sender, std::string body) {
    body.resize(std::max(body.size(), body_bytes_), '.');
    sdk::calls::SendMessage message;
    message.targetEntityType = protocol::MessageTargetEntityType::CHAT;
    message.targetEntityId = protocol::MessageTargetEntityId{.chatId = chats_.at(sender)};
    message.body = std::move(body);
    return senders_[sender]->sendMessage(std::move(message));
  }

 private:
  const int fan_out_;
  const std::size_t body_bytes_;
  std::vector<Client> senders_, receivers_;
  std::vector<std::string> chats_;
};

/// Keeps `window` messages under way; a message is under way until it is acknowledged and everybody has it.
class Flood {
 public:
  Flood(Groups& groups, int window) : groups_(groups), window_(static_cast<std::uint64_t>(window)) {
    groups_.on_delivery([this](const protocol::Json&) {
      if (++delivered_ % static_cast<std::uint64_t>(groups_.fan_out()) == 0) pump();
    });
  }

  struct Counters {
    std::uint64_t acknowledged = 0, delivered = 0;
  };
  Counters counters() const { return {acknowledged_, delivered_}; }

  void start() { pump(); }
  /// Sends no more, and waits until all is delivered.
  void stop() {
    stopping_ = true;
    for (int i = 0; i < 3000; ++i) {
      if (failed_) break;
      const std::uint64_t sent = sent_;
      if (acknowledged_ == sent && delivered_ == sent * static_cast<std::uint64_t>(groups_.fan_out())) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    groups_.fail("messages were lost: " + std::to_string(sent_) + " sent, " + std::to_string(acknowledged_) +
                 " acknowledged, " + std::to_string(delivered_) + " delivered");
  }

 private:
  void pump() {
    while (!stopping_) {
      std::uint64_t sent = sent_;
      const std::uint64_t done =
          std::min<std::uint64_t>(acknowledged_, delivered_ / static_cast<std::uint64_t>(groups_.fan_out()));
      if (sent >= done + window_) return;
      if (!sent_.compare_exchange_weak(sent, sent + 1)) continue;
      groups_.send(sent % groups_.senders(), {}).then([this](const sdk::Outcome<protocol::MessageStatus>& outcome) {
        if (!outcome) {
          failed_ = stopping_ = true;
          return;
        }
        ++acknowledged_;
        pump();
      });
    }
  }

  Groups& groups_;
  const std::uint64_t window_;
  std::atomic<std::uint64_t> sent_ = 0, acknowledged_ = 0, delivered_ = 0;
  std::atomic<bool> stopping_ = false, failed_ = false;
};

const std::vector<Table::Column> kThroughput = {{"under way", 0},
                                                {"acknowledged/s", 0},
                                                {"delivered/s", 0},
                                                {"server cores used", 2},
                                                {"acknowledged per CPU-second", 0},
                                                {"delivered per CPU-second", 0},
                                                {"CPU-µs per delivery", 1},
                                                {"stolen %", 1}};

std::vector<double> measure_throughput(const MeasuredServer& server, Groups& groups, int window, int seconds) {
  Flood flood(groups, window);
  flood.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // warm up: caches, TCP windows
  const Time began = steady_clock::now();
  const double cpu_before = server.cpu_seconds();
  const CoreTicks ticks = core_ticks();
  const Flood::Counters before = flood.counters();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const Flood::Counters after = flood.counters();
  const double cpu = server.cpu_seconds() - cpu_before;
  const double wall = seconds_between(began, steady_clock::now());
  const double stolen = stolen_percent(ticks, core_ticks());
  flood.stop();
  const auto acknowledged = static_cast<double>(after.acknowledged - before.acknowledged);
  const auto delivered = static_cast<double>(after.delivered - before.delivered);
  return {static_cast<double>(window), acknowledged / wall, delivered / wall,      cpu / wall,
          acknowledged / cpu,          delivered / cpu,     cpu / delivered * 1e6, stolen};
}

const std::vector<Table::Column> kLatency = {{"messages/s", 0}, {"acknowledged p50 ms", 2}, {"p90 ms", 2},
                                             {"p99 ms", 2},     {"delivered p50 ms", 2},    {"p90 ms", 2},
                                             {"p99 ms", 2},     {"CPU-µs per message", 0},  {"CPU-µs per delivery", 1}};

/// Sends at an even rate whatever comes back; counts from the time a message was due, so that a stall is not hidden.
std::vector<double> measure_latency(const MeasuredServer& server, Groups& groups, int rate, int seconds) {
  const auto messages = static_cast<std::size_t>(rate * seconds);
  const auto deliveries = messages * static_cast<std::size_t>(groups.fan_out());
  Samples to_acknowledgement(messages), to_delivery(deliveries);
  std::atomic<std::size_t> acknowledged = 0, delivered = 0;
  const Time start = steady_clock::now() + std::chrono::milliseconds(50);
  const auto due = [&](std::size_t i) {
    return start + std::chrono::nanoseconds(1'000'000'000ull * i / static_cast<unsigned>(rate));
  };
  groups.on_delivery([&](const protocol::Json& message) {
    const std::size_t i = std::stoull(std::string(message.get("body").string().value_or("0")));
    to_delivery.add(milliseconds_between(due(i), steady_clock::now()));
    ++delivered;
  });
  const double cpu_before = server.cpu_seconds();
  for (std::size_t i = 0; i < messages; ++i) {
    std::this_thread::sleep_until(due(i));
    groups.send(i % groups.senders(), std::to_string(i) + " ")
        .then([&, i](const sdk::Outcome<protocol::MessageStatus>& outcome) {
          if (outcome) to_acknowledgement.add(milliseconds_between(due(i), steady_clock::now()));
          ++acknowledged;
        });
  }
  for (int i = 0; i < 1000 && (acknowledged < messages || delivered < deliveries); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (to_acknowledgement.size() != messages || delivered != deliveries)
    groups.fail("messages were lost at an even rate");
  const double cpu = server.cpu_seconds() - cpu_before;
  std::vector<double> figures = {static_cast<double>(rate)};
  for (Samples* samples : {&to_acknowledgement, &to_delivery}) {
    for (const double share : {0.5, 0.9, 0.99}) figures.push_back(samples->percentile(share));
  }
  figures.push_back(cpu / static_cast<double>(messages) * 1e6);
  figures.push_back(cpu / static_cast<double>(deliveries) * 1e6);
  return figures;
}

int run(const Options& options) {
  const std::string machine = describe_machine();
  const std::vector<int> fan_outs = options.numbers("fan-out");
  const int rounds = options.number("rounds"), seconds = options.number("seconds"), window = options.number("window");
  const int deliveries_per_second = options.number("latency-deliveries");
  const int sending_users = options.number("senders"), body = options.number("body");
  const MeasuredServer server(options.text("programs"));
  sdk::Context context;
  const int users = std::min(*std::max_element(fan_outs.begin(), fan_outs.end()), max_receiving_users);
  const Crowd senders(server, context, "sender", sending_users), receivers(server, context, "receiver", users);

  Table throughput("receivers", kThroughput), latency("receivers", kLatency);
  for (int round = 1; round <= rounds; ++round) {
    for (const int fan_out : fan_outs) {
      std::fprintf(stderr, "chat: round %d of %d, %d receivers\n", round, rounds, fan_out);
      const std::string name = std::to_string(fan_out);
      {
        Groups groups(senders, receivers, fan_out, body);
        throughput.add(name, measure_throughput(server, groups,
                                                std::clamp(max_deliveries_under_way / fan_out, 1, window), seconds));
      }
      Groups groups(senders, receivers, fan_out, body);
      latency.add(name, measure_latency(server, groups, std::clamp(deliveries_per_second / fan_out, 1, 200), seconds));
    }
  }
  std::printf(
      "## Chat\n\n%s.\nMedians of %d rounds of %d s. %d senders, each with a group chat of his own; messages of %d "
      "bytes; %s.\n\n",
      machine.c_str(), rounds, seconds, sending_users, body,
      server.alone_on_core() ? "the server has one core to itself" : "server and generator share one core");
  std::printf("As fast as it goes:\n\n%s\nAt an even rate:\n\n%s\n", throughput.text().c_str(), latency.text().c_str());
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(count, words,
                                       {{"programs", ""},
                                        {"fan-out", "1,10,100,1000"},
                                        {"rounds", "3"},
                                        {"seconds", "2"},
                                        {"senders", "4"},
                                        {"window", "64"},
                                        {"body", "100"},
                                        {"latency-deliveries", "20000"}});
  try {
    return parley::bench::run(options);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
