#pragma once
// One usrsctp socket, its settings and its packets; for this folder's sources. Every call needs State::mutex held.
#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "media/sctp/sctp_association.hpp"
#include "media/sctp/sctp_library_state.hpp"

struct socket;

namespace parley::media {

class SctpSocket {
 public:
  /// `attention` is set whenever there is something to receive, to send on, or a packet to take. Throws
  /// std::runtime_error when usrsctp refuses.
  SctpSocket(SctpLibrary::State& library, std::atomic<bool>& attention, std::uint16_t local_port,
             std::uint16_t remote_port);
  ~SctpSocket();
  SctpSocket(const SctpSocket&) = delete;
  SctpSocket& operator=(const SctpSocket&) = delete;

  void connect();
  void input(std::span<const std::uint8_t> packet);

  enum class Sent { all, nothing, failed };
  /// A whole message or nothing of it.
  Sent send(std::uint16_t stream, std::uint32_t ppid, std::span<const std::uint8_t> bytes);

  struct Piece {
    bool notification = false;
    bool last = false;  ///< of a message or notification
    std::uint16_t stream = 0;
    std::uint32_t ppid = 0;
    std::span<const std::uint8_t> bytes;  ///< valid until the next call
  };
  /// nullopt: nothing there now.
  std::optional<Piece> receive();

  /// Closes our direction of streams (RFC 6525). False: not now, try later.
  bool reset(std::span<const std::uint16_t> streams);
  /// Ends the association with an ABORT, which is left in packets().
  void close();

  std::deque<std::vector<std::uint8_t>>& packets() { return packets_; }
  void on_packet(std::span<const std::uint8_t> packet);
  void on_ready() { attention_ = true; }

 private:
  SctpLibrary::State& library_;
  std::atomic<bool>& attention_;
  SctpLink& link_;
  struct ::socket* socket_ = nullptr;
  bool registered_ = false;
  std::uint16_t remote_port_;
  std::deque<std::vector<std::uint8_t>> packets_;
};

}  // namespace parley::media
