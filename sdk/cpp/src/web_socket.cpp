#include "web_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "base/random.hpp"
#include "tls_context.hpp"

namespace parley::sdk {
namespace {

constexpr std::size_t kMaxMessage = 64u << 20;  // a whole history may come in one answer
constexpr int kReadsAtOnce = 16;                // 1 MiB, then others on the loop have their turn
constexpr int kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10;
constexpr int kAbnormal = 1006;

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  return out;
}

/// What the server has to answer to our key (RFC 6455 section 4.2.2).
std::string accept_for(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
  return base64(digest, size);
}

}  // namespace

WebSocket::WebSocket(Context::Impl& context, Loop& loop, Url url, Handlers handlers)
    : context_(context), loop_(loop), url_(std::move(url)), handlers_(std::move(handlers)), tls_(nullptr, SSL_free) {}

WebSocket::~WebSocket() {
  if (socket_ >= 0) ::close(socket_);
}

std::shared_ptr<WebSocket> WebSocket::open(Context::Impl& context, Loop& loop, Url url,
                                           std::chrono::milliseconds timeout, Handlers handlers) {
  std::shared_ptr<WebSocket> socket(new WebSocket(context, loop, std::move(url), std::move(handlers)));
  socket->self_ = socket;
  std::weak_ptr<WebSocket> weak = socket;
  socket->timer_ = loop.at(std::chrono::steady_clock::now() + timeout, [weak] {
    if (const auto self = weak.lock()) self->end(false, kAbnormal, "The connection was not made in time");
  });
  const bool resolving =
      context.resolver().post([weak, &loop, host = socket->url_.host, port = std::to_string(socket->url_.port)] {
        addrinfo hints{}, *found = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        std::deque<std::string> addresses;
        if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) == 0) {
          for (const addrinfo* one = found; one; one = one->ai_next)
            addresses.emplace_back(reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen);
          freeaddrinfo(found);
        }
        loop.post([weak, addresses] {
          const auto self = weak.lock();
          if (!self || self->state_ != State::resolving) return;
          self->addresses_ = addresses;
          self->connect_next("The host " + self->url_.host + " is not known");
        });
      });
  if (!resolving) loop.post([socket] { socket->end(false, kAbnormal, "Too many connections are being made"); });
  return socket;
}

/// A name may have addresses at which nobody listens, as localhost often has ::1.
void WebSocket::connect_next(std::string problem) {
  while (!addresses_.empty()) {
    const std::string address = std::move(addresses_.front());
    addresses_.pop_front();
    const auto* target = reinterpret_cast<const sockaddr*>(address.data());
    const int fd = ::socket(target->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
      problem = std::string("No socket: ") + std::strerror(errno);
      continue;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd, target, static_cast<socklen_t>(address.size())) != 0 && errno != EINPROGRESS) {
      problem = std::string("Cannot connect: ") + std::strerror(errno);
      ::close(fd);
      continue;
    }
    socket_ = fd;
    state_ = State::connecting;
    loop_.watch(socket_, EPOLLIN | EPOLLOUT, [weak = weak_from_this()](std::uint32_t events) {
      if (const auto self = weak.lock()) self->on_ready(events);
    });
    return;
  }
  end(false, kAbnormal, std::move(problem));
}

void WebSocket::on_ready(std::uint32_t events) {
  const auto keep = shared_from_this();
  if (state_ == State::connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
      loop_.unwatch(socket_);
      ::close(std::exchange(socket_, -1));
      return connect_next(std::string("Cannot connect: ") + std::strerror(error));
    }
    if (!(events & EPOLLOUT)) return;
    on_connected();
  }
  if (state_ == State::tls) advance_handshake();
  if (state_ >= State::upgrading && state_ != State::ended && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) read_some();
  if (state_ != State::ended && (events & EPOLLOUT)) flush();
}

