#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "media/ice/address.hpp"
#include "media/net/file_descriptor.hpp"

namespace parley::media {

/// A media thread's UDP port: reads and writes in batches, from and to buffers made once. Bound to all addresses it
/// notes to which of ours a packet came and answers from that one, since a peer accepts answers from there only: this
/// is the path's `link`, a number below kLinks. Not thread-safe.
class UdpSocket {
 public:
  static constexpr std::uint32_t kLinks = 256;
  static constexpr std::size_t kBatch = 64;
  /// What one outgoing packet may take, protection included.
  static constexpr std::size_t kRoom = 1500;

  /// `address` may be "0.0.0.0" or "::": then both families, where there is IPv6. Port 0: a free one.
  static Result<std::unique_ptr<UdpSocket>> bind(const Address& address);
  ~UdpSocket();

  int fd() const { return fd_.get(); }
  std::uint16_t port() const { return port_; }

  struct Received {
    Path path;
    std::span<std::uint8_t> bytes;
  };
  /// The next packets, good until the next call; empty when none wait.
  std::span<const Received> receive();

  /// Room for the next packet; writing is what the caller does with it until queue().
  std::span<std::uint8_t> room();
  /// Sends the first `size` bytes of the room with the next flush, at the latest.
  void queue(std::size_t size, const Path& to);
  void flush();

  std::uint64_t sent_packets() const { return sent_; }
  /// Not sent, because the system's buffer was full or there was no way to that address.
  std::uint64_t unsent_packets() const { return unsent_; }

 private:
  struct Buffers;

  UdpSocket(FileDescriptor fd, bool any_address, bool ipv6);
  std::uint32_t link_of(const Address& local);

  FileDescriptor fd_;
  std::uint16_t port_ = 0;
  const bool any_address_;
  const bool ipv6_;
  std::vector<Address> locals_;  // link n is locals_[n - 1]
  std::unique_ptr<Buffers> buffers_;
  std::size_t queued_ = 0;
  std::uint64_t sent_ = 0, unsent_ = 0;
};

}  // namespace parley::media
