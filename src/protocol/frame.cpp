#include "protocol/frame.hpp"

#include <utility>

#include "protocol/enums.hpp"
#include "protocol/events.hpp"

namespace parley::protocol {

namespace {

// A chat's messages with all their parents: only ever read from a server one has chosen.
constexpr JsonLimits kServerLimits{256u << 20, 64};

std::string text_member(const Json& object, std::string_view name) {
  return std::string(object.get(name).string().value_or(std::string_view{}));
}

/// data[0] when it is an object: clients send [""] with a ping and [null] with a pong.
Json first_object(const Json& frame) {
  Json first = frame.get("data").at(0);
  return first.is_object() ? first : Json::empty_object();
}

Result<std::string> message_name(const Json& frame) {
  if (!frame.is_object()) return Error{"the frame must be an object"};
  const auto name = frame.get("message").string();
  if (!name) return Error{"field 'message' must be a string"};
  return std::string(*name);
}

}  // namespace

Result<ClientFrame> parse_client_frame(std::string_view text) {
  PARLEY_TRY(const Json frame, Json::parse(text));
  ClientFrame out;
  PARLEY_TRY(out.message, message_name(frame));
  out.argument = first_object(frame);
  out.internalMessageId = text_member(out.argument, "internalMessageId");
  if (out.internalMessageId.size() > kMaxMessageId) {
    return Error{"field 'internalMessageId' is longer than " + std::to_string(kMaxMessageId) + " bytes"};
  }
  return out;
}

Result<ServerFrame> parse_server_frame(std::string_view text) {
  PARLEY_TRY(const Json frame, Json::parse(text, kServerLimits));
  ServerFrame out;
  PARLEY_TRY(out.message, message_name(frame));
  out.payload = first_object(frame);
  if (out.message == frames::CALLBACK) {
    out.type = text_member(out.payload, "type");
    out.roomId = text_member(out.payload, "roomId");
    out.internalMessageId = text_member(out.payload, "internalMessageId");
  }
  return out;
}

std::string begin_event(const EventInfo& event, std::string_view roomId, std::string_view internalMessageId) {
  std::string out;
  out.reserve(512);
  out += R"({"message":"sfuCallback","data":[{"type":")";
  out += event.type;
  out += R"(","roomId":)";
  write_text(out, roomId);
  out += R"(,"internalMessageId":)";
  write_text(out, internalMessageId);
  return out;
}

void end_event(std::string& out) { out += "}]}"; }

std::string event_frame(const EventInfo& event, std::string_view roomId, std::string_view internalMessageId) {
  std::string out = begin_event(event, roomId, internalMessageId);
  end_event(out);
  return out;
}

std::string ack_frame(std::string_view roomId, std::string_view internalMessageId) {
  return event_frame(event::ACK, roomId, internalMessageId);
}

std::string operation_failed_frame(std::string_view roomId, std::string_view internalMessageId,
                                   std::string_view operation, std::string_view error, const Json* info) {
  std::string out = begin_event(event::OPERATION_FAILED, roomId, internalMessageId);
  out += R"(,"operation":)";
  write_text(out, operation);
  out += R"(,"error":)";
  write_text(out, error);
  out += R"(,"info":)";
  out += info ? info->dump("internalMessageId") : "null";
  end_event(out);
  return out;
}

std::string ping_frame() { return R"({"message":"ping","data":[]})"; }
std::string pong_frame() { return R"({"message":"pong","data":[null]})"; }

std::string begin_message(std::string_view message) {
  std::string out;
  out.reserve(256);
  out += R"({"message":)";
  write_text(out, message);
  out += R"(,"data":[)";
  return out;
}

void end_message(std::string& out, std::size_t begin, std::string_view internalMessageId) {
  if (!internalMessageId.empty()) {
    out += R"(,"internalMessageId":)";
    write_text(out, internalMessageId);
  }
  close_object(out, begin);
  out += "]}";
}

}  // namespace parley::protocol