void WebSocket::on_connected() {
  unsigned char nonce[16];
  random_bytes(nonce);
  key_ = base64(nonce, sizeof nonce);
  const bool v6 = url_.host.find(':') != std::string::npos;
  out_ = "GET " + url_.target + " HTTP/1.1\r\nHost: " + (v6 ? "[" + url_.host + "]" : url_.host) + ":" +
         std::to_string(url_.port) + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key_ +
         "\r\nSec-WebSocket-Version: 13\r\n\r\n";
  state_ = State::upgrading;
  if (url_.secure) {
    tls_.reset(SSL_new(context_.tls().native()));
    SSL_set_fd(tls_.get(), socket_);
    SSL_set_tlsext_host_name(tls_.get(), url_.host.c_str());
    SSL_set1_host(tls_.get(), url_.host.c_str());
    SSL_set_connect_state(tls_.get());
    state_ = State::tls;
  }
}

void WebSocket::advance_handshake() {
  const int done = SSL_do_handshake(tls_.get());
  if (done == 1) {
    state_ = State::upgrading;
    return flush();
  }
  const int why = SSL_get_error(tls_.get(), done);
  if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
    const long verified = SSL_get_verify_result(tls_.get());
    return end(false, kAbnormal, verified == X509_V_OK ? "TLS failed" : X509_verify_cert_error_string(verified));
  }
  loop_.rewatch(socket_, EPOLLIN | (why == SSL_ERROR_WANT_WRITE ? EPOLLOUT : 0u));
}

long WebSocket::receive(char* into, std::size_t size) {
  if (tls_) {
    const int got = SSL_read(tls_.get(), into, static_cast<int>(size));
    if (got > 0) return got;
    const int why = SSL_get_error(tls_.get(), got);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
  }
  const ssize_t got = recv(socket_, into, size, 0);
  if (got > 0) return got;
  return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

long WebSocket::transmit(const char* from, std::size_t size) {
  if (tls_) {
    const int sent = SSL_write(tls_.get(), from, static_cast<int>(size));
    if (sent > 0) return sent;
    const int why = SSL_get_error(tls_.get(), sent);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
  }
  const ssize_t sent = ::send(socket_, from, size, MSG_NOSIGNAL);
  if (sent > 0) return sent;
  return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

void WebSocket::read_some() {
  char chunk[65536];
  for (int reads = 0; state_ != State::ended; ++reads) {
    if (reads == kReadsAtOnce) return read_rest();
    const long got = receive(chunk, sizeof chunk);
    if (got < 0) return end(false, kAbnormal, "The connection was lost");
    if (got == 0) return;
    in_.append(chunk, static_cast<std::size_t>(got));
    if (state_ == State::upgrading) take_upgrade();
    if (state_ == State::open || state_ == State::closing) take_frames();
  }
}

/// By a task, since what TLS holds already wakes no loop.
void WebSocket::read_rest() {
  loop_.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && self->state_ != State::ended) self->read_some();
  });
}

void WebSocket::take_upgrade() {
  const auto end_of_head = in_.find("\r\n\r\n");
  if (end_of_head == std::string::npos) {
    if (in_.size() > 16384) end(false, kAbnormal, "The server does not speak WebSocket");
    return;
  }
  const std::string head = in_.substr(0, end_of_head);
  in_.erase(0, end_of_head + 4);
  if (!head.starts_with("HTTP/1.1 101") || head.find(accept_for(key_)) == std::string::npos) {
    return end(false, kAbnormal, "The server refused the WebSocket: " + head.substr(0, head.find('\r')));
  }
  state_ = State::open;
  loop_.cancel(timer_);
  handlers_.opened();
}

void WebSocket::take_frames() {
  std::size_t at = 0;
  while (state_ != State::ended) {
    const std::size_t left = in_.size() - at;
    if (left < 2) break;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(in_[at + i]); };
    std::size_t size = byte(1) & 0x7F, header = 2;
    if (size >= 126) {
      const std::size_t extra = size == 126 ? 2 : 8;
      if (left < 2 + extra) break;
      size = 0;
      for (std::size_t i = 0; i < extra; ++i) size = size << 8 | byte(2 + i);
      header += extra;
    }
    if (size > kMaxMessage || (byte(1) & 0x80) || (byte(0) & 0x70))
      return end(false, kAbnormal, "The server broke the WebSocket protocol");
    if (left < header + size) break;
    const std::string_view payload = std::string_view(in_).substr(at + header, size);
    if (!take_message(byte(0) & 0x0F, (byte(0) & 0x80) != 0, payload)) return;
    at += header + size;
  }
  if (state_ != State::ended) in_.erase(0, at);
}

