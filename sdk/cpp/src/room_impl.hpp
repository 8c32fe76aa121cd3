#pragma once
// What stands behind a RoomExtended: the participant's state, dispatch of the room's events, its media session.
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "client.hpp"
#include "parley/room_extended.h"
#include "protocol/calls.hpp"
#include "protocol/types.hpp"
#include "room_text.hpp"

namespace parley::sdk {

class MediaSession;

/// What a room is made of: CREATED, AVAILABLE, or an entry of USER_ROOMS.
struct RoomData {
  std::string id, name, owner, pin;
  std::string user_id;   ///< of the logged-in user
  std::string nickname;  ///< of the account
  protocol::ConferenceType conference_type = protocol::ConferenceType::GLOBAL;
  protocol::RoomExtendedConfig config;
  std::int64_t creation_time = 0;
  bool waiting_room_enabled = false;
};

/// Functions marked (loop) are for the client's thread, all others for any.
class RoomExtended::Impl : public std::enable_shared_from_this<RoomExtended::Impl> {
 public:
  Impl(std::shared_ptr<Client> client, RoomData data);
  ~Impl();

  const std::string& id() const { return id_; }
  /// (loop) An event that names this room; whether it was taken.
  bool handle(const protocol::ServerFrame& frame);
  /// (loop) The connection is gone, and media with it.
  void on_connection_ended();
  /// (loop) Tells the server that this participant leaves, without waiting for its answer.
  void leave_quietly();
  /// (loop) Called once, when the room is over for this client.
  void on_finished(std::function<void()> callback);

  // RoomExtended's own functions.
  std::string name() const;
  std::string owner() const;
  std::string pin() const;
  std::string user_id() const;
  std::string nickname() const;
  RoomState state() const;
  protocol::ParticipantRole role() const;
  protocol::ConferenceType conference_type() const;
  protocol::RoomExtendedConfig config() const;
  std::int64_t creation_time() const;
  bool waiting_room_enabled() const;
  Pending<protocol::JoinedRoom> join(JoinOptions options);
  Pending<protocol::LeftRoom> leave();
  Pending<Done> destroy();
  Pending<Done> update_state(std::vector<std::shared_ptr<LocalTrack>> tracks);
  std::shared_ptr<RemoteTrack> remote_track(protocol::TrackType kind);
  Pending<Done> send_message(const std::string& text);
  MediaStats stats() const;
  Client& client() { return *client_; }

  /// Of events, by name. Any thread; handlers run on the loop.
  Subscriptions events;

  /// A call that is answered with ACK, or whose answer is of no interest.
  template <class Call>
  Pending<Done> call_done(const Call& call) {
    const Pending<Done> pending;
    if (refuse(pending, Call::info.operation)) return pending;
    client_->call(call, [pending](Outcome<protocol::Json> answer) {
      answer ? pending.settle(Done{}) : pending.settle(answer.failure());
    });
    return pending;
  }
  /// A call that is answered with a T.
  template <class T, class Call>
  Pending<T> call(const Call& call) {
    const Pending<T> pending;
    if (refuse(pending, Call::info.operation)) return pending;
    client_->call(call, [pending, operation = std::string(Call::info.operation)](Outcome<protocol::Json> answer) {
      if (!answer) return pending.settle(answer.failure());
      auto value = protocol::decode<T>(*answer);
      value ? pending.settle(std::move(*value)) : pending.settle(Failure{operation, value.error().text, false});
    });
    return pending;
  }

 private:
  /// Whether the room is over, and then fails the call: the client, and its loop, may be gone.
  template <class T>
  bool refuse(const Pending<T>& pending, std::string_view operation) const {
    if (!over_) return false;
    pending.settle(Failure{std::string(operation), "The room is over", false});
    return true;
  }
  void set_state(RoomState state);
  void apply(const protocol::ServerFrame& frame);
  void apply_config(const protocol::ServerFrame& frame);
  void on_remote_sdp(const protocol::Json& payload);
  bool ends_here(const protocol::ServerFrame& frame) const;
  void on_refused(const protocol::ServerFrame& frame);
  void begin_join(JoinOptions options, const Pending<protocol::JoinedRoom>& pending);
  void on_control_text(std::string_view text);
  void flush_control();
  void finish();
  void close_media();
  std::shared_ptr<MediaSession> media() const;

  const std::shared_ptr<Client> client_;
  const std::string id_;
  std::atomic<bool> over_ = false;  ///< written on the loop
  mutable std::mutex mutex_;        ///< guards the next five
  RoomData data_;
  RoomState state_ = RoomState::NEW;
  bool joining_ = false;
  protocol::ParticipantRole role_ = protocol::ParticipantRole::PARTICIPANT;
  std::shared_ptr<MediaSession> media_;
  // For the loop alone.
  std::function<void()> finished_;
  std::string tid_;  ///< of the newest offer; empty: its answer has come
  RoomMessageCollector messages_;
  std::deque<std::string> control_queue_;
  std::size_t control_queue_size_ = 0;
  bool flush_planned_ = false;
  std::map<std::string, Pending<Done>> unconfirmed_;  ///< room messages by id
};

}  // namespace parley::sdk
