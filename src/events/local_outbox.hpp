#pragma once
#include "events/bus.hpp"
#include "storage/migrations.hpp"

namespace parley::domain {
/// Takes away the table that events were once kept in.
storage::Migrations events_migrations();
}  // namespace parley::domain

namespace parley::events {

/// Publishes within the process, right after the commit (docs/decisions/0006-events-are-not-stored.md). Events nobody
/// is to get are dropped at once. Home thread: the storage writer thread. Must outlive the database's last write.
class LocalOutbox final : public Outbox {
 public:
  explicit LocalOutbox(Bus& bus) : bus_(bus) {}
  void emit(storage::Transaction& transaction, Event event) override;

 private:
  Bus& bus_;
};

}  // namespace parley::events
