#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace parley::bench {

/// Cores this process may use.
std::vector<int> usable_cores();
/// From here on this process, and what it starts, uses these cores alone.
void stay_on(const std::vector<int>& cores);
/// As many open files as the system lets us have; for thousands of connections.
void allow_many_files();

/// Ticks the machine's cores have spent since it started.
struct CoreTicks {
  std::uint64_t total = 0, idle = 0, stolen = 0;
};
CoreTicks core_ticks();
/// Percent of a span in which the hypervisor ran somebody else.
double stolen_percent(const CoreTicks& from, const CoreTicks& to);

/// Processor model, cores, kernel, load: what a reader must know about figures. Names no machine.
std::string describe_machine();

}  // namespace parley::bench
