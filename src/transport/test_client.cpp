#include "transport/test_client.hpp"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace parley::transport::test {

int ReceivedFrame::close_code() const {
  return payload.size() < 2 ? 0 : static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

std::string ReceivedFrame::close_reason() const { return payload.size() < 2 ? "" : payload.substr(2); }

TestClient::TestClient(std::uint16_t port, bool tls, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's writes on this side
  if (receive_buffer) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const timeval patience{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("connect failed");
  }
  if (!tls) return;
  context_ = SSL_CTX_new(TLS_client_method());
  ssl_ = SSL_new(context_);
  SSL_set_fd(ssl_, socket_);
  if (SSL_connect(ssl_) != 1) throw std::runtime_error("TLS handshake failed");
}

TestClient::~TestClient() {
  if (ssl_) SSL_free(ssl_);
  if (context_) SSL_CTX_free(context_);
  if (socket_ >= 0) ::close(socket_);
}

void TestClient::send_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ssl_ ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                           : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server has closed; the test sees it when it reads
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string TestClient::receive_some(std::size_t at_most) {
  if (!in_.empty()) return std::exchange(in_, {});
  std::string bytes(at_most, '\0');
  const auto got = ssl_ ? SSL_read(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                        : ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("nothing came for ten seconds");
  bytes.resize(static_cast<std::size_t>(std::max<long>(got, 0)));
  return bytes;
}

void TestClient::shut_down_writing() { ::shutdown(socket_, SHUT_WR); }

void TestClient::reset() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(socket_);
  socket_ = -1;
}

bool TestClient::fill(std::size_t bytes) {
  while (in_.size() < bytes) {
    std::string have = std::exchange(in_, {});
    const std::string more = receive_some();
    in_ = std::move(have) + more;
    if (more.empty()) return false;
  }
  return true;
}

ReceivedResponse TestClient::read_response(bool head_only) {
  ReceivedResponse response;
  std::size_t end;
  while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(in_.size() + 1)) return response;
  }
  response.head = in_.substr(0, end + 2);
  in_.erase(0, end + 4);
  response.status = std::stoi(response.head.substr(9, 3));
  std::transform(response.head.begin(), response.head.end(), response.head.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t length = response.head.find("content-length: ");
  if (head_only || length == std::string::npos) return response;
  const std::size_t size = std::stoul(response.head.substr(length + 16));
  if (!fill(size)) return response;
  response.body = in_.substr(0, size);
  in_.erase(0, size);
  return response;
}

ReceivedResponse TestClient::request(std::string_view text, bool head_only) {
  send_raw(text);
  return read_response(head_only);
}

ReceivedResponse TestClient::get(std::string_view target, std::string_view more_headers) {
  return request("GET " + std::string(target) + " HTTP/1.1\r\nHost: chat.example:8080\r\n" + std::string(more_headers) +
                 "\r\n");
}

ReceivedResponse TestClient::upgrade(std::string_view target, std::string_view more_headers) {
  return get(target,
             "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                 std::string(more_headers));
}

std::string TestClient::masked_frame(int opcode, std::string_view payload, bool final) {
  std::string frame;
  frame += static_cast<char>((final ? 0x80 : 0) | opcode);
  const std::size_t size = payload.size();
  const int bytes = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
  frame += static_cast<char>(0x80 | (bytes == 0 ? size : bytes == 2 ? 126 : 127));
  for (int i = bytes - 1; i >= 0; --i) frame += static_cast<char>(size >> (8 * i));
  constexpr std::array<char, 4> mask{0x12, 0x34, 0x56, 0x78};
  frame.append(mask.data(), mask.size());
  for (std::size_t i = 0; i < size; ++i) frame += static_cast<char>(payload[i] ^ mask[i & 3]);
  return frame;
}

void TestClient::send_frame(int opcode, std::string_view payload, bool final) {
  send_raw(masked_frame(opcode, payload, final));
}

ReceivedFrame TestClient::read_frame() {
  ReceivedFrame frame;
  if (!fill(2)) return frame;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(in_[i]); };
  std::size_t size = byte(1) & 0x7F, header = 2;
  if (size >= 126) {
    const std::size_t count = size == 126 ? 2 : 8;
    if (!fill(2 + count)) return frame;
    size = 0;
    for (std::size_t i = 0; i < count; ++i) size = size << 8 | byte(2 + i);
    header += count;
  }
  if (byte(1) & 0x80) throw std::runtime_error("the server has masked a frame");
  if (!fill(header + size)) return frame;
  frame.opcode = byte(0) & 0x0F;
  frame.final = byte(0) & 0x80;
  frame.payload = in_.substr(header, size);
  in_.erase(0, header + size);
  return frame;
}

ReceivedFrame TestClient::read_answer() {
  for (;;) {
    ReceivedFrame frame = read_frame();
    if (frame.opcode != 1 || frame.payload != R"({"message":"ping","data":[]})") return frame;
  }
}

}  // namespace parley::transport::test
