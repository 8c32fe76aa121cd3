#pragma once
// Every codec by name: for tests and fuzzers, which must reach them all. Servers and clients decode<T>() what they
// want.
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "protocol/json.hpp"
#include "protocol/tables.hpp"

namespace parley::protocol {

/// Decodes and encodes again. An error when it doesn't fit, or when the schema declares no members for it.
Result<std::string> reencode_call(const CallInfo& call, const Json& argument);
Result<std::string> reencode_event(const EventInfo& event, const Json& payload);
/// Any struct by its name in the schema.
Result<std::string> reencode_type(std::string_view type, const Json& value);

}  // namespace parley::protocol
