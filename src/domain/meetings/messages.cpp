// Messages between the people in a room (protocol chapter 04, section 9), and the bitrate test (section 15).
#include "domain/meetings/meetings.hpp"
#include "protocol/control_channel.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {

using meetings::Stage;
namespace event = protocol::event;

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::SendControlMessage& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  auto& [room, self] = seat;
  protocol::ControlMessageEvent message;
  message.message.from = self->user;
  message.message.to = call.to;
  message.message.body = call.body;
  message.message.broadcast = call.broadcast;
  std::vector<Participant*> receivers;
  if (call.broadcast) {
    receivers = room->joined_but(self);
  } else {
    auto* person = room->by_user(call.to.value_or(""));
    if (person == nullptr || person->stage != Stage::joined) return Error{"Participant not found"};
    receivers.push_back(person);
  }
  Announcer announcer(outbox_, transaction);
  announcer.to_all(*room, receivers, event::CONTROL_MESSAGE, message);
  announcer.acknowledge(caller, room->id);
  return {};
}

void Meetings::on_message(Transaction&, media::PeerId peer, const std::string& label, bool binary,
                          std::span<const std::uint8_t> bytes) {
  const auto [room, self] = seat_of(peer);
  if (self == nullptr) return;
  if (label == "bitrate") {
    bitrate_tests_.note(peer, bytes);
    return;
  }
  if (label != "control" || binary) return;
  const auto reply = [&](std::string answer) { media_.send(room->media, peer, "control", false, std::move(answer)); };
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto piece = protocol::parse_control_piece(text);
  if (!piece) {
    // Without an id there is no promise to reject.
    const auto json = protocol::Json::parse(text);
    const auto id = json ? json->get("id").string() : std::nullopt;
    if (id) reply(protocol::control_failed(*id, piece.error().text));
    return;
  }
  if (self->stage != Stage::joined) return reply(protocol::control_failed(piece->id, "You are not in the room yet"));
  const auto message = protocol::control_message(room->id, self->user, self->name, piece->relayed);
  for (const auto* other : room->joined_but(self)) media_.send(room->media, other->peer, "control", false, message);
  if (piece->last) reply(protocol::control_ack(piece->id));
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::StartBitrateTest& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  bitrate_tests_.start(seat.self->peer);
  Announcer(outbox_, transaction).acknowledge(caller, call.roomId);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller,
                      const protocol::calls::GetBitrateLatency& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  protocol::BitrateTestStatus status;
  status.latency = bitrate_tests_.last(seat.self->peer);
  Announcer(outbox_, transaction).answer(caller, event::BITRATE_TEST_STATUS, call.roomId, status);
  return {};
}

Handled Meetings::run(Transaction& transaction, const RoomCaller& caller, const protocol::calls::EndBitrateTest& call) {
  PARLEY_TRY(const auto seat, this->seat(caller, call.roomId));
  bitrate_tests_.end(seat.self->peer);
  Announcer(outbox_, transaction).acknowledge(caller, call.roomId);
  return {};
}

}  // namespace parley::domain
