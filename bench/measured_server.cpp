#include "bench/measured_server.hpp"

#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "bench/machine.hpp"

namespace parley::bench {

MeasuredServer::MeasuredServer(const std::string& programs,
                               const std::function<void(const std::filesystem::path&)>& prepare) {
  if (!programs.empty()) setenv("PARLEY_BIN", programs.c_str(), 1);
  allow_many_files();
  if (prepare) prepare(folder_.path() / "data");
  std::vector<int> cores = usable_cores();
  alone_ = cores.size() >= 2;
  if (alone_) stay_on({cores.back()});
  process_.emplace(folder_.path() / "data");
  if (alone_) {
    cores.pop_back();
    stay_on(cores);
  }
}

double MeasuredServer::cpu_seconds() const {
  // The same sum as utime + stime of /proc/PID/stat, in nanoseconds rather than ticks of 10 ms.
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process_->pid(), &clock) != 0 || clock_gettime(clock, &time) != 0) {
    throw std::runtime_error("parleyd has ended");
  }
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::uint64_t MeasuredServer::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(process_->pid()) + "/statm");
  std::uint64_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace parley::bench
