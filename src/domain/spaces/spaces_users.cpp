// What happens to spaces when accounts change.
#include <algorithm>
#include <utility>

#include "domain/spaces/space_store.hpp"
#include "domain/spaces/spaces.hpp"
#include "domain/users/users.hpp"

namespace parley::domain {

void Spaces::user_renamed(storage::Transaction& transaction, const std::string& user) {
  const std::string nickname = users_.nickname(transaction, user).value_or(user);
  for (const std::string& id : space_store::spaces_of(transaction, user)) {
    const SpaceStatePointer space = find(transaction, id);
    SpaceMember member = *space->member(user);
    if (member.renamed) continue;
    member.nickname = nickname;
    const Next next = next_of(*space);
    next->put(std::move(member));
    keep(transaction, next);
    for (SpaceObserver* observer : announcer_.observers()) observer->nickname_changed(transaction, id, user, nickname);
  }
}

void Spaces::user_removed(storage::Transaction& transaction, const std::string& user) {
  for (const std::string& id : space_store::spaces_of(transaction, user)) {
    const SpaceStatePointer space = find(transaction, id);
    if (space->members->size() == 1) {
      destroy(transaction, *space, 0);
      continue;
    }
    const bool owned = space->owned_by(user);
    const auto& members = space->members->list();
    const auto& heir = members.front()->user == user ? members[1] : members.front();
    take_out(transaction, *space, user, owned ? heir->user : space->owner);
    std::vector<std::string> left = space->members->users();
    std::erase(left, user);
    notices_.tell(transaction, left, 0, protocol::event::USER_LEFT_SPACE,
                  protocol::UserLeftSpace{.spaceId = id, .userId = user});
    if (!owned) continue;
    // Nothing smaller tells of another owner, nor the heir of all he may do and see now.
    const SpaceStatePointer now = find(transaction, id);
    for (const std::string& member : left) {
      if (!connections_.connected(member)) continue;
      notices_.show(transaction, {.user = member}, protocol::event::SPACE_REFRESH,
                    protocol::SpaceRefreshEvent{.space = view(transaction, *now, member)});
    }
  }
}

bool Spaces::remembers_user(storage::Reader& reader, const std::string& user) const {
  return space_store::made_any(reader, user);
}

}  // namespace parley::domain
