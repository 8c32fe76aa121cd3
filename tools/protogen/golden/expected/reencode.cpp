// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
#include "protocol/reencode.hpp"
#include <string>
#include "protocol/calls.hpp"
#include "protocol/frame.hpp"
#include "protocol/types.hpp"

namespace parley::protocol {

namespace {

using Again = Result<std::string> (*)(const Json&);

template <class T>
Result<std::string> again(const Json& json) {
  PARLEY_TRY(const T value, decode<T>(json));
  return encode(value);
}

// By CallInfo::index.
constexpr Again kCalls[] = {
    again<calls::PlantTree>,
    again<calls::Look>,
    nullptr,
};

// By EventInfo::index.
constexpr Again kEvents[] = {
    nullptr,
    again<TreeEvent>,
    nullptr,
};

struct NamedType {
  std::string_view name;
  Again again;
};

constexpr NamedType kTypes[] = {
    {"Leaf", again<Leaf>},
    {"Tree", again<Tree>},
    {"TreeEvent", again<TreeEvent>},
};

Result<std::string> run(Again function, const Json& json) {
  return function ? function(json) : Result<std::string>(Error{"its members are not declared"});
}

}  // namespace

Result<std::string> reencode_call(const CallInfo& call, const Json& argument) { return run(kCalls[call.index], argument); }
Result<std::string> reencode_event(const EventInfo& event, const Json& payload) { return run(kEvents[event.index], payload); }

Result<std::string> reencode_type(std::string_view type, const Json& value) {
  for (const NamedType& row : kTypes) {
    if (row.name == type) return row.again(value);
  }
  return Error{"there is no such type"};
}

}  // namespace parley::protocol
