#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "media/sctp/sctp_library.hpp"

namespace parley::media {

/// Which stream numbers our own channels get: the DTLS client takes the even, the server the odd (RFC 8832 section 6).
enum class SctpRole : std::uint8_t { dtls_server, dtls_client };

/// SCTP over DTLS with one peer (RFC 8261) and the data channels in it (RFC 8831, RFC 8832), all ordered and reliable;
/// a peer that asks for another kind of channel gets its messages in the order it sent them. A label that is open twice
/// means the later one when sending. Not thread-safe (see SctpLibrary).
class SctpAssociation {
 public:
  static constexpr std::size_t kMaxPacket = 1150;         ///< packets we send are never longer
  static constexpr std::size_t kMaxMessage = 256 * 1024;  ///< a longer one from the peer ends the association
  static constexpr std::size_t kMaxQueued = 1024 * 1024;  ///< waiting to be sent
  static constexpr std::size_t kMaxInFlight = 320 * 1024;
  static constexpr std::uint16_t kMaxStreams = 64;
  static constexpr std::size_t kMaxLabel = 256;

  struct ChannelOpen {  ///< either side opened it; messages may flow
    std::string label;
  };
  struct Message {
    std::string label;
    bool binary = false;
    std::vector<std::uint8_t> bytes;
  };
  struct ChannelClosed {
    std::string label;
  };
  struct Closed {  ///< the association ended; final
    std::string reason;
  };
  using Event = std::variant<ChannelOpen, Message, ChannelClosed, Closed>;

  SctpAssociation(SctpLibrary& library, SctpRole role, std::uint16_t local_port = 5000,
                  std::uint16_t remote_port = 5000);
  ~SctpAssociation();
  SctpAssociation(const SctpAssociation&) = delete;
  SctpAssociation& operator=(const SctpAssociation&) = delete;

  /// Begins to associate. Both sides do, once DTLS is connected.
  void start();
  /// One SCTP packet, as it came out of DTLS. Garbage is dropped.
  void handle(std::span<const std::uint8_t> packet);

  /// Whether poll_packet or poll_event may have something; takes no lock, so cheap to ask often.
  bool have_output() const;
  /// SCTP packets for DTLS; call until empty after every other call.
  std::optional<std::vector<std::uint8_t>> poll_packet();
  std::optional<Event> poll_event();

  /// Opens a channel; its ChannelOpen comes when the peer agrees. Before the association is up the request waits.
  /// False: such a label is open already, too many channels, or the association ended.
  bool open(std::string label);
  /// Queues a whole message. False: no open channel has that label, the message is longer than kMaxMessage, or it
  /// would make more than kMaxQueued bytes wait.
  bool send(std::string_view label, bool binary, std::span<const std::uint8_t> bytes);
  /// Bytes of messages that wait here; SCTP itself holds up to kMaxInFlight more that the peer didn't confirm yet.
  std::size_t buffered() const;
  /// Ends the association at once and tells the peer. No event.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::media