bool WebSocket::take_message(int opcode, bool final, std::string_view payload) {
  switch (opcode) {
    case kClose: {
      const int code = payload.size() >= 2
                           ? static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1])
                           : 1005;
      const std::string reason(payload.size() >= 2 ? payload.substr(2) : std::string_view());
      if (state_ == State::open) send_frame(kClose, payload.substr(0, 2));
      end(true, code, reason);
      return false;
    }
    case kPing:
      send_frame(kPong, payload);
      break;
    case kPong:
      break;
    case kText:
    case kBinary:
    case kContinuation: {
      if ((opcode == kContinuation) != (message_opcode_ != 0) || message_.size() + payload.size() > kMaxMessage) {
        end(false, kAbnormal, "The server broke the WebSocket protocol");
        return false;
      }
      const int kind = opcode == kContinuation ? message_opcode_ : opcode;
      message_opcode_ = final ? 0 : kind;
      if (!final || !message_.empty()) message_ += payload;
      if (!final) break;
      const std::string joined = std::exchange(message_, {});
      const auto& handler = kind == kText ? handlers_.text : handlers_.binary;
      handler(joined.empty() ? payload : joined);
      break;
    }
    default:
      end(false, kAbnormal, "The server broke the WebSocket protocol");
      return false;
  }
  return state_ != State::ended;
}

void WebSocket::send_frame(int opcode, std::string_view payload) {
  std::string frame;
  frame.reserve(payload.size() + 14);
  frame += static_cast<char>(0x80 | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    const int bytes = payload.size() < 65536 ? 2 : 8;
    frame += static_cast<char>(0x80 | (bytes == 2 ? 126 : 127));
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
  }
  unsigned char mask[4];
  const std::uint32_t bits = random_u32();
  std::memcpy(mask, &bits, sizeof mask);
  frame.append(reinterpret_cast<const char*>(mask), 4);
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ mask[i & 3]);
  const bool idle = out_.empty();
  out_ += frame;
  if (idle) flush();
}

void WebSocket::send_text(std::string_view text) {
  if (state_ == State::open) send_frame(kText, text);
}

void WebSocket::send_binary(std::string_view bytes) {
  if (state_ == State::open) send_frame(kBinary, bytes);
}

void WebSocket::close() {
  if (state_ == State::open) {
    send_frame(kClose, {});
    if (state_ == State::open) state_ = State::closing;
    std::weak_ptr<WebSocket> weak = weak_from_this();
    timer_ = loop_.at(std::chrono::steady_clock::now() + std::chrono::seconds(5), [weak] {
      if (const auto self = weak.lock()) self->end(false, kAbnormal, "The server did not answer the close");
    });
  } else if (state_ < State::open) {
    end(false, kAbnormal, "Closed before it was open");
  }
}

void WebSocket::flush() {
  if (state_ == State::ended || state_ == State::connecting || state_ == State::resolving || state_ == State::tls)
    return;
  std::size_t sent = 0;
  while (sent < out_.size()) {
    const long moved = transmit(out_.data() + sent, out_.size() - sent);
    if (moved < 0) return end(false, kAbnormal, "The connection was lost");
    if (moved == 0) break;
    sent += static_cast<std::size_t>(moved);
  }
  out_.erase(0, sent);
  loop_.rewatch(socket_, EPOLLIN | (out_.empty() ? 0u : static_cast<unsigned>(EPOLLOUT)));
}

void WebSocket::end(bool clean, int code, std::string reason) {
  if (state_ == State::ended) return;
  const auto ended = std::move(handlers_.ended);
  const auto keep = std::move(self_);
  abandon();
  if (ended) ended(clean, code, std::move(reason));
}

void WebSocket::abandon() {
  const auto keep = std::move(self_);
  state_ = State::ended;
  loop_.cancel(timer_);
  if (socket_ >= 0) {
    loop_.unwatch(socket_);
    tls_.reset();
    ::close(socket_);
    socket_ = -1;
  }
  // Handlers hold whoever made them; but one of them may be running right now, so they go later.
  loop_.post([handlers = std::make_shared<Handlers>(std::move(handlers_))] {});
}

}  // namespace parley::sdk
