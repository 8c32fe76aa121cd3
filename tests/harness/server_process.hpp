#pragma once
// A real parleyd in a process of its own, on free ports and a temporary folder.
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace parley::test {

/// A folder that goes away with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The folder with the built programs: that of the test itself, or $PARLEY_BIN.
std::filesystem::path program_folder();

struct CommandResult {
  int exit_code = -1;
  std::string output;  ///< standard output and error together
};
/// Runs a program to its end.
CommandResult run(const std::vector<std::string>& command, const std::vector<std::string>& environment = {});

class ServerProcess {
 public:
  /// Starts the server and waits for its ready line; throws std::runtime_error with its output when it doesn't come.
  explicit ServerProcess(std::filesystem::path data, std::vector<std::string> flags = {});
  /// Terminates it. A server that doesn't end well, or not within a minute, ends the test: abort().
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port() const { return port_; }
  const std::string& ready_line() const { return ready_line_; }
  std::string url() const { return "ws://127.0.0.1:" + std::to_string(port_) + "/"; }
  std::string http() const { return "http://127.0.0.1:" + std::to_string(port_); }
  pid_t pid() const { return pid_; }
  const std::filesystem::path& data() const { return data_; }

  /// `parley user add` with password "secret1" and e-mail ID@example.com (or the id, when it is one).
  void add_user(const std::string& id, const std::string& nickname = {}) const;

  void kill();      ///< SIGKILL, and waits
  int terminate();  ///< SIGTERM, waits; returns the exit code (128 + signal when it died of one)

 private:
  std::filesystem::path data_;
  pid_t pid_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
  std::string ready_line_;
};

}  // namespace parley::test
