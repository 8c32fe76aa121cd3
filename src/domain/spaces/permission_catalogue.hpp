#pragma once
#include <vector>

#include "domain/spaces/space.hpp"
#include "protocol/spaces_types.hpp"

namespace parley::domain {

/// All permissions there are, as a settings page shows them.
const std::vector<protocol::SfuSpaceRolePermissionSection>& permission_catalogue();
/// Those of them.
std::vector<protocol::SfuSpaceRolePermission> catalogue_entries(SpacePermissions permissions);

}  // namespace parley::domain
