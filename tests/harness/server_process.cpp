#include "tests/harness/server_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace parley::test {
namespace {

constexpr const char* kPassword = "secret1";

struct Child {
  pid_t pid;
  int output;
};

Child spawn(const std::vector<std::string>& command, const std::vector<std::string>& environment, bool errors_too) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> variables;
  for (char** entry = environ; *entry; ++entry) {
    if (std::strncmp(*entry, "PARLEY_", 7) != 0) variables.push_back(*entry);
  }
  for (const std::string& entry : environment) variables.push_back(const_cast<char*>(entry.c_str()));
  variables.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    if (errors_too) dup2(pipe_ends[1], STDERR_FILENO);
    execvpe(arguments[0], arguments.data(), variables.data());
    _exit(127);
  }
  close(pipe_ends[1]);
  if (pid < 0) throw std::runtime_error("fork failed");
  return {pid, pipe_ends[0]};
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "parley-test-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path program_folder() {
  if (const char* folder = std::getenv("PARLEY_BIN")) return folder;
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

CommandResult run(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
  const Child child = spawn(command, environment, true);
  CommandResult result;
  char buffer[4096];
  while (true) {
    const ssize_t got = read(child.output, buffer, sizeof buffer);
    if (got <= 0) break;
    result.output.append(buffer, static_cast<std::size_t>(got));
  }
  close(child.output);
  int status = 0;
  waitpid(child.pid, &status, 0);
  result.exit_code = exit_code_of(status);
  return result;
}

ServerProcess::ServerProcess(std::filesystem::path data, std::vector<std::string> flags) : data_(std::move(data)) {
  std::vector<std::string> command = {(program_folder() / "parleyd").string(),
                                      "--listen",
                                      "127.0.0.1:0",
                                      "--data",
                                      data_.string(),
                                      "--log-level",
                                      "warn"};
  command.insert(command.end(), flags.begin(), flags.end());
  const Child child = spawn(command, {}, false);
  pid_ = child.pid;
  output_ = child.output;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::string text;
  const std::string marker = "parley is ready: ";
  while (true) {
    const auto at = text.find(marker);
    const auto end = at == std::string::npos ? at : text.find('\n', at);
    if (end != std::string::npos) {
      ready_line_ = text.substr(at, end - at);
      port_ = static_cast<std::uint16_t>(std::stoi(ready_line_.substr(ready_line_.rfind(':') + 1)));
      return;
    }
    pollfd wait{output_, POLLIN, 0};
    char buffer[1024];
    if (poll(&wait, 1, 200) > 0) {
      const ssize_t got = read(output_, buffer, sizeof buffer);
      if (got > 0) {
        text.append(buffer, static_cast<std::size_t>(got));
        continue;
      }
      kill();
      throw std::runtime_error("parleyd ended before it was ready: " + text);
    }
    if (std::chrono::steady_clock::now() > deadline) {
      kill();
      throw std::runtime_error("parleyd did not become ready: " + text);
    }
  }
}

ServerProcess::~ServerProcess() {
  if (pid_ <= 0) return;
  // A crash or a sanitizer's report at the end is a failure, whatever the test has seen before.
  if (const int code = terminate(); code != 0) {
    std::fprintf(stderr, "parleyd did not end well: exit code %d\n", code);
    std::abort();
  }
}

void ServerProcess::add_user(const std::string& id, const std::string& nickname) const {
  const std::string email = id.find('@') == std::string::npos ? id + "@example.com" : id;
  const CommandResult result =
      run({(program_folder() / "parley").string(), "user", "add", "--data", data_.string(), "--id", id, "--email",
           email, "--nickname", nickname.empty() ? id : nickname, "--password", kPassword});
  if (result.exit_code != 0) throw std::runtime_error("parley user add failed: " + result.output);
}

void ServerProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
  close(output_);
}

int ServerProcess::terminate() {
  ::kill(pid_, SIGTERM);
  int status = 0;
  for (int i = 0; i < 6000; ++i) {
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      close(output_);
      return exit_code_of(status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  kill();
  return 128 + SIGKILL;
}

}  // namespace parley::test
