#include "media/dtls/dtls_transport.hpp"

#include <openssl/srtp.h>

#include <algorithm>
#include <array>
#include <deque>

#include "media/dtls/dtls_context_state.hpp"

namespace parley::media {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstTimeout{200};  // ICE has shown that the peer is there, so less than RFC 6347's second
constexpr milliseconds kMaxTimeout{3000};
constexpr std::size_t kRecordHeader = 13;   // RFC 6347 section 4.1
constexpr std::size_t kMaxDatagram = 2048;  // larger ones can't come over the internet
constexpr std::size_t kMaxEvents = 1024;

/// OpenSSL's own idea of its timer. Where expire_timer() works it never runs out by itself.
unsigned timer_duration(SSL*, unsigned previous) {
  if (timer_can_be_driven()) return 3'600'000'000u;
  const auto first = static_cast<unsigned>(std::chrono::microseconds(kFirstTimeout).count());
  const auto most = static_cast<unsigned>(std::chrono::microseconds(kMaxTimeout).count());
  return previous ? std::min(previous * 2, most) : first;
}

/// Lends a connected SSL its record buffers for one call: they are 2 x 16 KiB, and data channels mostly silent. OpenSSL
/// takes their presence for granted whenever it might write, which reading can cause too.
class BorrowedBuffers {
 public:
  explicit BorrowedBuffers(SSL* ssl) : ssl_(ssl) { require(SSL_alloc_buffers(ssl) == 1, "cannot make record buffers"); }
  ~BorrowedBuffers() { SSL_free_buffers(ssl_); }
  BorrowedBuffers(const BorrowedBuffers&) = delete;
  BorrowedBuffers& operator=(const BorrowedBuffers&) = delete;

 private:
  SSL* ssl_;
};

}  // namespace

struct DtlsTransport::Impl {
  enum class State { idle, handshaking, connected, ended };

  DatagramQueue queue;
  DtlsExpectation expectation;
  DtlsRole role;
  SslPtr ssl;
  State state = State::idle;
  std::deque<Event> events;
  std::size_t handshake_bytes = 0;
  Time deadline{};                   ///< of the handshake
  std::optional<Time> retransmit{};  ///< when to send the last flight again
  milliseconds timeout = kFirstTimeout;

  void fail(std::string reason);
  /// False for records that no peer of ours sends.
  bool may_be_genuine(int epoch, std::size_t body) const;
  void advance(Time now);
  void follow_timer(Time now);
  void finish_handshake();
  void read_data();
  std::optional<SrtpKeys> export_keys() const;
};

DtlsTransport::DtlsTransport(const DtlsContext& context, DtlsRole role, std::string remote_fingerprint)
    : impl_(std::make_unique<Impl>()) {
  impl_->role = role;
  impl_->queue.mtu = kMtu;
  impl_->expectation.fingerprint = std::move(remote_fingerprint);
  impl_->ssl.reset(SSL_new(context.state().ssl.get()));
  SSL* ssl = impl_->ssl.get();
  require(ssl != nullptr, "cannot make a DTLS transport");
  BIO* bio = make_datagram_bio(*context.state().bio_method, impl_->queue);
  require(bio != nullptr, "cannot make a datagram BIO");
  SSL_set_bio(ssl, bio, bio);
  SSL_set_app_data(ssl, &impl_->expectation);
  SSL_set_mtu(ssl, static_cast<long>(kMtu));
  DTLS_set_timer_cb(ssl, timer_duration);
  if (role == DtlsRole::client) {
    SSL_set_connect_state(ssl);
  } else {
    SSL_set_accept_state(ssl);
  }
}

DtlsTransport::~DtlsTransport() = default;

bool DtlsTransport::connected() const { return impl_->state == Impl::State::connected; }

void DtlsTransport::start(Time now) {
  if (impl_->state != Impl::State::idle) return;
  impl_->state = Impl::State::handshaking;
  impl_->deadline = now + kHandshakeTime;
  impl_->advance(now);
}

