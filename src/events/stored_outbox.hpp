#pragma once
#include <deque>

#include "events/bus.hpp"
#include "storage/migrations.hpp"
#include "storage/storage.hpp"

namespace parley::domain {
/// Schema of the outbox.
storage::Migrations events_migrations();
}  // namespace parley::domain

namespace parley::events {

/// The Outbox in a table. Costs one INSERT per event; published rows are removed, many at once, by a later body.
/// Events nobody is to get are dropped at once. Home thread: the storage writer thread (write bodies and what they
/// want done after the commit). Must outlive the database's last write.
class StoredOutbox final : public Outbox {
 public:
  explicit StoredOutbox(Bus& bus) : bus_(bus) {}

  void emit(storage::Transaction& transaction, Event event) override;
  void emit_transient(storage::Transaction& transaction, Event event) override;

  /// Publishes what a crash left between commit and publication, in order, and removes it. What had been published
  /// but not yet removed comes again; at start-up, where this belongs, nobody is connected who could get it twice.
  /// Waits; returns how many rows there were.
  static std::size_t republish(storage::Database& database, Bus& bus);

 private:
  struct Range {
    std::int64_t first;
    std::int64_t last;
  };
  void note_published(std::int64_t id);
  void remove_published(storage::Transaction& transaction);

  Bus& bus_;
  std::deque<Range> published_;  ///< rows to remove, ascending
  std::size_t published_count_ = 0;
};

}  // namespace parley::events
