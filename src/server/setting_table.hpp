#pragma once
// Every setting once: its key in the file, its flag and variable (derived), its help, default and how it is read.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/settings.hpp"

namespace parley::server {

struct Setting {
  std::string_view key;    ///< in the TOML file: "media.port"; the flag is --media-port, the variable PARLEY_MEDIA_PORT
  std::string_view value;  ///< what the value looks like, for --help
  std::string_view fallback;  ///< the default, for --help
  std::string_view help;
  bool secret = false;  ///< also read from the file that PARLEY_…_FILE names; never a flag
  /// Stores the value; an empty string for good, otherwise what is wrong with it.
  std::string (*apply)(Settings&, const std::string& value);
};

const std::vector<Setting>& setting_table();
/// "media.port" → "--media-port"; the flag of "listen" is "--listen".
std::string flag_of(const Setting& setting);
/// "media.port" → "PARLEY_MEDIA_PORT".
std::string variable_of(const Setting& setting);
/// The known key most like `key`, for "did you mean"; empty when none is near.
std::string nearest_key(std::string_view key);

}  // namespace parley::server
