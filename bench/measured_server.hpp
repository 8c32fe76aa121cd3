#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/machine.hpp"
#include "tests/harness/server_process.hpp"

namespace parley::bench {

/// A parleyd of its own on a temporary folder, on a core of its own if there are two or more.
class MeasuredServer {
 public:
  /// `programs`: the folder of parleyd and parley; empty: the one this program is in.
  /// `prepare`: makes the server's data folder, when there is to be something in it at the start.
  /// `flags`: further words of its command line.
  explicit MeasuredServer(const std::string& programs,
                          const std::function<void(const std::filesystem::path&)>& prepare = {},
                          const std::vector<std::string>& flags = {});

  std::uint16_t port() const { return process_->port(); }

  std::string url() const { return process_->url(); }
  void add_user(const std::string& id) const { process_->add_user(id); }
  static constexpr const char* password = "secret1";

  /// Seconds of processor time, user and system, of all its threads since its start.
  double cpu_seconds() const { return cpu_seconds_of(process_->pid()); }
  /// Bytes of memory it holds now.
  std::uint64_t resident_bytes() const { return resident_bytes_of(process_->pid()); }
  bool alone_on_core() const { return alone_; }

 private:
  test::TemporaryFolder folder_;
  bool alone_ = false;
  std::optional<test::ServerProcess> process_;
};

}  // namespace parley::bench
