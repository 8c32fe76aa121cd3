#include "media/sctp/sctp_association.hpp"

#include <usrsctp.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <map>

#include "media/sctp/data_channel_protocol.hpp"
#include "media/sctp/sctp_socket.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kMaxEvents = 1024;
constexpr std::size_t kMaxEventBytes = 2 * SctpAssociation::kMaxMessage;

/// The span's bytes as a struct of usrsctp's, cut or filled with zeros.
template <class T>
T read_as(std::span<const std::uint8_t> bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), std::min(sizeof value, bytes.size()));
  return value;
}

}  // namespace

struct SctpAssociation::Impl {
  enum class State { idle, associating, up, ended };
  struct Channel {
    std::uint16_t stream = 0;
    std::string label;
    bool open = false;
  };
  struct Outgoing {
    std::uint16_t stream;
    DataPpid ppid;
    std::vector<std::uint8_t> bytes;
  };
  struct Incoming {
    std::uint32_t ppid = 0;
    std::vector<std::uint8_t> bytes;
  };

  Impl(SctpLibrary& library, SctpRole role_, std::uint16_t local_port_, std::uint16_t remote_port_)
      : shared(library.state()), role(role_), local_port(local_port_), remote_port(remote_port_) {}

  void pump();
  void end(std::string reason);
  void on_notification(std::span<const std::uint8_t> bytes);
  void on_reset(std::span<const std::uint8_t> bytes);
  void on_message(std::uint16_t stream, std::uint32_t ppid, std::vector<std::uint8_t> bytes);
  void on_control(std::uint16_t stream, std::span<const std::uint8_t> bytes);
  bool open_channel(const std::string& label);
  void flush();
  void note_attention();
  Channel* find(std::uint16_t stream);
  Channel* find(std::string_view label);
  void queue(std::uint16_t stream, DataPpid ppid, std::span<const std::uint8_t> bytes);

  SctpLibrary::State& shared;
  const SctpRole role;
  const std::uint16_t local_port, remote_port;
  std::atomic<bool> attention = false;

  // All below is guarded by shared.mutex.
  State state = State::idle;
  std::unique_ptr<SctpSocket> socket;
  std::uint16_t streams = kMaxStreams;
  std::vector<Channel> channels;    ///< in the order they were opened
  std::vector<std::string> wanted;  ///< labels to open once we are up
  std::map<std::uint16_t, Incoming> incoming;
  std::size_t incoming_bytes = 0;
  std::deque<Outgoing> outgoing;
  std::size_t outgoing_bytes = 0;
  std::vector<std::uint16_t> to_reset;
  std::deque<Event> events;
  std::size_t event_bytes = 0;  ///< of the messages in them
};

SctpAssociation::SctpAssociation(SctpLibrary& library, SctpRole role, std::uint16_t local_port,
                                 std::uint16_t remote_port)
    : impl_(std::make_unique<Impl>(library, role, local_port, remote_port)) {}

SctpAssociation::~SctpAssociation() {
  const std::lock_guard lock(impl_->shared.mutex);
  impl_->socket.reset();
}

void SctpAssociation::start() {
  const std::lock_guard lock(impl_->shared.mutex);
  if (impl_->state != Impl::State::idle) return;
  impl_->socket = std::make_unique<SctpSocket>(impl_->shared, impl_->attention, impl_->local_port, impl_->remote_port);
  impl_->socket->connect();
  impl_->state = Impl::State::associating;
}

void SctpAssociation::handle(std::span<const std::uint8_t> packet) {
  const std::lock_guard lock(impl_->shared.mutex);
  if (!impl_->socket) return;
  impl_->socket->input(packet);
  impl_->pump();
}

bool SctpAssociation::have_output() const { return impl_->attention; }

std::optional<std::vector<std::uint8_t>> SctpAssociation::poll_packet() {
  if (!impl_->attention) return std::nullopt;
  const std::lock_guard lock(impl_->shared.mutex);
  impl_->pump();
  if (!impl_->socket || impl_->socket->packets().empty()) return std::nullopt;
  auto& packets = impl_->socket->packets();
  std::vector<std::uint8_t> packet = std::move(packets.front());
  packets.pop_front();
  impl_->note_attention();
  return packet;
}

std::optional<SctpAssociation::Event> SctpAssociation::poll_event() {
  if (!impl_->attention) return std::nullopt;
  const std::lock_guard lock(impl_->shared.mutex);
  impl_->pump();
  if (impl_->events.empty()) return std::nullopt;
  Event event = std::move(impl_->events.front());
  impl_->events.pop_front();
  if (const auto* message = std::get_if<Message>(&event)) impl_->event_bytes -= message->bytes.size();
  impl_->note_attention();
  return event;
}

