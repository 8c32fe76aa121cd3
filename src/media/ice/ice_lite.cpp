#include "media/ice/ice_lite.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "media/ice/stun_message.hpp"

namespace parley::media {

IceLite::IceLite(Time now, std::string ufrag, std::string password, std::string remote_ufrag)
    : credentials_{std::move(ufrag), std::move(password), std::move(remote_ufrag)}, last_check_(now) {}

const IceLite::Credentials* IceLite::find_credentials(std::string_view username) const {
  // RFC 8445 section 7.2.2: "receiver's ufrag:sender's ufrag".
  const std::size_t colon = username.find(':');
  if (colon == std::string_view::npos) return nullptr;
  const std::string_view local = username.substr(0, colon), remote = username.substr(colon + 1);
  const auto fits = [&](const Credentials& credentials) {
    return credentials.ufrag == local && (credentials.remote_ufrag.empty() || credentials.remote_ufrag == remote);
  };
  if (fits(credentials_)) return &credentials_;
  if (previous_ && fits(*previous_)) return &*previous_;
  return nullptr;
}

IceLite::Outcome IceLite::handle(Time now, const Path& from, std::span<const std::uint8_t> packet) {
  Outcome outcome;
  const auto message = StunMessage::parse(packet);
  const Credentials* credentials = nullptr;
  if (message && message->message_class() == StunClass::request && message->method() == kStunBinding) {
    if (const auto name = message->username()) credentials = find_credentials(*name);
  }
  if (!credentials || !message->verify_integrity(credentials->password)) {
    ++dropped_;
    return outcome;
  }
  if (message->ice_controlled()) {
    // We are lite and so always controlled: the peer has to be controlling (RFC 8445 sections 6.1.1, 7.3.1.1).
    outcome.response =
        StunBuilder(StunClass::error, message->transaction()).error(487, "Role Conflict").finish(credentials->password);
    return outcome;
  }
  outcome.response = StunBuilder(StunClass::success, message->transaction())
                         .xor_mapped_address(from.remote)
                         .finish(credentials->password);
  outcome.accepted = true;
  const std::optional<Path> before = selected();
  last_check_ = now;
  remember(now, from);
  latest_ = from;
  if (message->use_candidate() && (credentials == &credentials_ || !nominated_)) {
    nominated_ = from;
    if (credentials == &credentials_) previous_.reset();
  }
  outcome.selected_changed = selected() != before;
  return outcome;
}

void IceLite::remember(Time now, const Path& path) {
  for (Known& known : paths_) {
    if (known.path == path) {
      known.heard = now;
      return;
    }
  }
  if (paths_.size() >= kMaxPaths) {
    const std::optional<Path> keep = selected();
    const auto oldest = std::min_element(paths_.begin(), paths_.end(), [&](const Known& a, const Known& b) {
      if ((a.path == keep) != (b.path == keep)) return b.path == keep;
      return a.heard < b.heard;
    });
    paths_.erase(oldest);
  }
  paths_.push_back({path, now});
}

bool IceLite::validated(const Path& path) const {
  return std::any_of(paths_.begin(), paths_.end(), [&](const Known& known) { return known.path == path; });
}

std::optional<Path> IceLite::selected() const { return nominated_ ? nominated_ : latest_; }

void IceLite::forget(const Path& path) {
  std::erase_if(paths_, [&](const Known& known) { return known.path == path; });
  if (nominated_ == path) nominated_.reset();
  if (latest_ != path) return;
  latest_.reset();
  const auto newest =
      std::max_element(paths_.begin(), paths_.end(), [](const Known& a, const Known& b) { return a.heard < b.heard; });
  if (newest != paths_.end()) latest_ = newest->path;
}

void IceLite::restart(Time now, std::string ufrag, std::string password, std::string remote_ufrag) {
  previous_ = std::exchange(credentials_, {std::move(ufrag), std::move(password), std::move(remote_ufrag)});
  last_check_ = now;
}

}  // namespace parley::media
