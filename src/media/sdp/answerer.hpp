#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "media/media.hpp"
#include "media/sdp/session_description.hpp"

namespace parley::media::sdp {

enum class Transports : std::uint8_t { both, udp, tcp };

/// What the answering side says of itself; the same for every answer to one peer.
struct LocalParameters {
  std::string fingerprint;            ///< SHA-256, "AB:CD:…"
  std::vector<Candidate> candidates;  ///< all there are; those of an unwanted transport are left out
  Transports transports = Transports::both;
  std::string cname;
};

/// A media section the peer sends on, as people see it.
struct PublishedTrack {
  std::string mid;
  Kind kind = Kind::audio;
  std::string id;                      ///< track id of a=msid; empty when the offer names none
  std::optional<std::string> content;  ///< value of a=content; nullopt: no such line, which means "unchanged"
};

struct Answer {
  std::string text;
  PeerTransport transport;             ///< for Sfu::add_peer and restart_ice
  Description description;             ///< for Sfu::add_peer and update_peer
  std::vector<PublishedTrack> tracks;  ///< one per description.tracks, in the same order
  bool ice_restarted = false;          ///< the peer came with new credentials, and so do we (RFC 8445 section 9)
};

/// Answers the offers of one peer connection as an ICE-lite, DTLS-passive server (RFC 8829 section 5.3) and remembers
/// what must not change between them: session id, SSRCs of slots, credentials. A refused offer changes nothing.
/// Not thread-safe.
class Answerer {
 public:
  explicit Answerer(LocalParameters local);

  /// Fails with a sentence when the offer makes no sense, or allows no connection.
  Result<Answer> answer(std::string_view offer);

  /// From the next answer on, this slot lists that codec first: it is the one sent on it.
  void prefer_codec(const std::string& slot_mid, std::string codec_name);

 private:
  /// A slot's stream keeps its names as long as its m-line lives.
  struct SlotIdentity {
    Kind kind = Kind::audio;
    std::uint32_t ssrc = 0, rtx_ssrc = 0;
    std::string stream_id, track_id;
  };
  struct State {
    IceCredentials local, remote;
    std::string remote_fingerprint;
    std::uint64_t session_id = 0, version = 0;
    std::size_t sections = 0;
    std::string body;                           ///< the last answer, with version 0
    std::map<std::string, SlotIdentity> slots;  ///< by mid
  };

  Result<void> check(const SessionDescription& offer, const MediaSection& tagged, State& state, bool& restarted) const;
  void accept_media(const MediaSection& offered, MediaSection& answered, State& state, Answer& result) const;
  void add_track(const MediaSection& offered, MediaSection& answered, std::vector<Codec> codecs, Answer& result) const;
  void add_slot(MediaSection& answered, std::vector<Codec> codecs, State& state, Answer& result) const;
  std::vector<IceCandidate> candidates() const;

  LocalParameters local_;
  State state_;
  std::map<std::string, std::string> preferred_codecs_;  ///< slot mid → codec name
};

}  // namespace parley::media::sdp
