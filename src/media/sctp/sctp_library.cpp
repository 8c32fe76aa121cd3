#include "media/sctp/sctp_library.hpp"

#include <usrsctp.h>

#include "media/sctp/sctp_library_state.hpp"
#include "media/sctp/sctp_socket.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kRetiredAtLeast = 1024;
constexpr std::size_t kReceiveBuffer = 64 * 1024;

int on_output(void* address, void* data, std::size_t size, std::uint8_t, std::uint8_t) {
  // Called inside usrsctp's functions, so with State::mutex held.
  const auto* link = static_cast<SctpLink*>(address);
  if (link->socket) link->socket->on_packet({static_cast<const std::uint8_t*>(data), size});
  return 0;
}

void configure() {
  usrsctp_sysctl_set_sctp_ecn_enable(0);     // nothing below DTLS tells us of congestion marks
  usrsctp_sysctl_set_sctp_asconf_enable(0);  // one address, for ever
  usrsctp_sysctl_set_sctp_auto_asconf(0);
  usrsctp_sysctl_set_sctp_auth_enable(0);  // DTLS does
  usrsctp_sysctl_set_sctp_nr_outgoing_streams_default(SctpAssociation::kMaxStreams);
  usrsctp_sysctl_set_sctp_nr_incoming_streams_default(SctpAssociation::kMaxStreams);
  usrsctp_sysctl_set_sctp_rto_initial_default(500);
  usrsctp_sysctl_set_sctp_rto_min_default(400);  // more than a browser's delayed acknowledgement
  usrsctp_sysctl_set_sctp_rto_max_default(5000);
  usrsctp_sysctl_set_sctp_init_rto_max_default(3000);
  usrsctp_sysctl_set_sctp_delayed_sack_time_default(20);
  usrsctp_sysctl_set_sctp_initial_cwnd(10);
}

/// usrsctp has one state for the whole process and doesn't count its users; so we do.
struct Users {
  std::mutex mutex;
  int count = 0;
  std::unique_ptr<SctpLibrary::State> state;
};
Users& users() {
  static Users instance;
  return instance;
}

}  // namespace

SctpLibrary::State::State() : buffer(kReceiveBuffer) {
  usrsctp_init_nothreads(0, on_output, nullptr);
  configure();
}

SctpLibrary::State::~State() {
  // Closed sockets go when their timers have run.
  for (int i = 0; i < 200 && usrsctp_finish() != 0; ++i) usrsctp_handle_timers(10);
}

SctpLink& SctpLibrary::State::take_link() {
  if (retired_.size() > kRetiredAtLeast) {
    SctpLink& link = *retired_.front();
    retired_.pop_front();
    return link;
  }
  return *links_.emplace_back(std::make_unique<SctpLink>());
}

void SctpLibrary::State::give_back(SctpLink& link) {
  link.socket = nullptr;
  retired_.push_back(&link);
}

SctpLibrary::SctpLibrary() {
  const std::lock_guard lock(users().mutex);
  if (users().count == 0) users().state = std::make_unique<State>();
  ++users().count;
  state_ = users().state.get();
}

SctpLibrary::~SctpLibrary() {
  const std::lock_guard lock(users().mutex);
  if (--users().count == 0) users().state.reset();
}

void SctpLibrary::tick(Time now) {
  const std::lock_guard lock(state_->mutex);
  if (!state_->ticked) state_->ticked = now;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - *state_->ticked);
  if (elapsed.count() <= 0) return;
  *state_->ticked += elapsed;
  usrsctp_handle_timers(static_cast<std::uint32_t>(elapsed.count()));
}

}  // namespace parley::media
