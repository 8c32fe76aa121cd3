#pragma once
// What the tests of this folder share: users on connections that remember every frame they get, a media plane that
// remembers what it is told, a real database in between.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/attachments/test_files.hpp"
#include "domain/chats/chats.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/meetings/meetings.hpp"
#include "domain/messages/messages.hpp"
#include "domain/test_world.hpp"
#include "media/sdp/sample_offers.hpp"
#include "protocol/chats_calls.hpp"
#include "protocol/envelope_types.hpp"

namespace parley::domain {

/// Writes down every call as one line; peers are numbered in the order they came.
class FakeSfu final : public media::Sfu {
 public:
  std::vector<std::string> lines;
  std::map<media::PeerId, std::string> names;
  media::PeerId last_peer = 0;

  media::Endpoint open_room(media::RoomId) override {
    lines.push_back("open_room");
    return {{{"192.0.2.1", 40000, false}, {"192.0.2.1", 40000, true}},
            "11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00"};
  }
  void close_room(media::RoomId) override { lines.push_back("close_room"); }
  void add_peer(media::RoomId, media::PeerId peer, media::PeerTransport transport, media::Description d) override {
    names[peer] = "p" + std::to_string(names.size() + 1);
    last_peer = peer;
    EXPECT_FALSE(transport.remote_fingerprint.empty());
    lines.push_back("add_peer " + names[peer] + " tracks " + std::to_string(d.tracks.size()) + " slots " +
                    std::to_string(d.slots.size()));
  }
  void update_peer(media::RoomId, media::PeerId peer, media::Description d) override {
    lines.push_back("update_peer " + names[peer] + " tracks " + std::to_string(d.tracks.size()) + " slots " +
                    std::to_string(d.slots.size()));
  }
  void restart_ice(media::RoomId, media::PeerId peer, media::PeerTransport) override {
    lines.push_back("restart_ice " + names[peer]);
  }
  void remove_peer(media::RoomId, media::PeerId peer) override { lines.push_back("remove_peer " + names[peer]); }
  void lease(media::RoomId, media::PeerId to, std::string slot, media::PeerId from, std::string track) override {
    lines.push_back("lease " + names[to] + "/" + slot + " from " + names[from] + "/" + track);
  }
  void release(media::RoomId, media::PeerId peer, std::string slot) override {
    lines.push_back("release " + names[peer] + "/" + slot);
  }
  void mute_track(media::RoomId, media::PeerId peer, std::string mid, bool muted) override {
    lines.push_back((muted ? "mute " : "unmute ") + names[peer] + "/" + mid);
  }
  void mute_slot(media::RoomId, media::PeerId peer, std::string mid, bool muted) override {
    lines.push_back((muted ? "mute slot " : "unmute slot ") + names[peer] + "/" + mid);
  }
  void prefer(media::RoomId, media::PeerId peer, std::string mid, Preference p) override {
    lines.push_back("prefer " + names[peer] + "/" + mid + " q=" + p.quality.value_or("-") +
                    " s=" + (p.spatial ? std::to_string(*p.spatial) : "-") +
                    " t=" + (p.temporal ? std::to_string(*p.temporal) : "-"));
  }
  void send(media::RoomId, media::PeerId peer, std::string label, bool binary, std::string bytes) override {
    EXPECT_EQ(label, "control");
    EXPECT_FALSE(binary);
    lines.push_back("send " + names[peer] + " " + bytes);
  }
  std::optional<media::PeerStats> stats(media::RoomId, media::PeerId) override { return std::nullopt; }

  std::vector<std::string> take() { return std::exchange(lines, {}); }
};

struct Received : TestEvent {
  std::string room, id;
};

using Inbox = std::vector<Received>;

/// "TYPE", or "TYPE#id" for the answer to a call.
inline std::vector<std::string> names(const Inbox& inbox) {
  std::vector<std::string> lines;
  for (const auto& received : inbox) lines.push_back(received.type + (received.id.empty() ? "" : "#" + received.id));
  return lines;
}
inline Received find(const Inbox& inbox, const std::string& type) {
  for (const auto& received : inbox)
    if (received.type == type) return received;
  ADD_FAILURE() << "no " << type;
  return {};
}

class MeetingsWorld : public World {
 protected:
  static constexpr events::ConnectionId ann = 1, ben = 2, cat = 3, dan = 4, ann2 = 11, ben2 = 12, yan = 101, zoe = 102;

  MeetingsWorld()
      : World({users_migrations(), contacts_migrations(), spaces_migrations(), chats_migrations(), blobs_migrations(),
               messages_migrations()}) {
    bus.subscribe([this](const events::Event& event) { deliver(event); });
    spaces.observe(meetings);
    chats.observe(meetings);
    users.observe(spaces);
    for (const char* user : {"ann", "ben", "cat", "dan"}) add_user(user);
  }

