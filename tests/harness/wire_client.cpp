#include "tests/harness/wire_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>

namespace parley::test {
namespace {

using Clock = std::chrono::steady_clock;

std::string fresh_id() {
  static std::atomic<std::uint64_t> next = 0;
  return "call-" + std::to_string(::getpid()) + "-" + std::to_string(++next);
}

milliseconds left(Clock::time_point until) {
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(until - Clock::now()));
}

}  // namespace

WireClient::WireClient(std::uint16_t port, const std::string& target, const std::string& headers) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  send_raw("GET " + target +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
           headers + "\r\n");
  const auto until = Clock::now() + std::chrono::seconds(5);
  while (buffer_.find("\r\n\r\n") == std::string::npos) {
    if (!fill(left(until))) throw std::runtime_error("no answer to the upgrade");
  }
  if (buffer_.rfind("HTTP/1.1 101", 0) != 0) throw std::runtime_error("upgrade refused: " + buffer_);
  buffer_.erase(0, buffer_.find("\r\n\r\n") + 4);
}

WireClient::WireClient(WireClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      buffer_(std::move(other.buffer_)),
      events_(std::move(other.events_)),
      binaries_(std::move(other.binaries_)),
      closed_(std::move(other.closed_)),
      user_data_(std::move(other.user_data_)),
      token_(std::move(other.token_)),
      answer_pings_(other.answer_pings_),
      shows_watermarks_(other.shows_watermarks_),
      pings_seen_(other.pings_seen_) {}

WireClient::~WireClient() { abort(); }

WireClient WireClient::login(std::uint16_t port, const std::string& user, const std::string& password) {
  WireClient client(port);
  client.send("connection", {{"appKey", "sfuZClientApp"},
                             {"mediaProviders", {"WebRTC"}},
                             {"keepAlive", true},
                             {"authToken", nullptr},
                             {"clientVersion", "0.5.28"},
                             {"clientOSVersion", "5.0 (X11)"},
                             {"clientBrowserVersion", "Mozilla/5.0"},
                             {"custom", {{"username", user}, {"password", password}, {"nickname", user}}}});
  const json::object frame = client.next_frame(milliseconds(10'000));
  if (frame.at("message").as_string() != "getUserData")
    throw std::runtime_error("not logged in: " + json::serialize(frame));
  client.user_data_ = frame.at("data").as_array().at(0).as_object();
  client.token_ = text(client.user_data_, {"authToken"});
  return client;
}

void WireClient::abort() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void WireClient::disconnect() {
  send_close();
  wait_for_close();
  abort();
}

void WireClient::send_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server may have closed; the test sees it when it reads
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void WireClient::send_frame(int opcode, bool final, std::string_view payload, bool masked) {
  std::string frame;
  frame += static_cast<char>((final ? 0x80 : 0) | opcode);
  const int mask_bit = masked ? 0x80 : 0;
  if (payload.size() < 126) {
    frame += static_cast<char>(mask_bit | static_cast<int>(payload.size()));
  } else if (payload.size() < 65536) {
    frame += static_cast<char>(mask_bit | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size());
  } else {
    frame += static_cast<char>(mask_bit | 127);
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
  }
  if (masked) frame.append(4, '\0');  // a mask of zeros leaves the payload as it is
  frame += payload;
  send_raw(frame);
}

void WireClient::send_text(std::string_view text) { send_frame(1, true, text); }
void WireClient::send_binary(std::string_view bytes) { send_frame(2, true, bytes); }

void WireClient::send(std::string_view message, json::value data) {
  send_text(json::serialize(json::object{{"message", message}, {"data", json::array{std::move(data)}}}));
}

std::string WireClient::call(std::string_view method, json::object arguments) {
  std::string id = fresh_id();
  arguments["internalMessageId"] = id;
  send(method, std::move(arguments));
  return id;
}

json::object WireClient::ask(std::string_view method, json::object arguments) {
  return answer(call(method, std::move(arguments)));
}

bool WireClient::fill(milliseconds within) {
  pollfd wait{socket_, POLLIN, 0};
  if (socket_ < 0 || poll(&wait, 1, static_cast<int>(within.count())) <= 0) return false;
  char chunk[65536];
  const ssize_t got = recv(socket_, chunk, sizeof chunk, 0);
  if (got <= 0) {
    if (!closed_) closed_ = CloseInfo{1006, {}};
    return false;
  }
  buffer_.append(chunk, static_cast<std::size_t>(got));
  return true;
}

bool WireClient::read_exact(std::string& out, std::size_t size, Clock::time_point until) {
  while (buffer_.size() < size) {
    if (!fill(left(until))) return false;
  }
  out = buffer_.substr(0, size);
  return true;
}

std::optional<std::string> WireClient::read_text(milliseconds within) {
  const auto until = Clock::now() + within;
  while (true) {
    int opcode = 0;
    auto message = read_message(left(until), opcode);
    if (!message || opcode != 2) return message;
    binaries_.push_back(std::move(*message));
  }
}

std::string WireClient::read_binary(milliseconds within) {
  const auto until = Clock::now() + within;
  while (binaries_.empty()) {
    int opcode = 0;
    auto message = read_message(left(until), opcode);
    if (!message) throw std::runtime_error(closed_ ? "closed: " + closed_->reason : "no binary frame came in time");
    if (opcode == 2) return std::move(*message);
    const json::object frame = json::parse(*message).as_object();
    if (frame.at("message").as_string() == "ping") {
      ++pings_seen_;
      if (answer_pings_) send_text(R"({"message":"pong","data":[null]})");
    } else if (frame.at("message").as_string() == "sfuCallback") {
      events_.push_back(frame.at("data").as_array().at(0).as_object());
    }
  }
  std::string first = std::move(binaries_.front());
  binaries_.pop_front();
  return first;
}

std::optional<std::string> WireClient::read_message(milliseconds within, int& first_opcode) {
  const auto until = Clock::now() + within;
  std::string message;
  while (!closed_) {
    std::string head;
    if (!read_exact(head, 2, until)) return std::nullopt;
    const int opcode = head[0] & 0x0F;
    const bool final = head[0] & 0x80;
    std::size_t size = head[1] & 0x7F;
    std::size_t header = 2;
    if (size == 126 || size == 127) {
      const std::size_t extra = size == 126 ? 2 : 8;
      if (!read_exact(head, 2 + extra, until)) return std::nullopt;
      size = 0;
      for (std::size_t i = 0; i < extra; ++i) size = size << 8 | static_cast<unsigned char>(head[2 + i]);
      header += extra;
    }
    std::string whole;
    if (!read_exact(whole, header + size, until)) return std::nullopt;
    buffer_.erase(0, header + size);
    const std::string payload = whole.substr(header);
    if (opcode == 8) {
      closed_ = CloseInfo{1005, {}};
      if (payload.size() >= 2) {
        closed_->code = static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
        closed_->reason = payload.substr(2);
      }
      return std::nullopt;
    }
    if (opcode == 9) {
      send_frame(10, true, payload);
      continue;
    }
    if (opcode == 10) continue;
    if (opcode != 0) first_opcode = opcode;
    message += payload;
    if (final) return message;
  }
  return std::nullopt;
}

json::object WireClient::next_frame(milliseconds within) {
  const auto until = Clock::now() + within;
  while (true) {
    const auto text = read_text(left(until));
    if (!text) {
      throw std::runtime_error(closed_ ? "closed: " + std::to_string(closed_->code) + " " + closed_->reason
                                       : "no frame came in time");
    }
    json::object frame = json::parse(*text).as_object();
    if (frame.at("message").as_string() == "ping") {
      ++pings_seen_;
      if (answer_pings_) send_text(R"({"message":"pong","data":[null]})");
      continue;
    }
    return frame;
  }
}

bool WireClient::take_event(const std::function<bool(const json::object&)>& fits, json::object& out) {
  for (auto it = events_.begin(); it != events_.end(); ++it) {
    if (fits(*it)) {
      out = std::move(*it);
      events_.erase(it);
      return true;
    }
  }
  return false;
}

json::object WireClient::event_where(const std::function<bool(const json::object&)>& fits, milliseconds within) {
  json::object found;
  if (take_event(fits, found)) return found;
  const auto until = Clock::now() + within;
  while (true) {
    json::object frame = next_frame(left(until));
    if (frame.at("message").as_string() != "sfuCallback") continue;
    json::object event = frame.at("data").as_array().at(0).as_object();
    if (!shows_watermarks_ && text(event, {"type"}) == "MESSAGES_CURSOR_ADVANCED") continue;
    if (fits(event)) return event;
    events_.push_back(std::move(event));
  }
}

json::object WireClient::event(std::string_view type, milliseconds within) {
  try {
    return event_where([&](const json::object& event) { return text(event, {"type"}) == type; }, within);
  } catch (const std::runtime_error& failure) {
    throw std::runtime_error("waiting for " + std::string(type) + ": " + failure.what());
  }
}

json::object WireClient::answer(const std::string& id, milliseconds within) {
  return event_where([&](const json::object& event) { return text(event, {"internalMessageId"}) == id; }, within);
}

std::deque<json::object> WireClient::settle() {
  ask("thereIsNoSuchCall");
  return std::exchange(events_, {});
}

CloseInfo WireClient::wait_for_close(milliseconds within) {
  const auto until = Clock::now() + within;
  while (!closed_) {
    const auto frame = read_text(left(until));
    if (frame && frame->find("\"ping\"") != std::string::npos) ++pings_seen_;
    if (!frame && !closed_) throw std::runtime_error("the connection stayed open");
  }
  return *closed_;
}

std::string text(const json::object& object, std::initializer_list<std::string_view> path) {
  const json::object* at = &object;
  std::size_t step = 0;
  for (const std::string_view key : path) {
    const json::value* value = at->if_contains(key);
    if (!value) return {};
    if (++step == path.size()) return value->is_string() ? std::string(value->as_string()) : std::string();
    if (!value->is_object()) return {};
    at = &value->as_object();
  }
  return {};
}

std::size_t count(const std::deque<json::object>& events, std::string_view type) {
  std::size_t found = 0;
  for (const json::object& event : events) found += text(event, {"type"}) == type;
  return found;
}

}  // namespace parley::test
