#include "server/setting_table.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace parley::server {
namespace {

template <class Number>
std::optional<Number> number(const std::string& text, Number low, Number high) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
  return value;
}

std::string set_number(int& target, const std::string& text, int low, int high) {
  const auto value = number<int>(text, low, high);
  if (!value) return fmt::format("must be a whole number from {} to {}", low, high);
  target = *value;
  return {};
}

std::string set_switch(bool& target, const std::string& text) {
  if (text != "true" && text != "false") return "must be true or false";
  target = text == "true";
  return {};
}

std::string set_listen(Settings& settings, const std::string& text) {
  // "[::1]:8080", "127.0.0.1:8080", "localhost:0"
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos
                        ? std::nullopt
                        : number<std::uint16_t>(text.substr(colon + 1), std::uint16_t{0}, std::uint16_t{65535});
  if (!port || colon == 0) return "must be HOST:PORT, for example 0.0.0.0:8080 or [::1]:8080; port 0 picks a free one";
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  settings.listen_host = host;
  settings.listen_port = *port;
  return {};
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  for (const char letter : text + ",") {
    if (letter != ',') {
      if (letter != ' ') part += letter;
    } else if (!part.empty()) {
      parts.push_back(std::move(part));
      part.clear();
    }
  }
  return parts;
}

std::string set_level(Settings& settings, const std::string& text) {
  constexpr std::string_view names[] = {"debug", "info", "warn", "error", "off"};
  for (int i = 0; i < 5; ++i) {
    if (text == names[i]) {
      settings.log_level = static_cast<log::Level>(i);
      return {};
    }
  }
  return "must be one of debug, info, warn, error, off";
}

