#include "bench/bare_sender.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "bench/machine.hpp"

namespace parley::bench {
namespace {

struct Listener {
  int socket = -1;
  std::uint16_t port = 0;
};

Listener listen_somewhere() {
  Listener made{.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(made.socket, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(made.socket, 1024) != 0 ||
      ::getsockname(made.socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("cannot listen");
  }
  made.port = ntohs(address.sin_port);
  return made;
}

/// The process: a byte from `commands` is a message to send. Ends with the commands.
[[noreturn]] void send_all(int listener, int commands, std::size_t receivers, std::size_t bytes) {
  std::vector<int> sockets;
  const int on = 1;
  while (sockets.size() < receivers) {
    sockets.push_back(::accept(listener, nullptr, nullptr));
    ::setsockopt(sockets.back(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  const std::string message(bytes, '.');
  for (char command = 0; ::read(commands, &command, 1) == 1;) {
    for (const int socket : sockets) ::send(socket, message.data(), message.size(), MSG_NOSIGNAL);
  }
  ::_exit(0);
}

}  // namespace

BareSender::BareSender(std::size_t receivers, std::size_t bytes) : bytes_(bytes), received_(receivers) {
  allow_many_files();
  const Listener listener = listen_somewhere();
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) throw std::runtime_error("no pipe");
  start_on_own_core([&] {
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::close(pipe_ends[1]);
    send_all(listener.socket, pipe_ends[0], receivers, bytes);
  });
  if (pid_ < 0) throw std::runtime_error("fork failed");
  ::close(listener.socket);
  ::close(pipe_ends[0]);
  commands_ = pipe_ends[1];
  sockets_ = std::make_unique<Sockets>(listener.port, Sockets::Security::plain,
                                       [this](std::size_t socket, std::string_view bytes_come) {
                                         received_[socket] += bytes_come.size();
                                         for (; received_[socket] >= bytes_; received_[socket] -= bytes_) {
                                           const bool last = ++finished_ % received_.size() == 0;
                                           if (last) acknowledged(counters().acknowledged);
                                           delivered({});
                                         }
                                       });
  for (std::size_t i = 0; i < receivers; ++i) sockets_->open();
}

BareSender::~BareSender() {
  ::close(commands_);
  ::kill(pid_, SIGKILL);  // it may wait for a receiver
  ::waitpid(pid_, nullptr, 0);
}

double BareSender::cpu_seconds() const { return cpu_seconds_of(pid_); }

void BareSender::send_as(std::size_t, std::uint64_t, std::string_view) {
  if (::write(commands_, "", 1) != 1) throw std::runtime_error("the bare sender has ended");
}

}  // namespace parley::bench
