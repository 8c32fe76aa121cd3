#include "media/sctp/sctp_socket.hpp"

#include <arpa/inet.h>
#include <usrsctp.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include "media/sctp/sctp_packet.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kCommonHeader = 12;
constexpr std::size_t kMaxPackets = 2048;  // if nobody takes them, SCTP will send again

sockaddr_conn make_address(SctpLink& link, std::uint16_t port) {
  sockaddr_conn address{};
  address.sconn_family = AF_CONN;
  address.sconn_port = htons(port);
  address.sconn_addr = &link;
  return address;
}

template <class T>
void set_option(struct ::socket* socket, int level, int name, const T& value, const char* what) {
  if (usrsctp_setsockopt(socket, level, name, &value, sizeof value) != 0) {
    throw std::runtime_error(std::string("usrsctp refuses ") + what + ": " + std::strerror(errno));
  }
}

void on_upcall(struct ::socket*, void* argument, int) {
  if (SctpSocket* owner = static_cast<SctpLink*>(argument)->socket) owner->on_ready();
}

void configure(struct ::socket* socket, SctpLink& link) {
  const linger at_once{1, 0};  // closing sends ABORT and forgets
  set_option(socket, SOL_SOCKET, SO_LINGER, at_once, "SO_LINGER");
  const int send_buffer = static_cast<int>(SctpAssociation::kMaxInFlight);
  set_option(socket, SOL_SOCKET, SO_SNDBUF, send_buffer, "SO_SNDBUF");
  set_option(socket, SOL_SOCKET, SO_RCVBUF, static_cast<int>(SctpAssociation::kMaxMessage), "SO_RCVBUF");
  const int on = 1;
  set_option(socket, IPPROTO_SCTP, SCTP_NODELAY, on, "SCTP_NODELAY");
  set_option(socket, IPPROTO_SCTP, SCTP_RECVRCVINFO, on, "SCTP_RECVRCVINFO");
  sctp_assoc_value resets{};
  resets.assoc_id = SCTP_ALL_ASSOC;
  resets.assoc_value = SCTP_ENABLE_RESET_STREAM_REQ;
  set_option(socket, IPPROTO_SCTP, SCTP_ENABLE_STREAM_RESET, resets, "SCTP_ENABLE_STREAM_RESET");
  for (const std::uint16_t type : {SCTP_ASSOC_CHANGE, SCTP_STREAM_RESET_EVENT}) {
    sctp_event event{};
    event.se_assoc_id = SCTP_ALL_ASSOC;
    event.se_on = 1;
    event.se_type = type;
    set_option(socket, IPPROTO_SCTP, SCTP_EVENT, event, "SCTP_EVENT");
  }
  sctp_initmsg init{};
  init.sinit_num_ostreams = SctpAssociation::kMaxStreams;
  init.sinit_max_instreams = SctpAssociation::kMaxStreams;
  set_option(socket, IPPROTO_SCTP, SCTP_INITMSG, init, "SCTP_INITMSG");
  // RFC 8831 section 5: no path MTU discovery of SCTP's own; ICE looks after the path, so no heartbeats either.
  sctp_paddrparams path{};
  path.spp_assoc_id = SCTP_FUTURE_ASSOC;
  path.spp_flags = SPP_PMTUD_DISABLE | SPP_HB_DISABLE;
  path.spp_pathmtu = static_cast<std::uint32_t>(SctpAssociation::kMaxPacket - kCommonHeader);
  set_option(socket, IPPROTO_SCTP, SCTP_PEER_ADDR_PARAMS, path, "SCTP_PEER_ADDR_PARAMS");
  usrsctp_set_upcall(socket, on_upcall, &link);
}

}  // namespace