std::string set_media_port(Settings& settings, const std::string& text) {
  const auto port = number<std::uint16_t>(text, std::uint16_t{0}, std::uint16_t{65535});
  if (!port) return "must be a port number; 0 picks free ones";
  settings.media_port = *port;
  settings.media_port_given = true;
  return {};
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string replaced(std::string_view key, char from, char to) {
  std::string text(key);
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

}  // namespace

const std::vector<Setting>& setting_table() {
  using S = Settings;
  using T = const std::string;
  static const std::vector<Setting> table = {
      {"listen", "HOST:PORT", "127.0.0.1:8080", "where HTTP and WebSocket are served; port 0 picks a free one", false,
       [](S& s, T& v) { return set_listen(s, v); }},
      {"data", "FOLDER", "$XDG_DATA_HOME/parley", "where the database lives; made if missing", false,
       [](S& s, T& v) {
         s.data_folder = v;
         return std::string(v.empty() ? "must name a folder" : "");
       }},
      {"web", "FOLDER", "beside the program", "the built web app", false,
       [](S& s, T& v) {
         s.web_folder = v;
         return std::string();
       }},
      {"public_url", "URL", "from --listen", "how people reach this server, for links in mails", false,
       [](S& s, T& v) {
         s.public_url = v;
         return std::string();
       }},
      {"trusted_proxies", "ADDRESS,…", "none",
       "reverse proxies whose X-Forwarded-For is believed, also as NETWORK/BITS", false,
       [](S& s, T& v) {
         s.trusted_proxies = split(v);
         return std::string();
       }},
      {"loops", "N", "one per core, 4 at most", "network threads", false,
       [](S& s, T& v) { return set_number(s.loops, v, 0, 64); }},
      {"readers", "N", "2", "threads that read the database", false,
       [](S& s, T& v) { return set_number(s.readers, v, 1, 64); }},
      {"log.level", "LEVEL", "info", "debug, info, warn, error or off", false,
       [](S& s, T& v) { return set_level(s, v); }},
      {"tls.certificate", "FILE", "none: plain HTTP", "PEM certificate chain; SIGHUP reads it anew", false,
       [](S& s, T& v) {
         s.tls_certificate = v;
         return std::string();
       }},
      {"tls.key", "FILE", "none", "PEM private key of the certificate", false,
       [](S& s, T& v) {
         s.tls_key = v;
         return std::string();
       }},
      {"media.address", "ADDRESS", "the host of --listen", "where media (UDP, and TCP as fallback) is received", false,
       [](S& s, T& v) {
         s.media_address = v;
         return std::string();
       }},
      {"media.announce", "ADDRESS,…", "every address of this machine", "addresses told to clients; needed behind NAT",
       false,
       [](S& s, T& v) {
         s.media_announced = split(v);
         return std::string();
       }},
      {"media.port", "PORT", "31000 if free, else any",
       "first media port, the next threads take the ones after it; 0: any", false,
       [](S& s, T& v) { return set_media_port(s, v); }},
      {"media.threads", "N", "one per core", "media threads, one UDP port each", false,
       [](S& s, T& v) { return set_number(s.media_threads, v, 0, 64); }},
      {"media.tcp", "BOOL", "true", "also receive media over TCP", false,
       [](S& s, T& v) { return set_switch(s.media_tcp, v); }},
      {"mail.smtp_url", "URL", "none: mails are kept", "mail server, for example smtp://mail.example.com:587", false,
       [](S& s, T& v) {
         s.smtp_url = v;
         return std::string();
       }},
      {"mail.smtp_user", "NAME", "none", "login at the mail server", false,
       [](S& s, T& v) {
         s.smtp_user = v;
         return std::string();
       }},
      {"mail.smtp_password", "SECRET", "none", "password at the mail server", true,
       [](S& s, T& v) {
         s.smtp_password = v;
         return std::string();
       }},
      {"mail.certificates", "FILE", "the system's", "PEM certificates that vouch for the mail server", false,
       [](S& s, T& v) {
         s.mail_certificates = v;
         return std::string();
       }},
      {"mail.from", "ADDRESS", "parley@localhost", "sender of the server's mails, also as Name <ADDRESS>", false,
       [](S& s, T& v) {
         s.mail_from = v;
         return std::string();
       }},
      {"mail.templates", "FOLDER", "built in", "wording of mails: sign_up.txt, sign_up.html and so on", false,
       [](S& s, T& v) {
         s.mail_templates = v;
         return std::string();
       }},
      {"mail.link_lifetime_s", "SECONDS", "86400", "how long links in mails are good", false,
       [](S& s, T& v) {
         const auto value = number<std::int64_t>(v, 1, 30LL * 86400);
         if (value) s.link_lifetime_s = *value;
         return std::string(value ? "" : "must be a number of seconds, from 1 to 2592000");
       }},
      {"sign_up.confirm_by_email", "BOOL", "false", "confirm sign-ups even without a mail server (see parley mail)",
       false, [](S& s, T& v) { return set_switch(s.confirm_sign_up, v); }},
      {"guards.login_failures_per_account", "N", "10",
       "wrong passwords for one account from one address in 10 minutes; 0: no limit", false,
       [](S& s, T& v) { return set_number(s.guards.login_failures_per_account, v, 0, 1'000'000); }},
      {"guards.login_failures_per_address", "N", "100", "wrong passwords from one address", false,
       [](S& s, T& v) { return set_number(s.guards.login_failures_per_address, v, 0, 1'000'000); }},
      {"guards.resets_per_account", "N", "10", "requests to reset one account's password from one address", false,
       [](S& s, T& v) { return set_number(s.guards.resets_per_account, v, 0, 1'000'000); }},
      {"guards.resets_per_address", "N", "100", "requests to reset passwords from one address", false,
       [](S& s, T& v) { return set_number(s.guards.resets_per_address, v, 0, 1'000'000); }},
      {"guards.sign_ups_per_address", "N", "300", "sign-ups from one address", false,
       [](S& s, T& v) { return set_number(s.guards.sign_ups_per_address, v, 0, 1'000'000); }},
      {"guards.sign_up_mails_per_recipient", "N", "10", "mails about sign-ups to one recipient", false,
       [](S& s, T& v) { return set_number(s.guards.sign_up_mails_per_recipient, v, 0, 1'000'000); }},
      {"guards.name_probes_per_address", "N", "300", "questions whether a username is free from one address", false,
       [](S& s, T& v) { return set_number(s.guards.name_probes_per_address, v, 0, 1'000'000); }},
      {"guards.wrong_links_per_address", "N", "100", "links of mails with a wrong secret from one address", false,
       [](S& s, T& v) { return set_number(s.guards.wrong_links_per_address, v, 0, 1'000'000); }},
      {"guards.wrong_invites_per_account", "N", "30", "wrong codes of invites to spaces from one account", false,
       [](S& s, T& v) { return set_number(s.guards.wrong_invites_per_account, v, 0, 1'000'000); }},
      {"guards.wrong_invites_per_address", "N", "100", "wrong codes of invites to spaces from one address", false,
       [](S& s, T& v) { return set_number(s.guards.wrong_invites_per_address, v, 0, 1'000'000); }},
      {"journal.days", "N", "30", "how long changes of messages are kept for clients that catch up", false,
       [](S& s, T& v) {
         const auto value = number<std::int64_t>(v, 1, 36'500);
         if (value) s.journal_days = *value;
         return std::string(value ? "" : "must be a number of days, 1 or more");
       }},
      {"journal.changes", "N", "100000", "how many of them are kept for each chat", false,
       [](S& s, T& v) {
         const auto value = number<std::int64_t>(v, 1, 1'000'000'000);
         if (value) s.journal_changes = *value;
         return std::string(value ? "" : "must be a number, 1 or more");
       }},
      {"icons.max_bytes", "BYTES", "10485760", "largest picture file taken for an icon", false,
       [](S& s, T& v) {
         const auto value = number<std::int64_t>(v, 1 << 16, 64 << 20);
         if (value) s.icon_bytes = *value;
         return std::string(value ? "" : "must be a number of bytes from 65536 to 67108864");
       }},
      {"tokens.lifetime_s", "SECONDS", "604800", "how long a login token is good without use", false,
       [](S& s, T& v) {
         const auto value = number<std::int64_t>(v, 60, 10LL * 365 * 86400);
         if (value) s.token_lifetime_s = *value;
         return std::string(value ? "" : "must be a number of seconds, 60 or more");
       }},
      {"verify_logging_in_by_email", "BOOL", "false", "sign-in from a new device needs a link in a mail", false,
       [](S& s, T& v) { return set_switch(s.verify_logging_in_by_email, v); }},
      {"hashing_threads", "N", "2", "threads that check passwords", false,
       [](S& s, T& v) { return set_number(s.hashing_threads, v, 1, 64); }},
      {"users.allow_removal", "BOOL", "false", "anybody may remove any user (removeUser): for tests only", false,
       [](S& s, T& v) { return set_switch(s.allow_removal, v); }},
      {"examples.mode", "BOOL", "false", "lend demo accounts to whoever asks", false,
       [](S& s, T& v) { return set_switch(s.examples_mode, v); }},
      {"examples.limit", "N", "100", "demo accounts lent at once", false,
       [](S& s, T& v) { return set_number(s.examples_limit, v, 1, 10'000); }},
      {"examples.issued_user_timeout_s", "SECONDS", "300", "when a demo account nobody signed in with goes", false,
       [](S& s, T& v) { return set_number(s.examples_issued_user_timeout_s, v, 1, 86'400); }},
      {"examples.disconnected_user_timeout_s", "SECONDS", "900", "when a demo account goes whose user has gone", false,
       [](S& s, T& v) { return set_number(s.examples_disconnected_user_timeout_s, v, 1, 86'400); }},
      {"examples.cleaning_interval_s", "SECONDS", "120", "how often unused demo accounts are looked for", false,
       [](S& s, T& v) { return set_number(s.examples_cleaning_interval_s, v, 1, 86'400); }},
      {"attachments.max_bytes", "BYTES", "2147483648", "longest file that can be sent with a message", false,
       [](S& s, T& v) {
         const auto value = number<std::int64_t>(v, 1, std::int64_t{1} << 40);
         if (value) s.attachment_bytes = *value;
         return std::string(value ? "" : "must be a number of bytes, up to 1099511627776");
       }},
      {"attachments.quota_bytes", "BYTES", "0: no limit", "how much the files of one sender may take together", false,
       [](S& s, T& v) {
         const auto value = number<std::int64_t>(v, 0, std::int64_t{1} << 50);
         if (value) s.attachment_bytes_of_user = *value;
         return std::string(value ? "" : "must be a number of bytes, 0 or more");
       }},
      {"recorder.username", "NAME", "none", "the account that records meetings, told to clients", false,
       [](S& s, T& v) {
         s.recorder_username = v;
         return std::string();
       }},
  };
  return table;
}

std::string flag_of(const Setting& setting) { return "--" + replaced(replaced(setting.key, '.', '-'), '_', '-'); }

std::string variable_of(const Setting& setting) {
  std::string name = "PARLEY_" + replaced(setting.key, '.', '_');
  for (char& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return name;
}

std::string nearest_key(std::string_view key) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, key.size() / 2);
  for (const Setting& setting : setting_table()) {
    const std::size_t away = distance(key, setting.key);
    if (away < best_distance) {
      best_distance = away;
      best = setting.key;
    }
  }
  return best;
}

}  // namespace parley::server
