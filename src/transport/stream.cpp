#include "transport/stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace parley::transport {
namespace {

constexpr std::size_t tls_record = 16'384;

IoResult socket_result(ssize_t result) {
  if (result > 0) return {IoStatus::done, static_cast<std::size_t>(result)};
  if (result == 0) return {IoStatus::ended};
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {IoStatus::blocked};
  return {IoStatus::failed};
}

}  // namespace

Stream::Stream(int socket, ssl_st* ssl) : socket_(socket), ssl_(ssl, SSL_free) {}

Stream::~Stream() {
  ssl_.reset();
  ::close(socket_);
}

IoResult Stream::tls_result(int result) {
  if (result > 0) return {IoStatus::done, static_cast<std::size_t>(result)};
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {IoStatus::blocked};
    case SSL_ERROR_ZERO_RETURN:
      return {IoStatus::ended};
    default:
      broken_ = true;
      ERR_clear_error();
      return {IoStatus::failed};
  }
}

IoResult Stream::read(std::span<std::uint8_t> into) {
  if (!ssl_) {
    ssize_t got;
    do got = ::recv(socket_, into.data(), into.size(), 0);
    while (got < 0 && errno == EINTR);
    return socket_result(got);
  }
  if (broken_) return {IoStatus::failed};
  ERR_clear_error();
  return tls_result(SSL_read(ssl_.get(), into.data(), static_cast<int>(std::min<std::size_t>(into.size(), 1u << 30))));
}

IoResult Stream::write(std::span<const iovec> buffers) {
  if (!ssl_) {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(buffers.data());
    message.msg_iovlen = buffers.size();
    ssize_t sent;
    // Many receivers make what send() takes less of the processor's time count.
    do
      sent = buffers.size() == 1 ? ::send(socket_, buffers[0].iov_base, buffers[0].iov_len, MSG_NOSIGNAL)
                                 : ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return socket_result(sent);
  }
  if (broken_) return {IoStatus::failed};
  std::array<std::uint8_t, tls_record> record;
  std::size_t size = 0;
  for (const iovec& buffer : buffers) {
    const std::size_t part = std::min(buffer.iov_len, record.size() - size);
    std::memcpy(record.data() + size, buffer.iov_base, part);
    size += part;
    if (size == record.size()) break;
  }
  ERR_clear_error();
  IoResult result = tls_result(SSL_write(ssl_.get(), record.data(), static_cast<int>(size)));
  if (result.status == IoStatus::blocked) result.offered = size;
  return result;
}

void Stream::shut_down_writing() {
  if (ssl_ && !broken_ && SSL_is_init_finished(ssl_.get())) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());  // close_notify; its arrival is not waited for
    ERR_clear_error();
  }
  ::shutdown(socket_, SHUT_WR);
}

void Stream::reset_on_close() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace parley::transport
