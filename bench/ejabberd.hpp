#pragma once
#include <sys/types.h>

#include <cstdint>

#include "bench/machine.hpp"
#include "tests/harness/server_process.hpp"

namespace parley::bench {

/// An ejabberd of its own on a temporary folder and a core of its own, from Debian's package (tools/setup.sh bench):
/// anonymous users, rooms whose messages are archived in SQLite, no limits on speed, TCP without TLS. Its threads don't
/// wait busily, which would count as work.
class Ejabberd {
 public:
  /// Throws std::runtime_error when it isn't installed or doesn't start.
  Ejabberd();
  ~Ejabberd();
  Ejabberd(const Ejabberd&) = delete;
  Ejabberd& operator=(const Ejabberd&) = delete;

  std::uint16_t port() const { return port_; }
  double cpu_seconds() const { return cpu_seconds_of(pid_); }
  std::uint64_t resident_bytes() const { return resident_bytes_of(pid_); }

 private:
  void start();
  void stop();

  test::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace parley::bench
