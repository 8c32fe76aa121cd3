#pragma once
#include <vector>

#include "server/housekeeping.hpp"
#include "server/parts.hpp"

namespace parley::server {

/// What is too old in each part, and how it is forgotten.
std::vector<Housekeeping::Chore> chores(Parts& p);

/// Removes lent users nobody uses any more.
std::vector<Housekeeping::Chore> example_chores(Parts& p);

}  // namespace parley::server