bool SctpAssociation::open(std::string label) {
  const std::lock_guard lock(impl_->shared.mutex);
  Impl& impl = *impl_;
  if (impl.state == Impl::State::ended || label.size() > kMaxLabel) return false;
  if (impl.find(label) || std::find(impl.wanted.begin(), impl.wanted.end(), label) != impl.wanted.end()) return false;
  if (impl.state == Impl::State::up) {
    const bool opened = impl.open_channel(label);
    impl.pump();
    return opened;
  }
  if (impl.wanted.size() >= kMaxStreams / 2) return false;
  impl.wanted.push_back(std::move(label));
  return true;
}

bool SctpAssociation::send(std::string_view label, bool binary, std::span<const std::uint8_t> bytes) {
  const std::lock_guard lock(impl_->shared.mutex);
  Impl& impl = *impl_;
  const Impl::Channel* channel = impl.find(label);
  if (impl.state != Impl::State::up || !channel || !channel->open) return false;
  if (bytes.size() > kMaxMessage || impl.outgoing_bytes + bytes.size() > kMaxQueued) return false;
  static constexpr std::uint8_t kNothing[1] = {0};  // RFC 8831 section 6.6: one byte that is ignored
  if (bytes.empty()) {
    impl.queue(channel->stream, binary ? DataPpid::empty_binary : DataPpid::empty_text, kNothing);
  } else {
    impl.queue(channel->stream, binary ? DataPpid::binary : DataPpid::text, bytes);
  }
  impl.pump();
  return true;
}

std::size_t SctpAssociation::buffered() const {
  const std::lock_guard lock(impl_->shared.mutex);
  return impl_->outgoing_bytes;
}

void SctpAssociation::close() {
  const std::lock_guard lock(impl_->shared.mutex);
  if (impl_->socket) impl_->socket->close();
  impl_->state = Impl::State::ended;
  impl_->events.clear();
  impl_->event_bytes = 0;
  impl_->outgoing.clear();
  impl_->outgoing_bytes = 0;
  impl_->note_attention();
}

SctpAssociation::Impl::Channel* SctpAssociation::Impl::find(std::uint16_t stream) {
  const auto found =
      std::find_if(channels.begin(), channels.end(), [&](const Channel& channel) { return channel.stream == stream; });
  return found == channels.end() ? nullptr : &*found;
}

SctpAssociation::Impl::Channel* SctpAssociation::Impl::find(std::string_view label) {
  const auto found =
      std::find_if(channels.rbegin(), channels.rend(), [&](const Channel& channel) { return channel.label == label; });
  return found == channels.rend() ? nullptr : &*found;
}

void SctpAssociation::Impl::queue(std::uint16_t stream, DataPpid ppid, std::span<const std::uint8_t> bytes) {
  outgoing.push_back({stream, ppid, {bytes.begin(), bytes.end()}});
  outgoing_bytes += bytes.size();
}

void SctpAssociation::Impl::pump() {
  attention = false;
  // The peer's window closes while we hold events nobody takes.
  while (state != State::ended && events.size() < kMaxEvents && event_bytes < kMaxEventBytes) {
    const auto piece = socket ? socket->receive() : std::nullopt;
    if (!piece) break;
    if (piece->notification) {
      on_notification(piece->bytes);
      continue;
    }
    Incoming& message = incoming[piece->stream];
    incoming_bytes += piece->bytes.size();
    message.ppid = piece->ppid;
    message.bytes.insert(message.bytes.end(), piece->bytes.begin(), piece->bytes.end());
    if (message.bytes.size() > kMaxMessage || incoming_bytes > 2 * kMaxMessage) {
      end("the peer's message is too long");
      break;
    }
    if (!piece->last) continue;
    Incoming whole = std::move(message);
    incoming.erase(piece->stream);
    incoming_bytes -= whole.bytes.size();
    on_message(piece->stream, whole.ppid, std::move(whole.bytes));
  }
  if (state == State::up) flush();
  note_attention();
}

void SctpAssociation::Impl::note_attention() {
  // Only ever raised here: what usrsctp raised meanwhile must stay.
  if (!events.empty() || (socket && !socket->packets().empty())) attention = true;
}

void SctpAssociation::Impl::flush() {
  while (!outgoing.empty()) {
    const Outgoing& next = outgoing.front();
    const auto sent = socket->send(next.stream, static_cast<std::uint32_t>(next.ppid), next.bytes);
    if (sent == SctpSocket::Sent::nothing) break;
    // A failure concerns this message alone: its stream is gone. If the association is, a notification says so.
    outgoing_bytes -= next.bytes.size();
    outgoing.pop_front();
  }
  if (!to_reset.empty() && outgoing.empty() && socket->reset(to_reset)) to_reset.clear();
}