  /// Makes a call and returns why it was refused; "" when it was answered. `refused_in` is then the room named.
  template <class Call>
  std::string call(events::ConnectionId connection, const Call& arguments, const std::string& id = "m") {
    std::string refusal;
    change([&](storage::Transaction& t) {
      RoomCaller caller;
      caller.user = user_of.at(connection);
      caller.connection = connection;
      caller.message_id = id;
      caller.plain = connection > 100;
      caller.nickname = caller.plain ? "Login-" + caller.user : "";
      const auto handled = meetings.handle(t, caller, arguments);
      if (handled.answered()) return;
      refusal = handled.refusal().text;
      refused_in = handled.room_id();
      EXPECT_FALSE(refusal.empty());
      t.abandon();
    });
    return refusal;
  }
  Inbox take(events::ConnectionId connection) { return std::exchange(inboxes[connection], {}); }
  void forget_all() {
    inboxes.clear();
    sfu.lines.clear();
  }

  std::string create(events::ConnectionId connection, const std::string& pin = {}) {
    protocol::calls::CreateRoom call_;
    call_.name = "Weekly";
    if (!pin.empty()) call_.pin = pin;
    EXPECT_EQ(call(connection, call_), "");
    const auto room = find(inboxes[connection], "CREATED").room;
    forget_all();
    return room;
  }
  static protocol::calls::JoinRoom join_call(const std::string& room, const std::string& sdp) {
    protocol::calls::JoinRoom join;
    join.id = room;
    join.sdp = sdp;
    join.sdpType = protocol::RemoteSdpType::OFFER;
    join.tid = "T1";
    return join;
  }
  /// Publishes `<user>-audio` on mid 0 and `<user>-video` on mid 1; slots are mids 2 and 3.
  std::string join(events::ConnectionId connection, const std::string& room, bool video = true,
                   const std::string& content = {}) {
    return call(connection,
                join_call(room, media::sdp::samples::chrome_join(user_of.at(connection), 2, video, content)), "J");
  }
  std::string update(events::ConnectionId connection, const std::string& room, const std::string& sdp,
                     const std::string& id = "U") {
    protocol::calls::UpdateRoomState call_;
    call_.id = room;
    call_.sdp = sdp;
    call_.sdpType = protocol::RemoteSdpType::OFFER;
    call_.tid = "T2";
    return call(connection, call_, id);
  }
  std::string lease(events::ConnectionId connection, const std::string& room, const std::string& track,
                    const std::string& mid) {
    protocol::calls::LeaseTrack call_;
    call_.roomId = room;
    if (!track.empty()) call_.remoteTrackId = track;
    call_.localMid = mid;
    return call(connection, call_, "L");
  }
  template <class Call>
  static Call flag(const std::string& room, bool value) {
    Call call;
    call.id = room;
    call.value = value;
    return call;
  }
  template <class Call>
  static Call person_flag(const std::string& room, const std::string& user, bool value) {
    Call call;
    call.id = room;
    call.userId = user;
    call.value = value;
    return call;
  }
  std::string leave(events::ConnectionId connection, const std::string& room, const std::string& id = "X") {
    protocol::calls::LeaveRoom call_;
    call_.id = room;
    return call(connection, call_, id);
  }
  std::string exists(const std::string& room, const std::string& pin = {}) {
    protocol::calls::RoomExists call_;
    call_.id = room;
    call_.pin = pin;
    return call(dan, call_);
  }
  /// The personal meeting id of a user.
  std::string pmi(const std::string& user) {
    std::string found;
    change([&](storage::Transaction& t) {
      auto rows = t.query("SELECT pmi FROM users WHERE id = $1", {std::string_view(user)});
      ASSERT_TRUE(rows->next());
      found = rows->string(0);
    });
    return found;
  }

  std::map<events::ConnectionId, std::string> user_of{{ann, "ann"},  {ben, "ben"},  {cat, "cat"},    {dan, "dan"},
                                                      {ann2, "ann"}, {ben2, "ben"}, {yan, "id-yan"}, {zoe, "id-zoe"}};
  ContactBook book;
  Contacts contacts{users, book, bus, clock};
  AllConnected connections;
  Spaces spaces{users, contacts, outbox, connections, clock};
  Chats chats{users, contacts, outbox, clock};
  TestFiles files;
  blobs::BlobReferences references{[](const std::string&) {}};
  Uploads uploads{{}, *files.store, files.work(), files.wire, clock, [](const std::string&) {}};
  Downloads downloads{{}, *files.store, files.work(), files.wire, clock};
  Messages messages{chats, spaces, uploads, downloads, references, outbox, connections, clock, {}};
  FakeSfu sfu;
  Meetings meetings{users, spaces, chats, messages, outbox, sfu, clock};
  std::map<events::ConnectionId, Inbox> inboxes;
  std::string refused_in;

 private:
  /// As the transport does: to all connections of the users but one, and to single connections.
  void deliver(const events::Event& event) {
    auto frame = protocol::parse_server_frame(*event.frame);
    ASSERT_TRUE(frame) << frame.error().text;
    for (const auto& [connection, user] : user_of) {
      const bool by_user = connection != event.except && events::names(event, user);
      const bool by_connection = std::count(event.connections.begin(), event.connections.end(), connection) > 0;
      if (by_user || by_connection)
        inboxes[connection].push_back({{frame->type, frame->payload}, frame->roomId, frame->internalMessageId});
    }
  }
};

}  // namespace parley::domain
