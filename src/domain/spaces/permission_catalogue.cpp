#include "domain/spaces/permission_catalogue.hpp"

namespace parley::domain {

const std::vector<protocol::SfuSpaceRolePermissionSection>& permission_catalogue() {
  static const std::vector<protocol::SfuSpaceRolePermissionSection> catalogue = {
      {.name = "GENERAL_PERMISSIONS",
       .displayName = "GENERAL SPACE PERMISSIONS",
       .position = 0,
       .permissions = {{"ALLOWS_TO_VIEW_CHANNELS", "View channels", "May see channels, private ones excepted", 0},
                       {"ALLOWS_TO_MANAGE_CHANNELS", "Manage channels", "May create, edit and delete channels", 1},
                       {"ALLOWS_TO_MANAGE_CATEGORIES", "Manage categories", "May create, edit and delete categories",
                        2},
                       {"ALLOWS_TO_MANAGE_ROLES", "Manage roles",
                        "May create, edit and delete roles, give and take them", 3},
                       {"ALLOWS_TO_MANAGE_SPACE", "Manage space", "May change the name and the icon of the space", 4}}},
      {.name = "MEMBERSHIP_PERMISSIONS",
       .displayName = "MEMBERSHIP PERMISSIONS",
       .position = 1,
       .permissions = {{"ALLOWS_TO_CREATE_INVITE", "Create invite", "May invite new people", 0}}}};
  return catalogue;
}

std::vector<protocol::SfuSpaceRolePermission> catalogue_entries(SpacePermissions permissions) {
  std::vector<protocol::SfuSpaceRolePermission> entries;
  for (const auto& section : permission_catalogue()) {
    for (const auto& entry : section.permissions) {
      SpacePermission permission{};
      if (from_wire(entry.name, permission) && permissions.has(permission)) entries.push_back(entry);
    }
  }
  return entries;
}

}  // namespace parley::domain
