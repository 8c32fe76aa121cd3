#include "media/net/room_host.hpp"

#include <algorithm>
#include <exception>

#include "base/log.hpp"
#include "media/ice/demux.hpp"
#include "media/ice/stun_message.hpp"

namespace parley::media {

RoomHost::RoomHost(ConnectionContext& context, std::atomic<std::size_t>& peers, std::size_t max_peers)
    : context_(context), peers_(peers), max_peers_(max_peers) {}

void RoomHost::close_all() {
  std::vector<RoomId> open;
  for (const auto& [id, room] : rooms_) open.push_back(id);
  for (const RoomId id : open) close_room(id);
}

Connection* RoomHost::find(PeerId peer) const {
  const auto found = connections_.find(peer);
  return found == connections_.end() ? nullptr : found->second.get();
}

Room* RoomHost::room(RoomId id) {
  const auto found = rooms_.find(id);
  return found == rooms_.end() ? nullptr : found->second.get();
}

void RoomHost::on_packet(Time now, const Path& from, std::span<std::uint8_t> packet) {
  if (classify(packet) == PacketKind::stun) return on_stun(now, from, packet);
  const auto found = by_path_.find(from);
  if (found == by_path_.end()) {
    ++unknown_packets_;
    return;
  }
  found->second->on_packet(now, from, packet);
  found->second->touch();
}

// RFC 8445 section 7.3: the user name of a check begins with the fragment of who is checked.
Connection* RoomHost::find_by_request(std::span<const std::uint8_t> packet) const {
  const auto message = StunMessage::parse(packet);
  if (!message || message->message_class() != StunClass::request) return nullptr;
  const auto name = message->username();
  if (!name) return nullptr;
  const auto found = by_ufrag_.find(name->substr(0, name->find(':')));
  return found == by_ufrag_.end() ? nullptr : found->second;
}

void RoomHost::on_stun(Time now, const Path& from, std::span<const std::uint8_t> packet) {
  Connection* connection = find_by_request(packet);
  const auto held = by_path_.find(from);
  const bool foreign = held != by_path_.end() && held->second != connection && held->second->holds(now, from);
  if (connection == nullptr || foreign) {
    ++unknown_packets_;
    return;
  }
  if (connection->on_stun(now, from, packet)) {
    Connection*& owner = by_path_[from];
    if (owner != nullptr && owner != connection) owner->forget(from);
    owner = connection;
    context_.wire.prove(from);
  }
  connection->touch();
}

void RoomHost::on_link_closed(const Path& path) {
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return;
  found->second->forget(path);
  by_path_.erase(found);
}

void RoomHost::open_room(RoomId id) {
  auto& room = rooms_[id];
  if (!room) room = std::make_unique<Room>();
}

void RoomHost::close_room(RoomId id) {
  std::vector<PeerId> inside;
  for (const auto& [peer, connection] : connections_) {
    if (connection->room() == id) inside.push_back(peer);
  }
  for (const PeerId peer : inside) remove_peer(peer);
  rooms_.erase(id);
}

void RoomHost::add_peer(Time now, RoomId room_id, PeerId peer, const PeerTransport& transport,
                        const Description& description) {
  Room* in = room(room_id);
  if (in == nullptr || connections_.contains(peer)) return;
  if (by_ufrag_.contains(transport.local.ufrag)) {
    return context_.listener.on_peer_lost(room_id, peer, "the user fragment is taken");
  }
  if (peers_.fetch_add(1) >= max_peers_) {
    peers_.fetch_sub(1);
    log::warn("media: more than {} peers", max_peers_);
    return context_.listener.on_peer_lost(room_id, peer, "the server is full");
  }
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(now, context_, room_id, peer, transport);
  } catch (const std::exception& failure) {
    peers_.fetch_sub(1);
    log::error("media: no transport for a peer: {}", failure.what());
    return context_.listener.on_peer_lost(room_id, peer, "the server has no transport for it");
  }
  connection->set_peer(*in->add(now, peer, *connection, *connection, description));
  connection->describe(now, description);
  by_ufrag_[transport.local.ufrag] = connection.get();
  connection->touch();
  data_channels_ = data_channels_ || description.data_channels;
  connections_.emplace(peer, std::move(connection));
}

void RoomHost::update_peer(Time now, PeerId peer, const Description& description) {
  Connection* connection = find(peer);
  if (connection == nullptr) return;
  connection->describe(now, description);
  data_channels_ = data_channels_ || description.data_channels;
  connection->touch();
}

void RoomHost::restart_ice(Time now, PeerId peer, const PeerTransport& transport) {
  Connection* connection = find(peer);
  if (connection == nullptr) return;
  const auto taken = by_ufrag_.find(transport.local.ufrag);
  if (taken != by_ufrag_.end() && taken->second != connection) return;
  for (const std::string& ufrag : connection->ufrags()) by_ufrag_.erase(ufrag);
  connection->restart_ice(now, transport);
  for (const std::string& ufrag : connection->ufrags()) by_ufrag_[ufrag] = connection;
  connection->touch();
}

void RoomHost::remove_peer(PeerId peer) {
  const auto found = connections_.find(peer);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  connection.close();
  if (Room* in = room(connection.room())) in->remove(peer);
  for (const std::string& ufrag : connection.ufrags()) by_ufrag_.erase(ufrag);
  std::erase_if(by_path_, [&](const auto& entry) {
    if (entry.second != &connection) return false;
    context_.wire.close(entry.first);
    return true;
  });
  std::erase(context_.touched, &connection);
  connections_.erase(found);
  peers_.fetch_sub(1);
  if (connections_.empty()) data_channels_ = false;
}

void RoomHost::send(PeerId peer, const std::string& label, bool binary, const std::string& bytes) {
  Connection* connection = find(peer);
  if (connection == nullptr) return;
  if (!connection->send_message(label, binary, bytes)) log::debug("media: a message to peer {} was dropped", peer);
  connection->touch();
}

std::optional<PeerStats> RoomHost::stats(PeerId peer) const {
  const Connection* connection = find(peer);
  if (connection == nullptr) return std::nullopt;
  return connection->stats();
}

void RoomHost::settle() {
  for (Connection* connection : context_.touched) {
    connection->touched = false;
    const Time next = connection->next_timeout();
    if (connection->armed && *connection->armed <= next) continue;
    connection->armed = next;
    timers_.add(next, connection->id());
  }
  context_.touched.clear();
}

void RoomHost::run_timers(Time now) {
  while (const auto peer = timers_.take(now)) {
    Connection* connection = find(*peer);
    if (connection == nullptr) continue;
    // An earlier reminder than the armed one was overtaken; the armed one is still to come.
    if (connection->armed && *connection->armed > now) continue;
    connection->armed.reset();
    if (connection->next_timeout() <= now) connection->on_timeout(now);
    connection->touch();
  }
}

void RoomHost::pump_sctp() {
  for (const auto& [peer, connection] : connections_) {
    if (connection->has_data_channels()) connection->pump_sctp();
  }
}

void RoomHost::sweep() {
  std::erase_if(by_path_, [](const auto& entry) { return !entry.second->knows(entry.first); });
}

}  // namespace parley::media
