#include "transport/hub.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "base/random.hpp"
#include "transport/websocket_frame.hpp"

namespace parley::transport {
namespace {

/// A client that reads too slowly still gets what has begun to leave, so it is not made too large.
constexpr std::size_t piece_size = 64u << 10;

/// Several frames become bytes here, once for all receivers.
std::vector<Delivery> deliveries_of(const events::Event& event) {
  if (event.more.empty()) return {{.bytes = event.frame}};
  std::vector<Delivery> deliveries;
  std::string bytes;
  std::uint32_t frames = 0;
  const auto close_piece = [&] {
    deliveries.push_back({std::make_shared<const std::string>(std::move(bytes)), frames, true});
    bytes = {};
    frames = 0;
  };
  const auto add = [&](const std::string& payload) {
    const FrameHeader header = frame_header(WebSocketDecoder::Kind::text, payload.size());
    bytes.append(reinterpret_cast<const char*>(header.bytes.data()), header.size).append(payload);
    ++frames;
    if (bytes.size() >= piece_size) close_piece();
  };
  add(*event.frame);
  for (const Frame& frame : event.more) add(*frame);
  if (frames > 0) close_piece();
  return deliveries;
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

void Hub::admit(ConnectionId connection, std::string user, Frame first_frame) {
  if (user.empty()) {
    inbox_of(connection).push(AdmitConnection{connection, std::move(user), std::move(first_frame)});
    return;
  }
  // Under one lock: whoever finds the user in the table pushes behind the first frame.
  Shard& place = shard(user);
  const std::lock_guard lock(place.mutex);
  auto& connections = place.users[user];
  connections.push_back(connection);
  if (!inbox_of(connection).push(AdmitConnection{connection, user, std::move(first_frame)})) {
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

void Hub::deliver(const events::Event& event) {
  if (!event.frame) return;
  std::vector<std::vector<ConnectionId>> receivers(inboxes_.size());
  const auto add = [&](ConnectionId connection) {
    receivers[connection % max_loops % inboxes_.size()].push_back(connection);
  };
  look_up(event.users, [&](const Users& place, const std::string& user) {
    const auto found = place.find(user);
    if (found == place.end()) return;
    for (const ConnectionId connection : found->second) {
      if (connection != event.except) add(connection);
    }
  });
  std::for_each(event.connections.begin(), event.connections.end(), add);
  for (const Delivery& delivery : deliveries_of(event)) {
    for (std::size_t loop = 0; loop < receivers.size(); ++loop) {
      if (!receivers[loop].empty()) inboxes_[loop]->push(DeliverEvent{delivery, receivers[loop]});
    }
  }
}

}  // namespace parley::transport
