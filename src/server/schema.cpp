#include "server/schema.hpp"

#include "blobs/blob_references.hpp"
#include "domain/chats/chats.hpp"
#include "domain/contacts/contacts.hpp"
#include "domain/icons/icons.hpp"
#include "domain/mail/mail_queue.hpp"
#include "domain/messages/messages.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/users.hpp"
#include "events/local_outbox.hpp"

namespace parley::server {

std::vector<storage::Migrations> schema() {
  return {domain::events_migrations(), domain::mail_migrations(),  domain::blobs_migrations(),
          domain::icons_migrations(),  domain::users_migrations(), domain::contacts_migrations(),
          domain::spaces_migrations(), domain::chats_migrations(), domain::messages_migrations()};
}

}  // namespace parley::server
