#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "context_impl.hpp"
#include "media/dtls/dtls_transport.hpp"
#include "media/ice/ice_client.hpp"
#include "media/ice/tcp_framer.hpp"
#include "media/rtp/bytes.hpp"
#include "media/sctp/sctp_association.hpp"
#include "media/sdp/offer.hpp"

namespace parley::sdk {

/// One participant's way to the server: sockets, ICE (controlling), DTLS (client), SRTP, data channels, and their
/// timers. Belongs to the loop, which calls everything and gets all callbacks.
class MediaTransport {
 public:
  struct Handlers {
    std::function<void()> connected;
    std::function<void(media::MutableBytes packet)> rtp, rtcp;  ///< plain; may be changed in place
    std::function<void(const std::string& label)> channel_open;
    std::function<void(const std::string& label, std::string_view text)> text;
    std::function<void(const std::string& reason)> ended;  ///< once: ICE or DTLS failed, or the server closed
  };
  /// TCP is tried only when UDP has not answered for so long.
  static constexpr std::chrono::milliseconds kTcpDelay{700};

  MediaTransport(Context::Impl& context, Loop& loop, Handlers handlers);
  ~MediaTransport();
  MediaTransport(const MediaTransport&) = delete;
  MediaTransport& operator=(const MediaTransport&) = delete;

  /// Begins, with our ICE credentials and the first answer.
  void start(const media::IceCredentials& local, const media::sdp::RemoteAnswer& answer);
  bool connected() const { return srtp_ != nullptr; }
  /// Protects and sends; dropped when not connected.
  void send_rtp(media::Bytes packet) { send_media(packet, false); }
  void send_rtcp(media::Bytes packet) { send_media(packet, true); }
  /// False: the channel isn't open, or too much waits already.
  bool send_text(std::string_view label, std::string_view text);
  /// Says goodbye and ends everything; no callback comes any more.
  void close();

 private:
  struct TcpLink {
    int fd = -1;
    std::size_t candidate = 0;
    bool up = false;
    media::TcpFramer framer;
    std::vector<std::uint8_t> out;
  };
  void open_udp(bool ipv6);
  void open_tcp();
  void read_udp(int fd);
  void on_tcp(TcpLink& link, std::uint32_t events);
  void read_tcp(TcpLink& link);
  void flush_tcp(TcpLink& link);
  void close_tcp(TcpLink& link);
  void on_packet(std::size_t candidate, std::span<std::uint8_t> packet);
  void send_on(std::size_t candidate, media::Bytes packet);
  void send_media(media::Bytes packet, bool rtcp);
  void start_sctp();
  void pump();
  void pump_once();
  void arm();
  void on_timer();
  void end(const std::string& reason);

  Context::Impl& context_;
  Loop& loop_;
  Handlers handlers_;
  std::array<int, 2> udp_{-1, -1};  ///< IPv4, IPv6
  std::vector<std::unique_ptr<TcpLink>> tcp_;
  std::optional<media::Time> tcp_due_;
  std::unique_ptr<media::IceClient> ice_;
  std::unique_ptr<media::DtlsTransport> dtls_;
  bool dtls_started_ = false;
  std::unique_ptr<media::SrtpSession> srtp_;
  std::optional<std::uint16_t> sctp_port_;
  std::unique_ptr<media::SctpAssociation> sctp_;
  std::size_t channels_open_ = 0;
  Loop::TimerId timer_ = 0;
  media::Time timer_due_{};
  bool pumping_ = false, again_ = false;
  bool over_ = false;
};

}  // namespace parley::sdk
