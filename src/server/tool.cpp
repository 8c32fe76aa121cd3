// parley: the administrator's tool. Works on the data folder, whether the server runs or not.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "server/schema.hpp"
#include "server/tool_command.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace parley::tool {
namespace {

constexpr int kUsage = 2;

std::string help_text() {
  std::string text = "parley - administers a Parley server, while it runs or not\n\n";
  std::string_view lead = "usage: ";
  for (const Command& command : commands()) {
    text += fmt::format("{}parley {}", lead, command.words);
    for (const Flag& flag : command.flags) {
      const std::string word = flag.value.empty() ? flag.name : flag.name + " " + flag.value;
      text += flag.needed ? " " + word : " [" + word + "]";
    }
    text += "\n";
    lead = "       ";
  }
  for (const Command& command : commands()) {
    text += fmt::format("\n  {:<18} {}\n", command.words, command.help);
    for (const Flag& flag : command.flags) text += fmt::format("    {:<16} {}\n", flag.name, flag.help);
  }
  return text +
         "\n  --version          print the version and stop\n  --help             print this and stop\n\n"
         "Exit codes: 0 done, 1 refused or failed, 2 wrong command line.\n";
}

int complain(int exit_code, const std::string& text) {
  std::fprintf(stderr, "parley: %s\n", text.c_str());
  return exit_code;
}
int wrong_usage(const std::string& text) { return complain(kUsage, text + "; see parley --help"); }

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char letter : text) {
    if (letter == ' ') {
      words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  return words;
}

/// The command whose words come first; the longest, since one may begin like another.
const Command* find(const std::vector<std::string>& words) {
  const Command* best = nullptr;
  for (const Command& command : commands()) {
    const auto own = split(command.words);
    if (own.size() > words.size() || !std::equal(own.begin(), own.end(), words.begin())) continue;
    if (!best || own.size() > split(best->words).size()) best = &command;
  }
  return best;
}

int run(const std::vector<std::string>& words) {
  if (words.empty() || std::ranges::find(words, "--help") != words.end()) {
    std::fputs(help_text().c_str(), words.empty() ? stderr : stdout);
    return words.empty() ? kUsage : 0;
  }
  if (words[0] == "--version") {
    std::puts("parley " PARLEY_VERSION);
    return 0;
  }
  const Command* const command = find(words);
  if (!command) return wrong_usage("unknown command '" + words[0] + "'");
  Given given;
  for (std::size_t i = split(command->words).size(); i < words.size(); ++i) {
    const auto flag = std::ranges::find(command->flags, words[i], &Flag::name);
    if (flag == command->flags.end()) return wrong_usage(command->words + " has no flag " + words[i]);
    if (flag->value.empty()) {
      given[flag->name];
      continue;
    }
    if (i + 1 == words.size()) return wrong_usage(words[i] + " needs a value");
    given[flag->name] = words[++i];
  }
  for (const Flag& flag : command->flags) {
    if (flag.needed && !given.contains(flag.name)) return wrong_usage(command->words + " needs " + flag.name);
  }
  try {
    const Result<void> done = command->run(given);
    return done ? 0 : complain(1, done.error().text);
  } catch (const std::exception& failure) {
    return complain(1, failure.what());
  }
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {user_add(), mail(), mail_templates()};
  return table;
}

Flag data_flag() { return {"--data", "FOLDER", "the server's data folder (parleyd --data)", true}; }

Result<std::unique_ptr<storage::Database>> open_data(const std::string& folder, bool make) {
  std::error_code error;
  if (make) std::filesystem::create_directories(folder, error);
  if (error) return Error{"the data folder " + folder + " cannot be made: " + error.message()};
  const std::string file = folder + "/parley.db";
  if (!make && !std::filesystem::exists(file, error)) return Error{"there is no " + file + ": is --data right?"};
  PARLEY_TRY(auto database, storage::open_sqlite({file, 1}));
  storage::migrate(*database, server::schema());
  return database;
}

}  // namespace parley::tool

int main(int argc, char** argv) { return parley::tool::run({argv + 1, argv + argc}); }
