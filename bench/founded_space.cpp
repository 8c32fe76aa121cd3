#include "bench/founded_space.hpp"

#include <stdexcept>
#include <utility>

#include "base/clock.hpp"
#include "bench/domain_parts.hpp"

namespace parley::bench {
namespace {

template <class T>
T done(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return std::move(*result);
}

/// Every `step`-th user from `first` on.
std::vector<std::string> every(const std::vector<std::string>& users, std::size_t first, std::size_t step) {
  std::vector<std::string> some;
  for (std::size_t i = first; i < users.size(); i += step) some.push_back(users[i]);
  return some;
}

}  // namespace

FoundedSpace found_space(const std::filesystem::path& data, const std::vector<std::string>& users,
                         const SpaceSizes& sizes) {
  const SystemClock clock;
  DomainParts parts(data, clock, false, DomainParts::Outbox::none);
  domain::Spaces& spaces = parts.spaces();
  const std::vector<std::string> members(users.begin(), users.begin() + static_cast<std::ptrdiff_t>(sizes.members));
  const domain::Caller owner{.user = members.front()};
  FoundedSpace made;
  parts.database().write_and_wait([&](storage::Transaction& transaction) {
    const protocol::SfuSpace space = done(spaces.create(transaction, owner, {.name = "Bench"})).space;
    made.id = space.id;
    made.public_channel = space.channels.front().id;
    made.invite = done(spaces.create_invite(transaction, owner, {.spaceId = made.id, .lifespan = 0})).invite.inviteCode;
    for (std::size_t i = 1; i < members.size(); ++i) {
      done(spaces.join(transaction, {.user = members[i]}, {.inviteCode = made.invite}));
    }
    std::vector<std::string> roles;
    for (std::size_t i = 0; i < sizes.roles; ++i) {
      protocol::calls::AddSpaceRole call{.spaceId = made.id, .roleName = "Role", .color = "blue", .permissions = {}};
      if (i > 0) call.members = every(members, i - 1, sizes.roles - 1);
      roles.push_back(done(spaces.add_role(transaction, owner, call)).role.id);
    }
    made.role = roles.front();
    for (std::size_t i = 1; i < sizes.channels; ++i) {
      protocol::calls::CreateSpaceChannel call{
          .spaceId = made.id, .categoryId = space.categories.front().id, .name = "Channel", .private_ = i % 2 == 1};
      // The first one is for the role nobody holds, the others for the rest in turn.
      if (call.private_) call.roles = {i == 1 ? roles.front() : roles[1 + i / 2 % (sizes.roles - 1)]};
      done(spaces.create_channel(transaction, owner, call));
    }
  });
  return made;
}

}  // namespace parley::bench
