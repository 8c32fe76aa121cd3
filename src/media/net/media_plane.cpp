// Sfu, made of media threads: every call becomes a command to the thread the room lives on.
#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <unordered_map>

#include "media/media.hpp"
#include "media/net/local_addresses.hpp"
#include "media/net/media_thread.hpp"

namespace parley::media {
namespace {

class MediaPlane final : public Sfu {
 public:
  MediaPlane(const Config& config, Listener& listener)
      : certificate_(Certificate::create()), dtls_(certificate_), shared_{dtls_,    srtp_,  sctp_,
                                                                          listener, peers_, config.max_peers} {}

  Result<void> start(const Config& config);

  Endpoint open_room(RoomId room) override;
  void close_room(RoomId room) override;
  void add_peer(RoomId room, PeerId peer, PeerTransport transport, Description description) override;
  void update_peer(RoomId room, PeerId peer, Description description) override;
  void restart_ice(RoomId room, PeerId peer, PeerTransport transport) override;
  void remove_peer(RoomId room, PeerId peer) override;
  void lease(RoomId room, PeerId subscriber, std::string slot, PeerId publisher, std::string track) override;
  void release(RoomId room, PeerId subscriber, std::string slot) override;
  void mute_track(RoomId room, PeerId publisher, std::string track, bool muted) override;
  void mute_slot(RoomId room, PeerId subscriber, std::string slot, bool muted) override;
  void prefer(RoomId room, PeerId subscriber, std::string slot, Preference preference) override;
  void send(RoomId room, PeerId peer, std::string label, bool binary, std::string bytes) override;
  std::optional<PeerStats> stats(RoomId room, PeerId peer) override;

 private:
  struct Host {
    std::unique_ptr<MediaThread> thread;
    Endpoint endpoint;
    std::size_t rooms = 0;  // guarded by mutex_
  };

  /// Where the room lives; nullptr: it isn't open.
  MediaThread* thread_of(RoomId room);
  /// Runs `change(room, now)` there.
  template <class Change>
  void change_room(RoomId room, Change change);

  SrtpLibrary srtp_;
  SctpLibrary sctp_;
  Certificate certificate_;
  DtlsContext dtls_;
  std::atomic<std::size_t> peers_{0};
  MediaShared shared_;
  std::mutex mutex_;
  std::unordered_map<RoomId, std::size_t> rooms_;  // index in hosts_; guarded by mutex_
  std::vector<Host> hosts_;                        // last, so that the threads end first
};

Result<void> MediaPlane::start(const Config& config) {
  const auto address = Address::parse(config.address, config.port);
  if (!address) return Error{fmt::format("media address \"{}\" is no IP address", config.address)};
  const bool any = std::all_of(address->ip().begin(), address->ip().end(), [](std::uint8_t byte) { return byte == 0; });
  for (const std::string& announced : config.announced) {
    if (!Address::parse(announced, 0))
      return Error{fmt::format("announced address \"{}\" is no IP address", announced)};
  }
  for (int i = 0; i < std::max(1, config.threads); ++i) {
    const int port = config.port == 0 ? 0 : config.port + i;
    if (port > 0xFFFF)
      return Error{fmt::format("no ports for {} media threads from {} on", config.threads, config.port)};
    Host host;
    PARLEY_TRY(host.thread,
               MediaThread::start(i, Address(address->ip(), static_cast<std::uint16_t>(port)), config.tcp, shared_));
    std::vector<std::string> reachable = config.announced;
    if (reachable.empty() && !any) reachable.push_back(address->ip_text());
    if (reachable.empty()) {
      for (const Address& local : local_addresses(0)) reachable.push_back(local.ip_text());
    }
    for (const bool tcp : {false, true}) {
      if (tcp && !host.thread->has_tcp()) continue;
      for (const std::string& one : reachable) host.endpoint.candidates.push_back({one, host.thread->port(), tcp});
    }
    host.endpoint.fingerprint = dtls_.fingerprint();
    hosts_.push_back(std::move(host));
  }
  return {};
}

MediaThread* MediaPlane::thread_of(RoomId room) {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? nullptr : hosts_[found->second].thread.get();
}

template <class Change>
void MediaPlane::change_room(RoomId room, Change change) {
  MediaThread* thread = thread_of(room);
  if (thread == nullptr) return;
  thread->post([room, change = std::move(change)](Time now, RoomHost& host) {
    if (Room* found = host.room(room)) change(*found, now);
  });
}

Endpoint MediaPlane::open_room(RoomId room) {
  std::size_t index = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto found = rooms_.find(room);
    if (found != rooms_.end()) return hosts_[found->second].endpoint;
    const auto least =
        std::min_element(hosts_.begin(), hosts_.end(), [](const Host& a, const Host& b) { return a.rooms < b.rooms; });
    index = static_cast<std::size_t>(least - hosts_.begin());
    ++least->rooms;
    rooms_[room] = index;
  }
  hosts_[index].thread->post([room](Time, RoomHost& host) { host.open_room(room); });
  return hosts_[index].endpoint;
}

void MediaPlane::close_room(RoomId room) {
  std::size_t index = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto found = rooms_.find(room);
    if (found == rooms_.end()) return;
    index = found->second;
    --hosts_[index].rooms;
    rooms_.erase(found);
  }
  hosts_[index].thread->post([room](Time, RoomHost& host) { host.close_room(room); });
}

