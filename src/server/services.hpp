#pragma once
#include "domain/attachments/downloads.hpp"
#include "domain/attachments/uploads.hpp"
#include "domain/chats/chats.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/contacts/presence.hpp"
#include "domain/icons/icons.hpp"
#include "domain/meetings/meetings.hpp"
#include "domain/messages/messages.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/example_flow.hpp"
#include "domain/users/password_flow.hpp"
#include "domain/users/password_resets.hpp"
#include "domain/users/registrations.hpp"
#include "domain/users/sessions.hpp"
#include "domain/users/sign_up_flow.hpp"
#include "domain/users/users.hpp"
#include "events/bus.hpp"

namespace parley::server {

class CallTable;
class Guards;
class LiveSessions;

/// The services the table of calls leads to. Borrowed: main owns them.
struct Services {
  const domain::Users& users;
  const domain::Sessions& sessions;
  domain::SignUpFlow& sign_up;
  domain::PasswordFlow& passwords;
  domain::PasswordResets& resets;
  domain::Registrations& registrations;
  domain::ExampleFlow& examples;
  domain::Contacts& contacts;
  domain::Presence& presence;
  domain::Spaces& spaces;
  domain::Chats& chats;
  domain::Uploads& uploads;
  domain::Downloads& downloads;
  domain::Messages& messages;
  domain::Meetings& meetings;
  domain::Icons& icons;
  events::Outbox& outbox;
  LiveSessions& live;
  Guards& guards;
  bool confirm_sign_up;  ///< by mail
};

/// Fills the table "call → service", one line per call.
void add_methods(CallTable& table, const Services& services);

}  // namespace parley::server
