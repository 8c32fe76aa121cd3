// Memory and processor time of thousands of connections that do nothing but answer pings, plain and with TLS.
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"
#include "tests/harness/server_process.hpp"

namespace parley::bench {
namespace {

using std::chrono::steady_clock;
constexpr auto ping_period = std::chrono::seconds(5);

/// A certificate for localhost that nobody vouches for: flags for the server.
std::vector<std::string> make_certificate(const std::filesystem::path& folder) {
  const std::string key = (folder / "key.pem").string(), certificate = (folder / "certificate.pem").string();
  const test::CommandResult made =
      test::run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate});
  if (made.exit_code != 0) throw std::runtime_error("no certificate: " + made.output);
  return {"--tls-certificate", certificate, "--tls-key", key};
}

void serve(Swarm& swarm, std::chrono::milliseconds time) {
  const Time until = steady_clock::now() + time;
  while (steady_clock::now() < until) swarm.serve(until);
}

std::vector<double> measure(const Options& options, Sockets::Security security) {
  const auto connections = static_cast<std::size_t>(options.number("connections"));
  const test::TemporaryFolder folder;
  std::vector<std::string> flags;
  if (security == Sockets::Security::tls) flags = make_certificate(folder.path());
  Organisation organisation;
  const MeasuredServer server(
      options.text("programs"),
      [&](const std::filesystem::path& data) {
        organisation = found_organisation(data, static_cast<int>(connections), Acquaintance::strangers);
      },
      flags);
  std::size_t logged_in = 0;
  Swarm swarm(
      server.port(), [&](std::size_t, std::string_view text) { logged_in += is_of_type(text, "getUserData"); },
      security);
  const auto connect = [&](std::size_t count) {
    constexpr std::size_t under_way = 50;
    const Time give_up = steady_clock::now() + std::chrono::minutes(10);
    for (std::size_t i = logged_in; i < count || logged_in < count;) {
      if (steady_clock::now() > give_up) throw std::runtime_error("not everybody has logged in in time");
      if (i < count && i < logged_in + under_way) {
        swarm.open(login_text(organisation.tokens[i++]));
      } else {
        swarm.serve(give_up);
      }
    }
    serve(swarm, ping_period);
  };
  // What the first ones cost is the server's warming up: threads' arenas, caches of the database.
  const std::size_t warm = connections / 10;
  connect(warm);
  const std::uint64_t before = server.resident_bytes();
  const Time began = steady_clock::now();
  const double cpu_before = server.cpu_seconds();
  connect(connections);
  const double connecting_cpu = server.cpu_seconds() - cpu_before;
  const double took = milliseconds_between(began, steady_clock::now()) / 1000;
  const std::uint64_t after = server.resident_bytes();
  const double idle_from = server.cpu_seconds();
  serve(swarm, 2 * ping_period);
  const double idle_cpu = server.cpu_seconds() - idle_from;
  const auto added = static_cast<double>(connections - warm);
  return {static_cast<double>(connections),
          static_cast<double>(after - before) / added / 1024,
          static_cast<double>(after) / 1e6,
          connecting_cpu / added * 1e6,
          took,
          idle_cpu / 2 / std::chrono::duration<double>(ping_period).count() * 100};
}

int run(const Options& options) {
  const std::string machine = describe_machine();
  Table table("", {{"connections", 0},
                   {"KB per connection", 1},
                   {"server MB", 0},
                   {"CPU-µs per login", 0},
                   {"connecting s", 1},
                   {"idle: % of a core", 1}});
  for (int round = 1; round <= options.number("rounds"); ++round) {
    std::fprintf(stderr, "idle: round %d, plain\n", round);
    table.add("plain", measure(options, Sockets::Security::plain));
    std::fprintf(stderr, "idle: round %d, TLS\n", round);
    table.add("TLS 1.3", measure(options, Sockets::Security::tls));
  }
  std::printf(
      "## Idle connections\n\n%s.\nDifferent users, logged in by token; memory is what the process holds, without the "
      "kernel's part.\n\n%s\n",
      machine.c_str(), table.text().c_str());
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(count, words, {{"programs", ""}, {"connections", "2000"}, {"rounds", "1"}});
  return options.run(parley::bench::run);
}
