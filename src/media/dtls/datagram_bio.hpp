#pragma once
// OpenSSL's view of the wire: one datagram in, datagrams out; for this folder's sources.
#include <sys/time.h>

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "media/dtls/openssl_ptr.hpp"

namespace parley::media {

/// What a BIO made by make_datagram_bio reads from and writes to. A memory BIO would join datagrams into a stream.
struct DatagramQueue {
  std::span<const std::uint8_t> incoming;  ///< the datagram being handled; empty: none
  std::deque<std::vector<std::uint8_t>> outgoing;
  std::size_t mtu = 1200;

  /// Where OpenSSL keeps the deadline of its retransmission timer, or null when this OpenSSL doesn't say.
  ///
  /// Why this is needed: OpenSSL before 3.2 reads the system's clock to see whether its timer has run out, and offers
  /// no way to tell it the time. It does hand each datagram BIO a pointer to the deadline inside its own state
  /// (BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT), valid as long as the SSL object; expire_timer() writes there. From 3.2 on the
  /// pointer is to a copy, so it's left alone and OpenSSL's timer follows the system's clock.
  timeval* deadline = nullptr;
  bool timer_started = false;  ///< set whenever OpenSSL starts the timer, for the owner to notice

  /// Makes OpenSSL believe that its timer has run out.
  void expire_timer();
};

/// Whether this OpenSSL's timer can be driven by expire_timer().
bool timer_can_be_driven();

BioMethodPtr make_datagram_bio_method();
/// The BIO refers to `queue`, which must outlive it. Null: out of memory.
BIO* make_datagram_bio(const BIO_METHOD& method, DatagramQueue& queue);

}  // namespace parley::media
