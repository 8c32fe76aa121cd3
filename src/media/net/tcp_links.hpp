#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "media/ice/address.hpp"
#include "media/ice/tcp_framer.hpp"
#include "media/net/file_descriptor.hpp"

namespace parley::media {

/// The TCP side of a media thread: accepted connections, each a path with its own link number, packets framed as RFC
/// 4571 (RFC 6544 section 3). What a connection may take is bounded: it has kProofTime to show that it belongs to a
/// peer, packets wait in kMaxQueued bytes and are dropped whole beyond. Not thread-safe.
class TcpLinks {
 public:
  static constexpr std::chrono::seconds kProofTime{10};
  static constexpr std::size_t kMaxQueued = 256 * 1024;
  static constexpr std::size_t kMaxPacket = 2048;
  /// Connections that have shown nothing yet; more are refused.
  static constexpr std::size_t kMaxUnproven = 256;

  /// `epoll` is the thread's; events carry link numbers, the listener's is `listener_key`. `first_link`: the lowest
  /// number for a connection.
  static Result<std::unique_ptr<TcpLinks>> listen(const Address& address, int epoll, std::uint64_t listener_key,
                                                  std::uint32_t first_link);

  using OnPacket = std::function<void(const Path&, std::span<std::uint8_t>)>;
  using OnClosed = std::function<void(const Path&)>;
  /// `on_packet` for whole packets (it may close links), `on_closed` when a link is no more.
  void set_handlers(OnPacket on_packet, OnClosed on_closed);

  void accept(Time now);
  /// Whatever epoll said of a link.
  void handle(std::uint32_t link, std::uint32_t events);
  /// A link has shown that it belongs to a peer.
  void prove(std::uint32_t link);
  /// Closes without on_closed.
  void close(std::uint32_t link);
  void send(std::uint32_t link, std::span<const std::uint8_t> packet);
  /// Writes what was sent since.
  void flush();
  /// Closes links that showed nothing in time.
  void sweep(Time now);

  std::size_t size() const { return links_.size(); }
  std::uint64_t dropped_packets() const { return dropped_; }

 private:
  struct Link {
    FileDescriptor fd;
    Path path;
    Time accepted;
    bool proven = false;
    bool dirty = false;    // in dirty_
    bool waiting = false;  // for EPOLLOUT
    TcpFramer framer{kMaxPacket};
    std::vector<std::uint8_t> queue;
    std::size_t written = 0;  // of the queue
  };

  TcpLinks(FileDescriptor listener, int epoll, std::uint32_t first_link);
  void read(std::uint32_t link);
  bool write(Link& link);
  void fail(std::uint32_t link);

  FileDescriptor listener_;
  const int epoll_;
  std::uint32_t next_link_;
  const std::uint32_t first_link_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Link>> links_;
  std::vector<std::uint32_t> dirty_;
  std::size_t unproven_ = 0;
  std::uint32_t reading_ = 0;  // the link whose packets are being handed out; 0: none
  bool close_after_read_ = false;
  std::vector<std::uint8_t> input_;
  OnPacket on_packet_;
  OnClosed on_closed_;
  std::uint64_t dropped_ = 0;
};

}  // namespace parley::media