void SctpAssociation::Impl::end(std::string reason) {
  if (state == State::ended) return;
  state = State::ended;
  if (socket) socket->close();
  outgoing.clear();
  outgoing_bytes = 0;
  incoming.clear();
  incoming_bytes = 0;
  events.push_back(Closed{std::move(reason)});
}

void SctpAssociation::Impl::on_notification(std::span<const std::uint8_t> bytes) {
  const auto type = read_as<std::uint16_t>(bytes);
  if (type == SCTP_STREAM_RESET_EVENT) return on_reset(bytes);
  if (type != SCTP_ASSOC_CHANGE) return;
  const auto change = read_as<sctp_assoc_change>(bytes);
  switch (change.sac_state) {
    case SCTP_COMM_UP:
      if (state != State::associating) return;
      state = State::up;
      streams = std::min({kMaxStreams, change.sac_outbound_streams, change.sac_inbound_streams});
      for (const std::string& label : wanted) open_channel(label);
      wanted.clear();
      return;
    case SCTP_RESTART:
      // Channels don't survive (RFC 8831 section 6.2 knows no restart).
      return end("the peer restarted the association");
    case SCTP_CANT_STR_ASSOC:
      return end("the peer does not answer");
    case SCTP_SHUTDOWN_COMP:
      return end("the peer ended the association");
    default:
      return end("the association was lost");
  }
}

void SctpAssociation::Impl::on_reset(std::span<const std::uint8_t> bytes) {
  const auto event = read_as<sctp_stream_reset_event>(bytes);
  if (!(event.strreset_flags & SCTP_STREAM_RESET_INCOMING_SSN)) return;
  if (event.strreset_flags & (SCTP_STREAM_RESET_DENIED | SCTP_STREAM_RESET_FAILED)) return;
  // RFC 8831 section 6.7: the peer closed its direction, so we close ours and the channel is gone.
  std::vector<std::uint16_t> named;
  for (std::size_t at = sizeof(sctp_stream_reset_event); at + 2 <= bytes.size(); at += 2) {
    named.push_back(read_as<std::uint16_t>(bytes.subspan(at, 2)));
  }
  const bool all = named.empty();
  std::erase_if(channels, [&](const Channel& channel) {
    if (!all && std::find(named.begin(), named.end(), channel.stream) == named.end()) return false;
    to_reset.push_back(channel.stream);
    if (channel.open) events.push_back(ChannelClosed{channel.label});
    return true;
  });
}

void SctpAssociation::Impl::on_message(std::uint16_t stream, std::uint32_t ppid, std::vector<std::uint8_t> bytes) {
  if (ppid == static_cast<std::uint32_t>(DataPpid::control)) return on_control(stream, bytes);
  Channel* channel = find(stream);
  if (!channel) return;
  switch (static_cast<DataPpid>(ppid)) {
    case DataPpid::text:
    case DataPpid::binary:
      break;
    case DataPpid::empty_text:
    case DataPpid::empty_binary:
      bytes.clear();
      break;
    default:
      return;
  }
  if (!channel->open) {
    // RFC 8832 section 6: a message from the peer says as much as its ACK.
    channel->open = true;
    events.push_back(ChannelOpen{channel->label});
  }
  const bool binary = ppid == static_cast<std::uint32_t>(DataPpid::binary) ||
                      ppid == static_cast<std::uint32_t>(DataPpid::empty_binary);
  event_bytes += bytes.size();
  events.push_back(Message{channel->label, binary, std::move(bytes)});
}

void SctpAssociation::Impl::on_control(std::uint16_t stream, std::span<const std::uint8_t> bytes) {
  if (is_data_channel_ack(bytes)) {
    Channel* channel = find(stream);
    if (!channel || channel->open) return;
    channel->open = true;
    events.push_back(ChannelOpen{channel->label});
    return;
  }
  auto open = parse_data_channel_open(bytes);
  if (!open || find(stream)) return;
  // The peer's streams are those of the other parity (RFC 8832 section 6).
  const bool ours = (stream % 2 == 0) == (role == SctpRole::dtls_client);
  if (ours || stream >= streams || open->label.size() > kMaxLabel) {
    to_reset.push_back(stream);
    return;
  }
  channels.push_back({stream, open->label, true});
  queue(stream, DataPpid::control, write_data_channel_ack());
  events.push_back(ChannelOpen{std::move(open->label)});
}

bool SctpAssociation::Impl::open_channel(const std::string& label) {
  for (std::uint16_t stream = role == SctpRole::dtls_client ? 0 : 1; stream < streams; stream += 2) {
    if (find(stream) || std::find(to_reset.begin(), to_reset.end(), stream) != to_reset.end()) continue;
    channels.push_back({stream, label, false});
    DataChannelOpen request;
    request.label = label;
    queue(stream, DataPpid::control, write_data_channel_open(request));
    return true;
  }
  return false;
}

}  // namespace parley::media
