#include "domain/icons/upload_tickets.hpp"

#include <algorithm>
#include <utility>

namespace parley::domain {

void UploadTickets::add(const std::string& secret, UploadTicket ticket) {
  const std::lock_guard lock(mutex_);
  std::deque<std::string>& mine = by_user_[ticket.user];
  mine.push_back(secret);
  const bool too_many = mine.size() > kMostPerUser;
  const std::string oldest = mine.front();
  tickets_[secret] = {std::move(ticket), clock_.now() + lifetime_, false};
  if (too_many) erase(tickets_.find(oldest));
}

std::shared_ptr<UploadTickets::Claim> UploadTickets::claim(const std::string& secret, Refusal& refusal) {
  const std::lock_guard lock(mutex_);
  const auto found = tickets_.find(secret);
  if (found == tickets_.end() || found->second.expires <= clock_.now()) {
    refusal = Refusal::unknown;
    return nullptr;
  }
  if (found->second.claimed) {
    refusal = Refusal::busy;
    return nullptr;
  }
  refusal = Refusal::none;
  found->second.claimed = true;
  return std::make_shared<Claim>(*this, secret, found->second.ticket);
}

void UploadTickets::expire() {
  const std::lock_guard lock(mutex_);
  const Millis now = clock_.now();
  for (auto entry = tickets_.begin(); entry != tickets_.end();) {
    const auto next = std::next(entry);
    if (entry->second.expires <= now && !entry->second.claimed) erase(entry);
    entry = next;
  }
}

void UploadTickets::give_back(const std::string& secret) {
  const std::lock_guard lock(mutex_);
  if (const auto found = tickets_.find(secret); found != tickets_.end()) found->second.claimed = false;
}

void UploadTickets::remove(const std::string& secret) {
  const std::lock_guard lock(mutex_);
  if (const auto found = tickets_.find(secret); found != tickets_.end()) erase(found);
}

void UploadTickets::erase(std::map<std::string, Entry>::iterator entry) {
  const auto mine = by_user_.find(entry->second.ticket.user);
  std::erase(mine->second, entry->first);
  if (mine->second.empty()) by_user_.erase(mine);
  tickets_.erase(entry);
}

}  // namespace parley::domain
