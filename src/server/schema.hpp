#pragma once
#include <vector>

#include "storage/migrations.hpp"

namespace parley::server {

/// The whole schema, in the order in which the domains may refer to each other. The server and the tool share it.
std::vector<storage::Migrations> schema();

}  // namespace parley::server
