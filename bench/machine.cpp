#include "bench/machine.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace parley::bench {
namespace {

constexpr rlim_t wanted_files = 100'000;

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

}  // namespace

bool start_on_own_core(const std::function<void()>& start) {
  static const std::vector<int> cores = usable_cores();  // before we left the last one
  if (cores.size() < 2) {
    start();
    return false;
  }
  stay_on({cores.back()});
  start();
  stay_on({cores.begin(), cores.end() - 1});
  return true;
}

double cpu_seconds_of(pid_t process) {
  // The same sum as utime + stime of /proc/PID/stat, in nanoseconds rather than ticks of 10 ms.
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) {
    throw std::runtime_error("the server has ended");
  }
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::uint64_t resident_bytes_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::uint64_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void allow_many_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max >= wanted_files) return;
  limit.rlim_cur = limit.rlim_max = wanted_files;  // root may
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
