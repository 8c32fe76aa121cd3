#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace parley::bench {

struct SpaceSizes {
  std::size_t members;
  std::size_t channels;  ///< at least 2; half of them private
  std::size_t roles;     ///< at least 2, besides everybody's
};

/// A space written into the database of a server that is not running yet. Everybody holds one role, and each private
/// channel is open to one.
struct FoundedSpace {
  std::string id;
  std::string invite;          ///< the code
  std::string public_channel;  ///< its id
  std::string role;            ///< the id of one nobody holds, which opens one of the private channels
};
/// `users`: the first one is the owner, the first `sizes.members` are members. Throws std::runtime_error.
FoundedSpace found_space(const std::filesystem::path& data, const std::vector<std::string>& users,
                         const SpaceSizes& sizes);

}  // namespace parley::bench
