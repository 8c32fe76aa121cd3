#pragma once
// What an administrator can set: from a TOML file, PARLEY_… variables and flags, in that order of growing weight.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "server/guard_limits.hpp"

namespace parley::server {

struct Settings {
  std::string listen_host = "127.0.0.1";
  std::uint16_t listen_port = 8080;
  std::string data_folder;  ///< holds the database
  std::string web_folder;   ///< the built web app; empty: beside the program
  std::string public_url;   ///< how people reach the server, for links in mails; empty: from the listener
  std::string tls_certificate;
  std::string tls_key;
  std::vector<std::string> trusted_proxies;  ///< addresses and networks
  int loops = 0;                             ///< network threads; 0: by the number of cores
  int readers = 2;                           ///< database reader threads
  log::Level log_level = log::Level::info;

  std::string media_address;  ///< empty: as listen_host
  std::vector<std::string> media_announced;
  bool media_port_given = false;  ///< false: 31000 if it is free, else any
  std::uint16_t media_port = 0;
  int media_threads = 0;  ///< 0: one per core
  bool media_tcp = true;

  std::string smtp_url;  ///< empty: the development mailbox
  std::string smtp_user;
  std::string smtp_password;
  std::string mail_certificates;  ///< PEM file; empty: the system's
  std::string mail_from = "parley@localhost";
  std::string mail_templates;                ///< a folder; empty: those that come with the program
  std::int64_t link_lifetime_s = 24 * 3600;  ///< of links in mails
  bool confirm_sign_up = false;              ///< with a mail server always

  GuardLimits guards;
  std::int64_t journal_days = 30;          ///< how long changes of messages are kept for clients that catch up
  std::int64_t journal_changes = 100'000;  ///< … and how many for each chat
  std::int64_t icon_bytes = 10 << 20;      ///< of an uploaded icon's file

  std::int64_t token_lifetime_s = 7 * 24 * 3600;
  bool verify_logging_in_by_email = false;  ///< for devices not seen before
  int hashing_threads = 2;
  std::string recorder_username;
  bool allow_removal = false;

  bool examples_mode = false;  ///< demo accounts are lent
  int examples_limit = 100;
  int examples_issued_user_timeout_s = 300;
  int examples_disconnected_user_timeout_s = 900;
  int examples_cleaning_interval_s = 120;

  std::int64_t attachment_bytes = 2'147'483'648;  ///< longest file
  std::int64_t attachment_bytes_of_user = 0;      ///< of all files of one sender; 0: no limit
};

/// What the command line asked for beside the settings.
struct CommandLine {
  Settings settings;
  bool check_config = false;  ///< validate and stop
  bool help = false;
  bool version = false;
  std::string text;                   ///< of --help
  std::vector<std::string> warnings;  ///< to be logged at start-up
};

/// A mistake in the words of the command line (exit code 2) or in a setting (exit code 78).
struct SettingsError {
  int exit_code;
  std::string text;  ///< names file, key and line where there are any, and says what to do
};

/// Reads everything. `environment` is a null-terminated array of "NAME=value", as in environ.
class SettingsReader {
 public:
  /// True and the command line, or false and the error.
  bool read(int argc, const char* const* argv, const char* const* environment);
  const CommandLine& command_line() const { return command_line_; }
  const SettingsError& error() const { return error_; }

 private:
  bool fail(int exit_code, std::string text);
  bool read_file(const std::string& path);
  bool read_environment(const char* const* environment);

  CommandLine command_line_;
  SettingsError error_{};
};

}  // namespace parley::server
