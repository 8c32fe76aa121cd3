#include "domain/users/smtp_mailer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "base/log.hpp"
#include "base/random.hpp"

namespace parley::domain {
namespace {

constexpr std::size_t max_waiting = 1'000;
constexpr long connect_timeout_ms = 10'000;
constexpr long total_timeout_ms = 60'000;

/// RFC 5322 section 3.3, in UTC; not strftime, whose words follow the locale.
std::string date_time(Millis now) {
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = now / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                     utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

struct Upload {
  std::string_view left;
};

std::size_t read_upload(char* buffer, std::size_t size, std::size_t count, void* upload) {
  std::string_view& left = static_cast<Upload*>(upload)->left;
  const std::size_t taken = std::min(size * count, left.size());
  std::memcpy(buffer, left.data(), taken);
  left.remove_prefix(taken);
  return taken;
}

int stop_when_told(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<std::atomic<bool>*>(stopping)->load() ? 1 : 0;
}

}  // namespace

SmtpMailer::SmtpMailer(SmtpConfig config, const Clock& clock)
    : config_(std::move(config)), clock_(clock), pool_("mail", 1, max_waiting) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl can't start");
}

SmtpMailer::~SmtpMailer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
}

bool SmtpMailer::send(Mail mail) {
  return pool_.post([this, mail = std::move(mail)] { deliver(mail); });
}

void SmtpMailer::deliver(const Mail& mail) {
  // Addresses are personal: they don't belong into logs.
  std::chrono::milliseconds time = config_.first_pause;
  for (int i = 1; !stopping_; ++i) {
    bool retry = false;
    const std::string failure = attempt(mail, retry);
    if (failure.empty()) return;
    if (!retry || i >= config_.attempts) {
      log::error("mail: \"{}\" could not be delivered: {}", mail.subject, failure);
      return;
    }
    log::warn("mail: \"{}\" could not be delivered yet: {}", mail.subject, failure);
    if (!pause(time)) break;
    time *= 2;
  }
  log::warn("mail: \"{}\" was not delivered, the server stops", mail.subject);
}

bool SmtpMailer::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_.load(); });
}

std::string SmtpMailer::attempt(const Mail& mail, bool& retry) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(
      curl_slist_append(nullptr, fmt::format("<{}>", mail.to).c_str()), &curl_slist_free_all);
  if (!curl || !to) return "no memory";
  const std::string text = format_mail(mail, config_.from, date_time(clock_.now()), random_uuid());
  const std::string sender = fmt::format("<{}>", config_.from);
  Upload upload{text};
  curl_easy_setopt(curl.get(), CURLOPT_URL, config_.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  // A password goes over TLS or nowhere.
  curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, config_.password.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL);
  if (!config_.user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, config_.user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, config_.password.c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, &read_upload);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, total_timeout_ms);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, &stop_when_told);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &stopping_);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) return {};
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  // RFC 5321 section 4.2.1: 5xx is final, 4xx and a broken connection may pass.
  retry = answer < 500;
  return answer > 0 ? fmt::format("{} (the server said {})", curl_easy_strerror(code), answer)
                    : curl_easy_strerror(code);
}

}  // namespace parley::domain
