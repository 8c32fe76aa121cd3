#include "server/call_table.hpp"

#include "protocol/enums.hpp"

namespace parley::server {

CallTable::CallTable() : entries_(protocol::all_calls().size()) {}

namespace {

/// The room a plain client's answer has to name, or else it does not find its pending call; empty for all others.
std::string room_of(const Request& request) {
  if (request.session->app != protocol::apps::P_APP) return {};
  for (const std::string_view member : {"id", "roomId"}) {
    if (const auto room = request.frame.argument.get(member).string()) return std::string(*room);
  }
  return {};
}

}  // namespace

std::string refusal_frame(const Request& request, const Error& error, std::string_view room_id) {
  // A call without an id wants no answer, not even this one.
  if (request.frame.internalMessageId.empty()) return {};
  return protocol::operation_failed_frame(room_id.empty() ? room_of(request) : room_id, request.frame.internalMessageId,
                                          request.info ? request.info->operation : request.frame.message, error.text,
                                          &request.frame.argument);
}

Result<Job> CallTable::prepare(RequestPointer request) const {
  const auto& entry = entries_[request->info->index];
  if (!entry) return Error{"This server does not support the call '" + std::string(request->info->name) + "' yet"};
  return entry(std::move(request));
}

}  // namespace parley::server
