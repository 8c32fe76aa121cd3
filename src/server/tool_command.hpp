#pragma once
// The administrator's tool `parley`: its commands.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "storage/storage.hpp"

namespace parley::tool {

struct Flag {
  std::string name;   ///< "--data"
  std::string value;  ///< what it takes, for --help; empty: it is a switch
  std::string help;
  bool needed = false;
};

/// What was given, by the flags' names; switches have the value "".
using Given = std::map<std::string, std::string>;

struct Command {
  std::string words;  ///< "user add"
  std::string help;
  std::vector<Flag> flags;
  Result<void> (*run)(Given& given);  ///< prints what it did; the error is printed by the caller
};

const std::vector<Command>& commands();

/// The database of a data folder, its schema up to date. `make`: also where there is none yet.
Result<std::unique_ptr<storage::Database>> open_data(const std::string& folder, bool make);
/// The flag --data, which most commands need.
Flag data_flag();

// tool_users.cpp
Command user_add();
// tool_mail.cpp
Command mail();
Command mail_templates();

}  // namespace parley::tool
