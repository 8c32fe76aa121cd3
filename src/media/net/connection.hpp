#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "media/dtls/dtls_transport.hpp"
#include "media/ice/ice_lite.hpp"
#include "media/media.hpp"
#include "media/net/wire.hpp"
#include "media/sctp/sctp_association.hpp"
#include "media/sfu/room.hpp"
#include "media/srtp/srtp_session.hpp"

namespace parley::media {

class Connection;

/// What all connections of a media thread share; outlives them.
struct ConnectionContext {
  const DtlsContext& dtls;
  const SrtpLibrary& srtp;
  SctpLibrary& sctp;
  Listener& listener;
  Wire& wire;
  std::vector<Connection*> touched;  ///< those whose next_timeout may have become earlier
};

/// One peer's transport: ICE, then DTLS, then SRTP for its media and SCTP for its data channels. Decrypts for the
/// media Peer, encrypts what comes from it. Takes packets and the time. Lives on the media thread.
class Connection final : public Outlet, public ActivityListener {
 public:
  /// Throws std::runtime_error when OpenSSL fails.
  Connection(Time now, ConnectionContext& context, RoomId room, PeerId id, const PeerTransport& transport);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The media side, which needs this as its outlet; set right after construction, before any packet.
  void set_peer(Peer& peer) { peer_ = &peer; }
  Peer& peer() { return *peer_; }
  PeerId id() const { return id_; }
  RoomId room() const { return room_; }

  void describe(Time now, const Description& description);
  void restart_ice(Time now, const PeerTransport& transport);
  /// User fragments by which checks for this peer are found; two during an ICE restart.
  const std::vector<std::string>& ufrags() const { return ufrags_; }

  /// A STUN request with one of our ufrags. True: it was right, so this path leads here from now on.
  bool on_stun(Time now, const Path& from, std::span<const std::uint8_t> packet);
  /// DTLS, RTP or RTCP; looked at only when it came by a path that ICE has validated.
  void on_packet(Time now, const Path& from, std::span<std::uint8_t> packet);
  /// The path is gone, or another peer's.
  void forget(const Path& path);
  /// Whether the path still leads here.
  bool knows(const Path& path) const;
  /// Whether a right check came by the path not long ago: then no other peer can take it over by a check with a
  /// forged sender.
  bool holds(Time now, const Path& path) const;

  bool send_message(const std::string& label, bool binary, const std::string& bytes);
  bool has_data_channels() const { return sctp_ != nullptr; }
  /// Passes on what SCTP has to say, after its timers ran.
  void pump_sctp();

  Time next_timeout() const;
  void on_timeout(Time now);
  /// Says goodbye.
  void close();

  PeerStats stats() const;

  /// Enters the context's list of those touched, once.
  void touch();
  /// When the thread's timer queue will wake this one; whether it is in the list of those touched.
  std::optional<Time> armed;
  bool touched = false;

  // Outlet, for the Peer.
  MutableBytes rtp_room() override;
  void send_rtp(std::size_t size) override;
  void send_rtcp(Bytes packet) override;
  // ActivityListener, from the Peer.
  void on_track_activity(PeerId peer, const std::string& mid, const std::string& rid, bool active) override;
  void on_timeout_changed() override { touch(); }

 private:
  void on_media(Time now, std::span<std::uint8_t> packet, bool rtcp);
  void pump_dtls(Time now);
  void on_connected(Time now, const SrtpKeys& keys);
  void start_sctp();
  void lose(const std::string& reason);

  ConnectionContext& context_;
  const RoomId room_;
  const PeerId id_;
  Peer* peer_ = nullptr;
  IceLite ice_;
  std::vector<std::string> ufrags_;
  struct KnownPath {
    Path path;
    Time heard;
  };
  std::vector<KnownPath> paths_;
  std::optional<Path> selected_;
  DtlsTransport dtls_;
  bool dtls_started_ = false;
  bool dtls_over_ = false;
  std::unique_ptr<SrtpSession> srtp_;
  std::unique_ptr<SctpAssociation> sctp_;
  bool wants_data_channels_ = false;
  std::uint16_t remote_sctp_port_ = 5000;
  bool lost_ = false;  // nothing is sent or looked at
  bool away_ = false;  // was told to be lost, and has not been heard since
  std::uint64_t bad_packets_ = 0;
};

}  // namespace parley::media
