#include "transport/hub.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "base/random.hpp"
#include "transport/pieces.hpp"

namespace parley::transport {
namespace {

/// A loop sleeps no longer than this while something is there for it.
constexpr auto held_at_most = std::chrono::milliseconds(1);

/// Frames become bytes with their headers here, once for all receivers. What is large is not copied.
std::vector<Delivery> deliveries_of(const events::Event& event) {
  if (event.more.empty() && event.frame->size() > max_piece) return {{.bytes = event.frame}};
  Pieces pieces;
  pieces.add_frame(*event.frame);
  for (const Frame& frame : event.more) pieces.add_frame(*frame);
  return pieces.take();
}

}  // namespace

// An id: microseconds since 2024 in the upper 51 bits (63 bits in all: ids are stored in signed columns), then 6 bits
// that tell nodes apart, then 6 bits of loop. The number counts on from the start's time by one for each connection,
// so it stays behind the clock (a million connections a second would be needed to overtake it) and no restart repeats
// it.
Hub::Hub(std::size_t loops) : node_(random_u64() % 64) {
  using namespace std::chrono;
  constexpr std::uint64_t year_2024 = 1'704'067'200'000'000;
  const auto now =
      static_cast<std::uint64_t>(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
  last_number_ = now > year_2024 ? now - year_2024 : 1;
  for (std::size_t i = 0; i < loops; ++i) inboxes_.push_back(std::make_unique<Inbox>());
}

ConnectionId Hub::new_id(std::size_t loop) {
  const std::uint64_t number = last_number_.fetch_add(1, std::memory_order_relaxed) + 1;
  return (number & ((1ull << 51) - 1)) << 12 | node_ << 6 | loop;
}

bool Hub::push_to(std::size_t loop, Command&& command) {
  const bool held = holder_.load(std::memory_order_relaxed) == std::this_thread::get_id();
  if (!inboxes_[loop]->push(std::move(command), !held)) return false;
  if (held && std::chrono::steady_clock::now() - held_since_ > held_at_most) hold();
  return true;
}

void Hub::hold() {
  if (holder_.exchange(std::this_thread::get_id(), std::memory_order_relaxed) == std::this_thread::get_id()) {
    wake_loops();
  }
  held_since_ = std::chrono::steady_clock::now();
}

void Hub::release() {
  holder_.store({}, std::memory_order_relaxed);
  wake_loops();
}

void Hub::wake_loops() {
  for (const auto& inbox : inboxes_) inbox->wake();
}

void Hub::admit(ConnectionId connection, std::string user, Frame first_frame) {
  if (user.empty()) {
    push(connection, AdmitConnection{connection, std::move(user), std::move(first_frame)});
    return;
  }
  // Under one lock: whoever finds the user in the table pushes behind the first frame.
  Shard& place = shard(user);
  const std::lock_guard lock(place.mutex);
  auto& connections = place.users[user];
  connections.push_back(connection);
  if (push(connection, AdmitConnection{connection, user, std::move(first_frame)})) {
    ++changes_;
  } else {
    connections.pop_back();
    if (connections.empty()) place.users.erase(user);
  }
}

void Hub::forget(ConnectionId connection, std::string_view user) {
  Shard& place = shard(user);
  const std::lock_guard lock(place.mutex);
  const auto found = place.users.find(user);
  if (found == place.users.end()) return;
  std::erase(found->second, connection);
  if (found->second.empty()) place.users.erase(found);
  ++changes_;
}

bool Hub::connected(std::string_view user) const {
  const Shard& place = shard(user);
  const std::shared_lock lock(place.mutex);
  return place.users.contains(user);
}

template <class Look>
void Hub::look_up(const std::vector<std::string>& users, const Look& look) const {
  std::array<std::shared_lock<std::shared_mutex>, shard_count> locks;
  const bool all = users.size() > shard_count;
  for (std::size_t i = 0; all && i < shard_count; ++i) locks[i] = std::shared_lock(shards_[i].mutex);
  for (const std::string& user : users) {
    const Shard& place = shard(user);
    const auto lock = all ? std::shared_lock<std::shared_mutex>() : std::shared_lock(place.mutex);
    look(place.users, user);
  }
}

std::shared_ptr<const Reach> Hub::reach(const events::Audience& audience) const {
  // Read before looking: who comes or goes meanwhile makes what is found outdated, not wrong.
  const std::uint64_t changes = changes_;
  if (auto known = reaches_.find(audience, changes)) return known;
  auto reach = std::make_shared<Reach>();
  reach->receivers.resize(inboxes_.size());
  std::size_t position = 0;
  look_up(*audience, [&](const Users& place, const std::string& user) {
    const auto found = place.find(user);
    if (found == place.end()) {
      reach->absent.push_back(position);
    } else {
      for (const ConnectionId connection : found->second) add(reach->receivers, connection);
    }
    ++position;
  });
  reaches_.keep(audience, changes, reach);
  return reach;
}

void Hub::add(std::vector<std::shared_ptr<Receivers>>& receivers, ConnectionId connection) const {
  std::shared_ptr<Receivers>& on_loop = receivers[loop_of(connection)];
  if (!on_loop) on_loop = std::make_shared<Receivers>();
  on_loop->ids.push_back(connection);
}

std::vector<ConnectionId> Hub::connections_of(const std::string& user) const {
  const Shard& place = shard(user);
  const std::shared_lock lock(place.mutex);
  const auto found = place.users.find(user);
  return found == place.users.end() ? std::vector<ConnectionId>() : found->second;
}

std::vector<std::shared_ptr<Receivers>> Hub::receivers(const events::Event& event) const {
  std::vector<std::shared_ptr<Receivers>> receivers(inboxes_.size());
  const auto take = [&](const Users& place, const std::string& user) {
    const auto found = place.find(user);
    if (found == place.end()) return;
    for (const ConnectionId connection : found->second) {
      if (connection != event.except) add(receivers, connection);
    }
  };
  look_up(event.users, take);
  if (event.audience) {
    look_up(*event.audience, [&](const Users& place, const std::string& user) {
      if (user != event.audience_except) take(place, user);
    });
  }
  for (const ConnectionId connection : event.connections) add(receivers, connection);
  return receivers;
}

void Hub::deliver(const events::Event& event) {
  if (!event.frame) return;
  const bool audience_alone = event.audience && event.users.empty() && event.connections.empty();
  std::vector<ConnectionId> except;
  if (audience_alone) {
    if (!event.audience_except.empty()) except = connections_of(event.audience_except);
    if (event.except != 0) except.push_back(event.except);
  }
  const auto receivers_by_loop = audience_alone ? reach(event.audience)->receivers : receivers(event);
  for (const Delivery& delivery : deliveries_of(event)) {
    for (std::size_t loop = 0; loop < receivers_by_loop.size(); ++loop) {
      if (receivers_by_loop[loop]) push_to(loop, DeliverEvent{delivery, receivers_by_loop[loop], except});
    }
  }
}

}  // namespace parley::transport
