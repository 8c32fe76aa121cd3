// Any text frame of a client: parsed, looked up, its arguments decoded by the call it names and by those with the
// richest shapes; and the same text as a server's frame.
#include <cstdint>
#include <string_view>

#include "protocol/calls.hpp"
#include "protocol/frame.hpp"
#include "protocol/reencode.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::protocol;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto frame = parse_client_frame(text)) {
    if (const CallInfo* call = find_call(frame->message)) (void)reencode_call(*call, frame->argument);
    (void)decode<ConnectionRequest>(frame->argument);
    (void)decode<calls::SendMessage>(frame->argument);
    (void)decode<calls::CreateChat>(frame->argument);
    (void)decode<calls::LoadMessages>(frame->argument);
    (void)decode<calls::JoinRoom>(frame->argument);
    (void)operation_failed_frame("", frame->internalMessageId, "X", "x", &frame->argument);
  }
  if (const auto frame = parse_server_frame(text)) {
    if (const EventInfo* event = find_event(frame->type)) (void)reencode_event(*event, frame->payload);
  }
  return 0;
}
