#include "media/net/media_thread.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>

#include "base/log.hpp"

namespace parley::media {
namespace {

// Keys of epoll events; links count from UdpSocket::kLinks.
constexpr std::uint64_t kUdpKey = 0, kWakeKey = 1, kListenerKey = 2;
constexpr int kMaxEvents = 64;
// Packets read before timers and commands get their turn.
constexpr int kBatchesAtOnce = 16;
constexpr int kPortAttempts = 16;
constexpr std::chrono::milliseconds kSctpTick{10};
constexpr std::chrono::seconds kSweep{1};

bool watch(int epoll, int fd, std::uint64_t key) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = key;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

}  // namespace

Result<std::unique_ptr<MediaThread>> MediaThread::start(int number, const Address& address, bool tcp,
                                                        const MediaShared& shared) {
  FileDescriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  FileDescriptor wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!epoll || !wake) return Error{fmt::format("cannot wait for events: {}", std::strerror(errno))};
  std::unique_ptr<UdpSocket> udp;
  std::unique_ptr<TcpLinks> links;
  // A free UDP port may be taken on TCP's side; then another one is tried.
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    PARLEY_TRY(auto socket, UdpSocket::bind(address));
    udp = std::move(socket);
    if (!tcp) break;
    auto listener = TcpLinks::listen(Address(address.ip(), udp->port()), epoll.get(), kListenerKey, UdpSocket::kLinks);
    if (listener) {
      links = std::move(*listener);
      break;
    }
    if (address.port() != 0 || attempt + 1 == kPortAttempts) {
      log::warn("media: no ICE-TCP: {}", listener.error().text);
      break;
    }
  }
  if (!watch(epoll.get(), udp->fd(), kUdpKey) || !watch(epoll.get(), wake.get(), kWakeKey)) {
    return Error{fmt::format("cannot wait for events: {}", std::strerror(errno))};
  }
  std::unique_ptr<MediaThread> made(
      new MediaThread(std::move(epoll), std::move(wake), std::move(udp), std::move(links), shared));
  made->thread_ = std::thread([self = made.get()] { self->run(); });
  pthread_setname_np(made->thread_.native_handle(), fmt::format("media-{}", number).c_str());
  return made;
}

MediaThread::MediaThread(FileDescriptor epoll, FileDescriptor wake, std::unique_ptr<UdpSocket> udp,
                         std::unique_ptr<TcpLinks> tcp, const MediaShared& shared)
    : epoll_(std::move(epoll)),
      wake_(std::move(wake)),
      udp_(std::move(udp)),
      tcp_(std::move(tcp)),
      wire_(*udp_, tcp_.get()),
      context_{shared.dtls, shared.srtp, shared.sctp, shared.listener, wire_, {}},
      host_(context_, shared.peers, shared.max_peers) {
  if (!tcp_) return;
  tcp_->set_handlers([this](const Path& from, std::span<std::uint8_t> packet) { host_.on_packet(now_, from, packet); },
                     [this](const Path& path) { host_.on_link_closed(path); });
}

MediaThread::~MediaThread() {
  stopping_ = true;
  const std::uint64_t one = 1;
  if (write(wake_.get(), &one, sizeof one) < 0) log::error("media: cannot wake a thread: {}", std::strerror(errno));
  if (thread_.joinable()) thread_.join();
}

void MediaThread::post(Command command) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = commands_.empty();
    commands_.push_back(std::move(command));
  }
  if (!first) return;
  const std::uint64_t one = 1;
  if (write(wake_.get(), &one, sizeof one) < 0) log::error("media: cannot wake a thread: {}", std::strerror(errno));
}

void MediaThread::run() {
  try {
    std::array<epoll_event, kMaxEvents> events;
    now_ = std::chrono::steady_clock::now();
    while (!stopping_) {
      const int count = epoll_wait(epoll_.get(), events.data(), kMaxEvents, wait_time(now_));
      now_ = std::chrono::steady_clock::now();
      for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        switch (event.data.u64) {
          case kUdpKey:
            read_udp(now_);
            break;
          case kWakeKey:
            run_commands();
            break;
          case kListenerKey:
            tcp_->accept(now_);
            break;
          default:
            tcp_->handle(static_cast<std::uint32_t>(event.data.u64), event.events);
        }
      }
      run_due(now_);
      flush();
    }
    run_commands();
    host_.close_all();
    flush();
  } catch (const std::exception& failure) {
    log::error("media: a thread ends: {}", failure.what());
    std::terminate();
  }
}

void MediaThread::read_udp(Time now) {
  for (int batch = 0; batch < kBatchesAtOnce; ++batch) {
    const auto packets = udp_->receive();
    for (const auto& packet : packets) host_.on_packet(now, packet.path, packet.bytes);
    flush();
    if (packets.size() < UdpSocket::kBatch) return;
  }
}

void MediaThread::run_commands() {
  std::uint64_t count = 0;
  while (read(wake_.get(), &count, sizeof count) > 0) {
  }
  {
    const std::lock_guard lock(mutex_);
    running_.swap(commands_);
  }
  for (const Command& command : running_) command(now_, host_);
  running_.clear();
}

void MediaThread::run_due(Time now) {
  if (host_.needs_sctp_ticks() && now >= next_sctp_) {
    next_sctp_ = now + kSctpTick;
    context_.sctp.tick(now);
    host_.pump_sctp();
  }
  if (now >= next_sweep_) {
    next_sweep_ = now + kSweep;
    host_.sweep();
    if (tcp_) tcp_->sweep(now);
  }
  host_.settle();
  host_.run_timers(now);
  host_.settle();
}

void MediaThread::flush() {
  udp_->flush();
  if (tcp_) tcp_->flush();
}

int MediaThread::wait_time(Time now) const {
  Time next = now + kSweep;
  if (const auto timer = host_.next_timeout()) next = std::min(next, *timer);
  if (host_.needs_sctp_ticks()) next = std::min(next, next_sctp_);
  if (next <= now) return 0;
  // Rounded up: waking a moment early would only mean to wait again.
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(next - now).count());
}

}  // namespace parley::media
