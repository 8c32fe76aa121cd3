#pragma once
// The control face of the media plane. It hears of rooms, peers, tracks and slots, never of users and chats.
//
// Control decides everything that needs an answer (ICE credentials, SSRCs, which track goes to which slot) and tells
// it here; every call is queued to the room's media thread and returns at once. What media notices comes back
// through Listener. A room lives on one media thread, which owns one UDP port and one TCP port.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace parley::media {

using RoomId = std::uint64_t;
using PeerId = std::uint64_t;  ///< unique over all rooms and the process's life; chosen by the caller

enum class Kind : std::uint8_t { audio, video };

/// One payload format as negotiated in an m-line (RFC 8866 section 6.6, RFC 4588 for RTX).
struct Codec {
  std::uint8_t payload_type = 0;
  std::string name;  ///< "opus", "VP8", "VP9", "H264", "AV1": compared without case
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 0;  ///< 0 when not given
  std::string fmtp;           ///< text after "a=fmtp:<pt> "; decides whether two H264 or VP9 formats are the same
  std::optional<std::uint8_t> rtx_payload_type;
  bool nack = false, pli = false, fir = false, transport_cc = false, remb = false;
  bool operator==(const Codec&) const = default;
};

/// Negotiated header extension ids (RFC 8285); 0: not negotiated.
struct HeaderExtensions {
  std::uint8_t mid = 0;
  std::uint8_t rid = 0;
  std::uint8_t repaired_rid = 0;
  std::uint8_t transport_cc = 0;
  std::uint8_t abs_send_time = 0;
  std::uint8_t audio_level = 0;
  std::uint8_t dependency_descriptor = 0;
  std::uint8_t video_orientation = 0;
  std::uint8_t playout_delay = 0;
  bool operator==(const HeaderExtensions&) const = default;
};

/// A media section the peer sends on.
struct Track {
  std::string mid;
  Kind kind = Kind::audio;
  std::vector<Codec> codecs;  ///< in order of preference
  HeaderExtensions extensions;
  std::vector<std::uint32_t> ssrcs;  ///< announced by a=ssrc; may be empty: then learnt by the mid extension
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rtx_ssrcs;  ///< media SSRC, its RTX SSRC (a=ssrc-group:FID)
  std::vector<std::string> rids;  ///< simulcast encodings, highest preference first; empty for a single encoding
  bool operator==(const Track&) const = default;
};

/// A media section the peer receives on: one continuous stream that any track of the same kind can be put on.
struct Slot {
  std::string mid;
  Kind kind = Kind::audio;
  std::vector<Codec> codecs;
  HeaderExtensions extensions;
  std::uint32_t ssrc = 0;
  std::uint32_t rtx_ssrc = 0;  ///< 0: no RTX
  std::string cname;
  bool operator==(const Slot&) const = default;
};

/// What one peer's current description says; a later one replaces it. Tracks and slots that stay keep their state.
struct Description {
  std::vector<Track> tracks;
  std::vector<Slot> slots;
  bool data_channels = false;
  std::uint16_t remote_sctp_port = 5000;
};

struct IceCredentials {
  std::string ufrag;
  std::string password;
};

/// What is needed to let a peer in (server side: ICE-lite, DTLS passive).
struct PeerTransport {
  IceCredentials local;  ///< made by the caller; the ufrag must be unique in the process
  IceCredentials remote;
  std::string remote_fingerprint;  ///< SHA-256, "AB:CD:…" as in a=fingerprint
};

/// Where a room's peers reach it, for the SDP answer. Does not change while the room is open.
struct Candidate {
  std::string address;  ///< IPv4 or IPv6 literal
  std::uint16_t port = 0;
  bool tcp = false;  ///< ICE-TCP, passive (RFC 6544)
};
struct Endpoint {
  std::vector<Candidate> candidates;
  std::string fingerprint;  ///< of our DTLS certificate: SHA-256, "AB:CD:…"
};

