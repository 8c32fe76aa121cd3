#pragma once
// What is known of each call and each event, as constants. The tables behind find_* are generated.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace parley::protocol {

/// A call a client may make.
struct CallInfo {
  std::uint16_t index;         ///< position in the schema, below all_calls().size(): for tables of handlers
  std::string_view name;       ///< wire name
  std::string_view operation;  ///< `operation` of an OPERATION_FAILED
  std::string_view app;        ///< application key (enums.hpp, apps) of the connections that may make it
  std::string_view also;       ///< a second such key, or empty
  bool served;                 ///< false: the name is known, its arguments are not declared yet

  constexpr bool allowed_on(std::string_view app_key) const {
    return app_key == app || (!also.empty() && app_key == also);
  }
};

/// An event the server may send.
struct EventInfo {
  std::uint16_t index;
  std::string_view type;  ///< wire type
};

/// When a client looks at an event, in this order; ROOM only when `roomId` is set, SECOND only when it is empty.
enum class DispatchGroup : std::uint8_t { CONTROL, MANAGEMENT, FIRST, SECOND, ROOM };

/// S: settles a pending promise and fires only when there is none. B: does both. P: never fires. E: never settles.
enum class DispatchMode : std::uint8_t { S, B, P, E };

/// What a client does with an event.
struct ClientDispatch {
  std::string_view type;  ///< wire type
  DispatchGroup group;
  DispatchMode mode;
  std::string_view event;    ///< name of the application's event
  std::string_view promise;  ///< member the promise gets; "*" the whole event, "" nothing
  std::string_view payload;  ///< member the application's event gets; "*" the whole event, "" it never fires
};

/// Null when no client knows that name. Any thread.
const CallInfo* find_call(std::string_view wire_name);
const EventInfo* find_event(std::string_view wire_type);
const ClientDispatch* find_dispatch(std::string_view wire_type);
std::span<const CallInfo> all_calls();
std::span<const ClientDispatch> all_events();

}  // namespace parley::protocol
