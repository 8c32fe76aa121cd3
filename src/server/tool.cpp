// parley: the administrator's tool. Works on the data folder, whether the server runs or not.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/users/password.hpp"
#include "domain/users/users.hpp"
#include "events/local_bus.hpp"
#include "events/stored_outbox.hpp"
#include "server/schema.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace {

using namespace parley;

constexpr int kUsage = 2;

constexpr const char* kHelp =
    "parley - administers a Parley server\n\n"
    "usage: parley user add --data FOLDER --id ID --email ADDRESS [--nickname NAME] [--password SECRET]\n\n"
    "  user add        makes a verified account; the server may be running\n"
    "    --data        the server's data folder (parleyd --data)\n"
    "    --id          user id: up to 128 printable characters, '@' included\n"
    "    --email       e-mail address, also good for signing in\n"
    "    --nickname    the name others see; default: the id\n"
    "    --password    at least 6 characters; without it, one line of standard input is read,\n"
    "                  which keeps it out of the list of processes\n\n"
    "  --version       print the version and stop\n"
    "  --help          print this and stop\n\n"
    "Exit codes: 0 done, 1 refused or failed, 2 wrong command line.\n";

int wrong_usage(const std::string& text) {
  std::fprintf(stderr, "parley: %s; see parley --help\n", text.c_str());
  return kUsage;
}

int failed(const std::string& text) {
  std::fprintf(stderr, "parley: %s\n", text.c_str());
  return 1;
}

int add_user(std::map<std::string, std::string> given) {
  for (const char* needed : {"--data", "--id", "--email"}) {
    if (!given.contains(needed)) return wrong_usage(std::string("user add needs ") + needed);
  }
  if (!given.contains("--password") && !std::getline(std::cin, given["--password"])) {
    return wrong_usage("user add needs --password, or a line of standard input");
  }
  if (const auto good = domain::check_password(given["--password"]); !good) return failed(good.error().text);

  std::error_code error;
  std::filesystem::create_directories(given["--data"], error);
  if (error) return failed("the data folder " + given["--data"] + " cannot be made: " + error.message());
  auto database = storage::open_sqlite({given["--data"] + "/parley.db", 1});
  if (!database) return failed(database.error().text);
  storage::migrate(**database, server::schema());

  const auto hash = domain::hash_password(given["--password"]);
  if (!hash) return failed(hash.error().text);
  const SystemClock clock;
  events::LocalBus nobody;
  events::StoredOutbox outbox(nobody);
  const domain::Users users(clock, outbox, {});
  Result<void> added;
  (*database)->write_and_wait([&](storage::Transaction& transaction) {
    added = users.add_verified_user(transaction, {given["--id"], given["--email"], given["--nickname"], *hash});
    if (!added) transaction.abandon();
  });
  if (!added) return failed("user '" + given["--id"] + "' was not added: " + added.error().text);
  std::printf("user '%s' was added\n", given["--id"].c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || std::ranges::find(words, "--help") != words.end()) {
    std::fputs(kHelp, words.empty() ? stderr : stdout);
    return words.empty() ? kUsage : 0;
  }
  if (words[0] == "--version") {
    std::puts("parley " PARLEY_VERSION);
    return 0;
  }
  if (words.size() < 2 || words[0] != "user" || words[1] != "add")
    return wrong_usage("unknown command '" + words[0] + "'");
  std::map<std::string, std::string> given;
  for (std::size_t i = 2; i < words.size(); i += 2) {
    const std::vector<std::string> flags = {"--data", "--id", "--email", "--nickname", "--password"};
    if (std::ranges::find(flags, words[i]) == flags.end()) return wrong_usage("user add has no flag " + words[i]);
    if (i + 1 == words.size()) return wrong_usage(words[i] + " needs a value");
    given[words[i]] = words[i + 1];
  }
  try {
    return add_user(std::move(given));
  } catch (const std::exception& failure) {
    return failed(failure.what());
  }
}
