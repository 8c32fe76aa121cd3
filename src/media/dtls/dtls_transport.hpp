#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "media/dtls/dtls_context.hpp"
#include "media/srtp/srtp_keys.hpp"

namespace parley::media {

enum class DtlsRole : std::uint8_t { server, client };

/// One DTLS association (RFC 6347) that yields SRTP keys (RFC 5764) and carries SCTP packets (RFC 8261). Takes
/// datagrams and the time, gives datagrams and events. Not thread-safe; different transports are independent.
///
/// Feed it only what came by an ICE-validated path. Garbage is ignored in every state. What a handshake may cost is
/// bounded: kMaxHandshakeBytes of input, 30 s.
class DtlsTransport {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::size_t kMtu = 1200;      ///< datagrams we send are never longer
  static constexpr std::size_t kMaxData = 1150;  ///< for send()
  static constexpr std::size_t kMaxHandshakeBytes = 128 * 1024;
  static constexpr std::chrono::seconds kHandshakeTime{30};

  struct Connected {
    SrtpKeys keys;
  };
  struct Data {
    std::vector<std::uint8_t> bytes;
  };
  struct Closed {};  ///< the peer said goodbye; final
  struct Failed {    ///< final
    std::string reason;
  };
  using Event = std::variant<Connected, Data, Closed, Failed>;

  /// `context` must outlive the transport. `remote_fingerprint`: SHA-256, the peer's certificate must have it.
  DtlsTransport(const DtlsContext& context, DtlsRole role, std::string remote_fingerprint);
  ~DtlsTransport();
  DtlsTransport(const DtlsTransport&) = delete;
  DtlsTransport& operator=(const DtlsTransport&) = delete;

  /// Begins: the client sends its ClientHello, the server begins to wait. Call once, when ICE has a path.
  void start(Time now);
  /// One datagram from the peer. What comes before start() is dropped.
  void handle(Time now, std::span<const std::uint8_t> datagram);
  /// When on_timeout should be called; nullopt: no need.
  std::optional<Time> next_timeout() const;
  void on_timeout(Time now);

  /// Datagrams to send; call until empty after every other call.
  std::optional<std::vector<std::uint8_t>> poll_datagram();
  /// What happened, in order; call until empty after every other call.
  std::optional<Event> poll_event();

  /// One packet of at most kMaxData bytes. False: not connected, or too long.
  bool send(std::span<const std::uint8_t> bytes);
  /// Tells the peer; nothing is received or sent afterwards. No event.
  void close();

  bool connected() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::media
