#include "domain/spaces/space_state.hpp"

#include <algorithm>

namespace parley::domain {
namespace {

/// Lists of deleted places are never asked for again: now and then all are made anew.
constexpr std::size_t most_lists = 4'096;

template <class T>
const T* find_in(const SharedList<T>& list, std::string_view id) {
  for (const auto& entry : list) {
    if (entry->id == id) return entry.get();
  }
  return nullptr;
}

/// Replaces the entry with the same id, or adds one.
template <class T>
void put_into(SharedList<T>& list, T entry) {
  auto place = std::find_if(list.begin(), list.end(), [&](const auto& other) { return other->id == entry.id; });
  auto shared = std::make_shared<const T>(std::move(entry));
  if (place == list.end()) {
    list.push_back(std::move(shared));
  } else {
    *place = std::move(shared);
  }
}

}  // namespace

SpaceMembers::SpaceMembers(SharedList<SpaceMember> list) : list_(std::move(list)) {
  places_.reserve(list_.size());
  for (std::size_t place = 0; place < list_.size(); ++place) places_.emplace(list_[place]->user, place);
}

const SpaceMember* SpaceMembers::find(std::string_view user) const {
  const auto place = places_.find(user);
  return place == places_.end() ? nullptr : list_[place->second].get();
}

std::vector<std::string> SpaceMembers::users() const {
  std::vector<std::string> users;
  users.reserve(list_.size());
  for (const auto& member : list_) users.push_back(member->user);
  return users;
}

std::shared_ptr<const SpaceMembers> SpaceMembers::with(SpaceMember member) const {
  SharedList<SpaceMember> list = list_;
  const auto place = places_.find(member.user);
  const bool is_new = place == places_.end();
  auto shared = std::make_shared<const SpaceMember>(std::move(member));
  if (is_new) {
    list.push_back(std::move(shared));
  } else {
    list[place->second] = std::move(shared);
  }
  return std::make_shared<const SpaceMembers>(std::move(list));
}

std::shared_ptr<const SpaceMembers> SpaceMembers::without(std::string_view user) const {
  SharedList<SpaceMember> list = list_;
  std::erase_if(list, [&](const auto& member) { return member->user == user; });
  return std::make_shared<const SpaceMembers>(std::move(list));
}

AudienceMemory::AudienceMemory(const AudienceMemory& other) {
  const std::lock_guard lock(other.mutex_);
  lists_ = other.lists_;
}

std::optional<protocol::SharedTexts> AudienceMemory::find(const std::string& place, std::int64_t version) const {
  const std::lock_guard lock(mutex_);
  const auto found = lists_.find(place);
  if (found == lists_.end() || found->second.first != version) return std::nullopt;
  return found->second.second;
}

void AudienceMemory::put(const std::string& place, std::int64_t version, const protocol::SharedTexts& members) const {
  const std::lock_guard lock(mutex_);
  if (lists_.size() >= most_lists) lists_.clear();
  lists_[place] = {version, members};
}

const SpaceRole* SpaceState::role(std::string_view role) const { return find_in(roles, role); }
const SpaceChannel* SpaceState::channel(std::string_view channel) const { return find_in(channels, channel); }

const SpaceCategory* SpaceState::category(std::string_view category) const {
  const auto found = std::find_if(categories.begin(), categories.end(),
                                  [&](const SpaceCategory& entry) { return entry.id == category; });
  return found == categories.end() ? nullptr : &*found;
}

bool SpaceState::has_public_channels() const {
  return std::any_of(channels.begin(), channels.end(), [](const auto& channel) { return !channel->is_private; });
}

void SpaceState::put(SpaceRole role) { put_into(roles, std::move(role)); }
void SpaceState::put(SpaceChannel channel) { put_into(channels, std::move(channel)); }

void SpaceState::put(SpaceCategory category) {
  const auto place = std::find_if(categories.begin(), categories.end(),
                                  [&](const SpaceCategory& entry) { return entry.id == category.id; });
  if (place == categories.end()) {
    categories.push_back(std::move(category));
  } else {
    *place = std::move(category);
  }
}

}  // namespace parley::domain
