#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "media/net/connection.hpp"
#include "media/net/timer_queue.hpp"

namespace parley::media {

/// The rooms of one media thread and the connections of their peers: tells whose packet came, and wakes who has
/// something to do. A packet leads to a connection by the path ICE has validated, or, being a STUN request, by our
/// user fragment in it; everything else is dropped without an answer and without a trace but a count. Not thread-safe.
class RoomHost {
 public:
  /// `peers` counts those of all threads; `max_peers` is their limit.
  RoomHost(ConnectionContext& context, std::atomic<std::size_t>& peers, std::size_t max_peers);
  RoomHost(const RoomHost&) = delete;
  RoomHost& operator=(const RoomHost&) = delete;

  void on_packet(Time now, const Path& from, std::span<std::uint8_t> packet);
  void on_link_closed(const Path& path);

  // As in media.hpp.
  void open_room(RoomId room);
  void close_room(RoomId room);
  void close_all();
  void add_peer(Time now, RoomId room, PeerId peer, const PeerTransport& transport, const Description& description);
  void update_peer(Time now, PeerId peer, const Description& description);
  void restart_ice(Time now, PeerId peer, const PeerTransport& transport);
  void remove_peer(PeerId peer);
  /// nullptr: not open.
  Room* room(RoomId id);
  void send(PeerId peer, const std::string& label, bool binary, const std::string& bytes);
  std::optional<PeerStats> stats(PeerId peer) const;

  /// After packets or commands: takes note of what the connections want to be woken for.
  void settle();
  std::optional<Time> next_timeout() const { return timers_.next(); }
  void run_timers(Time now);
  bool needs_sctp_ticks() const { return data_channels_; }
  void pump_sctp();
  /// Now and then: forgets paths that connections have forgotten.
  void sweep();

  std::uint64_t unknown_packets() const { return unknown_packets_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  Connection* find(PeerId peer) const;
  Connection* find_by_request(std::span<const std::uint8_t> packet) const;
  void on_stun(Time now, const Path& from, std::span<const std::uint8_t> packet);

  ConnectionContext& context_;
  std::atomic<std::size_t>& peers_;
  const std::size_t max_peers_;
  std::unordered_map<RoomId, std::unique_ptr<Room>> rooms_;
  std::unordered_map<PeerId, std::unique_ptr<Connection>> connections_;
  std::unordered_map<Path, Connection*> by_path_;
  std::unordered_map<std::string, Connection*, TextHash, std::equal_to<>> by_ufrag_;
  TimerQueue timers_;
  bool data_channels_ = false;
  std::uint64_t unknown_packets_ = 0;
};

}  // namespace parley::media
