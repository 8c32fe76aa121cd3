#include "pictures/picture_workshop.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "pictures/decode.hpp"
#include "pictures/workshop_wire.hpp"

namespace parley::pictures {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kLargestReply = 16u << 20;  // four of 4096 pixels a side stay far below

Error broken() { return {"The picture could not be processed; try another one"}; }

/// The child of one call: killed, if it still runs, and awaited by the destruction.
class Child {
 public:
  static std::optional<Child> start(const std::string& program);
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)), socket_(std::exchange(other.socket_, -1)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (socket_ >= 0) ::close(socket_);
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      await();
    }
  }

  /// Sends all of it and receives until the child closes its side. Nothing: it took too long or sent too much.
  std::optional<std::string> converse(std::string_view head, std::string_view body, Clock::time_point until);
  /// How it ended; 0: well.
  int end() { return await(); }

 private:
  Child(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  int await() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

  pid_t pid_;
  int socket_;
};

std::optional<Child> Child::start(const std::string& program) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  // dup2 onto itself would keep close-on-exec; a server has descriptor 0 in use, so it cannot be.
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  // The server's threads block signals and ignore SIGPIPE; the child must die of what is meant to kill it.
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name = program;
  char* arguments[] = {name.data(), nullptr};
  char* environment[] = {nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environment);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    log::error("pictures: {} cannot be started: {}", program, std::strerror(error));
    return std::nullopt;
  }
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Child(pid, ends[0]);
}

std::optional<std::string> Child::converse(std::string_view head, std::string_view body, Clock::time_point until) {
  std::string reply;
  char chunk[65536];
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return std::nullopt;
    std::string_view& next = head.empty() ? body : head;
    pollfd wait{socket_, static_cast<short>(next.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    if (::poll(&wait, 1, static_cast<int>(left)) < 0 && errno != EINTR) return std::nullopt;
    if (wait.revents & (POLLIN | POLLHUP | POLLERR)) {
      const ssize_t got = ::recv(socket_, chunk, sizeof chunk, 0);
      // A child that dies with input unread resets the socket: its reply is what came before.
      if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return reply;
      if (got > 0) reply.append(chunk, static_cast<std::size_t>(got));
      if (reply.size() > kLargestReply) return std::nullopt;
    }
    if (wait.revents & POLLOUT) {
      const ssize_t sent = ::send(socket_, next.data(), next.size(), MSG_NOSIGNAL);
      if (sent > 0) next.remove_prefix(static_cast<std::size_t>(sent));
      if (head.empty() && body.empty()) ::shutdown(socket_, SHUT_WR);
      if (sent < 0 && errno == EPIPE) next = body = {};
    }
  }
}

/// The reply of a child is not trusted either.
Result<std::vector<Picture>> parse(std::string_view reply, std::size_t wanted) {
  Reply head;
  if (reply.size() < sizeof head) return broken();
  std::memcpy(&head, reply.data(), sizeof head);
  reply.remove_prefix(sizeof head);
  if (head.count == 0) {
    // Only sentences we know are passed on.
    for (const std::string_view text : {kNoPicture, kDamaged, kTooLarge}) {
      if (reply == text) return Error{std::string(text)};
    }
    return broken();
  }
  if (head.count != wanted) return broken();
  std::vector<Picture> pictures;
  for (std::size_t i = 0; i < head.count; ++i) {
    const Reply::Result& about = head.results[i];
    const std::string_view bytes = reply.substr(0, about.bytes);
    if (bytes.size() < about.bytes || sniff(bytes) != PictureType::webp) return broken();
    pictures.push_back({std::string(bytes), about.width, about.height});
    reply.remove_prefix(bytes.size());
  }
  if (!reply.empty()) return broken();
  return pictures;
}

}  // namespace

Result<std::vector<Picture>> PictureWorkshop::make(std::string_view bytes, std::span<const std::uint32_t> edges) const {
  if (!looks_like_picture(bytes)) return refusal(kNoPicture);
  if (bytes.size() > config_.largest_input) return Error{"The picture's file is too large"};
  Order order;
  order.bytes = bytes.size();
  order.count = static_cast<std::uint32_t>(std::min<std::size_t>(edges.size(), kMostSizes));
  std::copy_n(edges.begin(), order.count, order.edges);
  if (config_.program.empty()) return Error{"This server cannot process pictures: parley-pictures is not installed"};
  std::optional<Child> child = Child::start(config_.program);
  if (!child) return broken();
  const std::string_view head(reinterpret_cast<const char*>(&order), sizeof order);
  const std::optional<std::string> reply = child->converse(head, bytes, Clock::now() + config_.time);
  if (!reply) {
    log::warn("pictures: a child took too long or said too much and was killed");
    return broken();
  }
  if (const int status = child->end(); status != 0) {
    log::warn("pictures: a child ended with {} {}", WIFSIGNALED(status) ? "signal" : "status",
              WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    return broken();
  }
  return parse(*reply, order.count);
}

std::string PictureWorkshop::find_program() {
  std::error_code ignored;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const char* place : {"parley-pictures", "../libexec/parley/parley-pictures"}) {
    if (std::filesystem::exists(folder / place, ignored)) return (folder / place).string();
  }
  return {};
}

bool looks_like_picture(std::string_view bytes) { return sniff(bytes) != PictureType::unknown; }

}  // namespace parley::pictures
