#pragma once
// The offering side, for clients: make an offer, understand the answer.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "media/media.hpp"
#include "media/sdp/session_description.hpp"

namespace parley::media::sdp {

/// One m-line of an offer. Its place in OfferParameters::sections must never change; stop it instead of removing it.
struct OfferSection {
  SectionKind kind = SectionKind::audio;  ///< audio, video or application (data channels)
  std::string mid;
  Direction direction = Direction::inactive;  ///< sendonly: publishes; recvonly: a slot; inactive: nothing
  bool stopped = false;
  std::vector<Codec> codecs;
  HeaderExtensions extensions;
  std::uint32_t ssrc = 0, rtx_ssrc = 0;  ///< of a sending section without rids; 0: not announced
  std::vector<std::string> rids;         ///< simulcast encodings, as they stand in a=simulcast
  std::string stream_id, track_id;       ///< of a sending section
  std::optional<std::string> content;    ///< content type, or nullopt for no line
};

struct OfferParameters {
  std::uint64_t session_id = 0;
  std::uint64_t version = 1;  ///< one more for each new offer
  IceCredentials ice;
  std::string fingerprint;
  std::string cname;
  std::vector<OfferSection> sections;
};

/// The text of an offer without candidates: this protocol's server meets the client by its checks.
std::string build_offer(const OfferParameters& parameters);

/// What a server's answer says, ready to act on.
struct AnswerSection {
  std::string mid;
  SectionKind kind = SectionKind::audio;
  bool accepted = false;
  Direction direction = Direction::inactive;  ///< the server's: sendonly for our slots
  std::vector<Codec> codecs;
  HeaderExtensions extensions;
  std::uint32_t ssrc = 0, rtx_ssrc = 0;  ///< of a slot
  std::vector<std::string> rids;         ///< encodings the server takes
};
struct RemoteAnswer {
  IceCredentials ice;
  bool ice_lite = false;
  std::string fingerprint;
  Setup setup = Setup::none;
  std::vector<IceCandidate> candidates;
  std::vector<AnswerSection> sections;     ///< in the offer's order
  std::optional<std::uint16_t> sctp_port;  ///< when data channels were accepted
  std::uint64_t max_message_size = 65536;  ///< RFC 8841 section 6
};

/// Fails when the text is no answer, or one without a transport.
Result<RemoteAnswer> read_answer(std::string_view text);

}  // namespace parley::media::sdp
