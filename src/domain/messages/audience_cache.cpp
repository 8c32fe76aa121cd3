#include "domain/messages/audience_cache.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace parley::domain {
namespace {

constexpr std::size_t worth_keeping = 32;  // sorting fewer costs no more than comparing them
constexpr std::size_t held_at_most = 200'000;

SortedMembers sort(std::vector<std::string> members) {
  std::sort(members.begin(), members.end());
  return std::make_shared<const std::vector<std::string>>(std::move(members));
}

}  // namespace

SortedMembers AudienceCache::sorted(std::int64_t target, const std::vector<std::string>& members) {
  if (members.size() < worth_keeping) return sort(members);
  const auto found = entries_.find(target);
  if (found != entries_.end()) {
    if (found->second.members == members) return found->second.audience;
    held_ -= found->second.members.size();
    entries_.erase(found);
  }
  if (held_ + members.size() > held_at_most) {
    entries_.clear();
    held_ = 0;
  }
  held_ += members.size();
  return entries_.emplace(target, Entry{members, sort(members)}).first->second.audience;
}

}  // namespace parley::domain
