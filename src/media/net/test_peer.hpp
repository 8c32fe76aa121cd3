#pragma once
// A peer over real sockets, made of the same role-neutral classes a client uses. For tests.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "media/dtls/dtls_transport.hpp"
#include "media/ice/demux.hpp"
#include "media/ice/ice_client.hpp"
#include "media/ice/tcp_framer.hpp"
#include "media/media.hpp"
#include "media/net/file_descriptor.hpp"
#include "media/sctp/sctp_association.hpp"
#include "media/srtp/srtp_session.hpp"

namespace parley::media::testing_peer {

using Buffer = std::vector<std::uint8_t>;

/// What all peers of a test share.
struct Libraries {
  SrtpLibrary srtp;
  SctpLibrary sctp;
  Certificate certificate = Certificate::create();
  DtlsContext dtls{certificate};
};

class TestPeer {
 public:
  TestPeer(Libraries& libraries, const Endpoint& server, bool tcp = false) : libraries_(libraries), tcp_(tcp) {
    ours_ = {random_ice_text(8), random_ice_text(24)};
    theirs_ = {random_ice_text(8), random_ice_text(24)};
    IceClient::Config config;
    config.ufrag = ours_.ufrag;
    config.password = ours_.password;
    config.remote_ufrag = theirs_.ufrag;
    config.remote_password = theirs_.password;
    for (const Candidate& candidate : server.candidates) {
      if (candidate.tcp == tcp) config.candidates.push_back({*Address::parse(candidate.address, candidate.port), tcp});
    }
    EXPECT_FALSE(config.candidates.empty());
    config.candidates.resize(1);
    server_ = config.candidates.front().address;
    open_socket();
    ice_ = std::make_unique<IceClient>(now(), config);
    if (tcp) ice_->set_usable(now(), 0, true);
    dtls_ = std::make_unique<DtlsTransport>(libraries.dtls, DtlsRole::client, server.fingerprint);
  }

  /// For Sfu::add_peer.
  PeerTransport transport() const { return {theirs_, ours_, libraries_.dtls.fingerprint()}; }

  bool connected() const { return srtp_ != nullptr; }
  bool closed() const { return closed_; }
  Address address() const { return local_; }
  const Address& server() const { return server_; }

  void send_rtp(Buffer packet) { send_media(std::move(packet), false); }
  void send_rtcp(Buffer packet) { send_media(std::move(packet), true); }
  /// Bytes on our own 5-tuple, as they are.
  void send_raw(std::span<const std::uint8_t> bytes) { write_packet(bytes); }
  void open_channel(const std::string& label) {
    if (!sctp_) start_sctp();
    sctp_->open(label);
    pump();
  }
  bool send_message(const std::string& label, bool binary, std::span<const std::uint8_t> bytes) {
    const bool queued = sctp_->send(label, binary, bytes);
    pump();
    return queued;
  }
  std::size_t buffered() const { return sctp_->buffered(); }
  void close() {
    dtls_->close();
    pump();
  }
  /// From here on nothing is sent any more, as if the machine had gone.
  void vanish() { vanished_ = true; }
  /// Another local port, as after a NAT forgot the old one.
  void rebind() { open_socket(); }

  /// Does what is to be done now.
  void poll_once() {
    if (vanished_) return;
    libraries_.sctp.tick(now());
    read_packets();
    if (const auto due = ice_->next_timeout(); due && now() >= *due) ice_->on_timeout(now());
    if (const auto due = dtls_->next_timeout(); due && now() >= *due) dtls_->on_timeout(now());
    pump();
  }

  std::function<void(Buffer)> on_rtp, on_rtcp;
  std::function<void(const std::string&, bool, Buffer)> on_message;
  std::vector<std::string> open_channels;
  std::uint64_t bad_packets = 0, raw_packets = 0;
  Buffer last_protected;  ///< the newest RTP packet as it left

 private:
  static Time now() { return std::chrono::steady_clock::now(); }

