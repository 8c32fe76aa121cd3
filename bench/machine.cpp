#include "bench/machine.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <fstream>
#include <sstream>
#include <thread>

namespace parley::bench {

std::vector<int> usable_cores() {
  cpu_set_t set;
  std::vector<int> cores;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

void stay_on(const std::vector<int>& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores) CPU_SET(core, &set);
  sched_setaffinity(0, sizeof set, &set);
}

void allow_many_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

CoreTicks core_ticks() {
  // proc(5): user nice system idle iowait irq softirq steal; guest time is part of user.
  std::ifstream file("/proc/stat");
  std::string name;
  file >> name;
  CoreTicks ticks;
  std::uint64_t value = 0;
  for (int field = 0; field < 8 && file >> value; ++field) {
    ticks.total += value;
    if (field == 3 || field == 4) ticks.idle += value;
    if (field == 7) ticks.stolen += value;
  }
  return ticks;
}

double stolen_percent(const CoreTicks& from, const CoreTicks& to) {
  const auto total = static_cast<double>(to.total - from.total);
  return total <= 0 ? 0 : 100.0 * static_cast<double>(to.stolen - from.stolen) / total;
}

std::string describe_machine() {
  std::string model = "unknown processor";
  std::ifstream processors("/proc/cpuinfo");
  for (std::string line; std::getline(processors, line);) {
    if (!line.starts_with("model name")) continue;
    model = line.substr(line.find(':') + 2);
    break;
  }
  std::string load;
  std::ifstream("/proc/loadavg") >> load;
  utsname kernel{};
  uname(&kernel);
  std::ostringstream out;
  out << std::thread::hardware_concurrency() << " cores of " << model << ", " << kernel.sysname << " "
      << std::string(kernel.release).substr(0, std::string(kernel.release).find('-')) << ", load at the start " << load;
  return out.str();
}

}  // namespace parley::bench
