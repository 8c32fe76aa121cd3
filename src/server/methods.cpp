#include "server/methods.hpp"

namespace parley::server {

void add_methods(CallTable& table, const Services& services) {
  add_user_methods(table, services);
  add_contact_methods(table, services);
  add_space_methods(table, services);
  add_chat_methods(table, services);
  add_message_methods(table, services);
  add_attachment_methods(table, services);
  add_meeting_methods(table, services);
}

}  // namespace parley::server
