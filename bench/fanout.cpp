#include "bench/fanout.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "bench/machine.hpp"

namespace parley::bench {

using std::chrono::steady_clock;

std::uint64_t Fanout::send(std::string_view body, int senders) {
  const std::uint64_t number = counters_.sent++;
  send_as(number % std::min(static_cast<std::size_t>(senders), receivers()), number, body);
  return number;
}

void Fanout::acknowledged(std::uint64_t message) {
  ++counters_.acknowledged;
  if (on_acknowledged) on_acknowledged(message);
}

void Fanout::delivered(std::string_view text) {
  ++counters_.delivered;
  if (on_delivered) on_delivered(text);
}

void Fanout::settle() {
  const auto all_arrived = [this] {
    return counters_.acknowledged == counters_.sent && counters_.delivered == counters_.sent * receivers();
  };
  wait(steady_clock::now() + std::chrono::seconds(30), all_arrived, "get all messages");
}

void Fanout::wait(Time until, const std::function<bool()>& reached, const char* what) {
  while (!reached()) {
    if (steady_clock::now() > until) throw std::runtime_error(std::string("members did not all ") + what);
    serve(until);
  }
}

std::string Load::body(std::string start) const {
  start.resize(std::max(start.size(), body_bytes), '.');
  return start;
}

std::vector<Table::Column> throughput_columns() {
  return {{"acknowledged/s", 0},           {"delivered/s", 0},
          {"server cores used", 2},        {"acknowledged per CPU-second", 0},
          {"delivered per CPU-second", 0}, {"CPU-µs per delivery", 2},
          {"bytes per delivery", 0},       {"stolen %", 1}};
}

void wait_until_idle(const std::function<double()>& cpu_seconds) {
  constexpr auto look = std::chrono::milliseconds(200);
  for (int looks = 0; looks < 50; ++looks) {
    const double before = cpu_seconds();
    std::this_thread::sleep_for(look);
    if (cpu_seconds() - before < 0.02 * std::chrono::duration<double>(look).count()) return;
  }
}

std::vector<double> measure_throughput(const std::function<double()>& cpu_seconds, Fanout& place, const Load& load,
                                       std::uint64_t window) {
  wait_until_idle(cpu_seconds);
  const std::string body = load.body();
  bool stopping = false;
  const auto pump = [&] {
    const Fanout::Counters& now = place.counters();
    while (!stopping && now.sent < std::min(now.acknowledged, now.delivered / place.receivers()) + window) {
      place.send(body, load.senders);
    }
  };
  place.on_acknowledged = [&](std::uint64_t) { pump(); };
  place.on_delivered = [&](std::string_view) {
    if (place.counters().delivered % place.receivers() == 0) pump();
  };
  const auto run = [&](std::chrono::milliseconds time) {
    const Time until = steady_clock::now() + time;
    while (steady_clock::now() < until) place.serve(until);
  };
  pump();
  run(std::chrono::milliseconds(500));  // warm up: caches, TCP windows
  const Time began = steady_clock::now();
  const double cpu_before = cpu_seconds();
  const CoreTicks ticks = core_ticks();
  const Fanout::Counters before = place.counters();
  const std::uint64_t bytes_before = place.bytes_received();
  run(std::chrono::seconds(load.seconds));
  const Fanout::Counters after = place.counters();
  const auto bytes = static_cast<double>(place.bytes_received() - bytes_before);
  const double cpu = cpu_seconds() - cpu_before;
  const double wall = milliseconds_between(began, steady_clock::now()) / 1000;
  const double stolen = stolen_percent(ticks, core_ticks());
  stopping = true;
  place.settle();
  place.on_acknowledged = nullptr;
  place.on_delivered = nullptr;
  const auto acknowledged = static_cast<double>(after.acknowledged - before.acknowledged);
  const auto delivered = static_cast<double>(after.delivered - before.delivered);
  return {acknowledged / wall, delivered / wall,      cpu / wall,        acknowledged / cpu,
          delivered / cpu,     cpu / delivered * 1e6, bytes / delivered, stolen};
}

}  // namespace parley::bench
