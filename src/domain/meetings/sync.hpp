#pragma once
// What people outside a meeting hear of it (protocol chapter 05, section 2).
#include "domain/meetings/meetings.hpp"

namespace parley::domain {

template <class Payload>
void Meetings::sync(Announcer& announcer, const Room& room, const std::string& subject, bool mirrored,
                    const protocol::EventInfo& event, const Payload& payload, events::ConnectionId also_not) {
  if (room.plain) return;
  if (room.type != protocol::ConferenceType::GLOBAL)
    announcer.outside(room, members(announcer.transaction(), room), event, payload, also_not);
  else if (mirrored)
    announcer.outside(room, {subject}, event, payload, also_not);
}

}  // namespace parley::domain
