#include "media/media_transport.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "media/ice/demux.hpp"

namespace parley::sdk {
namespace {

constexpr std::string_view kChannels[] = {"control", "bitrate"};
/// usrsctp's timers: often while something is under way, else only to keep them going.
constexpr std::chrono::milliseconds kBusyTick{10}, kIdleTick{100};

media::Time now() { return std::chrono::steady_clock::now(); }

}  // namespace

MediaTransport::MediaTransport(Context::Impl& context, Loop& loop, Handlers handlers)
    : context_(context), loop_(loop), handlers_(std::move(handlers)) {}

MediaTransport::~MediaTransport() = default;

void MediaTransport::start(const media::IceCredentials& local, const media::sdp::RemoteAnswer& answer) {
  if (over_ || ice_) return;
  media::IceClient::Config config;
  config.ufrag = local.ufrag;
  config.password = local.password;
  config.remote_ufrag = answer.ice.ufrag;
  config.remote_password = answer.ice.password;
  for (const auto& candidate : answer.candidates) {
    const auto address = media::Address::parse(candidate.address, candidate.port);
    if (!address) continue;
    // Bundled sections may repeat the candidates.
    const auto same = [&](const media::RemoteCandidate& one) {
      return one.address == *address && one.tcp == candidate.tcp;
    };
    if (std::none_of(config.candidates.begin(), config.candidates.end(), same))
      config.candidates.push_back({*address, candidate.tcp});
  }
  if (config.candidates.empty()) return end("The server named no address for media");
  bool udp = false;
  for (const auto& candidate : config.candidates) {
    if (candidate.tcp) continue;
    udp = true;
    open_udp(candidate.address.is_ipv6());
  }
  sctp_port_ = answer.sctp_port;
  dtls_ = std::make_unique<media::DtlsTransport>(context_.dtls, media::DtlsRole::client, answer.fingerprint);
  ice_ = std::make_unique<media::IceClient>(now(), std::move(config));
  if (udp) {
    tcp_due_ = now() + kTcpDelay;
  } else {
    open_tcp();
  }
  pump();
}

void MediaTransport::on_packet(std::size_t candidate, std::span<std::uint8_t> packet) {
  std::size_t size = 0;
  switch (media::classify(packet)) {
    case media::PacketKind::stun:
      ice_->handle(now(), candidate, packet);
      return pump();
    case media::PacketKind::dtls:
      dtls_->handle(now(), packet);
      return pump();
    case media::PacketKind::rtp:
      if (srtp_ && srtp_->unprotect_rtp(packet, size)) handlers_.rtp(packet.first(size));
      return;
    case media::PacketKind::rtcp:
      if (srtp_ && srtp_->unprotect_rtcp(packet, size)) handlers_.rtcp(packet.first(size));
      return;
    case media::PacketKind::unknown:
      return;
  }
}

void MediaTransport::send_media(media::Bytes packet, bool rtcp) {
  if (!srtp_ || !ice_->selected()) return;
  std::array<std::uint8_t, 1500 + media::SrtpSession::kMaxOverhead> buffer;
  if (packet.size() > 1500) return;
  std::copy(packet.begin(), packet.end(), buffer.begin());
  std::size_t size = packet.size();
  if (rtcp ? srtp_->protect_rtcp(buffer, size) : srtp_->protect_rtp(buffer, size))
    send_on(*ice_->selected(), media::Bytes(buffer).first(size));
}

bool MediaTransport::send_text(std::string_view label, std::string_view text) {
  if (!sctp_) return false;
  const bool queued = sctp_->send(label, false, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  pump();
  return queued;
}

void MediaTransport::start_sctp() {
  if (!sctp_port_) return;
  sctp_ = std::make_unique<media::SctpAssociation>(context_.sctp, media::SctpRole::dtls_client, 5000, *sctp_port_);
  sctp_->start();
  for (const auto label : kChannels) sctp_->open(std::string(label));
}

void MediaTransport::pump() {
  again_ = true;
  if (pumping_) return;  // a callback that sends: the loop below goes round once more
  pumping_ = true;
  while (std::exchange(again_, false) && !over_) pump_once();
  pumping_ = false;
  if (!over_) arm();
}

void MediaTransport::pump_once() {
  while (const auto outgoing = ice_->poll()) send_on(outgoing->candidate, outgoing->packet);
  if (ice_->state() == media::IceClient::State::failed) return end("The server can't be reached for media");
  if (ice_->selected() && !dtls_started_) {
    dtls_started_ = true;
    dtls_->start(now());
  }
  while (auto event = dtls_->poll_event()) {
    if (auto* up = std::get_if<media::DtlsTransport::Connected>(&*event)) {
      auto session = media::SrtpSession::create(context_.srtp, up->keys);
      if (!session) return end(session.error().text);
      srtp_ = std::move(*session);
      start_sctp();
      handlers_.connected();
    } else if (auto* data = std::get_if<media::DtlsTransport::Data>(&*event)) {
      if (sctp_) sctp_->handle(data->bytes);
    } else if (auto* failed = std::get_if<media::DtlsTransport::Failed>(&*event)) {
      return end(failed->reason);
    } else {
      return end("The server closed the media connection");
    }
  }
  if (sctp_) {
    while (auto event = sctp_->poll_event()) {
      if (auto* open = std::get_if<media::SctpAssociation::ChannelOpen>(&*event)) {
        ++channels_open_;
        handlers_.channel_open(open->label);
      } else if (auto* message = std::get_if<media::SctpAssociation::Message>(&*event)) {
        if (!message->binary)
          handlers_.text(message->label, {reinterpret_cast<const char*>(message->bytes.data()), message->bytes.size()});
      }
    }
    while (const auto packet = sctp_->poll_packet()) dtls_->send(*packet);
  }
  if (!ice_->selected()) return;
  while (const auto datagram = dtls_->poll_datagram()) send_on(*ice_->selected(), *datagram);
}

void MediaTransport::arm() {
  media::Time due = now() + std::chrono::hours(1);
  const auto consider = [&](std::optional<media::Time> one) {
    if (one && *one < due) due = *one;
  };
  consider(ice_->next_timeout());
  consider(dtls_->next_timeout());
  consider(tcp_due_);
  if (sctp_) {
    const bool busy = channels_open_ < std::size(kChannels) || sctp_->buffered() > 0 || sctp_->have_output();
    consider(now() + (busy ? kBusyTick : kIdleTick));
  }
  // An earlier timer only comes too early, which does no harm.
  if (timer_ != 0 && timer_due_ <= due) return;
  loop_.cancel(timer_);
  timer_due_ = due;
  timer_ = loop_.at(due, [this] { on_timer(); });
}

void MediaTransport::on_timer() {
  timer_ = 0;
  const auto time = now();
  if (const auto due = ice_->next_timeout(); due && *due <= time) ice_->on_timeout(time);
  if (const auto due = dtls_->next_timeout(); due && *due <= time) dtls_->on_timeout(time);
  if (tcp_due_ && *tcp_due_ <= time) {
    if (ice_->selected()) {
      tcp_due_.reset();
    } else {
      open_tcp();
    }
  }
  if (sctp_) context_.sctp.tick(time);
  pump();
}

void MediaTransport::end(const std::string& reason) {
  if (over_) return;
  close();
  handlers_.ended(reason);
}

void MediaTransport::close() {
  if (std::exchange(over_, true)) return;
  loop_.cancel(timer_);
  if (sctp_) sctp_->close();
  if (dtls_) {
    if (sctp_) {
      while (const auto packet = sctp_->poll_packet()) dtls_->send(*packet);
    }
    dtls_->close();
    if (ice_->selected()) {
      while (const auto datagram = dtls_->poll_datagram()) send_on(*ice_->selected(), *datagram);
    }
  }
  for (int& fd : udp_) {
    if (fd < 0) continue;
    loop_.unwatch(fd);
    ::close(std::exchange(fd, -1));
  }
  for (const auto& link : tcp_) {
    if (link->fd < 0) continue;
    loop_.unwatch(link->fd);
    ::close(std::exchange(link->fd, -1));
    link->up = false;
  }
  srtp_.reset();
  sctp_.reset();
}

}  // namespace parley::sdk