void DtlsTransport::handle(Time now, std::span<const std::uint8_t> datagram) {
  Impl& impl = *impl_;
  if (datagram.empty() || datagram.size() > kMaxDatagram) return;
  if (impl.state == Impl::State::handshaking) {
    // OpenSSL keeps fragments and early records until they fit together; this bounds what it can be made to keep.
    impl.handshake_bytes += datagram.size();
    if (impl.handshake_bytes > kMaxHandshakeBytes) return impl.fail("the DTLS handshake took too much data");
  } else if (impl.state != Impl::State::connected || impl.events.size() > kMaxEvents) {
    return;
  }
  // Record by record (RFC 6347 section 4.1), so that those which only a forger sends can be left out.
  while (datagram.size() >= kRecordHeader && impl.state != Impl::State::ended) {
    const std::size_t body = std::size_t{datagram[11]} << 8 | datagram[12];
    if (datagram.size() - kRecordHeader < body) return;
    if (impl.may_be_genuine(datagram[3] << 8 | datagram[4], body)) {
      impl.queue.incoming = datagram.first(kRecordHeader + body);
      impl.advance(now);
      impl.queue.incoming = {};
    }
    datagram = datagram.subspan(kRecordHeader + body);
  }
}

bool DtlsTransport::Impl::may_be_genuine(int epoch, std::size_t body) const {
  // Epoch 0 isn't protected: once the handshake is over nothing in it may matter.
  if (epoch == 0) return state == State::handshaking;
  // OpenSSL 3.0 ends the connection, as for an error of its own, at a protected record too short to hold the AEAD's
  // nonce and tag (RFC 5288 section 3, RFC 7905 section 2).
  const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl.get());
  const bool chacha = cipher && SSL_CIPHER_get_cipher_nid(cipher) == NID_chacha20_poly1305;
  return body > (chacha ? 16u : 24u);
}

void DtlsTransport::Impl::advance(Time now) {
  ERR_clear_error();
  if (state == State::handshaking) {
    const int outcome = SSL_do_handshake(ssl.get());
    if (outcome == 1) {
      finish_handshake();
    } else {
      const int error = SSL_get_error(ssl.get(), outcome);
      if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        return fail(expectation.seen && !expectation.met
                        ? "the peer's certificate does not have the announced fingerprint"
                        : "the DTLS handshake failed: " + take_openssl_error());
      }
    }
  }
  if (state == State::connected) read_data();
  follow_timer(now);
}

void DtlsTransport::Impl::follow_timer(Time now) {
  if (state != State::handshaking) {
    retransmit.reset();
  } else if (queue.timer_started) {  // a new flight went out
    timeout = kFirstTimeout;
    retransmit = now + timeout;
  }
  queue.timer_started = false;
}

void DtlsTransport::Impl::finish_handshake() {
  if (!expectation.met) return fail("the peer showed no certificate");
  // Without it keys could be shared between two handshakes (RFC 7627); all browsers have it.
  if (SSL_get_extms_support(ssl.get()) != 1) return fail("the peer does not know the extended master secret");
  auto keys = export_keys();
  if (!keys) return fail("the peer offered no SRTP profile we know");
  state = State::connected;
  events.push_back(Connected{std::move(*keys)});
}

