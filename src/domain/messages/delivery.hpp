#pragma once
// How far messages got with their recipients, from three compact records (README.md): the members a run of messages
// was sent to, who of them hadn't got a message yet, and how far each has read. Pure; no threads of their own.
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/messages/message.hpp"
#include "protocol/messages_types.hpp"

namespace parley::domain {

/// A set of positions in an audience; as text, hexadecimal digits, the lowest position first.
class PendingMembers {
 public:
  explicit PendingMembers(std::size_t audience_size) : bits_(audience_size) {}
  /// Digits beyond the audience are ignored, missing ones are zeros.
  PendingMembers(std::string_view text, std::size_t audience_size);

  void add(std::size_t position) { bits_[position] = true; }
  void remove(std::size_t position) { bits_[position] = false; }
  bool has(std::size_t position) const { return bits_[position]; }
  bool empty() const;
  std::string text() const;

 private:
  std::vector<bool> bits_;
};

/// Users by id, ascending; never changed.
using SortedMembers = std::shared_ptr<const std::vector<std::string>>;

/// How many of a message's recipients it got how far with: who has read it has got it too.
struct Reached {
  std::size_t recipients = 0, delivered = 0, read = 0;
};
/// What that comes to.
protocol::MessageState state_of(const Reached& reached);

/// What is known about the delivery of some messages of one target.
class DeliveryBook {
 public:
  void add_audience(std::int64_t version, SortedMembers members) { audiences_[version] = std::move(members); }
  bool knows_audience(std::int64_t version) const { return audiences_.contains(version); }
  void add_pending(std::int64_t sequence, std::string text) { pending_[sequence] = std::move(text); }
  void add_read(std::string user, ReadMark mark) { reads_[std::move(user)] = mark; }

  /// Each recipient's status: the members it was sent to, without the sender; of a private message its recipient.
  protocol::MessageDeliveryStatus status(const StoredMessage& message) const;
  /// The same, counted.
  Reached reached(const StoredMessage& message) const;
  bool pending(const StoredMessage& message, std::string_view user) const;
  /// Notes that `user` has got the message. Returns the new text of who hasn't, "" when everybody has.
  std::string deliver(const StoredMessage& message, std::string_view user);

 private:
  /// Whom the message was sent to, the sender among them; a private message's recipient alone.
  const std::vector<std::string>& audience(const StoredMessage& message, std::vector<std::string>& buffer) const;
  /// Calls `take(user, status)` for each recipient.
  template <class Take>
  void each_recipient(const StoredMessage& message, const Take& take) const;
  PendingMembers pending_members(const StoredMessage& message, std::size_t audience_size) const;

  std::map<std::int64_t, SortedMembers> audiences_;
  std::map<std::int64_t, std::string> pending_;
  std::unordered_map<std::string, ReadMark> reads_;
};

}  // namespace parley::domain
