#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "media/ice/address.hpp"

namespace parley::media {

/// The server's ICE agent for one peer: lite (RFC 8445 section 2.5), always controlled; it answers checks and never
/// sends any. What doesn't carry our ufrag and the right integrity gets no answer and leaves no trace but a count, so
/// the agent is no amplifier and holds no state for strangers. Not thread-safe.
class IceLite {
 public:
  /// Consent ends when no valid check came for this long (RFC 7675 section 5.1).
  static constexpr std::chrono::seconds kConsent{30};
  /// Paths remembered as validated; the one not heard of for longest goes first, never the selected one.
  static constexpr std::size_t kMaxPaths = 8;

  /// `remote_ufrag` may be empty: then any sender's ufrag is accepted. The consent time starts at `now`.
  IceLite(Time now, std::string ufrag, std::string password, std::string remote_ufrag);

  struct Outcome {
    std::vector<std::uint8_t> response;  ///< to send back the way the packet came; empty: nothing
    bool accepted = false;               ///< a valid check: the path is validated now
    bool selected_changed = false;       ///< selected() is another than before
  };
  /// One STUN packet that came by `from`.
  Outcome handle(Time now, const Path& from, std::span<const std::uint8_t> packet);

  /// Whether a valid check came by this path: only then may DTLS and media that come by it be looked at.
  bool validated(const Path& path) const;
  /// Where to send: the path nominated last, or before any nomination the one validated last.
  std::optional<Path> selected() const;
  /// Forgets a path whose TCP connection is gone.
  void forget(const Path& path);

  /// No valid check for kConsent. Nothing may be sent any more.
  bool lost(Time now) const { return now >= deadline(); }
  Time deadline() const { return last_check_ + kConsent; }

  /// ICE restart (RFC 8445 section 9). The old credentials and path stay good until a check with the new ones
  /// nominates a path, so keep finding this peer by both ufrags until then.
  void restart(Time now, std::string ufrag, std::string password, std::string remote_ufrag);

  const std::string& ufrag() const { return credentials_.ufrag; }
  std::uint64_t dropped() const { return dropped_; }  ///< packets that got no answer

 private:
  struct Credentials {
    std::string ufrag, password, remote_ufrag;
  };
  struct Known {
    Path path;
    Time heard;
  };
  const Credentials* find_credentials(std::string_view username) const;
  void remember(Time now, const Path& path);

  Credentials credentials_;
  std::optional<Credentials> previous_;
  Time last_check_;
  std::vector<Known> paths_;
  std::optional<Path> nominated_;
  std::optional<Path> latest_;
  std::uint64_t dropped_ = 0;
};

}  // namespace parley::media
