#pragma once
// Text frames: one JSON object {message, data:[object]} each, in both directions. All functions are pure and may be
// called on any thread; none throws on bad input.
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "protocol/json.hpp"
#include "protocol/reader.hpp"
#include "protocol/tables.hpp"
#include "protocol/writer.hpp"

namespace parley::protocol {

/// What a client sent.
struct ClientFrame {
  std::string message;            ///< wire name: a call, `connection`, `pong` or `ping`
  std::string internalMessageId;  ///< "" when the client wants no answer
  Json argument;                  ///< data[0]; an empty object when there is none
};

/// What a server sent.
struct ServerFrame {
  std::string message;  ///< `sfuCallback`, `getUserData`, `ping`, `failed`
  std::string type;     ///< wire type of the event; "" unless it is a `sfuCallback`
  std::string roomId;
  std::string internalMessageId;
  Json payload;  ///< data[0]; an empty object when there is none
};

/// Longest id of a call; longer ones make the frame an error.
inline constexpr std::size_t kMaxMessageId = 1024;

Result<ClientFrame> parse_client_frame(std::string_view text);
/// Limits are wider than a server's own: an answer may hold all messages of a chat.
Result<ServerFrame> parse_server_frame(std::string_view text);

/// Any generated struct. Absent equals null, unknown members are ignored; the error's sentence names the field.
template <class T>
Result<T> decode(const Json& json) {
  Decoder decoder;
  T out;
  if (!decoder.object(json.node()) || !read_fields(decoder, json.node(), out)) return decoder.error();
  return out;
}

/// JSON text of any generated struct.
template <class T>
std::string encode(const T& value) {
  std::string out;
  write_json(out, value);
  return out;
}

// Beginning and end of an event's frame; event_frame() puts the payload's members between them.
std::string begin_event(const EventInfo& event, std::string_view roomId, std::string_view internalMessageId);
void end_event(std::string& out);

/// A whole `sfuCallback` frame. `roomId` is empty unless the event belongs to a room; `internalMessageId` is set in the
/// answer to a call and in nothing else.
template <class P>
std::string event_frame(const EventInfo& event, std::string_view roomId, std::string_view internalMessageId,
                        const P& payload) {
  std::string out = begin_event(event, roomId, internalMessageId);
  write_fields(out, payload);
  end_event(out);
  return out;
}
std::string event_frame(const EventInfo& event, std::string_view roomId, std::string_view internalMessageId);

std::string ack_frame(std::string_view roomId, std::string_view internalMessageId);
/// `info`: the arguments of the refused call, or null; sent back without their internalMessageId.
std::string operation_failed_frame(std::string_view roomId, std::string_view internalMessageId,
                                   std::string_view operation, std::string_view error, const Json* info);
std::string ping_frame();
std::string pong_frame();

// Beginning and end of a frame that is no event.
std::string begin_message(std::string_view message);
void end_message(std::string& out, std::size_t begin, std::string_view internalMessageId);

/// `getUserData`, `connection`, `failed`.
template <class T>
std::string message_frame(std::string_view message, const T& data0) {
  std::string out = begin_message(message);
  const std::size_t begin = out.size();
  write_fields(out, data0);
  end_message(out, begin, {});
  return out;
}

/// A client's call; without internalMessageId the server answers nothing.
template <class C>
std::string call_frame(const C& call, std::string_view internalMessageId) {
  std::string out = begin_message(C::info.name);
  const std::size_t begin = out.size();
  write_fields(out, call);
  end_message(out, begin, internalMessageId);
  return out;
}

}  // namespace parley::protocol
