#pragma once
// A non-blocking socket that bytes go through, as they are or by TLS.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct iovec;
struct ssl_st;

namespace parley::transport {

enum class IoStatus {
  done,     ///< some bytes went through
  blocked,  ///< not now; epoll tells when
  ended,    ///< the other side has sent its last byte
  failed,   ///< the connection is broken
};
struct IoResult {
  IoStatus status;
  std::size_t bytes = 0;
  std::size_t offered = 0;  ///< of a blocked write: bytes TLS wants to be given again, at least
};

/// Owns the socket and closes it. Confined to one loop, whose thread has SIGPIPE blocked (OpenSSL writes without
/// MSG_NOSIGNAL).
class Stream {
 public:
  /// `ssl` null: plain TCP. Takes both over.
  Stream(int socket, ssl_st* ssl);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  int socket() const { return socket_; }
  bool secure() const { return ssl_ != nullptr; }
  IoResult read(std::span<std::uint8_t> into);
  /// TLS joins up to one record of 16 KiB.
  IoResult write(std::span<const iovec> buffers);
  /// Says that no byte follows; what was written still goes out.
  void shut_down_writing();
  /// The close will be a reset: nothing more is sent, not even what the kernel holds.
  void reset_on_close();

 private:
  IoResult tls_result(int result);

  int socket_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  bool broken_ = false;  // OpenSSL must not be called again after a fatal error
};

}  // namespace parley::transport
