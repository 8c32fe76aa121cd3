#include "domain/mail/smtp_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "domain/mail/mail_format.hpp"

namespace parley::domain {
namespace {

constexpr long connect_timeout_ms = 10'000;
constexpr long total_timeout_ms = 60'000;

std::size_t read_upload(char* buffer, std::size_t size, std::size_t count, void* upload) {
  std::string_view& left = *static_cast<std::string_view*>(upload);
  const std::size_t taken = std::min(size * count, left.size());
  std::memcpy(buffer, left.data(), taken);
  left.remove_prefix(taken);
  return taken;
}

int stop_when_told(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

/// Notes the command sent last: the server's refusal is of that one.
int note_command(CURL*, curl_infotype type, char* data, std::size_t size, void* command) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  const std::string_view line(data, size);
  const std::string_view word = line.substr(0, std::min<std::size_t>(4, line.find_first_of(" \r")));
  if (word != "QUIT") static_cast<std::string*>(command)->assign(word);
  return 0;
}

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl can't start");
}

}  // namespace

struct SmtpClient::Handle {
  CURL* curl = curl_easy_init();
  ~Handle() { curl_easy_cleanup(curl); }
};

SmtpClient::SmtpClient(const SmtpConfig& config, const std::atomic<bool>& stop) : config_(config), stop_(stop) {
  start_curl();
  handle_ = std::make_unique<Handle>();
  if (handle_->curl == nullptr) throw std::runtime_error("libcurl can't start");
}
SmtpClient::~SmtpClient() = default;

SmtpOutcome SmtpClient::send(std::string_view from, std::string_view to, std::string_view message) {
  using Kind = SmtpOutcome::Kind;
  CURL* const curl = handle_->curl;
  curl_easy_reset(curl);  // keeps the connection
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
      curl_slist_append(nullptr, fmt::format("<{}>", clean_address(to)).c_str()), &curl_slist_free_all);
  const std::string sender = fmt::format("<{}>", clean_address(from));
  std::string_view upload = message;
  std::string command;
  curl_easy_setopt(curl, CURLOPT_URL, config_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  // A password goes over TLS or nowhere.
  curl_easy_setopt(curl, CURLOPT_USE_SSL, config_.password.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL);
  if (!config_.certificates.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, config_.certificates.c_str());
  if (!config_.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, config_.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, config_.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &read_upload);
  curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, total_timeout_ms);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &stop_when_told);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stop_);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);  // to note_command, not to the terminal
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &note_command);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &command);

  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK) return {Kind::delivered};
  if (code == CURLE_ABORTED_BY_CALLBACK) return {Kind::interrupted};
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  // Until the recipient is named, it is not this mail that the server doesn't like.
  const bool about_this_mail = command == "RCPT" || command == "DATA";
  std::string why = answer > 0 && command != ""
                        ? fmt::format("{} (answer {} to {})", curl_easy_strerror(code), answer, command)
                        : std::string(curl_easy_strerror(code));
  if (!about_this_mail) return {Kind::server_away, std::move(why)};
  // RFC 5321 section 4.2.1: 5xx is final, 4xx and a broken connection may pass.
  return {answer >= 500 ? Kind::refused : Kind::try_later, std::move(why)};
}

}  // namespace parley::domain
