// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
#include "protocol/tables.hpp"
#include <algorithm>

namespace parley::protocol {

namespace {

// All sorted by name.
constexpr CallInfo kCalls[] = {
    {2, "later", "LATER", "app", "", false},
    {1, "look", "LOOK", "app", "", true},
    {0, "plantTree", "PLANT", "app", "plain", true},
};

constexpr EventInfo kEvents[] = {
    {0, "ACK"},
    {2, "FELL"},
    {1, "TREE"},
};

constexpr ClientDispatch kDispatch[] = {
    {"ACK", DispatchGroup::CONTROL, DispatchMode::P, "ACK", "", ""},
    {"FELL", DispatchGroup::ROOM, DispatchMode::E, "FELL", "", "*"},
    {"TREE", DispatchGroup::FIRST, DispatchMode::S, "THE_TREE", "tree", "tree"},
};

template <class Row>
const Row* find(std::span<const Row> rows, std::string_view Row::*key, std::string_view wanted) {
  const auto found = std::lower_bound(rows.begin(), rows.end(), wanted,
                                      [key](const Row& row, std::string_view name) { return row.*key < name; });
  return found != rows.end() && (*found).*key == wanted ? &*found : nullptr;
}

}  // namespace

std::span<const CallInfo> all_calls() { return kCalls; }
std::span<const ClientDispatch> all_events() { return kDispatch; }

const CallInfo* find_call(std::string_view wire_name) { return find<CallInfo>(kCalls, &CallInfo::name, wire_name); }
const EventInfo* find_event(std::string_view wire_type) {
  return find<EventInfo>(kEvents, &EventInfo::type, wire_type);
}
const ClientDispatch* find_dispatch(std::string_view wire_type) {
  return find<ClientDispatch>(kDispatch, &ClientDispatch::type, wire_type);
}

}  // namespace parley::protocol
