#include "protocol/control_channel.hpp"

#include "protocol/frame.hpp"

namespace parley::protocol {

namespace {

std::string start(std::string_view type) {
  std::string out = R"({"type":")";
  out += type;
  out += '"';
  return out;
}

}  // namespace

Result<ControlPiece> parse_control_piece(std::string_view text) {
  PARLEY_TRY(const Json json, Json::parse(text));
  PARLEY_TRY(FragmentedMessage piece, decode<FragmentedMessage>(json));
  ControlPiece out;
  out.last = piece.last.value_or(true);
  out.id = piece.id;
  piece.last = out.last;
  out.relayed = encode(piece);
  return out;
}

std::string control_ack(std::string_view id) {
  std::string out = start("ACK");
  out += R"(,"internalMessageId":)";
  write_text(out, id);
  out += '}';
  return out;
}

std::string control_failed(std::string_view id, std::string_view error) {
  std::string out = start("FAILED");
  out += R"(,"internalMessageId":)";
  write_text(out, id);
  out += R"(,"error":)";
  write_text(out, error);
  out += '}';
  return out;
}

std::string control_message(std::string_view roomId, std::string_view userId, std::string_view nickname,
                            std::string_view piece) {
  std::string out = start("MESSAGE");
  out += R"(,"roomId":)";
  write_text(out, roomId);
  RoomMessage message;
  message.message.nickName = nickname;
  message.message.userId = std::string(userId);
  message.message.message = piece;
  write_fields(out, message);
  out += '}';
  return out;
}

}  // namespace parley::protocol
