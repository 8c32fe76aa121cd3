#include "bench/swarm.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace parley::bench {
namespace {

constexpr std::string_view upgrade =
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
constexpr std::string_view pong = R"({"message":"pong","data":[null]})";

/// RFC 6455 section 5.2. The masking key is zero, which leaves the payload as it is.
std::string text_frame(std::string_view text) {
  std::string frame("\x81", 1);
  const std::size_t size_bytes = text.size() < 126 ? 0 : text.size() < 65'536 ? 2 : 8;
  frame += static_cast<char>(0x80 | (size_bytes == 0 ? text.size() : size_bytes == 2 ? 126 : 127));
  for (std::size_t i = size_bytes; i-- > 0;) frame += static_cast<char>(text.size() >> (8 * i));
  frame.append(4, '\0');
  return frame.append(text);
}

}  // namespace

struct Swarm::Client {
  bool upgraded = false;
  std::string first_frame;
  std::string in;  ///< the beginning of a frame (or of the answer to the upgrade)
};

Swarm::Swarm(std::uint16_t port, OnText on_text, Sockets::Security security)
    : on_text_(std::move(on_text)),
      sockets_(port, security, [this](std::size_t number, std::string_view bytes) { take(number, bytes); }) {}

Swarm::~Swarm() = default;

std::size_t Swarm::open(std::string first_frame) {
  clients_.push_back(std::make_unique<Client>());
  clients_.back()->first_frame = text_frame(first_frame);
  const std::size_t number = sockets_.open();
  sockets_.send(number, upgrade);
  return number;
}

void Swarm::send(std::size_t number, std::string_view text) { sockets_.send(number, text_frame(text)); }

void Swarm::take(std::size_t number, std::string_view bytes) {
  Client& client = *clients_[number];
  if (client.in.empty()) {
    const std::size_t taken = take_frames(number, bytes);
    client.in.assign(bytes.substr(taken));
    return;
  }
  client.in.append(bytes);
  const std::size_t taken = take_frames(number, client.in);
  client.in.erase(0, taken);
  if (client.in.empty() && client.in.capacity() > (64u << 10)) client.in.shrink_to_fit();
}

std::size_t Swarm::take_frames(std::size_t number, std::string_view bytes) {
  Client& client = *clients_[number];
  std::size_t at = 0;
  if (!client.upgraded) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    if (!bytes.starts_with("HTTP/1.1 101")) throw std::runtime_error(std::string(bytes.substr(0, end)));
    at = end + 4;
    client.upgraded = true;
    sockets_.send(number, std::exchange(client.first_frame, {}));
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
      sockets_.send(number, text_frame(pong));
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

bool is_of_type(std::string_view text, std::string_view type) {
  const std::string_view front = text.substr(0, 80);
  const std::size_t at = front.find(type);
  return at != std::string_view::npos && at > 0 && front[at - 1] == '"' && at + type.size() < front.size() &&
         front[at + type.size()] == '"';
}

}  // namespace parley::bench
