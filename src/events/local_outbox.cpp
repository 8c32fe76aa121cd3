#include "events/local_outbox.hpp"

#include <utility>

#include "storage/storage.hpp"

namespace parley::events {

namespace {

bool for_nobody(const Event& event) {
  const bool audience = event.audience && !event.audience->empty() &&
                        (event.audience->size() > 1 || event.audience->front() != event.audience_except);
  return event.users.empty() && event.connections.empty() && !audience;
}

}  // namespace

void LocalOutbox::emit(storage::Transaction& transaction, Event event) {
  if (for_nobody(event)) return;
  transaction.after_commit([this, event = std::move(event)] { bus_.publish(event); });
}

}  // namespace parley::events
