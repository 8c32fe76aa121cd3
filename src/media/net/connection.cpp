#include "media/net/connection.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/log.hpp"
#include "media/ice/demux.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kMaxPaths = 2 * IceLite::kMaxPaths;
constexpr std::chrono::seconds kPathHeld{10};  // twice the pause between two checks (RFC 7675 section 5.1)

}  // namespace

static_assert(UdpSocket::kRoom >= Outlet::kMaxPacket + SrtpSession::kMaxOverhead);

Connection::Connection(Time now, ConnectionContext& context, RoomId room, PeerId id, const PeerTransport& transport)
    : context_(context),
      room_(room),
      id_(id),
      ice_(now, transport.local.ufrag, transport.local.password, transport.remote.ufrag),
      ufrags_{transport.local.ufrag},
      dtls_(context.dtls, DtlsRole::server, transport.remote_fingerprint) {}

void Connection::describe(Time now, const Description& description) {
  peer_->update(now, description);
  wants_data_channels_ = description.data_channels;
  remote_sctp_port_ = description.remote_sctp_port;
  if (wants_data_channels_ && dtls_.connected()) start_sctp();
}

// RFC 8445 section 9: new credentials, same DTLS association.
void Connection::restart_ice(Time now, const PeerTransport& transport) {
  if (transport.local.ufrag != ice_.ufrag()) {
    ufrags_ = {ice_.ufrag(), transport.local.ufrag};
  }
  ice_.restart(now, transport.local.ufrag, transport.local.password, transport.remote.ufrag);
  if (!dtls_over_) lost_ = false;
}

bool Connection::on_stun(Time now, const Path& from, std::span<const std::uint8_t> packet) {
  if (lost_) return false;
  const auto outcome = ice_.handle(now, from, packet);
  if (!outcome.response.empty()) context_.wire.send(outcome.response, from);
  if (!outcome.accepted) return false;
  const auto known = std::find_if(paths_.begin(), paths_.end(), [&](const KnownPath& one) { return one.path == from; });
  if (known != paths_.end()) {
    known->heard = now;
  } else {
    // The agent forgets the oldest paths; follow it.
    if (paths_.size() >= kMaxPaths) {
      std::erase_if(paths_, [&](const KnownPath& one) { return !ice_.validated(one.path); });
    }
    paths_.push_back({from, now});
  }
  if (outcome.selected_changed || !selected_) selected_ = ice_.selected();
  if (away_ && dtls_.connected()) {
    // An ICE restart brought the peer back.
    away_ = false;
    peer_->set_connected(true);
    context_.listener.on_peer_connected(room_, id_);
  }
  if (!dtls_started_) {
    dtls_started_ = true;
    dtls_.start(now);
    pump_dtls(now);
  }
  return true;
}

bool Connection::knows(const Path& path) const {
  return std::any_of(paths_.begin(), paths_.end(), [&](const KnownPath& one) { return one.path == path; });
}

bool Connection::holds(Time now, const Path& path) const {
  return !lost_ && std::any_of(paths_.begin(), paths_.end(),
                               [&](const KnownPath& one) { return one.path == path && now - one.heard < kPathHeld; });
}

void Connection::forget(const Path& path) {
  std::erase_if(paths_, [&](const KnownPath& one) { return one.path == path; });
  ice_.forget(path);
  selected_ = ice_.selected();
}

void Connection::on_packet(Time now, const Path& from, std::span<std::uint8_t> packet) {
  if (lost_ || !ice_.validated(from)) {
    ++bad_packets_;
    return;
  }
  switch (classify(packet)) {
    case PacketKind::dtls:
      dtls_.handle(now, packet);
      pump_dtls(now);
      break;
    case PacketKind::rtp:
      on_media(now, packet, false);
      break;
    case PacketKind::rtcp:
      on_media(now, packet, true);
      break;
    default:
      ++bad_packets_;
  }
}

void Connection::on_media(Time now, std::span<std::uint8_t> packet, bool rtcp) {
  std::size_t size = 0;
  const bool authentic = srtp_ && (rtcp ? srtp_->unprotect_rtcp(packet, size) : srtp_->unprotect_rtp(packet, size));
  if (!authentic) {
    ++bad_packets_;
    return;
  }
  const auto plain = packet.first(size);
  if (!(rtcp ? peer_->on_rtcp(now, plain) : peer_->on_rtp(now, plain))) ++bad_packets_;
}