SctpSocket::SctpSocket(SctpLibrary::State& library, std::atomic<bool>& attention, std::uint16_t local_port,
                       std::uint16_t remote_port)
    : library_(library), attention_(attention), link_(library.take_link()), remote_port_(remote_port) {
  usrsctp_register_address(&link_);
  registered_ = true;
  link_.socket = this;
  try {
    socket_ = usrsctp_socket(AF_CONN, SOCK_STREAM, IPPROTO_SCTP, nullptr, nullptr, 0, nullptr);
    if (!socket_) throw std::runtime_error(std::string("usrsctp gives no socket: ") + std::strerror(errno));
    usrsctp_set_non_blocking(socket_, 1);
    configure(socket_, link_);
    sockaddr_conn address = make_address(link_, local_port);
    if (usrsctp_bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error(std::string("usrsctp can't bind: ") + std::strerror(errno));
    }
  } catch (...) {
    close();
    library_.give_back(link_);
    throw;
  }
}

SctpSocket::~SctpSocket() {
  close();
  library_.give_back(link_);
}

void SctpSocket::connect() {
  sockaddr_conn address = make_address(link_, remote_port_);
  if (usrsctp_connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS) {
    throw std::runtime_error(std::string("usrsctp can't connect: ") + std::strerror(errno));
  }
}

void SctpSocket::input(std::span<const std::uint8_t> packet) {
  if (socket_ && sctp_packet_is_sound(packet)) usrsctp_conninput(&link_, packet.data(), packet.size(), 0);
}

SctpSocket::Sent SctpSocket::send(std::uint16_t stream, std::uint32_t ppid, std::span<const std::uint8_t> bytes) {
  if (!socket_) return Sent::failed;
  sctp_sndinfo info{};
  info.snd_sid = stream;
  info.snd_ppid = htonl(ppid);
  const auto sent =
      usrsctp_sendv(socket_, bytes.data(), bytes.size(), nullptr, 0, &info, sizeof info, SCTP_SENDV_SNDINFO, 0);
  if (sent == static_cast<ssize_t>(bytes.size())) return Sent::all;
  return sent < 0 && (errno == EWOULDBLOCK || errno == EAGAIN) ? Sent::nothing : Sent::failed;
}

std::optional<SctpSocket::Piece> SctpSocket::receive() {
  if (!socket_) return std::nullopt;
  sctp_rcvinfo info{};
  socklen_t info_size = sizeof info, from_size = sizeof(sockaddr_conn);
  sockaddr_conn from{};
  unsigned type = 0;
  int flags = 0;
  const auto size = usrsctp_recvv(socket_, library_.buffer.data(), library_.buffer.size(),
                                  reinterpret_cast<sockaddr*>(&from), &from_size, &info, &info_size, &type, &flags);
  if (size <= 0) return std::nullopt;
  Piece piece;
  piece.notification = flags & MSG_NOTIFICATION;
  piece.last = flags & MSG_EOR;
  piece.bytes = std::span(library_.buffer).first(static_cast<std::size_t>(size));
  if (type == SCTP_RECVV_RCVINFO) {
    piece.stream = info.rcv_sid;
    piece.ppid = ntohl(info.rcv_ppid);
  }
  return piece;
}

bool SctpSocket::reset(std::span<const std::uint16_t> streams) {
  if (!socket_) return true;
  std::vector<std::uint8_t> bytes(sizeof(sctp_reset_streams) + streams.size_bytes());
  sctp_reset_streams request{};
  request.srs_assoc_id = SCTP_ALL_ASSOC;
  request.srs_flags = SCTP_STREAM_RESET_OUTGOING;
  request.srs_number_streams = static_cast<std::uint16_t>(streams.size());
  std::memcpy(bytes.data(), &request, sizeof request);
  std::memcpy(bytes.data() + sizeof request, streams.data(), streams.size_bytes());
  return usrsctp_setsockopt(socket_, IPPROTO_SCTP, SCTP_RESET_STREAMS, bytes.data(),
                            static_cast<socklen_t>(bytes.size())) == 0;
}

void SctpSocket::close() {
  if (!registered_) return;
  if (socket_) {
    usrsctp_set_upcall(socket_, nullptr, nullptr);
    usrsctp_close(socket_);
    socket_ = nullptr;
  }
  usrsctp_deregister_address(&link_);
  registered_ = false;
}

void SctpSocket::on_packet(std::span<const std::uint8_t> packet) {
  if (packets_.size() >= kMaxPackets) return;
  packets_.emplace_back(packet.begin(), packet.end());
  attention_ = true;
}

}  // namespace parley::media
