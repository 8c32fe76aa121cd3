// The chat path: messages acknowledged (on disk) and delivered, in channels of several sizes.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/bare_sender.hpp"
#include "bench/channel.hpp"
#include "bench/fanout.hpp"
#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"

namespace parley::bench {
namespace {

using std::chrono::steady_clock;

/// They need open files beside those of the channels.
constexpr std::size_t bare_receivers_at_most = 1'000;
constexpr std::size_t bytes_column = 6;  // of measure_throughput

std::vector<Table::Column> latency_columns() {
  return {{"messages/s", 0}, {"acknowledged p50 ms", 2}, {"p90 ms", 2},
          {"p99 ms", 2},     {"delivered p50 ms", 2},    {"p90 ms", 2},
          {"p99 ms", 2},     {"CPU-µs per message", 0},  {"CPU-µs per delivery", 2}};
}

/// The number at the beginning of a message's body.
std::size_t number_of(std::string_view text) {
  constexpr std::string_view key = R"("body":")";
  const void* found = ::memmem(text.data(), text.size(), key.data(), key.size());
  if (!found) throw std::runtime_error("a message without a body");
  return std::stoull(std::string(static_cast<const char*>(found) + key.size(), 12));
}

/// Sends at an even rate whatever comes back; counts from the time a message was due, so that a stall is not hidden.
std::vector<double> measure_latency(const MeasuredServer& server, Channel& channel, const Load& load, double rate) {
  const auto messages = static_cast<std::size_t>(std::max(1.0, rate * load.seconds));
  wait_until_idle([&] { return server.cpu_seconds(); });
  const std::uint64_t first = channel.counters().sent;
  Samples to_acknowledgement(messages), to_delivery(messages * channel.receivers());
  const Time start = steady_clock::now() + std::chrono::milliseconds(50);
  const auto due = [&](std::size_t i) {
    return start + std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * static_cast<double>(i) / rate));
  };
  channel.on_acknowledged = [&](std::uint64_t message) {
    to_acknowledgement.add(milliseconds_between(due(message - first), steady_clock::now()));
  };
  channel.on_delivered = [&](std::string_view text) {
    to_delivery.add(milliseconds_between(due(number_of(text)), steady_clock::now()));
  };
  const double cpu_before = server.cpu_seconds();
  for (std::size_t i = 0; i < messages; ++i) {
    while (steady_clock::now() < due(i)) channel.serve(due(i));
    channel.send(load.body(std::to_string(i) + ' '), load.senders);
  }
  channel.settle();
  const double cpu = server.cpu_seconds() - cpu_before;
  channel.on_acknowledged = nullptr;
  channel.on_delivered = nullptr;
  std::vector<double> figures = {rate};
  for (Samples* samples : {&to_acknowledgement, &to_delivery}) {
    for (const double share : {0.5, 0.9, 0.99}) figures.push_back(samples->percentile(share));
  }
  figures.push_back(cpu / static_cast<double>(messages) * 1e6);
  figures.push_back(cpu / static_cast<double>(to_delivery.size()) * 1e6);
  return figures;
}

int run(const Options& options) {
  const std::string machine = describe_machine();
  const std::vector<int> fan_outs = options.numbers("fan-out");
  const int rounds = options.number("rounds"), window = options.number("window");
  const int most_under_way = options.number("deliveries-under-way");
  const double rate = options.number("rate", 0);
  const Load load{options.number("senders"), static_cast<std::size_t>(options.number("body")),
                  options.number("seconds")};
  Organisation organisation;
  const MeasuredServer server(options.text("programs"), [&](const std::filesystem::path& data) {
    const int users = std::accumulate(fan_outs.begin(), fan_outs.end(), static_cast<int>(fan_outs.size()));
    organisation = found_organisation(data, users, Acquaintance::strangers);
  });
  const auto cpu_seconds = [&] { return server.cpu_seconds(); };
  std::vector<std::unique_ptr<Channel>> channels;
  Swarm swarm(server.port(), [&](std::size_t client, std::string_view text) {
    for (const auto& channel : channels) {
      if (channel->take(client, text)) return;
    }
  });
  std::size_t first = 0;
  for (const int fan_out : fan_outs) {
    const auto members = static_cast<std::size_t>(fan_out) + 1;
    channels.push_back(std::make_unique<Channel>(swarm, organisation, first, members));
    channels.back()->set_up();
    first += members;
  }

  std::unique_ptr<BareSender> bare;
  Table many("receivers", throughput_columns()), single("receivers", throughput_columns()),
      latency("receivers", latency_columns());
  for (int round = 1; round <= rounds; ++round) {
    for (const auto& channel : channels) {
      std::fprintf(stderr, "chat: round %d of %d, %zu receivers\n", round, rounds, channel->receivers());
      const std::string name = std::to_string(channel->receivers());
      const auto under_way = static_cast<std::uint64_t>(std::clamp<std::size_t>(
          static_cast<std::size_t>(most_under_way) / channel->receivers(), 1, static_cast<std::size_t>(window)));
      const std::vector<double> flood = measure_throughput(cpu_seconds, *channel, load, under_way);
      many.add(name, flood);
      const std::vector<double> alone = measure_throughput(cpu_seconds, *channel, load, 1);
      single.add(name, alone);
      if (channel == channels.back()) {
        const std::size_t count = std::min(channel->receivers(), bare_receivers_at_most);
        if (!bare) bare = std::make_unique<BareSender>(count, static_cast<std::size_t>(alone[bytes_column]));
        single.add(std::to_string(count) + ", a bare loop of send()",
                   measure_throughput([&] { return bare->cpu_seconds(); }, *bare, load, 1));
      }
      latency.add(name, measure_latency(server, *channel, load, rate > 0 ? rate : flood.front() / 2));
    }
  }
  std::printf(
      "## Chat\n\n%s.\nMedians of %d rounds of %d s. A channel of different users with one connection each, up to %d "
      "of "
      "whom send; messages of %zu bytes; %s.\n\n",
      machine.c_str(), rounds, load.seconds, load.senders, load.body_bytes,
      server.alone_on_core() ? "the server has one core to itself" : "server and generator share one core");
  std::printf("As fast as it goes, %d messages under way (%d deliveries at most):\n\n%s\n", window, most_under_way,
              many.text().c_str());
  std::printf("One message at a time, so that each travels alone:\n\n%s\n", single.text().c_str());
  std::printf("At an even rate, %s:\n\n%s\n", rate > 0 ? "as given" : "half of the above", latency.text().c_str());
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
                                        {"deliveries-under-way", "64000"},
                                        {"body", "100"},
                                        {"rate", "0"}});
  return options.run(parley::bench::run);
}