/// What one peer's media does right now; for tests, metrics and TRACK_QUALITY_STATE. Counters since the peer came.
struct TrackStats {
  std::string mid;
  std::uint64_t packets = 0, bytes = 0, lost = 0, nacks_sent = 0, keyframe_requests = 0;
};
struct SlotStats {
  std::string mid;
  std::uint64_t packets = 0, bytes = 0, retransmitted = 0;
};
struct PeerStats {
  bool ice_connected = false, dtls_connected = false;
  std::uint64_t bad_packets = 0;  ///< failed authentication, replayed, or unparsable; dropped
  std::vector<TrackStats> tracks;
  std::vector<SlotStats> slots;
};

/// Called on media threads; must not block. No call comes after Sfu's destructor returned.
class Listener {
 public:
  virtual ~Listener() = default;
  /// ICE and DTLS are up; media flows from now.
  virtual void on_peer_connected(RoomId room, PeerId peer) = 0;
  /// No ICE consent for 30 s, or DTLS was closed or failed. The peer stays known until remove_peer.
  virtual void on_peer_lost(RoomId room, PeerId peer, const std::string& reason) = 0;
  /// A whole message on a data channel.
  virtual void on_message(RoomId room, PeerId peer, const std::string& label, bool binary,
                          std::span<const std::uint8_t> bytes) = 0;
  /// The track's first packet came, or none has come for 2 s (`active` false). Not called for muted tracks.
  virtual void on_track_activity(RoomId room, PeerId peer, const std::string& mid, const std::string& rid,
                                 bool active) = 0;
};

struct Config {
  std::string address = "127.0.0.1";   ///< to bind
  std::vector<std::string> announced;  ///< addresses for candidates; empty: `address`, or all interfaces for 0.0.0.0
  std::uint16_t port = 0;              ///< of the first media thread; the next has port + 1; 0: free ones
  int threads = 1;
  bool tcp = true;  ///< also listen for ICE-TCP, on the same port number when it is free
  std::size_t max_peers = 10'000;
};

/// The media plane. All functions are thread-safe and return without waiting, unless said otherwise.
class Sfu {
 public:
  /// Binds the ports and starts the threads. Fails with a sentence that names the address and the cause.
  static Result<std::unique_ptr<Sfu>> start(const Config& config, Listener& listener);
  virtual ~Sfu() = default;

  /// Opens a room on the least busy thread.
  virtual Endpoint open_room(RoomId room) = 0;
  /// Ends all its peers.
  virtual void close_room(RoomId room) = 0;

  virtual void add_peer(RoomId room, PeerId peer, PeerTransport transport, Description description) = 0;
  virtual void update_peer(RoomId room, PeerId peer, Description description) = 0;
  /// A new ICE restart's remote credentials (RFC 8445 section 9).
  virtual void restart_ice(RoomId room, PeerId peer, PeerTransport transport) = 0;
  virtual void remove_peer(RoomId room, PeerId peer) = 0;

  /// Puts a track on a slot of the same kind; the slot goes on with continuous sequence numbers and timestamps,
  /// starting at a key frame, which is asked for. Unknown names are ignored: the track may just have ended.
  virtual void lease(RoomId room, PeerId subscriber, std::string slot_mid, PeerId publisher, std::string track_mid) = 0;
  virtual void release(RoomId room, PeerId subscriber, std::string slot_mid) = 0;
  /// Stops or resumes forwarding; resuming video asks for a key frame.
  virtual void mute_track(RoomId room, PeerId publisher, std::string track_mid, bool muted) = 0;
  virtual void mute_slot(RoomId room, PeerId subscriber, std::string slot_mid, bool muted) = 0;
  /// Upper wishes for what a slot carries; nullopt: best.
  struct Preference {
    std::optional<std::string> quality;  ///< rid
    std::optional<int> spatial;
    std::optional<int> temporal;
  };
  virtual void prefer(RoomId room, PeerId subscriber, std::string slot_mid, Preference preference) = 0;

  /// Queues a whole message on the peer's channel of that label; dropped when the channel isn't open, or when more
  /// than 1 MiB waits for this peer.
  virtual void send(RoomId room, PeerId peer, std::string label, bool binary, std::string bytes) = 0;

  /// Waits for the room's thread; for tests and diagnostics. nullopt: no such peer.
  virtual std::optional<PeerStats> stats(RoomId room, PeerId peer) = 0;
};

}  // namespace parley::media
