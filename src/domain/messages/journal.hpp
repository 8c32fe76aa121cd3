#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/messages/journal_store.hpp"
#include "domain/messages/message.hpp"
#include "domain/messages/targets.hpp"
#include "events/bus.hpp"
#include "storage/storage.hpp"

namespace parley::domain {

/// Numbers the changes of messages, and sees to it that whoever stays connected is told of every number: with the event
/// of a change that reaches him, by a watermark otherwise. Runs on the storage writer thread; keeps no state.
class Journal {
 public:
  /// A chat with more members gets no watermark for each change that few hear of (thousands who read would tell
  /// thousands), but one before the next event that all hear of.
  static constexpr std::size_t max_told_at_once = 32;

  Journal(events::Outbox& outbox, const Clock& clock) : outbox_(outbox), clock_(clock) {}

  /// A message is about to be told of with number `cursor`, which it has got already. To be called before its event.
  void published(storage::Transaction&, const TargetSeat&, std::int64_t target, const StoredMessage&, bool lagging);
  /// An edit, a deletion or a reaction is about to be told of. Returns its number.
  std::int64_t changed(storage::Transaction&, const TargetSeat&, std::int64_t target, const StoredMessage&);
  /// Messages were delivered or read, and their authors have been told. Nothing happens when there are no runs.
  void delivered(storage::Transaction&, const TargetSeat&, std::int64_t target, const std::vector<DeliveryRun>&);

 private:
  void told_with_event(storage::Transaction&, const TargetSeat&, std::int64_t target, const StoredMessage&,
                       std::int64_t cursor, bool lagging);
  void tell(storage::Transaction&, const TargetSeat&, std::vector<std::string> users, std::int64_t cursor);

  events::Outbox& outbox_;
  const Clock& clock_;
};

}  // namespace parley::domain
