#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

namespace parley::bench {

/// Calls `start`, and what that starts has the last core to itself while this process moves to the others: so a
/// server's figures are those of one core, and the generator doesn't take from it. False when there is only one core.
bool start_on_own_core(const std::function<void()>& start);
/// Seconds of processor time, user and system, of all threads of a process since its start.
double cpu_seconds_of(pid_t process);
/// Bytes of memory a process holds now.
std::uint64_t resident_bytes_of(pid_t process);
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
