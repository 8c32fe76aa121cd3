#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/result.hpp"
#include "media/srtp/srtp_keys.hpp"

namespace parley::media {

/// A share in the SRTP library's process-wide state: taken in main and handed down, outlives the sessions made with it.
/// The state lives as long as somebody has a share. Thread-safe.
class SrtpLibrary {
 public:
  SrtpLibrary();  ///< throws std::runtime_error when the library refuses to start
  ~SrtpLibrary();
  SrtpLibrary(const SrtpLibrary&) = delete;
  SrtpLibrary& operator=(const SrtpLibrary&) = delete;
};

/// SRTP and SRTCP with one peer, both directions, any SSRC (RFC 3711, RFC 7714). Packets are changed in place.
/// A false says: drop the packet silently (forged, replayed, malformed); it never ends the session. Not thread-safe.
class SrtpSession {
 public:
  /// How much protecting may add; buffers need this much room behind the packet.
  static constexpr std::size_t kMaxOverhead = 32;
  /// Replay window in packets.
  static constexpr std::size_t kWindow = 1024;
  /// Different SSRCs accepted from a peer; more are dropped, so that a peer can't make us grow.
  static constexpr std::size_t kMaxRemoteSsrcs = 256;

  /// Fails when keys and profile don't fit together.
  static Result<std::unique_ptr<SrtpSession>> create(const SrtpLibrary& library, const SrtpKeys& keys);
  virtual ~SrtpSession() = default;

  /// `size` becomes that of the plain packet, which is never longer.
  virtual bool unprotect_rtp(std::span<std::uint8_t> packet, std::size_t& size) = 0;
  virtual bool unprotect_rtcp(std::span<std::uint8_t> packet, std::size_t& size) = 0;
  /// `buffer` is the whole room, the packet its first `size` bytes; `size` becomes that of the protected packet.
  /// False also when there is less than kMaxOverhead room behind the packet.
  ///
  /// A sequence number may be sent again on its SSRC only as exactly the same packet, header extensions included:
  /// two different packets under one number give away AES-GCM's authentication key (RFC 7714 section 10).
  virtual bool protect_rtp(std::span<std::uint8_t> buffer, std::size_t& size) = 0;
  virtual bool protect_rtcp(std::span<std::uint8_t> buffer, std::size_t& size) = 0;
};

}  // namespace parley::media