std::optional<SrtpKeys> DtlsTransport::Impl::export_keys() const {
  const SRTP_PROTECTION_PROFILE* chosen = SSL_get_selected_srtp_profile(ssl.get());
  if (!chosen) return std::nullopt;
  SrtpKeys keys;
  keys.profile = static_cast<SrtpProfile>(chosen->id);
  const std::size_t key = srtp_key_size(keys.profile), salt = srtp_salt_size(keys.profile);
  // RFC 5764 section 4.2: client key, server key, client salt, server salt.
  std::array<std::uint8_t, 2 * (32 + 14)> material{};
  static constexpr std::string_view kLabel = "EXTRACTOR-dtls_srtp";
  if (SSL_export_keying_material(ssl.get(), material.data(), 2 * (key + salt), kLabel.data(), kLabel.size(), nullptr, 0,
                                 0) != 1) {
    return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t size) {
    return std::vector<std::uint8_t>(material.begin() + static_cast<std::ptrdiff_t>(at),
                                     material.begin() + static_cast<std::ptrdiff_t>(at + size));
  };
  keys.local_key = part(0, key);
  keys.remote_key = part(key, key);
  keys.local_salt = part(2 * key, salt);
  keys.remote_salt = part(2 * key + salt, salt);
  if (role == DtlsRole::server) {
    std::swap(keys.local_key, keys.remote_key);
    std::swap(keys.local_salt, keys.remote_salt);
  }
  OPENSSL_cleanse(material.data(), material.size());
  return keys;
}

void DtlsTransport::Impl::read_data() {
  std::array<std::uint8_t, kMaxDatagram> buffer;
  const BorrowedBuffers buffers(ssl.get());
  while (state == State::connected) {
    ERR_clear_error();
    const int size = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (size > 0) {
      events.push_back(Data{{buffer.begin(), buffer.begin() + size}});
      continue;
    }
    const int error = SSL_get_error(ssl.get(), size);
    if (error == SSL_ERROR_ZERO_RETURN) {
      state = State::ended;
      events.push_back(Closed{});
    } else if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
      fail("DTLS broke: " + take_openssl_error());
    }
    break;
  }
}

void DtlsTransport::Impl::fail(std::string reason) {
  state = State::ended;
  retransmit.reset();
  ERR_clear_error();
  events.push_back(Failed{std::move(reason)});
}

std::optional<DtlsTransport::Time> DtlsTransport::next_timeout() const {
  if (impl_->state != Impl::State::handshaking) return std::nullopt;
  return impl_->retransmit ? std::min(*impl_->retransmit, impl_->deadline) : impl_->deadline;
}

void DtlsTransport::on_timeout(Time now) {
  Impl& impl = *impl_;
  if (impl.state != Impl::State::handshaking) return;
  if (now >= impl.deadline) return impl.fail("the DTLS handshake took too long");
  if (!impl.retransmit || now < *impl.retransmit) return;
  impl.queue.expire_timer();
  ERR_clear_error();
  if (DTLSv1_handle_timeout(impl.ssl.get()) < 0) return impl.fail("the peer does not answer the DTLS handshake");
  impl.queue.timer_started = false;
  impl.timeout = std::min(impl.timeout * 2, kMaxTimeout);
  impl.retransmit = now + impl.timeout;
}

std::optional<std::vector<std::uint8_t>> DtlsTransport::poll_datagram() {
  auto& outgoing = impl_->queue.outgoing;
  if (outgoing.empty()) return std::nullopt;
  std::vector<std::uint8_t> datagram = std::move(outgoing.front());
  outgoing.pop_front();
  return datagram;
}

std::optional<DtlsTransport::Event> DtlsTransport::poll_event() {
  if (impl_->events.empty()) return std::nullopt;
  Event event = std::move(impl_->events.front());
  impl_->events.pop_front();
  return event;
}

bool DtlsTransport::send(std::span<const std::uint8_t> bytes) {
  if (!connected() || bytes.empty() || bytes.size() > kMaxData) return false;
  ERR_clear_error();
  const BorrowedBuffers buffers(impl_->ssl.get());
  return SSL_write(impl_->ssl.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

void DtlsTransport::close() {
  ERR_clear_error();
  if (connected()) {
    const BorrowedBuffers buffers(impl_->ssl.get());
    SSL_shutdown(impl_->ssl.get());
  }
  impl_->state = Impl::State::ended;
  impl_->retransmit.reset();
  impl_->events.clear();
}

}  // namespace parley::media