void Connection::pump_dtls(Time now) {
  const auto send_datagrams = [this] {
    while (const auto datagram = dtls_.poll_datagram()) {
      if (selected_) context_.wire.send(*datagram, *selected_);
    }
  };
  send_datagrams();
  while (auto event = dtls_.poll_event()) {
    if (auto* connected = std::get_if<DtlsTransport::Connected>(&*event)) {
      send_datagrams();
      on_connected(now, connected->keys);
    } else if (auto* data = std::get_if<DtlsTransport::Data>(&*event)) {
      if (sctp_) sctp_->handle(data->bytes);
    } else if (std::get_if<DtlsTransport::Closed>(&*event) != nullptr) {
      dtls_over_ = true;
      lose("the peer closed the connection");
    } else if (auto* failed = std::get_if<DtlsTransport::Failed>(&*event)) {
      dtls_over_ = true;
      lose(failed->reason);
    }
  }
  pump_sctp();
}

void Connection::on_connected(Time now, const SrtpKeys& keys) {
  auto session = SrtpSession::create(context_.srtp, keys);
  if (!session) {
    dtls_over_ = true;
    return lose(session.error().text);
  }
  srtp_ = std::move(*session);
  if (wants_data_channels_) start_sctp();
  peer_->set_connected(true);
  context_.listener.on_peer_connected(room_, id_);
  peer_->on_timeout(now);  // key frame wishes may have waited for this
}

void Connection::start_sctp() {
  if (sctp_) return;
  sctp_ =
      std::make_unique<SctpAssociation>(context_.sctp, SctpRole::dtls_server, std::uint16_t{5000}, remote_sctp_port_);
  sctp_->start();
  pump_sctp();
}

void Connection::pump_sctp() {
  if (!sctp_ || !sctp_->have_output()) return;
  while (const auto packet = sctp_->poll_packet()) {
    if (!dtls_.send(*packet)) continue;
    while (const auto datagram = dtls_.poll_datagram()) {
      if (selected_ && !lost_) context_.wire.send(*datagram, *selected_);
    }
  }
  while (auto event = sctp_->poll_event()) {
    if (auto* message = std::get_if<SctpAssociation::Message>(&*event)) {
      context_.listener.on_message(room_, id_, message->label, message->binary, message->bytes);
    } else if (auto* closed = std::get_if<SctpAssociation::Closed>(&*event)) {
      log::debug("data channels of peer {} ended: {}", id_, closed->reason);
    }
  }
}

bool Connection::send_message(const std::string& label, bool binary, const std::string& bytes) {
  if (!sctp_ || lost_) return false;
  const bool queued = sctp_->send(label, binary, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  pump_sctp();
  return queued;
}

void Connection::lose(const std::string& reason) {
  if (lost_) return;
  lost_ = true;
  away_ = true;
  peer_->set_connected(false);
  context_.listener.on_peer_lost(room_, id_, reason);
}

Time Connection::next_timeout() const {
  Time next = peer_->next_timeout();
  if (lost_) return next;
  next = std::min(next, ice_.deadline());
  if (const auto dtls = dtls_.next_timeout()) next = std::min(next, *dtls);
  return next;
}

void Connection::on_timeout(Time now) {
  peer_->on_timeout(now);
  if (lost_) return;
  if (ice_.lost(now)) return lose(dtls_started_ ? "the peer does not answer any more" : "the peer never came");
  if (const auto dtls = dtls_.next_timeout(); dtls && now >= *dtls) {
    dtls_.on_timeout(now);
    pump_dtls(now);
  }
}

void Connection::touch() {
  if (touched) return;
  touched = true;
  context_.touched.push_back(this);
}

void Connection::close() {
  if (sctp_) {
    sctp_->close();
    pump_sctp();
  }
  dtls_.close();
  while (const auto datagram = dtls_.poll_datagram()) {
    if (selected_ && !lost_) context_.wire.send(*datagram, *selected_);
  }
}

PeerStats Connection::stats() const {
  PeerStats stats;
  stats.ice_connected = selected_.has_value() && !lost_;
  stats.dtls_connected = dtls_.connected();
  stats.bad_packets = bad_packets_ + ice_.dropped();
  peer_->add_stats(stats);
  return stats;
}

MutableBytes Connection::rtp_room() {
  if (!srtp_ || !selected_ || lost_) return {};
  return context_.wire.room().first(kMaxPacket);
}

void Connection::send_rtp(std::size_t size) {
  if (srtp_->protect_rtp(context_.wire.room(), size)) context_.wire.send_room(size, *selected_);
}

void Connection::send_rtcp(Bytes packet) {
  if (!srtp_ || !selected_ || lost_ || packet.size() > kMaxPacket) return;
  const auto room = context_.wire.room();
  std::copy(packet.begin(), packet.end(), room.begin());
  std::size_t size = packet.size();
  if (srtp_->protect_rtcp(room, size)) context_.wire.send_room(size, *selected_);
}

void Connection::on_track_activity(PeerId peer, const std::string& mid, const std::string& rid, bool active) {
  context_.listener.on_track_activity(room_, peer, mid, rid, active);
}

}  // namespace parley::media