void MediaPlane::add_peer(RoomId room, PeerId peer, PeerTransport transport, Description description) {
  MediaThread* thread = thread_of(room);
  if (thread == nullptr) return;
  thread->post([=, transport = std::move(transport), description = std::move(description)](Time now, RoomHost& host) {
    host.add_peer(now, room, peer, transport, description);
  });
}

void MediaPlane::update_peer(RoomId room, PeerId peer, Description description) {
  MediaThread* thread = thread_of(room);
  if (thread == nullptr) return;
  thread->post([=, description = std::move(description)](Time now, RoomHost& host) {
    host.update_peer(now, peer, description);
  });
}

void MediaPlane::restart_ice(RoomId room, PeerId peer, PeerTransport transport) {
  MediaThread* thread = thread_of(room);
  if (thread == nullptr) return;
  thread->post(
      [=, transport = std::move(transport)](Time now, RoomHost& host) { host.restart_ice(now, peer, transport); });
}

void MediaPlane::remove_peer(RoomId room, PeerId peer) {
  if (MediaThread* thread = thread_of(room)) thread->post([peer](Time, RoomHost& host) { host.remove_peer(peer); });
}

void MediaPlane::lease(RoomId room, PeerId subscriber, std::string slot, PeerId publisher, std::string track) {
  change_room(room, [=, slot = std::move(slot), track = std::move(track)](Room& in, Time now) {
    in.lease(now, subscriber, slot, publisher, track);
  });
}

void MediaPlane::release(RoomId room, PeerId subscriber, std::string slot) {
  change_room(room, [=, slot = std::move(slot)](Room& in, Time) { in.release(subscriber, slot); });
}

void MediaPlane::mute_track(RoomId room, PeerId publisher, std::string track, bool muted) {
  change_room(room, [=, track = std::move(track)](Room& in, Time now) { in.mute_track(now, publisher, track, muted); });
}

void MediaPlane::mute_slot(RoomId room, PeerId subscriber, std::string slot, bool muted) {
  change_room(room, [=, slot = std::move(slot)](Room& in, Time now) { in.mute_slot(now, subscriber, slot, muted); });
}

void MediaPlane::prefer(RoomId room, PeerId subscriber, std::string slot, Preference preference) {
  change_room(room, [=, slot = std::move(slot), preference = std::move(preference)](Room& in, Time now) {
    in.prefer(now, subscriber, slot, preference);
  });
}

void MediaPlane::send(RoomId room, PeerId peer, std::string label, bool binary, std::string bytes) {
  MediaThread* thread = thread_of(room);
  if (thread == nullptr) return;
  thread->post([=, label = std::move(label), bytes = std::move(bytes)](Time, RoomHost& host) {
    host.send(peer, label, binary, bytes);
  });
}

std::optional<PeerStats> MediaPlane::stats(RoomId room, PeerId peer) {
  MediaThread* thread = thread_of(room);
  if (thread == nullptr) return std::nullopt;
  const auto answer = std::make_shared<std::promise<std::optional<PeerStats>>>();
  thread->post([answer, peer](Time, RoomHost& host) { answer->set_value(host.stats(peer)); });
  return answer->get_future().get();
}

}  // namespace

Result<std::unique_ptr<Sfu>> Sfu::start(const Config& config, Listener& listener) {
  auto plane = std::make_unique<MediaPlane>(config, listener);
  PARLEY_CHECK(plane->start(config));
  return std::unique_ptr<Sfu>(std::move(plane));
}

}  // namespace parley::media
