#include "bench/swarm.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace parley::bench {
namespace {

constexpr std::string_view upgrade =
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
constexpr std::string_view pong = R"({"message":"pong","data":[null]})";

/// RFC 6455 section 5.2. The masking key is zero, which leaves the payload as it is.
std::string text_frame(std::string_view text) {
  std::string frame("\x81", 1);
  if (text.size() < 126) {
    frame += static_cast<char>(0x80 | text.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(text.size() >> 8);
    frame += static_cast<char>(text.size());
  }
  frame.append(4, '\0');
  return frame.append(text);
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

struct Swarm::Client {
  int socket = -1;
  bool upgraded = false;
  std::string first_frame;
  std::string out;  ///< not yet taken by the kernel
  std::string in;   ///< begins with a frame (or the answer to the upgrade)

  ~Client() {
    if (socket >= 0) ::close(socket);
  }
};

Swarm::Swarm(std::uint16_t port, OnText on_text)
    : port_(port), on_text_(std::move(on_text)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) fail("epoll_create1");
}

Swarm::~Swarm() { ::close(epoll_); }

std::size_t Swarm::open(std::string first_frame) {
  auto client = std::make_unique<Client>();
  client->socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->socket < 0) fail("socket");
  const int on = 1;
  ::setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(client->socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS) {
    fail("connect");
  }
  client->first_frame = text_frame(first_frame);
  client->out = upgrade;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.u64 = clients_.size();
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, client->socket, &event) != 0) fail("epoll_ctl");
  clients_.push_back(std::move(client));
  return clients_.size() - 1;
}

void Swarm::send(std::size_t number, std::string_view text) {
  Client& client = *clients_[number];
  client.out += text_frame(text);
  write(client);
}

void Swarm::write(Client& client) {
  while (!client.out.empty()) {
    const ssize_t sent = ::send(client.socket, client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN || errno == ENOTCONN || errno == EINPROGRESS) return;
      fail("send");
    }
    client.out.erase(0, static_cast<std::size_t>(sent));
  }
}

void Swarm::serve(Time until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  std::array<epoll_event, 512> events;
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(std::clamp<std::int64_t>(left, 0, 1000)));
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const auto number = static_cast<std::size_t>(event.data.u64);
    if (event.events & EPOLLOUT) write(*clients_[number]);
    if (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(number);
  }
}

void Swarm::receive(std::size_t number) {
  static thread_local std::vector<char> buffer(1u << 20);
  Client& client = *clients_[number];
  while (true) {
    const ssize_t size = ::recv(client.socket, buffer.data(), buffer.size(), 0);
    if (size == 0) throw std::runtime_error("the server has closed a connection: " + client.in.substr(0, 200));
    if (size < 0) {
      if (errno == EAGAIN) return;
      fail("recv");
    }
    bytes_received_ += static_cast<std::uint64_t>(size);
    const std::string_view come(buffer.data(), static_cast<std::size_t>(size));
    if (client.in.empty()) {
      client.in.append(come.substr(take(number, come)));
    } else {
      client.in.append(come);
      client.in.erase(0, take(number, client.in));
    }
    if (client.in.empty() && client.in.capacity() > (64u << 10)) client.in.shrink_to_fit();
  }
}

std::size_t Swarm::take(std::size_t number, std::string_view bytes) {
  Client& client = *clients_[number];
  std::size_t at = 0;
  if (!client.upgraded) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    if (!bytes.starts_with("HTTP/1.1 101")) throw std::runtime_error(std::string(bytes.substr(0, end)));
    at = end + 4;
    client.upgraded = true;
    client.out += client.first_frame;
    client.first_frame = {};
    write(client);
  }
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  while (bytes.size() - at >= 2) {
    std::size_t header = 2;
    std::uint64_t size = byte(at + 1) & 0x7f;
    const std::size_t extended = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (bytes.size() - at < header + extended) break;
    if (extended > 0) size = 0;
    for (std::size_t i = 0; i < extended; ++i) size = size << 8 | byte(at + header + i);
    header += extended;
    if (bytes.size() - at - header < size) {
      client.in.reserve(size + header + 1024);
      break;
    }
    const std::string_view payload = bytes.substr(at + header, size);
    if ((byte(at) & 0x0f) == 8) {
      throw std::runtime_error("the server closes a connection: " +
                               std::string(payload.substr(std::min<std::size_t>(2, size))));
    }
    if (payload.starts_with(R"({"message":"ping")")) {
      client.out += text_frame(pong);
      write(client);
    } else {
      on_text_(number, payload);
    }
    at += header + size;
  }
  return at;
}

std::string call_text(std::string_view name, std::string_view id, std::string_view arguments) {
  std::string text =
      R"({"message":")" + std::string(name) + R"(","data":[{"internalMessageId":")" + std::string(id) + '"';
  if (!arguments.empty()) text.append(",").append(arguments);
  return text + "}]}";
}

}  // namespace parley::bench
