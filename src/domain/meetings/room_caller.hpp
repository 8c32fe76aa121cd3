#pragma once
#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "domain/caller.hpp"

namespace parley::domain {

/// Who calls, and what his answer must carry.
struct RoomCaller : Caller {
  std::string message_id;  ///< internalMessageId of the call; empty: no answer wanted
  bool plain = false;      ///< application `sfuApp`: no account, `user` is made up, every answer names the room
  std::string nickname;    ///< the plain client's, from its login
};

/// What came of a call: everything, the answer included, has been emitted (in an order that matters to clients);
/// or it is refused, nothing was changed, and the server answers OPERATION_FAILED with `room_id`.
class [[nodiscard]] Handled {
 public:
  Handled() = default;
  Handled(Error error) : refusal_(std::move(error)) {}

  bool answered() const { return !refusal_; }
  const Error& refusal() const { return *refusal_; }  ///< only when not answered
  const std::string& room_id() const { return room_id_; }
  void set_room_id(std::string room_id) { room_id_ = std::move(room_id); }

 private:
  std::optional<Error> refusal_;
  std::string room_id_;
};

}  // namespace parley::domain
