// Ours and ejabberd's rooms side by side: the same load, in turn, on the same core.
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "bench/channel.hpp"
#include "bench/ejabberd.hpp"
#include "bench/fanout.hpp"
#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"
#include "bench/xmpp_room.hpp"

namespace parley::bench {
namespace {

constexpr std::size_t delivered_per_cpu_second = 4;  // column of measure_throughput

struct Side {
  const char* name;
  Fanout& room;
  std::function<double()> cpu_seconds;
};

/// Rounds of both in turn; the ratio is that of each round's pair.
void compare(Table& figures, Table& ratios, const std::vector<Side>& sides, const std::string& case_name,
             const Load& load, std::uint64_t window) {
  std::vector<double> each;
  for (const Side& side : sides) {
    const std::vector<double> measured = measure_throughput(side.cpu_seconds, side.room, load, window);
    figures.add(std::string(side.name) + ", " + case_name, measured);
    each.push_back(measured[delivered_per_cpu_second]);
  }
  ratios.add(case_name, {each.front() / each.back()});
}

int run(const Options& options) {
  const std::string machine = describe_machine();
  const auto receivers = static_cast<std::size_t>(options.number("receivers"));
  const int rounds = options.number("rounds");
  const auto window = static_cast<std::uint64_t>(options.number("window"));
  const Load load{options.number("senders"), static_cast<std::size_t>(options.number("body")),
                  options.number("seconds")};
  Organisation organisation;
  const MeasuredServer server(options.text("programs"), [&](const std::filesystem::path& data) {
    organisation = found_organisation(data, static_cast<int>(receivers) + 1, Acquaintance::strangers);
  });
  const Ejabberd ejabberd;
  // First, since ours must answer pings from then on.
  XmppRoom room(ejabberd.port(), receivers);
  room.set_up();
  Channel* ours = nullptr;
  Swarm swarm(server.port(), [&](std::size_t client, std::string_view text) { ours->take(client, text); });
  Channel channel(swarm, organisation, 0, receivers + 1);
  ours = &channel;
  channel.set_up();
  const std::vector<Side> sides = {{"Parley", channel, [&] { return server.cpu_seconds(); }},
                                   {"ejabberd", room, [&] { return ejabberd.cpu_seconds(); }}};
  Table figures("server, load", throughput_columns()),
      ratios("load", {{"Parley's deliveries per CPU-second, in ejabberd's", 2}});
  for (int round = 1; round <= rounds; ++round) {
    std::fprintf(stderr, "ejabberd: round %d of %d\n", round, rounds);
    compare(figures, ratios, sides, std::to_string(window) + " under way", load, window);
    compare(figures, ratios, sides, "one at a time", load, 1);
  }
  std::printf(
      "## Beside ejabberd\n\n%s.\nMedians of %d rounds of %d s, in turn. %zu receivers in one room, different users "
      "with "
      "one connection each; %d senders; messages of %zu bytes, archived in SQLite; TCP without TLS; both servers on "
      "the "
      "same core, the generator on the others.\n\n%s\n%s\nMemory: Parley %.0f MB, ejabberd %.0f MB.\n",
      machine.c_str(), rounds, load.seconds, receivers, load.senders, load.body_bytes, figures.text().c_str(),
      ratios.text().c_str(), static_cast<double>(server.resident_bytes()) / 1e6,
      static_cast<double>(ejabberd.resident_bytes()) / 1e6);
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(count, words,
                                       {{"programs", ""},
                                        {"receivers", "1000"},
                                        {"rounds", "3"},
                                        {"seconds", "3"},
                                        {"senders", "4"},
                                        {"window", "16"},
                                        {"body", "100"}});
  return options.run(parley::bench::run);
}
