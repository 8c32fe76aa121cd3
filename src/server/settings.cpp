#include "server/settings.hpp"

#include <toml++/toml.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "server/setting_table.hpp"

namespace parley::server {
namespace {

constexpr int kUsage = 2;
constexpr int kConfiguration = 78;  // EX_CONFIG of sysexits.h

std::string help_text() {
  std::string text =
      "parleyd - the Parley server: team messaging and video meetings\n\n"
      "usage: parleyd [--config FILE] [--SETTING VALUE …]\n\n"
      "Settings come from the file, then PARLEY_… variables, then flags; the later wins.\n\n"
      "  --config FILE              a TOML file; also PARLEY_CONFIG\n"
      "  --check-config             validate the settings and stop\n"
      "  --version                  print the version and stop\n"
      "  --help                     print this and stop\n\n";
  for (const Setting& setting : setting_table()) {
    const std::string flag =
        setting.secret ? variable_of(setting) + "[_FILE]" : flag_of(setting) + " " + std::string(setting.value);
    text += fmt::format("  {:<26} {}\n{:29}file: {}, variable: {}, default: {}\n", flag, setting.help, "", setting.key,
                        variable_of(setting), setting.fallback);
  }
  text +=
      "\nSIGTERM ends the server after open work is done, a second one at once; SIGHUP reads the certificate anew.\n"
      "Exit codes: 0 ended as asked, 1 failed, 2 wrong command line, 78 wrong settings.\n";
  return text;
}

std::string default_data_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return std::string(data) + "/parley";
  if (const char* home = std::getenv("HOME"); home && *home) return std::string(home) + "/.local/share/parley";
  return "/var/lib/parley";
}

const Setting* find_setting(std::string_view key) {
  for (const Setting& setting : setting_table()) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

std::string did_you_mean(std::string_view key) {
  const std::string near = nearest_key(key);
  return near.empty() ? "see parleyd --help for the settings there are" : "did you mean '" + near + "'?";
}

/// A TOML value as the text a flag would have; false for tables and dates.
bool as_text(const toml::node& node, std::string& text) {
  if (const auto* string = node.as_string()) {
    text = string->get();
  } else if (const auto* integer = node.as_integer()) {
    text = std::to_string(integer->get());
  } else if (const auto* boolean = node.as_boolean()) {
    text = boolean->get() ? "true" : "false";
  } else if (const auto* array = node.as_array()) {
    text.clear();
    for (const toml::node& element : *array) {
      std::string part;
      if (element.is_array() || !as_text(element, part)) return false;
      text += (text.empty() ? "" : ",") + part;
    }
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool SettingsReader::fail(int exit_code, std::string text) {
  error_ = {exit_code, std::move(text)};
  return false;
}

bool SettingsReader::read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(kConfiguration, fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  std::stringstream content;
  content << file.rdbuf();
  toml::table root;
  try {
    root = toml::parse(content.str(), path);
  } catch (const toml::parse_error& error) {
    return fail(kConfiguration,
                fmt::format("{}:{}: not valid TOML: {}", path, error.source().begin.line, error.description()));
  }
  // Tables are walked flat: "[media] port = 1" is the key "media.port".
  std::vector<std::pair<std::string, const toml::table*>> open = {{"", &root}};
  while (!open.empty()) {
    const auto [prefix, table] = open.back();
    open.pop_back();
    for (const auto& [name, node] : *table) {
      const std::string key = prefix + std::string(name.str());
      const auto line = node.source().begin.line;
      if (const auto* inner = node.as_table()) {
        open.emplace_back(key + ".", inner);
        continue;
      }
      const Setting* setting = find_setting(key);
      if (!setting)
        return fail(kConfiguration, fmt::format("{}:{}: unknown setting '{}'; {}", path, line, key, did_you_mean(key)));
      std::string text;
      const std::string wrong = as_text(node, text) ? setting->apply(command_line_.settings, text)
                                                    : "must be a text, a number, true or false, or a list of them";
      if (!wrong.empty()) return fail(kConfiguration, fmt::format("{}:{}: '{}' {}", path, line, key, wrong));
    }
  }
  return true;
}

bool SettingsReader::read_environment(const char* const* environment) {
  std::map<std::string, std::string, std::less<>> given;
  for (; environment && *environment; ++environment) {
    const std::string_view entry = *environment;
    const auto equals = entry.find('=');
    if (entry.starts_with("PARLEY_") && equals != std::string_view::npos) {
      given.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
  given.erase("PARLEY_CONFIG");
  for (const Setting& setting : setting_table()) {
    const std::string variable = variable_of(setting);
    std::string value;
    if (const auto found = given.find(variable); found != given.end()) {
      value = found->second;
      given.erase(found);
    } else if (const auto file = given.find(variable + "_FILE"); setting.secret && file != given.end()) {
      std::ifstream content(file->second);
      if (!content || !std::getline(content, value)) {
        return fail(kConfiguration, fmt::format("{}: the file {} cannot be read", file->first, file->second));
      }
      given.erase(file);
    } else {
      continue;
    }
    if (const std::string wrong = setting.apply(command_line_.settings, value); !wrong.empty()) {
      return fail(kConfiguration, fmt::format("{}: {}", variable, wrong));
    }
  }
  // Not an error: orchestrators put variables like PARLEY_SERVICE_HOST into every process's environment.
  for (const auto& [name, value] : given) {
    command_line_.warnings.push_back(fmt::format("{} is no setting and is ignored; see parleyd --help", name));
  }
  return true;
}

bool SettingsReader::read(int argc, const char* const* argv, const char* const* environment) {
  command_line_ = {};
  command_line_.settings.data_folder = default_data_folder();
  std::string config;
  if (const char* path = std::getenv("PARLEY_CONFIG")) config = path;

  // Flags are read first, for --config, and applied last.
  std::vector<std::pair<const Setting*, std::string>> flags;
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--help" || flag == "-h") {
      command_line_.help = true;
      command_line_.text = help_text();
      return true;
    }
    if (flag == "--version") {
      command_line_.version = true;
      return true;
    }
    if (flag == "--check-config") {
      command_line_.check_config = true;
      continue;
    }
    std::string value;
    if (const auto equals = flag.find('='); equals != std::string::npos) {
      value = flag.substr(equals + 1);
      flag.resize(equals);
    } else if (i + 1 < argc) {
      value = argv[++i];
    } else {
      return fail(kUsage, fmt::format("{}: a value is missing, or it is no flag; see parleyd --help", flag));
    }
    if (flag == "--config") {
      config = value;
      continue;
    }
    const Setting* setting = nullptr;
    for (const Setting& candidate : setting_table()) {
      if (!candidate.secret && flag_of(candidate) == flag) setting = &candidate;
    }
    if (!setting) return fail(kUsage, fmt::format("{}: there is no such flag; see parleyd --help", flag));
    flags.emplace_back(setting, value);
  }
  if (!config.empty() && !read_file(config)) return false;
  if (!read_environment(environment)) return false;
  for (const auto& [setting, value] : flags) {
    if (const std::string wrong = setting->apply(command_line_.settings, value); !wrong.empty()) {
      return fail(kUsage, fmt::format("{}: {}", flag_of(*setting), wrong));
    }
  }
  const Settings& settings = command_line_.settings;
  if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
    return fail(kConfiguration, "tls.certificate and tls.key belong together: give both, or neither");
  }
  return true;
}

}  // namespace parley::server
