#include "domain/messages/delivery.hpp"

#include <algorithm>
#include <utility>

namespace parley::domain {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::size_t position_of(const std::vector<std::string>& audience, std::string_view user) {
  const auto found = std::lower_bound(audience.begin(), audience.end(), user);
  const bool there = found != audience.end() && *found == user;
  return there ? static_cast<std::size_t>(found - audience.begin()) : audience.size();
}

}  // namespace

PendingMembers::PendingMembers(std::string_view text, std::size_t audience_size) : bits_(audience_size) {
  for (std::size_t position = 0; position < audience_size && position / 4 < text.size(); ++position) {
    const std::size_t digit = digits.find(text[position / 4]);
    bits_[position] = digit != std::string_view::npos && (digit >> (position % 4) & 1) != 0;
  }
}

bool PendingMembers::empty() const { return std::find(bits_.begin(), bits_.end(), true) == bits_.end(); }

std::string PendingMembers::text() const {
  std::string text((bits_.size() + 3) / 4, '0');
  for (std::size_t start = 0; start < bits_.size(); start += 4) {
    std::size_t digit = 0;
    for (std::size_t bit = 0; bit < 4 && start + bit < bits_.size(); ++bit) {
      if (bits_[start + bit]) digit |= std::size_t{1} << bit;
    }
    text[start / 4] = digits[digit];
  }
  return text;
}

const std::vector<std::string>& DeliveryBook::audience(const StoredMessage& message,
                                                       std::vector<std::string>& buffer) const {
  buffer.clear();
  if (message.recipient) {
    buffer.push_back(*message.recipient);
    return buffer;
  }
  const auto found = audiences_.find(message.audience);
  return found == audiences_.end() ? buffer : *found->second;
}

PendingMembers DeliveryBook::pending_members(const StoredMessage& message, std::size_t audience_size) const {
  const auto found = pending_.find(message.sequence);
  return {found == pending_.end() ? std::string_view{} : std::string_view(found->second), audience_size};
}

template <class Take>
void DeliveryBook::each_recipient(const StoredMessage& message, const Take& take) const {
  using protocol::DeliveryStatus;
  std::vector<std::string> buffer;
  const std::vector<std::string>& members = audience(message, buffer);
  const PendingMembers pending = pending_members(message, members.size());
  for (std::size_t position = 0; position < members.size(); ++position) {
    const std::string& user = members[position];
    if (user == message.sender) continue;
    const auto mark = reads_.find(user);
    DeliveryStatus status = pending.has(position) ? DeliveryStatus::PENDING : DeliveryStatus::DELIVERED;
    if (mark != reads_.end() && mark->second.covers(message)) status = DeliveryStatus::READ;
    take(user, status);
  }
}

protocol::MessageDeliveryStatus DeliveryBook::status(const StoredMessage& message) const {
  protocol::MessageDeliveryStatus::Entries entries;
  each_recipient(message,
                 [&](const std::string& user, protocol::DeliveryStatus status) { entries.emplace_back(user, status); });
  return protocol::MessageDeliveryStatus(std::move(entries));
}

Reached DeliveryBook::reached(const StoredMessage& message) const {
  Reached reached;
  each_recipient(message, [&](const std::string&, protocol::DeliveryStatus status) {
    ++reached.recipients;
    reached.delivered += status != protocol::DeliveryStatus::PENDING;
    reached.read += status == protocol::DeliveryStatus::READ;
  });
  return reached;
}

bool DeliveryBook::pending(const StoredMessage& message, std::string_view user) const {
  if (!pending_.contains(message.sequence) || message.sender == user) return false;
  std::vector<std::string> buffer;
  const std::vector<std::string>& members = audience(message, buffer);
  const std::size_t position = position_of(members, user);
  if (position == members.size() || !pending_members(message, members.size()).has(position)) return false;
  const auto mark = reads_.find(std::string(user));
  return mark == reads_.end() || !mark->second.covers(message);
}

std::string DeliveryBook::deliver(const StoredMessage& message, std::string_view user) {
  std::vector<std::string> buffer;
  const std::vector<std::string>& members = audience(message, buffer);
  PendingMembers pending = pending_members(message, members.size());
  const std::size_t position = position_of(members, user);
  if (position < members.size()) pending.remove(position);
  std::string text = pending.empty() ? std::string() : pending.text();
  if (text.empty()) {
    pending_.erase(message.sequence);
  } else {
    pending_[message.sequence] = text;
  }
  return text;
}

protocol::MessageState state_of(const Reached& reached) {
  using protocol::MessageState;
  if (reached.delivered == 0) return MessageState::NO_DELIVERY_NO_READ;
  if (reached.delivered < reached.recipients) {
    return reached.read == 0 ? MessageState::PARTIAL_DELIVERY_NO_READ : MessageState::PARTIAL_DELIVERY_PARTIAL_READ;
  }
  if (reached.read == 0) return MessageState::FULL_DELIVERY_NO_READ;
  return reached.read < reached.recipients ? MessageState::FULL_DELIVERY_PARTIAL_READ
                                           : MessageState::FULL_DELIVERY_FULL_READ;
}

}  // namespace parley::domain
