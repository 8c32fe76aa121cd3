#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace parley::bench {

/// Users written into the database of a server that is not running yet: through the socket it would take hours, since
/// passwords are hashed slowly on purpose.
struct Organisation {
  std::vector<std::string> users;   ///< "u00000", "u00001" …
  std::vector<std::string> tokens;  ///< one for each, to log in with
};
enum class Acquaintance {
  strangers,
  all_contacts,  ///< everybody is a contact of everybody
};
/// `data`: the server's folder, made here.
Organisation found_organisation(const std::filesystem::path& data, int members, Acquaintance acquaintance);

/// The frame that logs in with a token.
std::string login_text(const std::string& token);

}  // namespace parley::bench