  void open_socket() {
    socket_ = FileDescriptor(socket(AF_INET, (tcp_ ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0));
    sockaddr_storage storage{};
    const auto size = static_cast<socklen_t>(server_.to_sockaddr(storage));
    ASSERT_EQ(connect(socket_.get(), reinterpret_cast<sockaddr*>(&storage), size), 0);
    const int room = 4 * 1024 * 1024;
    setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    socklen_t length = sizeof storage;
    ASSERT_EQ(getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&storage), &length), 0);
    local_ = *Address::from_sockaddr(reinterpret_cast<sockaddr*>(&storage), length);
  }
  void write_packet(std::span<const std::uint8_t> bytes) {
    if (vanished_) return;
    Buffer out;
    if (tcp_) {
      const auto head = TcpFramer::header(bytes.size());
      out.assign(head.begin(), head.end());
    }
    out.insert(out.end(), bytes.begin(), bytes.end());
    (void)!send(socket_.get(), out.data(), out.size(), MSG_NOSIGNAL);
  }
  void read_packets() {
    Buffer bytes(65'536);
    for (;;) {
      const ssize_t size = recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (size == 0 && tcp_) closed_ = true;
      if (size <= 0) return;
      const auto got = std::span(bytes).first(static_cast<std::size_t>(size));
      if (!tcp_) {
        on_packet(got);
      } else {
        EXPECT_TRUE(framer_.feed(got, [&](std::span<const std::uint8_t> one) {
          Buffer copy(one.begin(), one.end());
          on_packet(copy);
        }));
      }
    }
  }
  void on_packet(std::span<std::uint8_t> bytes) {
    ++raw_packets;
    std::size_t size = 0;
    switch (classify(bytes)) {
      case PacketKind::stun:
        ice_->handle(now(), 0, bytes);
        break;
      case PacketKind::dtls:
        dtls_->handle(now(), bytes);
        break;
      case PacketKind::rtp:
        if (!srtp_ || !srtp_->unprotect_rtp(bytes, size)) {
          ++bad_packets;
        } else if (on_rtp) {
          on_rtp({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
        }
        break;
      case PacketKind::rtcp:
        if (!srtp_ || !srtp_->unprotect_rtcp(bytes, size)) {
          ++bad_packets;
        } else if (on_rtcp) {
          on_rtcp({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
        }
        break;
      default:
        ++bad_packets;
    }
    pump();
  }
  void pump() {
    while (const auto outgoing = ice_->poll()) write_packet(outgoing->packet);
    if (ice_->state() == IceClient::State::connected && !dtls_started_) {
      dtls_started_ = true;
      dtls_->start(now());
    }
    while (auto event = dtls_->poll_event()) {
      if (auto* up = std::get_if<DtlsTransport::Connected>(&*event)) {
        srtp_ = std::move(SrtpSession::create(libraries_.srtp, up->keys)).value();
      } else if (auto* data = std::get_if<DtlsTransport::Data>(&*event)) {
        if (!sctp_) start_sctp();
        sctp_->handle(data->bytes);
      } else {
        closed_ = true;
      }
    }
    if (sctp_) {
      while (const auto packet = sctp_->poll_packet()) dtls_->send(*packet);
      while (auto event = sctp_->poll_event()) {
        if (auto* open = std::get_if<SctpAssociation::ChannelOpen>(&*event)) open_channels.push_back(open->label);
        auto* message = std::get_if<SctpAssociation::Message>(&*event);
        if (message != nullptr && on_message) on_message(message->label, message->binary, std::move(message->bytes));
      }
    }
    while (const auto datagram = dtls_->poll_datagram()) write_packet(*datagram);
  }
  void start_sctp() {
    sctp_ = std::make_unique<SctpAssociation>(libraries_.sctp, SctpRole::dtls_client);
    sctp_->start();
  }
  void send_media(Buffer packet, bool rtcp) {
    if (!srtp_) return;
    std::size_t size = packet.size();
    packet.resize(size + SrtpSession::kMaxOverhead);
    ASSERT_TRUE(rtcp ? srtp_->protect_rtcp(packet, size) : srtp_->protect_rtp(packet, size));
    packet.resize(size);
    if (!rtcp) last_protected = packet;
    write_packet(packet);
  }

  Libraries& libraries_;
  const bool tcp_;
  IceCredentials ours_, theirs_;
  Address server_, local_;
  FileDescriptor socket_;
  TcpFramer framer_;
  std::unique_ptr<IceClient> ice_;
  std::unique_ptr<DtlsTransport> dtls_;
  bool dtls_started_ = false;
  std::unique_ptr<SrtpSession> srtp_;
  std::unique_ptr<SctpAssociation> sctp_;
  bool closed_ = false;
  bool vanished_ = false;
};

/// What the media plane told.
class Ears final : public Listener {
 public:
  void on_peer_connected(RoomId, PeerId peer) override { note("connected " + std::to_string(peer)); }
  void on_peer_lost(RoomId, PeerId peer, const std::string& reason) override {
    note("lost " + std::to_string(peer) + ": " + reason);
  }
  void on_message(RoomId room, PeerId peer, const std::string& label, bool binary,
                  std::span<const std::uint8_t> bytes) override {
    if (answer) answer(room, peer, label, binary, bytes);
  }
  void on_track_activity(RoomId, PeerId peer, const std::string& mid, const std::string& rid, bool active) override {
    note(std::to_string(peer) + "/" + mid + "/" + rid + (active ? " on" : " off"));
  }
  bool heard(const std::string& what) const {
    const std::lock_guard lock(mutex_);
    for (const std::string& one : notes_) {
      if (one.starts_with(what)) return true;
    }
    return false;
  }
  /// On the media thread.
  std::function<void(RoomId, PeerId, const std::string&, bool, std::span<const std::uint8_t>)> answer;

 private:
  void note(std::string what) {
    const std::lock_guard lock(mutex_);
    notes_.push_back(std::move(what));
  }
  mutable std::mutex mutex_;
  std::vector<std::string> notes_;
};

}  // namespace parley::media::testing_peer
