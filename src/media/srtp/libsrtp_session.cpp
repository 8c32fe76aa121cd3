// The SrtpSession that libsrtp2 does the work for.
#include <srtp2/srtp.h>

#include <algorithm>
#include <type_traits>
#include <vector>

#include "media/srtp/srtp_session.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kRtpHeader = 12, kRtcpHeader = 8;
constexpr std::size_t kMaxPacket = 65535;

struct Dealloc {
  void operator()(srtp_ctx_t* context) const { srtp_dealloc(context); }
};
using ContextPtr = std::unique_ptr<srtp_ctx_t, Dealloc>;

std::uint32_t ssrc_at(std::span<const std::uint8_t> packet, std::size_t at) {
  return std::uint32_t{packet[at]} << 24 | std::uint32_t{packet[at + 1]} << 16 | std::uint32_t{packet[at + 2]} << 8 |
         packet[at + 3];
}

class LibsrtpSession final : public SrtpSession {
 public:
  LibsrtpSession(ContextPtr inbound, ContextPtr outbound, std::size_t rtp_tag, std::size_t rtcp_tag)
      : inbound_(std::move(inbound)), outbound_(std::move(outbound)), rtp_tag_(rtp_tag), rtcp_tag_(rtcp_tag) {}

  bool unprotect_rtp(std::span<std::uint8_t> packet, std::size_t& size) override {
    if (packet.size() < kRtpHeader + rtp_tag_ || packet.size() > kMaxPacket) return false;
    return unprotect(packet, size, ssrc_at(packet, 8), srtp_unprotect);
  }

  bool unprotect_rtcp(std::span<std::uint8_t> packet, std::size_t& size) override {
    if (packet.size() < kRtcpHeader + rtcp_tag_ || packet.size() > kMaxPacket) return false;
    return unprotect(packet, size, ssrc_at(packet, 4), srtp_unprotect_rtcp);
  }

  bool protect_rtp(std::span<std::uint8_t> buffer, std::size_t& size) override {
    return size >= kRtpHeader && protect(buffer, size, srtp_protect);
  }

  bool protect_rtcp(std::span<std::uint8_t> buffer, std::size_t& size) override {
    return size >= kRtcpHeader && protect(buffer, size, srtp_protect_rtcp);
  }

 private:
  template <class Function>
  bool unprotect(std::span<std::uint8_t> packet, std::size_t& size, std::uint32_t ssrc, Function function) {
    // libsrtp2 makes a stream for every authentic new SSRC and never forgets one.
    const bool known = std::find(ssrcs_.begin(), ssrcs_.end(), ssrc) != ssrcs_.end();
    if (!known && ssrcs_.size() >= kMaxRemoteSsrcs) return false;
    int length = static_cast<int>(packet.size());
    if (function(inbound_.get(), packet.data(), &length) != srtp_err_status_ok) return false;
    if (length < 0 || static_cast<std::size_t>(length) > packet.size()) return false;
    if (!known) ssrcs_.push_back(ssrc);
    size = static_cast<std::size_t>(length);
    return true;
  }

  template <class Function>
  bool protect(std::span<std::uint8_t> buffer, std::size_t& size, Function function) {
    if (size > kMaxPacket || buffer.size() < size || buffer.size() - size < kMaxOverhead) return false;
    int length = static_cast<int>(size);
    if (function(outbound_.get(), buffer.data(), &length) != srtp_err_status_ok) return false;
    size = static_cast<std::size_t>(length);
    return true;
  }

  ContextPtr inbound_, outbound_;
  std::size_t rtp_tag_, rtcp_tag_;
  std::vector<std::uint32_t> ssrcs_;
};

ContextPtr make_context(SrtpProfile profile, std::span<const std::uint8_t> key, std::span<const std::uint8_t> salt,
                        srtp_ssrc_type_t direction, srtp_policy_t& policy) {
  policy = {};
  // IANA's numbers are libsrtp2's.
  const auto number = static_cast<srtp_profile_t>(static_cast<std::underlying_type_t<SrtpProfile>>(profile));
  if (srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, number) != srtp_err_status_ok ||
      srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, number) != srtp_err_status_ok) {
    return nullptr;
  }
  std::vector<std::uint8_t> master(key.begin(), key.end());
  master.insert(master.end(), salt.begin(), salt.end());
  policy.key = master.data();
  policy.ssrc.type = direction;
  policy.window_size = SrtpSession::kWindow;
  policy.allow_repeat_tx = 1;
  srtp_t context = nullptr;
  const bool made = srtp_create(&context, &policy) == srtp_err_status_ok;
  std::fill(master.begin(), master.end(), std::uint8_t{0});
  policy.key = nullptr;
  return ContextPtr(made ? context : nullptr);
}

}  // namespace

Result<std::unique_ptr<SrtpSession>> SrtpSession::create(const SrtpLibrary&, const SrtpKeys& keys) {
  const std::size_t key = srtp_key_size(keys.profile), salt = srtp_salt_size(keys.profile);
  if (keys.local_key.size() != key || keys.remote_key.size() != key || keys.local_salt.size() != salt ||
      keys.remote_salt.size() != salt) {
    return Error{"the SRTP keys do not fit their profile"};
  }
  srtp_policy_t policy;
  ContextPtr inbound = make_context(keys.profile, keys.remote_key, keys.remote_salt, ssrc_any_inbound, policy);
  ContextPtr outbound = make_context(keys.profile, keys.local_key, keys.local_salt, ssrc_any_outbound, policy);
  if (!inbound || !outbound) return Error{"this SRTP profile is not available"};
  const auto rtp_tag = static_cast<std::size_t>(policy.rtp.auth_tag_len);
  const auto rtcp_tag = static_cast<std::size_t>(policy.rtcp.auth_tag_len) + 4;  // and the index, RFC 3711 section 3.4
  return std::unique_ptr<SrtpSession>(
      std::make_unique<LibsrtpSession>(std::move(inbound), std::move(outbound), rtp_tag, rtcp_tag));
}

}  // namespace parley::media
