#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "domain/spaces/access.hpp"
#include "domain/spaces/space_rules.hpp"
#include "domain/spaces/space_store.hpp"
#include "domain/spaces/space_view.hpp"
#include "domain/spaces/spaces.hpp"

namespace parley::domain {
namespace {

/// Who may manage no category at all isn't told which there are.
Result<const SpaceCategory*> managed_category(const SpaceState& space, const std::string& user, const std::string& id) {
  const SpaceCategory* category = space.category(id);
  if (category && !access::may_manage(space, *category, user)) return restricted();
  if (!category && !access::may(space, user, SpacePermission::ALLOWS_TO_MANAGE_CATEGORIES)) return restricted();
  if (!category) return Error{"Category not found"};
  return category;
}

}  // namespace

Result<protocol::NewSpaceCategoryEvent> Spaces::create_category(storage::Transaction& transaction, const Caller& caller,
                                                                const protocol::calls::CreateSpaceCategory& call) {
  PARLEY_TRY(const SpaceStatePointer space,
             allowed(transaction, caller.user, call.spaceId, SpacePermission::ALLOWS_TO_MANAGE_CATEGORIES));
  PARLEY_CHECK(check_name(call.name));
  if (space->categories.size() >= max_space_categories) return Error{"Too many categories"};
  const SpaceCategory category{.id = random_uuid(), .name = call.name, .creator = caller.user, .created = clock_.now()};
  const Next next = next_of(*space);
  next->put(category);
  space_store::put_category(transaction, *next, category);
  keep(transaction, next);
  protocol::NewSpaceCategoryEvent answer{.spaceId = space->id, .category = category_view(category)};
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::NEW_SPACE_CATEGORY, answer);
  return answer;
}

Result<protocol::SpaceCategoryUpdated> Spaces::rename_category(storage::Transaction& transaction, const Caller& caller,
                                                               const protocol::calls::UpdateSpaceCategory& call) {
  PARLEY_TRY(const SpaceStatePointer space, joined(transaction, caller.user, call.spaceId));
  PARLEY_TRY(const SpaceCategory* category, managed_category(*space, caller.user, call.categoryId));
  PARLEY_CHECK(check_name(call.name));
  protocol::SpaceCategoryUpdated answer{.spaceId = space->id, .categoryId = category->id, .name = call.name};
  if (category->name == call.name) return answer;
  SpaceCategory renamed = *category;
  renamed.name = call.name;
  const Next next = next_of(*space);
  next->put(renamed);
  space_store::put_category(transaction, *next, renamed);
  keep(transaction, next);
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::SPACE_CATEGORY_UPDATED,
                answer);
  return answer;
}

Result<protocol::SpaceCategoryDeleted> Spaces::remove_category(storage::Transaction& transaction, const Caller& caller,
                                                               const protocol::calls::DeleteSpaceCategory& call) {
  PARLEY_TRY(const SpaceStatePointer space, joined(transaction, caller.user, call.spaceId));
  PARLEY_TRY(const SpaceCategory* category, managed_category(*space, caller.user, call.categoryId));
  const Next next = next_of(*space);
  std::erase_if(next->categories, [&](const SpaceCategory& other) { return other.id == category->id; });
  for (const auto& channel : space->channels) {
    if (channel->category != category->id) continue;
    SpaceChannel moved = *channel;
    moved.category.clear();
    next->put(std::move(moved));
  }
  space_store::remove_category(transaction, category->id);
  store_channels(transaction, *space, *next);
  keep(transaction, next);
  protocol::SpaceCategoryDeleted answer{.spaceId = space->id, .categoryId = category->id};
  notices_.tell(transaction, next->members->users(), caller.connection, protocol::event::SPACE_CATEGORY_DELETED,
                answer);
  return answer;
}

}  // namespace parley::domain
