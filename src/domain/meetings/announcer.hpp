#pragma once
// Puts room events into the outbox of one transaction, in the order of the calls. A frame is encoded once for all who
// get it.
#include <memory>
#include <string>
#include <vector>

#include "domain/meetings/room.hpp"
#include "domain/meetings/room_caller.hpp"
#include "events/bus.hpp"
#include "protocol/events.hpp"
#include "protocol/frame.hpp"
#include "storage/storage.hpp"

namespace parley::domain::meetings {

/// Lives as long as the handling of one call. Storage writer thread.
class Announcer {
 public:
  Announcer(events::Outbox& outbox, storage::Transaction& transaction) : outbox_(outbox), transaction_(transaction) {}

  /// The caller's answer, with his id; nothing when he wants none.
  template <class Payload>
  void answer(const RoomCaller& caller, const protocol::EventInfo& event, const std::string& room_id,
              const Payload& payload) {
    if (caller.message_id.empty()) return;
    send({caller.connection}, protocol::event_frame(event, room_id, caller.message_id, payload));
  }
  /// An answer without result. Only the plain client's names the room.
  void acknowledge(const RoomCaller& caller, const std::string& room_id) {
    if (caller.message_id.empty()) return;
    send({caller.connection}, protocol::ack_frame(caller.plain ? room_id : std::string(), caller.message_id));
  }

  /// To one person; `message_id` when it answers his call.
  template <class Payload>
  void to(const Room& room, const Participant& person, const protocol::EventInfo& event, const Payload& payload,
          const std::string& message_id = {}) {
    send({person.connection}, protocol::event_frame(event, room.id, message_id, payload));
  }
  void to(const Room& room, const Participant& person, const protocol::EventInfo& event) {
    send({person.connection}, protocol::event_frame(event, room.id, ""));
  }
  template <class Payload>
  void to_all(const Room& room, const std::vector<Participant*>& people, const protocol::EventInfo& event,
              const Payload& payload) {
    if (!people.empty()) send(connections(people), protocol::event_frame(event, room.id, "", payload));
  }
  void to_all(const Room& room, const std::vector<Participant*>& people, const protocol::EventInfo& event) {
    if (!people.empty()) send(connections(people), protocol::event_frame(event, room.id, ""));
  }
  /// A pending join that fails: the room's, not the current call's.
  void refuse_join(const Room& room, const Participant& person, std::string_view error) {
    if (person.join_id.empty()) return;
    send({person.connection}, protocol::operation_failed_frame(room.id, person.join_id, "ROOM_JOIN", error, nullptr));
  }

  /// Outside the room: all connections of `users` but those in the room, and `also_not`. The room id stays empty:
  /// clients drop these events otherwise.
  template <class Payload>
  void outside(const Room& room, const std::vector<std::string>& users, const protocol::EventInfo& event,
               const Payload& payload, events::ConnectionId also_not = 0) {
    if (users.empty()) return;
    const auto frame = std::make_shared<const std::string>(protocol::event_frame(event, "", "", payload));
    std::vector<std::string> everywhere;
    for (const auto& user : users) {
      events::ConnectionId inside = 0;
      for (const auto& person : room.people)
        if (person->user == user && person->stage == Stage::joined) inside = person->connection;
      if (inside == 0)
        everywhere.push_back(user);
      else
        outbox_.emit(transaction_, {{user}, inside, {}, frame});
    }
    if (!everywhere.empty()) outbox_.emit(transaction_, {std::move(everywhere), also_not, {}, frame});
  }

  /// Outside the room, to one connection.
  template <class Payload>
  void to_connection(events::ConnectionId connection, const protocol::EventInfo& event, const Payload& payload) {
    send({connection}, protocol::event_frame(event, "", "", payload));
  }
  /// To all connections of `users`, wherever they are.
  template <class Payload>
  void everywhere(const std::vector<std::string>& users, const protocol::EventInfo& event, const Payload& payload,
                  events::ConnectionId but = 0) {
    if (users.empty()) return;
    outbox_.emit(transaction_,
                 {users, but, {}, std::make_shared<const std::string>(protocol::event_frame(event, "", "", payload))});
  }

  storage::Transaction& transaction() { return transaction_; }

 private:
  static std::vector<events::ConnectionId> connections(const std::vector<Participant*>& people) {
    std::vector<events::ConnectionId> result;
    for (const auto* person : people) result.push_back(person->connection);
    return result;
  }
  void send(std::vector<events::ConnectionId> to, std::string frame) {
    outbox_.emit(transaction_, {{}, 0, std::move(to), std::make_shared<const std::string>(std::move(frame))});
  }

  events::Outbox& outbox_;
  storage::Transaction& transaction_;
};

}  // namespace parley::domain::meetings
